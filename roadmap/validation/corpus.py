"""The data that could be read: every document, without its unsound values."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from roadmap.schema.references import ALL_THEMATICS, ENTRY_LISTS
from roadmap.schema.schemas import Schemas, ValuePath
from roadmap.source.data_files import action_id
from roadmap.source.yaml_reader import Document
from roadmap.text.checksum import compute_checksum

# An identifier, and the names that people may write instead, its label first.
Names = dict[str, list[str]]


@dataclass
class Corpus:
    """Every document that could be read, without its unsound values, the schemas, and today's date."""

    today: dt.date
    schemas: Schemas
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

    def documents(self, kind: str) -> Iterator[Document]:
        """Yield the documents of a kind."""
        yield from self.actions.values() if kind == "action" else filter(None, [self.files.get(kind)])

    def entries(self, kind: str, *path: str) -> Iterator[tuple[Document, ValuePath, Any]]:
        """Yield the items of the list at `path` of a file, each with its document and place."""
        document = self.files.get(kind)
        if document is not None:
            yield from ((document, place, item) for place, item in entries(document, *path))

    def is_known(self, kind: str) -> bool:
        """Say whether a kind of file can be referred to: one with errors may lack what others name."""
        return (kind == "action" or kind in self.files) and kind not in self.unsound

    def names(self, name: str) -> Names:
        """Return the identifiers of a list's entries (see `ENTRY_LISTS`), each with its names."""
        listed = ENTRY_LISTS[name]
        if listed.kind == "action":
            return {each: [document.value.get("titre", "")] for each, document in self.actions.items()}
        names = {
            str(item[listed.id_key]): [
                str(item[key]) for key in (*listed.label_keys, *listed.alias_keys) if key in item
            ]
            for _, _, item in self.entries(listed.kind, listed.key)
            if listed.id_key in item
        }
        if name == "thematiques":
            names[ALL_THEMATICS] = ["Toutes"]
        if name == "territoires" and (document := self.files.get("territories")):
            department = document.value.get("departement", {})
            names[department.get("id", "")] = [department.get("nom", ""), "Tout le département"]
        return names

    @property
    def checksum_of_files(self) -> str:
        """The checksum of all the files but the actions' sheets."""
        return compute_checksum(*(document.content for _, document in sorted(self.files.items())))


def entries(document: Document, *path: str) -> Iterator[tuple[ValuePath, Any]]:
    """Yield the groups of the list at `path` of a document, each with its place."""
    value: Any = document.value
    for step in path:
        value = value.get(step, [])
    for index, item in enumerate(value):
        if isinstance(item, dict):
            yield (*path, index), item
