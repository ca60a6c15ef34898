"""The rules that no schema can hold: across fields, entries and files.

A rule takes the corpus and yields problems; `RULES` lists them. Documents here are sound in shape.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from roadmap import formats, schemas
from roadmap.dates import PartialDate, parse_hour
from roadmap.messages import problem, quote
from roadmap.problems import Problem
from roadmap.reader import Document, Path
from roadmap.suggestions import nearest

_MOBILE = re.compile(
    r"(?<![0-9])(?:(?:\+|00)33[\s.-]*(?:\(0\)[\s.-]*)?|0)[67](?:[\s.-]*[0-9]{2}){4}(?![0-9])", re.ASCII
)
_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_LINK = re.compile(r"\]\(\s*<?([^)\s>]*)")
_REFERENCE_LINK = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)", re.MULTILINE)
_AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]*:[^>\s]*)>")


@dataclass
class Corpus:
    """Every document that could be read and has the shape of its schema, and today's date."""

    today: dt.date
    actions: dict[str, Document] = field(default_factory=dict)
    files: dict[str, Document] = field(default_factory=dict)
    contours: Document | None = None

    def entries(self, kind: str, *path: str) -> Iterator[tuple[Document, Path, Any]]:
        """Yield the items of the list at `path` of a file, each with its document and place."""
        document = self.files.get(kind)
        if document is None:
            return
        value: Any = document.value
        for step in path:
            value = value.get(step, [])
        for index, item in enumerate(value):
            yield document, (*path, index), item

    def documents(self) -> Iterator[tuple[str, Document]]:
        """Yield every document with its kind."""
        yield from self.files.items()
        for document in self.actions.values():
            yield "action", document


Rule = Callable[[Corpus], Iterator[Problem]]


def _unknown(
    document: Document, path: Path, value: object, what: str, names: dict[str, str]
) -> Iterator[Problem]:
    """Refuse a reference to something that does not exist; `names` maps each known id to its title."""
    if str(value) in names:
        return
    by_title = {title: name for name, title in names.items()}
    guess = nearest(str(value), names) or by_title.get(nearest(str(value), by_title) or "")
    yield problem(
        document.file,
        document.value_position(path),
        "unknown-reference",
        value=quote(value),
        what=what,
        suggestion=f"Vouliez-vous dire « {guess} » ? " if guess else "",
        choices=", ".join(names) or "aucun pour l'instant",
    )


def _unknown_items(document: Document, path: Path, what: str, names: dict[str, str]) -> Iterator[Problem]:
    """Refuse the references of the list at `path`, if there is one, that do not exist."""
    value: Any = document.value
    for step in path:
        value = value.get(step, []) if isinstance(value, dict) else value[step]
    for index, item in enumerate(value):
        yield from _unknown(document, (*path, index), item, what, names)


def references(corpus: Corpus) -> Iterator[Problem]:
    """Every axis, thematic, territory, instance and action that is named exists."""
    axes = {str(axis["numero"]): axis["titre"] for _, _, axis in corpus.entries("axes", "axes")}
    thematics = {item["id"]: item["titre"] for _, _, item in corpus.entries("axes", "thematiques")}
    thematics |= {"transversale": "Transversale"}
    instances = {item["id"]: item["nom"] for _, _, item in corpus.entries("calendar", "instances")}
    actions = {name: document.value["titre"] for name, document in corpus.actions.items()}
    territories = {item["id"]: item["nom"] for _, _, item in corpus.entries("territories", "epci")}
    if document := corpus.files.get("territories"):
        department = document.value["departement"]
        territories[department["id"]] = department["nom"]
    for document in corpus.actions.values():
        if "axes" in corpus.files:
            yield from _unknown(document, ("axe",), document.value["axe"], "le numéro d'un axe", axes)
            yield from _unknown_items(document, ("thematiques",), "une thématique", thematics)
        if "territories" in corpus.files:
            yield from _unknown_items(document, ("territoires",), "un territoire", territories)
    for document, path, meeting in corpus.entries("calendar", "reunions"):
        yield from _unknown(document, (*path, "instance"), meeting["instance"], "une instance", instances)
        if "axes" in corpus.files:
            yield from _unknown_items(document, (*path, "thematiques"), "une thématique", thematics)
        for index in range(len(meeting.get("decisions", []))):
            where = (*path, "decisions", index, "actions")
            yield from _unknown_items(document, where, "une action", actions)


