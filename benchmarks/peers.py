"""Inputs of the similar tools: a Hugo site with the same pages, a bundled schema for the validators."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

from benchmarks import PROJECT_ROOT
from roadmap.schema.schemas import COMMON_SCHEMA, Schemas

HUGO_FOLDER = PROJECT_ROOT / "benchmarks" / "hugo"


def write_hugo_site(sheets: Path, built_page: Path, folder: Path) -> None:
    """Write a Hugo project into `folder`: the sheets as front matter, the layout from a built page."""
    shutil.copytree(HUGO_FOLDER, folder)
    content = folder / "content" / "actions"
    content.mkdir(parents=True)
    for sheet in sheets.iterdir():
        text = sheet.read_text(encoding="utf-8")
        (content / f"{sheet.stem}.md").write_text(f"---\n{text}---\n", encoding="utf-8")
    (folder / "layouts" / "_default" / "single.html").write_text(
        _build_layout(built_page.read_text("utf-8"), folder)
    )


def _build_layout(page: str, folder: Path) -> str:
    """Return a Hugo layout: a built page, with Hugo's variables in place of its title, text and URL."""
    action = (folder / "layouts" / "_default" / "action.html").read_text(encoding="utf-8")
    head, _, rest = page.partition("<main")
    opening, _, after = rest.partition(">")
    end = after[after.index("</main>") :]
    head = re.sub(r"<title>.*?</title>", "<title>{{ .Params.titre }}</title>", head, flags=re.DOTALL)
    head = re.sub(
        r'(<meta [^>]*="(?:description|og:description)" content=")[^"]*', r"\1{{ .Params.resume }}", head
    )
    head = re.sub(r'(<meta [^>]*="og:title" content=")[^"]*', r"\1{{ .Params.titre }}", head)
    head = re.sub(r'(rel="canonical" href=")[^"]*', r"\1{{ .Permalink }}", head)
    return f"{head}<main{opening}>{action}{end}"


def write_bundled_schema(target: Path) -> None:
    """Write the schema of an action with its common definitions inside, and without our own formats."""
    schemas = Schemas(PROJECT_ROOT / "schemas")
    schema = _localize_references(schemas.source("action"))
    definitions = _localize_references(schemas.source(COMMON_SCHEMA)["$defs"])
    target.write_text(json.dumps(schema | {"$defs": definitions}))


def _localize_references(part: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Return a part of a schema whose `$ref` all point into the same file."""
    if isinstance(part, list):
        return [_localize_references(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: value.replace(f"{COMMON_SCHEMA}.schema.json", "")
        if key == "$ref"
        else _localize_references(value)
        for key, value in part.items()
        if key != "format"
    }
