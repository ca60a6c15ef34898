"""The messages: some data raises each one, and each is a French sentence without technical words."""

import re
from collections.abc import Callable

import pytest

from roadmap.contributions.build_products import find_build_products
from roadmap.contributions.published_addresses import find_dead_addresses
from roadmap.history import diff
from roadmap.problems.messages import PLACE_REASONS, WORDINGS
from roadmap.problems.problem import Problem
from roadmap.validation.places import COLUMNS, FIRST_LINE
from tests.conftest import ROOT
from tests.french_words import not_french
from tests.history.conftest import git
from tests.validation.conftest import BY_HAND, BY_TEST, SHEET, Data, example_corpus, sign, unreadable
from tests.validation.test_schema_slips import NEGATIVE_FILES

TECHNICAL_WORDS = re.compile(
    r"\b(null|None|dict|str|int|float|bool|array|object|string|integer|boolean|enum|pattern|regex|regexp|schema|schéma JSON"
    r"|JSON|YAML|parser|token|mapping|sequence|scalar|alias|anchor|tag|exception|traceback|additionalProperties"
    r"|required|instance|expected|found|invalid|error)\b"
)

PLACES_WITH_A_WRONG_LINE = f"{FIRST_LINE.format('2025-11-24')}\n{','.join(COLUMNS)}\nnom,adresse\n"
MEETING = "  - id: bilaterale-caf\n"


def add_pdf(data: Data, name: str, content: bytes = b"%PDF-1.7") -> None:
    """Put a file among the documents of the meetings."""
    (data.root / "data/documents").mkdir()
    (data.root / "data/documents" / name).write_bytes(content)


def extend_meeting(data: Data, line: str) -> None:
    """Add a line to a meeting."""
    data.replace("data/calendar.yaml", MEETING, f"{MEETING}    {line}\n")


MEASURES = """
indicateurs:
  - libelle: Lieux
    mesures:
      - {date: 2024-05, valeur: 1, source: Le bilan}
"""
FIRST_AXIS = "  - numero: 1\n"
PLAIN_TEXT = FIRST_AXIS + "    texte_simple: {}\n"

