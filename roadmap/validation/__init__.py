"""Validation of the data files: problems with a position, an explanation and a suggested correction."""
