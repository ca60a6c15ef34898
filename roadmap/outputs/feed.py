"""Build the Atom feeds of the news (RFC 4287), from a template: the site, its territories and thematics."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from markupsafe import Markup

from roadmap.history.history import DatedChange, History, Opening
from roadmap.model.roadmap import Roadmap
from roadmap.model.scopes import Scope, build_scopes
from roadmap.project import Project
from roadmap.render.blocks import create_environment
from roadmap.render.news import map_page_addresses
from roadmap.text import french

FEED_ADDRESS = "nouveautes.xml"
MAX_FEED_ENTRIES = 100
# Identifiers do not depend on the site's URL: if it moved, feed readers would show every entry again.
_UUID_NAMESPACE = uuid.UUID("5a0c1b52-6f0e-4d5b-9c86-1f4f5f0a2d7e")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class _Entry:
    """An entry of the feed: its permanent identifier, the URL of its page, the change."""

    id: str
    page: str
    dated: DatedChange


def build_feed_files(project: Project, roadmap: Roadmap, history: History) -> Iterator[tuple[str, bytes]]:
    """Yield (address, content) of the feed of the site, and of those of its territories and thematics."""
    builder = FeedBuilder(project, roadmap, history)
    yield FEED_ADDRESS, builder.build_site_feed()
    for scope in build_scopes(roadmap):
        if scope.feed_address:
            yield scope.feed_address, builder.build_scope_feed(scope)


class FeedBuilder:
    """Builder of the feeds of the latest changes; they have no entry without a git history."""

    def __init__(self, project: Project, roadmap: Roadmap, history: History) -> None:
        """Prepare the templates and the addresses of the pages."""
        self._roadmap, self._history, self._site_url = roadmap, history, project.site_url
        self._addresses = map_page_addresses(roadmap)
        self._department = roadmap.departement.id
        environment = create_environment(project, roadmap.schemas)
        self._template = environment.get_template("nouveautes.xml")
        self._entry_template = environment.get_template("_nouveaute.xml")
        self._rendered: dict[DatedChange, Markup] = {}

    def build_site_feed(self) -> bytes:
        """Return the feed of all the changes."""
        return self._build(self._history.changes, FEED_ADDRESS, self._history.opening)

    def build_scope_feed(self, scope: Scope) -> bytes:
        """Return the feed of the changes of a territory or a thematic, of what is still in it."""
        pages = {f"actions/{action.id}/" for action in scope.actions}
        pages |= {f"calendrier/{meeting.id}/" for meeting in scope.meetings}
        changes = [dated for dated in self._history.changes if self._find_page(dated) in pages]
        return self._build(changes, scope.feed_address, None, scope)

    def _build(
        self,
        changes: Sequence[DatedChange],
        address: str,
        opening: Opening | None,
        scope: Scope | None = None,
    ) -> bytes:
        shown = changes[:MAX_FEED_ENTRIES]
        opening = opening if len(shown) < MAX_FEED_ENTRIES else None
        text = self._template.render(
            site=self._roadmap.site,
            scope=scope,
            entries=[self._render_entry(dated) for dated in shown],
            opening=opening,
            feed_id=_build_urn(self._department, *([scope.folder] if scope else [])),
            updated=_format_updated(self._roadmap, self._history, changes),
            opening_id=opening and _build_urn(self._department, opening.commit),
            self_url=urljoin(self._site_url, address),
            page_url=urljoin(self._site_url, scope.page if scope else "nouveautes/"),
        )
        return _NOT_XML.sub("\ufffd", french.insert_nbsp_in_html(text)).encode()

    def _find_page(self, dated: DatedChange) -> str | None:
        return self._addresses.get((dated.change.kind, dated.first_id))

    def _render_entry(self, dated: DatedChange) -> Markup:
        """Return the XML of an entry, rendered once for all feeds."""
        if dated not in self._rendered:
            identifier = _identifier_in_commit(dated)
            entry = _Entry(
                _build_urn(self._department, dated.change.kind, identifier, dated.commit),
                urljoin(self._site_url, self._find_page(dated) or "nouveautes/"),
                dated,
            )
            self._rendered[dated] = Markup(self._entry_template.render(entry=entry))  # noqa: S704 - escaped by it
        return self._rendered[dated]


def _format_updated(roadmap: Roadmap, history: History, changes: Sequence[DatedChange]) -> str:
    """Return the time of the last of `changes`; without any, of the first data, else of the state."""
    if changes:
        return changes[0].at.isoformat()
    if history.opening:
        return history.opening.at.isoformat()
    since = roadmap.site.etat.depuis
    return dt.datetime.combine(since.first_day if since else roadmap.today, dt.time.min, dt.UTC).isoformat()


def _identifier_in_commit(dated: DatedChange) -> str:
    """Return an identifier unique in the commit: an entry added may reuse the first id of one removed."""
    return dated.change.id if dated.change.nature == "retrait" else dated.first_id


def _build_urn(*parts: str) -> str:
    """Return a URN that depends on the parts alone (UUID version 5)."""
    return uuid.uuid5(_UUID_NAMESPACE, "/".join(parts)).urn
