"""The sheets that the form writes: read back letter for letter, without a line that looks like a slip."""

import json
import random
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from roadmap.source import yaml_reader
from roadmap.source.yaml_reader import Document
from roadmap.source.yaml_writer import write_sheet
from roadmap.text import mojibake
from roadmap.validation.check import load_valid_document
from roadmap.validation.diagnosis import yaml_mistakes
from tests.conftest import EXAMPLE, ROOT, SCHEMAS

Sheet = dict[str, Any]

NAME = "data/actions/essai.yaml"
MODELINE = "# yaml-language-server: $schema=../../schemas/action.schema.json\n"
ORDER = list(SCHEMAS.of_kind("action")["properties"])
# Given and returned as one text: Playwright is slow to carry ten thousand values one by one.
WRITE_SHEETS = """async (json) => {
  const { writeSheet } = await import("/yaml.js");
  const [sheets, order] = JSON.parse(json);
  return JSON.stringify(sheets.map((sheet) => writeSheet(sheet, order)));
}"""
WRITE_ITEMS = """async (items) => {
  const { writeItem } = await import("/yaml.js");
  return items.map(writeItem);
}"""
# What the schema, or the damage that the text itself bears, may say of a sheet; the rest is of its form.
OF_VALUES = frozenset(
    "required type enum pattern format minLength maxLength minimum maximum maxItems minProperties mojibake maybe-mojibake html-tag".split()
)

HOSTILE_TEXTS = """\
'|"|''|""|'oui'|"oui"|l'accès|L'été d'|Il dit "oui"|Le "plan": suite|a": b|15"|“oui”|‘oui’|«oui»|« oui »|\
“a” et “b”|: a|a: b|a:b|a :b|a : b|a:|a :|::|https://exemple.fr/?a=1&b=2#c|date:2026|date: 2026|"date": 2026|\
'date': 1|date':x|date: "x"|cible : tous|- a|-|--|---|--- a|...|? a|?|?abc|: |%|% a|@a|`a`|!a|!|&a|*a|**gras**|>|> a|\
voir >|voir >+|voir >-|voir |voir|+|a #b|a# b|# a|#|[a]|[a|{a}|a, b]|{a: b}|,a|=|<<|~|null|Null|true|True|false|yes|no|oui|non|on|y|n|\
0|-0|1|-1|+1|2026|07100|200070159|2026-03|2026-03-12|9:30|09h30|1e3|1E-3|.5|5.|1.5|20.000|1_000|0x1F|0o17|0b1|.inf|.nan|\
12345678901234567890|\\|\\n|a\\|C:\\temp|\\"|\\x3A|<<<<<<< HEAD|=======|>>>>>>> main|$schema|(a)|(a): b|a|é|É|🙂|👩‍💻 code|\
👍🏽|❤️ merci|½|²|œuvre|Œuvre|–|• a|* a|100 %|5 €|N° 5 : a|€|°C|…|a…|&amp|x & y|a?b=c&d|/a?b|{{ 7*7 }}|{% raw %}|\
<script>alert(1)</script>|Ça va ? Oui.|\u200d""".split("|")
HOSTILE_LINES = [
    "",
    "titre: x",
    "fin: 2026",
    "fin:",
    "fin:x",
    "  fin: 2026",
    "Remarque : a",
    "- a",
    "- titre: a",
    "- “oui”",
    "- « oui »",
    "Lieu: “ici”",
    "# titre",
    "---",
    "...",
    "<<<<<<< HEAD",
    "=======",
    "> citation",
    "|",
    " a",
    "    a",
    "\ta",
    "\u00a0a",
    "a ",
    "a\t",
    "a\tb",
    "   ",
    "\u00a0",
    "? a",
    " ? a",
    "?abc",
    "a? b",
    "Œuvre",
    "©mairie",
    "§a",
    "₂a",
    '"',
    "\\",
]
WORDS = [
    *HOSTILE_TEXTS,
    *HOSTILE_LINES,
    *"le la des atelier été numérique, (Pix) l'usager ; fin titre source statut".split(),
]
GLUE = [
    "",
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "\n",
    "\n\n",
    "\n  ",
    "\t",
    "\u00a0",
    "\u202f",
    "\u3000",
    ": ",
    " #",
    " - ",
    " : ",
]
COMBINING = [
    "»?ae\u0301",
    "e\u0301",
    "a\u0300\u0323",
    "\u0301a",
    "\n\u0301",
    "\u212b",
    "\u1112\u1161",
    "\u0338",
    "a:\u0338",
]
LONG = [
    "Un atelier par mois, pour les habitants. " * 50,
    "mot " * 500 + "fin",
    "x" * 2000,
    "é" * 2000,
    "x" * 199 + ":“a”",
    "https://exemple.fr/" + "a" * 1500,
    "\n".join(["Un paragraphe, puis un autre."] * 100),
    "- un point ;\n" * 60 + "- fin.",
]
EDGES = [
    *(f"{blank}texte{blank}" for blank in (" ", "\t", "\n", "\n\n", "\u00a0", "\u202f", "\u2003")),
    *(f"{blank}un\n\ndeux" for blank in (" ", "\n", "\n\n", "\n  ", "\t", "\u00a0")),
    *(f"un\n\ndeux{blank}" for blank in (" ", "\n", "\n\n", "\n  ", "\t", "\u00a0")),
    *(f"Texte :\n{line}\nfin du texte" for line in HOSTILE_LINES),
    *(f"{line}\nsuite" for line in HOSTILE_LINES),
    *(f"suite\n{line}" for line in HOSTILE_LINES),
    *(f"un\ttexte entre guillemets\n{line}\n" for line in HOSTILE_LINES),
]
TEXTS = [
    text for text in (*HOSTILE_TEXTS, *LONG, *EDGES, *COMBINING, "", " ", "\n", "\t") if text != "\u200d"
]
# A text that the reader refuses however it is written, by the name of what makes it so.
REFUSED = [*map(chr, [*range(9), *range(0x0B, 0x20), *range(0x7F, 0xA0)])]
REFUSED += "\u061c \u200e \u2028 \u2029 \u202e \u2066 \u3164 \ue000 \ufffe \U000e0067 a\u200d".split(" ")


