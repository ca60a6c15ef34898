"""The files found sound before, by their content: they are not checked again."""

from pathlib import Path

from roadmap import caching
from roadmap.memory import Memory
from roadmap.reading.reader import Document, Value

FOLDER = caching.FOLDER / "check"
# All that a verdict depends on, beside the file.
_CODE = ("roadmap/reading", "roadmap/checking", "roadmap/explaining")
_FILES = "schemas"
_LIBRARIES = ("jsonschema", "jsonschema-rs", "pyyaml")
# Of so many folders of data, the verdicts are kept.
_MOST_FOLDERS = 4


def sound_files(root: Path) -> Memory[Value]:
    """Return the values of the sound files of the data of `root`, as this very code found them."""
    causes = (
        str(root.resolve()),
        caching.of_code(*_CODE, libraries=_LIBRARIES),
        caching.of_files(_FILES),
    )
    name = caching.fingerprint(*(each.encode() for each in causes))
    return Memory(FOLDER, name, latest=_MOST_FOLDERS)


def key_of(kind: str, document: Document) -> str:
    """Return the key of the value of a document of a kind."""
    return f"{kind} {document.digest}"
