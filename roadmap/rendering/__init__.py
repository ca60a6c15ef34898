"""Render: escaped HTML, printed French."""