@pytest.fixture(scope="module")
def page(browser: Browser, serve: Callable[[Path], str]) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(serve(ROOT / "theme/assets/form") + "yaml.js")
    yield page
    context.close()


@pytest.fixture(scope="module")
def write(page: Page) -> Callable[..., list[str]]:
    """What writes the sheets given, in the browser and in Python, which must agree letter for letter."""

    def write_in_both(*sheets: Sheet) -> list[str]:
        written = json.loads(page.evaluate(WRITE_SHEETS, json.dumps([sheets, ORDER])))
        in_python = [write_sheet(sheet, dict.fromkeys([*ORDER, *sheet])) for sheet in sheets]
        assert [pair for pair in zip(sheets, written, in_python, strict=True) if pair[1] != pair[2]] == []
        return written

    return write_in_both


def read_back(written: str) -> object:
    document, problems = yaml_reader.read_yaml(NAME, written.encode())
    assert problems == [], written
    return document.value


def convert_as_typed(value: object) -> object:
    """Return a value with the type of each part beside it: 1, 1.0, True and "1" all differ.

    The characters that carry nothing are dropped, as the reader drops them.
    """
    if isinstance(value, dict):
        return {key: convert_as_typed(part) for key, part in value.items()}
    if isinstance(value, list):
        return [convert_as_typed(part) for part in value]
    if isinstance(value, str):
        value = yaml_reader.IGNORED_CHARACTERS.sub("", value)
    return type(value).__name__, value


