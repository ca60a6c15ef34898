"""Data files: find them, and parse their YAML with positions."""
