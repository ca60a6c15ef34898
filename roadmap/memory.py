"""Results kept in `.cache/` from one run to the next, each under a key that tells its causes."""

from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from roadmap import caching

Value = TypeVar("Value")

# All is written again once more than this part of it is new.
_FEW = 0.1
# Of so many states of what they depend on, or folders of data, the results are kept.
_MOST = 4


class Memory(Generic[Value]):
    """Results, as JSON, in two files: what was written all at once, and the few that are newer.

    `causes` name what all of them depend on: the latest memories of a folder are kept. What is not met any
    more is forgotten when all is written.
    """

    def __init__(self, folder: Path, causes: str) -> None:
        """Read what is kept."""
        self._all, self._newer = folder / f"{causes}.json", folder / f"{causes}.newer"
        self._before, self._added = _read(self._all), _read(self._newer)
        self._met: dict[str, Value] = {}

    def get(self, key: str) -> Value | None:
        """Return what is known under a key, None if nothing is."""
        for known in (self._met, self._before, self._added):
            if key in known:
                return self._met.setdefault(key, known[key])
        return None

    def set(self, key: str, value: Value) -> None:
        """Note a result."""
        self._met[key] = value

    def save(self) -> None:
        """Keep what is new."""
        added = {key: value for key, value in self._met.items() if key not in self._before}
        if added.keys() <= self._added.keys():
            return
        if len(added) > _FEW * len(self._met):
            _write(self._all, self._met)
            added = {}
        _write(self._newer, added)
        for suffix in (".newer", ".json"):
            caching.forget(self._all.parent, suffix, latest=_MOST)


def _read(file: Path) -> dict[str, Value]:
    return msgspec.json.decode(caching.kept(file) or b"{}")


def _write(file: Path, results: dict[str, Value]) -> None:
    caching.keep(file, msgspec.json.encode(results))
