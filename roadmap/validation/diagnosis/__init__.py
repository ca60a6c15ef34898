"""Diagnosis of typing mistakes: find in the source lines what caused an error, and suggest a correction."""
