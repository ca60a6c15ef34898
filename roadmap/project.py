"""Project settings: folders of the data and of the software, URLs, and today's date.

No other module builds a path to a standard folder, reads a URL from the environment, or reads the clock.
"""

import datetime as dt
import functools
import importlib.resources
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
# The URL of the site when SITE_URL is not set: that of the live preview.
LOCAL_URL = "http://127.0.0.1:8000/"


def _now() -> dt.datetime:
    """Return the current time in Paris; SOURCE_DATE_EPOCH, in seconds, replaces the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return dt.datetime.fromtimestamp(int(epoch), PARIS) if epoch else dt.datetime.now(PARIS)


@dataclass(frozen=True)
class Project:
    """The settings of a site: `root` is the folder that contains `data/`.

    `site_url` is the URL of the site, with a trailing `/`; `repo_url` that of the repository, empty when
    unknown, and `repo_branch` its default branch; `now` the time of the build, in Paris. Their defaults come
    from SITE_URL, REPO_URL, REPO_BRANCH and SOURCE_DATE_EPOCH. `software` overrides the folder of the
    software (see `software_root`).
    """

    root: Path
    site_url: str = field(default_factory=lambda: os.environ.get("SITE_URL") or LOCAL_URL)
    repo_url: str = field(default_factory=lambda: os.environ.get("REPO_URL", ""))
    repo_branch: str = field(default_factory=lambda: os.environ.get("REPO_BRANCH") or "main")
    now: dt.datetime = field(default_factory=_now)
    software: Path | None = None

    def with_root(self, folder: Path) -> "Project":
        """Return this project with the data of another folder, and the same software."""
        return replace(self, root=folder, software=self.software_root)

    @functools.cached_property
    def software_root(self) -> Path:
        """The folder of the software: schemas, theme, hand-written pages.

        It is the root, unless the root contains data only: then it is the parent folder of this package.
        """
        if self.software:
            return self.software
        if (self.root / "schemas").is_dir():
            return self.root
        return Path(str(importlib.resources.files("roadmap"))).parent

    @property
    def data(self) -> Path:
        """The folder of the data files."""
        return self.root / "data"

    @property
    def site(self) -> Path:
        """The output folder of the build."""
        return self.root / "site"

    @property
    def config(self) -> Path:
        """The MkDocs configuration file: menu, theme, plugins."""
        return self.software_root / "mkdocs.yml"

    @property
    def content(self) -> Path:
        """The folder of the hand-written pages."""
        return self.software_root / "content"

    @property
    def schemas(self) -> Path:
        """The folder of the JSON Schemas."""
        return self.software_root / "schemas"

    @property
    def theme(self) -> Path:
        """The folder of the theme."""
        return self.software_root / "theme"

    @property
    def assets(self) -> Path:
        """The folder of the style sheets and scripts."""
        return self.theme / "assets"

    @property
    def blocks(self) -> Path:
        """The folder of the Jinja templates."""
        return self.theme / "blocks"

    @property
    def print_templates(self) -> Path:
        """The folder of the Typst templates: PDF and social cards."""
        return self.theme / "print"
