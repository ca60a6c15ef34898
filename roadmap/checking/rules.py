"""The rules that no schema can hold: across fields, entries and files.

A rule takes the corpus and yields problems; `RULES` lists them. Every value found here has the type
of its schema, but any may be missing: unsound ones were left out.
"""

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from roadmap.caching import fingerprint
from roadmap.checking import formats, schemas
from roadmap.checking.schema_check import with_value
from roadmap.explaining.messages import problem
from roadmap.explaining.naming import quote
from roadmap.explaining.problems import START, Problem
from roadmap.explaining.suggestions import nearest
from roadmap.reading.dates import PartialDate, parse_hour
from roadmap.reading.files import action_id
from roadmap.reading.reader import Document, Path

MOBILE = re.compile(
    r"(?<![0-9])(?:(?:\+|00)33[\s.-]*(?:\(0\)[\s.-]*)?|0)[67](?:[\s.-]*[0-9]{2}){4}(?![0-9])", re.ASCII
)
ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
LINK = re.compile(r"\]\(\s*<?([^)\s>]*)")
REFERENCE_LINK = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)", re.MULTILINE)
_LINK_MARK = re.compile(r"[\]<]")
AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]*:[^>\s]*)>")


@dataclass
class Corpus:
    """Every document that could be read, without its unsound values, and today's date."""

    today: dt.date
    actions: dict[str, Document] = field(default_factory=dict)
    files: dict[str, Document] = field(default_factory=dict)
    contours: Document | None = None
    unsound: set[str] = field(default_factory=set)  # kinds of which a file has errors

    def add(self, kind: str, document: Document) -> None:
        """Add a document of a kind."""
        if kind == "action":
            self.actions[action_id(document.file)] = document
        else:
            self.files[kind] = document

    @property
    def digest_of_files(self) -> str:
        """The hash of all the files but the actions' sheets."""
        return fingerprint(*(document.content for _, document in sorted(self.files.items())))

    def entries(self, kind: str, *path: str) -> Iterator[tuple[Document, Path, Any]]:
        """Yield the items of the list at `path` of a file, each with its document and place."""
        document = self.files.get(kind)
        if document is not None:
            yield from ((document, place, item) for place, item in entries(document, *path))


def entries(document: Document, *path: str) -> Iterator[tuple[Path, Any]]:
    """Yield the groups of the list at `path` of a document, each with its place."""
    value: Any = document.value
    for step in path:
        value = value.get(step, [])
    for index, item in enumerate(value):
        if isinstance(item, dict):
            yield (*path, index), item


# What a sheet that belongs to every thematic group names.
ALL_THEMATICS = "transversale"
Rule = Callable[[Corpus], Iterator[Problem]]
FileRule = Callable[[str, Document], Iterator[Problem]]


MOST_CHOICES = 20
# An identifier, and the names that people may write instead.
Names = dict[str, list[str]]


def _unknown(document: Document, path: Path, what: str, known: Names) -> Iterator[Problem]:
    """Refuse the reference at `path`, if there is one, to what is not `known`."""
    value = _at(document.value, path)
    if value is None or str(value) in known:
        return
    by_name = {name: identifier for identifier, names in known.items() for name in (identifier, *names)}
    guess = by_name.get(nearest(str(value), by_name) or "")
    choices = ", ".join(itertools.islice(known, MOST_CHOICES)) + (", …" if len(known) > MOST_CHOICES else "")
    yield problem(
        document.file,
        document.value_position(path),
        "unknown-reference",
        value=quote(value),
        what=what,
        choices=choices or "aucun pour l'instant",
        fixed=with_value(document, path, guess) if guess else "",
    )


def _at(value: Any, path: Path) -> Any:  # noqa: ANN401 - any YAML value
    """Return the value at a path, or None."""
    for step in path:
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def _unknown_items(document: Document, path: Path, what: str, known: Names) -> Iterator[Problem]:
    """Refuse the references of the list at `path`, if there is one, to what is not `known`."""
    for index in range(len(_at(document.value, path) or ())):
        yield from _unknown(document, (*path, index), what, known)


