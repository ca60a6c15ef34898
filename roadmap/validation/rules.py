"""The rules that no schema can hold: across fields, entries and files.

A rule takes the corpus and yields problems; `RULES` lists them. Every value found here has the type
of its schema, but any may be missing: unsound ones were left out.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from roadmap.problems.messages import ENTRY_NAMES, build_problem
from roadmap.problems.naming import quote_value
from roadmap.problems.problem import FILE_START, Problem
from roadmap.schema.references import ENTRY_LISTS, REFERENCES
from roadmap.schema.schemas import Schemas, ValuePath
from roadmap.source.yaml_reader import Document
from roadmap.text import addresses
from roadmap.text.folding import find_closest
from roadmap.text.partial_dates import PartialDate, parse_hour
from roadmap.validation.corpus import Corpus, Names, entries
from roadmap.validation.schema_errors import with_value

MOBILE = re.compile(
    r"(?<![0-9])(?:(?:\+|00)33[\s.-]*(?:\(0\)[\s.-]*)?|0)[67](?:[\s.-]*[0-9]{2}){4}(?![0-9])", re.ASCII
)
ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
LINK = re.compile(r"\]\(\s*<?([^)\s>]*)")
REFERENCE_LINK = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)", re.MULTILINE)
_LINK_MARK = re.compile(r"[\]<]")
AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]*:[^>\s]*)>")


Rule = Callable[[Corpus], Iterator[Problem]]
FileRule = Callable[[Schemas, str, Document], Iterator[Problem]]

MOST_CHOICES = 20


def unknown_reference(name: str, value: object, known: Names) -> dict[str, object]:
    """Return what the wording says of a value that names no entry of a list (see `schema.references`)."""
    choices = ", ".join(itertools.islice(known, MOST_CHOICES)) + (", …" if len(known) > MOST_CHOICES else "")
    return {
        "value": quote_value(value),
        "what": ENTRY_NAMES[name],
        "choices": choices or "aucun pour l'instant",
    }


def _mended_reference(document: Document, path: ValuePath, value: object, known: Names) -> str:
    """Return the line of a reference with the entry that it most likely means, if one is near."""
    by_name = {name: identifier for identifier, names in known.items() for name in (identifier, *names)}
    guess = by_name.get(find_closest(str(value), by_name) or "")
    return with_value(document, path, guess) if guess else ""


def _found(value: Any, pattern: ValuePath, path: ValuePath = ()) -> Iterator[tuple[ValuePath, Any]]:  # noqa: ANN401 - any YAML value
    """Yield what stands in a value at a path where 0 is each item of a list: the place, and what is there."""
    if len(path) == len(pattern):
        if value is not None:
            yield path, value
    elif pattern[len(path)] == 0:
        for index, item in enumerate(value if isinstance(value, list) else ()):
            yield from _found(item, pattern, (*path, index))
    elif isinstance(value, dict):
        key = pattern[len(path)]
        yield from _found(value.get(key), pattern, (*path, key))


def references(corpus: Corpus) -> Iterator[Problem]:
    """Every axis, thematic, territory, instance and action that is named exists."""
    for kind, fields in REFERENCES.items():
        for pattern, name in fields.items():
            if not corpus.is_known(ENTRY_LISTS[name].kind):
                continue
            known = corpus.names(name)
            for document in corpus.documents(kind):
                for path, value in _found(document.value, pattern):
                    if str(value) not in known:
                        position = document.value_position(path)
                        fixed = _mended_reference(document, path, value, known)
                        details = unknown_reference(name, value, known)
                        yield build_problem(
                            document.file, position, "unknown-reference", fixed=fixed, **details
                        )


def unique_identifiers(corpus: Corpus) -> Iterator[Problem]:
    """No two entries of a list share an identifier; nor an instance and a meeting: both name an .ics."""
    for listed in ENTRY_LISTS.values():
        if listed.kind != "action":
            yield from _duplicates(corpus.entries(listed.kind, listed.key), listed.id_key)
    yield from _duplicates(corpus.entries("territories", "epci"), "siren")
    instances = list(corpus.entries("calendar", "instances"))
    for entry in corpus.entries("calendar", "reunions"):
        same = [other for other in instances if other[2].get("id") == entry[2].get("id")]
        yield from _duplicates([*same, entry], "id")
    if document := corpus.files.get("territories"):
        department = document.value.get("departement", {})
        epci = corpus.entries("territories", "epci")
        same = [entry for entry in epci if entry[2].get("id") == department.get("id")]
        yield from _duplicates([(document, ("departement",), department), *same], "id")


def _duplicates(entries: Iterable[tuple[Document, ValuePath, Any]], key: str) -> Iterator[Problem]:
    """Refuse the second entry that gives the same value to `key`."""
    first: dict[str, ValuePath] = {}
    for document, path, item in entries:
        if key in item and (other := first.setdefault(str(item[key]), path)) != path:
            line = document.value_position((*other, key)).line
            position = document.value_position((*path, key))
            if position.line != line:
                yield build_problem(
                    document.file, position, "duplicate-id", value=quote_value(item[key]), line=line
                )


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
    for owned, others in ((sheets, set()), (meetings, instances)):
        present = others | {name for name, *_ in owned}
        owners: dict[str, str] = {}
        for name, document, path, item in owned:
            for index, former in enumerate(item.get("anciens_identifiants", [])):
                owner = former if former in present else owners.setdefault(former or "", name)
                if former is not None and (owner != name or former == name):
                    position = document.value_position((*path, "anciens_identifiants", index))
                    yield build_problem(
                        document.file, position, "former-id", value=quote_value(former), owner=owner
                    )


def dates_in_order(schemas: Schemas, kind: str, document: Document) -> Iterator[Problem]:
    """Nothing ends before it begins; a date known to the month may be any of its days."""
    if kind == "action":
        sheet = document.value
        if "debut" in sheet and "fin" in sheet:
            start, end = PartialDate.parse(sheet["debut"]), PartialDate.parse(sheet["fin"])
            if end.last_day < start.first_day:
                titles = _titles(schemas, kind, ("debut",), ("fin",))
                yield _disorder(document, ("fin",), titles, (start, end))
    if kind == "calendar":
        for path, meeting in entries(document, "reunions"):
            hours = (meeting.get("heure"), meeting.get("heure_fin"))
            if all(hours) and parse_hour(hours[1]) <= parse_hour(hours[0]):
                titles = _titles(schemas, kind, (*path, "heure"), (*path, "heure_fin"))
                yield _disorder(document, (*path, "heure_fin"), titles, hours)


def _titles(schemas: Schemas, kind: str, *paths: ValuePath) -> list[str]:
    return [schemas.field(kind, path)["title"] for path in paths]


def _disorder(
    document: Document, path: ValuePath, titles: list[str], values: tuple[object, object]
) -> Problem:
    """Refuse the end, at `path`, that comes before its start."""
    (start, end), (start_value, end_value) = titles, values
    return build_problem(
        document.file,
        document.value_position(path),
        "end-before-start",
        start=start,
        end=end,
        start_value=start_value,
        end_value=end_value,
    )


def budgets(_schemas: Schemas, kind: str, document: Document) -> Iterator[Problem]:
    """The parts of the funders do not exceed the total; a refused part does not count."""
    budget = document.value.get("budget", {}) if kind == "action" else {}
    parts = [part for part in budget.get("financements", []) if part and part.get("statut") != "refuse"]
    total = sum(part.get("montant", 0) for part in parts)
    if "montant" in budget and total > budget["montant"]:
        amounts = [(part or {}).get("montant", 0) for part in budget["financements"]]
        largest = ("budget", "financements", amounts.index(max(amounts)), "montant")
        position = document.value_position(largest)
        yield build_problem(document.file, position, "budget", sum=total, total=budget["montant"])


def personal_data(schemas: Schemas, kind: str, document: Document) -> Iterator[Problem]:
    """No text holds a mobile number or a person's mailbox."""
    for path, text in _texts(document.value):
        mobile = MOBILE.search(text)
        mailboxes = ADDRESS.findall(text) if "@" in text else []
        if not (mobile or mailboxes) or schemas.field(kind, path).get("format"):
            continue
        position = document.value_position(path)
        if mobile:
            yield build_problem(document.file, position, "mobile", value=quote_value(mobile[0]))
        for address in mailboxes:
            if not addresses.is_functional_mailbox(address):
                code = "free-webmail" if addresses.is_free_webmail(address) else "personal-mailbox"
                yield build_problem(document.file, position, code, value=quote_value(address))


