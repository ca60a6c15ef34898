"""Rendering: Jinja blocks, Markdown, SVG maps, QR codes, pagination, news."""
