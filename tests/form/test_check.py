"""The form's check, in a real browser, says what the check of the files says of the same values."""

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

from roadmap.form.browser_rules import build_browser_rules, to_javascript_regex
from roadmap.problems.messages import WORDINGS
from roadmap.problems.problem import Problem
from roadmap.schema.schemas import Schema
from roadmap.source.yaml_reader import Document, read_yaml
from roadmap.validation.check import check_file_rules, check_project, load_valid_document
from roadmap.validation.rules import RULES
from tests.conftest import EXAMPLE, ROOT, SCHEMAS, TODAY, project_of

NEGATIVE = sorted((ROOT / "tests/validation/negative").glob("*.yaml"))
SOUND = sorted((ROOT / "tests/validation/sound").glob("*.yaml"))
OWN = sorted((EXAMPLE / "data/actions").glob("*.yaml"))
BASE = check_project(project_of(EXAMPLE)).corpus
RULES_OF_FORM = json.loads(json.dumps(build_browser_rules(BASE)))
NAME, MEETING = "fiche-d-essai", "reunion-d-essai"
# Where the values are said: a line to paste is a matter of files, and is not compared.
LINE_TO_PASTE = "Écrivez : "
RUN = """async ([cases, rules, context]) => {
  const { check } = await import("/check.js");
  return cases.map(([kind, value]) => check(kind, value, rules, context));
}"""

Value = Any
Said = set[tuple[str, str]]


# --- The two checks


@pytest.fixture(scope="module")
def page(browser: Browser, serve: Callable[[Path], str]) -> Iterator[Page]:
    """A page beside the modules of the form."""
    page = browser.new_page()
    page.goto(serve(ROOT / "theme/assets/form") + "check.js")
    yield page
    page.close()


def run(
    page: Page, cases: list[tuple[str, Value]], changed: Value = None, **context: object
) -> list[list[dict[str, Any]]]:
    """Check values in the browser, each with its kind."""
    whole = {"today": TODAY.isoformat(), "identifier": NAME, "isNew": False, **context}
    return page.evaluate(RUN, [cases, changed or RULES_OF_FORM, whole])


def of_browser(page: Page, kind: str, value: Value, **context: object) -> list[dict[str, Any]]:
    """Check one value in the browser."""
    (found,) = run(page, [(kind, value)], **context)
    return found


def of_sheet(value: Value) -> tuple[list[Problem], Document]:
    """Check a sheet as a file, written so that each value stands on a line of its own."""
    return _of_file(f"data/actions/{NAME}.yaml", "action", value)


def of_meeting(value: Value) -> tuple[list[Problem], Document]:
    """Check a meeting, at the end of the calendar."""
    calendar = copy.deepcopy(BASE.files["calendar"].value)
    calendar["reunions"].append(value)
    return _of_file("data/calendar.yaml", "calendar", calendar)


def _of_file(name: str, kind: str, value: Value) -> tuple[list[Problem], Document]:
    found: list[Problem] = []
    # A number is written as the browser does.
    text = json.dumps(value, ensure_ascii=False, indent=1).replace(": 1e-05", ": 0.00001")
    # As the form files them: accents in two characters are escaped, and stay two.
    content = text.replace("\u0301", "\\u0301").encode()
    document = load_valid_document(SCHEMAS, Document(name, content=content), found)
    corpus = dataclasses.replace(BASE, actions=dict(BASE.actions), files=dict(BASE.files))
    if document.value is not None:
        corpus.add(kind, document)
    wrong = {each.position.line for each in found if each.severity == "error"}
    broken = [*check_file_rules(SCHEMAS, document), *(each for rule in RULES for each in rule(corpus))]
    found += [each for each in broken if each.file == name and each.position.line not in wrong]
    return [
        each for each in found if each.severity == "error" or each.code == "future-confirmation"
    ], document


def paths(document: Document) -> dict[int, list[str | int]]:
    """Return the path of the value that begins on each line of a file."""
    return {place.key.line: list(path) for path, place in document.spans.items()}