def _texts(value: Any, path: ValuePath = ()) -> Iterator[tuple[ValuePath, str]]:  # noqa: ANN401 - any YAML value
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(item, (*path, key))


def links_in_texts(schemas: Schemas, kind: str, document: Document) -> Iterator[Problem]:
    """The links of long texts are https addresses or mailboxes: others would be dropped from the page."""
    longest = schemas.definition("texte")["maxLength"]
    for path, text in _texts(document.value):
        if not _LINK_MARK.search(text) or schemas.field(kind, path).get("maxLength") != longest:
            continue
        for pattern in (LINK, REFERENCE_LINK, AUTOLINK):
            for target in pattern.findall(text):
                if not addresses.is_https_url(target) and not target.startswith("mailto:"):
                    position = document.value_position(path)
                    yield build_problem(document.file, position, "link", value=quote_value(target))


def contours(corpus: Corpus) -> Iterator[Problem]:
    """Every territory has its contour, or none has: a site may be without a map, and is told so."""
    if corpus.contours is None or "territories" not in corpus.files:
        return
    if not corpus.contours.value:
        yield build_problem(corpus.contours.file, FILE_START, "no-contours", severity="warning")
        return
    for document, path, item in corpus.entries("territories", "epci"):
        if "id" in item and item["id"] not in corpus.contours.value:
            position = document.value_position((*path, "id"))
            yield build_problem(document.file, position, "contour", value=quote_value(item["id"]))


def future_confirmations(corpus: Corpus) -> Iterator[Problem]:
    """A confirmation dated after today is likely a slip."""
    for document in corpus.actions.values():
        date = document.value.get("confirme_le")
        if date and PartialDate.parse(date).first_day > corpus.today:
            position = document.value_position(("confirme_le",))
            yield build_problem(
                document.file, position, "future-confirmation", value=quote_value(date), severity="warning"
            )


def unknown_yet(corpus: Corpus) -> Iterator[Problem]:
    """What the publisher has yet to fill in is said, so that it is not forgotten."""
    document = corpus.files.get("site")
    for path, field_schema in corpus.schemas.fields("site") if document else ():
        value: Any = document.value
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        if value is None and "null" in field_schema.get("type", ()):
            title = field_schema["title"]
            yield build_problem(
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
