"""The files found sound before, by their content: they are not checked again."""

import json
from pathlib import Path

from roadmap import caching
from roadmap.reading.reader import Value

FOLDER = caching.FOLDER / "check"
# All that a verdict depends on, beside the file.
_CODE = ("roadmap/reading", "roadmap/checking", "roadmap/explaining")
_FILES = "schemas"
_LIBRARIES = ("jsonschema", "jsonschema-rs", "pyyaml")
# Of so many folders of data, the verdicts are kept.
_MOST_FOLDERS = 4


class SoundFiles:
    """The values of the sound files of one folder of data: what is kept is read back as JSON."""

    def __init__(self, root: Path) -> None:
        """Read what was kept of the data of `root` by this very code."""
        causes = (
            str(root.resolve()),
            caching.of_code(*_CODE, libraries=_LIBRARIES),
            caching.of_files(_FILES),
        )
        name = caching.fingerprint(*(each.encode() for each in causes))
        self._file = FOLDER / f"{name}.json"
        self._before: dict[str, Value] = json.loads(caching.kept(self._file) or b"{}")
        self._now: dict[str, Value] = {}

    def value(self, kind: str, content: bytes) -> Value:
        """Return the value of a file of this content, or None if it was not found sound."""
        key = _key(kind, content)
        value = self._now.get(key, self._before.get(key))
        if value is not None:
            self._now[key] = value
        return value

    def keep(self, kind: str, content: bytes, value: Value) -> None:
        """Keep the value of a file of which there is nothing to say."""
        self._now[_key(kind, content)] = value

    def save(self) -> None:
        """Write what was met in this run, and no more; a folder that cannot be written keeps nothing."""
        if self._now.keys() == self._before.keys():
            return
        caching.keep(self._file, json.dumps(self._now, ensure_ascii=False).encode())
        caching.forget(FOLDER, ".json", latest=_MOST_FOLDERS)


def _key(kind: str, content: bytes) -> str:
    return caching.fingerprint(kind.encode(), content)
