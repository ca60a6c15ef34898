"""Build the Atom feed of the news (RFC 4287), from a template."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from urllib.parse import urljoin

from roadmap.history.history import DatedChange, History
from roadmap.model.roadmap import Roadmap
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


def build_feed(project: Project, roadmap: Roadmap, history: History) -> bytes:
    """Return the feed of the latest changes; it has no entry without a git history."""
    addresses = map_page_addresses(roadmap)
    department = roadmap.departement.id
    entries = [
        _Entry(
            _build_urn(department, dated.change.kind, _identifier_in_commit(dated), dated.commit),
            urljoin(project.site_url, addresses.get((dated.change.kind, dated.first_id), "nouveautes/")),
            dated,
        )
        for dated in history.changes[:MAX_FEED_ENTRIES]
    ]
    opening = history.opening if len(entries) < MAX_FEED_ENTRIES else None
    template = create_environment(project, roadmap.schemas).get_template("nouveautes.xml")
    text = template.render(
        site=roadmap.site,
        entries=entries,
        opening=opening,
        feed_id=_build_urn(department),
        updated=_format_updated(roadmap, history),
        opening_id=opening and _build_urn(department, opening.commit),
        self_url=urljoin(project.site_url, FEED_ADDRESS),
        page_url=urljoin(project.site_url, "nouveautes/"),
    )
    return _NOT_XML.sub("\ufffd", french.insert_nbsp_in_html(text)).encode()


def _format_updated(roadmap: Roadmap, history: History) -> str:
    """Return the time of the last news; without history, the date of the roadmap's state, else today."""
    if history.changes:
        return history.changes[0].at.isoformat()
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
