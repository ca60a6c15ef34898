"""How many actions have each status, by axis and by territory."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from roadmap.model.records import Action
from roadmap.model.roadmap import Roadmap


@dataclass(frozen=True)
class StatusCounts:
    """Numbers of actions by status; `id` is unique on a page, `address` that of their page on the site."""

    id: str
    title: str
    address: str
    by_status: Mapping[str, int]

    @property
    def actions(self) -> int:
        """The number of actions."""
        return sum(self.by_status.values())


def count_by_axis(roadmap: Roadmap) -> tuple[StatusCounts, ...]:
    """Return the counts of each axis, in order."""
    return tuple(
        StatusCounts(
            f"axe-{axis.numero}",
            f"{axis.numero}. {axis.titre_court}",
            f"axes/{axis.numero}/",
            _count(roadmap.actions_of_axis(axis.numero)),
        )
        for axis in roadmap.axes
    )


def count_by_territory(roadmap: Roadmap) -> tuple[StatusCounts, ...]:
    """Return the counts of the whole department, then of each EPCI: an action of several counts in each."""
    department = roadmap.departement
    actions: dict[str, list[Action]] = {}
    for action in roadmap.actions:
        for territory in action.territoires or (department.id,):
            actions.setdefault(territory, []).append(action)
    titles = [(department.id, "Tout le département"), *((epci.id, epci.nom) for epci in roadmap.epci)]
    return tuple(
        StatusCounts(f"territoire-{key}", title, f"territoires/{key}/", _count(actions.get(key, ())))
        for key, title in titles
    )


def list_statuses(roadmap: Roadmap, counts: Iterable[Mapping[str, int]]) -> tuple[str, ...]:
    """Return the statuses that at least one of some counts has, in the order of the schema."""
    used = {status for by_status in counts for status, number in by_status.items() if number}
    return tuple(status for status in roadmap.schemas.labels("action", "statut") if status in used)


def _count(actions: Iterable[Action]) -> Counter[str]:
    return Counter(action.statut for action in actions)
