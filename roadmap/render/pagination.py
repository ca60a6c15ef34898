"""Pagination of the lists of actions."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from roadmap.model.records import Action
from roadmap.model.roadmap import Roadmap

PAGE_SIZE = 100


@dataclass(frozen=True)
class ListSection:
    """Actions under one heading; `is_continued` when the section began on the previous page."""

    key: int | str | None
    actions: tuple[Action, ...]
    is_continued: bool


@dataclass(frozen=True)
class ListPage:
    """One of the `count` pages of a list of actions; `base` is the address of the first one."""

    base: str
    number: int
    count: int
    sections: tuple[ListSection, ...]

    def address(self, number: int) -> str:
        """Return the address of page `number` of the list, from the site's root, without its last `/`."""
        return self.base if number == 1 else f"{self.base}/page/{number}"


ActionGroups = Iterable[tuple[int | str | None, Iterable[Action]]]


def paginate_all_actions(roadmap: Roadmap) -> tuple[ListPage, ...]:
    """Return the pages of the list of all actions, one section per axis number."""
    return _paginate(
        "actions", ((axis.numero, roadmap.actions_of_axis(axis.numero)) for axis in roadmap.axes)
    )


def paginate_axis_actions(roadmap: Roadmap, numero: int) -> tuple[ListPage, ...]:
    """Return the pages of an axis' actions, one section per audience, « tous » first."""
    audiences = sorted(roadmap.schemas.labels("action", "cible"), key="tous".__ne__)
    groups = {audience: [] for audience in audiences}
    for action in roadmap.actions_of_axis(numero):
        groups[action.cible].append(action)
    return _paginate(
        f"axes/{numero}", ((audience, actions) for audience, actions in groups.items() if actions)
    )


def paginate_department_actions(roadmap: Roadmap) -> tuple[ListPage, ...]:
    """Return the pages of the actions of the whole department."""
    return _paginate(f"territoires/{roadmap.departement.id}", [(None, roadmap.department_actions)])


def paginate_territory_actions(roadmap: Roadmap, identifier: str) -> tuple[ListPage, ...]:
    """Return the pages of the actions that name a territory."""
    return _paginate(f"territoires/{identifier}", [(None, roadmap.actions_of_territory(identifier))])


def _paginate(base: str, groups: ActionGroups) -> tuple[ListPage, ...]:
    """Split groups of actions into pages; an empty group takes one row, for its heading."""
    rows = [(key, action) for key, actions in groups for action in actions or (None,)]
    starts = range(0, max(len(rows), 1), PAGE_SIZE)
    return tuple(
        ListPage(base, number, len(starts), tuple(_split_sections(rows, start)))
        for number, start in enumerate(starts, 1)
    )


def _split_sections(rows: list[tuple[int | str | None, Action | None]], start: int) -> Iterator[ListSection]:
    """Yield the sections of the page that begins at row `start`."""
    previous_key = rows[start - 1][0] if start else None
    chunk = rows[start : start + PAGE_SIZE]
    for index, (key, group) in enumerate(itertools.groupby(chunk, key=lambda row: row[0])):
        actions = tuple(action for _, action in group if action is not None)
        yield ListSection(key, actions, is_continued=start > 0 and index == 0 and key == previous_key)
