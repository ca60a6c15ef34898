"""Walk through the values of the data files."""

from collections.abc import Iterator

from roadmap.schema.schemas import Value, ValuePath


def iter_texts(value: Value, path: ValuePath = ()) -> Iterator[tuple[ValuePath, str]]:
    """Yield every string inside a value, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from iter_texts(item, (*path, key))