# For the code of each message that no negative file shows: the change of the data that raises it.
PARTLY = ("conformite: non", "conformite: partiellement")
CHANGES_BY_CODE: dict[str, Callable[[Data], None]] = {
    "too-big": lambda data: data.add(SHEET, "#" * 1_100_000),
    "encoding": lambda data: (data.root / SHEET).write_bytes("titre: é".encode("cp1252")),
    "utf-16": lambda data: (data.root / SHEET).write_bytes("titre: a".encode("utf-16")),
    "too-many": lambda data: data.add(SHEET, "objectifs: [" + "a," * 60_000 + "]"),
    "too-many-lines": lambda data: data.add(SHEET, "#\n" * 40_000),
    "more": lambda data: data.add(SHEET, "".join(f"k{n}: 1\n" for n in range(80))),
    "bom": lambda data: (data.root / SHEET).write_bytes(b"\xef\xbb\xbf" + (data.root / SHEET).read_bytes()),
    "missing-file": lambda data: (data.root / "data/glossary.yaml").unlink(),
    "file-name": lambda data: data.add("data/actions/Été.yaml", ""),
    "unexpected-file": lambda data: data.add("data/autre.yaml", ""),
    "not-a-folder": lambda data: (data.root / "data/actions").rename(data.root / "fiches"),
    "not-a-file": lambda data: (data.root / "data/actions/dossier").mkdir(),
    "geojson": lambda data: (data.root / "data/territories.geojson").write_text("{", encoding="utf-8"),
    "contour-id": lambda data: data.replace("data/territories.geojson", '"perche"', "5"),
    "contour-shape": lambda data: data.replace("data/territories.geojson", '"Polygon"', '"Point"'),
    "contour-size": lambda data: data.add("data/territories.geojson", " " * 3_000_000),
    "contour": lambda data: data.replace("data/territories.geojson", '"perche"', '"autre"'),
    "no-contours": lambda data: (data.root / "data/territories.geojson").write_text('{"features": []}'),
    "duplicate-id": lambda data: data.replace(
        "data/resources.yaml", "id: dora", "id: cartographie-nationale"
    ),
    "former-commune": lambda data: data.replace("data/territories.yaml", '{code: "28338"', '{code: "28001"'),
    "places-header": lambda data: data.add("data/lieux.csv", "nom\n"),
    "places-row": lambda data: data.add("data/lieux.csv", PLACES_WITH_A_WRONG_LINE),
    "places-size": lambda data: data.add("data/lieux.csv", "x\n" * 4000),
    "odd-space": lambda data: data.replace(SHEET, "axe:", "axe\u00a0:"),
    "maybe-personal-mailbox": lambda data: data.add(SHEET, "motif: Voir valbourg.dupont@exemple.fr.\n"),
    "person-name": lambda data: data.add(SHEET, "motif: Voir Mme Dupont.\n"),
    "mailbox-host": lambda data: data.add(SHEET, "motif: Voir accueil@mairie.f.\n"),
    "html-tag": lambda data: data.replace(SHEET, "resume: ", "resume: <b>Nouveau</b> "),
    "maybe-mojibake": lambda data: data.replace(SHEET, "resume: ", "resume: Pour qui? pour tous, "),
    "heure": lambda data: data.replace("data/calendar.yaml", "heure: 9:30", "heure: 9h"),
    "future-confirmation": lambda data: data.replace(SHEET, "confirme_le: 2024", "confirme_le: 2124"),
    "document-name": lambda data: add_pdf(data, "Relevé.pdf"),
    "document-size": lambda data: add_pdf(data, "releve.pdf", b"%PDF-" + b" " * 10_000_000),
    "document-kind": lambda data: add_pdf(data, "releve.pdf", b"PK"),
    "document-unused": lambda data: add_pdf(data, "releve.pdf"),
    "document-unknown": lambda data: extend_meeting(data, "documents: [{titre: Relevé, fichier: a.pdf}]"),
    "document-targets": lambda data: extend_meeting(
        data, "documents: [{titre: Relevé, fichier: a.pdf, url: 'https://exemple.fr/'}]"
    ),
    "done-in-future": lambda data: extend_meeting(data, "decisions: [{texte: Agir, faite_le: '2099-01-01'}]"),
    "done-before": lambda data: extend_meeting(data, "decisions: [{texte: Agir, faite_le: '2020-01-01'}]"),
    "measures-twice": lambda data: data.add(SHEET, MEASURES + "    mesure_le: 2025-06\n"),
    "measures-order": lambda data: data.add(
        SHEET, MEASURES + "      - {date: '2023', valeur: 2, source: Le bilan}\n"
    ),
    "long-sentence": lambda data: data.replace("data/axes.yaml", FIRST_AXIS, PLAIN_TEXT.format("mot " * 16)),
    "acronym": lambda data: data.replace("data/axes.yaml", FIRST_AXIS, PLAIN_TEXT.format("La CAF aide.")),
    "unknown-yet": lambda _data: None,
    "criterion": lambda data: sign(data, ["14.1"]),
    "criterion-twice": lambda data: sign(data, ["1.3"], ["1.3"]),
    "verification-date": lambda data: sign(data, ["1.3"], date="2099-01-01"),
    "conformity-unsigned": lambda data: data.replace("data/site.yaml", *PARTLY),
    "conformity-total": lambda data: (
        sign(data, BY_HAND[1:]),
        sign(data, BY_HAND[:1], result="non-conforme"),
        data.replace("data/site.yaml", "conformite: non", "conformite: totalement"),
    ),
    "conformity-half": lambda data: (
        sign(data, BY_HAND),
        sign(data, BY_TEST, result="non-conforme"),
        data.replace("data/site.yaml", *PARTLY),
    ),
}
# Keywords that no schema uses today; `test_schema_slips.py` requires a message when one does.
UNUSED_KEYWORDS = {"const"}
# Problems of the building of the site, of the comparison with a base revision, of the system: see their own tests.
OTHER_CODES = {"all-actions-removed", "misplaced-sheet", "unreadable-file"}


