"""Publish: the pages, the search index, and the one module that knows MkDocs."""
