"""Forms: a sheet or a meeting written without YAML: questions, rules and preview for the browser."""
