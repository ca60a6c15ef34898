"""What a generated page is made from, as a name: two pages of one name are the same page."""

from roadmap import caching
from roadmap.checking.rules import Corpus
from roadmap.comparing.history import History
from roadmap.publishing.pages import GeneratedPage

# All that a page depends on beside the data and the day: our code, the theme, the menu, written pages' cards.
_CODE = "roadmap"
_FILES = ("theme", "schemas", "content", "macros.py", "mkdocs.yml")
_LIBRARIES = ("babel", "jinja2", "markdown", "mkdocs", "mkdocs-material", "nh3", "zxing-cpp")


class Signatures:
    """Names a page by its causes: the code, the day, the addresses, the data that it shows.

    Every page depends on all the data and their history, but for those that say which actions they show:
    what happens to the others changes nothing on them.
    """

    def __init__(self, corpus: Corpus, history: History, *settings: str) -> None:
        """Take the data and their history, and what else all pages depend on: addresses, kind of build."""
        self._actions = {name: f"{name} {each.digest}".encode() for name, each in corpus.actions.items()}
        files = [document.content for _, document in sorted(corpus.files.items())]
        contours = str(corpus.contours.value).encode() if corpus.contours else b""
        code = caching.of_code(_CODE, libraries=_LIBRARIES), caching.of_files(*_FILES)
        texts = (*code, corpus.today.isoformat(), *settings)
        self._common = caching.fingerprint(*(text.encode() for text in texts), *files, contours).encode()
        actions = sorted(self._actions.values())
        self._all = caching.fingerprint(self._common, repr(history).encode(), *actions).encode()

    def of(self, page: GeneratedPage) -> str:
        """Return the name of what a page is made from."""
        own = (page.address, page.block, page.title, page.description, page.moved_to or "", page.outline)
        parts = [text.encode() for text in own]
        if page.actions is None:
            return caching.fingerprint(self._all, *parts)
        return caching.fingerprint(self._common, *parts, *map(self._actions.__getitem__, page.actions))
