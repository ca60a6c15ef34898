"""Quotes around a text: where they end, and how to write them."""

from roadmap.explaining.lines import Line


def end_of_quote(text: str, start: int, quote: str) -> int | None:
    """Return the place after the closing quote of a text that is open at `start`, if it closes."""
    at = start
    while at < len(text):
        if quote == '"' and text[at] == "\\":
            at += 1
        elif text[at] == quote:
            if quote == "'" and text[at + 1 : at + 2] == "'":
                at += 1
            else:
                return at + 1
        at += 1
    return None


def quoted(text: str) -> str:
    """Return `text` between double quotes, as the profile reads it back."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def with_quotes(line: Line) -> str:
    """Return the line with its whole value between double quotes."""
    return line.text[: line.value_column] + quoted(line.value)


def requoted(line: Line) -> str:
    """Return the line with its quoted text, which holds quotes of its own, between the right ones."""
    quote = line.value[0]
    inner = line.value[1:]
    end = end_of_quote(line.value, 1, quote) or 0
    if inner.endswith(quote):
        inner = inner[:-1]
    elif not line.value[end : end + 1].isalnum():
        inner = quote + inner  # « "Bonjour" dit-il »: both quotes belong to the text
    return line.text[: line.value_column] + quoted(inner.replace("''", "'") if quote == "'" else inner)
