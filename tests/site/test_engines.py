"""The site does not hang on MkDocs: its fork builds the same files."""

from pathlib import Path

from tests.checking.conftest import SHEET
from tests.conftest import build

# What `make site` adds after MkDocs.
PRINTED = {"feuille-de-route.pdf", "partage"}


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of every built file, by its path in the site."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {str(path): (folder / path).read_bytes() for path in paths if path.parts[0] not in PRINTED}


def test_properdocs_builds_the_same_files_byte_for_byte(site: Path, project: Path) -> None:
    done = build(project, "properdocs")
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    expected, built = files(site), files(project / "site")
    assert built.keys() == expected.keys()
    assert [name for name in built if built[name] != expected[name]] == []


def test_properdocs_refuses_wrong_data_in_french(project: Path) -> None:
    sheet = project / SHEET
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("axe: 1", "axe: 9"), encoding="utf-8")
    done = build(project, "properdocs")
    assert done.returncode != 0
    assert "Le site n'est pas construit : 1 erreur dans les données." in done.stdout
    assert not (project / "site").exists()
