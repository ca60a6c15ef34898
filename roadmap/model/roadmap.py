"""The whole roadmap: the records of the data, and what follows from them.

Attributes hold what the data says; methods say what is derived, as of `today`.
"""

import datetime as dt
import functools
import itertools
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from roadmap.geometry import Polygon
from roadmap.model.records import (
    Action,
    Axis,
    Commune,
    Decision,
    Department,
    Indicator,
    Instance,
    Meeting,
    Resource,
    Scheme,
    Siren,
    Site,
    Source,
    Term,
    Territory,
    Thematic,
)
from roadmap.problems.problem import DataError
from roadmap.project import Project
from roadmap.schema.schemas import Schemas
from roadmap.text.folding import fold
from roadmap.text.partial_dates import PartialDate, parse_hour
from roadmap.validation.check import Checked, check

Records = TypeVar("Records")

STALE_AFTER_MONTHS = 12
OPEN_STATUSES = frozenset({"envisagee", "a-venir", "en-cours", "en-pause"})


class Roadmap(msgspec.Struct, frozen=True, dict=True):
    """The whole roadmap, as of `today` (Paris)."""

    today: dt.date
    schemas: Schemas
    site: Site
    axes: tuple[Axis, ...]
    thematiques: tuple[Thematic, ...]
    actions: tuple[Action, ...]
    instances: tuple[Instance, ...]
    reunions: tuple[Meeting, ...]
    ressources: tuple[Resource, ...]
    dispositifs: tuple[Scheme, ...]
    indicateurs: tuple[Indicator, ...]
    departement: Department
    epci: tuple[Territory, ...]
    contours: dict[str, tuple[Polygon, ...]]
    sources_territoires: tuple[Source, ...]
    termes: tuple[Term, ...]

    def axis(self, numero: int) -> Axis:
        """Return the axis of this number."""
        return next(axis for axis in self.axes if axis.numero == numero)

    def action(self, identifier: str) -> Action:
        """Return the action of this id."""
        return self._actions_by_id[identifier]

    def instance(self, identifier: str) -> Instance:
        """Return the instance of this id."""
        return next(instance for instance in self.instances if instance.id == identifier)

    def territory(self, identifier: str) -> Territory | Department:
        """Return the EPCI of this id, or the department."""
        return next((epci for epci in self.epci if epci.id == identifier), self.departement)

    def thematic_title(self, identifier: str) -> str:
        """Return the title of a theme; `transversale` is not in the data."""
        return next((each.titre for each in self.thematiques if each.id == identifier), "Transversale")

    @functools.cached_property
    def _actions_by_id(self) -> dict[str, Action]:
        return {action.id: action for action in self.actions}

    @functools.cached_property
    def _actions_by_axis(self) -> dict[int, tuple[Action, ...]]:
        return {
            axis.numero: tuple(each for each in self.actions if each.axe == axis.numero) for axis in self.axes
        }

    def actions_of_axis(self, numero: int) -> tuple[Action, ...]:
        """Return the actions of an axis, in order of title."""
        return self._actions_by_axis[numero]

    def neighbours(self, action: Action) -> tuple[Action | None, Action | None]:
        """Return the actions before and after this one in its axis."""
        return self._neighbours[action.id]

    @functools.cached_property
    def _neighbours(self) -> dict[str, tuple[Action | None, Action | None]]:
        return {
            action.id: (before, after)
            for siblings in self._actions_by_axis.values()
            for before, action, after in zip((None, *siblings), siblings, (*siblings[1:], None), strict=False)
        }

    def actions_of_territory(self, identifier: str) -> tuple[Action, ...]:
        """Return the actions that name this territory."""
        return self._actions_by_territory.get(identifier, ())

    @functools.cached_property
    def _actions_by_territory(self) -> dict[str, tuple[Action, ...]]:
        named: dict[str, list[Action]] = {}
        for action in self.actions:
            for territory in action.territoires:
                named.setdefault(territory, []).append(action)
        return {territory: tuple(actions) for territory, actions in named.items()}

    def communes_by_letter(self) -> list[tuple[str, list[tuple[Commune, Territory]]]]:
        """Return the communes from A to Z, each with its EPCI, in groups of the same first letter."""
        known = [(commune, epci) for epci in self.epci for commune in epci.communes]
        known.sort(key=lambda pair: (fold(pair[0].nom), pair[0].code))
        groups = itertools.groupby(known, key=lambda pair: fold(pair[0].nom)[:1].upper())
        return [(letter, list(group)) for letter, group in groups]

    @functools.cached_property
    def department_actions(self) -> tuple[Action, ...]:
        """The actions of the whole department."""
        return tuple(
            action
            for action in self.actions
            if not action.territoires or self.departement.id in action.territoires
        )

    def meetings_of_instance(self, identifier: str) -> tuple[Meeting, ...]:
        """Return the meetings of an instance, in order of date."""
        return tuple(meeting for meeting in self.reunions if meeting.instance == identifier)

    def is_past(self, meeting: Meeting) -> bool:
        """Say whether the last day that a meeting may be held is over."""
        return meeting.date.last_day < self.today

    def is_awaited(self, meeting: Meeting) -> bool:
        """Say whether a meeting is to come, on a known day, and stands: people may be invited to it."""
        return meeting.date.is_full and not self.is_past(meeting) and meeting.statut != "annulee"

    @property
    def coming_meetings(self) -> tuple[Meeting, ...]:
        """The meetings that are not past and stand, the nearest first."""
        return tuple(
            meeting for meeting in self.reunions if not self.is_past(meeting) and meeting.statut != "annulee"
        )

    @property
    def cancelled_meetings(self) -> tuple[Meeting, ...]:
        """The meetings that would have been to come, and are cancelled."""
        return tuple(each for each in self.reunions if not self.is_past(each) and each.statut == "annulee")

    @property
    def past_meetings(self) -> tuple[Meeting, ...]:
        """The meetings whose date is over."""
        return tuple(each for each in self.reunions if self.is_past(each))

    def past_meetings_by_year(self) -> list[tuple[int, tuple[Meeting, ...]]]:
        """Return the years that hold a past meeting, the latest first, each with its own."""
        years: dict[int, list[Meeting]] = {}
        for meeting in self.past_meetings:
            years.setdefault(meeting.date.annee, []).append(meeting)
        return [(year, tuple(years[year])) for year in sorted(years, reverse=True)]

    def resources_by_category(self) -> list[tuple[str, list[Resource]]]:
        """Return the resources of each use that has any, in the order of the schema's choices."""
        categories = self.schemas.labels("resources", "ressources", 0, "categorie")
        groups = [(each, [item for item in self.ressources if item.categorie == each]) for each in categories]
        return [(category, items) for category, items in groups if items]

    def decisions_on(self, action: Action) -> tuple[tuple[Meeting, Decision], ...]:
        """Return the decisions that name an action, each with its meeting."""
        return self._decisions_by_action.get(action.id, ())

    @functools.cached_property
    def _decisions_by_action(self) -> dict[str, tuple[tuple[Meeting, Decision], ...]]:
        named: dict[str, tuple[tuple[Meeting, Decision], ...]] = {}
        for meeting in self.reunions:
            for decision in meeting.decisions:
                for identifier in decision.actions:
                    named[identifier] = (*named.get(identifier, ()), (meeting, decision))
        return named

    def is_late(self, action: Action) -> bool:
        """Say whether an action still open should have ended."""
        return action.fin is not None and action.statut in OPEN_STATUSES and action.fin.last_day < self.today

    def is_stale(self, action: Action) -> bool:
        """Say whether the sheet was last confirmed more than twelve months ago."""
        return months_later(action.confirme_le.first_day, STALE_AFTER_MONTHS) < self.today

    @functools.cached_property
    def acronyms(self) -> dict[str, str]:
        """The meaning of each acronym of the glossary."""
        return {term.terme: term.sens for term in self.termes if term.is_acronym}


