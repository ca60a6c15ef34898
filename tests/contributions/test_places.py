"""The national map's export: read into the data whole or not at all, watched every week, proposed on a branch."""

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from roadmap.__main__ import main
from roadmap.contributions.places import (
    BRANCH,
    ExportError,
    fetch_export,
    import_places,
    watch_places,
    write_places,
)
from roadmap.source.data_files import PLACES_FILE
from tests.conftest import PLACES_EXPORT, FileHandler, make_project
from tests.validation.conftest import Data, copy_data

HEADER = (
    "nom,adresse,commune,code_postal,code_insee,date_maj,courriels,telephone,site_web,presentation_resume"
)
HOSTILE_ROWS = (
    "<script>alert(1)</script>,1 rue X,Chartres,28000,28085,2025-01-01,prenom.nom@exemple.fr,,,",
    "Espace Sûr,1 rue X,Chartres,28000,28085,2025-01-01,prenom.nom@exemple.fr,0600000001,javascript:alert(1),Camille Dupont reçoit",
    "Camille Dupont,1 rue X,Chartres,28000,28085,2025-01-01,,,,",
    '"=HYPERLINK(""https://a.exemple"")",1 rue X,Chartres,28000,28085,2025-01-01,,,,',
)


@pytest.fixture
def data(tmp_path: Path) -> Data:
    """A copy of the example data, without a file of places."""
    return copy_data(tmp_path / "projet")


def read_file(data: Data) -> str:
    return (data.root / PLACES_FILE).read_text(encoding="utf-8")


def test_the_command_writes_the_places_of_the_department_sorted_with_their_source_and_date(
    data: Data, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000000")
    assert main(["lieux", str(PLACES_EXPORT), "--root", str(data.root)]) == 0
    assert capsys.readouterr().out == "5\u00a0lieux gardés dans data/lieux.csv.\n"
    lines = read_file(data).splitlines()
    assert lines[0].endswith("export du 2025-11-24. Licence Ouverte 2.0.")
    assert [line.split(",")[0] for line in lines[2:]] == [
        '"Espace ""Le Phare"""',
        "Médiathèque des Exemples",
        "Point d'accueil de Lucé",
        "Relais de Nogent",
        "Ancienne mairie de Voves",
    ]
    assert "@" not in read_file(data)


def test_a_hostile_export_leaves_nothing_unsafe_and_says_what_it_left_out(data: Data) -> None:
    elsewhere = "Ailleurs,1 rue X,Paris,75001,75056,2025-01-01,,,,\n" * 100_000
    said = write_places(make_project(data.root), "\n".join([HEADER, *HOSTILE_ROWS, elsewhere]).encode())
    assert said.replace("\u00a0", " ").replace("\u202f", " ") == (
        "1 lieu gardé dans data/lieux.csv. Laissés de côté : 100 000 (sa commune n'est pas du département), "
        "2 (son nom ou son adresse contient du code ou un lien), "
        "1 (son nom ou son adresse désigne une personne)."
    )
    text = read_file(data)
    for unsafe in ("script", "@", "0600", "+336", "Camille", "HYPERLINK", "Paris"):
        assert unsafe not in text
    assert len(text.splitlines()) == 3
    assert data.problems() == []


def test_a_place_given_twice_is_kept_once_as_last_updated(data: Data) -> None:
    rows = [f"Espace du Test,1 rue X,Chartres,28000,28085,2025-0{month}-01,,,," for month in (2, 5, 3)]
    imported = import_places(make_project(data.root), "\n".join([HEADER, *rows]).encode())
    assert (imported.count, imported.left_out) == (1, {"double": 2})
    assert "2025-05-01" in imported.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "il lui manque la colonne \u00ab nom \u00bb"),
        (b"nom,adresse\nA,B\n", "il lui manque la colonne \u00ab commune \u00bb"),
        (b"<!doctype html><title>Erreur</title>", "il lui manque la colonne"),
        (b"\xff\xfe\x00", "UTF-8"),
        (f"{HEADER}\n".encode(), "Aucun lieu"),
        (f"{HEADER}\nAilleurs,1 rue X,Paris,75001,75056,2025-01-01,,,,".encode(), "Aucun lieu"),
        (f'{HEADER}\n"{"a" * 200_000}",,,,,,,,,'.encode(), "CSV"),
        (
            "\n".join(
                [HEADER, *(f"Lieu {n},{n} rue X,Chartres,28000,28085,2025-01-01,,,," for n in range(3001))]
            ).encode(),
            "pour 3 000 au plus",
        ),
    ],
)
def test_what_is_not_the_export_of_the_department_is_refused_and_nothing_is_written(
    data: Data, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, words: str
) -> None:
    write_places(make_project(data.root), PLACES_EXPORT.read_bytes())
    before = read_file(data)
    export = tmp_path / "export.csv"
    export.write_bytes(content)
    assert main(["lieux", str(export), "--root", str(data.root)]) == 1
    said = capsys.readouterr().err.replace("\u202f", " ")
    assert words in said
    assert said.endswith(". Rien n'a été écrit.\n")
    assert read_file(data) == before
    assert [path.name for path in (data.root / "data").glob("lieux*")] == ["lieux.csv"]


