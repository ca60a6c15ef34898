"""What changed for a reader between two states of the data: actions and meetings, field by field."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from roadmap.problems.messages import build_problem
from roadmap.problems.problem import FILE_START, Problem
from roadmap.schema.references import ENTRY_LISTS, EntryList
from roadmap.schema.schemas import Schema, Schemas, ValuePath
from roadmap.text import french
from roadmap.text.partial_dates import PartialDate, parse_hour
from roadmap.validation.check import Checked
from roadmap.validation.corpus import Corpus

ARROW = "→"


@dataclass(frozen=True)
class Change:
    """What happened to one action or meeting.

    `kind` is `action` or `reunion`; `nature` is `ajout`, `retrait`, `changement de nom` or
    `modification`; `details` are French sentences, one a field.
    """

    kind: str
    id: str
    titre: str
    nature: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """All the changes, and what forbids them: errors, published addresses that would die."""

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]


Entries = dict[str, dict[str, Any]]


def between(before: Checked, after: Checked) -> Difference:
    """Compare two checked states: what is unsound in the second is said first, and alone."""
    return Difference((), after.errors) if after.errors else compare(before.corpus, after.corpus)


def compare(before: Corpus, after: Corpus) -> Difference:
    """Compare two states of the data."""
    names = _names(before) | _names(after)
    changes: list[Change] = []
    problems: list[Problem] = []
    for kind, schema_kind, path, read in (
        ("action", "action", (), _actions),
        ("reunion", "calendar", ("reunions", 0), _meetings),
    ):
        old, new = read(before), read(after)
        describe = _Describer(after.schemas, schema_kind, path, names)
        changes += _changes(kind, old, new, describe)
        problems += _dead_addresses(kind, old, new)
    problems += _new_agenda_names(_meetings(before), _meetings(after))
    problems += _dead_pages(before, after)
    return Difference(tuple(changes), tuple(problems))


def _actions(corpus: Corpus) -> Entries:
    return {name: document.value for name, document in sorted(corpus.actions.items())}


def _meetings(corpus: Corpus) -> Entries:
    return {item["id"]: item for _, _, item in corpus.entries("calendar", "reunions") if "id" in item}


def _names(corpus: Corpus) -> dict[str, str]:
    """Return how a reader names what identifiers stand for."""
    names = {}
    for name in ("territoires", "thematiques", "instances"):
        listed = ENTRY_LISTS[name]
        label, identifier = listed.label_keys[0], listed.id_key
        for _, _, item in corpus.entries(listed.kind, listed.key):
            if {identifier, label} <= set(item):
                names[item[identifier]] = item[label]
    return names | {name: document.value.get("titre", name) for name, document in corpus.actions.items()}


def _changes(kind: str, old: Entries, new: Entries, describe: "_Describer") -> Iterator[Change]:
    """Yield the changes of one kind of entry."""
    formers = {
        former: name for name, value in new.items() for former in value.get("anciens_identifiants") or ()
    }
    for name, value in new.items():
        title = value.get("titre", name)
        former = next(
            (each for each in formers if formers[each] == name and each in old and each not in new), None
        )
        if former is not None:
            details = (f"adresse : {former} {ARROW} {name}", *describe.changes(old[former], value))
            yield Change(kind, name, title, "changement de nom", details)
        elif name not in old:
            yield Change(kind, name, title, "ajout")
        elif details := tuple(describe.changes(old[name], value)):
            yield Change(kind, name, title, "modification", details)
    for name, value in old.items():
        if name not in new and formers.get(name) not in new:
            yield Change(kind, name, value.get("titre", name), "retrait")


def _dead_addresses(kind: str, old: Entries, new: Entries) -> Iterator[Problem]:
    """Refuse that an identifier disappears: e-mails carry its address."""
    kept = {former for value in new.values() for former in value.get("anciens_identifiants") or ()} | set(new)
    for name, value in old.items():
        if name not in kept:
            file = f"data/actions/{name}.yaml" if kind == "action" else "data/calendar.yaml"
            heir = next(
                (each for each in new if each not in old and new[each].get("titre") == value.get("titre")),
                None,
            )
            code = "renamed-id" if heir else f"removed-{kind}"
            yield build_problem(file, FILE_START, code, value=f"« {name} »", heir=heir)


def _new_agenda_names(old: Entries, new: Entries) -> Iterator[Problem]:
    """Refuse that a meeting changes its first identifier: agendas know it by that one (see `calendars`).

    A new meeting that takes over several may keep the first identifier of any of them.
    """
    for name, value in new.items():
        line = _line_of_ids(name, value)
        former = [name] if name in old else [each for each in line if each in old]
        firsts = [_line_of_ids(each, old[each])[0] for each in former]
        if firsts and line[0] not in firsts:
            code = "agenda-name-taken" if firsts[0] == name else "agenda-name-moved"
            details = {"value": f"« {name} »", "first": firsts[0], "taken": line[0]}
            yield build_problem("data/calendar.yaml", FILE_START, code, **details)


def _line_of_ids(name: str, value: dict[str, Any]) -> list[str]:
    """Return all the identifiers of an entry, the oldest first."""
    return [*(value.get("anciens_identifiants") or ()), name]


def _dead_pages(before: Corpus, after: Corpus) -> Iterator[Problem]:
    """Refuse that the page, the place in a page or the calendar of an entry disappears."""
    for listed in ENTRY_LISTS.values():
        if listed.address_template:
            old, new = (_identifiers(corpus, listed) for corpus in (before, after))
            for name in old:
                if name not in new:
                    details = {"value": f"« {name} »", "address": listed.address_template.format(name)}
                    yield build_problem(f"data/{listed.kind}.yaml", FILE_START, "removed-entry", **details)


def _identifiers(corpus: Corpus, listed: EntryList) -> list[str]:
    entries = corpus.entries(listed.kind, listed.key)
    return [str(item[listed.id_key]) for _, _, item in entries if listed.id_key in item]


class _Describer:
    """Says in French how one entry differs from another."""

    def __init__(self, schemas: Schemas, kind: str, path: ValuePath, names: dict[str, str]) -> None:
        self.schemas, self.kind, self.path, self.names = schemas, kind, path, names

    def changes(
        self, old: dict[str, Any], new: dict[str, Any], inside: ValuePath = (), prefix: str = ""
    ) -> Iterator[str]:
        """Yield a sentence for each field that differs, in the schema's order."""
        part = self.schemas.field(self.kind, (*self.path, *inside))
        for key, field in part["properties"].items():
            label = f"{prefix}{_uncapitalised(field['title'])}"
            a, b = old.get(key), new.get(key)
            if a == b or key in ("id", "anciens_identifiants"):
                continue
            if isinstance(a, dict) and isinstance(b, dict):
                yield from self.changes(a, b, (*inside, key), f"{label}, ")
            else:
                yield f"{label} : {self._change(a, b, field, (*inside, key))}"

    def _change(self, a: Any, b: Any, field: Schema, path: ValuePath) -> str:  # noqa: ANN401 - any YAML value
        if isinstance(a or b, list):
            return self._list_change(a or [], b or [], (*path, 0))
        if field.get("maxLength", 0) > 1000:  # noqa: PLR2004 - a long text is not shown twice
            return "texte ajouté" if a is None else "texte retiré" if b is None else "texte modifié"
        if a is None:
            return f"{self._shown(b, field, path)} (ajouté)"
        if b is None:
            return f"{self._shown(a, field, path)} (retiré)"
        return f"{self._shown(a, field, path)} {ARROW} {self._shown(b, field, path)}"

    def _list_change(self, a: list, b: list, path: ValuePath) -> str:
        item = self.schemas.field(self.kind, (*self.path, *path))
        added = [self._shown(each, item, path) for each in b if each not in a]
        removed = [self._shown(each, item, path) for each in a if each not in b]
        parts = [f"ajout de {', '.join(added)}"] if added else []
        parts += [f"retrait de {', '.join(removed)}"] if removed else []
        return " ; ".join(parts) or "ordre changé"

    def _shown(self, value: Any, field: Schema, path: ValuePath) -> str:  # noqa: ANN401 - any YAML value
        """Return a value as a reader sees it on the site."""
        if isinstance(value, dict):
            children = self.schemas.field(self.kind, (*self.path, *path))["properties"]
            shown = (self._shown(each, children[key], (*path, key)) for key, each in value.items())
            return "« " + ", ".join(shown) + " »"
        if isinstance(value, list):
            item = self.schemas.field(self.kind, (*self.path, *path, 0))
            return ", ".join(self._shown(each, item, (*path, 0)) for each in value)
        if "x-libelles" in field:
            return _uncapitalised(field["x-libelles"].get(value, str(value)))
        if field.get("format") in _SHOWN:
            return _SHOWN[field["format"]](value)
        if isinstance(value, int | float):
            return _number(value, is_amount="montant" in path)
        return self.names.get(str(value), str(value))


_SHOWN: dict[str, Callable[[Any], str]] = {
    "date-partielle": lambda value: french.format_date(PartialDate.parse(value)),
    "heure": lambda value: french.format_hour(parse_hour(value)),
}


def _number(value: float, *, is_amount: bool) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return french.format_euros(int(value)) if is_amount else french.format_number(value)


def _uncapitalised(text: str) -> str:
    return text[:1].lower() + text[1:]
