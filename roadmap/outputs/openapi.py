"""Build the OpenAPI 3.1 description of the JSON files: their paths, and what they hold, from the schemas."""

from typing import Any

import msgspec

from roadmap.model.roadmap import Roadmap
from roadmap.outputs.open_data import DATA_LICENCE, DATA_VERSION
from roadmap.outputs.tabular import PUBLISHED_KINDS
from roadmap.schema.schemas import Schema, Schemas

OPENAPI_ADDRESS = "donnees/openapi.json"
# The published schemas, from the folder of the description.
_SCHEMAS = "../schemas"
# What each file says of itself: see `OpenData.build_json_files`.
_ABOUT: dict[str, Schema] = {
    "version": {"type": "string", "description": "Augmente si un champ disparaît ou change de sens."},
    "licence": {"const": DATA_LICENCE["name"]},
    "publie_le": {"type": "string", "format": "date", "description": "Le jour où le fichier est publié."},
}


def build_openapi(roadmap: Roadmap, site_url: str) -> bytes:
    """Return the description of every JSON file of open data."""
    schemas, site = roadmap.schemas, roadmap.site
    contact = {"name": site.contact.service, "email": site.contact.courriel}
    paths = {"actions": _build_path("actions", "Les actions", _build_actions_schema(schemas))}
    for name, kind in PUBLISHED_KINDS.items():
        paths[name] = _build_path(name, schemas.of_kind(kind)["title"], _build_file_schema(schemas, kind))
    description = {
        "openapi": "3.1.1",
        "info": {
            "title": site.nom,
            "description": site.description,
            "version": DATA_VERSION,
            "license": {"name": DATA_LICENCE["title"], "identifier": DATA_LICENCE["name"]},
            "contact": {key: value for key, value in contact.items() if value},
        },
        "servers": [{"url": site_url.rstrip("/")}],
        "paths": {f"/donnees/{name}.json": path for name, path in paths.items()},
    }
    return msgspec.json.encode(description)


def _build_path(name: str, title: str, schema: Schema) -> dict[str, Any]:
    """Return the description of a file that anyone may read."""
    answer = {"description": title, "content": {"application/json": {"schema": schema}}}
    return {"get": {"operationId": name, "summary": title, "security": [], "responses": {"200": answer}}}


def _build_file_schema(schemas: Schemas, kind: str) -> Schema:
    """Return the schema of the file of a kind: what it says of itself, and the fields of the data file."""
    schema = schemas.of_kind(kind)
    return _build_object(_ABOUT | _refer_to_fields(schema, kind), (*_ABOUT, *schema.get("required", ())))


def _build_actions_schema(schemas: Schemas) -> Schema:
    """Return the schema of the file of actions: each has its identifier, then the fields of its sheet."""
    schema = schemas.of_kind("action")
    identifier = {"identifiant": {"$ref": f"{_SCHEMAS}/common.schema.json#/$defs/identifiant"}}
    item = _build_object(
        identifier | _refer_to_fields(schema, "action"), ("identifiant", *schema["required"])
    )
    return _build_object(_ABOUT | {"actions": {"type": "array", "items": item}}, (*_ABOUT, "actions"))


def _refer_to_fields(schema: Schema, kind: str) -> dict[str, Schema]:
    file = f"{_SCHEMAS}/{kind}.schema.json"
    return {name: {"$ref": f"{file}#/properties/{name}"} for name in schema["properties"]}


def _build_object(properties: dict[str, Schema], required: tuple[str, ...]) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }
