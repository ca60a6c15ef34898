"""Pages changed by a contribution: comparison of two built sites, and self-contained copies of the pages."""

import base64
import mimetypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from roadmap.history import snapshots
from roadmap.project import Project
from roadmap.render.blocks import create_environment
from roadmap.schema.schemas import Schemas
from roadmap.text.folding import fold

ADDED, CHANGED, REMOVED, LAYOUT_CHANGED = "nouvelle", "modifiée", "retirée", "habillage modifié"
_HOME_ADDRESS = ""
_COMMUNES_PREFIX = "communes/"
# Every contribution changes these pages: they list the changes and their dates.
_NEWS_PREFIXES = ("nouveautes/", "lettre/")
# The same in the meeting packs: their list of changes, and the acronyms of the pages that have one.
_NEWS_SELECTOR = "section[aria-labelledby=changements], main:has([aria-labelledby=changements]) .acronyms"


@dataclass(frozen=True)
class ChangedPage:
    """A page that differs between two built sites; `adresse` is relative to the site's root."""

    nature: str
    titre: str
    adresse: str


def build_base(project: Project, base: str, folder: Path) -> Path | None:
    """Clone the git revision `base` into `folder` and build its site with its own code; None if it fails.

    Raise UnknownSnapshotError when there is no such revision.
    """
    snapshots.clone_revision(base, project.root, folder)
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(folder / "site")]
    # A cache of its own: it runs other code.
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder.parent / "cache")}
    try:
        subprocess.run(  # noqa: S603 - no shell
            command, cwd=folder, env=environment, capture_output=True, check=True, timeout=300
        )
    except subprocess.SubprocessError:
        return None
    return folder / "site"


def compare_pages(before: Path, after: Path) -> tuple[ChangedPage, ...]:
    """Return the pages that were added, removed, or whose content changed between two built sites.

    A change of layout, styles or scripts alone is reported once, on the home page. The pages of the communes
    come last: one action, or the next meeting, changes many of them.
    """
    old, new = _find_pages(before), _find_pages(after)
    common = sorted(old.keys() & new.keys())
    changed, is_layout_changed = [], _read_assets(before) != _read_assets(after)
    for address in common:
        if old[address].read_bytes() != new[address].read_bytes():
            old_page, new_page = _parse_without_news(old[address]), _parse_without_news(new[address])
            if _extract_content(old_page) != _extract_content(new_page):
                changed.append(address)
            else:
                is_layout_changed |= str(old_page) != str(new_page)
    pages = [
        *(
            ChangedPage(ADDED, _read_title(new[address]), address)
            for address in sorted(new.keys() - old.keys())
        ),
        *(
            ChangedPage(REMOVED, _read_title(old[address]), address)
            for address in sorted(old.keys() - new.keys())
        ),
        *(ChangedPage(CHANGED, _read_title(new[address]), address) for address in changed),
    ]
    if is_layout_changed and _HOME_ADDRESS not in changed:
        pages.append(ChangedPage(LAYOUT_CHANGED, "Toutes les pages", _HOME_ADDRESS))
    return tuple(sorted(pages, key=lambda page: page.adresse.startswith(_COMMUNES_PREFIX)))


