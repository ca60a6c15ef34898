"""The rules across fields, entries and files: each has a case that breaks it."""

import datetime as dt
import json

import pytest

from roadmap.project import PARIS, Project
from roadmap.validation.check import check_project
from tests.validation.conftest import OTHER_SHEET, SHEET, Data


def only_problem(data: Data, severity: str = "error") -> tuple[str, int, str, str]:
    """Return the file, line, code and both sentences of the only problem."""
    (problem,) = data.problems(severity)
    return problem.file, problem.position.line, problem.code, f"{problem.message} {problem.hint}"


FIRST_AXIS = "  - numero: 1\n"


@pytest.mark.parametrize(
    ("text", "is_sound"),
    [
        (" ".join(["mot"] * 15) + ".", True),
        (" ".join(["mot"] * 16) + ".", False),
        (" ".join(["mot"] * 15) + " ! " + " ".join(["mot"] * 15), True),
        ("mot " * 9 + "« mot » : mot ; " + "mot " * 6, False),
        ("- " + "mot " * 10 + "\n- " + "mot " * 10, True),
        ("mot " * 10 + "\n\n" + "mot " * 10, True),
        ("mot " * 10 + "\n" + "mot " * 10, False),
        ("[un lien](https://exemple.fr/une/page) " + "mot " * 13, True),
    ],
)
def test_a_plain_text_has_sentences_of_fifteen_words_at_most(
    data: Data, text: str, *, is_sound: bool
) -> None:
    data.replace("data/axes.yaml", FIRST_AXIS, f"{FIRST_AXIS}    texte_simple: {json.dumps(text)}\n")
    assert [problem.code for problem in data.problems("error")] == ([] if is_sound else ["long-sentence"])


@pytest.mark.parametrize(
    ("text", "acronyms"),
    [
        ("La CAF aide. La CAF aussi.", ["CAF"]),
        ("La CAF (caisse d'allocations familiales) aide. La CAF répond.", []),
        ("La caisse d'allocations familiales (CAF) aide.", []),
        ("Le XXI siècle. À Dreux.", []),
    ],
)
def test_an_acronym_that_a_plain_text_does_not_explain_is_a_warning(
    data: Data, text: str, acronyms: list[str]
) -> None:
    data.replace("data/axes.yaml", FIRST_AXIS, f"{FIRST_AXIS}    texte_simple: {json.dumps(text)}\n")
    problems = [problem for problem in data.problems("warning") if problem.code == "acronym"]
    assert [acronym for acronym in acronyms if acronym in str(problems)] == acronyms
    assert len(problems) == len(acronyms)


def test_an_unknown_axis_is_an_error(data: Data) -> None:
    data.replace(SHEET, "axe: 1", "axe: 9")
    file, _, code, text = only_problem(data)
    assert (file, code) == (str(SHEET), "unknown-reference")
    assert "« 9 » n'est pas le numéro d'un axe" in text
    assert "1, 2, 3, 4, 5" in text


@pytest.mark.parametrize(
    ("line", "fixed"),
    [
        ("thematiques: [santé]", "thematiques: [sante]"),
        ("thematiques: [Autonomie / dépendance]", "thematiques: [autonomie-dependance]"),
        ("territoires: [Chartres Metropole]", "territoires: [chartres-metropole]"),
        ("territoires: [CA Chartres Métropole]", "territoires: [chartres-metropole]"),
        ("territoires: [Dreux]", "territoires: [agglo-du-pays-de-dreux]"),
        ("territoires: [200070159]", 'territoires: ["200070159"]'),
        ("territoires: [cœur de beauce]", "territoires: [coeur-de-beauce]"),
    ],
)
def test_an_unknown_thematic_or_territory_gets_a_suggestion(data: Data, line: str, fixed: str) -> None:
    data.add(SHEET, f"{line}\n")
    assert f"Écrivez : {fixed}" in only_problem(data)[3]


