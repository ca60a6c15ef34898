"""Validation rules beyond JSON Schema: between fields, entries and files.

A rule of `RULES` takes the corpus, one of `FILE_RULES` a single document; both yield problems. Every value
has the type that its schema requires, but any value may be missing: the invalid ones were removed.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from roadmap.problems.building import build_problem
from roadmap.problems.messages import ENTRY_NAMES, LONG_LISTS
from roadmap.problems.naming import quote_value
from roadmap.problems.problem import FILE_START, Problem
from roadmap.schema.references import ENTRY_LISTS, REFERENCES
from roadmap.schema.schemas import Schemas, ValuePath
from roadmap.source.data_files import DOCUMENTS_FOLDER
from roadmap.source.values import iter_texts
from roadmap.source.yaml_reader import Document
from roadmap.text import addresses
from roadmap.text.folding import find_closest
from roadmap.text.partial_dates import PartialDate, parse_hour
from roadmap.text.plain_language import MAX_SENTENCE_WORDS, find_long_sentences, find_unexplained_acronyms
from roadmap.validation.accessibility import check_declared_conformity, check_verifications
from roadmap.validation.corpus import Corpus, NamesById, iter_entries
from roadmap.validation.personal_data import check_personal_data
from roadmap.validation.schema_errors import replace_value

INLINE_LINK = re.compile(r"\]\(\s*<?([^)\s>]*)")
REFERENCE_LINK = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)", re.MULTILINE)
_LINK_CHARACTER = re.compile(r"[\]<]")
AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]*:[^>\s]*)>")
# How every text of the sample sheet begins: one text left as it was is enough to refuse the sheet.
EXAMPLE_MARK = re.compile(r"^\([Ee]xemple\)")

# What an indicator without a list says of its only measure -> the same, in a measure of a list.
SINGLE_MEASURE_KEYS = {"mesure_le": "date", "actuel": "valeur", "source": "source"}

Rule = Callable[[Corpus], Iterator[Problem]]
FileRule = Callable[[Schemas, str, Document], Iterator[Problem]]

MAX_CHOICES = 20  # listed in a message


def describe_unknown_reference(list_name: str, value: object, targets: NamesById) -> dict[str, object]:
    """Return the message details of a value that is no identifier of an entry of a list (see `LISTS`)."""
    choices = ", ".join(itertools.islice(targets, MAX_CHOICES)) + (
        ", …" if len(targets) > MAX_CHOICES else ""
    )
    return {
        "value": quote_value(value),
        "what": ENTRY_NAMES[list_name],
        "choices": LONG_LISTS.get(list_name, choices) or "aucun pour l'instant",
    }


def _fix_reference(document: Document, path: ValuePath, value: object, targets: NamesById) -> str:
    """Return the line of a reference corrected to the entry with the nearest name; empty if none is near."""
    by_name = {name: identifier for identifier, names in targets.items() for name in (identifier, *names)}
    guess = by_name.get(find_closest(str(value), by_name) or "")
    # A text of digits keeps its quotes: without them, YAML reads a number.
    is_text_of_digits = isinstance(value, str) and (guess or "").isdigit()
    return replace_value(document, path, f'"{guess}"' if is_text_of_digits else guess) if guess else ""


def _iter_matches(value: Any, pattern: ValuePath, path: ValuePath = ()) -> Iterator[tuple[ValuePath, Any]]:  # noqa: ANN401 - any YAML value
    """Yield the non-null values at a path pattern, with their paths; 0 stands for every item of a list."""
    if len(path) == len(pattern):
        if value is not None:
            yield path, value
    elif pattern[len(path)] == 0:
        for index, item in enumerate(value if isinstance(value, list) else ()):
            yield from _iter_matches(item, pattern, (*path, index))
    elif isinstance(value, dict):
        key = pattern[len(path)]
        yield from _iter_matches(value.get(key), pattern, (*path, key))


def check_references(corpus: Corpus) -> Iterator[Problem]:
    """Every axis, thematic, territory, instance and action referred to exists, except in a sample sheet."""
    for kind, fields in REFERENCES.items():
        for pattern, list_name in fields.items():
            if not corpus.has_all_entries(ENTRY_LISTS[list_name].kind):
                continue
            targets = corpus.names_by_id(list_name)
            for document in corpus.documents(kind):
                for path, value in _iter_matches(document.value, pattern):
                    if str(value) not in targets and not _find_example_text(document):
                        position = document.value_position(path)
                        fixed = _fix_reference(document, path, value, targets)
                        details = describe_unknown_reference(list_name, value, targets)
                        yield build_problem(
                            document.file, position, "unknown-reference", fixed=fixed, **details
                        )


def check_unique_identifiers(corpus: Corpus) -> Iterator[Problem]:
    """Identifiers are unique in each list, and between instances and meetings: both name an .ics file."""
    for entry_list in ENTRY_LISTS.values():
        if entry_list.kind != "action":
            entries = corpus.entries(entry_list.kind, *entry_list.keys)
            yield from _find_duplicates(entries, entry_list.id_key)
    yield from _find_duplicates(corpus.entries("territories", "epci"), "siren")
    instances = list(corpus.entries("calendar", "instances"))
    for entry in corpus.entries("calendar", "reunions"):
        same = [other for other in instances if other[2].get("id") == entry[2].get("id")]
        yield from _find_duplicates([*same, entry], "id")
    if document := corpus.files.get("territories"):
        department = document.value.get("departement", {})
        epci = corpus.entries("territories", "epci")
        same = [entry for entry in epci if entry[2].get("id") == department.get("id")]
        yield from _find_duplicates([(document, ("departement",), department), *same], "id")


def _find_duplicates(entries: Iterable[tuple[Document, ValuePath, Any]], key: str) -> Iterator[Problem]:
    """Yield a problem for each entry whose value of `key` is that of an earlier entry."""
    first: dict[str, ValuePath] = {}
    for document, path, item in entries:
        if key in item and (other := first.setdefault(str(item[key]), path)) != path:
            line = document.value_position((*other, key)).line
            position = document.value_position((*path, key))
            if position.line != line:
                yield build_problem(
                    document.file, position, "duplicate-id", value=quote_value(item[key]), line=line
                )


def check_former_identifiers(corpus: Corpus) -> Iterator[Problem]:
    """A former identifier is neither in use by its kind of entry, nor a former identifier of another one.

    That of a meeting is not in use by an instance either: both name an .ics file.
    """
    sheets = [(name, document, (), document.value) for name, document in corpus.actions.items()]
    meetings = [
        (item.get("id", ""), document, path, item)
        for document, path, item in corpus.entries("calendar", "reunions")
    ]
    instances = {item.get("id", "") for _, _, item in corpus.entries("calendar", "instances")}
    for entries, reserved in ((sheets, set()), (meetings, instances)):
        current = reserved | {name for name, *_ in entries}
        owners: dict[str, str] = {}
        for name, document, path, item in entries:
            for index, former in enumerate(item.get("anciens_identifiants", [])):
                owner = former if former in current else owners.setdefault(former or "", name)
                if former is not None and (owner != name or former == name):
                    position = document.value_position((*path, "anciens_identifiants", index))
                    yield build_problem(
                        document.file, position, "former-id", value=quote_value(former), owner=owner
                    )


def check_former_communes(corpus: Corpus) -> Iterator[Problem]:
    """A former commune is not one of today, and is part of one only; a former name has its commune's code."""
    entries = list(corpus.entries("territories", "epci", "communes"))
    owners = {item["code"]: item for _, _, item in entries if {"code", "nom"} <= set(item)}
    for document, path, commune in entries:
        for index, former in enumerate(commune.get("anciennes", [])):
            if not former or "code" not in former:
                continue
            owner = owners.setdefault(former["code"], commune)
            if owner is not commune or former.get("nom") == commune.get("nom"):
                yield build_problem(
                    document.file,
                    document.value_position((*path, "anciennes", index, "code")),
                    "former-commune",
                    value=quote_value(former.get("nom", former["code"])),
                    owner=owner.get("nom", owner.get("code", "")),
                )


