"""No published address dies: not under a contribution, not under a change of the code."""

import shutil
from pathlib import Path

import pytest

from roadmap.contributions.published_addresses import find_dead_addresses, find_permanent_addresses
from tests.conftest import built_site
from tests.validation.conftest import Data

# The addresses of the tests' own data: to be added to, never to be taken from.
PUBLISHED = Path(__file__).with_name("addresses.txt")


@pytest.fixture
def sites(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A site before, the same after, and the folder of the written pages."""
    before, after, content = (tmp_path / name for name in ("avant", "apres", "content"))
    for path in (
        before / "index.html",
        before / "guide/index.html",
        before / "guide/suite/index.html",
        before / "calendrier/comite.ics",
        before / ".well-known/security.txt",
        before / "assets/site.html",
        before / "recherche.json",
        before / "actions/page/2/index.html",
        before / "sitemap.xml.gz",
        content / "guide.md",
        content / "guide/suite/index.md",
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    shutil.copytree(before, after)
    return before, after, content


@pytest.mark.parametrize(
    ("lost", "file", "address"),
    [
        ("guide/index.html", "content/guide.md", "/guide/"),
        ("guide/suite/index.html", "content/guide/suite/index.md", "/guide/suite/"),
        ("calendrier/comite.ics", "calendrier/comite.ics", "/calendrier/comite.ics"),
        (".well-known/security.txt", ".well-known/security.txt", "/.well-known/security.txt"),
    ],
)
def test_an_address_that_dies_is_an_error_laid_on_its_page(
    sites: tuple[Path, Path, Path], lost: str, file: str, address: str
) -> None:
    before, after, content = sites
    (after / lost).unlink()
    (found,) = find_dead_addresses(before, after, content)
    assert (found.file, found.code, found.severity) == (file, "dead-address", "error")
    assert found.message == f"L'adresse {address}, déjà publiée, ne mènerait plus à rien."


def test_what_serves_the_pages_alone_may_go_and_anything_may_come(sites: tuple[Path, Path, Path]) -> None:
    before, after, content = sites
    for name in ("actions/page/2/index.html", "assets/site.html", "recherche.json", "sitemap.xml.gz"):
        (after / name).unlink()
    (after / "nouvelle.html").touch()
    assert list(find_dead_addresses(before, after, content)) == []


def test_every_address_published_so_far_is_still_there(site: Path) -> None:
    published = set(PUBLISHED.read_text(encoding="utf-8").splitlines())
    assert published
    assert published - {f"/{each}" for each in find_permanent_addresses(site)} == set()


def test_a_meeting_that_leaves_its_committee_may_not_take_its_pack_away(site: Path, project: Path) -> None:
    moved = "id: cotech-2024-04-04\n    titre: Comité technique du 4 avril 2024\n    instance: "
    Data(project).replace("data/calendar.yaml", f"{moved}comite-technique", f"{moved}rencontre-bilaterale")
    found = [each.message for each in find_dead_addresses(site, built_site(project), project / "content")]
    assert "L'adresse /comite/cotech-2024-04-04/, déjà publiée, ne mènerait plus à rien." in found