def problems_of_negative_files(data: Data) -> list[Problem]:
    problems = []
    for path in NEGATIVE_FILES:
        sheet = path.read_text(encoding="utf-8").partition("---8<---\n")[2]
        (data.root / "data/actions/cas.yaml").write_text(sheet, encoding="utf-8")
        problems += [problem for problem in data.check().problems if problem.file.endswith("cas.yaml")]
    return problems


def problems_of_differences(data: Data) -> list[Problem]:
    data.replace("data/calendar.yaml", "id: bilaterale-caf", "id: bilaterale-caisse")
    data.replace("data/calendar.yaml", "id: bilaterale-ars", "id: bilaterale-sante")
    data.replace("data/calendar.yaml", "Rencontre bilatérale : ARS", "Rencontre bilatérale : santé")
    former_id_never_published = "id: bilaterale-dsden\n    anciens_identifiants: [jamais-publiee]\n"
    data.replace("data/calendar.yaml", "id: bilaterale-dsden\n", former_id_never_published)
    former_ids_one_never_published = (
        "id: bilaterale-dd\n    anciens_identifiants: [jamais-vue, bilaterale-ddetspp]\n"
    )
    data.replace("data/calendar.yaml", "id: bilaterale-ddetspp\n", former_ids_one_never_published)
    data.replace("data/axes.yaml", "numero: 5", "numero: 6")
    data.replace("data/territories.yaml", "nom: Abondant", "nom: Abondance")
    (data.root / SHEET).unlink()
    before, after = data.root / "before", data.root / "after"
    before.mkdir()
    (before / "index.html").touch()
    return [
        *diff.diff_corpora(example_corpus(), data.check().corpus).problems,
        *find_dead_addresses(before, after, ROOT / "content"),
    ]


def problems_of_folders(data: Data) -> list[Problem]:
    """Return the problems of an unreadable folder and of a tracked site."""
    git(data.root, "init", "--quiet")
    (data.root / "site").mkdir()
    (data.root / "site/index.html").touch()
    git(data.root, "add", "site")
    with unreadable(data.root / "data"):
        return [*data.check().problems, *find_build_products(data.root)]


@pytest.mark.parametrize("code", CHANGES_BY_CODE)
def test_a_message_that_no_negative_file_shows_is_raised_by_its_change(data: Data, code: str) -> None:
    CHANGES_BY_CODE[code](data)
    codes = {problem.code for problem in data.check().problems}
    assert code in codes or (code == "heure" and "pattern" in codes)


def test_every_message_is_raised_and_is_a_sentence(data: Data) -> None:
    problems = [*problems_of_negative_files(data), *problems_of_differences(data), *problems_of_folders(data)]
    assert (
        set(WORDINGS) - {problem.code for problem in problems} - set(CHANGES_BY_CODE)
        == UNUSED_KEYWORDS | OTHER_CODES
    )
    for problem in problems:
        assert re.match(r"[A-ZÀÉÎ«]", problem.message), problem
        assert problem.message.endswith((".", "»")), problem


def unknown_words(text: str) -> set[str]:
    """Return the words of a message that a reader may not know; what it quotes may be of any language."""
    own_words = re.sub(r"\{\w+\}|« [^»]*»|https?\S*|\S+\.(?:geojson|yaml|gouv\.fr)\b", "", text)
    return not_french(own_words) | set(TECHNICAL_WORDS.findall(own_words))


@pytest.mark.parametrize("code", PLACE_REASONS)
def test_every_reason_to_leave_a_place_out_is_in_plain_french(code: str) -> None:
    assert unknown_words(PLACE_REASONS[code]) == set()


@pytest.mark.parametrize("code", WORDINGS)
def test_every_message_is_in_plain_french(code: str) -> None:
    assert unknown_words(" ".join(WORDINGS[code])) == set()


@pytest.mark.parametrize(
    "text", ["The file is too big.", "Le fichier est un dict.", "Le fichié manque.", "La valeur est null."]
)
def test_a_message_in_english_in_code_or_misspelt_would_be_found(text: str) -> None:
    assert unknown_words(text)
