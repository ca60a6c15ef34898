"""Typing mistakes of people, each made on every line where it fits, in a dozen rich and valid sheets.

Each is detected and reported once, on the line where it was made.
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
from roadmap.validation.check import check_file_rules, load_valid_document
from roadmap.validation.corpus import Corpus
from roadmap.validation.rules import RULES
from tests.conftest import NOW, SCHEMAS
from tests.validation.conftest import RICH_SHEETS, example_corpus

# « clé: texte » on one line, without quotes or brackets.
PAIR_LINE = re.compile(r"^( *(?:- )?)([a-z_]+): ([^\"'\[{|>#&*!%@`-][^#]*)$")
SENTENCE_LINE = re.compile(
    r"^( *(?:- )?)(titre|resume|nom|service|document|remarque|libelle): ([^\"'\[{|>#].*)$"
)
ITEM_LINE = re.compile(r"^( *)- (.+)$")


def check_sheet(content: bytes) -> list[Problem]:
    """Return the errors of one sheet, checked with the example data."""
    name, problems = "data/actions/cas.yaml", []
    document = load_valid_document(SCHEMAS, Document(name, content=content), problems)
    corpus = Corpus(NOW, SCHEMAS, {}, example_corpus().files, example_corpus().contours)
    if document.value is not None:
        corpus.add("action", document)
    lines_with_problems = {problem.position.line for problem in problems}
    rule_problems = [
        *check_file_rules(SCHEMAS, document),
        *(problem for rule in RULES for problem in rule(corpus)),
    ]
    problems += [
        problem
        for problem in rule_problems
        if problem.file == name and problem.position.line not in lines_with_problems
    ]
    return [problem for problem in problems if problem.severity == "error"]


def pair_slip(replacement: str) -> Callable[[str], str | None]:
    """Return a slip that changes a plain `key: text` line."""
    return lambda line: PAIR_LINE.sub(replacement, line) if PAIR_LINE.match(line) else None


def sentence_slip(replacement: str) -> Callable[[str], str | None]:
    """Return a slip that changes a sentence."""
    return lambda line: SENTENCE_LINE.sub(replacement, line) if SENTENCE_LINE.match(line) else None


def item_slip(replacement: str) -> Callable[[str], str | None]:
    """Return a slip that changes an item of a list."""
    return lambda line: ITEM_LINE.sub(replacement, line) if ITEM_LINE.match(line) else None


def indentation_slip(replacement: str) -> Callable[[str], str | None]:
    """Return a slip that changes the indentation of a key or an item."""
    pattern = re.compile(r"^  (?=[ ]*(?:- |[a-z_]+:))")
    return lambda line: pattern.sub(replacement, line) if pattern.match(line) else None


def damage_accents(line: str) -> str | None:
    """Return a line whose accents were read in the wrong encoding."""
    damaged = line.replace("é", "Ã©").replace("è", "Ã¨").replace("ê", "Ãª")
    return damaged if damaged != line and not line.lstrip().startswith("#") else None


# Each gives the line with the mistake, or None where it does not fit.
SLIPS: dict[str, Callable[[str], str | None]] = {
    "tab as indentation": indentation_slip("\t"),
    "odd space as indentation": indentation_slip("\u00a0 "),
    "odd space before the colon": pair_slip("\\1\\2\u00a0: \\3"),
    "odd space after the colon": pair_slip("\\1\\2:\u00a0\\3"),
    "no space after the colon": pair_slip("\\1\\2:\\3"),
    "no colon": pair_slip("\\1\\2 \\3"),
    "another sign for the colon": pair_slip("\\1\\2 = \\3"),
    "no space after the dash": item_slip("\\1-\\2"),
    "a bullet for the dash": item_slip("\\1• \\2"),
    "a long dash for the dash": item_slip("\\1– \\2"),
    "colon in a sentence": sentence_slip("\\1\\2: Note : \\3"),
    "colon at the end": sentence_slip("\\1\\2: \\3 :"),
    "number sign in a sentence": sentence_slip("\\1\\2: Mot #1 \\3"),
    "number sign at the start": sentence_slip("\\1\\2: #1 \\3"),
    **{f"« {sign} » at the start": sentence_slip(f"\\1\\2: {sign}\\3") for sign in "@`%*&!"},
    "bracket at the start": sentence_slip("\\1\\2: [Mot] \\3"),
    "dash at the start": sentence_slip("\\1\\2: - \\3"),
    "unclosed double quote": sentence_slip('\\1\\2: "\\3'),
    "unclosed single quote": sentence_slip("\\1\\2: 'Mot sans fin"),
    "apostrophe between single quotes": sentence_slip("\\1\\2: 'L'atelier du mois de mai'"),
    "quotes inside quotes": sentence_slip('\\1\\2: "Le "grand" atelier du mois"'),
    "backslash": sentence_slip('\\1\\2: "C:\\\\Dossier du mois de mai"'),
    "curly quotes": sentence_slip("\\1\\2: “\\3”"),
    "a quote alone": sentence_slip('\\1\\2: \\3e"'),
    "quotes around the pair": pair_slip('\\1"\\2: \\3"'),
    "misspelt key": pair_slip("\\1\\2x: \\3"),
    "capital in a key": lambda line: PAIR_LINE.sub(lambda m: f"{m[1]}{m[2].upper()}: {m[3]}", line) if PAIR_LINE.match(line) else None,
    "duplicated line": lambda line: f"{line}\n{line.replace('- ', '  ')}" if PAIR_LINE.match(line) else None,
    "value forgotten": pair_slip("\\1\\2:"),
    "one space too many": indentation_slip("   "),
    "one space too few": indentation_slip(" "),
    "damaged accents": damage_accents,
    "invisible character": pair_slip("\\1\\2: \u200b\\3"),
    "conflict mark": lambda line: f"<<<<<<< HEAD\n{line}" if PAIR_LINE.match(line) else None,
    "second document": lambda line: f"---\n{line}" if PAIR_LINE.match(line) else None,
}  # fmt: skip


def iter_slipped_sheets(slip: Callable[[str], str | None]) -> Iterator[tuple[Path, int, str]]:
    """Yield every sheet with the slip on every line that it fits: its path, the line's number, the text."""
    for path in RICH_SHEETS:
        lines = path.read_text(encoding="utf-8").splitlines()
        for index, line in enumerate(lines):
            inside_text = any(re.search(r"[|>][+-]?$", before) for before in lines[max(0, index - 6) : index])
            slipped_line = None if inside_text else slip(line)
            if slipped_line is not None and slipped_line != line:
                yield path, index + 1, "\n".join([*lines[:index], slipped_line, *lines[index + 1 :]]) + "\n"