def assert_same(value: Value, ours: list[dict[str, Any]], theirs: list[Problem], document: Document) -> None:
    """Compare what the browser and the file's check say of one value: words, places, remedies."""
    told = json.dumps(value, ensure_ascii=False)
    assert {(each["code"], each["severity"], each["message"]) for each in ours} == {
        (each.code, each.severity, each.message) for each in theirs
    }, told
    hints = {(each["message"], each["hint"]) for each in ours}
    for each in theirs:
        # A file says once what its damaged accents are; a form, beside each.
        is_of_lines = LINE_TO_PASTE in each.hint or each.code == "mojibake"
        assert is_of_lines or (each.message, each.hint) in hints, told
    if document.value is None:
        return  # not read at all: no place is known
    where, said = paths(document), {(each["message"], json.dumps(each["path"])) for each in ours}
    for each in theirs:
        if each.code not in ("required", "dependentRequired"):
            path = where[each.position.line]
            path = path[2:] if path[:1] == ["reunions"] else path
            assert (each.message, json.dumps(path)) in said, told


# --- Sheets of the tests


def value_of(path: Path) -> Value:
    """Return the value of a sheet, if it can be read."""
    content = path.read_bytes().partition(b"---8<---\n")[2] or path.read_bytes()
    return read_yaml("", content)[0].value


@pytest.mark.parametrize("folder", [SOUND, OWN], ids=["rich", "own"])
def test_a_sound_sheet_is_accepted(page: Page, folder: list[Path]) -> None:
    values = [value_of(path) for path in folder]
    for path, value, found in zip(
        folder, values, run(page, [("action", each) for each in values]), strict=True
    ):
        assert [each for each in found if each["severity"] == "error"] == [], path.name
        assert_same(value, found, *of_sheet(value))


def test_a_negative_sheet_is_refused_in_the_expected_words(page: Page) -> None:
    cases = [(path.stem, value) for path in NEGATIVE if can_be_typed(value := value_of(path))]
    expected = [expected_messages(name) for name, _ in cases]
    cases = [case for case, messages in zip(cases, expected, strict=True) if messages]
    expected = [messages for messages in expected if messages]
    assert len(cases) > 30
    found = run(page, [("action", value) for _, value in cases])
    for (name, _), problems, messages in zip(cases, found, expected, strict=True):
        assert {each["message"] for each in problems if each["severity"] == "error"} == messages, name


def can_be_typed(value: Value) -> bool:
    """Say whether a form could produce a value: known keys, nothing empty, groups and lists where due."""
    if not isinstance(value, dict):
        return False
    for error in SCHEMAS.validator("action").iter_errors(value):
        holds_others = isinstance(error.instance, dict | list | type(None))
        wants_others = error.validator == "type" and error.validator_value in ("array", "object")
        if error.validator == "additionalProperties" or wants_others:
            return False
        if holds_others and error.validator in ("type", "minItems", "minProperties"):
            return False
    return True


def expected_messages(name: str) -> set[str]:
    """Return what a negative file expects, unless it is about the writing of the file."""
    path = ROOT / f"tests/validation/negative/{name}.yaml"
    head = path.read_text(encoding="utf-8").partition("---8<---")[0]
    messages = {line.split(" ", 2)[2].partition(" → ")[0] for line in head.splitlines()}
    found: list[Problem] = []
    content = path.read_bytes().partition(b"---8<---\n")[2]
    load_valid_document(SCHEMAS, Document("data/actions/cas.yaml", content=content), found)
    codes = {each.code for each in found}
    return messages if codes <= set(RULES_OF_FORM["wordings"]) else set()


# --- Sound values, changed at random


Change = Callable[[Value, random.Random], None]


def leaves(
    value: Value, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[Value, str | int, tuple[str | int, ...]]]:
    """Yield each value that holds no other, as its holder, its key and its path."""
    for key, inside in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(inside, dict | list):
            yield from leaves(inside, (*path, key))
        else:
            yield value, key, (*path, key)


