"""Documentation generated from the schema: the commented YAML template of an action, and its fields."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from roadmap.model.roadmap import Roadmap
from roadmap.schema.schemas import Schema, Schemas

TEMPLATE_WIDTH = 100  # characters
MODELINE = "# yaml-language-server: $schema=../../schemas/action.schema.json"


@dataclass(frozen=True)
class ActionField:
    """Documentation of a field of an action; `name` is its path: `porteur.nom`, `etapes[].titre`."""

    name: str
    title: str
    description: str
    is_required: bool
    choices: dict[str, str]
    example: str


def list_action_fields(schemas: Schemas) -> Iterator[ActionField]:
    """Yield the fields of an action that a person fills in, in the schema's order."""
    for path, field in schemas.fields("action"):
        if path[-1] == 0:
            continue  # list items are documented with their list
        parent = schemas.field("action", path[:-1])
        items = field.get("items", {})
        yield ActionField(
            name="".join("[]" if key == 0 else f".{key}" for key in path).removeprefix("."),
            title=field["title"],
            description=field["description"],
            is_required=path[-1] in parent.get("required", ()),
            choices=field.get("x-libelles") or items.get("x-libelles") or {},
            example=_dump_inline(field["examples"][0]),
        )


def _dump_inline(example: object) -> str:
    """Dump an example as one line of YAML."""
    text = yaml.dump(
        example, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=True, width=10_000
    )
    return text.removesuffix("\n").removesuffix("\n...")


class _Dumper(yaml.SafeDumper):
    """Dumper of YAML as people write it: dates without quotes, lists indented under their key."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's table of the scalars that need quotes
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - PyYAML's signature
        """Indent lists under their key, which PyYAML does not."""
        super().increase_indent(flow, indentless=False)


def build_action_template(roadmap: Roadmap) -> str:
    """Return a valid YAML action: required fields filled with examples, the others commented out.

    References (axis, theme, territory) point to an entry of the roadmap if it has any.
    """
    references = {
        "axe": [axis.numero for axis in roadmap.axes][:1],
        "thematiques": [[theme.id] for theme in roadmap.thematiques][:1],
        "territoires": [[epci.id] for epci in roadmap.epci][:1],
        "communes": [[epci.communes[0].code] for epci in roadmap.epci][:1],
    }
    schema = roadmap.schemas.of_kind("action")
    parts = [MODELINE, "# Remplacez les exemples. Les lignes qui commencent par « # » sont ignorées."]
    for name, part in schema["properties"].items():
        field = part | {"examples": references.get(name) or part["examples"]}
        is_required = name in schema["required"]
        parts.append("\n".join(_template_lines(name, field, is_required=is_required)))
    return "\n\n".join(parts) + "\n"


def _template_lines(name: str, field: Schema, *, is_required: bool) -> Iterator[str]:
    """Yield the template's lines for a field: its description as comments, then an example."""
    obligation = " (obligatoire)" if is_required else ""
    yield from _comment(f"{field['title']}{obligation} : {field['description']}")
    choices = field.get("x-libelles") or field.get("items", {}).get("x-libelles")
    if choices:
        yield from _comment("Choix possibles : " + ", ".join(choices))
    sample = {name: field["examples"][0]}
    text = yaml.dump(sample, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=TEMPLATE_WIDTH)
    example = text.splitlines()
    yield from example if is_required else (f"# {line}" for line in example)


def _comment(text: str) -> Iterator[str]:
    for line in textwrap.wrap(text, TEMPLATE_WIDTH - 2, break_long_words=False, break_on_hyphens=False):
        yield f"# {line}"
