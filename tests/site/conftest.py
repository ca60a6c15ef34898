"""What the tests of lists and of the explorer share: a site of more actions than a page holds."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from roadmap.contributions.places import write_places
from roadmap.render.pagination import PAGE_SIZE
from tests.conftest import EPOCH, PLACES_EXPORT, ROOT, build_site, copy_project, make_project
from tests.history.conftest import create_data_repository
from tests.validation.conftest import SHEET

ADDED_ACTIONS = PAGE_SIZE + 1
HOSTILE = "<img src=x onerror=alert(1)> {{ 7*7 }} «é»"
# A meeting to come, and one of a year that has its own page.
MEETINGS = """
  - id: cotech-suivant
    titre: Comité technique suivant
    instance: comite-technique
    date: 2025-12-04
    heure: 14:30
    inscription: https://exemple.fr/inscription

  - id: ancienne
    titre: Réunion ancienne
    instance: comite-technique
    date: 2022-05-04
"""


def run_module(folder: Path, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a Python module in a folder as a person would, on the day of the tests."""
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def build_added_sheet(number: int) -> str:
    """Return one of the added sheets: axis 1, Perche; the first is late and hostile."""
    late = 'fin: "2025-01"\n' if number == 0 else 'fin: "2026"\n' if number == 1 else ""
    title = HOSTILE if number == 0 else f"Permanence de proximité {number:03}"
    return (
        f'titre: "{title}"\nresume: "Une permanence à l\'écoute, numéro {number}, près de chez vous."\n'
        f"axe: 1\ncible: usagers\nstatut: envisagee\nconfirme_le: 2025-11-01\n"
        f"publics: [seniors]\nthematiques: [sante]\nterritoires: [perche]\n{late}"
    )


@pytest.fixture(scope="package")
def long_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site whose lists need a second page."""
    project = copy_project(tmp_path_factory.mktemp("long"))
    for number in range(ADDED_ACTIONS):
        file = project / f"data/actions/permanence-{number:03}.yaml"
        file.write_text(build_added_sheet(number), encoding="utf-8")
    return build_site(project)


@pytest.fixture(scope="package")
def long_address(long_site: Path, serve: Callable[[Path], str]) -> str:
    """The address of the site of long lists."""
    return serve(long_site)


@pytest.fixture(scope="package")
def full_site_and_address(
    tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]
) -> tuple[Path, str]:
    """A site that has pages of every kind: long lists, whole sheets, archives, news, places; its folder, its address."""
    project = copy_project(tmp_path_factory.mktemp("whole") / "projet")
    address = serve(project / "site")
    past = create_data_repository(project)
    past.commit()
    past.replace(SHEET, "cible: tous", "cible: usagers")
    past.commit()
    past.add("data/calendar.yaml", MEETINGS)
    for file in (ROOT / "tests/validation/sound").glob("*.yaml"):
        shutil.copy(file, project / "data/actions")
    for number in range(ADDED_ACTIONS):
        past.add(f"data/actions/permanence-{number:03}.yaml", build_added_sheet(number))
    past.commit()
    write_places(make_project(project), PLACES_EXPORT.read_bytes())
    return build_site(project, site_url=address, repo_url="https://exemple.fr/depot"), address


@pytest.fixture(scope="package")
def full_site(full_site_and_address: tuple[Path, str]) -> Path:
    """The folder of the site that has pages of every kind."""
    return full_site_and_address[0]


@pytest.fixture(scope="package")
def full_address(full_site_and_address: tuple[Path, str]) -> str:
    """The address of the site that has pages of every kind."""
    return full_site_and_address[1]
