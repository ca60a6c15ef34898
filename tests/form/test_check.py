"""The validation of the form, in a real browser: the same problems as the check of the files, on the same values."""

import copy
import dataclasses
import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page

from roadmap.form.browser_rules import MEETING_CODES, build_browser_rules, to_javascript_regex
from roadmap.problems.messages import FORM_WORDINGS, WORDINGS
from roadmap.problems.problem import Problem
from roadmap.schema.schemas import Schema
from roadmap.source.yaml_reader import Document, read_yaml
from roadmap.validation.check import check_file_rules, check_project, load_valid_document
from roadmap.validation.rules import RULES
from tests.conftest import EXAMPLE, ROOT, SCHEMAS, TODAY, make_project
from tests.damaged_texts import CERTAIN, LIKELY, SOUND, TAGGED
from tests.personal_data import (
    FUNCTIONS,
    MAILBOXES,
    MOBILES,
    OTHER_NUMBERS,
    PERSONS,
    SAFE_TARGETS,
    UNSAFE_TARGETS,
)

NEGATIVE_SHEETS = sorted((ROOT / "tests/validation/negative").glob("*.yaml"))
VALID_SHEETS = sorted((ROOT / "tests/validation/sound").glob("*.yaml"))
EXAMPLE_SHEETS = sorted((EXAMPLE / "data/actions").glob("*.yaml"))
EXAMPLE_CORPUS = check_project(make_project(EXAMPLE)).corpus
BROWSER_RULES = json.loads(json.dumps(build_browser_rules(EXAMPLE_CORPUS)))
# The form loads the communes when an answer needs them.
BROWSER_RULES["known"]["communes"] = [{"id": code} for code in EXAMPLE_CORPUS.names_by_id("communes")]
SHEET_ID, MEETING_ID = "fiche-d-essai", "reunion-d-essai"
# How the hint of a file begins when it gives a line to paste: a form has no such line, so it is not compared.
LINE_TO_PASTE_HINT = "Écrivez : "
CHECK_SCRIPT = """async ([cases, rules, context]) => {
  const { check, addRules } = await import("/check.js");
  const { MEETING_RULES } = await import("/meeting-rules.js");
  globalThis.areRulesAdded ??= addRules(MEETING_RULES);
  return cases.map(([kind, value]) => check(kind, value, rules, context));
}"""

JsonValue = Any


# --- Running both checks


@pytest.fixture(scope="module")
def page(browser: Browser, serve: Callable[[Path], str]) -> Iterator[Page]:
    """A page beside the modules of the form."""
    page = browser.new_page()
    page.goto(serve(ROOT / "theme/assets/form") + "check.js")
    yield page
    page.close()


def check_in_browser(
    page: Page, cases: list[tuple[str, JsonValue]], rules: JsonValue = None, **context: object
) -> list[list[dict[str, Any]]]:
    """Check values, each with its kind, with the validation of the form."""
    full_context = {"today": TODAY.isoformat(), "identifier": SHEET_ID, "isNew": False, **context}
    return page.evaluate(CHECK_SCRIPT, [cases, rules or BROWSER_RULES, full_context])


def check_one_in_browser(page: Page, kind: str, value: JsonValue, **context: object) -> list[dict[str, Any]]:
    """Check one value with the validation of the form."""
    (problems,) = check_in_browser(page, [(kind, value)], **context)
    return problems


def check_sheet_file(value: JsonValue) -> tuple[list[Problem], Document]:
    """Check a sheet as a file, with one value a line."""
    return _check_file(f"data/actions/{SHEET_ID}.yaml", "action", value)


def check_meeting_file(value: JsonValue) -> tuple[list[Problem], Document]:
    """Check a meeting as the last one of the file of the calendar."""
    calendar = copy.deepcopy(EXAMPLE_CORPUS.files["calendar"].value)
    calendar["reunions"].append(value)
    return _check_file("data/calendar.yaml", "calendar", calendar)


def _check_file(name: str, kind: str, value: JsonValue) -> tuple[list[Problem], Document]:
    problems: list[Problem] = []
    # A number has the form that the browser gives it.
    text = json.dumps(value, ensure_ascii=False, indent=1).replace(": 1e-05", ": 0.00001")
    # As in the YAML of the form: accents in two characters are escaped, so that they stay two.
    content = text.replace("\u0301", "\\u0301").encode()
    document = load_valid_document(SCHEMAS, Document(name, content=content), problems)
    corpus = dataclasses.replace(
        EXAMPLE_CORPUS,
        actions=dict(EXAMPLE_CORPUS.actions),
        files=dict(EXAMPLE_CORPUS.files),
        pdf_sizes={"releve.pdf": 1000},
    )
    if document.value is not None:
        corpus.add(kind, document)
    lines_with_errors = {problem.position.line for problem in problems if problem.severity == "error"}
    rule_problems = [
        *check_file_rules(SCHEMAS, document),
        *(problem for rule in RULES for problem in rule(corpus)),
    ]
    problems += [
        problem
        for problem in rule_problems
        if problem.file == name and problem.position.line not in lines_with_errors
    ]
    return [
        problem for problem in problems if problem.severity == "error" or problem.code != "unknown-yet"
    ], document


