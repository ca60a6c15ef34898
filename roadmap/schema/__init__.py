"""Schemas: the shape of every data file, its vocabularies and formats, and what may refer to what."""
