"""Spreadsheets of actions, in and out: what is read of a table becomes sheets, and back."""
