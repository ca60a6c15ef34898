"""What a ticket gives: files to write, what was understood, what is left to complete."""

from dataclasses import dataclass, field


class TicketError(Exception):
    """A ticket that cannot be read; the argument is its code (see `problems.ticket_messages`)."""


@dataclass
class Proposal:
    """What a ticket gives: the files to write, by path, what was understood, and what is left to complete."""

    files: dict[str, str] = field(default_factory=dict)
    understood: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        """Whether it changes something, and nothing is left to complete."""
        return bool(self.files) and not self.problems
