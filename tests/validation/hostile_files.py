"""Files of one megabyte made to take a long time: a piece repeated, wherever it may stand in a sheet.

Run as a script, it checks each of them as a sheet, and prints the seconds taken.
"""

import sys
import time
from collections.abc import Iterator

from roadmap.schema.schemas import Schemas
from roadmap.source.yaml_reader import MAX_BYTES, Document
from roadmap.validation.check import check_file_rules, load_valid_document
from tests.conftest import ROOT

SIZE = MAX_BYTES - 1000
VALID_LINES = """titre: Ateliers de prise en main
resume: Chaque mois, un atelier gratuit aide les habitants.
axe: 2
cible: usagers
statut: envisagee
confirme_le: 2026-03-12
"""
# Signs of YAML, of Markdown, of damaged texts and of typing mistakes.
PIECES = (
    *(
        "[",
        "]",
        "{",
        "}",
        "(",
        "](",
        "[a](",
        "<",
        "<a",
        ">",
        "<p ",
        "`",
        "*",
        "**",
        "_",
        "* ",
        "- ",
        "-",
        "--- ",
        "? ",
        ": ",
        ":",
    ),
    *(
        "a: ",
        "a:",
        "'",
        '"',
        "\\",
        '\\"',
        "&a ",
        "*a ",
        "!a ",
        "|",
        "> ",
        "# ",
        " #",
        "%",
        "@",
        ",",
        "a,",
        "..",
        "=C3=A9",
        "%C3%A9",
    ),
    *(
        " ",
        "\t",
        "\u00a0",
        "\u202f",
        "é",
        "e\u0301",
        "\u0301",
        "\u0301\u0316",
        "Ã©",
        "Ã",
        "├®",
        "√©",
        "?a",
        "a?",
        "? a",
        "É",
        "aÉ",
    ),
    *(
        "\u0430",
        "a\u0430",
        "\\u00e9",
        "&eacute;",
        "&",
        "0",
        "06 ",
        "0.6/7",
        "+33",
        "6 7 ",
        "a@",
        "a@b.",
        "a.b@c",
        "https://",
        "a/",
    ),
    *(
        "mailto:",
        "www.",
        "M. ",
        "Mme A",
        "\u200b",
        "\u200e",
        "\u2800",
        "😀",
        "\U0001f1eb",
        "a",
        "a ",
        "titre: ",
        "«",
        "“",
        "’",
        "http:",
    ),
)
# How a piece is repeated: on one line, one a line, as items, as keys, in a text, in quotes.
SHAPES = {
    "one line": lambda piece, count: piece * count,
    "one text": lambda piece, count: f"{VALID_LINES}description: |\n  {piece * min(count, 5000)}\n",
    "lines": lambda piece, count: f"{piece}\n" * min(count, 9_900),
    "lines of a text": lambda piece, count: (
        f"{VALID_LINES}description: |\n" + f"  {piece}\n" * min(count, 9_900)
    ),
    "items": lambda piece, count: f"{VALID_LINES}objectifs:\n" + f"- {piece}\n" * min(count, 9_900),
    "groups": lambda piece, count: f"{VALID_LINES}partenaires:\n" + f"- nom: {piece}\n" * min(count, 9_900),
    "references": lambda piece, count: f"{VALID_LINES}territoires:\n" + f"- {piece}\n" * min(count, 9_900),
    "keys": lambda piece, count: "".join(f"{piece}{number}: 1\n" for number in range(min(count, 9_900))),
    "values": lambda piece, count: "".join(f"k{number}: {piece}\n" for number in range(min(count, 9_900))),
    "flow": lambda piece, count: f"{VALID_LINES}objectifs: [" + f"{piece}, " * min(count, 9_900) + "]\n",
    "quoted": lambda piece, count: f'{VALID_LINES}motif: "' + piece * count + '"\n',
    "deeper": lambda piece, count: "".join(
        f"{' ' * (number % 900)}{piece}\n" for number in range(min(count, 2000))
    ),
    "comment": lambda piece, count: f"{VALID_LINES}# {piece * count}\n",
    "wrong byte": lambda piece, count: f"{VALID_LINES}motif: {piece * count}\udce9\n",
}


def iter_files() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each file, of at most one megabyte."""
    for shape, build in SHAPES.items():
        for piece in PIECES:
            text = build(piece, SIZE // len(piece.encode()))
            yield f"{shape} {piece!r}", text.encode(errors="surrogateescape")[:MAX_BYTES]


def main() -> None:
    """Check the files whose number modulo the second argument is the first; print their names and seconds."""
    share, shares = int(sys.argv[1]), int(sys.argv[2])
    schemas = Schemas(ROOT / "schemas")
    for number, (name, content) in enumerate(iter_files()):
        if number % shares == share:
            start = time.perf_counter()
            problems: list = []
            document = load_valid_document(
                schemas, Document("data/actions/essai.yaml", content=content), problems
            )
            problems += check_file_rules(schemas, document)
            print(f"{time.perf_counter() - start:.2f}\t{len(problems)}\t{name}", flush=True)


if __name__ == "__main__":
    main()