def texts_of(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_of(part)


def is_damaged(sheet: Sheet) -> bool:
    """Say whether a text has lost accents by itself, however it is written."""
    return any(mojibake.is_damaged(line) for text in texts_of(sheet) for line in text.splitlines())


def assert_valid(sheet: Sheet, written: str) -> None:
    """Check that a sheet is read back, and that nothing is said of the way it is written."""
    assert convert_as_typed(read_back(written)) == convert_as_typed(sheet), written
    assert yaml_mistakes.find_yaml_mistakes(tuple(written.splitlines()), SCHEMAS, "action") == [], written
    problems: list[Any] = []
    load_valid_document(SCHEMAS, Document(NAME, content=written.encode()), problems)
    codes = {item.code for item in problems}
    assert codes <= OF_VALUES, (codes, written)
    assert "mojibake" not in codes or is_damaged(sheet), written


def iter_sheets_with_text(text: str) -> Iterator[Sheet]:
    """Put a text wherever a sheet holds one, before keys of the same name at other levels."""
    yield {"titre": text, "resume": text, "statut": "en-cours"}
    yield {"objectifs": [text, "fin", text], "statut": "en-cours"}
    yield {
        "etapes": [{"titre": text, "date": "2026-10", "realisee": True}, {"date": text}],
        "source": {"document": text},
    }
    yield {"budget": {"financements": [{"financeur": text, "montant": 12, "statut": text}]}}
    yield {
        "indicateurs": [{"unite": text, "cible": 3, "source": {"document": text, "date": "2026"}}],
        "fin": "2027",
    }


@pytest.mark.parametrize("rank", range(5))
def test_any_text_is_read_back_wherever_it_stands(write: Callable[..., list[str]], rank: int) -> None:
    sheets = [list(iter_sheets_with_text(text))[rank] for text in TEXTS]
    for sheet, written in zip(sheets, write(*sheets), strict=True):
        assert_valid(sheet, written)


def make_hostile_text(chance: random.Random) -> str:
    """Return words, signs and blanks in any order, as the reader composes them or not."""
    parts = (chance.choice(WORDS) + chance.choice(GLUE) for _ in range(chance.randint(1, 7)))
    text = "".join(parts) + chance.choice([*COMBINING, *[""] * 30])
    text = text.replace("\u200d", "").strip() if chance.random() < 0.5 else text.replace("\u200d", "")
    return text or "a"


def make_hostile_sheet(chance: random.Random) -> Sheet:
    """Return a sheet of the schema's keys, many of them missing, some of the texts in several groups."""

    def text() -> str:
        return make_hostile_text(chance)

    def some(make: Callable[[], Any]) -> list[Any]:
        return [make() for _ in range(chance.randint(1, 3))]

    def part(group: Sheet) -> Sheet:
        kept = {key: value for key, value in group.items() if chance.random() < 0.7}
        return kept or dict([next(iter(group.items()))])

    whole = {
        "titre": text(),
        "resume": text(),
        "axe": chance.randint(-9, 99),
        "cible": "tous",
        "publics": ["seniors", "jeunes"],
        "motif": text(),
        "porteur": part({"nom": text(), "siren": "200070159"}),
        "partenaires": some(lambda: part({"nom": text(), "siren": "200040277"})),
        "debut": "2026",
        "etapes": some(lambda: part({"titre": text(), "date": "2026-03", "realisee": chance.random() < 0.5})),
        "contexte": text(),
        "objectifs": some(text),
        "description": text(),
        "budget": part(
            {
                "montant": chance.randint(0, 10**6),
                "financements": some(lambda: part({"financeur": text(), "montant": 1})),
            }
        ),
        "indicateurs": some(
            lambda: part(
                {
                    "libelle": text(),
                    "cible": chance.randint(0, 10**6) / chance.choice([1, 10, 1000, 8]),
                    "source": part({"document": text(), "date": "2026-03-12"}),
                }
            )
        ),
        "source": part({"document": text(), "date": "2026-03-12"}),
    }
    # The two worlds have one number: what has no decimals is an integer.
    return whole_numbers(part(whole))


def whole_numbers(value: Any) -> Any:  # noqa: ANN401 - any part of a sheet
    if isinstance(value, dict):
        return {key: whole_numbers(part) for key, part in value.items()}
    if isinstance(value, list):
        return [whole_numbers(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@pytest.mark.parametrize("count", [120, pytest.param(600, marks=pytest.mark.exhaustive)])
def test_hostile_sheets_are_read_back(write: Callable[..., list[str]], count: int) -> None:
    chance = random.Random(7)  # noqa: S311 - the same sheets at each run
    sheets = [make_hostile_sheet(chance) for _ in range(count)]
    for sheet, written in zip(sheets, write(*sheets), strict=True):
        assert_valid(sheet, written)


@pytest.mark.parametrize("step", [17, pytest.param(1, marks=pytest.mark.exhaustive)])
def test_letters_are_read_back_alone_and_between_others(write: Callable[..., list[str]], step: int) -> None:
    signs = [
        chr(code) for code in range(0x20, 0x2FF0, step) if unicodedata.category(chr(code)) not in {"Cn", "Cc"}
    ]
    signs = [sign for sign in signs if not yaml_reader.FORBIDDEN_CHARACTERS.search(sign)]
    texts = {sign: [sign, f"{sign}a", f"a {sign}", f"a\n{sign}a\n", f"a\n{sign}a"] for sign in signs}
    # What looks damaged by itself stands alone, or it would hide what is said of others; they share sheets.
    alone = [sign for sign in signs if is_damaged({"objectifs": texts[sign]})]
    together = [sign for sign in signs if sign not in alone]
    groups = [[sign] for sign in alone] + [together[start::500] for start in range(500)]
    sheets = [{"objectifs": [text for sign in group for text in texts[sign]]} for group in groups]
    for sheet, written in zip(sheets, write(*sheets), strict=True):
        assert_valid(sheet, written)


def test_what_the_reader_refuses_is_never_written_as_such(write: Callable[..., list[str]]) -> None:
    sheets = [{"titre": f"un {sign} mot"} for sign in REFUSED]
    for sheet, written in zip(sheets, write(*sheets), strict=True):
        document, problems = yaml_reader.read_yaml(NAME, written.encode())
        assert document.value is None, sheet
        assert [item.code for item in problems] == ["character"], sheet
        assert problems[0].position.line == 2
        assert written.count("\n") == 2


def test_half_a_character_is_replaced(page: Page) -> None:
    written = page.evaluate(
        'import("/yaml.js").then((m) => m.writeSheet({titre: "a\\ud83d b", resume: "\\udc00"}, []))'
    )
    assert written == f'{MODELINE}titre: a\ufffd b\nresume: "\ufffd"\n'


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "0"),
        (-3, "-3"),
        (92.5, "92.5"),
        (200070159, "200070159"),
        (999999999999999, "999999999999999"),
        (20.125, "20.1250"),
        (0.0000001, "0.0000001"),
        (-0.00000025, "-0.00000025"),
    ],
)
def test_a_number_is_bare(write: Callable[..., list[str]], number: float, expected: str) -> None:
    [written] = write({"axe": number})
    assert written == f"{MODELINE}axe: {expected}\n"
    assert convert_as_typed(read_back(written)) == convert_as_typed({"axe": number})


