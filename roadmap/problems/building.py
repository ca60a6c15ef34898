"""Build problems: the French message of a code, filled with the details of a mistake."""

from roadmap.problems.messages import WORDINGS
from roadmap.problems.problem import LINE_TO_PASTE, Position, Problem, Slip

MAX_PASTED_LINE = 400


def build_problem(
    file: str, position: Position, code: str, *, severity: str = "error", fixed: str = "", **details: object
) -> Problem:
    """Build a problem: the French message and hint of `code`, filled with `details`.

    `fixed` is the corrected line, which replaces the hint; the detail `corrected_file`, the whole text
    without the mistake.
    """
    message, hint = WORDINGS[code]
    hint = hint.format(**details).strip()
    # Pasting loses leading spaces: where they are the mistake, the hint gives their number instead.
    if fixed and len(fixed) <= MAX_PASTED_LINE and "spaces" not in details:
        hint = f"{details['suggestion']} " if code == "additionalProperties" else ""
        hint += LINE_TO_PASTE + fixed.strip()
    corrected_file = str(details.get("corrected_file", ""))
    return Problem(
        file, position, code, message.format(**details), hint, severity, corrected_file=corrected_file
    )


def build_problem_from_slip(file: str, slip: Slip, severity: str = "error") -> Problem:
    """Build the problem of a slip found in a file."""
    return build_problem(file, slip.position, slip.code, severity=severity, **slip.details)
