"""The roadmap: all the records of the data, indexes over them, and what depends on today's date."""

import datetime as dt
import functools
import itertools
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from roadmap.geometry import Polygon
from roadmap.model import places
from roadmap.model.commune_slugs import CommuneKey, build_commune_slugs
from roadmap.model.measures import flatten_measures
from roadmap.model.records import (
    Action,
    Axis,
    Commune,
    Decision,
    Department,
    FormerCommune,
    Indicator,
    Instance,
    Meeting,
    Place,
    Resource,
    Scheme,
    Siren,
    SiteSettings,
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
from roadmap.validation.check import CheckResult, check_project

Records = TypeVar("Records")

STALE_AFTER_MONTHS = 12
OPEN_STATUSES = frozenset({"envisagee", "a-venir", "en-cours", "en-pause"})


class Roadmap(msgspec.Struct, frozen=True, dict=True):
    """All the records of the data; methods derive the rest, as of `today` (Paris)."""

    today: dt.date
    schemas: Schemas
    site: SiteSettings
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
    lieux: tuple[Place, ...] = ()
    lieux_exportes_le: dt.date | None = None
    pdf_sizes: dict[str, int] = {}  # bytes, by name of published PDF

    def axis(self, numero: int) -> Axis:
        """Return the axis with this number."""
        return next(axis for axis in self.axes if axis.numero == numero)

    def action(self, identifier: str) -> Action:
        """Return the action with this id."""
        return self._actions_by_id[identifier]

    def instance(self, identifier: str) -> Instance:
        """Return the instance with this id."""
        return next(instance for instance in self.instances if instance.id == identifier)

    def territory(self, identifier: str) -> Territory | Department:
        """Return the EPCI with this id, the department for any other id."""
        return next((epci for epci in self.epci if epci.id == identifier), self.departement)

    def thematic_title(self, identifier: str) -> str:
        """Return the title of a thematic; `transversale` (all of them) is not in the data."""
        titles = (thematic.titre for thematic in self.thematiques if thematic.id == identifier)
        return next(titles, "Transversale")

    @functools.cached_property
    def _actions_by_id(self) -> dict[str, Action]:
        return {action.id: action for action in self.actions}

    @functools.cached_property
    def _actions_by_axis(self) -> dict[int, tuple[Action, ...]]:
        return {
            axis.numero: tuple(action for action in self.actions if action.axe == axis.numero)
            for axis in self.axes
        }

    def actions_of_axis(self, numero: int) -> tuple[Action, ...]:
        """Return the actions of an axis, sorted by title."""
        return self._actions_by_axis[numero]

    def neighbours(self, action: Action) -> tuple[Action | None, Action | None]:
        """Return the previous and next actions of the same axis; None at the ends."""
        return self._neighbours[action.id]

    @functools.cached_property
    def _neighbours(self) -> dict[str, tuple[Action | None, Action | None]]:
        return {
            action.id: (before, after)
            for siblings in self._actions_by_axis.values()
            for before, action, after in zip((None, *siblings), siblings, (*siblings[1:], None), strict=False)
        }

    def actions_of_territory(self, identifier: str) -> tuple[Action, ...]:
        """Return the actions whose `territoires` include this id."""
        return self._actions_by_territory.get(identifier, ())

    @functools.cached_property
    def _actions_by_territory(self) -> dict[str, tuple[Action, ...]]:
        index: dict[str, list[Action]] = {}
        for action in self.actions:
            for territory in action.territoires:
                index.setdefault(territory, []).append(action)
        return {territory: tuple(actions) for territory, actions in index.items()}

    def communes_by_letter(self) -> list[tuple[str, list[tuple[Commune, Territory]]]]:
        """Return the communes from A to Z with their EPCI, grouped by first letter."""
        communes = [(commune, epci) for epci in self.epci for commune in epci.communes]
        communes.sort(key=lambda pair: (fold(pair[0].nom), pair[0].code))
        groups = itertools.groupby(communes, key=lambda pair: fold(pair[0].nom)[:1].upper() or "Autres")
        return [(letter, list(group)) for letter, group in groups]

    def commune_slug(self, commune: Commune | FormerCommune) -> str:
        """Return the slug of a commune, or of a former one, unique in the department: `communes/<slug>/`."""
        return self._commune_slugs[commune.code, commune.nom]

    @functools.cached_property
    def _commune_slugs(self) -> dict[CommuneKey, str]:
        communes = [commune for commune, _ in self._communes_by_code.values()]
        former = [former for commune in communes for former in commune.anciennes]
        return build_commune_slugs(
            *([(item.code, item.nom) for item in items] for items in (communes, former))
        )

    def commune_actions(
        self, commune: Commune, territory: Territory
    ) -> tuple[tuple[Action, ...], tuple[Action, ...]]:
        """Return the actions of a commune, then those of its whole EPCI, which name no commune of it."""
        actions = self.actions_of_territory(territory.id)
        if territory.is_lone_commune:
            return actions, ()
        return (
            tuple(action for action in actions if commune.code in action.communes),
            tuple(action for action in actions if not self.communes_in(action, territory.id)),
        )

    def places_of_commune(self, commune: Commune, territory: Territory) -> tuple[Place, ...]:
        """Return the few places of help to show for a commune of an EPCI."""
        return places.choose_for_commune(self.lieux, commune, territory)

    def places_of_territory(self, territory: Territory) -> tuple[Place, ...]:
        """Return the few places of help to show for an EPCI."""
        return places.choose_for_territory(self.lieux, territory)

    def communes_in(self, action: Action, territory: str) -> tuple[str, ...]:
        """Return the names of the communes of an action that are in the territory with this id."""
        pairs = (self._communes_by_code[code] for code in action.communes)
        return tuple(commune.nom for commune, epci in pairs if epci.id == territory)

    @functools.cached_property
    def _communes_by_code(self) -> dict[str, tuple[Commune, Territory]]:
        return {commune.code: (commune, epci) for epci in self.epci for commune in epci.communes}

    @functools.cached_property
    def department_actions(self) -> tuple[Action, ...]:
        """The actions that cover the whole department."""
        return tuple(
            action
            for action in self.actions
            if not action.territoires or self.departement.id in action.territoires
        )

    def meetings_of_instance(self, identifier: str) -> tuple[Meeting, ...]:
        """Return the meetings of an instance, sorted by date."""
        return tuple(meeting for meeting in self.reunions if meeting.instance == identifier)

    def is_past(self, meeting: Meeting) -> bool:
        """Say whether the last possible day of a meeting is before today."""
        return meeting.date.last_day < self.today

    def is_scheduled(self, meeting: Meeting) -> bool:
        """Say whether a meeting is upcoming, on a known day and not cancelled: invitations can be sent."""
        return meeting.date.is_full and not self.is_past(meeting) and meeting.statut != "annulee"

    @property
    def upcoming_meetings(self) -> tuple[Meeting, ...]:
        """The meetings that are neither past nor cancelled, soonest first."""
        return tuple(
            meeting for meeting in self.reunions if not self.is_past(meeting) and meeting.statut != "annulee"
        )

    @property
    def cancelled_meetings(self) -> tuple[Meeting, ...]:
        """The cancelled meetings whose date is not past."""
        return tuple(
            meeting for meeting in self.reunions if not self.is_past(meeting) and meeting.statut == "annulee"
        )

    @property
    def past_meetings(self) -> tuple[Meeting, ...]:
        """The meetings whose date is past, oldest first."""
        return tuple(meeting for meeting in self.reunions if self.is_past(meeting))

    def past_meetings_by_year(self) -> list[tuple[int, tuple[Meeting, ...]]]:
        """Return the past meetings grouped by year, latest year first."""
        years: dict[int, list[Meeting]] = {}
        for meeting in self.past_meetings:
            years.setdefault(meeting.date.annee, []).append(meeting)
        return [(year, tuple(years[year])) for year in sorted(years, reverse=True)]

    def resources_by_category(self) -> list[tuple[str, list[Resource]]]:
        """Return the resources grouped by category, in the order of the schema; no empty group."""
        categories = self.schemas.labels("resources", "ressources", 0, "categorie")
        groups = (
            (category, [resource for resource in self.ressources if resource.categorie == category])
            for category in categories
        )
        return [(category, resources) for category, resources in groups if resources]

    def decisions_on(self, action: Action) -> tuple[tuple[Meeting, Decision], ...]:
        """Return the decisions about an action, each with its meeting."""
        return self._decisions_by_action.get(action.id, ())

    def is_decision_open(self, decision: Decision, day: dt.date) -> bool:
        """Say whether a decision is to follow up on a day: until it is done, or all its actions ended."""
        if decision.faite_le:
            return decision.faite_le.first_day > day
        statuses = [self.action(identifier).statut for identifier in decision.actions]
        return not statuses or any(status in OPEN_STATUSES for status in statuses)

    @property
    def open_decisions(self) -> tuple[tuple[Meeting, Decision], ...]:
        """The decisions still to follow up, each with its meeting, the latest first."""
        return tuple(
            (meeting, decision)
            for meeting in reversed(self.reunions)
            if meeting.statut != "annulee"
            for decision in meeting.decisions
            if self.is_decision_open(decision, self.today)
        )

    @functools.cached_property
    def _decisions_by_action(self) -> dict[str, tuple[tuple[Meeting, Decision], ...]]:
        index: dict[str, tuple[tuple[Meeting, Decision], ...]] = {}
        for meeting in self.reunions:
            for decision in meeting.decisions:
                for identifier in decision.actions:
                    index[identifier] = (*index.get(identifier, ()), (meeting, decision))
        return index

    def is_late(self, action: Action) -> bool:
        """Say whether an action is still open although its end date is past."""
        return action.fin is not None and action.statut in OPEN_STATUSES and action.fin.last_day < self.today

    def is_stale(self, action: Action) -> bool:
        """Say whether an action was last confirmed more than STALE_AFTER_MONTHS ago."""
        return add_months(action.confirme_le.first_day, STALE_AFTER_MONTHS) < self.today

    @functools.cached_property
    def term_anchors(self) -> dict[str, str]:
        """The anchor of each term on the page of the glossary: its slug, numbered if that is not enough."""
        anchors: dict[str, str] = {}
        for number, term in enumerate(self.termes, start=1):
            anchor = f"terme-{fold(term.terme)}"
            is_usable = anchor != "terme-" and anchor not in anchors.values()
            anchors[term.terme] = anchor if is_usable else f"{anchor.rstrip('-')}-{number}"
        return anchors

    @functools.cached_property
    def acronyms(self) -> dict[str, str]:
        """The acronyms of the glossary, with their meanings."""
        return {term.terme: term.sens for term in self.termes if term.is_acronym}

    @functools.cached_property
    def jargon(self) -> dict[str, str]:
        """The common nouns of the glossary, in lower case, with their meanings."""
        return {term.terme: term.sens for term in self.termes if term.terme[0].islower()}


@functools.lru_cache(maxsize=4096)
def add_months(day: dt.date, months: int) -> dt.date:
    """Return `day` plus a number of months, which may be negative; clamped to the last day of the month."""
    years, month = divmod(day.month - 1 + months, 12)
    last_day = PartialDate(day.year + years, month + 1).last_day
    return last_day.replace(day=min(day.day, last_day.day))


def load_roadmap(project: Project) -> Roadmap:
    """Check the data of a project and return its roadmap; raise DataError when the data has errors."""
    checked = check_project(project)
    if checked.errors:
        raise DataError(checked.problems)
    return build_roadmap(checked)


def build_roadmap(checked: CheckResult) -> Roadmap:
    """Convert checked data without errors into records."""
    values = {kind: document.value for kind, document in checked.corpus.files.items()}
    territories = {
        commune["code"]: epci["id"] for epci in values["territories"]["epci"] for commune in epci["communes"]
    }
    actions = _convert(
        [
            {"id": name, **_add_last_measures(_derive_territories(document.value, territories))}
            for name, document in checked.corpus.actions.items()
        ],
        list[Action],
    )
    meetings = _convert([_parse_hours(meeting) for meeting in values["calendar"]["reunions"]], list[Meeting])
    return Roadmap(
        today=checked.corpus.today,
        schemas=checked.corpus.schemas,
        site=_convert(values["site"], SiteSettings),
        axes=tuple(sorted(_convert(values["axes"]["axes"], list[Axis]), key=lambda axis: axis.numero)),
        thematiques=_convert(values["axes"].get("thematiques", []), tuple[Thematic, ...]),
        actions=tuple(sorted(actions, key=lambda action: (action.axe, fold(action.titre), action.id))),
        instances=_convert(values["calendar"]["instances"], tuple[Instance, ...]),
        reunions=tuple(sorted(meetings, key=_meeting_order)),
        ressources=_convert(values["resources"]["ressources"], tuple[Resource, ...]),
        dispositifs=_convert(values["funding"]["dispositifs"], tuple[Scheme, ...]),
        indicateurs=_convert(_add_last_measures(values["indicators"])["indicateurs"], tuple[Indicator, ...]),
        departement=_convert(values["territories"]["departement"], Department),
        epci=_convert(values["territories"]["epci"], tuple[Territory, ...]),
        contours=checked.corpus.contours.value,
        sources_territoires=_convert(values["territories"]["sources"], tuple[Source, ...]),
        termes=tuple(
            sorted(_convert(values["glossary"]["termes"], list[Term]), key=lambda term: fold(term.terme))
        ),
        pdf_sizes=checked.corpus.pdf_sizes,
        lieux=tuple(map(places.build_place, checked.corpus.places.rows if checked.corpus.places else ())),
        lieux_exportes_le=checked.corpus.places.exported_on if checked.corpus.places else None,
    )


def _derive_territories(sheet: dict[str, Any], territories: dict[str, str]) -> dict[str, Any]:
    """Return a sheet whose `territoires` include those of its communes; `territories` are by INSEE code."""
    derived = (territories[code] for code in sheet.get("communes", ()))
    return sheet | {"territoires": tuple(dict.fromkeys((*sheet.get("territoires", ()), *derived)))}


def _add_last_measures(holder: dict[str, Any]) -> dict[str, Any]:
    """Return a sheet, or the file of indicators, whose lists of measures have the last one beside."""
    if not holder.get("indicateurs"):
        return holder
    flat = flatten_measures(holder)["indicateurs"]
    pairs = zip(holder["indicateurs"], flat, strict=True)
    return holder | {"indicateurs": [indicator | last for indicator, last in pairs]}


def _meeting_order(meeting: Meeting) -> tuple[dt.date, bool, dt.time, str]:
    """Sort key: by date; a month comes after its days, a day without an hour before its hours."""
    return (meeting.date.last_day, not meeting.date.is_full, meeting.heure or dt.time.min, meeting.id)


def _convert(value: object, target: type[Records]) -> Records:
    """Convert plain values to records, by their type hints."""
    return msgspec.convert(value, target, dec_hook=lambda hint, scalar: _SCALAR_PARSERS[hint](scalar))


# The types that msgspec does not know, written in YAML as a string or an integer.
_SCALAR_PARSERS: dict[type, Callable[[str | int], object]] = {PartialDate: PartialDate.parse, Siren: Siren}


def _parse_hours(meeting: dict[str, Any]) -> dict[str, Any]:
    """Return a meeting with its hours parsed: `9h30` and `9:30` are both accepted."""
    return meeting | {key: parse_hour(meeting[key]) for key in ("heure", "heure_fin") if key in meeting}
