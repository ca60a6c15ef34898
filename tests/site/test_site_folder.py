"""The quick way makes the pages of the slow one; what stays from a build to the next is never out of date."""

import filecmp
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from roadmap.build import caching
from tests.conftest import EPOCH, build
from tests.validation.conftest import SHEET, Data

# Every document rendered whole by the theme's template: no shell is filled in.
SLOWLY = """
from mkdocs.__main__ import cli
from roadmap.build.page_shell import Shell
Shell.blocks = lambda self, page: [self.whole(page), ""]
Shell.document = lambda self, section, url, blocks, shown: blocks[0]
cli(["build", "--quiet", "--site-dir", "slow"])
"""
NEIGHBOUR = "data/actions/don-outils-numeriques.yaml"


def built(project: Path, **environment: str) -> Path:
    done = build(project, **environment)
    assert done.returncode == 0, done.stderr
    return project / "site"


def differences(one: Path, other: Path, inside: str = "") -> list[str]:
    """Return the paths of what is not the same, byte for byte, in two folders."""
    here = filecmp.dircmp(one, other)
    _, changed, odd = filecmp.cmpfiles(one, other, here.common_files, shallow=False)
    found = [f"{inside}{name}" for name in (*here.left_only, *here.right_only, *changed, *odd)]
    for folder in here.common_dirs:
        found += differences(one / folder, other / folder, f"{inside}{folder}/")
    return found


def test_the_quick_page_is_the_slow_one_byte_for_byte(project: Path) -> None:
    Data(project).add(SHEET, "anciens_identifiants:\n  - ancienne-carte\n")
    quick = built(project)
    shutil.rmtree(project / ".cache")
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": EPOCH, "PYTHONPATH": "."}
    subprocess.run([sys.executable, "-c", SLOWLY], cwd=project, env=environment, check=True)
    assert "ancienne-carte" in {path.name for path in (quick / "actions").iterdir()}
    assert differences(quick, project / "slow") == []


def change_a_title_and_an_axis(data: Data) -> None:
    data.replace(NEIGHBOUR, "titre: Organiser", "titre: Bien organiser")
    data.replace(SHEET, "axe: 1", "axe: 5")


def add_and_remove_actions(data: Data) -> None:
    text = (data.root / SHEET).read_text(encoding="utf-8")
    data.add("data/actions/une-de-plus.yaml", text.replace("titre: ", "titre: Aussi "))
    (data.root / NEIGHBOUR).unlink()


def change_what_actions_name_and_the_wording_of_a_block(data: Data) -> None:
    decision = "est reporté au mois de juin.\n"
    data.replace("data/calendar.yaml", decision, f"{decision}        actions:\n          - {SHEET.stem}\n")
    data.replace("data/axes.yaml", "titre_court: Coordonner", "titre_court: Porter")
    data.replace("theme/blocks/page_action.html", "Pas encore désigné", "À désigner")


def move_to_a_territory_and_begin(data: Data) -> None:
    data.replace(SHEET, "statut: envisagee", "statut: en-cours")
    data.add(SHEET, "territoires:\n  - chartres-metropole\nporteur:\n  nom: Mairie\n")


CHANGES = (
    change_a_title_and_an_axis,
    move_to_a_territory_and_begin,
    add_and_remove_actions,
    change_what_actions_name_and_the_wording_of_a_block,
)


def test_after_any_change_the_site_is_that_of_a_build_from_nothing(project: Path, tmp_path: Path) -> None:
    data = Data(project)
    built(project)
    for change in CHANGES:
        change(data)
        site = built(project)
        kept = shutil.copytree(site, tmp_path / change.__name__)
        shutil.rmtree(project / ".cache")
        assert differences(kept, built(project)) == [], change.__name__
        shutil.rmtree(kept)


@pytest.mark.parametrize("damage", ["cut", "not a ledger", "changed"])
def test_a_damaged_ledger_is_as_good_as_none(project: Path, damage: str) -> None:
    expected = shutil.copytree(built(project), project / "expected")
    (ledger,) = (project / ".cache/sites").iterdir()
    content = ledger.read_bytes()
    ledger.write_bytes(
        {"cut": content[:-9], "not a ledger": b"rien", "changed": content.replace(b"0", b"1")}[damage]
    )
    assert differences(expected, built(project)) == []


