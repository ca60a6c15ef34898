"""`data/lieux.csv`: what the check accepts of it, line by line, and what of an export is never published."""

import pytest

from roadmap.contributions.places import write_places
from roadmap.source.data_files import PLACES_FILE
from roadmap.validation.places import Communes, PlaceError, clean_place
from tests.conftest import PLACES_EXPORT, TODAY, make_project
from tests.validation.conftest import Data, example_corpus

EXPORT_ROW = {
    "nom": "Espace du Test",
    "adresse": "1 rue des Essais",
    "commune": "Chartres",
    "code_postal": "28000",
    "code_insee": "28085",
    "date_maj": "2025-01-02",
}


def clean(**changes: str) -> dict[str, str]:
    communes = Communes.of(example_corpus().files["territories"].value)
    return clean_place(EXPORT_ROW | changes, communes, TODAY)


@pytest.fixture
def with_places(data: Data) -> Data:
    """The example data with a file of places."""
    write_places(make_project(data.root), PLACES_EXPORT.read_bytes())
    return data


def test_the_file_that_the_command_writes_is_sound(with_places: Data) -> None:
    assert with_places.problems() == []
    places = with_places.check().corpus.places
    assert (places.exported_on, len(places.rows)) == (TODAY, 5)


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("# Carto", "Carto", 1, "places-header"),
        ("export du 2025", "export du 2035", 1, "places-header"),
        ("export du 2025-11-24", "export du 2025-13-24", 1, "places-header"),
        ("date_maj\n", "date_maj,courriels\n", 1, "places-header"),
        ("Relais de Nogent", "<b>Relais</b>", 6, "places-row"),
        ("Relais de Nogent", "=HYPERLINK(1)", 6, "places-row"),
        ("Relais de Nogent", " Relais de Nogent", 6, "places-row"),
        ("Relais de Nogent", "Relais, de Nogent", 6, "places-row"),
        ("Relais de Nogent", '"Relais', 6, "places-row"),
        ("28280", "75056", 6, "places-row"),
        ("+33237000004", "+33600000004", 6, "places-row"),
        ("+33237000004", "javascript:alert(1)", 6, "places-row"),
        ("https://phare.exemple.fr/", "http://phare.exemple.fr/", 3, "places-row"),
        ("https://phare.exemple.fr/", "javascript:alert(1)", 3, "places-row"),
        ("24/7", "parfois", 3, "places-row"),
        ("2025-07-01", "2035-07-01", 6, "places-row"),
    ],
)
def test_a_line_changed_by_hand_is_refused_at_its_place(
    with_places: Data, old: str, new: str, line: int, code: str
) -> None:
    with_places.replace(PLACES_FILE, old, new)
    (problem,) = with_places.problems()
    assert (problem.file, problem.position.line, problem.code) == (PLACES_FILE, line, code)


def test_a_file_saved_on_windows_is_sound(with_places: Data) -> None:
    file = with_places.root / PLACES_FILE
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert with_places.problems() == []


@pytest.mark.parametrize("content", [b"\n" * 4000, b"x" * 3_000_000, b"\xff\xfe\x00", b""])
def test_a_file_that_is_too_big_or_another_thing_is_one_problem(data: Data, content: bytes) -> None:
    (data.root / PLACES_FILE).write_bytes(content)
    assert [problem.file for problem in data.problems()] == [PLACES_FILE]


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("telephone", "02.37.00.00.01", "+33237000001"),
        ("telephone", "+262262000001", "+262262000001"),
        ("telephone", "06 00 00 00 01", ""),
        ("telephone", "+33700000001", ""),
        ("telephone", "+262692000001", ""),
        ("telephone", "3949", ""),
        ("telephone", "+3323700000<script>", ""),
        ("site_web", "http://a.fr|https://mairie.exemple.fr/lieu", "https://mairie.exemple.fr/lieu"),
        ("site_web", "javascript:alert(1)", ""),
        ("site_web", 'https://mairie.exemple.fr/"onload=x', ""),
        ("site_web", "https://prenom.nom@exemple.fr/", ""),
        ("site_web", "https://exemple.fr/?a=prenom.nom@exemple.fr", ""),
        ("site_web", "https://127.0.0.1/", ""),
        ("site_web", "https://exemple.fr/" + "a" * 400, ""),
        ("horaires", "Mo-Fr 09:00-12:00; ", "Mo-Fr 09:00-12:00"),
        ("horaires", "<b>Mo</b>", ""),
        ("services", "Inventé;Utilisation sécurisée du numérique", "Utilisation sécurisée du numérique"),
        ("frais_a_charge", "Payant|Gratuit|Cher", "Gratuit|Payant"),
        ("latitude", "48.123456", "48.12346"),
        ("latitude", "NaN", ""),
        ("latitude", "1e3", ""),
        ("latitude", "91", ""),
        ("code_postal", "2800", ""),
        ("date_maj", "2024-04-02T10:00:00Z", "2024-04-02"),
        ("code_insee", "", "28085"),
        ("code_insee", "28422", "28422"),
    ],
)
def test_a_value_is_cleaned_or_left_out_alone(field: str, value: str, kept: str) -> None:
    row = clean(**({"longitude": "1.5"} | {field: value}))
    assert row[field] == kept
    assert clean(**row) == row


def test_a_former_commune_is_the_one_of_today() -> None:
    row = clean(code_insee="28311", commune="Le Puiset")
    assert (row["code_insee"], row["commune"]) == ("28199", "Janville-en-Beauce")


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("elsewhere", {"code_insee": "75056"}),
        ("elsewhere", {"code_insee": "", "code_postal": "75001"}),
        ("no-public", {"modalites_acces": "Téléphoner|Ce lieu n'accueille pas de public"}),
        ("text", {"nom": ""}),
        ("text", {"nom": "…"}),
        ("text", {"adresse": "a" * 161}),
        ("text", {"nom": "é" * 1_000_000}),
        ("unsafe", {"nom": "<script>alert(1)</script>"}),
        ("unsafe", {"nom": "Espace {{ 7*7 }}"}),
        ("unsafe", {"adresse": "=cmd|' /C calc'!A0"}),
        ("unsafe", {"nom": "Espace https://ailleurs.exemple"}),
        ("unsafe", {"nom": "Espace\u202egnp"}),
        ("unsafe", {"nom": "Espace javascript:alert(1)"}),
        ("person", {"nom": "Espace (prenom.nom@exemple.fr)"}),
        ("person", {"nom": "Espace 06 00 00 00 01"}),
        ("person", {"nom": "Mme Dupont"}),
        ("person", {"nom": "Camille Dupont"}),
        ("person", {"nom": "DUPONT Camille"}),
        ("person", {"nom": "Conseillère numérique Camille Dupont"}),
        ("person", {"adresse": "chez M. Dupont"}),
        ("date", {"date_maj": ""}),
        ("date", {"date_maj": "2035-01-01"}),
        ("date", {"date_maj": "0001-01-01"}),
    ],
)
def test_a_place_that_may_not_be_published_is_left_out(reason: str, changes: dict[str, str]) -> None:
    with pytest.raises(PlaceError) as error:
        clean(**changes)
    assert error.value.reason == reason


@pytest.mark.parametrize(
    "name",
    [
        "Médiathèque Camille-Claudel",
        "Espace Saint Martin",
        "Mairie de La Rose",
        "CCAS",
        'Espace "Le Phare"',
        "Conseiller numérique",
    ],
)
def test_the_name_of_a_place_is_not_taken_for_a_person_s(name: str) -> None:
    assert clean(nom=name)["nom"] == name