def map_lines_to_paths(document: Document) -> dict[int, list[str | int]]:
    """Return the path of the value that begins on a line, for each line of a file."""
    return {span.key.line: list(path) for path, span in document.spans.items()}


def assert_same_problems(
    value: JsonValue, browser_problems: list[dict[str, Any]], file_problems: list[Problem], document: Document
) -> None:
    """Compare the problems of one value in the browser and in a file: messages, paths, hints."""
    description = json.dumps(value, ensure_ascii=False)
    assert {(problem["code"], problem["severity"], problem["message"]) for problem in browser_problems} == {
        (problem.code, problem.severity, problem.message) for problem in file_problems
    }, description
    hints = {(problem["message"], problem["hint"]) for problem in browser_problems}
    for problem in file_problems:
        # The check of a file reports its damaged accents once; the form, at each field.
        has_a_hint_for_files = LINE_TO_PASTE_HINT in problem.hint or problem.code == "mojibake"
        assert has_a_hint_for_files or (problem.message, problem.hint) in hints, description
    if document.value is None:
        return  # The file could not be parsed: its problems have no path.
    line_paths = map_lines_to_paths(document)
    browser_paths = {(problem["message"], json.dumps(problem["path"])) for problem in browser_problems}
    for problem in file_problems:
        if problem.code not in ("required", "dependentRequired"):
            path = line_paths[problem.position.line]
            path = path[2:] if path[:1] == ["reunions"] else path
            assert (problem.message, json.dumps(path)) in browser_paths, description


# --- The sheets of the test folders


def load_sheet_value(path: Path) -> JsonValue:
    """Return the value of a sheet, None if it cannot be parsed."""
    content = path.read_bytes().partition(b"---8<---\n")[2] or path.read_bytes()
    return read_yaml("", content)[0].value


@pytest.mark.parametrize("folder", [VALID_SHEETS, EXAMPLE_SHEETS], ids=["rich", "own"])
def test_a_valid_sheet_is_accepted(page: Page, folder: list[Path]) -> None:
    values = [load_sheet_value(path) for path in folder]
    results = check_in_browser(page, [("action", value) for value in values])
    for path, value, problems in zip(folder, values, results, strict=True):
        assert [problem for problem in problems if problem["severity"] == "error"] == [], path.name
        assert_same_problems(value, problems, *check_sheet_file(value))


def test_an_invalid_sheet_gives_the_expected_messages(page: Page) -> None:
    cases = [(path.stem, value) for path in NEGATIVE_SHEETS if can_be_typed(value := load_sheet_value(path))]
    expected = [expected_messages(name) for name, _ in cases]
    cases = [case for case, messages in zip(cases, expected, strict=True) if messages]
    expected = [messages for messages in expected if messages]
    assert len(cases) > 30
    results = check_in_browser(page, [("action", value) for _, value in cases])
    for (name, _), problems, messages in zip(cases, results, expected, strict=True):
        errors = {problem["message"] for problem in problems if problem["severity"] == "error"}
        assert errors == messages, name


def can_be_typed(value: JsonValue) -> bool:
    """Whether a form could produce a value: known keys, nothing empty, groups and lists where the schema has them."""
    if not isinstance(value, dict):
        return False
    for error in SCHEMAS.validator("action").iter_errors(value):
        has_children = isinstance(error.instance, dict | list | type(None))
        expects_children = error.validator == "type" and error.validator_value in ("array", "object")
        if error.validator == "additionalProperties" or expects_children:
            return False
        if has_children and error.validator in ("type", "minItems", "minProperties"):
            return False
    return True


def expected_messages(name: str) -> set[str]:
    """Return the messages that a negative file expects; none if they are about the syntax of the file."""
    path = ROOT / f"tests/validation/negative/{name}.yaml"
    header = path.read_text(encoding="utf-8").partition("---8<---")[0]
    messages = {line.split(" ", 2)[2].partition(" → ")[0] for line in header.splitlines()}
    problems: list[Problem] = []
    content = path.read_bytes().partition(b"---8<---\n")[2]
    load_valid_document(SCHEMAS, Document("data/actions/cas.yaml", content=content), problems)
    codes = {problem.code for problem in problems}
    return messages if codes <= set(BROWSER_RULES["wordings"]) else set()


# --- Valid values, changed at random


Mutation = Callable[[JsonValue, random.Random], None]


def iterate_leaves(
    value: JsonValue, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[JsonValue, str | int, tuple[str | int, ...]]]:
    """Yield each value that is neither a group nor a list, as its parent, its key and its path."""
    for key, child in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(child, dict | list):
            yield from iterate_leaves(child, (*path, key))
        else:
            yield value, key, (*path, key)


def iterate_groups(value: JsonValue) -> Iterator[JsonValue]:
    """Yield each group of a value, itself first."""
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value:
        if isinstance(child, dict | list):
            yield from iterate_groups(child)


