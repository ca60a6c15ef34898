"""The build: refused before anything is touched, or whole and clean."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import EPOCH, ROOT, build, build_site, copy_project
from tests.site.conftest import run_module
from tests.validation.conftest import SHEET, Data

BREAKS = {
    "required key": (SHEET, "statut: envisagee\n", ""),
    "misspelt key": (SHEET, "resume:", "resumé:"),
    "axis that does not exist": (SHEET, "axe: 1", "axe: 9"),
    "id given twice": ("data/resources.yaml", "id: dora", "id: cartographie-nationale"),
    "broken file": ("data/calendar.yaml", "reunions:", "reunions: ["),
}


@pytest.mark.parametrize("slip", BREAKS)
def test_a_slip_refuses_the_build_and_leaves_the_published_site_untouched(
    project: Path, slip: str, capsys: pytest.CaptureFixture[str]
) -> None:
    published = project / "site"
    published.mkdir()
    (published / "index.html").write_text("publié", encoding="utf-8")
    file, old, new = BREAKS[slip]
    Data(project).replace(file, old, new)
    done = build(project)
    assert not done.is_done
    assert f"{file}:" in capsys.readouterr().err
    assert "Le site n'est pas construit" in done.output
    assert [path.name for path in published.iterdir()] == ["index.html"]
    assert (published / "index.html").read_text(encoding="utf-8") == "publié"


def test_the_data_to_be_published_is_sound_and_builds(project: Path) -> None:
    shutil.rmtree(project / "data")
    shutil.copytree(ROOT / "data", project / "data")
    build_site(project)


def test_an_undefined_macro_fails_the_build(project: Path) -> None:
    Data(project).add("content/glossaire.md", "\n\n{{ inconnue() }}\n")
    with pytest.raises(SystemExit) as stop:  # the macros plugin stops by itself
        build(project)
    assert stop.value.code
    assert not (project / "site").exists()


def test_a_broken_link_fails_the_build(project: Path) -> None:
    page = project / "content/glossaire.md"
    sound = page.read_text(encoding="utf-8")
    for slip in ("[nulle part](nulle-part.md)", "[ancre](actions.md#nulle-part)"):
        page.write_text(f"{sound}\n\n{slip}\n", encoding="utf-8")
        assert not build(project).is_done, slip
        assert not (project / "site").exists()


# Builds on a machine whose clock tells another day.
ANOTHER_DAY = """
import runpy, sys, time_machine
sys.argv = ["mkdocs", "build"]
with time_machine.travel(2_000_000_000):
    runpy.run_module("mkdocs", run_name="__main__")
"""


def test_two_builds_of_one_state_are_identical_in_other_folders_on_other_days(
    site: Path, tmp_path: Path
) -> None:
    project = copy_project(tmp_path / "un autre dossier, à côté")
    for number, path in enumerate(sorted(project.rglob("*"))):
        os.utime(path, (number * 1000, number * 1000))
    elsewhere = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", ANOTHER_DAY],
        cwd=project,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, **elsewhere},
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


@pytest.mark.parametrize("engine", ["mkdocs", pytest.param("properdocs", marks=pytest.mark.exhaustive)])
def test_the_live_preview_shows_problems_in_french_on_every_page_and_recovers(
    project: Path, engine: str
) -> None:
    script = f"""
from pathlib import Path
import {engine}.__main__
from {engine}.commands.build import build
from {engine}.config import load_config

def list_pages():
    config = load_config("mkdocs.yml")
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url="http://127.0.0.1:8000/")
    names = ("index", "contribuer/index", "actions/{SHEET.stem}/index")
    print([("Les données contiennent" in Path(f"site/{{name}}.html").read_text()) for name in names])

sheet = Path("{SHEET}")
sound = sheet.read_text()
list_pages()
sheet.write_text(sound.replace("axe: 1", "axe: 9"))
list_pages()
sheet.write_text(sound)
list_pages()
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


def test_the_live_preview_shows_a_changed_template_and_schema_at_once(project: Path) -> None:
    script = f"""
from pathlib import Path
import mkdocs.__main__
from mkdocs.commands.build import build
from mkdocs.config import load_config

def built():
    config = load_config("mkdocs.yml")
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url="http://127.0.0.1:8000/")
    return Path("site/actions/{SHEET.stem}/index.html").read_text()

def change(file, old, new):
    text = Path(file).read_text()
    assert old in text
    Path(file).write_text(text.replace(old, new))

built()
change("theme/blocks/page_action.html", "Ces informations", "Cette fiche, revue")
print("Cette fiche, revue" in built())
change("schemas/action.schema.json", "Envisagée", "Imaginée")
print("Imaginée" in built())
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["True", "True"], done.stderr


def test_the_schemas_are_published(site: Path) -> None:
    for schema in (ROOT / "schemas").iterdir():
        assert (site / "schemas" / schema.name).read_bytes() == schema.read_bytes()


def test_former_identifiers_lead_to_the_present_page(project: Path) -> None:
    Data(project).add(SHEET, "anciens_identifiants: [ancienne-fiche]\n")
    html = (build_site(project) / "actions/ancienne-fiche/index.html").read_text(encoding="utf-8")
    assert f'content="0; url=../{SHEET.stem}/"' in html


def test_addresses_of_the_site_and_of_the_repository_come_from_the_environment(project: Path) -> None:
    addresses = {"SITE_URL": "https://exemple.fr/feuille/", "REPO_URL": "https://github.com/pref/feuille"}
    addresses["REPO_BRANCH"] = "principale"
    done = run_module(project, "mkdocs", "build", **addresses)
    assert done.returncode == 0, done.stderr
    html = (project / "site/actions" / SHEET.stem / "index.html").read_text(encoding="utf-8")
    assert f'href="https://exemple.fr/feuille/actions/{SHEET.stem}/"' in html
    assert f'href="../../contribuer/action/?modifier={SHEET.stem}"' in html
    form = (project / "site/contribuer/action/index.html").read_text(encoding="utf-8")
    assert 'data-repository="https://github.com/pref/feuille" data-branch="principale"' in form
    data = (project / "site/donnees/index.html").read_text(encoding="utf-8")
    assert 'href="https://github.com/pref/feuille/blob/principale/data/axes.yaml"' in data
    meeting = (project / "site/calendrier/cotech-2024-04-04/index.html").read_text(encoding="utf-8")
    assert 'href="https://github.com/pref/feuille/edit/principale/data/calendar.yaml"' in meeting


def test_an_empty_address_in_the_environment_is_as_good_as_none(site: Path, project: Path) -> None:
    done = run_module(project, "mkdocs", "build", SITE_URL="", REPO_URL="")
    assert done.returncode == 0, done.stderr
    for address in ("index.html", "calendrier/cotech-2024-04-04/index.html", "calendrier.ics", "sitemap.xml"):
        assert (project / "site" / address).read_bytes() == (site / address).read_bytes()
    done = run_module(project, "roadmap.build.markdown_export", "pages", SITE_URL="", REPO_URL="")
    assert done.returncode == 0, done.stderr
    assert (project / "pages/calendrier.ics").read_bytes() == (site / "calendrier.ics").read_bytes()


def test_of_the_theme_only_our_own_assets_are_published(site: Path) -> None:
    """Of Material's, its icons and its style sheets cut to what pages have: no script, image or template."""

    def names(folder: Path) -> set[str]:
        return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}

    ours = names(ROOT / "theme/assets")
    built = {"icones.svg", "stylesheets/dark.css", "stylesheets/material.css"}
    assert names(site / "assets") == ours | built
    for folder in ("blocks", "partials", "print"):
        assert not (site / folder).exists()
