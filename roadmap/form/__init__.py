"""Contribution form: its fields, its validation rules in the browser, its live preview."""