def groups(value: Value) -> Iterator[Value]:
    """Yield each group of a value, itself first."""
    if isinstance(value, dict):
        yield value
    for inside in value.values() if isinstance(value, dict) else value:
        if isinstance(inside, dict | list):
            yield from groups(inside)


def lists(value: Value) -> Iterator[list[Value]]:
    """Yield each list of a value."""
    if isinstance(value, list):
        yield value
    for inside in value.values() if isinstance(value, dict) else value:
        if isinstance(inside, dict | list):
            yield from lists(inside)


def drop(value: Value, rng: random.Random) -> None:
    group = rng.choice([each for each in groups(value) if each])
    if group is not value or len(group) > 1:
        del group[rng.choice(list(group))]


def repeat(value: Value, rng: random.Random) -> None:
    if all_lists := list(lists(value)):
        items = rng.choice(all_lists)
        items.insert(rng.randrange(len(items) + 1), copy.deepcopy(rng.choice(items)))


TYPED = {
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
SPOILS = [
    " Appelez le 06 12 34 56 78 au bureau.",
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
DAMAGES = [
    " un numÃ©rique abîmé",
    " un num&eacute;rique abîmé",
    " un num?rique abîmé",
    " un mot? perdu et autre",
    " quelques ?quipes du lieu",
    " un num\ufffdrique abîmé",
    " un numŠrique abîmé",
    " l’été, cœur, l'œuvre : 25 € « là » — ÷ ª",
    " une question ? Oui. https://exemple.fr/?q=a&copy=1",
    " un tr\u00c3\u00a8s-long-mot-abîmé-de-plus-de-quarante-caractères-en-tout ici",
]
# Between two spaces: beside a quote of the file, the file's check would show the quote too.
INVISIBLE = [
    f" un{char}mot abîmé"
    for char in "\u200b\u00ad\ufeff\u202e\u0001\u001b\u0093\u0081\u2028\ue000\U000e0001\u200d\r\x00"
]
EMOJI = ["a", "é", "\U0001f600", "e\u0301", "\u00a0", "\U0001f468\u200d\U0001f469"]


def typed(field: Schema, rng: random.Random) -> Value:
    """Return what a person may type in a field."""
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
    return rng.choice(TYPED[kind]) if kind else sized(field, rng)


def sized(field: Schema, rng: random.Random) -> str:
    """Return a text of about the least, or the most, characters that its field takes."""
    limit = rng.choice([field.get("minLength", 1), field["maxLength"], 500])
    return (rng.choice(EMOJI) * 6002)[: max(1, limit + rng.choice([-1, 0, 1]))]


def retype(kind: str, root: tuple[str | int, ...]) -> Change:
    def change(value: Value, rng: random.Random) -> None:
        holder, key, path = rng.choice(list(leaves(value)))
        holder[key] = typed(SCHEMAS.field(kind, (*root, *path)), rng)

    return change


def spoil(endings: list[str]) -> Change:
    def change(value: Value, rng: random.Random) -> None:
        found = [(holder, key) for holder, key, _ in leaves(value) if isinstance(holder[key], str)]
        long = [each for each in found if "\n" in each[0][each[1]] or each[1] in ("contexte", "description")]
        holder, key = rng.choice(long if long and rng.random() < 0.4 else found)
        holder[key] += rng.choice(endings) + rng.choice(["", " et la suite"])

    return change


def rearrange_sheet(value: Value, rng: random.Random) -> None:
    """Set together the values that a rule compares."""
    date = lambda: rng.choice("2024 2025 2025-02 2025-02-28 2025-03 2025-03-01 2026".split())  # noqa: E731
    value |= rng.choice(
        [
            {"debut": date(), "fin": date()},
            {"statut": rng.choice(["en-pause", "abandonnee", "en-cours", "envisagee"])},
            {"confirme_le": rng.choice(["2025-11-23", "2025-11-24", "2025-11-25", "2030-01-01"])},
            {"axe": rng.choice([1, 5, 6, 99])},
            {"budget": {}},
            {"porteur": {"nom": "Mairie", "siren": rng.choice(TYPED["siren"])}},
            {"anciens_identifiants": rng.sample(["don-outils-numeriques", NAME, "libre", "ateliers-2"], 2)},
            {"budget": {"montant": rng.choice([10, 30, 60]), "financements": shares(rng)}},
            {
                "indicateurs": [
                    {"libelle": "Personnes", "actuel": 3, "mesure_le": date()},
                    {"libelle": "Lieux", "actuel": 0},
                ]
            },
            {"thematiques": ["transversale", rng.choice(["sante", "Santé", "x", "x" * 70])]},
        ]
    )


def shares(rng: random.Random) -> list[Value]:
    states = [{"statut": state} for state in ("demande", "accorde", "refuse")]
    amounts = [{"montant": amount} for amount in (0, 10, 20, 31)]
    return [
        {"financeur": "État", **rng.choice([{}, *states]), **rng.choice([{}, *amounts])} for _ in range(3)
    ]


def rearrange_meeting(value: Value, rng: random.Random) -> None:
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
            {"anciens_identifiants": [MEETING, "libre"]},
            {"anciens_identifiants": [BASE.files["calendar"].value["reunions"][0]["id"]]},
        ]
    )


