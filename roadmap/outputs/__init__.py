"""Outputs: one module a published format."""
