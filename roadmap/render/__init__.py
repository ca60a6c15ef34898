"""Render: Jinja blocks, Markdown, maps, pagination."""