def changed(sound: list[Value], changes: list[Change], count: int, seed: str) -> list[Value]:
    """Return sound values, each changed in one to three ways."""
    rng = random.Random(seed)  # noqa: S311 - a choice of cases
    values = []
    while len(values) < count:
        value = copy.deepcopy(rng.choice(sound))
        for change in rng.sample(changes, min(len(changes), rng.choice([1, 1, 2, 3]))):
            change(value, rng)
        values.append(value)
    return values


def assert_all_same(
    page: Page, kind: str, values: list[Value], oracle: Callable[[Value], tuple[list[Problem], Document]]
) -> dict[str, int]:
    """Compare the two checks on many values; return how many times each code was met."""
    codes: dict[str, int] = {}
    context = {"identifier": NAME} if kind == "action" else {"identifier": None}
    found = run(page, [(kind, value) for value in values], **context)
    for value, ours in zip(values, found, strict=True):
        theirs, document = oracle(value)
        assert_same(value, ours, theirs, document)
        for code in {each.code for each in theirs} or {""}:
            codes[code] = codes.get(code, 0) + 1
    return codes


def test_a_sheet_changed_at_random_is_refused_in_the_same_words(page: Page) -> None:
    sound = [value_of(path) for path in (*SOUND, *SOUND, *OWN)]
    change = retype("action", ())
    changes = [change, change, change, drop, repeat, spoil(SPOILS), spoil(DAMAGES), rearrange_sheet]
    values = changed(sound, changes, 550, "sheets") + changed(sound, [spoil(INVISIBLE)], 40, "invisible")
    codes = assert_all_same(page, "action", values, of_sheet)
    # What no form gives, or no sheet: an unknown key, an empty list, an identifier taken.
    unmet = {"additionalProperties", "const", "minItems", "taken-id"}
    assert set(RULES_OF_FORM["wordings"]) - set(codes) <= unmet
    assert codes[""] > 40


