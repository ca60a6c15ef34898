"""What actions are chosen by: the facets of the explorer, their choices, and how many actions each has."""

from collections import Counter
from dataclasses import dataclass

from roadmap.model.records import Action
from roadmap.model.roadmap import Roadmap
from roadmap.schema.references import ALL_THEMATICS

LATE = "en-retard"
NONE = "aucun"


@dataclass(frozen=True)
class Facet:
    """A question that actions answer; `counts` gives, for each possible answer, its number of actions.

    `name` is the word of the address: `axe`, `cible`, `public`, `thematique`, `statut`, `territoire`,
    `fraicheur`.
    """

    name: str
    counts: dict[str, int]


def facets(roadmap: Roadmap) -> tuple[Facet, ...]:
    """Return the facets, and their choices in the order of the schema or of the data."""
    found = Counter(
        (name, value)
        for action in roadmap.actions
        for name, values in answers(roadmap, action).items()
        for value in values
    )
    return tuple(
        Facet(name, {value: found[name, value] for value in values})
        for name, values in choices(roadmap).items()
    )


def answers(roadmap: Roadmap, action: Action) -> dict[str, tuple[str, ...]]:
    """Return what an action answers to each facet: one value or more."""
    return {
        "axe": (str(action.axe),),
        "cible": (action.cible,),
        "public": action.publics or (NONE,),
        "thematique": action.thematiques or (NONE,),
        "statut": (action.statut, LATE) if roadmap.is_late(action) else (action.statut,),
        "territoire": action.territoires or (roadmap.departement.id,),
        "fraicheur": ("ancienne" if roadmap.is_stale(action) else "recente",),
    }


def choices(roadmap: Roadmap) -> dict[str, tuple[str, ...]]:
    """Return the possible answers to each facet."""
    return {
        "axe": tuple(str(axis.numero) for axis in roadmap.axes),
        "cible": tuple(roadmap.schemas.labels("action", "cible")),
        "public": (*roadmap.schemas.labels("action", "publics", 0), NONE),
        "thematique": (*(each.id for each in roadmap.thematiques), ALL_THEMATICS, NONE),
        "statut": (*roadmap.schemas.labels("action", "statut"), LATE),
        "territoire": (roadmap.departement.id, *(epci.id for epci in roadmap.epci)),
        "fraicheur": ("recente", "ancienne"),
    }


def actions_by_axis_and_territory(roadmap: Roadmap) -> Counter[tuple[int, str]]:
    """Return the number of actions of each axis in each territory that they name."""
    return Counter(
        (action.axe, territory)
        for action in roadmap.actions
        for territory in action.territoires or (roadmap.departement.id,)
    )
