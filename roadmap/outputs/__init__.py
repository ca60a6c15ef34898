"""Published files: one module per format. `build_…` functions return content, `build_…_files` yield files."""