def test_a_number_too_big_for_the_reader_has_no_exponent(write: Callable[..., list[str]]) -> None:
    assert write({"axe": 1e21}) == [f"{MODELINE}axe: 1{'0' * 21}\n"]


def test_a_number_too_precise_for_the_reader_is_rounded(write: Callable[..., list[str]]) -> None:
    assert write({"axe": 0.1 + 0.2}) == [f"{MODELINE}axe: 0.3\n"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Aider, près de chez eux, l'usager (et « sa » famille)",
            "Aider, près de chez eux, l'usager (et « sa » famille)",
        ),
        ("2026-03-12", "2026-03-12"),
        ("2026-03", "2026-03"),
        ("9:30", "9:30"),
        ("https://exemple.fr/?a=1#b", "https://exemple.fr/?a=1#b"),
        ("contact@exemple.fr", "contact@exemple.fr"),
        ("oui", "oui"),
        ("no", '"no"'),
        ("2026", '"2026"'),
        ("07100", '"07100"'),
        ("true", '"true"'),
        ("", '""'),
        (" a ", '" a "'),
        ("Étape 1 : recensement", '"Étape 1 : recensement"'),
        ("La clé # 1", '"La clé # 1"'),
        ('Office "Beauce & Perche"', '"Office \\"Beauce & Perche\\""'),
        ("« Bonjour »", '"« Bonjour »"'),
        ("C:\\temp: a", '"C:\\\\temp: a"'),
        ("a\tb", '"a\\tb"'),
        ("fin : 2026", '"fin \\x3A 2026"'),
        ("un\nŒuvre\n", '"un\\x0AŒuvre\\n"'),
        ("cafe\u0301", '"cafe\\u0301"'),
        ("a\u2028b\ufeff\x00", '"a\\u2028b\\uFEFF\\x00"'),
        ("🙂 \U000e0067", '"🙂 \\U000E0067"'),
        ("un\n\n- deux ;\n- trois", "|-\n  un\n\n  - deux ;\n  - trois"),
        ("  un\ndeux", "|2-\n    un\n  deux"),
        ("un\n  deux", "|2-\n  un\n    deux"),
        ("un\ndeux\n", '"un\\ndeux\\n"'),
        ("un\n  \ndeux", '"un\\n  \\ndeux"'),
        ("Coder 👩‍💻", "Coder 👩‍💻"),
        ("un\nfin: 2026", '"un\\nfin: 2026"'),
    ],
)
def test_the_style_of_a_text(write: Callable[..., list[str]], text: str, expected: str) -> None:
    assert write({"titre": text}) == [f"{MODELINE}titre: {expected}\n"]


