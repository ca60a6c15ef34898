"""The images that shared links show: one per axis, instance, territory and entry of the site.

An action has its axis's and a meeting its instance's: their number does not count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from roadmap.model.records import Axis, Instance, Territory
from roadmap.model.roadmap import Roadmap
from roadmap.text import french

WIDTH, HEIGHT = 1200, 630
HOME = "accueil"


@dataclass(frozen=True)
class Card:
    """An image of `WIDTH` by `HEIGHT` pixels; texts are plain.

    `kind` is `accueil`, `page`, `axe`, `instance`, `territoire` or `departement`; `key` is the number of the
    axis or the id of the instance or territory, empty for a written page.
    """

    name: str
    kind: str
    key: str
    title: str
    text: str

    @property
    def address(self) -> str:
        """The image's address, from the site's root."""
        return f"partage/{self.name}.png"


def cards(roadmap: Roadmap, content: Path) -> Iterator[Card]:
    """Yield every image of the site whose written pages are in the folder `content`."""
    yield from written_cards(content).values()
    yield from map(of_axis, roadmap.axes)
    yield from map(of_instance, roadmap.instances)
    yield of_department(roadmap)
    yield from (of_territory(roadmap, each) for each in roadmap.epci)


def of_axis(axis: Axis) -> Card:
    """Return the image of an axis, and of its actions."""
    return Card(f"axe-{axis.numero}", "axe", str(axis.numero), axis.titre_court, axis.titre)


def of_instance(instance: Instance) -> Card:
    """Return the image of an instance's meetings."""
    return Card(f"instance-{instance.id}", "instance", instance.id, instance.nom, "")


def of_department(roadmap: Roadmap) -> Card:
    """Return the image of the department."""
    department = roadmap.departement
    people = french.pluralize(department.population, "habitant")
    text = f"{french.pluralize(len(roadmap.epci), 'intercommunalité')} et {people}"
    return Card(f"territoire-{department.id}", "departement", department.id, department.nom, text)


def of_territory(roadmap: Roadmap, territory: Territory) -> Card:
    """Return the image of a territory: its contour is drawn in its department's."""
    communes = french.pluralize(len(territory.communes), "commune")
    people = french.pluralize(territory.population, "habitant")
    text = f"{communes} et {people} {roadmap.site.departement.en}"
    return Card(f"territoire-{territory.id}", "territoire", territory.id, territory.nom, text)


def of_written(address: str, written: Mapping[str, Card]) -> Card:
    """Return the image of a written page: its entry's in the site, `contribuer` for `contribuer/action/`."""
    return written.get(address.partition("/")[0]) or written[HOME]


def written_cards(content: Path) -> dict[str, Card]:
    """Return the image of each page written at the top of `content`, by the first step of its address."""
    pages = {path.stem: path for path in content.glob("*.md")}
    pages |= {path.parent.name: path for path in content.glob("*/index.md")}
    pages[HOME] = pages.pop("index")
    return {name: _of_page(name, front_matter(path)) for name, path in sorted(pages.items())}


def _of_page(name: str, meta: Mapping[str, str]) -> Card:
    kind = HOME if name == HOME else "page"
    return Card(name, kind, "", meta["title"], meta.get("description", ""))


def front_matter(page: Path) -> dict[str, str]:
    """Return what a written page says of itself above its text."""
    return yaml.safe_load(page.read_text(encoding="utf-8").split("---\n")[1])