MEETINGS = [
    *(each | {"id": MEETING} for each in BASE.files["calendar"].value["reunions"]),
    {
        "id": MEETING,
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


def test_a_meeting_changed_at_random_is_refused_in_the_same_words(page: Page) -> None:
    change = retype("calendar", ("reunions", 0))
    changes = [change, change, drop, repeat, spoil(SPOILS), spoil(DAMAGES), rearrange_meeting]
    sound = [*MEETINGS, *(MEETINGS[-1:] * len(MEETINGS))]
    values = [each for each in changed(sound, changes, 260, "meetings") if each.get("id") == MEETING]
    codes = assert_all_same(page, "reunion", values, of_meeting)
    assert codes.keys() >= {
        "",
        "end-before-start",
        "unknown-reference",
        "former-id",
        "mobile",
        "personal-mailbox",
    }
    assert codes.keys() >= {"required", "dependentRequired", "enum", "pattern", "maxLength", "mojibake"}


# --- One rule at a time


SHEET = {
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
        ("?quiper les communes", "?quiper"),
        ("Un lieu num?rique-" + "x" * 60, "num?rique-" + "x" * 30),
        ("Un lieu \U0001f600num?rique-" + "\U0001f600" * 60, "\U0001f600num?rique-" + "\U0001f600" * 29),
    ],
)
def test_a_damaged_word_is_shown_as_in_a_plain_line(page: Page, titre: str, word: str) -> None:
    (ours,) = of_browser(page, "action", SHEET | {"titre": titre})
    lines = "\n".join(f"{key}: {value}" for key, value in (SHEET | {"titre": titre}).items())
    theirs: list[Problem] = []
    load_valid_document(SCHEMAS, Document(f"data/actions/{NAME}.yaml", content=lines.encode()), theirs)
    assert [ours["message"]] == [each.message for each in theirs]
    assert ours["message"].endswith(f"« {word} ».")


def contact(mailbox: str) -> Value:
    return {"contact": {"service": "Accueil", "courriel": mailbox}}


def link(address: str) -> Value:
    return {"liens": [{"titre": "Une page", "url": address}]}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (contact("a.b.c@mairie.fr"), ["personal-mailbox"]),
        (contact("a.b.c.d@mairie.fr"), []),
        (contact("ccas2.dupont@mairie.fr"), []),
        (contact("ccaso.dupont@mairie.fr"), ["personal-mailbox"]),
        (link("https://exemple.fr/0612345678?a=jean.dupont@mairie.fr"), []),
        (link("https://moi@exemple.fr/"), ["adresse-https"]),
        (link("https://exemple.fr:65535/"), []),
        (link("https://exemple.fr:65536/"), ["adresse-https"]),
        (link("https://[exemple.fr]/"), ["adresse-https"]),
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
    ],
)
def test_a_value_at_the_edge(page: Page, change: Value, codes: list[str]) -> None:
    sheet = SHEET | change
    found = of_browser(page, "action", sheet)
    assert sorted(each["code"] for each in found) == codes
    assert_same(sheet, found, *of_sheet(sheet))


def test_each_damaged_text_is_shown(page: Page) -> None:
    found = of_browser(page, "action", SHEET | {"titre": "Un lieu num?rique", "motif": "Un prÃ©texte"})
    assert [(each["path"], each["code"]) for each in found] == [
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
    found = of_browser(page, "action", sheet, isNew=True, identifier="É")
    assert [".".join(map(str, each["path"])) for each in found] == [
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
            f"« don-outils-numeriques » est déjà l'identifiant de « {BASE.actions['don-outils-numeriques'].value['titre']} ».",
        ),
        (
            "ancienne",
            "former-id",
            "L'ancien identifiant « ancienne » est déjà pris, par « don-outils-numeriques ».",
        ),
    ],
)
def test_a_new_sheet_has_an_identifier_of_its_own(
    page: Page, identifier: str | None, code: str | None, message: str | None
) -> None:
    changed_rules = copy.deepcopy(RULES_OF_FORM)
    changed_rules["known"]["anciens"]["action"]["ancienne"] = "don-outils-numeriques"
    (found,) = run(page, [("action", SHEET)], changed_rules, identifier=identifier, isNew=True)
    assert [(each["path"], each["code"], each["message"]) for each in found] == (
        [(["identifiant"], code, message)] if code else []
    )


def test_a_sheet_that_exists_keeps_its_identifier_and_its_former_ones(page: Page) -> None:
    assert of_browser(page, "action", SHEET, identifier="don-outils-numeriques") == []
    changed_rules = copy.deepcopy(RULES_OF_FORM)
    changed_rules["known"]["anciens"]["action"]["ancienne"] = "don-outils-numeriques"
    sheet = SHEET | {"anciens_identifiants": ["ancienne"]}
    assert run(page, [("action", sheet)], changed_rules, identifier="don-outils-numeriques") == [[]]
    ((found,),) = run(page, [("action", sheet)], changed_rules, identifier="une-autre")
    assert (found["path"], found["code"]) == (["anciens_identifiants", 0], "former-id")