def test_the_style_of_a_sheet(write: Callable[..., list[str]]) -> None:
    [written] = write(
        {
            "zone": "en dernier",
            "axe": 2,
            "autre": "après",
            "titre": "Ateliers des premiers clics",
            "contexte": "Un constat.\n\nUn autre.",
            "publics": ["seniors", "jeunes"],
            "etapes": [
                {"titre": "Étape 1 : départ", "realisee": False},
                {"titre": "Bilan", "date": "2027-01"},
            ],
            "budget": {"montant": 12000, "financements": [{"financeur": "État", "statut": "accorde"}]},
            "objectifs": ["Un\ndeux", "trois"],
        }
    )
    assert written == MODELINE + (
        "titre: Ateliers des premiers clics\n"
        "axe: 2\n"
        "publics:\n"
        "  - seniors\n"
        "  - jeunes\n"
        "etapes:\n"
        '  - titre: "Étape 1 : départ"\n'
        "    realisee: false\n"
        "  - titre: Bilan\n"
        "    date: 2027-01\n"
        "contexte: |-\n"
        "  Un constat.\n"
        "\n"
        "  Un autre.\n"
        "objectifs:\n"
        "  - |-\n"
        "    Un\n"
        "    deux\n"
        "  - trois\n"
        "budget:\n"
        "  montant: 12000\n"
        "  financements:\n"
        "    - financeur: État\n"
        "      statut: accorde\n"
        "zone: en dernier\n"
        "autre: après\n"
    )


def test_a_meeting_is_added_to_the_calendar(page: Page) -> None:
    calendar = (EXAMPLE / "data/calendar.yaml").read_text()
    before = yaml_reader.read_yaml("data/calendar.yaml", calendar.encode())[0].value
    meeting = {
        "id": "cotech-2026-03-12",
        "titre": "Comité technique : bilan",
        "instance": "comite-technique",
        "date": "2026-03-12",
        "heure": "9:30",
        "ordre_du_jour": ["Bilan", "Budget : 2027"],
        "decisions": [{"texte": "Retenir les axes", "actions": ["atelier-smartphone"]}],
    }
    [written] = page.evaluate(WRITE_ITEMS, [meeting])
    assert written == (
        "  - id: cotech-2026-03-12\n"
        '    titre: "Comité technique : bilan"\n'
        "    instance: comite-technique\n"
        "    date: 2026-03-12\n"
        "    heure: 9:30\n"
        "    ordre_du_jour:\n"
        "      - Bilan\n"
        '      - "Budget : 2027"\n'
        "    decisions:\n"
        "      - texte: Retenir les axes\n"
        "        actions:\n"
        "          - atelier-smartphone\n"
    )
    problems: list[Any] = []
    whole = Document("data/calendar.yaml", content=(calendar + "\n" + written).encode())
    document = load_valid_document(SCHEMAS, whole, problems)
    assert problems == []
    assert document.value == {**before, "reunions": [*before["reunions"], meeting]}


def test_hostile_meetings_are_read_back_from_the_calendar(page: Page) -> None:
    calendar = (EXAMPLE / "data/calendar.yaml").read_text()
    chance = random.Random(11)  # noqa: S311 - the same meetings at each run
    meetings = [
        {"id": f"r{rank}", "titre": text, "decisions": [{"texte": text}], "lieu": make_hostile_text(chance)}
        for rank, text in enumerate([*TEXTS, *(make_hostile_text(chance) for _ in range(200))])
    ]
    written = page.evaluate(WRITE_ITEMS, meetings)
    added = calendar + "".join(written)
    document, problems = yaml_reader.read_yaml("data/calendar.yaml", added.encode())
    assert problems == []
    assert document.value["reunions"][-len(meetings) :] == meetings
    assert yaml_mistakes.find_yaml_mistakes(document.lines, SCHEMAS, "calendar") == []
