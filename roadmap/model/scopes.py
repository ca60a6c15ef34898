"""What concerns a territory or a thematic: the actions and the meetings that one may follow alone."""

from dataclasses import dataclass

from roadmap.model.action_dates import list_dates
from roadmap.model.records import Action, Meeting
from roadmap.model.roadmap import Roadmap
from roadmap.schema.references import ALL_THEMATICS


@dataclass(frozen=True)
class Scope:
    """A territory, the department or a thematic, and what concerns it.

    `kind` is `territoire`, `departement` or `thematique`; `page` is the address of the page about it.
    """

    kind: str
    id: str
    title: str
    page: str
    actions: tuple[Action, ...]
    meetings: tuple[Meeting, ...]

    @property
    def folder(self) -> str:
        """The folder of its files, from the site's root, with a final `/`, where its page may be too."""
        return f"{'thematiques' if self.kind == 'thematique' else 'territoires'}/{self.id}/"

    @property
    def calendar_address(self) -> str:
        """The address of its calendar."""
        return f"{self.folder}calendrier.ics"

    @property
    def feed_address(self) -> str | None:
        """The address of its feed; None for the department, whose news are those of the whole site."""
        return None if self.kind == "departement" else f"{self.folder}nouveautes.xml"

    @property
    def has_events(self) -> bool:
        """Whether one of its dates is known to the day."""
        dates = (dated for action in self.actions for dated in list_dates(action))
        return any(dated.date.is_full for dated in (*self.meetings, *dates))


def build_scopes(roadmap: Roadmap) -> tuple[Scope, ...]:
    """Return the scopes of the department, of its territories, then of its thematics."""
    department = roadmap.departement
    territories = (("departement", department), *(("territoire", epci) for epci in roadmap.epci))
    return (
        *(
            Scope(
                kind,
                place.id,
                place.nom,
                f"territoires/{place.id}/",
                find_territory_actions(roadmap, place.id),
                roadmap.reunions,
            )
            for kind, place in territories
        ),
        *(
            Scope(
                "thematique",
                thematic.id,
                thematic.titre,
                "calendrier/",
                tuple(action for action in roadmap.actions if _has_thematic(action, thematic.id)),
                tuple(meeting for meeting in roadmap.reunions if _has_thematic(meeting, thematic.id)),
            )
            for thematic in roadmap.thematiques
        ),
    )


def find_territory_actions(roadmap: Roadmap, identifier: str) -> tuple[Action, ...]:
    """Return the actions that concern a territory: its own, then those of the whole department.

    For the department, return those of the whole department, then those of its territories.
    """
    shared = roadmap.department_actions
    first = shared if identifier == roadmap.departement.id else roadmap.actions_of_territory(identifier)
    then = roadmap.actions if identifier == roadmap.departement.id else shared
    known = {action.id for action in first}
    return (*first, *(action for action in then if action.id not in known))


def _has_thematic(entry: Action | Meeting, identifier: str) -> bool:
    return identifier in entry.thematiques or ALL_THEMATICS in entry.thematiques