def test_an_unknown_instance_or_decided_action_is_an_error(data: Data) -> None:
    data.replace("data/calendar.yaml", "instance: comite-technique", "instance: comite-tecnique")
    data.replace(
        "data/calendar.yaml",
        "decisions:\n",
        "decisions:\n      - texte: Une décision\n        actions: [absente]\n",
    )
    assert [problem.code for problem in data.problems()] == ["unknown-reference", "unknown-reference"]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("data/axes.yaml", "numero: 2", "numero: 1"),
        ("data/axes.yaml", "id: sante", "id: emploi-insertion"),
        ("data/calendar.yaml", "id: bilaterale-caf", "id: bilaterale-dsden"),
        ("data/calendar.yaml", "id: bilaterale-caf", "id: echeance"),
        ("data/resources.yaml", "id: dora", "id: cartographie-nationale"),
        (
            "data/funding.yaml",
            "id: ingenierie-epci-communes",
            "id: ingenierie-feuille-de-route-departementale",
        ),
        ("data/territories.yaml", "- id: perche", "- id: eure-et-loir"),
        ("data/glossary.yaml", "terme: ARS", "terme: ANCT"),
    ],
)
def test_a_duplicate_identifier_is_an_error(data: Data, file: str, old: str, new: str) -> None:
    data.replace(file, old, new)
    codes = {problem.code for problem in data.problems()}
    assert "duplicate-id" in codes


@pytest.mark.parametrize(
    ("former", "codes"),
    [
        ('{code: "28001", nom: Abondant}', ["former-commune"]),  # a commune of today
        ('{code: "28376", nom: Soizé}', ["former-commune"]),  # already part of another
        ('{code: "28004", nom: Allonnes}', ["former-commune"]),  # its own name
        ('{code: "28004", nom: Alone}', []),
        ('{code: "28999", nom: Ailleurs}', []),
        ('{code: "2899", nom: Ailleurs}', ["pattern"]),
        ("{nom: Ailleurs}", ["required"]),
    ],
)
def test_a_former_commune_leads_to_one_commune_of_today(data: Data, former: str, codes: list[str]) -> None:
    commune = '{code: "28004", nom: Allonnes, codes_postaux: ["28150"]'
    data.replace("data/territories.yaml", commune, f"{commune}, anciennes: [{former}]")
    assert [problem.code for problem in data.problems()] == codes


def test_a_former_identifier_cannot_be_in_use_or_given_twice(data: Data) -> None:
    data.add(SHEET, "anciens_identifiants: [don-outils-numeriques, ancien]\n")
    data.add(OTHER_SHEET, "anciens_identifiants: [ancien]\n")
    assert [problem.code for problem in data.problems()] == ["former-id", "former-id"]


def test_a_former_identifier_of_a_meeting_cannot_be_an_instance(data: Data) -> None:
    data.replace(
        "data/calendar.yaml",
        "    heure: 14:30\n",
        "    heure: 14:30\n    anciens_identifiants: [comite-technique]\n",
    )
    assert [problem.code for problem in data.problems()] == ["former-id"]


@pytest.mark.parametrize("start", ["+", "-", "."])
def test_a_mailbox_cannot_begin_with_a_sign(data: Data, start: str) -> None:
    data.add(SHEET, f'contact: {{service: Un service, courriel: "{start}numerique@example.org"}}\n')
    assert [problem.code for problem in data.problems()] == ["pattern"]


@pytest.mark.parametrize(
    ("start", "end", "is_valid"),
    [
        ("2025-03-02", "2025-03-01", False),
        ("2025-03-02", "2025-03-02", True),
        ("2025-03-15", "2025-03", True),
        ("2025-04-01", "2025-03", False),
        ("2025-12", "2025", True),
        ("2026", "2025", False),
    ],
)
def test_an_action_cannot_end_before_it_starts(data: Data, start: str, end: str, is_valid: bool) -> None:
    data.add(SHEET, f"debut: {start}\nfin: {end}\n")
    assert [problem.code for problem in data.problems()] == ([] if is_valid else ["end-before-start"])


