"""Build: the pipeline, its cache and worker processes, the output folder, the MkDocs hook."""
