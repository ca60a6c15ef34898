"""Content of the social cards (Open Graph images): one per axis, instance, territory and top-level page.

An action has the card of its axis, and a meeting that of its instance: the number of cards stays small.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from roadmap.model.records import Axis, Instance, Territory
from roadmap.model.roadmap import Roadmap
from roadmap.text import french

CARD_WIDTH, CARD_HEIGHT = 1200, 630  # pixels
HOME_CARD = "accueil"


@dataclass(frozen=True)
class Card:
    """Content of a social card, as plain text.

    `kind` is `accueil`, `page`, `axe`, `instance`, `territoire` or `departement`; `key` is the axis number or
    the id of the instance or territory, empty for a Markdown page.
    """

    name: str
    kind: str
    key: str
    title: str
    text: str

    @property
    def address(self) -> str:
        """The address of the image, from the site's root."""
        return f"partage/{self.name}.png"


def build_cards(roadmap: Roadmap, content: Path) -> Iterator[Card]:
    """Yield every card of the site; `content` is the folder of the Markdown pages."""
    yield from load_written_cards(content).values()
    yield from map(build_axis_card, roadmap.axes)
    yield from map(build_instance_card, roadmap.instances)
    yield build_department_card(roadmap)
    yield from (build_territory_card(roadmap, epci) for epci in roadmap.epci)


def build_axis_card(axis: Axis) -> Card:
    """Return the card of an axis and of its actions."""
    return Card(f"axe-{axis.numero}", "axe", str(axis.numero), axis.titre_court, axis.titre)


def build_instance_card(instance: Instance) -> Card:
    """Return the card of an instance's meetings."""
    return Card(f"instance-{instance.id}", "instance", instance.id, instance.nom, "")


def build_department_card(roadmap: Roadmap) -> Card:
    """Return the card of the department."""
    department = roadmap.departement
    people = french.pluralize(department.population, "habitant")
    text = f"{french.pluralize(len(roadmap.epci), 'intercommunalité')} et {people}"
    return Card(f"territoire-{department.id}", "departement", department.id, department.nom, text)


def build_territory_card(roadmap: Roadmap, territory: Territory) -> Card:
    """Return the card of a territory."""
    communes = french.pluralize(len(territory.communes), "commune")
    people = french.pluralize(territory.population, "habitant")
    text = f"{communes} et {people} {roadmap.site.departement.en}"
    return Card(f"territoire-{territory.id}", "territoire", territory.id, territory.nom, text)


def find_card(address: str, cards: Mapping[str, Card]) -> Card:
    """Return the card of a page: that of its top-level page, `contribuer` for `contribuer/action/`."""
    return cards.get(address.partition("/")[0]) or cards[HOME_CARD]


def load_written_cards(content: Path) -> dict[str, Card]:
    """Return the cards of the top-level Markdown pages, by the first segment of their address."""
    pages = {path.stem: path for path in content.glob("*.md")}
    pages |= {path.parent.name: path for path in content.glob("*/index.md")}
    pages[HOME_CARD] = pages.pop("index")
    return {name: _build_written_card(name, load_front_matter(path)) for name, path in sorted(pages.items())}


def _build_written_card(name: str, meta: Mapping[str, str]) -> Card:
    kind = HOME_CARD if name == HOME_CARD else "page"
    return Card(name, kind, "", meta["title"], meta.get("description", ""))


def load_front_matter(page: Path) -> dict[str, str]:
    """Return the YAML front matter of a Markdown page."""
    return yaml.safe_load(page.read_text(encoding="utf-8").split("---\n")[1])
