"""Data with odd but allowed values, drawn at random from a seed: every field of the schemas, what the check accepts."""

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from roadmap.schema.references import ENTRY_LISTS, REFERENCES
from roadmap.schema.schemas import KIND_BY_FILE, ValuePath
from roadmap.source.yaml_reader import read_yaml
from tests.conftest import SCHEMAS
from tests.validation.conftest import RICH_SHEETS, Data

MAX_ROUNDS = 12
MAX_GROUP_LINES = 20
ODD_TEXTS = (
    *(
        "Помощь людям",
        "------",
        "🙂🙂🙂🙂🙂",
        "👩‍💻 ❤️",
        "مساعدة رقمية",
        "帮助 数字",
        "Ⅷ ﬁ ½ ²",
        "№ 1ᵉʳ",
        "é" * 40,
    ),
    *(
        "</script><script>alert(1)</script>",
        "<!-- <b>x</b> -->",
        "{{ 7*7 }} {% raw %}",
        "AT&T < > \"' ` \\",
        "]]> <![CDATA[",
    ),
    *(
        "#let x = 1",
        "$a^2$ @renvoi *gras* _souligné_",
        "// note /* */",
        "= titre",
        "- point",
        "~",
        "\\u{41} \\n",
        "%s %d {0}",
    ),
    *(
        "=1+1",
        "+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "-1;2,3",
        "BEGIN:VEVENT",
        "a\\,b\\;c:d",
        "\ta",
        "a\u00a0b\u202fc",
        "W" * 100,
    ),
    *(
        "[lien](https://exemple.fr)",
        "![image](x)",
        "`code`",
        "1. un",
        "> cité",
        "***",
        "| a | b |",
        "Ａide",
        "ǅ ŉ ß İ ı",
    ),
    *(
        "0",
        "null",
        "true",
        "2026-03-12",
        "1e400",
        "0x1F",
        "---",
        "...",
        "\u0301\u0301 accent",
        "a\u0301e\u0300",
    ),
)
ODD_NUMBERS = (0, 1, -1, 0.1, 0.30000000000000004, 1e15, 10**12, 123456789, 99)
ODD_DATES = ("1900", "2200-12-31", "2024-02-29", "2026", "2025-11-24", "1999-12", 1900, 2200)
Leaf = tuple[list | dict, str | int, ValuePath]


def iter_leaves(value: Any, path: ValuePath = ()) -> Iterator[Leaf]:  # noqa: ANN401 - any YAML value
    """Yield the place of every scalar of a value: its parent, its key, its path."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(item, dict | list):
            yield from iter_leaves(item, (*path, key))
        else:
            yield value, key, (*path, key)


def find_fixed_paths(kind: str) -> set[ValuePath]:
    """Return the paths of the fields that other entries refer to, or that refer to them."""
    lists = (entries for entries in ENTRY_LISTS.values() if entries.kind == kind)
    ids = {(*(step for key in entries.keys for step in (key, 0)), entries.id_key) for entries in lists}
    ids -= {("termes", 0, "terme")}
    departments = {("departement", "code"), ("departement", "id")}
    return ids | set(REFERENCES.get(kind, {})) | departments


class OddData:
    """Replaces values of a copy of the example data by odd ones, then puts back those that the check refuses."""

    def __init__(self, root: Path, seed: int) -> None:
        """Take the folder of the copy."""
        self.data, self.random = Data(root), random.Random(seed)  # noqa: S311 - no secret
        self.documents: dict[str, tuple[Any, Any]] = {}  # by file: the values as they were, and as they are
        for name in KIND_BY_FILE:
            self._load(name, (root / name).read_text(encoding="utf-8"))
        for path in RICH_SHEETS:
            self._load(f"data/actions/{path.name}", path.read_text(encoding="utf-8"))

    def _load(self, name: str, text: str) -> None:
        value = read_yaml(name, text.encode())[0].value
        self.documents[name] = (copy.deepcopy(value), value)

    def write(self) -> int:
        """Write odd data that the check accepts; return the number of odd values."""
        for name, (_, value) in self.documents.items():
            self._make_odd(KIND_BY_FILE.get(name, "action"), value)
        for number in range(MAX_ROUNDS):
            for name, (_, value) in self.documents.items():
                text = json.dumps(value, ensure_ascii=False, indent=1)
                (self.data.root / name).write_text(text, encoding="utf-8")
            refused = {(problem.file, problem.position.line) for problem in self.data.problems()}
            if not refused:
                break
            self._put_back(refused, margin=number)
        assert not refused, refused
        return sum(
            before[key] != value
            for original, odd in self.documents.values()
            for (before, key, _), (after, _, _) in zip(iter_leaves(original), iter_leaves(odd), strict=True)
            for value in [after[key]]
        )

    def _make_odd(self, kind: str, value: Any) -> None:  # noqa: ANN401 - any YAML value
        fixed = find_fixed_paths(kind)
        for parent, key, path in iter_leaves(value):
            pattern = tuple(0 if isinstance(step, int) else step for step in path)
            field = SCHEMAS.field(kind, path)
            if pattern not in fixed and self.random.random() < 0.6:
                parent[key] = self._draw(field, parent[key])

    def _draw(self, field: dict[str, Any], value: object) -> object:
        """Return an odd value of the type of a field; the same for those with a format or a choice of values."""
        if field.get("format") == "date-partielle":
            return self.random.choice(ODD_DATES)
        if "enum" in field or "format" in field or isinstance(value, bool):
            return value
        if isinstance(value, str) and "string" in field.get("type", "string"):
            text = " ".join(self.random.sample(ODD_TEXTS, self.random.randint(1, 3)))
            least, most = field.get("minLength", 1), field.get("maxLength", 1000)
            return (text if len(text) >= least else text + " x" * least)[: min(most, 1000)]
        return self.random.choice(ODD_NUMBERS) if isinstance(value, int | float) else value

    def _put_back(self, refused: set[tuple[str, int]], margin: int) -> None:
        """Put back the values of refused lines, and of `margin` lines around; for a group, of those that follow."""
        for name, (original, odd) in self.documents.items():
            text = (self.data.root / name).read_text(encoding="utf-8").splitlines()
            is_leaf = [not line.rstrip(",").endswith(("{", "[", "}", "]")) for line in text]
            lines = {
                line + offset
                for file, line in refused
                if file == name
                for offset in range(-margin, margin + 1 if is_leaf[line - 1] else MAX_GROUP_LINES)
            }
            numbers = (number for number, flag in enumerate(is_leaf, start=1) if flag)
            pairs = zip(iter_leaves(original), iter_leaves(odd), strict=True)
            for ((before, key, _), (after, _, _)), number in zip(pairs, numbers, strict=True):
                if number in lines:
                    after[key] = before[key]
