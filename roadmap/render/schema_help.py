"""What a contributor reads of the schema: the commented template of a sheet, and the list of its fields."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from roadmap.model.roadmap import Roadmap
from roadmap.schema.schemas import Schema, Schemas

WIDTH = 100
MODELINE = "# yaml-language-server: $schema=../../schemas/action.schema.json"


@dataclass(frozen=True)
class Field:
    """A field of a sheet; `name` is its path, `porteur.nom` or `etapes[].titre`."""

    name: str
    title: str
    description: str
    required: bool
    choices: dict[str, str]
    example: str


def action_fields(schemas: Schemas) -> Iterator[Field]:
    """Yield the fields of an action's sheet that a person fills in, in the schema's order."""
    for path, field in schemas.fields("action"):
        if path[-1] == 0:
            continue  # an item is told by the list that holds it
        parent = schemas.field("action", path[:-1])
        items = field.get("items", {})
        yield Field(
            name="".join("[]" if step == 0 else f".{step}" for step in path).removeprefix("."),
            title=field["title"],
            description=field["description"],
            required=path[-1] in parent.get("required", ()),
            choices=field.get("x-libelles") or items.get("x-libelles") or {},
            example=_one_line(field["examples"][0]),
        )


def _one_line(example: object) -> str:
    """Write an example on one line, as YAML takes it."""
    text = yaml.dump(
        example, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=True, width=10_000
    )
    return text.removesuffix("\n").removesuffix("\n...")


class _Dumper(yaml.SafeDumper):
    """Writes YAML as contributors do: dates bare, as our reader takes them; lists indented."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way to say which plain texts need quotes
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - PyYAML's signature
        """Indent lists under their key."""
        super().increase_indent(flow, indentless=False)


def action_template(roadmap: Roadmap) -> str:
    """Return a sheet that passes the check: required fields filled with examples, the others as comments.

    What a sheet names is an entry of the roadmap, as soon as there is one to name.
    """
    known = {
        "axe": [axis.numero for axis in roadmap.axes][:1],
        "thematiques": [[each.id] for each in roadmap.thematiques][:1],
        "territoires": [[each.id] for each in roadmap.epci][:1],
    }
    schema = roadmap.schemas.of_kind("action")
    parts = [MODELINE, "# Remplacez les exemples. Les lignes qui commencent par « # » sont ignorées."]
    for name, part in schema["properties"].items():
        field = part | {"examples": known.get(name) or part["examples"]}
        required = name in schema["required"]
        parts.append("\n".join(_entry(name, field, required=required)))
    return "\n\n".join(parts) + "\n"


def _entry(name: str, field: Schema, *, required: bool) -> Iterator[str]:
    """Yield the lines of one field: what it is, then an example."""
    obligation = " (obligatoire)" if required else ""
    yield from _comment(f"{field['title']}{obligation} : {field['description']}")
    choices = field.get("x-libelles") or field.get("items", {}).get("x-libelles")
    if choices:
        yield from _comment("Choix possibles : " + ", ".join(choices))
    sample = {name: field["examples"][0]}
    example = yaml.dump(sample, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH).splitlines()
    yield from example if required else (f"# {line}" for line in example)


def _comment(text: str) -> Iterator[str]:
    for line in textwrap.wrap(text, WIDTH - 2, break_long_words=False, break_on_hyphens=False):
        yield f"# {line}"
