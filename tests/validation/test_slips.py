"""One slip of a person, on each line that it fits, of a dozen rich and sound sheets.

Each is detected, told once, and on the line where it was made.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.problems.problem import Problem
from roadmap.source.yaml_reader import Document, read_yaml
from roadmap.validation.check import check_file_rules, check_project, load_valid_document
from roadmap.validation.corpus import Corpus
from roadmap.validation.rules import RULES
from tests.conftest import EXAMPLE, SCHEMAS, TODAY, project_of

SHEETS = sorted((Path(__file__).parent / "sound").glob("*.yaml"))
BASE = check_project(project_of(EXAMPLE)).corpus
# « clé: texte » on one line, without quotes or brackets.
PLAIN = re.compile(r"^( *(?:- )?)([a-z_]+): ([^\"'\[{|>#&*!%@`-][^#]*)$")
SENTENCE = re.compile(r"^( *(?:- )?)(titre|resume|nom|service|document|remarque|libelle): ([^\"'\[{|>#].*)$")
ITEM = re.compile(r"^( *)- (.+)$")


def errors_of(content: bytes) -> list[Problem]:
    """Check one sheet against the project's own data."""
    name, problems = "data/actions/cas.yaml", []
    document = load_valid_document(SCHEMAS, Document(name, content=content), problems)
    corpus = Corpus(TODAY, SCHEMAS, {}, BASE.files, BASE.contours)
    if document.value is not None:
        corpus.add("action", document)
    wrong = {each.position.line for each in problems}
    broken = [*check_file_rules(SCHEMAS, document), *(each for rule in RULES for each in rule(corpus))]
    problems += [each for each in broken if each.file == name and each.position.line not in wrong]
    return [each for each in problems if each.severity == "error"]


def plain(replacement: str) -> Callable[[str], str | None]:
    """Return a slip made on a plain `key: text` line."""
    return lambda line: PLAIN.sub(replacement, line) if PLAIN.match(line) else None


def sentence(replacement: str) -> Callable[[str], str | None]:
    """Return a slip made in a sentence."""
    return lambda line: SENTENCE.sub(replacement, line) if SENTENCE.match(line) else None


def item(replacement: str) -> Callable[[str], str | None]:
    """Return a slip made on an item of a list."""
    return lambda line: ITEM.sub(replacement, line) if ITEM.match(line) else None


def indented(replacement: str) -> Callable[[str], str | None]:
    """Return a slip made in the indentation of a key or an item."""
    pattern = re.compile(r"^  (?=[ ]*(?:- |[a-z_]+:))")
    return lambda line: pattern.sub(replacement, line) if pattern.match(line) else None


def accents(line: str) -> str | None:
    """Return a line whose accents were read in the wrong encoding."""
    damaged = line.replace("é", "Ã©").replace("è", "Ã¨").replace("ê", "Ãª")
    return damaged if damaged != line and not line.lstrip().startswith("#") else None


SLIPS: dict[str, Callable[[str], str | None]] = {
    "tab as indentation": indented("\t"),
    "odd space as indentation": indented("\u00a0 "),
    "odd space before the colon": plain("\\1\\2\u00a0: \\3"),
    "odd space after the colon": plain("\\1\\2:\u00a0\\3"),
    "no space after the colon": plain("\\1\\2:\\3"),
    "no colon": plain("\\1\\2 \\3"),
    "another sign for the colon": plain("\\1\\2 = \\3"),
    "no space after the dash": item("\\1-\\2"),
    "a bullet for the dash": item("\\1• \\2"),
    "a long dash for the dash": item("\\1– \\2"),
    "colon in a sentence": sentence("\\1\\2: Note : \\3"),
    "colon at the end": sentence("\\1\\2: \\3 :"),
    "number sign in a sentence": sentence("\\1\\2: Mot #1 \\3"),
    "number sign at the start": sentence("\\1\\2: #1 \\3"),
    **{f"« {sign} » at the start": sentence(f"\\1\\2: {sign}\\3") for sign in "@`%*&!"},
    "bracket at the start": sentence("\\1\\2: [Mot] \\3"),
    "dash at the start": sentence("\\1\\2: - \\3"),
    "unclosed double quote": sentence('\\1\\2: "\\3'),
    "unclosed single quote": sentence("\\1\\2: 'Mot sans fin"),
    "apostrophe between single quotes": sentence("\\1\\2: 'L'atelier du mois de mai'"),
    "quotes inside quotes": sentence('\\1\\2: "Le "grand" atelier du mois"'),
    "backslash": sentence('\\1\\2: "C:\\\\Dossier du mois de mai"'),
    "curly quotes": sentence("\\1\\2: “\\3”"),
    "a quote alone": sentence('\\1\\2: \\3e"'),
    "quotes around the pair": plain('\\1"\\2: \\3"'),
    "misspelt key": plain("\\1\\2x: \\3"),
    "capital in a key": lambda line: PLAIN.sub(lambda m: f"{m[1]}{m[2].upper()}: {m[3]}", line) if PLAIN.match(line) else None,
    "duplicated line": lambda line: f"{line}\n{line.replace('- ', '  ')}" if PLAIN.match(line) else None,
    "value forgotten": plain("\\1\\2:"),
    "one space too many": indented("   "),
    "one space too few": indented(" "),
    "damaged accents": accents,
    "invisible character": plain("\\1\\2: \u200b\\3"),
    "conflict mark": lambda line: f"<<<<<<< HEAD\n{line}" if PLAIN.match(line) else None,
    "second document": lambda line: f"---\n{line}" if PLAIN.match(line) else None,
}  # fmt: skip


