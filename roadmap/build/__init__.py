"""Build: the one pipeline, the cache, the workers, the site folder, MkDocs."""
