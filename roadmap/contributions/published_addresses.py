"""Detection of dead addresses: published before a contribution, and missing from the site built with it."""

import re
from collections.abc import Iterator
from pathlib import Path

from roadmap.problems.building import build_problem
from roadmap.problems.problem import FILE_START, Problem

# The file types that people link to, or that their tools load; assets may be renamed freely.
_LINKED_SUFFIXES = frozenset(
    {".csv", ".docx", ".html", ".ics", ".json", ".jsonld", ".pdf", ".txt", ".xlsx", ".xml", ".yaml"}
)
# Files that only the pages of this site load.
_INTERNAL_PREFIXES = (
    "actions/explorateur.json",
    "assets/",
    "contribuer/formulaire.json",
    "contribuer/formulaire-reunion.json",
    "contribuer/tableau.json",
    "recherche.json",
    "territoires/communes.json",
)
# Pages 2 and following of a paginated list: they depend on its length.
_PAGINATION = re.compile("/page/[0-9]+/index.html$")


def find_dead_addresses(before: Path, after: Path, content: Path) -> Iterator[Problem]:
    """Yield a problem for each permanent address of the site `before` that the site `after` does not have.

    `content` is the folder of the pages of `before`: the problem names the source file of the page.
    """
    for address in sorted(find_permanent_addresses(before) - find_permanent_addresses(after)):
        yield build_problem(_locate_file(address, content), FILE_START, "dead-address", value=f"/{address}")


def find_permanent_addresses(site: Path) -> set[str]:
    """Return the addresses of a built site that must never disappear, relative to its root."""
    names = (path.relative_to(site).as_posix() for path in site.rglob("*") if path.suffix in _LINKED_SUFFIXES)
    return {
        name.removesuffix("index.html")
        for name in names
        if not name.startswith(_INTERNAL_PREFIXES) and not _PAGINATION.search(name)
    }


def _locate_file(address: str, content: Path) -> str:
    """Return the source file of an address in `content`, else the address itself."""
    candidates = (f"{address.rstrip('/')}.md", f"{address}index.md", address)
    return next((f"content/{name}" for name in candidates if (content / name).is_file()), address)
