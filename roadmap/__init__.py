"""The roadmap of a department, from YAML files to published pages.

From the ground up; a package imports only those above it in this list:

    project, geometry, text, problems, schema, source, validation, model, history, render, outputs, form,
    build, contributions, new_department

Nothing but `build` knows MkDocs.
"""
