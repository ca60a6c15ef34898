"""What a generated page is made from, as a name: two pages of one name are the same page."""

from roadmap import caching
from roadmap.checking.rules import Corpus
from roadmap.comparing.history import History
from roadmap.modelling.model import Roadmap
from roadmap.modelling.records import Action
from roadmap.publishing.pages import GeneratedPage

# All that a page depends on beside the data and the day: our code, the theme, the menu, written pages' cards.
_CODE = "roadmap"
_FILES = ("theme", "schemas", "content", "macros.py", "mkdocs.yml")
_LIBRARIES = ("babel", "jinja2", "markdown", "mkdocs", "mkdocs-material", "nh3", "zxing-cpp")


class Signatures:
    """Names a page by its causes: code, addresses, the data that it shows and what the day makes of them.

    Every page depends on all the data, their history and the day, but for those that say which actions they
    show: what happens to the others changes nothing on them, nor does the day unless these grow late or old.
    """

    def __init__(self, corpus: Corpus, roadmap: Roadmap, history: History, *settings: str) -> None:
        """Take the data and their history, and what else all pages depend on: addresses, kind of build."""
        self._actions = {
            each.id: f"{each.id} {corpus.actions[each.id].digest} {_of_the_day(roadmap, each)}".encode()
            for each in roadmap.actions
        }
        contours = str(corpus.contours.value).encode() if corpus.contours else b""
        code = caching.of_code(_CODE, libraries=_LIBRARIES), caching.of_files(*_FILES)
        texts = (*code, corpus.digest_of_files, *settings)
        self._common = caching.fingerprint(*(text.encode() for text in texts), contours).encode()
        self._day = corpus.today.isoformat()
        others = self._day.encode(), repr(history).encode(), *sorted(self._actions.values())
        self._all = caching.fingerprint(self._common, *others).encode()

    def of_page(self, page: GeneratedPage) -> str:
        """Return the name of what belongs to a page alone."""
        own = (page.address, page.block, page.title, page.description, page.moved_to or "", page.outline)
        parts = [text.encode() for text in own]
        if page.actions is None:
            return caching.fingerprint(self._all, *parts)
        day = self._day.encode() if page.shows_day else b""
        return caching.fingerprint(self._common, day, *parts, *map(self._actions.__getitem__, page.actions))

    def of_document(self, page: str) -> str:
        """Return the name of a whole document, by that of its page: what is around it shows the day."""
        return f"{self._day} {page}"


def _of_the_day(roadmap: Roadmap, action: Action) -> tuple[bool, bool]:
    return roadmap.is_late(action), roadmap.is_stale(action)
