"""What each action is in the files that list them all: kept as long as its causes stay the same."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from roadmap import caching, processes
from roadmap.checking.rules import Corpus
from roadmap.memory import Memory
from roadmap.modelling.model import Roadmap
from roadmap.modelling.records import Action

FOLDER = caching.FOLDER / "listed"
# All that it depends on, beside the data.
_CODE = "roadmap"
_FILES = "schemas"


class Listed(NamedTuple):
    """An action in the lists: its rows in the tables, as CSV; its title, summary and words in the indexes."""

    row: str
    national_row: str
    title: str
    summary: str
    words: str


def listed(corpus: Corpus, roadmap: Roadmap, make: Callable[[Action], Listed]) -> dict[str, Listed]:
    """Return what each action is in the lists, by id; `make` says it of those that changed.

    It may depend on the sheet and on the other files, but neither on other sheets nor on the day.
    """
    memory: Memory[list[str]] = Memory(FOLDER, _causes(corpus))
    keys = {name: f"{name} {document.digest}" for name, document in corpus.actions.items()}
    new = [action for action in roadmap.actions if memory.get(keys[action.id]) is None]

    def made(actions: Sequence[Action]) -> list[tuple[str, Listed]]:
        return [(keys[action.id], make(action)) for action in actions]

    for share in processes.share(made, new):
        for key, each in share:
            memory.set(key, list(each))
    memory.save()
    return {name: Listed(*memory.get(key)) for name, key in keys.items()}


def _causes(corpus: Corpus) -> str:
    causes = caching.of_code(_CODE), caching.of_files(_FILES), corpus.digest_of_files
    return caching.fingerprint(*(each.encode() for each in causes))
