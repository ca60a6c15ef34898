"""Write the site's pages for another generator: `python -m roadmap.publishing.export DOSSIER`.

Every page is the `index.md` of its own folder, so that links read the same from the file and from the page:
a title and a description in its front matter, then what people wrote as they wrote it, and every block as
HTML that Markdown leaves alone. Nothing here knows MkDocs.
"""

import argparse
import os
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
from roadmap import LOCAL_URL, ROOT
from roadmap.checking.check import check
from roadmap.comparing.history import read_history
from roadmap.explaining import report
from roadmap.modelling.model import from_checked
from roadmap.publishing import open_data
from roadmap.publishing.pages import GeneratedPage, generated_pages
from roadmap.publishing.published import published_files
from roadmap.publishing.written import address_of
from roadmap.rendering.blocks import Blocks, root_from
from roadmap.rendering.news import dated_news

# In Markdown, a link from a written page to another.
_LINK = re.compile(r"(?<=\]\()[^()\s:#]+\.md")


def export(target: Path, site_url: str, repo_url: str = "") -> int:
    """Write the pages and the published files into a new folder; return 0, or 1 if the data holds errors."""
    checked = check(ROOT)
    if checked.errors:
        sys.stderr.write(report.text(checked.errors) + "\n")
        return 1
    roadmap = from_checked(checked)
    news = dated_news(roadmap, read_history(ROOT))
    blocks = Blocks(roadmap, repo_url, site_url, news)
    published = tuple(published_files(checked.corpus, roadmap, news.history, site_url, ROOT / "content"))
    blocks.tell(published_data=open_data.published_data(published))
    shutil.copytree(ROOT / "theme" / "assets", target / "assets")
    for address, content in published:
        _write(target / address, content)
    for address, text in _written_pages(blocks):
        _write(target / address / "index.md", text)
    for page in generated_pages(roadmap, news, site_url):
        root = root_from(page.address)
        body = blocks.with_acronyms(blocks.render(page.block, root, **page.context), root)
        # Some blocks lead back to the text of their page, past what surrounds it.
        body = f'<div id="contenu">\n{body}\n</div>'
        _write(target / page.address / "index.md", f"---\n{_meta(page)}---\n\n{body}\n")
    return 0


def _written_pages(blocks: Blocks) -> Iterator[tuple[str, str]]:
    """Yield the address and the text of every written page, its calls replaced by blocks."""
    folder = ROOT / "content"
    for file in sorted(folder.rglob("*.md")):
        path = file.relative_to(folder)
        address = address_of(path.as_posix())
        root = root_from(address)
        calls = {name: partial(_call, blocks, name, root) for name in BLOCKS}
        text = _LINK.sub(partial(_moved, path, root), file.read_text(encoding="utf-8"))
        text = jinja2.Template(text, undefined=jinja2.StrictUndefined).render(calls)
        yield address, blocks.with_acronyms(f"{text}\n\n", root)


def _moved(page: Path, root: str, link: re.Match[str]) -> str:
    """Return a link of a page to another, both in folders of their own."""
    target = posixpath.normpath(f"{page.parent.as_posix()}/{link[0]}")
    return f"{root}/{address_of(target)}index.md"


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
        prog="python -m roadmap.publishing.export",
        description="Les pages du site, en Markdown, pour un autre générateur.",
    )
    parser.add_argument("target", metavar="DOSSIER", type=Path, help="le dossier à créer")
    options = parser.parse_args(arguments)
    if options.target.exists():
        parser.error(f"« {options.target} » existe déjà : choisissez un dossier à créer")
    return export(options.target, os.environ.get("SITE_URL") or LOCAL_URL, os.environ.get("REPO_URL", ""))


if __name__ == "__main__":
    sys.exit(main())
