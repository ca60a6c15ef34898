"""The corpus: all parsed documents of a project, without their invalid values."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from roadmap.schema.references import ALL_THEMATICS, ENTRY_LISTS
from roadmap.schema.schemas import Schemas, ValuePath
from roadmap.source.data_files import action_id
from roadmap.source.yaml_reader import Document
from roadmap.text.checksum import compute_checksum
from roadmap.text.partial_dates import find_time_zone
from roadmap.validation.places import PlacesFile

# For each identifier, the names that people may write instead, its label first.
NamesById = dict[str, list[str]]


@dataclass
class Corpus:
    """All parsed documents without their invalid values, the schemas, and the time of the build.

    `actions` are keyed by id, `files` by kind; `pdf_sizes` gives the bytes of the documents, by file name.
    """

    now: dt.datetime
    schemas: Schemas
    actions: dict[str, Document] = field(default_factory=dict)
    files: dict[str, Document] = field(default_factory=dict)
    contours: Document | None = None
    places: PlacesFile | None = None
    pdf_sizes: dict[str, int] = field(default_factory=dict)
    kinds_with_errors: set[str] = field(default_factory=set)

    def add(self, kind: str, document: Document) -> None:
        """Add a document of a kind."""
        if kind == "action":
            self.actions[action_id(document.file)] = document
        else:
            self.files[kind] = document

    def documents(self, kind: str) -> Iterator[Document]:
        """Yield the documents of a kind."""
        yield from self.actions.values() if kind == "action" else filter(None, [self.files.get(kind)])

    def entries(self, kind: str, *path: str) -> Iterator[tuple[Document, ValuePath, Any]]:
        """Yield the entries at `path` of a file (see `iter_entries`): document, path and value of each."""
        document = self.files.get(kind)
        if document is not None:
            yield from ((document, entry_path, entry) for entry_path, entry in iter_entries(document, *path))

    def has_all_entries(self, kind: str) -> bool:
        """Say whether references to a kind can be checked: a file with errors may have lost entries."""
        return (kind == "action" or kind in self.files) and kind not in self.kinds_with_errors

    def names_by_id(self, list_name: str) -> NamesById:
        """Return the names of each entry of a list (a key of `ENTRY_LISTS`), by identifier."""
        entry_list = ENTRY_LISTS[list_name]
        if entry_list.kind == "action":
            return {name: [document.value.get("titre", "")] for name, document in self.actions.items()}
        names = {
            str(entry[entry_list.id_key]): [
                str(entry[key]) for key in (*entry_list.label_keys, *entry_list.alias_keys) if key in entry
            ]
            for _, _, entry in self.entries(entry_list.kind, *entry_list.keys)
            if entry_list.id_key in entry
        }
        if list_name == "thematiques":
            names[ALL_THEMATICS] = ["Toutes"]
        if list_name == "territoires" and (document := self.files.get("territories")):
            department = document.value.get("departement", {})
            names[department.get("id", "")] = [department.get("nom", ""), "Tout le département"]
        return names

    @property
    def today(self) -> dt.date:
        """Today's date in the department: its zone, or Paris while its code is unknown."""
        site = self.files.get("site")
        code = site.value.get("departement", {}).get("code", "") if site else ""
        return self.now.astimezone(find_time_zone(code)).date()

    @property
    def checksum_of_files(self) -> str:
        """The checksum of all files except the action sheets."""
        return compute_checksum(*(document.content for _, document in sorted(self.files.items())))


def iter_entries(document: Document, *path: str) -> Iterator[tuple[ValuePath, Any]]:
    """Yield the mappings of the list at `path` of a document, each with its path.

    A path of several keys goes through every entry of the lists on its way.
    """
    parents: list[tuple[ValuePath, Any]] = [((), document.value)]
    for key in path:
        parents = [
            ((*parent_path, key, index), entry)
            for parent_path, parent in parents
            for index, entry in enumerate(parent.get(key, []))
            if isinstance(entry, dict)
        ]
    yield from parents