@pytest.mark.parametrize(
    ("identifier", "is_taken"), [("nouvelle", False), ("comite-technique", True), (MEETINGS[0]["id"], False)]
)
def test_a_new_meeting_has_an_identifier_of_its_own(page: Page, identifier: str, is_taken: bool) -> None:
    found = of_browser(page, "reunion", MEETINGS[0] | {"id": identifier}, identifier=None, isNew=True)
    assert [(each["path"], each["code"]) for each in found] == ([(["id"], "taken-id")] if is_taken else [])


def test_a_new_meeting_may_not_take_the_identifier_of_another(page: Page) -> None:
    other = BASE.files["calendar"].value["reunions"][0]["id"]
    (found,) = of_browser(page, "reunion", MEETINGS[0] | {"id": other}, identifier=None, isNew=True)
    assert (found["path"], found["code"]) == (["id"], "taken-id")


@pytest.mark.parametrize("keyword", ["multipleOf", "maxItems", "oneOf", "$ref", "toString"])
def test_a_keyword_that_the_browser_does_not_know_is_never_ignored(page: Page, keyword: str) -> None:
    for place in (
        lambda schema: schema,
        lambda schema: schema["properties"]["liens"]["items"]["properties"]["url"],
        lambda schema: schema["allOf"][0]["if"]["properties"]["statut"],
    ):
        changed_rules = copy.deepcopy(RULES_OF_FORM)
        place(changed_rules["schemas"]["action"])[keyword] = 1
        with pytest.raises(Error, match="Unknown keyword"):
            run(page, [("action", SHEET)], changed_rules)


def test_a_format_that_the_browser_does_not_know_is_never_ignored(page: Page) -> None:
    changed_rules = copy.deepcopy(RULES_OF_FORM)
    changed_rules["schemas"]["action"]["properties"]["titre"]["format"] = "uri"
    with pytest.raises(Error, match="Unknown format: uri"):
        run(page, [("action", SHEET)], changed_rules)


def test_a_wording_that_is_missing_is_told(page: Page) -> None:
    changed_rules = copy.deepcopy(RULES_OF_FORM)
    del changed_rules["wordings"]["required"]
    with pytest.raises(Error, match="No wording: required"):
        run(page, [("action", {})], changed_rules)


def test_a_wording_that_asks_for_more_than_is_known_is_told(page: Page) -> None:
    changed_rules = copy.deepcopy(RULES_OF_FORM)
    changed_rules["wordings"]["required"][0] = "Il manque {toString}."
    with pytest.raises(Error, match=r"Nothing to fill \{toString\} with"):
        run(page, [("action", {})], changed_rules)


# --- The rules given to the browser


def test_the_words_are_those_of_the_check() -> None:
    for code, wording in RULES_OF_FORM["wordings"].items():
        assert code == "taken-id" or wording == list(WORDINGS[code])


def test_all_that_can_be_named_is_known() -> None:
    known = RULES_OF_FORM["known"]
    assert {each["id"] for each in known["actions"]} == {path.stem for path in OWN}
    assert [each["numero"] for each in known["axes"]] == [1, 2, 3, 4, 5]
    assert {"id": "eure-et-loir", "nom": "Eure-et-Loir"} in known["territoires"]
    assert {"id": "transversale", "titre": "Toutes"} in known["thematiques"]
    assert {each["id"] for each in known["instances"]} >= {"comite-technique", "comite-de-pilotage"}
    assert {"id", "titre"} == set(known["reunions"][0])


@pytest.mark.parametrize(
    ("python", "ecma"),
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
def test_a_pattern_is_translated_or_refused(python: re.Pattern[str], ecma: str | None) -> None:
    if ecma:
        assert to_javascript_regex(python) == ecma
    else:
        with pytest.raises(ValueError, match="cannot be translated to JavaScript"):
            to_javascript_regex(python)