_IDENTIFIED = (
    ("axes", ("axes",), "numero"),
    ("axes", ("thematiques",), "id"),
    ("calendar", ("instances",), "id"),
    ("calendar", ("reunions",), "id"),
    ("resources", ("ressources",), "id"),
    ("funding", ("dispositifs",), "id"),
    ("territories", ("epci",), "id"),
    ("territories", ("epci",), "siren"),
    ("glossary", ("termes",), "terme"),
)


def unique_identifiers(corpus: Corpus) -> Iterator[Problem]:
    """No two entries of a list share an identifier; nor an instance and a meeting: both name an .ics."""
    for kind, path, key in _IDENTIFIED:
        yield from _duplicates(corpus.entries(kind, *path), key)
    calendars = [*corpus.entries("calendar", "instances"), *corpus.entries("calendar", "reunions")]
    instances = {item["id"] for _, _, item in corpus.entries("calendar", "instances")}
    meetings = {item["id"] for _, _, item in corpus.entries("calendar", "reunions")}
    yield from _duplicates((entry for entry in calendars if entry[2]["id"] in instances & meetings), "id")
    if document := corpus.files.get("territories"):
        department = (document, ("departement",), document.value["departement"])
        others = [
            entry for entry in corpus.entries("territories", "epci") if entry[2]["id"] == department[2]["id"]
        ]
        yield from _duplicates([department, *others], "id")


def _duplicates(entries: Iterable[tuple[Document, Path, Any]], key: str) -> Iterator[Problem]:
    """Refuse the second entry that gives the same value to `key`."""
    seen: dict[str, int] = {}
    for document, path, item in entries:
        position = document.value_position((*path, key))
        first = seen.setdefault(str(item[key]), position.line)
        if first != position.line:
            yield problem(
                document.file, position, "duplicate-id", value=quote(item[key]), line=first, where=""
            )


def former_identifiers(corpus: Corpus) -> Iterator[Problem]:
    """A former identifier is neither an action's present one nor twice a former one."""
    owners: dict[str, str] = {}
    for name, document in corpus.actions.items():
        for index, former in enumerate(document.value.get("anciens_identifiants", [])):
            owner = former if former in corpus.actions else owners.setdefault(former, name)
            if owner != name or former == name:
                yield problem(
                    document.file,
                    document.value_position(("anciens_identifiants", index)),
                    "former-id",
                    value=quote(former),
                    where=f"de la fiche data/actions/{owner}.yaml",
                )


def dates_in_order(corpus: Corpus) -> Iterator[Problem]:
    """Nothing ends before it begins; a date known to the month may be any of its days."""
    for document in corpus.actions.values():
        sheet = document.value
        if "debut" in sheet and "fin" in sheet:
            start, end = PartialDate.parse(sheet["debut"]), PartialDate.parse(sheet["fin"])
            if end.last_day < start.first_day:
                yield _disorder(document, "action", (), ("debut", "fin"), (start, end))
    for document, path, meeting in corpus.entries("calendar", "reunions"):
        if "heure_fin" in meeting and parse_hour(meeting["heure_fin"]) <= parse_hour(meeting["heure"]):
            values = (meeting["heure"], meeting["heure_fin"])
            yield _disorder(document, "calendar", path, ("heure", "heure_fin"), values)


