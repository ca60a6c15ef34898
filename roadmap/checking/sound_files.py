"""The files found sound before, by their content: they are not checked again."""

from pathlib import Path

from roadmap import caching
from roadmap.memory import Memory
from roadmap.reading.reader import Value

FOLDER = caching.FOLDER / "check"
# All that a verdict depends on, beside the file.
_CODE = ("roadmap/reading", "roadmap/checking", "roadmap/explaining")
_FILES = "schemas"
_LIBRARIES = ("jsonschema", "jsonschema-rs", "pyyaml")


def sound_files(root: Path) -> Memory[Value]:
    """Return the values of the sound files of the data of `root`, as this very code found them."""
    causes = (
        str(root.resolve()),
        caching.of_code(*_CODE, libraries=_LIBRARIES),
        caching.of_files(_FILES),
    )
    name = caching.fingerprint(*(each.encode() for each in causes))
    return Memory(FOLDER, name)
