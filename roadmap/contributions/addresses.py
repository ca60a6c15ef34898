"""The addresses that a contribution would kill: published before it, and gone from the site built after."""

import re
from collections.abc import Iterator
from pathlib import Path

from roadmap.problems.messages import build_problem
from roadmap.problems.problem import FILE_START, Problem

# What people and their tools keep the address of; styles and scripts serve the pages alone, under any name.
_KEPT = frozenset({".csv", ".html", ".ics", ".json", ".pdf", ".txt", ".xml", ".yaml"})
_OF_THE_PAGES = (
    "actions/explorateur.json",
    "assets/",
    "contribuer/formulaire.json",
    "recherche.json",
    "territoires/communes.json",
)
# The pages of a list after its first one: they come and go with its length.
_FOLLOWING = re.compile("/page/[0-9]+/index.html$")


def dead_addresses(before: Path, after: Path, content: Path) -> Iterator[Problem]:
    """Yield an error for each address of the built site `before` that the built site `after` lacks.

    `content` is the folder of the written pages of `before`: the error is laid on the page's own file.
    """
    for address in sorted(lasting_addresses(before) - lasting_addresses(after)):
        yield build_problem(_file(address, content), FILE_START, "dead-address", value=f"/{address}")


def lasting_addresses(site: Path) -> set[str]:
    """Return the lasting addresses of a built site, relative to its root."""
    names = (path.relative_to(site).as_posix() for path in site.rglob("*") if path.suffix in _KEPT)
    return {
        name.removesuffix("index.html")
        for name in names
        if not name.startswith(_OF_THE_PAGES) and not _FOLLOWING.search(name)
    }


def _file(address: str, content: Path) -> str:
    """Return the written page of an address, else what is published there."""
    written = (f"{address.rstrip('/')}.md", f"{address}index.md", address)
    return next((f"content/{name}" for name in written if (content / name).is_file()), address)
