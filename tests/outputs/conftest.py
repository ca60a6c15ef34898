"""Shared by the tests of the outputs: the roadmap of the example data, its project, and what a reader sees of HTML."""

import html5lib
import pytest

from roadmap.model.roadmap import Roadmap, load_roadmap
from tests.conftest import EXAMPLE, project_of

SITE_URL = "https://exemple.fr/feuille/"
EXAMPLE_PROJECT = project_of(EXAMPLE)
# The same, with the address where its site is published.
PUBLISHED_PROJECT = project_of(EXAMPLE, site_url=SITE_URL)


@pytest.fixture(scope="session")
def roadmap() -> Roadmap:
    """The roadmap of the example data; it is frozen."""
    return load_roadmap(EXAMPLE_PROJECT)


def visible_text(html: str) -> str:
    """Return the text that a reader sees of HTML, with one plain space for any white space."""
    body = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    return " ".join(" ".join(body.itertext()).split())
