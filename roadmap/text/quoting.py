"""Quoted strings of YAML: find where one ends, and write one."""


def find_quote_end(text: str, start: int, quote: str) -> int | None:
    """Return the index after the closing quote of a string whose content begins at `start`, if any."""
    index = start
    while index < len(text):
        if quote == '"' and text[index] == "\\":
            index += 1
        elif text[index] == quote:
            if quote == "'" and text[index + 1 : index + 2] == "'":
                index += 1
            else:
                return index + 1
        index += 1
    return None


def quote_yaml(text: str) -> str:
    """Return a text of one line as a double-quoted YAML string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