def check_date_order(schemas: Schemas, kind: str, document: Document) -> Iterator[Problem]:
    """Nothing ends before it begins; a date without a day may be any day of its month."""
    if kind == "action":
        sheet = document.value
        if "debut" in sheet and "fin" in sheet:
            start, end = PartialDate.parse(sheet["debut"]), PartialDate.parse(sheet["fin"])
            if end.last_day < start.first_day:
                titles = _titles(schemas, kind, ("debut",), ("fin",))
                yield _end_before_start(document, ("fin",), titles, (start, end))
    if kind == "calendar":
        for path, meeting in iter_entries(document, "reunions"):
            hours = (meeting.get("heure"), meeting.get("heure_fin"))
            if all(hours) and parse_hour(hours[1]) <= parse_hour(hours[0]):
                titles = _titles(schemas, kind, (*path, "heure"), (*path, "heure_fin"))
                yield _end_before_start(document, (*path, "heure_fin"), titles, hours)


def _titles(schemas: Schemas, kind: str, *paths: ValuePath) -> list[str]:
    return [schemas.field(kind, path)["title"] for path in paths]


def _end_before_start(
    document: Document, path: ValuePath, titles: list[str], values: tuple[object, object]
) -> Problem:
    """Return the problem of an end, at `path`, that comes before its start; both pairs are (start, end)."""
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