def iterate_lists(value: JsonValue) -> Iterator[list[JsonValue]]:
    """Yield each list of a value."""
    if isinstance(value, list):
        yield value
    for child in value.values() if isinstance(value, dict) else value:
        if isinstance(child, dict | list):
            yield from iterate_lists(child)


def drop_key(value: JsonValue, rng: random.Random) -> None:
    group = rng.choice([group for group in iterate_groups(value) if group])
    if group is not value or len(group) > 1:
        del group[rng.choice(list(group))]


def repeat_item(value: JsonValue, rng: random.Random) -> None:
    if all_lists := list(iterate_lists(value)):
        items = rng.choice(all_lists)
        items.insert(rng.randrange(len(items) + 1), copy.deepcopy(rng.choice(items)))


TYPED_VALUES = {
    "date-partielle": """2025-02-29 2024-02-29 2025-13 2025-00 2025-06-00 2025-06-31 1899 2201 2200 1900-01-01 12/03/2025
        2025-6-1 2025-06-1 20250601 demain 2031 2026-01-01 0000 2025-11-24 2025-11-25 ٢٠٢٥""".split(),
    "siren": "200033182 20003318 2000331811 200033181 200-033-181 000000000 ٢٠٠٠٣٣١٨١ siren".split(),
    "courriel": """jean.dupont@chartres.fr contact@gmail.com jean@wanadoo.fr accueil.mairie@chartres.fr j.p.dupont@x.fr
        a.b.c.d@x.fr contact@chartres contact.chartres.fr jean_dupont2@mairie.fr jean+dupont@x.fr @x.fr é@x.fr
        CONTACT@GMAIL.COM Jean.Dupont@Mairie.FR contact@free.fr contact@mairie.free.fr ccas-2.dupont@x.fr""".split(),
    "url": """http://exemple.fr https://localhost/ https://exemple.fr:99999/ https://exemple.fr:80/ https://exemple.fr:
        https://a@exemple.fr/ javascript:alert(1) https:// https://. https://a. https://.a https://é.fr/ https://a.fr:8x/
        https://exemple.fr/é https://exemple.fr/<b> HTTPS://exemple.fr/ https://exemple.fr/a|b https://[::1]/
        https://exemple.fr:1:2/ https://exemple.fr?a=b https://exemple.fr#a https://-/. ftp://exemple.fr""".split(),
    "heure": "9:30 09h30 9H30 24:00 23:59 9h 9:60 neuf 0:00 9h3 11:30 ９:30".split(),
    "number": [
        "abc",
        "42 500 €",
        -1,
        0,
        1,
        99,
        100,
        1.5,
        1.234,
        0.00001,
        10**11,
        10**11 + 1,
        1e12 + 0.5,
        10**15,
        "12",
        True,
    ],
    "enum": [
        "En cours",
        "en-cours",
        "abandonnee",
        "en-pause",
        "realisee",
        "x" * 61,
        "accorde",
        "refuse",
        "tous",
    ],
    "boolean": ["oui", 1, "true"],
    "identifier": [
        *"Majuscule a aa don-outils-numeriques deux--tirets fin- é x-1 constructor __proto__ fiche-d-essai".split(),
        "a" * 80,
        "a" * 81,
    ],
    "reference": [
        *"chartres-metropole sante transversale perche inconnu toString".split(),
        "x" * 121,
        "deux\nlignes",
        "é" * 60,
    ],
}
TRICKY_ENDINGS = [
    " Appelez le 06 12 34 56 78 au bureau.",
    " C'est ce que Mme Dupont a écrit.",
    " Écrivez à accueil@mairie.f ou à valbourg.dupont@mairie.fr.",
    " Appelez le +33 (0)7-12-34-56-78 au bureau.",
    " Appelez le 06\u00a012\u00a034\u00a056\u00a078 au bureau.",
    " Le numéro 106 12 34 56 789 au bureau, ou 02 37 27 72 00.",
    " Écrire à jean.dupont@mairie.fr, à contact@mairie.fr ou à moi@gmail.com.",
    " Voir [la page](http://exemple.fr/) et [l'autre](https://exemple.fr/).",
    " Voir [la page](/relative), <mailto:contact@mairie.fr>, <ftp://exemple.fr> ou [rien]().",
    " Voir la note.\n\n[note]: http://exemple.fr/note\n[autre]: <https://exemple.fr>\n",
    " \n",
    " Un café, en deux temps (e\u0301te\u0301) \U0001f468\u200d\U0001f469\u200d\U0001f467.",
    "\n- une ligne\n- une autre",
]
DAMAGED_ENDINGS = [
    " un numÃ©rique abîmé",
    " un num&eacute;rique abîmé",
    " un num?rique abîmé",
    " un mot? perdu et autre",
    " quelques ?quipes du lieu",
    " un num\ufffdrique abîmé",
    " un numŠrique abîmé",
    " un numŠrique dÚgradÚ",
    " un <b>mot</b> de plus",
    " l’été, cœur, l'œuvre : 25 € « là » — ÷ ª",
    " une question ? Oui. https://exemple.fr/?q=a&copy=1",
    " un tr\u00c3\u00a8s-long-mot-abîmé-de-plus-de-quarante-caractères-en-tout ici",
]
# Inside a text, never at its end: next to a quote of the file, the check of files would quote it too.
INVISIBLE_ENDINGS = [
    f" un{char}mot abîmé"
    for char in "\u200b\u00ad\ufeff\u202e\u0001\u001b\u0093\u0081\u2028\ue000\U000e0001\u200d\r\x00"
]
FILL_CHARACTERS = ["a", "é", "\U0001f600", "e\u0301", "\u00a0", "\U0001f468\u200d\U0001f469"]


