"""Write the site's pages for another generator: `python -m roadmap.build.markdown_export DOSSIER`.

Every page is the `index.md` of its own folder, so that links read the same from the file and from the page:
a title and a description in its front matter, then what people wrote as they wrote it, and every block as
HTML that Markdown leaves alone. Nothing here knows MkDocs.
"""

import argparse
import posixpath
import re
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import jinja2
import yaml
from markupsafe import escape

from macros import BLOCKS
from roadmap.build.cache import Cache
from roadmap.build.site import Site, make_site
from roadmap.outputs.pages import GeneratedPage
from roadmap.outputs.written_pages import to_page_address
from roadmap.problems import reports
from roadmap.problems.problem import DataError
from roadmap.project import Project
from roadmap.render.blocks import Blocks, path_to_root

# In Markdown, a link from a written page to another.
_LINK = re.compile(r"(?<=\]\()[^()\s:#]+\.md")


def export(site: Site, target: Path) -> None:
    """Write the pages and the published files of a site into a new folder."""
    shutil.copytree(site.project.assets, target / "assets")
    for address, content in site.files:
        _write(target / address, content)
    for address, text in _written_pages(site):
        _write(target / address / "index.md", text)
    for page in site.pages:
        body = site.blocks.render_page(page.block, path_to_root(page.address), **page.context)
        # Some blocks lead back to the text of their page, past what surrounds it.
        body = f'<div id="contenu">\n{body}\n</div>'
        _write(target / page.address / "index.md", f"---\n{_meta(page)}---\n\n{body}\n")


def _written_pages(site: Site) -> Iterator[tuple[str, str]]:
    """Yield the address and the text of every written page, its calls replaced by blocks."""
    folder = site.project.content
    for file in sorted(folder.rglob("*.md")):
        path = file.relative_to(folder)
        address = to_page_address(path.as_posix())
        root = path_to_root(address)
        calls = {name: partial(_call, site.blocks, name, root) for name in BLOCKS}
        text = _LINK.sub(partial(_moved, path, root), file.read_text(encoding="utf-8"))
        text = jinja2.Template(text, undefined=jinja2.StrictUndefined).render(calls)
        yield address, site.blocks.append_acronyms(f"{text}\n\n", root)


def _moved(page: Path, root: str, link: re.Match[str]) -> str:
    """Return a link of a page to another, both in folders of their own."""
    target = posixpath.normpath(f"{page.parent.as_posix()}/{link[0]}")
    return f"{root}/{to_page_address(target)}index.md"


def _meta(page: GeneratedPage) -> str:
    """Return the front matter of a page, escaped: generators' themes print it as it is."""
    meta = {"title": str(escape(page.title)), "description": str(escape(page.description))}
    return yaml.safe_dump(meta, allow_unicode=True)


def _call(blocks: Blocks, name: str, root: str) -> str:
    return f"<div>\n{blocks.render(name, root)}\n</div>"


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; addresses come from SITE_URL and REPO_URL, as in a build."""
    sys.stderr.reconfigure(encoding="utf-8", errors="replace")
    parser = argparse.ArgumentParser(
        prog="python -m roadmap.build.markdown_export",
        description="Les pages du site, en Markdown, pour un autre générateur.",
    )
    parser.add_argument("target", metavar="DOSSIER", type=Path, help="le dossier à créer")
    options = parser.parse_args(arguments)
    if options.target.exists():
        parser.error(f"« {options.target} » existe déjà : choisissez un dossier à créer")
    project = Project(Path.cwd())
    try:
        site = make_site(project, Cache.of(project))
    except DataError as error:
        sys.stderr.write(reports.report_as_text(error.problems) + "\n")
        return 1
    export(site, options.target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
