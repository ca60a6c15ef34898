"""The news as an Atom feed (RFC 4287).

A template is enough: what a library would add is to choose the elements, which stand there to be read.
"""

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from urllib.parse import urljoin

from roadmap.history.history import DatedChange, History
from roadmap.model.roadmap import Roadmap
from roadmap.project import Project
from roadmap.render.blocks import environment
from roadmap.render.news import addresses
from roadmap.text import french

ADDRESS = "nouveautes.xml"
MOST_ENTRIES = 100
# Identifiers must not follow the site's address: it may move, and readers would see every entry again.
_SPACE = uuid.UUID("5a0c1b52-6f0e-4d5b-9c86-1f4f5f0a2d7e")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class _Entry:
    """A piece of news in the feed: its identifier for life, its page."""

    id: str
    page: str
    dated: DatedChange


def atom(project: Project, roadmap: Roadmap, history: History) -> bytes:
    """Return the feed of the latest changes; it has no entry when there is no history."""
    pages = addresses(roadmap)
    place = roadmap.departement.id
    entries = [
        _Entry(
            _urn(place, each.change.kind, _lasting_id(each), each.commit),
            urljoin(project.site_url, pages.get((each.change.kind, each.first_id), "nouveautes/")),
            each,
        )
        for each in history.changes[:MOST_ENTRIES]
    ]
    opening = history.opening if len(entries) < MOST_ENTRIES else None
    template = environment(project, roadmap.schemas).get_template("nouveautes.xml")
    text = template.render(
        site=roadmap.site,
        entries=entries,
        opening=opening,
        feed_id=_urn(place),
        updated=_updated(roadmap, history),
        opening_id=opening and _urn(place, opening.commit),
        self_url=urljoin(project.site_url, ADDRESS),
        page_url=urljoin(project.site_url, "nouveautes/"),
    )
    return _NOT_XML.sub("\ufffd", french.insert_nbsp_in_html(text)).encode()


def _updated(roadmap: Roadmap, history: History) -> str:
    """Return the moment of the last news, or the first of the roadmap's state; the day only if unknown."""
    if history.changes:
        return history.changes[0].at.isoformat()
    if history.opening:
        return history.opening.at.isoformat()
    since = roadmap.site.etat.depuis
    return dt.datetime.combine(since.first_day if since else roadmap.today, dt.time.min, dt.UTC).isoformat()


def _lasting_id(dated: DatedChange) -> str:
    """Return what names a change in its commit: what goes may leave its first name to what comes."""
    return dated.change.id if dated.change.nature == "retrait" else dated.first_id


def _urn(*parts: str) -> str:
    """Return an identifier that depends on nothing but the parts."""
    return uuid.uuid5(_SPACE, "/".join(parts)).urn