def _names(entries: Iterable[tuple[Document, Path, Any]], identifier: str, *names: str) -> Names:
    """Return the identifiers of some entries, each with its names."""
    return {
        str(item[identifier]): [str(item[name]) for name in names if name in item]
        for _, _, item in entries
        if identifier in item
    }


def _is_known(corpus: Corpus, kind: str) -> bool:
    """Say whether a file can be referred to: one with errors may lack what others name."""
    return kind in corpus.files and kind not in corpus.unsound


def references(corpus: Corpus) -> Iterator[Problem]:
    """Every axis, thematic, territory, instance and action that is named exists."""
    axes = _names(corpus.entries("axes", "axes"), "numero", "titre", "titre_court")
    thematics = _names(corpus.entries("axes", "thematiques"), "id", "titre") | {ALL_THEMATICS: ["Toutes"]}
    instances = _names(corpus.entries("calendar", "instances"), "id", "nom", "sigle")
    actions = {name: [document.value.get("titre", "")] for name, document in corpus.actions.items()}
    territories = _names(corpus.entries("territories", "epci"), "id", "nom", "nom_officiel", "siege", "siren")
    if document := corpus.files.get("territories"):
        department = document.value.get("departement", {})
        territories[department.get("id", "")] = [department.get("nom", ""), "Tout le département"]
    knows_axes = _is_known(corpus, "axes")
    for document in corpus.actions.values():
        if knows_axes:
            yield from _unknown(document, ("axe",), "le numéro d'un axe", axes)
            yield from _unknown_items(document, ("thematiques",), "une thématique", thematics)
        if _is_known(corpus, "territories"):
            yield from _unknown_items(document, ("territoires",), "un territoire", territories)
    for document, path, meeting in corpus.entries("calendar", "reunions"):
        if _is_known(corpus, "calendar"):
            yield from _unknown(document, (*path, "instance"), "une instance", instances)
        if knows_axes:
            yield from _unknown_items(document, (*path, "thematiques"), "une thématique", thematics)
        for index in range(len(meeting.get("decisions", ())) if "action" not in corpus.unsound else 0):
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
    instances = list(corpus.entries("calendar", "instances"))
    for entry in corpus.entries("calendar", "reunions"):
        same = [other for other in instances if other[2].get("id") == entry[2].get("id")]
        yield from _duplicates([*same, entry], "id")
    if document := corpus.files.get("territories"):
        department = document.value.get("departement", {})
        epci = corpus.entries("territories", "epci")
        same = [entry for entry in epci if entry[2].get("id") == department.get("id")]
        yield from _duplicates([(document, ("departement",), department), *same], "id")


def _duplicates(entries: Iterable[tuple[Document, Path, Any]], key: str) -> Iterator[Problem]:
    """Refuse the second entry that gives the same value to `key`."""
    seen: dict[str, int] = {}
    for document, path, item in entries:
        if key not in item:
            continue
        position = document.value_position((*path, key))
        first = seen.setdefault(str(item[key]), position.line)
        if first != position.line:
            yield problem(document.file, position, "duplicate-id", value=quote(item[key]), line=first)


def former_identifiers(corpus: Corpus) -> Iterator[Problem]:
    """A former identifier is neither a present one of its kind nor twice a former one.

    That of a meeting is no instance's either: both name an .ics.
    """
    sheets = [(name, document, (), document.value) for name, document in corpus.actions.items()]
    meetings = [
        (item.get("id", ""), document, path, item)
        for document, path, item in corpus.entries("calendar", "reunions")
    ]
    instances = {item.get("id", "") for _, _, item in corpus.entries("calendar", "instances")}
    for entries, others in ((sheets, set()), (meetings, instances)):
        present = others | {name for name, *_ in entries}
        owners: dict[str, str] = {}
        for name, document, path, item in entries:
            for index, former in enumerate(item.get("anciens_identifiants", [])):
                owner = former if former in present else owners.setdefault(former or "", name)
                if former is not None and (owner != name or former == name):
                    position = document.value_position((*path, "anciens_identifiants", index))
                    yield problem(document.file, position, "former-id", value=quote(former), owner=owner)


