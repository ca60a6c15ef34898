"""What is wrong, and where: the record that every check yields."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple


class Position(NamedTuple):
    """A place in a text file, counted from 1, in characters."""

    line: int
    column: int


START = Position(1, 1)


@dataclass(frozen=True)
class Problem:
    """One slip, explained to the person who made it.

    `message` says what is wrong, `hint` what to do, both in French. `code` is stable, for machines.
    `excerpt` is the source line, or the part of it around the slip; `caret` is the slip's place in it.
    """

    file: str
    position: Position
    code: str
    message: str
    hint: str = ""
    severity: str = "error"
    excerpt: str = ""
    caret: int = 0

    @property
    def sort_key(self) -> tuple[str, Position, str, str]:
        """Order problems as a reader meets them: by file, then by line."""
        return (self.file, self.position, self.code, self.message)


class DataError(Exception):
    """The data holds errors: nothing can be built from it. `problems` lists them all."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep `problems`, sorted as the check gave them."""
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True)
class Slip:
    """A slip: its place, its code in the wordings, and the details that the wording takes.

    `details["fixed"]` is the corrected line, when it can be known.
    """

    position: Position
    code: str
    details: dict[str, object] = field(default_factory=dict)

    @property
    def hides(self) -> str | None:
        """The key that the slip hides from the parser, if the corrected line has one."""
        found = re.search(r"[\w-]+", str(self.details.get("fixed", "")))
        return found[0] if found else None