def choose_typed_value(field: Schema, rng: random.Random) -> JsonValue:
    """Return something that a person may type in a field."""
    kind = {"courriel-fonctionnel": "courriel", "adresse-https": "url"}.get(
        field.get("format", ""), field.get("format")
    )
    if "enum" in field:
        kind = "enum"
    elif field.get("type") in ("integer", "number"):
        kind = "number"
    elif field.get("type") == "boolean":
        kind = "boolean"
    elif field.get("pattern", "").startswith("^[a-z0-9]+("):
        kind = "identifier"
    elif field.get("maxLength") == 120 and field.get("minLength") == 1:
        kind = "reference"
    if kind is None and rng.random() < 0.05:
        return rng.choice([2025, 1.5, True])
    return rng.choice(TYPED_VALUES[kind]) if kind else build_text_near_a_limit(field, rng)


def build_text_near_a_limit(field: Schema, rng: random.Random) -> str:
    """Return a text whose length is near the minimum, or the maximum, of its field."""
    limit = rng.choice([field.get("minLength", 1), field["maxLength"], 500])
    return (rng.choice(FILL_CHARACTERS) * 6002)[: max(1, limit + rng.choice([-1, 0, 1]))]


def replace_leaf(kind: str, root: tuple[str | int, ...]) -> Mutation:
    def mutate(value: JsonValue, rng: random.Random) -> None:
        parent, key, path = rng.choice(list(iterate_leaves(value)))
        parent[key] = choose_typed_value(SCHEMAS.field(kind, (*root, *path)), rng)

    return mutate


def append_ending(endings: list[str]) -> Mutation:
    def mutate(value: JsonValue, rng: random.Random) -> None:
        texts = [(parent, key) for parent, key, _ in iterate_leaves(value) if isinstance(parent[key], str)]
        long_texts = [
            (parent, key)
            for parent, key in texts
            if "\n" in parent[key] or key in ("contexte", "description")
        ]
        parent, key = rng.choice(long_texts if long_texts and rng.random() < 0.4 else texts)
        parent[key] += rng.choice(endings) + rng.choice(["", " et la suite"])

    return mutate


def set_related_sheet_fields(value: JsonValue, rng: random.Random) -> None:
    """Set at once fields that a rule compares with each other."""
    date = lambda: rng.choice("2024 2025 2025-02 2025-02-28 2025-03 2025-03-01 2026".split())  # noqa: E731
    value |= rng.choice(
        [
            {"debut": date(), "fin": date()},
            {"statut": rng.choice(["en-pause", "abandonnee", "en-cours", "envisagee"])},
            {"confirme_le": rng.choice(["2025-11-23", "2025-11-24", "2025-11-25", "2030-01-01"])},
            {"axe": rng.choice([1, 5, 6, 99])},
            {"budget": {}},
            {"porteur": {"nom": "Mairie", "siren": rng.choice(TYPED_VALUES["siren"])}},
            {
                "anciens_identifiants": rng.sample(
                    ["don-outils-numeriques", SHEET_ID, "libre", "ateliers-2"], 2
                )
            },
            {"budget": {"montant": rng.choice([10, 30, 60]), "financements": choose_fundings(rng)}},
            {
                "indicateurs": [
                    {"libelle": "Personnes", "actuel": 3, "mesure_le": date()},
                    {"libelle": "Lieux", "actuel": 0},
                ]
            },
            {"thematiques": ["transversale", rng.choice(["sante", "Santé", "x", "x" * 70])]},
            {"objectifs": ["Accueillir", "(Exemple) Former"], "axe": rng.choice([1, 99])},
        ]
    )


def choose_fundings(rng: random.Random) -> list[JsonValue]:
    states = [{"statut": state} for state in ("demande", "accorde", "refuse")]
    amounts = [{"montant": amount} for amount in (0, 10, 20, 31)]
    return [
        {"financeur": "État", **rng.choice([{}, *states]), **rng.choice([{}, *amounts])} for _ in range(3)
    ]


DONE_DATES = ["2023-12-31", "2024-06-05", "2025-11-24", "2025-11-25", "2026-03-12", "2026-03", "demain"]
DOCUMENT_TARGETS = [
    {},
    {"fichier": "releve.pdf"},
    {"fichier": "Relevé.PDF"},
    {"fichier": "releve.pdf", "url": "https://exemple.fr/"},
    {"url": "https://exemple.fr/"},
]