def dates_in_order(kind: str, document: Document) -> Iterator[Problem]:
    """Nothing ends before it begins; a date known to the month may be any of its days."""
    if kind == "action":
        sheet = document.value
        if "debut" in sheet and "fin" in sheet:
            start, end = PartialDate.parse(sheet["debut"]), PartialDate.parse(sheet["fin"])
            if end.last_day < start.first_day:
                yield _disorder(document, "action", (), ("debut", "fin"), (start, end))
    if kind == "calendar":
        for path, meeting in entries(document, "reunions"):
            hours = (meeting.get("heure"), meeting.get("heure_fin"))
            if all(hours) and parse_hour(hours[1]) <= parse_hour(hours[0]):
                yield _disorder(document, "calendar", path, ("heure", "heure_fin"), hours)


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


def budgets(kind: str, document: Document) -> Iterator[Problem]:
    """The parts of the funders do not exceed the total; a refused part does not count."""
    budget = document.value.get("budget", {}) if kind == "action" else {}
    parts = [part for part in budget.get("financements", []) if part and part.get("statut") != "refuse"]
    total = sum(part.get("montant", 0) for part in parts)
    if "montant" in budget and total > budget["montant"]:
        amounts = [(part or {}).get("montant", 0) for part in budget["financements"]]
        largest = ("budget", "financements", amounts.index(max(amounts)), "montant")
        position = document.value_position(largest)
        yield problem(document.file, position, "budget", sum=total, total=budget["montant"])


def personal_data(kind: str, document: Document) -> Iterator[Problem]:
    """No text holds a mobile number or a person's mailbox."""
    for path, text in _texts(document.value):
        mobile = MOBILE.search(text)
        addresses = ADDRESS.findall(text) if "@" in text else []
        if not (mobile or addresses) or schemas.field(kind, path).get("format"):
            continue
        position = document.value_position(path)
        if mobile:
            yield problem(document.file, position, "mobile", value=quote(mobile[0]))
        for address in addresses:
            if not formats.is_functional_mailbox(address):
                code = "free-webmail" if formats.is_free_webmail(address) else "personal-mailbox"
                yield problem(document.file, position, code, value=quote(address))


def _texts(value: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:  # noqa: ANN401 - any YAML value
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(item, (*path, key))


def links_in_texts(kind: str, document: Document) -> Iterator[Problem]:
    """The links of long texts are https addresses or mailboxes: others would be dropped from the page."""
    longest = schemas.schema(schemas.COMMON)["$defs"]["texte"]["maxLength"]
    for path, text in _texts(document.value):
        if not _LINK_MARK.search(text) or schemas.field(kind, path).get("maxLength") != longest:
            continue
        for pattern in (LINK, REFERENCE_LINK, AUTOLINK):
            for target in pattern.findall(text):
                if not formats.is_https(target) and not target.startswith("mailto:"):
                    position = document.value_position(path)
                    yield problem(document.file, position, "link", value=quote(target))


def contours(corpus: Corpus) -> Iterator[Problem]:
    """Every territory has its contour, or none has: a site may be without a map, and is told so."""
    if corpus.contours is None or "territories" not in corpus.files:
        return
    if not corpus.contours.value["features"]:
        yield problem(corpus.contours.file, START, "no-contours", severity="warning")
        return
    drawn = {feature["properties"]["id"] for feature in corpus.contours.value["features"]}
    for document, path, item in corpus.entries("territories", "epci"):
        if "id" in item and item["id"] not in drawn:
            position = document.value_position((*path, "id"))
            yield problem(document.file, position, "contour", value=quote(item["id"]))


def future_confirmations(corpus: Corpus) -> Iterator[Problem]:
    """A confirmation dated after today is likely a slip."""
    for document in corpus.actions.values():
        date = document.value.get("confirme_le")
        if date and PartialDate.parse(date).first_day > corpus.today:
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


# What one file alone can break, then what takes them all.
FILE_RULES: tuple[FileRule, ...] = (dates_in_order, budgets, personal_data, links_in_texts)
RULES: tuple[Rule, ...] = (
    references,
    unique_identifiers,
    former_identifiers,
    contours,
    future_confirmations,
    unknown_yet,
)
