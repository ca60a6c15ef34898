"""Shared by the tests of the outputs: the roadmap of the example data, its project, and what a reader sees of HTML."""

import html5lib
import pytest

from roadmap.model import records
from roadmap.model.roadmap import Roadmap, load_roadmap
from roadmap.text.partial_dates import PartialDate
from tests.conftest import EXAMPLE, make_project

SITE_URL = "https://exemple.fr/feuille/"
EXAMPLE_PROJECT = make_project(EXAMPLE)
# The same, with the address where its site is published.
PUBLISHED_PROJECT = make_project(EXAMPLE, site_url=SITE_URL)

# A value for every field of an action, except those that identify it.
EVERY_FIELD = {
    "cible": "professionnels",
    "statut": "en-pause",
    "confirme_le": PartialDate.parse("2025-10-01"),
    "publics": ("jeunes", "seniors"),
    "thematiques": ("sante",),
    "territoires": ("chartres-metropole",),
    "communes": ("28085",),
    "motif": "Faute de moyens.",
    "porteur": records.Organisation("Le porteur", "200033181"),
    "partenaires": (records.Organisation("Un partenaire"),),
    "contact": records.Contact("Le service", "service@exemple.fr"),
    "debut": PartialDate.parse("2024"),
    "fin": PartialDate.parse("2025-03-01"),
    "etapes": (
        records.Milestone("Lancer", PartialDate.parse("2024-04"), realisee=True),
        records.Milestone("Finir"),
    ),
    "contexte": "Un paragraphe en **gras**, avec un [lien](https://exemple.fr/a).",
    "objectifs": ("Premier but", "Second but"),
    "description": "1. d'abord ;\n2. ensuite.",
    "budget": records.Budget(
        42500, (records.Funding("L'État", 12000, "accorde"), records.Funding("La région"))
    ),
    "indicateurs": (
        records.Indicator(
            "Personnes aidées",
            "personnes",
            depart=0,
            cible=1500,
            cible_approximative=True,
            actuel=0,
            mesure_le=PartialDate.parse("2024-06"),
            source="Le bilan",
            remarque="À suivre.",
        ),
    ),
    "liens": (records.Link("Une page", "https://exemple.fr/b"),),
    "source": records.Source("Le document", PartialDate.parse("2024-05"), "https://exemple.fr/c"),
}


@pytest.fixture(scope="session")
def roadmap() -> Roadmap:
    """The roadmap of the example data; it is frozen."""
    return load_roadmap(EXAMPLE_PROJECT)


def visible_text(html: str) -> str:
    """Return the text that a reader sees of HTML, with one plain space for any white space."""
    body = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    return " ".join(" ".join(body.itertext()).split())
