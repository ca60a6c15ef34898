"""The pages that a contribution touches, each as one file that opens anywhere."""

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

ADDED, CHANGED, REMOVED, DRESSED = "nouvelle", "modifiée", "retirée", "habillage modifié"
HOME = ""
# What these pages tell is what changes, and its day: every contribution changes them.
NEWS = ("nouveautes/", "lettre/")
# The same, inside the pages of the committees' packs, with the acronyms that it may bring.
NEWS_SECTION = "section[aria-labelledby=changements], main:has([aria-labelledby=changements]) .acronyms"


@dataclass(frozen=True)
class ChangedPage:
    """A page that is not the same before and after; `adresse` is relative to the site's root."""

    nature: str
    titre: str
    adresse: str


def build_base(project: Project, base: str, folder: Path) -> Path | None:
    """Build the site of the revision `base` in `folder`, with its own code and history; None when it fails.

    Raise UnknownSnapshotError when there is no such revision.
    """
    snapshots.clone_revision(base, project.root, folder)
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(folder / "site")]
    # Its cache goes with it.
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder.parent / "cache")}
    try:
        subprocess.run(  # noqa: S603 - no shell
            command, cwd=folder, env=environment, capture_output=True, check=True, timeout=300
        )
    except subprocess.SubprocessError:
        return None
    return folder / "site"


def changed_pages(before: Path, after: Path) -> tuple[ChangedPage, ...]:
    """Compare two built sites: what pages say, then what is around it, shown on the home page."""
    old, new = _pages(before), _pages(after)
    common = sorted(old.keys() & new.keys())
    changed, is_dressed = [], _assets(before) != _assets(after)
    for each in common:
        if old[each].read_bytes() != new[each].read_bytes():
            one, other = _without_news(old[each]), _without_news(new[each])
            if _said(one) != _said(other):
                changed.append(each)
            else:
                is_dressed |= str(one) != str(other)
    pages = [
        *(ChangedPage(ADDED, _title(new[each]), each) for each in sorted(new.keys() - old.keys())),
        *(ChangedPage(REMOVED, _title(old[each]), each) for each in sorted(old.keys() - new.keys())),
        *(ChangedPage(CHANGED, _title(new[each]), each) for each in changed),
    ]
    if is_dressed and HOME not in changed:
        pages.append(ChangedPage(DRESSED, "Toutes les pages", HOME))
    return tuple(pages)


def _assets(site: Path) -> dict[str, bytes]:
    """Return the styles and scripts of a built site."""
    files = (path for path in site.glob("assets/**/*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def _pages(site: Path) -> dict[str, Path]:
    """Return the pages of a built site that can be compared, by address."""
    files = ((path.relative_to(site).as_posix(), path) for path in site.rglob("*.html"))
    return {name.removesuffix("index.html"): path for name, path in files if not name.startswith(NEWS)}


def _without_news(path: Path) -> BeautifulSoup:
    """Return a page, but for the news that it holds."""
    page = _parsed(path)
    for section in page.select(NEWS_SECTION):
        section.decompose()
    return page


def _said(page: BeautifulSoup) -> tuple[str, ...]:
    """Return what a page says to its readers."""
    return tuple(str(page.select_one(part)) for part in ("title", "meta[name=description]", "main"))


def _title(path: Path) -> str:
    """Return the title of a page, without the site's name after it."""
    title = _parsed(path).title
    return title.get_text().partition(" · ")[0] if title else path.name


def _parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def write(project: Project, pages: Iterable[ChangedPage], folder: Path) -> None:
    """Write into `folder` each of the pages that stand in the built site, as one file that loads nothing."""
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
        page = _standalone(project.site, address, files, banner)
        (folder / name).write_text(page, encoding="utf-8")


def _standalone(site: Path, address: str, files: dict[str, str], banner: str) -> str:
    """Return a page with its styles and images inside, its links kept to the pages of the preview."""
    page = _parsed(site / (address if address.endswith(".html") else f"{address}index.html"))
    for element in page.select(_ACTIVE):
        element.decompose()
    for element in page.find_all("noscript"):
        element.unwrap()
    for element in page.select("*"):
        for name in [name for name in element.attrs if name.startswith("on") or name in _LOADED]:
            _inline(element, name, site, address)
    for link in page.find_all("link"):
        _inline_style(page, link, site, address)
    for link in page.find_all("a", href=True):
        _keep_inside(link, address, files)
    (page.main or page.body or page).insert(0, BeautifulSoup(banner, "html.parser"))
    return str(page)


# What runs, or leads to another page by itself.
_ACTIVE = "script, iframe, object, embed, meta[http-equiv]"
_LOADED = ("src", "srcset", "poster", "data", "background")


def _inline(element: Tag, name: str, site: Path, address: str) -> None:
    """Put the image that an attribute names inside the page; drop the attribute if there is none."""
    value = element.attrs.pop(name)
    file = _local(site, address, value) if name == "src" else None
    if file:
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        element["src"] = f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"


def _inline_style(page: BeautifulSoup, link: Tag, site: Path, address: str) -> None:
    """Put a style sheet of the site in place of its link; other links load something, and go."""
    file = _local(site, address, link.get("href", "")) if "stylesheet" in link.get("rel", ()) else None
    if not file:
        link.decompose()
        return
    style = page.new_tag("style", media=link.get("media", "all"))
    style.string = file.read_text(encoding="utf-8")
    link.replace_with(style)


def _keep_inside(link: Tag, address: str, files: dict[str, str]) -> None:
    """Let a link lead to another page of the preview, to the web or to a mailbox, else nowhere."""
    target = urlsplit(link["href"])
    if target.scheme in ("http", "https", "mailto", "tel") or link["href"].startswith("#"):
        return
    name = None if target.scheme or target.netloc else files.get(_path(address, link["href"]))
    if name:
        link["href"] = f"{name}#{target.fragment}" if target.fragment else name
    else:
        del link["href"]


def _local(site: Path, address: str, href: str) -> Path | None:
    """Return the file of the site that an address names, if there is one."""
    target = urlsplit(href)
    file = (site / unquote(_path(address, href))).resolve()
    is_ours = not target.scheme and not target.netloc and file.is_relative_to(site.resolve())
    return file if is_ours and file.is_file() else None


def _path(address: str, href: str) -> str:
    """Return where a link of the page at `address` leads, from the site's root."""
    return urlsplit(urljoin(f"/{address}", href)).path.lstrip("/")
