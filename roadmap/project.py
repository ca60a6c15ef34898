"""The project: the folder of its data, that of its software, its addresses, and today's date.

No other module knows where a file stands, reads an address in the environment, or asks the clock for the day.
"""

import datetime as dt
import functools
import importlib.resources
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
# The site's address as long as SITE_URL tells none: that of the live preview.
LOCAL_URL = "http://127.0.0.1:8000/"


def _now() -> dt.datetime:
    """Return the present moment in Paris; SOURCE_DATE_EPOCH, in seconds, stands in for the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return dt.datetime.fromtimestamp(int(epoch), PARIS) if epoch else dt.datetime.now(PARIS)


@dataclass(frozen=True)
class Project:
    """A folder that holds `data/`, and all that is needed to publish it.

    `site_url` is the address of the site, with its last `/`; `repo_url` that of the repository, empty when it
    is not known; `now` the moment of the build, in Paris. They come from SITE_URL, REPO_URL and
    SOURCE_DATE_EPOCH when they are not given.
    """

    root: Path
    site_url: str = field(default_factory=lambda: os.environ.get("SITE_URL") or LOCAL_URL)
    repo_url: str = field(default_factory=lambda: os.environ.get("REPO_URL", ""))
    now: dt.datetime = field(default_factory=_now)
    software: Path | None = None

    def with_data_of(self, folder: Path) -> "Project":
        """Return this project with the data of another folder: the same software judges them."""
        return replace(self, root=folder, software=self.home)

    @functools.cached_property
    def home(self) -> Path:
        """The folder of the software: schemas, theme, written pages.

        It is the root, unless the root holds data alone: then it is where this package stands.
        """
        if self.software:
            return self.software
        if (self.root / "schemas").is_dir():
            return self.root
        return Path(str(importlib.resources.files("roadmap"))).parent

    @property
    def today(self) -> dt.date:
        """Today's date in Paris."""
        return self.now.date()

    @property
    def data(self) -> Path:
        """The folder of what people contribute."""
        return self.root / "data"

    @property
    def site(self) -> Path:
        """The folder that the site is built into."""
        return self.root / "site"

    @property
    def config(self) -> Path:
        """The settings of the site: menu, theme, plugins."""
        return self.home / "mkdocs.yml"

    @property
    def content(self) -> Path:
        """The folder of the written pages."""
        return self.home / "content"

    @property
    def schemas(self) -> Path:
        """The folder of the JSON Schemas."""
        return self.home / "schemas"

    @property
    def theme(self) -> Path:
        """The folder of the theme."""
        return self.home / "theme"

    @property
    def assets(self) -> Path:
        """The folder of the style sheets and scripts."""
        return self.theme / "assets"

    @property
    def blocks(self) -> Path:
        """The folder of the blocks' templates."""
        return self.theme / "blocks"

    @property
    def print_templates(self) -> Path:
        """The folder of the Typst templates: the PDF and the images of shared links."""
        return self.theme / "print"