def test_a_meeting_cannot_end_before_it_begins(data: Data) -> None:
    data.replace("data/calendar.yaml", "heure: 14:30", "heure: 14:30\n    heure_fin: 9h30")
    file, _, code, text = only_problem(data)
    assert (file, code) == ("data/calendar.yaml", "end-before-start")
    assert "« Heure de fin » (9h30)" in text


@pytest.mark.parametrize(("parts", "is_valid"), [("[60, 40]", True), ("[60, 41]", False)])
def test_the_funding_cannot_exceed_the_total(data: Data, parts: str, is_valid: bool) -> None:
    lines = "".join(f"    - {{financeur: État, montant: {part}}}\n" for part in json.loads(parts))
    data.add(SHEET, f"budget:\n  montant: 100\n  financements:\n{lines}")
    assert [problem.code for problem in data.problems()] == ([] if is_valid else ["budget"])


def test_a_refused_funding_does_not_count_in_the_total(data: Data) -> None:
    refused = "    - {financeur: Région, montant: 50, statut: refuse}\n"
    data.add(
        SHEET, f"budget:\n  montant: 100\n  financements:\n    - {{financeur: État, montant: 100}}\n{refused}"
    )
    assert data.problems() == []


@pytest.mark.parametrize(
    ("text", "is_valid"),
    [
        ("Voir [la page](https://exemple.fr/a_(b)).", True),
        ("Voir [la page](mailto:contact@exemple.fr).", True),
        ("Voir [la page](javascript:alert(1)).", False),
        ("Voir [la page](http://exemple.fr).", False),
        ("Voir [la page](www.exemple.fr).", False),
        ("Voir <http://exemple.fr>.", False),
        ("Voir [la page][1].\n\n  [1]: http://exemple.fr", False),
    ],
)
def test_a_link_of_a_long_text_is_https_or_a_mailbox(data: Data, text: str, is_valid: bool) -> None:
    data.add(SHEET, f"description: |\n  {text}\n")
    assert {problem.code for problem in data.problems()} == (set() if is_valid else {"link"})


@pytest.mark.parametrize(
    ("siren", "is_valid"), [("200033181", True), ("'200033181'", True), ("200033182", False)]
)
def test_the_check_digit_of_a_siren_is_verified(data: Data, siren: str, is_valid: bool) -> None:
    data.add(SHEET, f"porteur:\n  nom: Chartres métropole\n  siren: {siren}\n")
    assert [problem.code for problem in data.problems()] == ([] if is_valid else ["siren"])


def test_contours_are_geojson_with_every_territory_or_none(data: Data) -> None:
    contours = data.root / "data/territories.geojson"
    text = contours.read_text(encoding="utf-8")
    contours.write_text(text.replace('"perche"', '"autre"'), encoding="utf-8")
    assert [problem.code for problem in data.problems()] == ["contour"]
    contours.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    assert data.problems() == []
    assert "no-contours" in [problem.code for problem in data.problems("warning")]
    contours.write_text("{", encoding="utf-8")
    assert [problem.code for problem in data.problems()] == ["geojson"]


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [1, 48]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[1, 48], [2, 48], [2, 49], [1, 49]]]},
        {"type": "Polygon", "coordinates": [[[1, 48], [2, 48], [3, 48], [1, 48]]]},
        {"type": "Polygon", "coordinates": [[["M0 0", 48], [2, 48], [2, 49], ["M0 0", 48]]]},
        {"type": "Polygon", "coordinates": [[[651_000, 48], [2, 48], [2, 49], [651_000, 48]]]},
        {"type": "Polygon", "coordinates": [[[float("nan"), 48], [2, 48], [2, 49], [1, 48]]]},
        {"type": "Polygon", "coordinates": [[[1], [2], [3], [1]]]},
        None,
    ],
)
def test_a_contour_that_cannot_be_drawn_is_refused(data: Data, geometry: dict | None) -> None:
    contours = data.root / "data/territories.geojson"
    collection = json.loads(contours.read_text(encoding="utf-8"))
    collection["features"][3]["geometry"] = geometry
    contours.write_text(json.dumps(collection), encoding="utf-8")
    assert [problem.code for problem in data.problems()] == ["contour-shape"]