def _read_assets(site: Path) -> dict[str, bytes]:
    """Return the content of the assets of a built site, by path."""
    files = (path for path in site.glob("assets/**/*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def _find_pages(site: Path) -> dict[str, Path]:
    """Return the files of the pages of a built site, except the news, by address."""
    files = ((path.relative_to(site).as_posix(), path) for path in site.rglob("*.html"))
    return {
        name.removesuffix("index.html"): path for name, path in files if not name.startswith(_NEWS_PREFIXES)
    }


def _parse_without_news(path: Path) -> BeautifulSoup:
    """Parse a page and remove the news that it shows."""
    page = _parse_page(path)
    for section in page.select(_NEWS_SELECTOR):
        section.decompose()
    return page


def _extract_content(page: BeautifulSoup) -> tuple[str, ...]:
    """Return the title, the description and the main content of a page."""
    return tuple(str(page.select_one(selector)) for selector in ("title", "meta[name=description]", "main"))


def _read_title(path: Path) -> str:
    """Return the title of a page, without the site's name after it."""
    title = _parse_page(path).title
    return title.get_text().partition(" · ")[0] if title else path.name


def _parse_page(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def write_previews(project: Project, pages: Iterable[ChangedPage], folder: Path) -> None:
    """Write the pages that exist in the built site into `folder`, each as one self-contained HTML file."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files: dict[str, str] = {}
    for page in pages:
        if page.nature != REMOVED:
            name = fold(page.adresse.removesuffix(".html")) or "accueil"
            is_taken = f"{name}.html" in files.values()
            files[page.adresse] = f"{name}-{len(files)}.html" if is_taken else f"{name}.html"
    banner = create_environment(project, Schemas(project.schemas)).get_template("apercu.html").render()
    for address, name in files.items():
        page = _render_preview(project.site, address, files, banner)
        (folder / name).write_text(page, encoding="utf-8")


def _render_preview(site: Path, address: str, files: dict[str, str], banner: str) -> str:
    """Return a page with its styles and images inlined, and links only to the other previews.

    `files` gives the file name of the preview of each address.
    """
    page = _parse_page(site / (address if address.endswith(".html") else f"{address}index.html"))
    for element in page.select(_ACTIVE_ELEMENTS):
        element.decompose()
    for element in page.find_all("noscript"):
        element.unwrap()
    for element in page.select("*"):
        for name in [name for name in element.attrs if name.startswith("on") or name in _URL_ATTRIBUTES]:
            _inline_image(element, name, site, address)
    for link in page.find_all("link"):
        _inline_style(page, link, site, address)
    for link in page.find_all("a", href=True):
        _rewrite_link(link, address, files)
    (page.main or page.body or page).insert(0, BeautifulSoup(banner, "html.parser"))
    return str(page)


# Elements that run code, or load or open another page.
_ACTIVE_ELEMENTS = "script, iframe, object, embed, use, meta[http-equiv]"
_URL_ATTRIBUTES = ("src", "srcset", "poster", "data", "background")


def _inline_image(element: Tag, name: str, site: Path, address: str) -> None:
    """Replace the local image of an attribute `src` by a `data:` URL; remove the attribute otherwise."""
    value = element.attrs.pop(name)
    file = _find_site_file(site, address, value) if name == "src" else None
    if file:
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        element["src"] = f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"


def _inline_style(page: BeautifulSoup, link: Tag, site: Path, address: str) -> None:
    """Replace the link of a style sheet of the site by its content; remove any other `link` element."""
    is_style = "stylesheet" in link.get("rel", ())
    file = _find_site_file(site, address, link.get("href", "")) if is_style else None
    if not file:
        link.decompose()
        return
    style = page.new_tag("style", media=link.get("media", "all"))
    style.string = file.read_text(encoding="utf-8")
    link.replace_with(style)


def _rewrite_link(link: Tag, address: str, files: dict[str, str]) -> None:
    """Point a link to the preview of its page; remove its target, unless it is external or an anchor."""
    target = urlsplit(link["href"])
    if target.scheme in ("http", "https", "mailto", "tel") or link["href"].startswith("#"):
        return
    name = None if target.scheme or target.netloc else files.get(_resolve_path(address, link["href"]))
    if name:
        link["href"] = f"{name}#{target.fragment}" if target.fragment else name
    else:
        del link["href"]


def _find_site_file(site: Path, address: str, href: str) -> Path | None:
    """Return the file of the site that a link of the page at `address` leads to, None if there is none."""
    target = urlsplit(href)
    file = (site / unquote(_resolve_path(address, href))).resolve()
    is_inside = not target.scheme and not target.netloc and file.is_relative_to(site.resolve())
    return file if is_inside and file.is_file() else None


def _resolve_path(address: str, href: str) -> str:
    """Return the path, relative to the site's root, of a link of the page at `address`."""
    return urlsplit(urljoin(f"/{address}", href)).path.lstrip("/")
