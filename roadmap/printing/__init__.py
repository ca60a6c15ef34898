"""Print: the whole roadmap as one accessible PDF."""
