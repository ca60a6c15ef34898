"""Records of mistakes in data files: `Slip`, as detected, and `Problem`, with its French message."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

# How a hint begins that gives the corrected line of a file.
LINE_TO_PASTE = "Écrivez : "
# Codes whose hint is about adding a line to a file.
FILE_HINT_CODES = frozenset({"required", "dependentRequired"})


class Position(NamedTuple):
    """A line and column of a text file, counted from 1, in characters."""

    line: int
    column: int


FILE_START = Position(1, 1)


@dataclass(frozen=True)
class Problem:
    """A problem of a data file, with its French message.

    `message` says what is wrong, `hint` what to do. `code` is a key of `messages.WORDINGS`; `severity` is
    `error` or `warning`. `excerpt` is the source line or a part of it; `caret`, the mistake's index in it.
    `corrected_file` is the whole text without the mistake, when many lines have it.
    """

    file: str
    position: Position
    code: str
    message: str
    hint: str = ""
    severity: str = "error"
    excerpt: str = ""
    caret: int = 0
    corrected_file: str = ""

    @property
    def advice(self) -> str:
        """The hint, empty when it is about a line of the file: a form, a table and a ticket have none."""
        is_about_a_line = self.code in FILE_HINT_CODES or self.hint.startswith(LINE_TO_PASTE)
        return "" if is_about_a_line else self.hint

    @property
    def sort_key(self) -> tuple[str, Position, str, str]:
        """The key that sorts problems by file, then by position."""
        return (self.file, self.position, self.code, self.message)


class DataError(Exception):
    """Raised when the data has errors and the site cannot be built; `problems` holds them all."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Store the problems."""
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True)
class Slip:
    """A mistake found in a file: its position, its code, and the details that fill the message.

    `details["fixed"]` is the corrected line, if known.
    """

    position: Position
    code: str
    details: dict[str, object] = field(default_factory=dict)

    @property
    def hidden_key(self) -> str | None:
        """The key that the parser cannot see because of the slip: the first word of the corrected line."""
        match = re.search(r"[\w-]+", str(self.details.get("fixed", "")))
        return match[0] if match else None