def set_related_meeting_fields(value: JsonValue, rng: random.Random) -> None:
    if rng.random() < 0.1:
        value.pop("heure", None)
        value["heure_fin"] = "10:00"
        return
    hours = "9:30 09h30 9H30 10:00 11h45 8:05".split()
    value |= rng.choice(
        [
            {"heure": rng.choice(hours), "heure_fin": rng.choice(hours)},
            {"statut": rng.choice(["reportee", "annulee"])},
            {"instance": rng.choice(["comite-technique", "Comité technique", "autre"])},
            {
                "decisions": [
                    {
                        "texte": "Retenir",
                        "actions": ["don-outils-numeriques", rng.choice(["pas-la", "autre"])],
                    }
                ]
            },
            {"decisions": [{"texte": "Retenir", "faite_le": rng.choice(DONE_DATES)}]},
            {"documents": [{"titre": "Relevé"} | rng.choice(DOCUMENT_TARGETS)]},
            {"anciens_identifiants": [MEETING_ID, "libre"]},
            {"anciens_identifiants": [EXAMPLE_CORPUS.files["calendar"].value["reunions"][0]["id"]]},
        ]
    )


def mutate_values(
    valid_values: list[JsonValue], mutations: list[Mutation], count: int, seed: str
) -> list[JsonValue]:
    """Return copies of valid values, each changed in one to three ways."""
    rng = random.Random(seed)  # noqa: S311 - a choice of cases
    values = []
    while len(values) < count:
        value = copy.deepcopy(rng.choice(valid_values))
        for mutation in rng.sample(mutations, min(len(mutations), rng.choice([1, 1, 2, 3]))):
            mutation(value, rng)
        values.append(value)
    return values


def assert_same_problems_for_all(
    page: Page,
    kind: str,
    values: list[JsonValue],
    check_file: Callable[[JsonValue], tuple[list[Problem], Document]],
) -> dict[str, int]:
    """Compare both checks on many values; return how many values gave each code, "" for no problem."""
    codes: dict[str, int] = {}
    context = {"identifier": SHEET_ID} if kind == "action" else {"identifier": None}
    results = check_in_browser(page, [(kind, value) for value in values], **context)
    for value, browser_problems in zip(values, results, strict=True):
        file_problems, document = check_file(value)
        assert_same_problems(value, browser_problems, file_problems, document)
        for code in {problem.code for problem in file_problems} or {""}:
            codes[code] = codes.get(code, 0) + 1
    return codes


def test_a_sheet_changed_at_random_gives_the_same_problems_in_both_checks(page: Page) -> None:
    valid_sheets = [load_sheet_value(path) for path in (*VALID_SHEETS, *VALID_SHEETS, *EXAMPLE_SHEETS)]
    mutation = replace_leaf("action", ())
    mutations = [
        mutation,
        mutation,
        mutation,
        drop_key,
        repeat_item,
        append_ending(TRICKY_ENDINGS),
        append_ending(DAMAGED_ENDINGS),
        set_related_sheet_fields,
    ]
    sheets = mutate_values(valid_sheets, mutations, 600, "all sheets") + mutate_values(
        valid_sheets, [append_ending(INVISIBLE_ENDINGS)], 40, "invisible"
    )
    codes = assert_same_problems_for_all(page, "action", sheets, check_sheet_file)
    # No form produces an unknown key or an empty list; no file has the identifier of another, nor must say where.
    # Lists too long have their own case below.
    impossible_codes = {"additionalProperties", "const", "minItems", "maxItems", "taken-id", "missing-place"}
    assert set(BROWSER_RULES["wordings"]) - set(codes) - set(MEETING_CODES) <= impossible_codes
    assert codes[""] > 40


VALID_MEETINGS = [
    *(meeting | {"id": MEETING_ID} for meeting in EXAMPLE_CORPUS.files["calendar"].value["reunions"]),
    {
        "id": MEETING_ID,
        "titre": "Comité technique de mars",
        "instance": "comite-technique",
        "date": "2026-03-12",
        "heure": "9:30",
        "heure_fin": "11h30",
        "lieu": "Préfecture, salle André Malraux",
        "thematiques": ["sante"],
        "statut": "reportee",
        "date_initiale": "2026-02",
        "ordre_du_jour": ["Bilan des ateliers", "Budget"],
        "decisions": [{"texte": "Retenir les axes", "actions": ["don-outils-numeriques"]}],
        "documents": [{"titre": "Relevé", "url": "https://www.eure-et-loir.gouv.fr/"}],
        "inscription": "https://www.eure-et-loir.gouv.fr/",
        "source": {"document": "Convocation", "date": "2026-02-01"},
        "anciens_identifiants": ["cotech-de-mars"],
    },
]