def mutations(slip: Callable[[str], str | None]) -> Iterator[tuple[Path, int, str]]:
    """Yield each sheet with the slip made on each line that it fits, and that line's number."""
    for path in SHEETS:
        lines = path.read_text(encoding="utf-8").splitlines()
        for index, line in enumerate(lines):
            inside_text = any(re.search(r"[|>][+-]?$", before) for before in lines[max(0, index - 6) : index])
            changed = None if inside_text else slip(line)
            if changed is not None and changed != line:
                yield path, index + 1, "\n".join([*lines[:index], changed, *lines[index + 1 :]]) + "\n"


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_a_sound_sheet_is_sound(path: Path) -> None:
    assert errors_of(path.read_bytes()) == []


@pytest.fixture(scope="module")
def score() -> Iterator[Counter[str]]:
    """The score of all the slips together."""
    yield (total := Counter())
    assert total["exact"] >= 0.95 * total["all"], total
    assert total["near"] >= 0.99 * total["all"], total
    assert total["messages"] <= 1.05 * total["all"], total


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_detected_or_harmless_wherever_it_is_made(name: str, score: Counter[str]) -> None:
    sampled = random.Random(name).sample(found := list(mutations(SLIPS[name])), min(len(found), 60))  # noqa: S311
    assert len(sampled) >= 10
    for path, number, text in sampled:
        problems = errors_of(text.encode())
        if not problems:
            sound, _ = read_yaml("", path.read_bytes())
            slipped, _ = read_yaml("", text.encode())
            assert slipped.value == sound.value, (name, path.name, number)
            continue
        slipped_at = number + (name == "duplicated line")  # a reader blames the second of two equal lines
        distance = min(abs(each.position.line - slipped_at) for each in problems)
        score["all"] += 1
        score["exact"] += distance == 0
        score["near"] += distance <= 1
        score["messages"] += len(problems)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(
    content=st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
    )
)
def test_no_bytes_break_the_check(content: bytes) -> None:
    for problem in errors_of(content):
        assert problem.position.line >= 1
        assert problem.message


def test_no_change_of_bytes_breaks_the_check() -> None:
    chance = random.Random(28)  # noqa: S311 - the same changes at each run
    for _ in range(600):
        content = bytearray(chance.choice(SHEETS).read_bytes())
        for _ in range(chance.randrange(1, 5)):
            start = chance.randrange(len(content))
            content[start : start + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
        errors_of(bytes(content))


HOSTILE = {
    "25 000 nested brackets": b"titre: " + b"[" * 25_000,
    "25 000 nested dashes": b"- " * 25_000,
    "alias bomb": b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n".encode() for n in range(9)
    ),
    "merge doubling": b"titre: &a {x: 1}\nresume: {<<: *a, <<: *a}\n",
    "tag": b"titre: !!python/object/apply:os.system ['true']\n",
    "10 MB": b"titre: " + b"x" * 10_000_000,
    "100 000 keys": b"".join(f"k{n}: 1\n".encode() for n in range(100_000)),
    "100 000 items": b"publics: [" + b"{a: 1}," * 100_000 + b"]",
    "one line of spaces": b'titre: "' + b" " * 900_000 + b'"',
    "NUL": b"titre: a\x00b\n",
    "escape": b"titre: \x1b[31mrouge\n",
    "escaped NUL": b'titre: "a\\0b"\n',
    "escaped surrogate": b'titre: "a\\ud800b"\n',
    "a million digits": b"axe: " + b"9" * 900_000,
    "a million tabs": b"\t\n" * 450_000,
    "random bytes": bytes(range(256)) * 100,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_few_clear_sentences(name: str) -> None:
    problems = errors_of(HOSTILE[name])
    assert 1 <= len({each.message for each in problems}) <= 60
    for each in problems:
        assert len(each.message) + len(each.hint) < 1500
        assert "Traceback" not in each.message
