"""Differences between two versions of the data, for readers: actions and meetings, field by field."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from roadmap.model.commune_slugs import CommuneKey, build_commune_slugs
from roadmap.problems.building import build_problem
from roadmap.problems.problem import FILE_START, Problem
from roadmap.schema.references import ENTRY_LISTS, EntryList
from roadmap.schema.schemas import Schema, Schemas, ValuePath
from roadmap.text import french
from roadmap.text.partial_dates import PartialDate, parse_hour
from roadmap.validation.check import CheckResult
from roadmap.validation.corpus import Corpus

ARROW = "→"


@dataclass(frozen=True)
class Change:
    """The change of one action or meeting.

    `kind` is `action` or `reunion`; `nature` is `ajout`, `retrait`, `changement de nom` or
    `modification`; `details` are French sentences, one per field.
    """

    kind: str
    id: str
    titre: str
    nature: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """All changes, and the problems that forbid them: errors, published URLs that would disappear."""

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]


# The actions, or the meetings, by identifier.
Entries = dict[str, dict[str, Any]]


def diff_check_results(before: CheckResult, after: CheckResult) -> Difference:
    """Compare two checked versions of the data; if the second has errors, return only these."""
    return Difference((), after.errors) if after.errors else diff_corpora(before.corpus, after.corpus)


def diff_corpora(before: Corpus, after: Corpus) -> Difference:
    """Compare two versions of the data."""
    labels = _collect_labels(before) | _collect_labels(after)
    changes: list[Change] = []
    problems: list[Problem] = []
    for kind, schema_kind, path, get_entries in (
        ("action", "action", (), _actions),
        ("reunion", "calendar", ("reunions", 0), _meetings),
    ):
        old, new = get_entries(before), get_entries(after)
        describer = _Describer(after.schemas, schema_kind, path, labels)
        changes += _find_changes(kind, old, new, describer)
        problems += _find_removed_identifiers(kind, old, new)
    problems += _find_changed_calendar_uids(_meetings(before), _meetings(after))
    problems += _find_removed_pages(before, after)
    problems += _find_removed_communes(before, after)
    return Difference(tuple(changes), tuple(problems))


def _actions(corpus: Corpus) -> Entries:
    return {name: document.value for name, document in sorted(corpus.actions.items())}


def _meetings(corpus: Corpus) -> Entries:
    return {item["id"]: item for _, _, item in corpus.entries("calendar", "reunions") if "id" in item}


def _collect_labels(corpus: Corpus) -> dict[str, str]:
    """Return the labels of territories, communes, thematics, instances and actions, by identifier."""
    labels = {}
    for list_name in ("territoires", "communes", "thematiques", "instances"):
        entry_list = ENTRY_LISTS[list_name]
        label, identifier = entry_list.label_keys[0], entry_list.id_key
        for _, _, item in corpus.entries(entry_list.kind, *entry_list.keys):
            if {identifier, label} <= set(item):
                labels[item[identifier]] = item[label]
    return labels | {name: document.value.get("titre", name) for name, document in corpus.actions.items()}


def _find_changes(kind: str, old: Entries, new: Entries, describer: "_Describer") -> Iterator[Change]:
    """Yield the changes of one kind of entry."""
    new_names = {
        former: name for name, value in new.items() for former in value.get("anciens_identifiants") or ()
    }
    for name, value in new.items():
        title = value.get("titre", name)
        candidates = (former for former, new_name in new_names.items() if new_name == name)
        former = next((former for former in candidates if former in old and former not in new), None)
        if former is not None:
            details = (f"adresse : {former} {ARROW} {name}", *describer.describe_changes(old[former], value))
            yield Change(kind, name, title, "changement de nom", details)
        elif name not in old:
            yield Change(kind, name, title, "ajout")
        elif details := tuple(describer.describe_changes(old[name], value)):
            yield Change(kind, name, title, "modification", details)
    for name, value in old.items():
        if name not in new and new_names.get(name) not in new:
            yield Change(kind, name, value.get("titre", name), "retrait")


def _find_removed_identifiers(kind: str, old: Entries, new: Entries) -> Iterator[Problem]:
    """Yield a problem for each identifier that disappears: its URL stands in e-mails already sent."""
    identifiers = set(new).union(*(value.get("anciens_identifiants") or () for value in new.values()))
    for name, value in old.items():
        if name not in identifiers:
            file = f"data/actions/{name}.yaml" if kind == "action" else "data/calendar.yaml"
            added = (entry for entry in new if entry not in old)
            heir = next((entry for entry in added if new[entry].get("titre") == value.get("titre")), None)
            code = "renamed-id" if heir else f"removed-{kind}"
            yield build_problem(file, FILE_START, code, value=f"« {name} »", heir=heir)


def _find_changed_calendar_uids(old: Entries, new: Entries) -> Iterator[Problem]:
    """Yield a problem for each meeting whose first identifier, its iCalendar UID (RFC 5545), changes.

    A new meeting that replaces several ones may have the first identifier of any of them.
    """
    for name, value in new.items():
        identifiers = _identifier_history(name, value)
        replaced = [name] if name in old else [identifier for identifier in identifiers if identifier in old]
        first_ids = [_identifier_history(identifier, old[identifier])[0] for identifier in replaced]
        if first_ids and identifiers[0] not in first_ids:
            code = "agenda-name-taken" if first_ids[0] == name else "agenda-name-moved"
            details = {"value": f"« {name} »", "first": first_ids[0], "taken": identifiers[0]}
            yield build_problem("data/calendar.yaml", FILE_START, code, **details)


def _identifier_history(name: str, value: dict[str, Any]) -> list[str]:
    """Return all identifiers that an entry ever had, oldest first."""
    return [*(value.get("anciens_identifiants") or ()), name]


def _find_removed_pages(before: Corpus, after: Corpus) -> Iterator[Problem]:
    """Yield a problem for each entry whose published page, anchor or calendar disappears."""
    for entry_list in ENTRY_LISTS.values():
        if entry_list.address_template:
            old, new = (_identifiers(corpus, entry_list) for corpus in (before, after))
            for name in old:
                if name not in new:
                    details = {"value": f"« {name} »", "address": entry_list.address_template.format(name)}
                    yield build_problem(
                        f"data/{entry_list.kind}.yaml", FILE_START, "removed-entry", **details
                    )


def _find_removed_communes(before: Corpus, after: Corpus) -> Iterator[Problem]:
    """Yield a problem for each commune whose address, made from its name, leads nowhere any more."""
    addresses = set(_commune_slugs(after).values())
    for (_, name), slug in _commune_slugs(before).items():
        if slug not in addresses:
            details = {"value": f"« {name} »", "address": f"/communes/{slug}/"}
            yield build_problem("data/territories.yaml", FILE_START, "removed-commune", **details)


def _commune_slugs(corpus: Corpus) -> dict[CommuneKey, str]:
    communes, former = (
        [
            (item["code"], item["nom"])
            for _, _, item in corpus.entries("territories", "epci", "communes", *keys)
            if {"code", "nom"} <= set(item)
        ]
        for keys in ((), ("anciennes",))
    )
    return build_commune_slugs(communes, former)


def _identifiers(corpus: Corpus, entry_list: EntryList) -> list[str]:
    entries = corpus.entries(entry_list.kind, *entry_list.keys)
    return [str(item[entry_list.id_key]) for _, _, item in entries if entry_list.id_key in item]


class _Describer:
    """Describes in French the differences between two versions of an entry."""

    def __init__(self, schemas: Schemas, kind: str, path: ValuePath, labels: dict[str, str]) -> None:
        self.schemas, self.kind, self.path, self.labels = schemas, kind, path, labels

    def describe_changes(
        self, old: dict[str, Any], new: dict[str, Any], parent: ValuePath = (), prefix: str = ""
    ) -> Iterator[str]:
        """Yield a sentence for each field that differs, in the order of the schema."""
        part = self.schemas.field(self.kind, (*self.path, *parent))
        for key, field in part["properties"].items():
            label = f"{prefix}{_uncapitalize(field['title'])}"
            a, b = old.get(key), new.get(key)
            if a == b or key in ("id", "anciens_identifiants"):
                continue
            if isinstance(a, dict) and isinstance(b, dict):
                yield from self.describe_changes(a, b, (*parent, key), f"{label}, ")
            else:
                yield f"{label} : {self._describe_change(a, b, field, (*parent, key))}"

    def _describe_change(self, a: Any, b: Any, field: Schema, path: ValuePath) -> str:  # noqa: ANN401 - any YAML value
        if isinstance(a or b, list):
            return self._describe_list_change(a or [], b or [], (*path, 0))
        if field.get("maxLength", 0) > 1000:  # noqa: PLR2004 - long texts are not shown
            return "texte ajouté" if a is None else "texte retiré" if b is None else "texte modifié"
        if a is None:
            return f"{self._format(b, field, path)} (ajouté)"
        if b is None:
            return f"{self._format(a, field, path)} (retiré)"
        return f"{self._format(a, field, path)} {ARROW} {self._format(b, field, path)}"

    def _describe_list_change(self, a: list, b: list, path: ValuePath) -> str:
        field = self.schemas.field(self.kind, (*self.path, *path))
        added = [self._format(item, field, path) for item in b if item not in a]
        removed = [self._format(item, field, path) for item in a if item not in b]
        parts = [f"ajout de {', '.join(added)}"] if added else []
        parts += [f"retrait de {', '.join(removed)}"] if removed else []
        return " ; ".join(parts) or "ordre changé"

    def _format(self, value: Any, field: Schema, path: ValuePath) -> str:  # noqa: ANN401 - any YAML value
        """Return a value as the site displays it."""
        if isinstance(value, dict):
            children = self.schemas.field(self.kind, (*self.path, *path))["properties"]
            texts = (self._format(child, children[key], (*path, key)) for key, child in value.items())
            return "« " + ", ".join(texts) + " »"
        if isinstance(value, list):
            item_field = self.schemas.field(self.kind, (*self.path, *path, 0))
            return ", ".join(self._format(item, item_field, (*path, 0)) for item in value)
        if "x-libelles" in field:
            return _uncapitalize(field["x-libelles"].get(value, str(value)))
        if field.get("format") in _FORMATTERS:
            return _FORMATTERS[field["format"]](value)
        if isinstance(value, int | float):
            return _format_number(value, is_amount="montant" in path)
        return self.labels.get(str(value), str(value))


_FORMATTERS: dict[str, Callable[[Any], str]] = {
    "date-partielle": lambda value: french.format_date(PartialDate.parse(value)),
    "heure": lambda value: french.format_hour(parse_hour(value)),
}


def _format_number(value: float, *, is_amount: bool) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return french.format_euros(int(value)) if is_amount else french.format_number(value)


def _uncapitalize(text: str) -> str:
    return text[:1].lower() + text[1:]
