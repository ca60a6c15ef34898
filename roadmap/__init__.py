"""Static site generator for the roadmap of a French department: from YAML files to published pages.

Layers, from the lowest to the highest; a package imports only those before it in this list:

    project, geometry, text, problems, schema, source, validation, model, history, render, outputs, form,
    build, contributions, new_department

Only `build` depends on MkDocs.
"""
