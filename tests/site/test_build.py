"""The build: refused before anything is touched, or whole and clean."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import EPOCH, ROOT, build, copy_project
from tests.validation.conftest import SHEET, Data

BREAKS = {
    "required key": (SHEET, "statut: envisagee\n", ""),
    "misspelt key": (SHEET, "resume:", "resumé:"),
    "axis that does not exist": (SHEET, "axe: 1", "axe: 9"),
    "id given twice": ("data/resources.yaml", "id: dora", "id: cartographie-nationale"),
    "broken file": ("data/calendar.yaml", "reunions:", "reunions: ["),
}


@pytest.mark.parametrize("slip", BREAKS)
def test_a_slip_refuses_the_build_and_leaves_the_published_site_untouched(project: Path, slip: str) -> None:
    published = project / "site"
    published.mkdir()
    (published / "index.html").write_text("publié", encoding="utf-8")
    file, old, new = BREAKS[slip]
    Data(project).replace(file, old, new)
    done = build(project)
    assert done.returncode != 0
    assert f"{file}:" in done.stderr
    assert "Le site n'est pas construit" in done.stdout
    assert "Traceback" not in done.stderr
    assert [path.name for path in published.iterdir()] == ["index.html"]
    assert (published / "index.html").read_text(encoding="utf-8") == "publié"


def test_the_data_to_be_published_is_sound_and_builds(project: Path) -> None:
    shutil.rmtree(project / "data")
    shutil.copytree(ROOT / "data", project / "data")
    done = build(project)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr


def test_an_undefined_macro_or_a_broken_link_fails_the_build(project: Path) -> None:
    page = project / "content/glossaire.md"
    sound = page.read_text(encoding="utf-8")
    for slip in ("{{ inconnue() }}", "[nulle part](nulle-part.md)", "[ancre](actions.md#nulle-part)"):
        page.write_text(f"{sound}\n\n{slip}\n", encoding="utf-8")
        assert build(project).returncode != 0, slip


# Runs a module on a machine whose clock tells another day.
ANOTHER_DAY = """
import runpy, sys, time_machine
module = sys.argv.pop(1)
with time_machine.travel(2_000_000_000):
    runpy.run_module(module, run_name="__main__")
"""


def test_two_builds_of_one_state_are_identical_in_other_folders_on_other_days(
    site: Path, tmp_path: Path
) -> None:
    project = copy_project(tmp_path / "un autre dossier, à côté")
    for number, path in enumerate(sorted(project.rglob("*"))):
        os.utime(path, (number * 1000, number * 1000))
    elsewhere = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "HOME": str(tmp_path)}
    for module, argument in (("mkdocs", "build"), ("roadmap.printing", "site")):
        done = subprocess.run(
            [sys.executable, "-c", ANOTHER_DAY, module, argument],
            cwd=project,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": EPOCH, **elsewhere},
            capture_output=True,
            text=True,
            check=False,
            umask=0o077,
        )
        assert done.returncode == 0, done.stderr
    built = {path.relative_to(site): path for path in site.rglob("*") if path.is_file()}
    again = {
        path.relative_to(project / "site"): path for path in (project / "site").rglob("*") if path.is_file()
    }
    assert built.keys() == again.keys()
    assert [name for name in built if built[name].read_bytes() != again[name].read_bytes()] == []


@pytest.mark.parametrize("engine", ["mkdocs", "properdocs"])
def test_the_live_preview_shows_problems_in_french_on_every_page_and_recovers(
    project: Path, engine: str
) -> None:
    script = f"""
from pathlib import Path
import {engine}.__main__
from {engine}.commands.build import build
from {engine}.config import load_config

def pages():
    config = load_config("mkdocs.yml")
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url="http://127.0.0.1:8000/")
    names = ("index", "contribuer/index", "actions/{SHEET.stem}/index")
    print([("Les données contiennent" in Path(f"site/{{name}}.html").read_text()) for name in names])

sheet = Path("{SHEET}")
sound = sheet.read_text()
pages()
sheet.write_text(sound.replace("axe: 1", "axe: 9"))
pages()
sheet.write_text(sound)
pages()
print("policy:", "Content-Security-Policy" in Path("site/index.html").read_text())
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("[")] == [
        "[False, False, False]",
        "[True, True, True]",
        "[False, False, False]",
    ]
    assert "policy: False" in done.stdout  # MkDocs' own script reloads the page


def test_the_schemas_are_published(site: Path) -> None:
    for schema in (ROOT / "schemas").iterdir():
        assert (site / "schemas" / schema.name).read_bytes() == schema.read_bytes()


def test_former_identifiers_lead_to_the_present_page(project: Path) -> None:
    Data(project).add(SHEET, "anciens_identifiants: [ancienne-fiche]\n")
    assert build(project).returncode == 0
    html = (project / "site/actions/ancienne-fiche/index.html").read_text(encoding="utf-8")
    assert f'content="0; url=../{SHEET.stem}/"' in html


def test_addresses_of_the_site_and_of_the_repository_come_from_the_environment(project: Path) -> None:
    done = build(project, SITE_URL="https://exemple.fr/feuille/", REPO_URL="https://github.com/pref/feuille")
    assert done.returncode == 0
    html = (project / "site/actions" / SHEET.stem / "index.html").read_text(encoding="utf-8")
    assert f'href="https://exemple.fr/feuille/actions/{SHEET.stem}/"' in html
    assert f'href="../../contribuer/action/?modifier={SHEET.stem}"' in html
    form = (project / "site/contribuer/action/index.html").read_text(encoding="utf-8")
    assert 'data-repository="https://github.com/pref/feuille"' in form
    meeting = (project / "site/calendrier/cotech-2024-04-04/index.html").read_text(encoding="utf-8")
    assert 'href="https://github.com/pref/feuille/edit/main/data/calendar.yaml"' in meeting


def test_an_empty_address_in_the_environment_is_as_good_as_none(site: Path, project: Path) -> None:
    done = build(project, SITE_URL="", REPO_URL="")
    assert done.returncode == 0, done.stderr
    for address in ("index.html", "calendrier/cotech-2024-04-04/index.html", "calendrier.ics", "sitemap.xml"):
        assert (project / "site" / address).read_bytes() == (site / address).read_bytes()
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "SITE_URL": "", "REPO_URL": ""}
    export = [sys.executable, "-m", "roadmap.publishing.export", "pages"]
    subprocess.run(export, cwd=project, env=environment, check=True)
    assert (project / "pages/calendrier.ics").read_bytes() == (site / "calendrier.ics").read_bytes()


def test_of_the_theme_only_our_own_assets_are_published(site: Path) -> None:
    """Neither Material's style sheets, scripts and images, nor the templates that MkDocs copies with them."""

    def names(folder: Path) -> set[str]:
        return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}

    assert names(site / "assets") == names(ROOT / "theme/assets")
    for folder in ("blocks", "partials", "print"):
        assert not (site / folder).exists()
