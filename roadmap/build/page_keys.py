"""What an action's page is made from, as a key of the cache."""

from roadmap.build.site import Site
from roadmap.model.records import Action
from roadmap.outputs.pages import GeneratedPage
from roadmap.text.checksum import checksum


class PageKeys:
    """Names the causes of a page: theme, addresses, the data that it shows, what the day makes of them."""

    def __init__(self, site: Site) -> None:
        """Take what all pages depend on: everything but the actions."""
        project, corpus = site.project, site.corpus
        folders = (project.theme, project.content)
        files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
        contours = corpus.contours.content if corpus.contours else b""
        settings = (project.site_url, project.repo_url, site.roadmap.schemas.checksum)
        self._common = checksum(
            *(text.encode() for text in settings),
            *(part for file in files for part in (file.name.encode(), file.read_bytes())),
            project.config.read_bytes(),
            corpus.checksum_of_files.encode(),
            contours,
        ).encode()
        self._actions = {
            each.id: f"{each.id} {corpus.actions[each.id].checksum} {self._of_the_day(site, each)}".encode()
            for each in site.roadmap.actions
        }

    def of(self, page: GeneratedPage) -> str | None:
        """Return the key of a page that depends on few actions; None for the others, always made anew."""
        if not page.actions:
            return None
        own = (page.address, page.block, page.moved_to or "")
        actions = map(self._actions.__getitem__, page.actions)
        return f"page {checksum(self._common, *(text.encode() for text in own), *actions)}"

    @staticmethod
    def _of_the_day(site: Site, action: Action) -> tuple[bool, bool]:
        return site.roadmap.is_late(action), site.roadmap.is_stale(action)
