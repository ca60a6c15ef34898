"""Long lists of actions, cut into pages: none grows without bound."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from roadmap.model.records import Action
from roadmap.model.roadmap import Roadmap

PAGE_SIZE = 100


@dataclass(frozen=True)
class Section:
    """A part of a list under one heading; `is_continued` when the page before begins it."""

    key: int | str | None
    actions: tuple[Action, ...]
    is_continued: bool


@dataclass(frozen=True)
class ListPage:
    """A page of a list of actions, among `count`; `base` is the address of the first one."""

    base: str
    number: int
    count: int
    sections: tuple[Section, ...]

    def address(self, number: int) -> str:
        """Return the address of another page of the list, from the site's root, without its last `/`."""
        return self.base if number == 1 else f"{self.base}/page/{number}"


Groups = Iterable[tuple[int | str | None, Iterable[Action]]]


def all_actions(roadmap: Roadmap) -> tuple[ListPage, ...]:
    """Return the pages of all the actions, by number of axis."""
    return _pages("actions", ((axis.numero, roadmap.actions_of_axis(axis.numero)) for axis in roadmap.axes))


def actions_of_axis(roadmap: Roadmap, numero: int) -> tuple[ListPage, ...]:
    """Return the pages of an axis' actions, by audience: those for everyone first."""
    audiences = sorted(roadmap.schemas.labels("action", "cible"), key="tous".__ne__)
    groups = {audience: [] for audience in audiences}
    for action in roadmap.actions_of_axis(numero):
        groups[action.cible].append(action)
    return _pages(f"axes/{numero}", ((audience, actions) for audience, actions in groups.items() if actions))


def actions_of_department(roadmap: Roadmap) -> tuple[ListPage, ...]:
    """Return the pages of the actions of the whole department."""
    return _pages(f"territoires/{roadmap.departement.id}", [(None, roadmap.department_actions)])


def actions_of_territory(roadmap: Roadmap, identifier: str) -> tuple[ListPage, ...]:
    """Return the pages of the actions that name a territory."""
    return _pages(f"territoires/{identifier}", [(None, roadmap.actions_of_territory(identifier))])


def _pages(base: str, groups: Groups) -> tuple[ListPage, ...]:
    """Cut groups of actions into pages; a group without action keeps its heading."""
    rows = [(key, action) for key, actions in groups for action in actions or (None,)]
    starts = range(0, max(len(rows), 1), PAGE_SIZE)
    return tuple(
        ListPage(base, number, len(starts), tuple(_sections(rows, start)))
        for number, start in enumerate(starts, 1)
    )


def _sections(rows: list[tuple[int | str | None, Action | None]], start: int) -> Iterator[Section]:
    """Yield the sections of the page that begins at row `start`."""
    before = rows[start - 1][0] if start else None
    chunk = rows[start : start + PAGE_SIZE]
    for place, (key, group) in enumerate(itertools.groupby(chunk, key=lambda row: row[0])):
        actions = tuple(action for _, action in group if action is not None)
        yield Section(key, actions, is_continued=start > 0 and place == 0 and key == before)
