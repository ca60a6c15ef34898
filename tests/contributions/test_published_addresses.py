"""Published addresses stay: neither a contribution nor a change of the code may remove one."""

import shutil
from pathlib import Path

import pytest

from roadmap.contributions.published_addresses import find_dead_addresses, find_permanent_addresses
from tests.conftest import build_site
from tests.validation.conftest import Data

# The addresses published so far from the data of the tests: addresses may be added, never removed.
PUBLISHED_ADDRESSES_FILE = Path(__file__).with_name("addresses.txt")


@pytest.fixture
def sites(tmp_path: Path) -> tuple[Path, Path, Path]:
    """The folder of a site, that of its copy, and that of the written pages."""
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
    ("removed", "file", "address"),
    [
        ("guide/index.html", "content/guide.md", "/guide/"),
        ("guide/suite/index.html", "content/guide/suite/index.md", "/guide/suite/"),
        ("calendrier/comite.ics", "calendrier/comite.ics", "/calendrier/comite.ics"),
        (".well-known/security.txt", ".well-known/security.txt", "/.well-known/security.txt"),
    ],
)
def test_a_removed_address_is_an_error_at_its_source(
    sites: tuple[Path, Path, Path], removed: str, file: str, address: str
) -> None:
    before, after, content = sites
    (after / removed).unlink()
    (problem,) = find_dead_addresses(before, after, content)
    assert (problem.file, problem.code, problem.severity) == (file, "dead-address", "error")
    assert problem.message == f"L'adresse {address}, déjà publiée, ne mènerait plus à rien."


def test_technical_files_may_be_removed_and_any_file_may_be_added(sites: tuple[Path, Path, Path]) -> None:
    before, after, content = sites
    for name in ("actions/page/2/index.html", "assets/site.html", "recherche.json", "sitemap.xml.gz"):
        (after / name).unlink()
    (after / "nouvelle.html").touch()
    assert list(find_dead_addresses(before, after, content)) == []


def test_every_address_published_so_far_still_exists(site: Path) -> None:
    published = set(PUBLISHED_ADDRESSES_FILE.read_text(encoding="utf-8").splitlines())
    assert published
    assert published - {f"/{address}" for address in find_permanent_addresses(site)} == set()


def test_moving_a_meeting_out_of_its_committee_may_not_remove_its_pack(site: Path, project: Path) -> None:
    meeting_text = "id: cotech-2024-04-04\n    titre: Comité technique du 4 avril 2024\n    instance: "
    Data(project).replace(
        "data/calendar.yaml", f"{meeting_text}comite-technique", f"{meeting_text}rencontre-bilaterale"
    )
    problems = find_dead_addresses(site, build_site(project), project / "content")
    assert "L'adresse /comite/cotech-2024-04-04/, déjà publiée, ne mènerait plus à rien." in [
        problem.message for problem in problems
    ]