@functools.lru_cache(maxsize=4096)
def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later (earlier when negative), or the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    last = PartialDate(day.year + years, month + 1).last_day
    return last.replace(day=min(day.day, last.day))


def load(project: Project) -> Roadmap:
    """Check the data of a project and return its roadmap; raise DataError if there is any error."""
    checked = check(project)
    if checked.errors:
        raise DataError(checked.problems)
    return from_checked(checked)


def from_checked(checked: Checked) -> Roadmap:
    """Return the roadmap of checked data."""
    values = {kind: document.value for kind, document in checked.corpus.files.items()}
    sheets = [{"id": name, **document.value} for name, document in checked.corpus.actions.items()]
    actions = _records(sheets, list[Action])
    meetings = _records([_with_hours(each) for each in values["calendar"]["reunions"]], list[Meeting])
    return Roadmap(
        today=checked.corpus.today,
        schemas=checked.corpus.schemas,
        site=_records(values["site"], Site),
        axes=tuple(sorted(_records(values["axes"]["axes"], list[Axis]), key=lambda axis: axis.numero)),
        thematiques=_records(values["axes"].get("thematiques", []), tuple[Thematic, ...]),
        actions=tuple(sorted(actions, key=lambda action: (action.axe, fold(action.titre), action.id))),
        instances=_records(values["calendar"]["instances"], tuple[Instance, ...]),
        reunions=tuple(sorted(meetings, key=_meeting_order)),
        ressources=_records(values["resources"]["ressources"], tuple[Resource, ...]),
        dispositifs=_records(values["funding"]["dispositifs"], tuple[Scheme, ...]),
        indicateurs=_records(values["indicators"]["indicateurs"], tuple[Indicator, ...]),
        departement=_records(values["territories"]["departement"], Department),
        epci=_records(values["territories"]["epci"], tuple[Territory, ...]),
        contours=checked.corpus.contours.value,
        sources_territoires=_records(values["territories"]["sources"], tuple[Source, ...]),
        termes=tuple(
            sorted(_records(values["glossary"]["termes"], list[Term]), key=lambda term: fold(term.terme))
        ),
    )


def _meeting_order(meeting: Meeting) -> tuple[dt.date, bool, dt.time, str]:
    """Order meetings by date; a month comes after its days, a day without hour before its hours."""
    return (meeting.date.last_day, not meeting.date.is_full, meeting.heure or dt.time.min, meeting.id)


def _records(value: object, kind: type[Records]) -> Records:
    """Return checked values as records, by their type hints."""
    return msgspec.convert(value, kind, dec_hook=lambda each, text: _WRITTEN[each](text))


# What is written as a text, or as a number.
_WRITTEN: dict[type, Callable[[str | int], object]] = {PartialDate: PartialDate.parse, Siren: Siren}


def _with_hours(meeting: dict[str, Any]) -> dict[str, Any]:
    """Return a meeting with its hours, which people write in several ways."""
    return meeting | {key: parse_hour(meeting[key]) for key in ("heure", "heure_fin") if key in meeting}