def check_budgets(_schemas: Schemas, kind: str, document: Document) -> Iterator[Problem]:
    """The contributions of the funders do not exceed the total; refused ones do not count."""
    budget = document.value.get("budget", {}) if kind == "action" else {}
    fundings = budget.get("financements", [])
    total = sum(item.get("montant", 0) for item in fundings if item and item.get("statut") != "refuse")
    if "montant" in budget and total > budget["montant"]:
        amounts = [(item or {}).get("montant", 0) for item in fundings]
        largest = ("budget", "financements", amounts.index(max(amounts)), "montant")
        position = document.value_position(largest)
        yield build_problem(document.file, position, "budget", sum=total, total=budget["montant"])


def check_measures(_schemas: Schemas, kind: str, document: Document) -> Iterator[Problem]:
    """An indicator has one measure or a list of them, and the dates of the list increase."""
    for path, indicator in iter_entries(document, "indicateurs") if kind in ("action", "indicators") else ():
        measures = indicator.get("mesures") or []
        single = next((key for key in SINGLE_MEASURE_KEYS if indicator.get(key) is not None), None)
        if measures and single:
            yield build_problem(document.file, document.value_position((*path, single)), "measures-twice")
        dates = [
            PartialDate.parse(measure["date"]) if measure and "date" in measure else None
            for measure in measures
        ]
        for index, (before, after) in enumerate(itertools.pairwise(dates), start=1):
            if before and after and after.last_day <= before.last_day:
                position = document.value_position((*path, "mesures", index, "date"))
                yield build_problem(
                    document.file, position, "measures-order", date=str(after), other=str(before)
                )


def check_links_in_texts(schemas: Schemas, kind: str, document: Document) -> Iterator[Problem]:
    """The links of Markdown texts are https or mailto: the sanitizer would drop the others from the page."""
    markdown_length = schemas.definition("texte")["maxLength"]  # what tells Markdown texts from the others
    for path, text in iter_texts(document.value):
        if not _LINK_CHARACTER.search(text) or schemas.field(kind, path).get("maxLength") != markdown_length:
            continue
        for pattern in (INLINE_LINK, REFERENCE_LINK, AUTOLINK):
            for target in pattern.findall(text):
                if not addresses.is_https_url(target) and not addresses.is_safe_mailto(target):
                    position = document.value_position(path)
                    yield build_problem(document.file, position, "link", value=quote_value(target))


def check_plain_texts(_schemas: Schemas, kind: str, document: Document) -> Iterator[Problem]:
    """The plain text of an axis has short sentences; an acronym that it does not explain is a warning."""
    for path, axis in iter_entries(document, "axes") if kind == "axes" else ():
        text = axis.get("texte_simple") or ""
        position = document.value_position((*path, "texte_simple")) if text else FILE_START
        for sentence, count in find_long_sentences(text):
            details = {"count": count, "value": quote_value(sentence), "limit": MAX_SENTENCE_WORDS}
            yield build_problem(document.file, position, "long-sentence", **details)
        for acronym in find_unexplained_acronyms(text):
            value = quote_value(acronym)
            yield build_problem(document.file, position, "acronym", value=value, severity="warning")


def check_document_targets(_schemas: Schemas, kind: str, document: Document) -> Iterator[Problem]:
    """A document of a meeting does not have both an address and a file; the schema asks for one."""
    for path, item in iter_entries(document, "reunions", "documents") if kind == "calendar" else ():
        if item.get("url") and item.get("fichier"):
            yield build_problem(
                document.file, document.value_position((*path, "fichier")), "document-targets"
            )