def _disorder(
    document: Document, kind: str, path: Path, keys: tuple[str, str], values: tuple[object, object]
) -> Problem:
    start, end = (schemas.field(kind, (*path, key))["title"] for key in keys)
    return problem(
        document.file,
        document.value_position((*path, keys[1])),
        "end-before-start",
        start=start,
        end=end,
        start_value=values[0],
        end_value=values[1],
    )


def budgets(corpus: Corpus) -> Iterator[Problem]:
    """The parts of the funders do not exceed the total; a refused part does not count."""
    for document in corpus.actions.values():
        budget = document.value.get("budget", {})
        parts = [part for part in budget.get("financements", []) if part.get("statut") != "refuse"]
        total = sum(part.get("montant", 0) for part in parts)
        if "montant" in budget and total > budget["montant"]:
            position = document.value_position(("budget", "montant"))
            yield problem(document.file, position, "budget", sum=total, total=budget["montant"])


def personal_data(corpus: Corpus) -> Iterator[Problem]:
    """No text holds a mobile number or a person's mailbox."""
    for kind, document in corpus.documents():
        for path, text in _texts(document.value):
            if schemas.field(kind, path).get("format"):
                continue
            position = document.value_position(path)
            if found := _MOBILE.search(text):
                yield problem(document.file, position, "mobile", value=quote(found[0]))
            for address in _ADDRESS.findall(text):
                if not formats.is_functional_mailbox(address):
                    code = "free-webmail" if formats.is_free_webmail(address) else "personal-mailbox"
                    yield problem(document.file, position, code, value=quote(address))


def _texts(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:  # noqa: ANN401 - any YAML value
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(item, (*path, key))


def links_in_texts(corpus: Corpus) -> Iterator[Problem]:
    """The links of long texts are https addresses or mailboxes: others would be dropped from the page."""
    for kind, document in corpus.documents():
        for path, text in _texts(document.value):
            if (
                schemas.field(kind, path).get("maxLength")
                != schemas.schema(schemas.COMMON)["$defs"]["texte"]["maxLength"]
            ):
                continue
            for pattern in (_LINK, _REFERENCE_LINK, _AUTOLINK):
                for target in pattern.findall(text):
                    if not formats.is_https(target) and not target.startswith("mailto:"):
                        position = document.value_position(path)
                        yield problem(document.file, position, "link", value=quote(target))


def contours(corpus: Corpus) -> Iterator[Problem]:
    """The contours are GeoJSON, and every territory has one."""
    if corpus.contours is None or "territories" not in corpus.files:
        return
    drawn = {feature["properties"]["id"] for feature in corpus.contours.value["features"]}
    for document, path, item in corpus.entries("territories", "epci"):
        if item["id"] not in drawn:
            position = document.value_position((*path, "id"))
            yield problem(document.file, position, "contour", value=quote(item["id"]))


def future_confirmations(corpus: Corpus) -> Iterator[Problem]:
    """A confirmation dated after today is likely a slip."""
    for document in corpus.actions.values():
        date = document.value["confirme_le"]
        if PartialDate.parse(date).first_day > corpus.today:
            position = document.value_position(("confirme_le",))
            yield problem(
                document.file, position, "future-confirmation", value=quote(date), severity="warning"
            )


def unknown_yet(corpus: Corpus) -> Iterator[Problem]:
    """What the publisher has yet to fill in is said, so that it is not forgotten."""
    document = corpus.files.get("site")
    for path, field_schema in schemas.fields("site") if document else ():
        value: Any = document.value
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        if value is None and "null" in field_schema.get("type", ()):
            title = field_schema["title"]
            yield problem(
                document.file, document.key_position(path), "unknown-yet", title=title, severity="warning"
            )


RULES: tuple[Rule, ...] = (
    references,
    unique_identifiers,
    former_identifiers,
    dates_in_order,
    budgets,
    personal_data,
    links_in_texts,
    contours,
    future_confirmations,
    unknown_yet,
)
