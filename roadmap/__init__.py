"""The roadmap of a department, from YAML files to published pages.

Data flows one way:

    read (files, reader) -> check (schemas, formats, rules) -> model -> blocks and pages

Nothing here knows MkDocs but `mkdocs_adapter`.
"""
