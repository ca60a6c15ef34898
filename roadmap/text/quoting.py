"""Quotes around a text: where they end, and how to write them."""


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
