"""The commented template of an action's sheet, made from the schema so that it never lies."""

import textwrap
from collections.abc import Iterator

import yaml

from roadmap import schemas

WIDTH = 100
MODELINE = "# yaml-language-server: $schema=../../schemas/action.schema.json"


class _Dumper(yaml.SafeDumper):
    """Writes YAML as contributors do: dates bare, as our reader takes them; lists indented."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way to say which plain texts need quotes
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - PyYAML's signature
        """Indent lists under their key."""
        super().increase_indent(flow, indentless=False)


def action_template() -> str:
    """Return a sheet that passes the check: required fields filled with examples, the others as comments."""
    schema = schemas.of_kind("action")
    parts = [MODELINE, "# Remplacez les exemples. Les lignes qui commencent par « # » sont ignorées."]
    for name, part in schema["properties"].items():
        field = schemas.resolved(part)
        required = name in schema["required"]
        parts.append("\n".join(_entry(name, field, required=required)))
    return "\n\n".join(parts) + "\n"


def _entry(name: str, field: schemas.Schema, *, required: bool) -> Iterator[str]:
    """Yield the lines of one field: what it is, then an example."""
    obligation = " (obligatoire)" if required else ""
    yield from _comment(f"{field['title']}{obligation} : {field['description']}")
    choices = field.get("x-libelles") or schemas.resolved(field.get("items", {})).get("x-libelles")
    if choices:
        yield from _comment("Choix possibles : " + ", ".join(choices))
    sample = {name: field["examples"][0]}
    example = yaml.dump(sample, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH).splitlines()
    yield from example if required else (f"# {line}" for line in example)


def _comment(text: str) -> Iterator[str]:
    for line in textwrap.wrap(text, WIDTH - 2, break_long_words=False, break_on_hyphens=False):
        yield f"# {line}"
