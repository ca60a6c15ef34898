"""JSON Schemas of the data files: fields, vocabularies, formats, references between files."""
