"""Diagnosis: which slip was made, and how to mend it."""