def add_contour(data: Data, **feature: object) -> list[str]:
    """Add a feature to the contours; return the codes of the problems."""
    contours = data.root / "data/territories.geojson"
    collection = json.loads(contours.read_text(encoding="utf-8"))
    collection["features"].append(collection["features"][0] | feature)
    contours.write_text(json.dumps(collection), encoding="utf-8")
    return [problem.code for problem in data.problems()]


@pytest.mark.parametrize("identifier", [5, None, [], {}, True])
def test_the_identifier_of_a_contour_is_a_text(data: Data, identifier: object) -> None:
    assert add_contour(data, properties={"id": identifier}) == ["contour-id"]


def test_altitudes_and_the_contours_of_other_places_are_left_out(data: Data) -> None:
    square = [[[1, 48, 120], [2, 48, 130], [2, 49, 140], [1, 49, 0], [1, 48, 120]]]
    feature = {"properties": {"id": "ailleurs"}, "geometry": {"type": "Polygon", "coordinates": square}}
    assert add_contour(data, **feature) == []
    assert data.check().corpus.contours.value["ailleurs"] == (
        (((1, 48), (2, 48), (2, 49), (1, 49), (1, 48)),),
    )


@pytest.mark.parametrize("points", [40_000, 400_000])
def test_too_many_contours_are_refused(data: Data, points: int) -> None:
    ring = [[1 + index / points, 48 + index % 2 / 10] for index in range(points)]
    feature = {
        "properties": {"id": "ailleurs"},
        "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
    }
    assert add_contour(data, **feature) == ["contour-size"]


@pytest.mark.parametrize(
    ("code", "hour", "day"), [("28", 0, 24), ("971", 0, 23), ("974", 0, 24), ("971", 23, 24), ("974", 23, 25)]
)
def test_today_is_that_of_the_department(data: Data, code: str, hour: int, day: int) -> None:
    data.replace("data/site.yaml", 'code: "28"', f'code: "{code}"')
    now = dt.datetime(2025, 11, 24, hour, 30, tzinfo=PARIS)
    assert check_project(Project(data.root, now=now)).corpus.today == dt.date(2025, 11, day)


def test_a_confirmation_in_the_future_is_a_warning(data: Data) -> None:
    data.replace(SHEET, "confirme_le: 2024-04-04", "confirme_le: 2031-01-01")
    assert data.problems() == []
    assert "future-confirmation" in {problem.code for problem in data.problems("warning")}


def test_an_empty_field_of_the_publisher_is_a_warning(data: Data) -> None:
    messages = [problem.message for problem in data.problems("warning")]
    assert "Il manque encore : « Hébergeur »." in messages
    data.replace("data/site.yaml", "hebergeur:", "hebergeur: Un hébergeur")
    assert "Il manque encore : « Hébergeur »." not in [
        problem.message for problem in data.problems("warning")
    ]


def test_the_problems_of_all_files_are_reported_together_and_sorted(data: Data) -> None:
    data.replace("data/axes.yaml", "titre_court:", "titre_cour:")
    data.replace(SHEET, "statut: envisagee", "statut: envisage")
    data.replace(SHEET, "cible: tous", "cible: toutes")
    data.add("data/actions/abime.yaml", "titre: [\n")
    places = [(problem.file, problem.position) for problem in data.problems()]
    assert places == sorted(places)
    assert {file for file, _ in places} == {"data/actions/abime.yaml", str(SHEET), "data/axes.yaml"}
    assert len([file for file, _ in places if file == str(SHEET)]) == 2


def test_a_mistake_in_a_file_that_others_refer_to_is_reported_once(data: Data) -> None:
    data.replace("data/axes.yaml", "\naxes:", "\naxe:")
    file, _, code, text = only_problem(data)
    assert (file, code) == ("data/axes.yaml", "additionalProperties")
    assert "Vouliez-vous dire « axes »" in text