@pytest.mark.parametrize("path", RICH_SHEETS, ids=lambda path: path.stem)
def test_a_valid_sheet_has_no_error(path: Path) -> None:
    assert check_sheet(path.read_bytes()) == []


@pytest.fixture(scope="module")
def score() -> Iterator[Counter[str]]:
    """The counts of all the slips together, which must reach the thresholds at the end."""
    yield (total := Counter())
    assert total["exact"] >= 0.95 * total["all"], total
    assert total["near"] >= 0.99 * total["all"], total
    assert total["messages"] <= 1.05 * total["all"], total


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_detected_or_harmless_wherever_it_is_made(name: str, score: Counter[str]) -> None:
    slipped_sheets = list(iter_slipped_sheets(SLIPS[name]))
    sample = random.Random(name).sample(slipped_sheets, min(len(slipped_sheets), 60))  # noqa: S311 - the same at each run
    assert len(sample) >= 10
    for path, number, text in sample:
        problems = check_sheet(text.encode())
        if not problems:
            sound, _ = read_yaml("", path.read_bytes())
            slipped, _ = read_yaml("", text.encode())
            assert slipped.value == sound.value, (name, path.name, number)
            continue
        slipped_at = number + (name == "duplicated line")  # of two equal lines, the second is reported
        distance = min(abs(problem.position.line - slipped_at) for problem in problems)
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
def test_random_bytes_never_break_the_check(content: bytes) -> None:
    for problem in check_sheet(content):
        assert problem.position.line >= 1
        assert problem.message


def test_random_changes_of_bytes_never_break_the_check() -> None:
    generator = random.Random(28)  # noqa: S311 - the same changes at each run
    for _ in range(600):
        content = bytearray(generator.choice(RICH_SHEETS).read_bytes())
        for _ in range(generator.randrange(1, 5)):
            start = generator.randrange(len(content))
            content[start : start + generator.randrange(4)] = generator.randbytes(generator.randrange(4))
        check_sheet(bytes(content))


HOSTILE_FILES = {
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


@pytest.mark.parametrize("name", HOSTILE_FILES)
def test_a_hostile_file_gets_a_few_clear_sentences(name: str) -> None:
    problems = check_sheet(HOSTILE_FILES[name])
    assert 1 <= len({problem.message for problem in problems}) <= 60
    for problem in problems:
        assert len(problem.message) + len(problem.hint) < 1500
        assert "Traceback" not in problem.message
