"""The pages that a contribution touches, each as one file that opens anywhere."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup

from roadmap.reading import snapshots
from roadmap.rendering.blocks import environment

ADDED, CHANGED, REMOVED = "nouvelle", "modifiée", "retirée"


@dataclass(frozen=True)
class ChangedPage:
    """A page that is not the same before and after; `adresse` is relative to the site's root."""

    nature: str
    titre: str
    adresse: str

    @property
    def file_name(self) -> str:
        """The name of the page's preview."""
        return f"{self.adresse.removesuffix('.html').strip('/').replace('/', '-') or 'accueil'}.html"


def build_base(base: str, root: Path, folder: Path) -> Path | None:
    """Build the site of the revision `base` with its own code in `folder`; None when it does not build."""
    snapshots.extract(base, root, folder)
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(folder / "site")]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603 - no shell
    return None if done.returncode else folder / "site"


def changed_since(base: str, root: Path, site: Path) -> tuple[ChangedPage, ...] | None:
    """Return the pages of `site` that are not those of the revision `base`; None when it does not build."""
    with tempfile.TemporaryDirectory() as folder:
        before = build_base(base, root, Path(folder))
        return before and changed_pages(before, site)


def changed_pages(before: Path, after: Path) -> tuple[ChangedPage, ...]:
    """Compare two built sites: titles, descriptions and contents, not the shell around them."""
    old, new = _pages(before), _pages(after)
    common = sorted(old.keys() & new.keys())
    return (
        *(ChangedPage(ADDED, _title(new[each]), each) for each in sorted(new.keys() - old.keys())),
        *(ChangedPage(REMOVED, _title(old[each]), each) for each in sorted(old.keys() - new.keys())),
        *(ChangedPage(CHANGED, _title(new[each]), each) for each in common if _differ(old[each], new[each])),
    )


def _pages(site: Path) -> dict[str, Path]:
    """Return the pages of a built site, by address."""
    files = ((path.relative_to(site).as_posix(), path) for path in site.rglob("*.html"))
    return {name.removesuffix("index.html"): path for name, path in files}


def _differ(old: Path, new: Path) -> bool:
    return old.read_bytes() != new.read_bytes() and _said(_parsed(old)) != _said(_parsed(new))


def _said(page: BeautifulSoup) -> tuple[str, ...]:
    """Return what a page says to its readers."""
    return tuple(str(page.select_one(part)) for part in ("title", "meta[name=description]", "main"))


def _title(path: Path) -> str:
    """Return the title of a page, without the site's name after it."""
    title = _parsed(path).title
    return title.get_text().partition(" · ")[0] if title else path.name


def _parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def write(site: Path, pages: Iterable[ChangedPage], folder: Path) -> None:
    """Write into `folder` each of the pages that stand in `site`, as one file that loads nothing."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files = {page.adresse: page.file_name for page in pages if page.nature != REMOVED}
    for address, name in files.items():
        (folder / name).write_text(_standalone(site, address, files), encoding="utf-8")


def _standalone(site: Path, address: str, files: dict[str, str]) -> str:
    """Return a page with its styles inside, without scripts, its links kept to the pages of the preview."""
    page = _parsed(site / (address if address.endswith(".html") else f"{address}index.html"))
    for script in page.find_all("script"):
        script.decompose()
    for link in page.find_all("link"):
        if "stylesheet" not in link.get("rel", ()):
            link.decompose()
            continue
        style = page.new_tag("style", media=link.get("media", "all"))
        style.string = (site / _path(address, link["href"])).read_text(encoding="utf-8")
        link.replace_with(style)
    for link in page.find_all("a", href=True):
        target = urlsplit(link["href"])
        if target.scheme or target.netloc or not (target.path or target.query):
            continue
        if name := files.get(_path(address, link["href"])):
            link["href"] = f"{name}#{target.fragment}" if target.fragment else name
        else:
            del link["href"]
    banner = environment().get_template("apercu.html").render()
    page.main.insert(0, BeautifulSoup(banner, "html.parser"))
    return str(page)


def _path(address: str, href: str) -> str:
    """Return where a link of the page at `address` leads, from the site's root."""
    return urlsplit(urljoin(f"/{address}", href)).path.lstrip("/")