def test_a_meeting_changed_at_random_gives_the_same_problems_in_both_checks(page: Page) -> None:
    mutation = replace_leaf("calendar", ("reunions", 0))
    mutations = [
        mutation,
        mutation,
        drop_key,
        repeat_item,
        append_ending(TRICKY_ENDINGS),
        append_ending(DAMAGED_ENDINGS),
        set_related_meeting_fields,
    ]
    valid_meetings = [*VALID_MEETINGS, *(VALID_MEETINGS[-1:] * len(VALID_MEETINGS))]
    meetings = [
        meeting
        for meeting in mutate_values(valid_meetings, mutations, 260, "meetings")
        if meeting.get("id") == MEETING_ID
    ]
    codes = assert_same_problems_for_all(page, "reunion", meetings, check_meeting_file)
    assert codes.keys() >= {
        "",
        "end-before-start",
        "unknown-reference",
        "former-id",
        "mobile",
        "personal-mailbox",
        "done-in-future",
        "done-before",
        "document-targets",
    }
    assert codes.keys() >= {"required", "dependentRequired", "enum", "pattern", "maxLength", "mojibake"}


# --- One rule at a time


MINIMAL_SHEET = {
    "titre": "Atelier de prise en main",
    "resume": "Un atelier gratuit, chaque mois, pour les débutants.",
    "axe": 1,
    "cible": "usagers",
    "statut": "envisagee",
    "confirme_le": "2025-03-01",
}


@pytest.mark.parametrize(
    ("titre", "word"),
    [
        ("Ã©tablir un lieu", "Ã©tablir"),
        ("Tenir un marchÃ©", "marchÃ©"),
        ("Un réseau MédiaÉcole", "MédiaÉcole"),
        ("Un lieu num?rique-" + "x" * 60, "num?rique-" + "x" * 30),
        ("Un lieu \U0001f600num?rique-" + "\U0001f600" * 60, "\U0001f600num?rique-" + "\U0001f600" * 29),
    ],
)
def test_the_message_quotes_a_damaged_word_as_the_check_of_a_file_does(
    page: Page, titre: str, word: str
) -> None:
    (problem,) = check_one_in_browser(page, "action", MINIMAL_SHEET | {"titre": titre})
    lines = "\n".join(f"{key}: {value}" for key, value in (MINIMAL_SHEET | {"titre": titre}).items())
    file_problems: list[Problem] = []
    load_valid_document(
        SCHEMAS, Document(f"data/actions/{SHEET_ID}.yaml", content=lines.encode()), file_problems
    )
    assert [problem["message"]] == [file_problem.message for file_problem in file_problems]
    assert problem["message"].endswith(f"« {word} ».")


def contact_field(mailbox: str) -> JsonValue:
    return {"contact": {"service": "Accueil", "courriel": mailbox}}


def link_field(address: str) -> JsonValue:
    return {"liens": [{"titre": "Une page", "url": address}]}


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        (contact_field("a.b.c@mairie.fr"), ["maybe-personal-mailbox"]),
        (contact_field("a.b.c.d@mairie.fr"), []),
        (contact_field("ccas2.dupont@mairie.fr"), []),
        (contact_field("ccaso.dupont@mairie.fr"), ["maybe-personal-mailbox"]),
        (link_field("https://exemple.fr/0612345678?a=jean.dupont@mairie.fr"), []),
        (link_field("https://moi@exemple.fr/"), ["adresse-https"]),
        (link_field("https://exemple.fr:65535/"), []),
        (link_field("https://exemple.fr:65536/"), ["adresse-https"]),
        (link_field("https://[exemple.fr]/"), ["adresse-https"]),
        ({"indicateurs": [{"libelle": "Lieux", "cible": 1.234}]}, ["type"]),
        ({"indicateurs": [{"libelle": "Lieux", "cible": 12.5, "depart": 1.2345}]}, []),
        ({"indicateurs": [{"libelle": "Lieux", "cible": 10**15}]}, ["type"]),
        ({"indicateurs": [{"libelle": "Lieux", "cible": 10**12}]}, []),
        ({"fin": "2025-02", "debut": "2025-02-28"}, []),
        ({"fin": "2025-02", "debut": "2025-03-01"}, ["end-before-start"]),
        ({"budget": {"montant": 1, "financements": [{"financeur": "a", "montant": "x"}]}}, ["type"]),
        ({"description": "Le 06 12 34 56 78 et [un lien](http://a.fr)"}, ["link", "mobile"]),
        ({"motif": "Le 06 12 34 56 78 et [un lien](http://a.fr)"}, ["mobile"]),
        ({"titre": "\U0001f600" * 5}, []),
        ({"titre": "\U0001f600" * 4}, ["minLength"]),
        ({"titre": "e\u0301" * 2}, ["minLength"]),
        ({"titre": "\U0001f600" * 121}, ["maxLength"]),
        ({"titre": "a" * 501}, ["maxLength"]),
        ({"territoires": ["perche", "perche"]}, ["uniqueItems"]),
        ({"objectifs": [f"but {number}" for number in range(101)]}, ["maxItems"]),
        ({"objectifs": [f"but {number}" for number in range(100)]}, []),
    ],
)
def test_values_at_the_limits_of_a_rule(page: Page, fields: JsonValue, codes: list[str]) -> None:
    sheet = MINIMAL_SHEET | fields
    problems = check_one_in_browser(page, "action", sheet)
    assert sorted(problem["code"] for problem in problems) == codes
    assert_same_problems(sheet, problems, *check_sheet_file(sheet))


