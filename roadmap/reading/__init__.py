"""Read: files, YAML with lines and columns, dates, revisions."""