def check_examples(_schemas: Schemas, _kind: str, document: Document) -> Iterator[Problem]:
    """No text is that of the sample sheet, wherever it was copied and whatever the name of its file."""
    if path := _find_example_text(document):
        yield build_problem(document.file, document.value_position(path), "example")


def _find_example_text(document: Document) -> ValuePath:
    """Return the path of the first text marked as an example; empty if there is none."""
    return next((path for path, text in iter_texts(document.value) if EXAMPLE_MARK.match(text)), ())


def check_contours(corpus: Corpus) -> Iterator[Problem]:
    """Every territory has a contour, or none has: the map is optional, and its absence a warning."""
    if corpus.contours is None or "territories" not in corpus.files:
        return
    if not corpus.contours.value:
        yield build_problem(corpus.contours.file, FILE_START, "no-contours", severity="warning")
        return
    for document, path, item in corpus.entries("territories", "epci"):
        if "id" in item and item["id"] not in corpus.contours.value:
            position = document.value_position((*path, "id"))
            yield build_problem(document.file, position, "contour", value=quote_value(item["id"]))


def check_future_confirmations(corpus: Corpus) -> Iterator[Problem]:
    """A confirmation date after today is a warning: it is most likely a typing mistake."""
    today = corpus.today
    for document in corpus.actions.values():
        date = document.value.get("confirme_le")
        if date and PartialDate.parse(date).first_day > today:
            position = document.value_position(("confirme_le",))
            yield build_problem(
                document.file, position, "future-confirmation", value=quote_value(date), severity="warning"
            )


def check_done_decisions(corpus: Corpus) -> Iterator[Problem]:
    """A decision is not done after today; before its meeting, it is most likely a typing mistake."""
    for document, path, meeting in corpus.entries("calendar", "reunions"):
        for index, decision in enumerate(meeting.get("decisions", [])):
            date = (decision or {}).get("faite_le")
            if not date:
                continue
            done, position = (
                PartialDate.parse(date),
                document.value_position((*path, "decisions", index, "faite_le")),
            )
            if done.first_day > corpus.today:
                yield build_problem(document.file, position, "done-in-future", value=quote_value(date))
            elif meeting.get("date") and done.last_day < PartialDate.parse(meeting["date"]).first_day:
                details = {"value": date, "date": meeting["date"]}
                yield build_problem(document.file, position, "done-before", severity="warning", **details)


def check_document_files(corpus: Corpus) -> Iterator[Problem]:
    """A file that a meeting names is in the folder of documents; one that none names is a warning."""
    named = set()
    for document, path, item in corpus.entries("calendar", "reunions", "documents"):
        name = item.get("fichier")
        named.add(name)
        if name and name not in corpus.pdf_sizes:
            closest = find_closest(name, corpus.pdf_sizes)
            suggestion = f" : peut-être « {closest} »" if closest else ""
            position = document.value_position((*path, "fichier"))
            details = {"value": quote_value(name), "suggestion": suggestion}
            yield build_problem(document.file, position, "document-unknown", **details)
    for name in sorted(corpus.pdf_sizes.keys() - named) if corpus.has_all_entries("calendar") else ():
        yield build_problem(f"{DOCUMENTS_FOLDER}/{name}", FILE_START, "document-unused", severity="warning")


def check_pending_settings(corpus: Corpus) -> Iterator[Problem]:
    """The settings of the site that are still null are warnings, so that they are not forgotten."""
    document = corpus.files.get("site")
    for path, field_schema in corpus.schemas.fields("site") if document else ():
        value: Any = document.value
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if value is None and "null" in field_schema.get("type", ()):
            title = field_schema["title"]
            yield build_problem(
                document.file, document.key_position(path), "unknown-yet", title=title, severity="warning"
            )


# Rules about one file, whose results depend on nothing else; then rules about the whole corpus.
FILE_RULES: tuple[FileRule, ...] = (
    check_date_order,
    check_budgets,
    check_measures,
    check_personal_data,
    check_links_in_texts,
    check_plain_texts,
    check_document_targets,
    check_examples,
)
RULES: tuple[Rule, ...] = (
    check_references,
    check_unique_identifiers,
    check_former_identifiers,
    check_former_communes,
    check_contours,
    check_future_confirmations,
    check_done_decisions,
    check_document_files,
    check_verifications,
    check_declared_conformity,
    check_pending_settings,
)
