"""The generated pages made before: one whose every cause is the same is not rendered again."""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

from roadmap import caching
from roadmap.checking.rules import Corpus
from roadmap.comparing.history import History
from roadmap.publishing.pages import GeneratedPage

# All that a page depends on beside the data and the day: our code, the theme, the menu's titles.
_CODE = ("roadmap", "theme", "schemas", "content")
_LIBRARIES = ("babel", "jinja2", "markdown", "mkdocs", "mkdocs-material", "nh3", "zxing-cpp")


class Signatures:
    """Names a page by its causes: the code, the day, the addresses, the data that it shows.

    Every page depends on all the data and their history, but for those that say which actions they show:
    what happens to the others changes nothing on them.
    """

    def __init__(self, corpus: Corpus, history: History, *addresses: str) -> None:
        """Take the data and their history, and the addresses of the site and of the repository."""
        self._actions = {name: document.content for name, document in corpus.actions.items()}
        code = caching.of_code(*_CODE, libraries=_LIBRARIES)
        files = [document.content for _, document in sorted(corpus.files.items())]
        contours = str(corpus.contours.value).encode() if corpus.contours else b""
        texts = (code, corpus.today.isoformat(), *addresses)
        self._common = caching.fingerprint(*(text.encode() for text in texts), *files, contours).encode()
        names = sorted(self._actions)
        self._all = caching.fingerprint(
            self._common,
            repr(history).encode(),
            *(part for name in names for part in (name.encode(), self._actions[name])),
        ).encode()

    def of(self, page: GeneratedPage) -> str:
        """Return the name of what a page is made from."""
        own = (page.address, page.block, page.title, page.description, page.moved_to or "", page.outline)
        parts = [text.encode() for text in own]
        if page.actions is None:
            return caching.fingerprint(self._all, *parts)
        shown = (part for name in page.actions for part in (name.encode(), self._actions[name]))
        return caching.fingerprint(self._common, *parts, *shown)


class KeptPages:
    """The blocks of the pages made before, by name, in one file; what cannot be kept is made again."""

    def __init__(self, file: Path) -> None:
        """Open the file, made if need be; a damaged one is begun anew."""
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._base = _opened(file)
        except sqlite3.DatabaseError:
            file.unlink(missing_ok=True)
            self._base = _opened(file)
        self._used: set[str] = set()

    def fetch(self, name: str, make: Callable[[], list[str]]) -> list[str]:
        """Return the blocks kept under a name, else those that `make` gives."""
        self._used.add(name)
        with contextlib.suppress(sqlite3.DatabaseError):
            if row := self._base.execute("SELECT blocks FROM pages WHERE name = ?", (name,)).fetchone():
                return row[0].split(_BETWEEN)
        made = make()
        with contextlib.suppress(sqlite3.DatabaseError):
            self._base.execute("INSERT OR REPLACE INTO pages VALUES (?, ?)", (name, _BETWEEN.join(made)))
        return made

    def close(self) -> None:
        """Leave what was of no use this time, and close the file."""
        with contextlib.suppress(sqlite3.DatabaseError):
            kept = {name for (name,) in self._base.execute("SELECT name FROM pages")}
            self._base.executemany(
                "DELETE FROM pages WHERE name = ?", ((name,) for name in kept - self._used)
            )
            self._base.execute("COMMIT")
        self._base.close()


# No block holds it: the data may not.
_BETWEEN = "\0"


def _opened(file: Path) -> sqlite3.Connection:
    """Open the base; one transaction holds all that a build keeps."""
    base = sqlite3.connect(file, timeout=0, isolation_level=None)
    base.execute("PRAGMA synchronous = OFF")
    base.execute("CREATE TABLE IF NOT EXISTS pages (name TEXT PRIMARY KEY, blocks TEXT) WITHOUT ROWID")
    base.execute("BEGIN")
    return base
