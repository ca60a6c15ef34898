"""The facets of the action explorer: their possible values, and the number of actions for each value."""

from collections import Counter
from dataclasses import dataclass

from roadmap.model.records import Action
from roadmap.model.roadmap import Roadmap
from roadmap.schema.references import ALL_THEMATICS

LATE = "en-retard"
NONE = "aucun"


@dataclass(frozen=True)
class Facet:
    """A facet and the number of actions for each of its values.

    `name` is the query parameter in the URL: `axe`, `cible`, `public`, `thematique`, `statut`,
    `territoire`, `fraicheur`.
    """

    name: str
    counts: dict[str, int]


def count_facets(roadmap: Roadmap) -> tuple[Facet, ...]:
    """Return all facets with their counts, in the order of the schema or of the data."""
    counts = Counter(
        (name, value)
        for action in roadmap.actions
        for name, values in facet_values(roadmap, action).items()
        for value in values
    )
    return tuple(
        Facet(name, {value: counts[name, value] for value in values})
        for name, values in facet_choices(roadmap).items()
    )


def facet_values(roadmap: Roadmap, action: Action) -> dict[str, tuple[str, ...]]:
    """Return the values of an action for each facet, at least one per facet."""
    return {
        "axe": (str(action.axe),),
        "cible": (action.cible,),
        "public": action.publics or (NONE,),
        "thematique": action.thematiques or (NONE,),
        "statut": (action.statut, LATE) if roadmap.is_late(action) else (action.statut,),
        "territoire": action.territoires or (roadmap.departement.id,),
        "fraicheur": ("ancienne" if roadmap.is_stale(action) else "recente",),
    }


def facet_choices(roadmap: Roadmap) -> dict[str, tuple[str, ...]]:
    """Return the possible values of each facet."""
    return {
        "axe": tuple(str(axis.numero) for axis in roadmap.axes),
        "cible": tuple(roadmap.schemas.labels("action", "cible")),
        "public": (*roadmap.schemas.labels("action", "publics", 0), NONE),
        "thematique": (*(thematic.id for thematic in roadmap.thematiques), ALL_THEMATICS, NONE),
        "statut": (*roadmap.schemas.labels("action", "statut"), LATE),
        "territoire": (roadmap.departement.id, *(epci.id for epci in roadmap.epci)),
        "fraicheur": ("recente", "ancienne"),
    }


def count_actions_by_axis_and_territory(roadmap: Roadmap) -> Counter[tuple[int, str]]:
    """Return the number of actions per axis and territory; those without territory are the department's."""
    return Counter(
        (action.axe, territory)
        for action in roadmap.actions
        for territory in action.territoires or (roadmap.departement.id,)
    )