def test_the_communes_must_be_known(data: Data) -> None:
    data.replace("data/territories.yaml", "nom: Abondant", "nom: ''")
    with pytest.raises(ExportError, match=r"Corrigez d'abord data/territories\.yaml"):
        import_places(make_project(data.root), PLACES_EXPORT.read_bytes())


def test_an_export_that_does_not_exist_is_said(data: Data, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lieux", "absent.csv", "--root", str(data.root)]) == 2
    assert "absent.csv" in capsys.readouterr().err


class FakeRepository:
    """Test double of the git data of a repository on GitHub: it records the requests."""

    def __init__(self, *branches: str) -> None:
        self.branches, self.sent = branches, []

    def get(self, path: str) -> dict[str, Any]:
        assert path == "git/ref/heads/main"
        return {"object": {"sha": "parent"}}

    def paginate(self, _path: str) -> list[dict[str, str]]:
        return [{"ref": f"refs/heads/{branch}"} for branch in self.branches]

    def send(self, method: str, path: str, **fields: Any) -> dict[str, str]:  # noqa: ANN401 - any JSON value
        self.sent.append((method, path, fields))
        return {"sha": path}

    def compare_url(self, base: str, branch: str) -> str:
        return f"https://github.com/o/n/compare/{base}...{branch}?expand=1"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """The file that the map's address gives."""
    (tmp_path / "carte").mkdir()
    file = tmp_path / "carte/export.csv"
    file.write_bytes(PLACES_EXPORT.read_bytes())
    return file


@pytest.fixture
def address(export: Path, serve: Callable[[Path], str]) -> str:
    return f"{serve(export.parent)}export.csv"


def test_the_watch_says_nothing_without_a_file_of_places_or_a_change(data: Data, address: str) -> None:
    github = FakeRepository()
    assert watch_places(make_project(data.root), github, "http://127.0.0.1:9/").text == ""
    write_places(make_project(data.root), PLACES_EXPORT.read_bytes())
    # An older date of the same places is no change.
    data.replace(PLACES_FILE, "export du 2025-11-24", "export du 2025-11-17")
    assert watch_places(make_project(data.root), github, address).text == ""
    assert github.sent == []


@pytest.mark.parametrize("branches", [(), (BRANCH,), (f"{BRANCH}-2",)])
def test_the_watch_pushes_what_changed_to_its_branch_and_gives_the_link(
    data: Data, export: Path, address: str, branches: tuple[str, ...]
) -> None:
    write_places(make_project(data.root), PLACES_EXPORT.read_bytes())
    before = read_file(data)
    export.write_text(
        export.read_text(encoding="utf-8").replace("Relais de Nogent", "Relais du Perche"), encoding="utf-8"
    )
    github = FakeRepository(*branches)
    news = watch_places(make_project(data.root), github, address)
    assert news.text.startswith("Les lieux ont changé sur la cartographie nationale. 5")
    assert news.link == "https://github.com/o/n/compare/main...veille-lieux?expand=1"
    tree, commit, ref = github.sent
    (change,) = tree[2]["tree"]
    assert (change["path"], "Relais du Perche" in change["content"]) == (PLACES_FILE, True)
    assert commit[2]["parents"] == ["parent"]
    assert ref[0] == ("PATCH" if BRANCH in branches else "POST")
    assert read_file(data) == before


def test_a_map_that_is_down_or_changed_leaves_the_last_places(data: Data, export: Path, address: str) -> None:
    write_places(make_project(data.root), PLACES_EXPORT.read_bytes())
    github = FakeRepository()
    lines = export.read_text(encoding="utf-8").splitlines()
    export.write_text("\n".join(lines[:2]), encoding="utf-8")
    assert "perdu plus de la moitié" in watch_places(make_project(data.root), github, address).text
    export.write_text("<!doctype html>", encoding="utf-8")
    assert "il lui manque la colonne" in watch_places(make_project(data.root), github, address).text
    export.unlink()
    assert "n'a pas donné son export" in watch_places(make_project(data.root), github, address).text
    assert github.sent == []


class RedirectHandler(FileHandler):
    """Sends every address elsewhere."""

    def do_GET(self) -> None:  # noqa: N802 - the name that http.server calls
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", "/ailleurs")
        self.send_header("Content-Length", "0")
        self.end_headers()


def test_only_the_content_of_the_address_itself_is_fetched(
    tmp_path: Path, address: str, serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fetch_export(address) == PLACES_EXPORT.read_bytes()
    assert fetch_export(serve(tmp_path, RedirectHandler)) is None
    assert fetch_export("http://127.0.0.1:9/") is None
    monkeypatch.setattr("roadmap.contributions.places.MAX_EXPORT_BYTES", 100)
    assert fetch_export(address) is None
