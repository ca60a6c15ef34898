"""The same work for other tools: the sheets and the shell for Hugo, one whole schema for the checkers."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

from benchmarks import ROOT
from roadmap.schema.schemas import COMMON_SCHEMA, Schemas

HUGO = ROOT / "benchmarks" / "hugo"


def write_hugo_site(sheets: Path, built_page: Path, folder: Path) -> None:
    """Write a Hugo project into `folder`: the sheets as front matter, the shell of a built page as layout."""
    shutil.copytree(HUGO, folder)
    content = folder / "content" / "actions"
    content.mkdir(parents=True)
    for sheet in sheets.iterdir():
        text = sheet.read_text(encoding="utf-8")
        (content / f"{sheet.stem}.md").write_text(f"---\n{text}---\n", encoding="utf-8")
    (folder / "layouts" / "_default" / "single.html").write_text(
        _layout(built_page.read_text("utf-8"), folder)
    )


def _layout(page: str, folder: Path) -> str:
    """Return the shell of a built page, with what is the page's own as Hugo's variables."""
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


def write_whole_schema(target: Path) -> None:
    """Write the schema of a sheet with its common definitions inside, and without the formats of ours."""
    schemas = Schemas(ROOT / "schemas")
    schema = _inlined(schemas.source("action"))
    target.write_text(json.dumps(schema | {"$defs": _inlined(schemas.source(COMMON_SCHEMA)["$defs"])}))


def _inlined(part: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Return a part of a schema whose references stay in the file."""
    if isinstance(part, list):
        return [_inlined(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {
        key: each.replace(f"{COMMON_SCHEMA}.schema.json", "") if key == "$ref" else _inlined(each)
        for key, each in part.items()
        if key != "format"
    }