def test_on_another_day_the_site_is_that_of_a_build_from_nothing(project: Path) -> None:
    data = Data(project)
    data.add(SHEET, "fin: 2025-12\n")
    data.replace(NEIGHBOUR, "confirme_le: ", "confirme_le: 2025-01-01 # ")
    built(project)
    later = str(int(EPOCH) + 400 * 86_400)
    site = built(project, SOURCE_DATE_EPOCH=later)
    kept = shutil.copytree(site, project / "kept")
    shutil.rmtree(project / ".cache")
    assert differences(kept, built(project, SOURCE_DATE_EPOCH=later)) == []
    page = (kept / f"actions/{SHEET.stem}/index.html").read_text(encoding="utf-8")
    assert "En retard" in page
    assert "plus de douze mois" in page


def test_pages_come_from_what_is_kept_when_the_site_is_gone(project: Path) -> None:
    shutil.rmtree(built(project))
    with sqlite3.connect(project / ".cache/pages.sqlite") as kept:
        for name, page in kept.execute("SELECT name, content FROM kept").fetchall():
            told = caching.unsealed(page).replace(b"Cette fiche", b"Cette fiche, tenue")
            kept.execute("UPDATE kept SET content = ? WHERE name = ?", (caching.sealed(told), name))
    page = built(project) / f"actions/{SHEET.stem}/index.html"
    assert "Cette fiche, tenue" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("damage", ["not a database", "changed", "moved", "folder"])
def test_damaged_pages_are_as_good_as_none(project: Path, damage: str) -> None:
    expected = built(project).rename(project / "expected")
    file = project / ".cache/pages.sqlite"
    content = file.read_bytes()
    if damage == "folder":
        file.unlink()
        file.mkdir()
    else:
        changed, moved = content.replace(b"fiche", b"fichu"), content.replace(b"fiche", b"friche")
        file.write_bytes({"not a database": b"rien", "changed": changed, "moved": moved}[damage])
    assert differences(expected, built(project)) == []


def written(site: Path) -> dict[str, int]:
    """Return when each file was written."""
    return {
        str(path.relative_to(site)): path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()
    }


def test_what_did_not_change_is_not_written_again(project: Path) -> None:
    before = written(built(project))
    assert written(built(project)) == before
    Data(project).replace(NEIGHBOUR, "resume: ", "resume: Bien ")
    after = written(built(project))
    again = {name for name in before if after[name] != before[name]}
    assert f"actions/{Path(NEIGHBOUR).stem}/index.html" in again
    assert {"glossaire/index.html", "calendrier.ics", "assets/site.css"}.isdisjoint(again)
    others = {f"actions/{path.stem}/index.html" for path in (project / "data/actions").iterdir()} - again
    assert len(others) >= len(list((project / "data/actions").iterdir())) - 3  # its neighbours in the axis


def test_what_was_touched_or_left_in_the_folder_is_mended(project: Path) -> None:
    site = built(project)
    expected = shutil.copytree(site, project / "expected")
    page = site / f"actions/{SHEET.stem}/index.html"
    page.write_text("touchée", encoding="utf-8")
    (site / "glossaire/index.html").unlink()
    (site / "actions/de-trop/dedans").mkdir(parents=True)
    (site / "actions/de-trop/dedans/index.html").write_text("de trop", encoding="utf-8")
    assert differences(expected, built(project)) == []


def test_an_interrupted_build_leaves_the_site_as_it_was(project: Path) -> None:
    before = written(built(project))
    Data(project).replace(NEIGHBOUR, "resume: ", "resume: Bien ")
    script = """
from mkdocs.__main__ import cli
from roadmap.build.page_shell import Shell

def interrupt(*_):
    raise KeyboardInterrupt

Shell.blocks = interrupt
cli(["build"])
"""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PYTHONPATH": "."}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=project, env=environment, capture_output=True, check=False
    )
    assert done.returncode != 0
    assert written(project / "site") == before
    assert [path.name for path in project.iterdir() if path.name.startswith(".site")] == []


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
change("theme/blocks/page_action.html", "Cette fiche", "Cette fiche, revue")
print("Cette fiche, revue" in built())
change("schemas/action.schema.json", "Envisagée", "Imaginée")
print("Imaginée" in built())
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["True", "True"], done.stderr


def test_a_template_that_breaks_half_way_leaves_the_site_as_it_was(project: Path) -> None:
    site = built(project)
    before = written(site)
    block = project / "theme/blocks/page_action.html"
    sound = block.read_text(encoding="utf-8")
    last = max((project / "data/actions").iterdir()).stem
    block.write_text(
        f'{sound}{{% if action.id == "{last}" %}}{{{{ nulle_part }}}}{{% endif %}}', encoding="utf-8"
    )
    assert build(project).returncode != 0
    assert written(site) == before
    assert [path.name for path in project.iterdir() if path.name.startswith(".site")] == []
