"""The fields of the contribution form, derived from the schemas and grouped into sections."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from roadmap.model.roadmap import Roadmap
from roadmap.schema.references import ALL_THEMATICS, REFERENCES
from roadmap.schema.schemas import Schema, Schemas

Choices = tuple[tuple[str, str], ...]

_ESSENTIAL_KEYS = (
    *("titre", "resume", "axe", "cible", "porteur", "territoires", "communes"),
    *("statut", "debut", "fin", "budget"),
)
# The titles of the form's sections, in display order, and the schema keys that each asks for. For an action,
# the first one is in sight; the others are folded, and say what they ask for.
_SECTION_KEYS = {
    "action": (
        ("L'essentiel", _ESSENTIAL_KEYS),
        ("Plus précisément", ("publics", "thematiques", "motif")),
        ("Pourquoi et comment", ("contexte", "objectifs", "description")),
        ("Avec qui", ("partenaires", "contact")),
        ("Les étapes", ("etapes",)),
        ("Comment on saura que cela marche", ("indicateurs",)),
        ("D'où vient l'information", ("source", "liens", "confirme_le")),
        ("Pour les techniciens", ("anciens_identifiants",)),
    ),
    # The news of an action: the rest of its sheet stays as it is published.
    "nouvelles": (
        ("Où en est-elle", ("statut",)),
        ("Par qui, et pourquoi", ("porteur", "motif")),
        ("Les étapes", ("etapes",)),
        ("Les chiffres", ("indicateurs",)),
    ),
    "reunion": (
        ("Quoi", ("titre", "instance", "thematiques", "id")),
        ("Quand", ("date", "heure", "heure_fin", "statut", "date_initiale")),
        ("Où", ("lieu", "inscription")),
        ("Ordre du jour et documents", ("ordre_du_jour", "documents")),
        ("Les décisions", ("decisions",)),
        ("D'où vient l'information", ("source", "anciens_identifiants")),
    ),
}
# `maxLength` above which a text gets a text area: for a single line shown on several, and for paragraphs.
_MAX_LINE_LENGTH = 200
_MAX_PARAGRAPH_LENGTH = 1000


@dataclass(frozen=True)
class FormField:
    """A field of the form; a field of kind `group` or `list` has child fields.

    `kind` is `line`, `paragraph` (one line, shown on several), `text` (several paragraphs), `number`, `flag`,
    `choice`, `choices`, `names` (of entries, typed), `group` or `list`; a list has one child field, its item.
    `is_number`: the answer is stored as a number. `reader` names the function that reads the answer
    (form/reading.js), empty for a plain text. `keyboard` is the HTML `inputmode`. `suggestions` names the
    `datalist` of the field, if any.
    """

    key: str
    kind: str
    title: str
    help: str
    example: str
    is_required: bool
    choices: Choices = ()
    fields: tuple["FormField", ...] = ()
    is_number: bool = False
    reader: str = ""
    keyboard: str = "text"
    suggestions: str = ""


@dataclass(frozen=True)
class FormSection:
    """A section of the form: a heading and its fields."""

    title: str
    fields: tuple[FormField, ...]

    @property
    def summary(self) -> str:
        """What the section asks for, in one line: « Contexte, objectifs, description »."""
        titles = ", ".join(field.title for field in self.fields)
        return titles[:1] + titles[1:].lower()


def build_form_sections(kind: str, roadmap: Roadmap) -> tuple[FormSection, ...]:
    """Return the sections of the form for an `action`, its `nouvelles` or a `reunion`."""
    schema, choices = _get_schema(roadmap.schemas, kind), _build_reference_choices(kind, roadmap)
    required = schema["required"]
    return tuple(
        FormSection(
            title,
            tuple(
                _build_field(
                    roadmap.schemas, key, schema["properties"][key], choices, is_required=key in required
                )
                for key in keys
            ),
        )
        for title, keys in _SECTION_KEYS[kind]
    )


def list_schema_keys(schemas: Schemas, kind: str) -> tuple[str, ...]:
    """Return the keys of an action or a meeting in schema order: the order of the YAML file."""
    return tuple(_get_schema(schemas, kind)["properties"])


def _get_schema(schemas: Schemas, kind: str) -> Schema:
    """Return the schema of an action or a meeting with its `$ref` unresolved: see `_choose_kind`."""
    if kind == "reunion":
        return schemas.source("calendar")["properties"]["reunions"]["items"]
    return schemas.source("action")


def _build_reference_choices(kind: str, roadmap: Roadmap) -> dict[str, Choices]:
    """Return the choices of the top-level fields that refer to an entry of the data, by field key."""
    choices = {
        "axes": tuple((str(axis.numero), f"{axis.numero}. {axis.titre_court}") for axis in roadmap.axes),
        "thematiques": (
            *((thematic.id, thematic.titre) for thematic in roadmap.thematiques),
            (ALL_THEMATICS, "Toutes"),
        ),
        "territoires": (
            *((epci.id, epci.nom) for epci in roadmap.epci),
            (roadmap.departement.id, "Tout le département"),
        ),
        "instances": tuple((committee.id, committee.nom) for committee in roadmap.instances),
    }
    references = REFERENCES["calendar" if kind == "reunion" else "action"].items()
    paths = (([step for step in path if step not in (0, "reunions")], name) for path, name in references)
    return {path[0]: choices[name] for path, name in paths if len(path) == 1 and name in choices}


def _build_field(
    schemas: Schemas, key: str, part: Schema, reference_choices: dict[str, Choices], *, is_required: bool
) -> FormField:
    """Return the form field of a property of a schema."""
    schema = schemas.resolve(part)
    item = schemas.resolve(schema.get("items", {}))
    choices = reference_choices.get(key) or tuple((schema | item).get("x-libelles", {}).items())
    kind = "names" if key in _TYPED_BY_NAME else _choose_kind(part, schema, item, has_choices=bool(choices))
    reader = _OWN_READERS.get(key) or (_choose_reader(schema) if kind in ("line", "number") else "")
    return FormField(
        key=key,
        kind=kind,
        title=schema["title"],
        help=schema.get("x-aide", schema["description"]),
        example=""
        if kind in _KINDS_WITHOUT_EXAMPLE
        else _TYPED_EXAMPLES.get(reader, str(schema["examples"][0])),
        is_required=is_required,
        choices=choices,
        fields=tuple(_build_children(schemas, key, kind, schema)),
        is_number=schema["type"] in ("integer", "number"),
        reader=reader,
        keyboard=_KEYBOARDS.get(schema.get("format") or str(schema["type"]), "text"),
    )


def _choose_reader(schema: Schema) -> str:
    """Return the name of the function that reads an answer in French, as `validation.value_fixes` chooses."""
    if schema.get("format") == "date-partielle" and "integer" not in schema["type"]:
        return "day"
    return _READERS.get(schema.get("format") or str(schema["type"]), "")


_READERS = {
    "adresse-https": "url",
    "courriel-fonctionnel": "mailbox",
    "date-partielle": "date",
    "heure": "hour",
    "integer": "integer",
    "number": "number",
    "siren": "siren",
}
# Fields whose answer has a reader of its own: it may say several things, or name entries.
_OWN_READERS = {"communes": "communes", "debut": "period"}
# Examples as people type them; those of the schemas are as the data files store them.
_TYPED_EXAMPLES = {
    "budget": "38 000 € dont 20 000 € de l'État (accordé)",
    "period": "15/01/2026, janvier 2026 ou 2026",
    "date": "15/01/2026, janvier 2026 ou 2026",
    "day": "15/01/2026 ou 15 janvier 2026",
    "hour": "9 h 30",
    "integer": "38 000",
    "siren": "123 456 782",
    "url": "www.exemple.fr/page",
}
# An action concerned by a decision: its title is typed, or chosen among all.
_ACTION_FIELD = {
    "suggestions": "actions",
    "reader": "action",
    "help": "Le titre d'une action publiée.",
    "example": "",
}
# The amount of a budget: the shares of the funders may follow it.
_BUDGET_FIELD = {"reader": "budget", "example": _TYPED_EXAMPLES["budget"]}
# Lists of entries too many for boxes: their names are typed, and read by the reader of that name.
_TYPED_BY_NAME = ("communes",)
# A form shows the last measure of an indicator; measures.js keeps the others.
UNASKED_FIELDS = ("mesures",)
_KINDS_WITHOUT_EXAMPLE = ("choice", "choices", "flag", "group", "list", "names", "text")


def _choose_kind(part: Schema, schema: Schema, item: Schema, *, has_choices: bool) -> str:
    """Return the kind of a field; `part` is the property before its `$ref` is resolved into `schema`.

    A `maxLength` set by the property itself, not by a shared definition, decides on a `paragraph`.
    """
    if item:
        return "choices" if has_choices else "list"
    if has_choices:
        return "choice"
    if kind := _KINDS_BY_TYPE.get(str(schema["type"])):
        return kind
    if schema.get("maxLength", 0) > _MAX_PARAGRAPH_LENGTH and "format" not in schema:
        return "text"
    return "paragraph" if part.get("maxLength", 0) > _MAX_LINE_LENGTH else "line"


_KINDS_BY_TYPE = {"object": "group", "boolean": "flag", "integer": "number", "number": "number"}


def _build_children(schemas: Schemas, key: str, kind: str, schema: Schema) -> Iterator[FormField]:
    """Yield the fields of a group, or the item of a list."""
    if kind == "list":
        item = _build_field(schemas, "", schema["items"], {}, is_required=False)
        is_action = key == "actions"
        yield dataclasses.replace(item, **_ACTION_FIELD) if is_action else item
    asked = (pair for pair in schema.get("properties", {}).items() if pair[0] not in UNASKED_FIELDS)
    for name, part in asked:
        # No reference choices: `actions` of a decision is not the top-level key of that name.
        child = _build_field(schemas, name, part, {}, is_required=name in schema.get("required", ()))
        is_budget = (key, name) == ("budget", "montant")
        yield dataclasses.replace(child, **_BUDGET_FIELD) if is_budget else child


_KEYBOARDS = {
    "adresse-https": "url",
    "courriel-fonctionnel": "email",
    "integer": "numeric",
    "number": "decimal",
    "siren": "numeric",
}
