"""Validation: every problem of every data file, explained where it was made."""
