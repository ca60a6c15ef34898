"""The form's fields: the schema as a person fills it in, in the reader's order."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from roadmap.model.roadmap import Roadmap
from roadmap.schema.references import ALL_THEMATICS, REFERENCES
from roadmap.schema.schemas import Schema, Schemas

Choices = tuple[tuple[str, str], ...]

# What a person answers, in the order in which a reader wonders.
SECTIONS = {
    "action": (
        ("Quoi", ("titre", "resume", "axe", "thematiques", "statut", "motif")),
        ("Pourquoi et comment", ("contexte", "objectifs", "description")),
        ("Pour qui", ("cible", "publics")),
        ("Où", ("territoires",)),
        ("Qui", ("porteur", "partenaires", "contact")),
        ("Quand", ("debut", "fin", "etapes")),
        ("Combien", ("budget",)),
        ("Comment on saura que cela marche", ("indicateurs",)),
        ("D'où vient l'information", ("source", "liens", "confirme_le", "anciens_identifiants")),
    ),
    "reunion": (
        ("Quoi", ("titre", "instance", "thematiques", "id")),
        ("Quand", ("date", "heure", "heure_fin", "statut", "date_initiale")),
        ("Où", ("lieu", "inscription")),
        ("Contenu", ("ordre_du_jour", "decisions", "documents")),
        ("D'où vient l'information", ("source", "anciens_identifiants")),
    ),
}
# A one-line text that may be longer than this is given several lines to be read whole.
_LONG_LINE = 200
_SEVERAL_PARAGRAPHS = 1000


@dataclass(frozen=True)
class Field:
    """One question, or a group or list of questions.

    `kind` is `line`, `paragraph` (one line, shown on several), `text` (several paragraphs), `number`,
    `flag`, `choice`, `choices`, `group` or `list`; a list holds one field, its item. `is_number` says that
    the answer is filed as a number, `is_word` that it holds no space. `keyboard` is the one that helps on a
    telephone. `names` tells which list of suggestions goes with a line.
    """

    key: str
    kind: str
    title: str
    help: str
    example: str
    required: bool
    choices: Choices = ()
    fields: tuple["Field", ...] = ()
    is_number: bool = False
    is_word: bool = False
    keyboard: str = "text"
    names: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the form, under one heading."""

    title: str
    fields: tuple[Field, ...]


def sections(kind: str, roadmap: Roadmap) -> tuple[Section, ...]:
    """Return the form of an `action` or of a `reunion`."""
    part, known = _source(roadmap.schemas, kind), _references(kind, roadmap)
    return tuple(
        Section(
            title,
            tuple(
                _field(
                    roadmap.schemas, key, part["properties"][key], known, is_required=key in part["required"]
                )
                for key in keys
            ),
        )
        for title, keys in SECTIONS[kind]
    )


def order(schemas: Schemas, kind: str) -> tuple[str, ...]:
    """Return the keys of a sheet in the schema's order, in which they are filed."""
    return tuple(_source(schemas, kind)["properties"])


def _source(schemas: Schemas, kind: str) -> Schema:
    """Return the schema of a sheet as it is written: what narrows a definition is seen to."""
    if kind == "action":
        return schemas.source("action")
    return schemas.source("calendar")["properties"]["reunions"]["items"]


def _references(kind: str, roadmap: Roadmap) -> dict[str, Choices]:
    """Return the choices of the fields that name an entry of the data."""
    choices = {
        "axes": tuple((str(axis.numero), f"{axis.numero}. {axis.titre_court}") for axis in roadmap.axes),
        "thematiques": (*((each.id, each.titre) for each in roadmap.thematiques), (ALL_THEMATICS, "Toutes")),
        "territoires": (
            *((each.id, each.nom) for each in roadmap.epci),
            (roadmap.departement.id, "Tout le département"),
        ),
        "instances": tuple((each.id, each.nom) for each in roadmap.instances),
    }
    fields = REFERENCES["action" if kind == "action" else "calendar"].items()
    keys = (([step for step in path if step not in (0, "reunions")], name) for path, name in fields)
    return {key[0]: choices[name] for key, name in keys if len(key) == 1}


def _field(
    schemas: Schemas, key: str, part: Schema, known: dict[str, Choices], *, is_required: bool
) -> Field:
    """Return the question that a part of a schema asks; `known` gives the choices that the data makes."""
    schema = schemas.resolve(part)
    item = schemas.resolve(schema.get("items", {}))
    choices = known.get(key) or tuple((schema | item).get("x-libelles", {}).items())
    kind = _kind(part, schema, item, has_choices=bool(choices))
    return Field(
        key=key,
        kind=kind,
        title=schema["title"],
        help=schema.get("x-aide", schema["description"]),
        example="" if kind in _WITHOUT_EXAMPLE else str(schema["examples"][0]),
        required=is_required,
        choices=choices,
        fields=tuple(_inside(schemas, key, kind, schema)),
        is_number=schema["type"] in ("integer", "number"),
        is_word="format" in schema,
        keyboard=_KEYBOARDS.get(schema.get("format") or str(schema["type"]), "text"),
    )


_WITHOUT_EXAMPLE = ("choice", "choices", "flag", "group", "list", "text")


def _kind(part: Schema, schema: Schema, item: Schema, *, has_choices: bool) -> str:
    if item:
        return "choices" if has_choices else "list"
    if has_choices:
        return "choice"
    if simple := _SIMPLE.get(str(schema["type"])):
        return simple
    if schema.get("maxLength", 0) > _SEVERAL_PARAGRAPHS and "format" not in schema:
        return "text"
    return "paragraph" if part.get("maxLength", 0) > _LONG_LINE else "line"


_SIMPLE = {"object": "group", "boolean": "flag", "integer": "number", "number": "number"}


def _inside(schemas: Schemas, key: str, kind: str, schema: Schema) -> Iterator[Field]:
    """Yield the questions inside a group, or the item of a list."""
    if kind == "list":
        item = _field(schemas, "", schema["items"], {}, is_required=False)
        yield dataclasses.replace(item, names="actions") if key == "actions" else item
    for name, part in schema.get("properties", {}).items():
        # A key inside a group names no list of the sheet: « actions » of a decision is its own.
        yield _field(schemas, name, part, {}, is_required=name in schema.get("required", ()))


_KEYBOARDS = {
    "adresse-https": "url",
    "courriel-fonctionnel": "email",
    "integer": "numeric",
    "number": "decimal",
    "siren": "numeric",
}