def test_damaged_and_sound_texts_give_the_same_problems_in_both_checks(page: Page) -> None:
    texts = [f"Ici {text} dans le bourg" for text in (*CERTAIN, *LIKELY, *SOUND, *TAGGED)]
    # The message of a file quotes these signs as they are written there, with a backslash.
    sheets = [MINIMAL_SHEET | {"resume": text} for text in texts if not set(text) & {"\\", '"'}]
    results = check_in_browser(page, [("action", sheet) for sheet in sheets])
    for sheet, problems in zip(sheets, results, strict=True):
        assert_same_problems(sheet, problems, *check_sheet_file(sheet))
    assert sum(bool(problems) for problems in results) > len(CERTAIN)


def test_personal_data_gives_the_same_problems_in_both_checks(page: Page) -> None:
    texts = [*MOBILES, *OTHER_NUMBERS, *MAILBOXES, *PERSONS, *FUNCTIONS]
    texts += [f"[la page]({target})" for target in (*SAFE_TARGETS, *UNSAFE_TARGETS)]
    sheets = [MINIMAL_SHEET | {"description": f"Pour tous : {text}, le matin."} for text in texts]
    sheets += [MINIMAL_SHEET | contact_field(address) for address in MAILBOXES]
    sheets += [MINIMAL_SHEET | link_field(target) for target in (*SAFE_TARGETS, *UNSAFE_TARGETS)]
    results = check_in_browser(page, [("action", sheet) for sheet in sheets])
    for sheet, problems in zip(sheets, results, strict=True):
        assert_same_problems(sheet, problems, *check_sheet_file(sheet))
    assert sum(bool(problems) for problems in results) > len(MOBILES) + 2 * len(UNSAFE_TARGETS)


def test_every_damaged_text_is_reported(page: Page) -> None:
    problems = check_one_in_browser(
        page, "action", MINIMAL_SHEET | {"titre": "Un lieu num?rique", "motif": "Un pr\\u00e9texte"}
    )
    assert [(problem["path"], problem["code"]) for problem in problems] == [
        (["titre"], "mojibake"),
        (["motif"], "mojibake"),
    ]


def test_problems_come_in_the_order_of_the_schema(page: Page) -> None:
    sheet = {
        "liens": [{"titre": "a", "url": "x"}, {"titre": "b"}],
        "porteur": {"siren": "1"},
        "etapes": [{"titre": "ok"}, {"date": "x"}],
        "axe": 9,
    }
    problems = check_one_in_browser(page, "action", sheet, isNew=True, identifier="É")
    assert [".".join(map(str, problem["path"])) for problem in problems] == [
        *(
            "identifiant",
            "titre",
            "resume",
            "axe",
            "cible",
            "statut",
            "confirme_le",
            "porteur.nom",
            "porteur.siren",
        ),
        *("etapes.1.titre", "etapes.1.date", "liens.0.url", "liens.1.url"),
    ]


@pytest.mark.parametrize(
    ("identifier", "code", "message"),
    [
        ("nouvelle-fiche", None, None),
        ("constructor", None, None),
        ("a" * 81, "maxLength", "« Identifiant » est trop long : 81 caractères, pour 80 au plus."),
        ("Atelier Été", "pattern", "« Atelier Été » n'a pas la forme attendue pour « Identifiant »."),
        ("a", "minLength", "« Identifiant » est trop court : 1 caractères, pour 2 au moins."),
        ("", "required", "Il manque « Identifiant »."),
        (None, "required", "Il manque « Identifiant »."),
        (
            "don-outils-numeriques",
            "taken-id",
            f"« don-outils-numeriques » est déjà l'identifiant de « {EXAMPLE_CORPUS.actions['don-outils-numeriques'].value['titre']} ».",
        ),
        (
            "ancienne",
            "former-id",
            "L'ancien identifiant « ancienne » est déjà pris, par « don-outils-numeriques ».",
        ),
    ],
)
def test_the_identifier_of_a_new_sheet_is_checked(
    page: Page, identifier: str | None, code: str | None, message: str | None
) -> None:
    rules = copy.deepcopy(BROWSER_RULES)
    rules["known"]["anciens"]["action"]["ancienne"] = "don-outils-numeriques"
    (problems,) = check_in_browser(
        page, [("action", MINIMAL_SHEET)], rules, identifier=identifier, isNew=True
    )
    assert [(problem["path"], problem["code"], problem["message"]) for problem in problems] == (
        [(["identifiant"], code, message)] if code else []
    )


def test_an_existing_sheet_may_keep_its_identifier_and_its_former_ones(page: Page) -> None:
    assert check_one_in_browser(page, "action", MINIMAL_SHEET, identifier="don-outils-numeriques") == []
    rules = copy.deepcopy(BROWSER_RULES)
    rules["known"]["anciens"]["action"]["ancienne"] = "don-outils-numeriques"
    sheet = MINIMAL_SHEET | {"anciens_identifiants": ["ancienne"]}
    assert check_in_browser(page, [("action", sheet)], rules, identifier="don-outils-numeriques") == [[]]
    ((problem,),) = check_in_browser(page, [("action", sheet)], rules, identifier="une-autre")
    assert (problem["path"], problem["code"]) == (["anciens_identifiants", 0], "former-id")


