"""The roadmap of a department, from YAML files to published pages.

Data flows one way, through one package a step:

    reading -> checking (explaining) -> modelling -> rendering -> publishing

Nothing of these knows MkDocs but `publishing.mkdocs_adapter`. Beside them: `forms` (what the browser
needs to write a sheet), `printing` (the PDF, the images of shared links) and `workflows` (what the repository
runs by itself).
"""

from pathlib import Path

# The project's folder: data, schemas and theme stand in it.
ROOT = Path(__file__).resolve().parent.parent
# The site's address as long as SITE_URL tells none: that of the live preview.
LOCAL_URL = "http://127.0.0.1:8000/"