@pytest.mark.parametrize(
    ("identifier", "is_taken"),
    [("nouvelle", False), ("comite-technique", True), (VALID_MEETINGS[0]["id"], False)],
)
def test_the_identifier_of_a_new_meeting_must_be_free(page: Page, identifier: str, is_taken: bool) -> None:
    problems = check_one_in_browser(
        page, "reunion", VALID_MEETINGS[0] | {"id": identifier}, identifier=None, isNew=True
    )
    assert [(problem["path"], problem["code"]) for problem in problems] == (
        [(["id"], "taken-id")] if is_taken else []
    )


def test_a_new_meeting_may_not_take_the_identifier_of_another(page: Page) -> None:
    other_id = EXAMPLE_CORPUS.files["calendar"].value["reunions"][0]["id"]
    (problem,) = check_one_in_browser(
        page, "reunion", VALID_MEETINGS[0] | {"id": other_id}, identifier=None, isNew=True
    )
    assert (problem["path"], problem["code"]) == (["id"], "taken-id")


@pytest.mark.parametrize("keyword", ["multipleOf", "prefixItems", "oneOf", "$ref", "toString"])
def test_an_unsupported_schema_keyword_is_an_error(page: Page, keyword: str) -> None:
    for find_schema in (
        lambda schema: schema,
        lambda schema: schema["properties"]["liens"]["items"]["properties"]["url"],
        lambda schema: schema["allOf"][0]["if"]["properties"]["statut"],
    ):
        rules = copy.deepcopy(BROWSER_RULES)
        find_schema(rules["schemas"]["action"])[keyword] = 1
        with pytest.raises(Error, match="Unknown keyword"):
            check_in_browser(page, [("action", MINIMAL_SHEET)], rules)


def test_an_unsupported_format_is_an_error(page: Page) -> None:
    rules = copy.deepcopy(BROWSER_RULES)
    rules["schemas"]["action"]["properties"]["titre"]["format"] = "uri"
    with pytest.raises(Error, match="Unknown format: uri"):
        check_in_browser(page, [("action", MINIMAL_SHEET)], rules)


def test_a_missing_wording_is_an_error(page: Page) -> None:
    rules = copy.deepcopy(BROWSER_RULES)
    del rules["wordings"]["required"]
    with pytest.raises(Error, match="No wording: required"):
        check_in_browser(page, [("action", {})], rules)


def test_an_unknown_placeholder_in_a_wording_is_an_error(page: Page) -> None:
    rules = copy.deepcopy(BROWSER_RULES)
    rules["wordings"]["required"][0] = "Il manque {toString}."
    with pytest.raises(Error, match=r"Nothing to fill \{toString\} with"):
        check_in_browser(page, [("action", {})], rules)


# --- The rules that the browser receives


def test_the_browser_has_the_wordings_of_the_check() -> None:
    for code, wording in BROWSER_RULES["wordings"].items():
        assert code in FORM_WORDINGS or wording == list(WORDINGS[code])


def test_the_browser_knows_everything_that_a_field_may_reference() -> None:
    references = BROWSER_RULES["known"]
    assert {action["id"] for action in references["actions"]} == {path.stem for path in EXAMPLE_SHEETS}
    assert [axis["numero"] for axis in references["axes"]] == [1, 2, 3, 4, 5]
    assert {"id": "eure-et-loir", "nom": "Eure-et-Loir"} in references["territoires"]
    assert {"id": "transversale", "titre": "Toutes"} in references["thematiques"]
    assert {instance["id"] for instance in references["instances"]} >= {
        "comite-technique",
        "comite-de-pilotage",
    }
    assert {"id", "titre"} == set(references["reunions"][0])


@pytest.mark.parametrize(
    ("pattern", "javascript"),
    [
        (re.compile(r"\w\-[\w\-]"), None),
        (re.compile(r"a$"), None),
        (re.compile(r"a\Z"), None),
        (re.compile(r"a\b"), None),
        (re.compile("a", re.IGNORECASE), None),
        (re.compile("(?P<name>a)"), None),
        (re.compile(r"^a$", re.MULTILINE), r"(?<![^\n])a(?![^\n])"),
        (re.compile(r"\w[\w-]\s", re.ASCII), r"[A-Za-z0-9_][A-Za-z0-9_-][ \t-\r]"),
        (re.compile(r"\w[^\W\d_]\S[^]]"), r"[\p{L}\p{N}_][\p{L}\p{Nl}\p{No}]\S[^]]"),
        (re.compile("é\U0001f600\x00"), r"\u{e9}\u{1f600}\u{0}"),
    ],
)
def test_a_pattern_is_translated_to_javascript_or_refused(
    pattern: re.Pattern[str], javascript: str | None
) -> None:
    if javascript:
        assert to_javascript_regex(pattern) == javascript
    else:
        with pytest.raises(ValueError, match="cannot be translated to JavaScript"):
            to_javascript_regex(pattern)
