"""Build the printable PDF of the roadmap with a Typst template, which receives the data as JSON."""

import datetime as dt
import itertools
import json
import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import typst

from roadmap.model import progress
from roadmap.model.records import Action, Axis, Meeting, Record, Source
from roadmap.model.roadmap import Roadmap
from roadmap.project import Project
from roadmap.render import markdown
from roadmap.text import french
from roadmap.text.partial_dates import PartialDate

# With more actions than this, the document only counts them by status: 200 sheets already make 150 pages, and
# take 400 MB to lay out.
MAX_ACTION_SHEETS = 200

# Names of the fields that hold a URL, those printed unchanged, and (kind, name) of those in Markdown.
_URL_FIELDS = frozenset({"url", "url_d_origine", "inscription"})
_RAW_FIELDS = frozenset({"id", "siren", "courriel", "numero", "annee"})
_MARKDOWN_FIELDS = frozenset({("axes", "contexte"), ("action", "contexte"), ("action", "description")})


def build_pdf(project: Project, roadmap: Roadmap) -> bytes:
    """Return the printed roadmap as tagged PDF/UA, built without the fonts of the system."""
    return typst.compile(
        project.print_templates / "feuille-de-route.typ",
        root=project.print_templates,
        sys_inputs={"data": json.dumps(build_template_data(roadmap), ensure_ascii=False, sort_keys=True)},
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        timestamp=0,
    )


def build_template_data(roadmap: Roadmap) -> dict[str, Any]:
    """Return the data of the template, formatted: French dates and numbers, labels instead of codes."""
    return _TemplateData(roadmap).build()


class _TemplateData:
    """Formatter of a roadmap for the Typst template."""

    def __init__(self, roadmap: Roadmap) -> None:
        self._roadmap, self._schemas = roadmap, roadmap.schemas
        self._has_sheets = len(roadmap.actions) <= MAX_ACTION_SHEETS

    def build(self) -> dict[str, Any]:
        roadmap, format_value = self._roadmap, self._format_value
        statuses = {action.statut for action in roadmap.actions}
        categories = self._schemas.labels("resources", "ressources", 0, "categorie")
        return {
            "site": format_value(roadmap.site, "site"),
            "edition": {
                "jour": [roadmap.today.year, roadmap.today.month, roadmap.today.day],
                "courte": french.format_short_date(roadmap.today),
            },
            "toutes_envisagees": statuses == {"envisagee"},
            "fiches": self._has_sheets,
            "axes": [self._format_axis(axis) for axis in roadmap.axes],
            "calendrier": self._format_calendar(),
            "indicateurs": format_value(roadmap.indicateurs, "indicators", "indicateurs"),
            "dispositifs": format_value(roadmap.dispositifs, "funding", "dispositifs"),
            "ressources": [
                {
                    "categorie": categories[category],
                    "ressources": format_value(tuple(resources), "resources", "ressources"),
                }
                for category, resources in roadmap.resources_by_category()
            ],
            "sources": [format_value(source, "action", "source") for source in self._list_sources()],
        }

    def _format_axis(self, axis: Axis) -> dict[str, Any]:
        """Return an axis, its number of actions and either their sheets or the number by status."""
        actions = self._roadmap.actions_of_axis(axis.numero)
        labels = self._schemas.labels("action", "statut")
        counts = [
            (labels[share.statut], share.count)
            for share in progress.compute_status_shares(self._roadmap, actions)
        ]
        counts += [("En retard", late)] if (late := progress.count_late(self._roadmap, actions)) else []
        states = [f"{label}{french.NBSP}: {french.format_number(count)}" for label, count in counts]
        return self._format_value(axis, "axes", "axes", 0) | {
            "nombre": french.pluralize(len(actions), "action") if actions else None,
            "etats": [] if self._has_sheets else states,
            "actions": [self._format_action(action) for action in actions] if self._has_sheets else [],
        }

    def _name_place(self, action: Action, territory: str) -> str:
        """Return the name of a territory of an action, with the communes there: « Perche (Nogent) »."""
        communes = self._roadmap.communes_in(action, territory)
        name = self._roadmap.territory(territory).nom
        return f"{name} ({', '.join(communes)})" if communes else name

    def _format_action(self, action: Action) -> dict[str, Any]:
        roadmap = self._roadmap
        territories = [
            make_printable(self._name_place(action, identifier))
            if identifier != roadmap.departement.id
            else None
            for identifier in action.territoires or (roadmap.departement.id,)
        ]
        return self._format_value(action, "action") | {
            "resume": None if action.resume == action.titre else make_printable(action.resume),
            "en_retard": roadmap.is_late(action),
            "ancienne": roadmap.is_stale(action),
            "thematiques": [
                make_printable(roadmap.thematic_title(identifier)) for identifier in action.thematiques
            ],
            "territoires": territories,
            "decisions": [
                {
                    "texte": make_printable(decision.texte),
                    "reunion": {"id": meeting.id, "titre": make_printable(meeting.titre)},
                }
                for meeting, decision in roadmap.decisions_on(action)
            ],
        }

    def _format_calendar(self) -> dict[str, Any]:
        """Return the coming, cancelled and past meetings; a source common to all is given once."""
        roadmap = self._roadmap
        sources = {meeting.source for meeting in roadmap.reunions}
        common_source = next(iter(sources)) if len(sources) == 1 else None

        def format_meetings(meetings: tuple[Meeting, ...]) -> list[dict[str, Any]]:
            override = {"source": None} if common_source else {}
            return [self._format_meeting(meeting) | override for meeting in meetings]

        by_year = itertools.groupby(roadmap.past_meetings, key=lambda meeting: meeting.date.annee)
        past = [{"annee": year, "reunions": format_meetings(tuple(meetings))} for year, meetings in by_year]
        return {
            "a_venir": format_meetings(roadmap.upcoming_meetings),
            "annulees": format_meetings(roadmap.cancelled_meetings),
            "passees": past[::-1],
            "source": self._format_value(common_source, "action", "source"),
        }

    def _format_meeting(self, meeting: Meeting) -> dict[str, Any]:
        roadmap = self._roadmap
        return self._format_value(meeting, "calendar", "reunions", 0) | {
            "passee": roadmap.is_past(meeting),
            "instance": make_printable(roadmap.instance(meeting.instance).nom),
            "thematiques": [
                make_printable(roadmap.thematic_title(identifier)) for identifier in meeting.thematiques
            ],
            "decisions": [
                {
                    "texte": make_printable(decision.texte),
                    "suite": make_printable(
                        french.format_follow_up(decision.responsable, decision.echeance, decision.faite_le)
                    ),
                    "actions": [
                        {"id": identifier, "titre": make_printable(roadmap.action(identifier).titre)}
                        for identifier in decision.actions
                    ],
                }
                for decision in meeting.decisions
            ],
        }

    def _list_sources(self) -> list[Source]:
        """Return the distinct sources of the printed data, in the order of the pages."""
        roadmap = self._roadmap
        actions = roadmap.actions if self._has_sheets else ()
        records = (roadmap.site.etat, *roadmap.axes, *actions, *roadmap.reunions, *roadmap.dispositifs)
        sources = [record.source for record in records if record.source]
        documents = {source.document for source in sources}
        indicators = itertools.chain(*(action.indicateurs for action in actions), roadmap.indicateurs)
        names = (indicator.source for indicator in indicators if indicator.source)
        sources += [Source(name) for name in names if name not in documents]
        return list(dict.fromkeys(sources))

    def _format_value(self, value: object, kind: str, *path: str | int) -> Any:  # noqa: ANN401 - any JSON value
        """Return a value of the data as printed; `kind` and `path` are those of its field in the schemas."""
        if isinstance(value, PartialDate):
            return _format_date(value)
        if isinstance(value, Record):
            fields = value.__struct_fields__
            return {field: self._format_value(getattr(value, field), kind, *path, field) for field in fields}
        if isinstance(value, tuple):
            return [self._format_value(item, kind, *path, 0) for item in value]
        if value is None or isinstance(value, bool) or path[-1] in _RAW_FIELDS:
            return value
        if isinstance(value, str):
            return self._format_string(value, kind, path)
        return french.format_hour(value) if isinstance(value, dt.time) else french.format_number(value)

    def _format_string(self, value: str, kind: str, path: tuple[str | int, ...]) -> object:
        """Return a string as printed: a quoted URL, a label, the tree of a Markdown text, or a plain text."""
        name = path[-1]
        if name in _URL_FIELDS:
            return _quote_url(value)
        if label := self._schemas.field(kind, path).get("x-libelles", {}).get(value):
            return label
        return _parse_markdown(value) if (kind, name) in _MARKDOWN_FIELDS else make_printable(value)


def _format_date(value: PartialDate) -> dict[str, Any]:
    return {
        "longue": french.format_date(value),
        "courte": french.format_short_date(value),
        "quand": french.format_on_date(value),
        "au_jour": value.is_full,
    }


def _quote_url(value: str) -> str:
    return quote(value, safe="%/:?#[]@!$&'()*+,;=~-._")


# Characters that the template's font has in all styles: Latin, Greek, Cyrillic, common signs.
PRINTABLE_CHARACTERS = (
    "\u0020-\u007e\u00a0-\u00ac\u00ae-\u017f\u0192\u0218-\u021b\u0300-\u0304\u0306-\u0308\u030a-\u030c\u0327"
    "\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9\u0400-\u045f\u1e80-\u1e85\u1e9e\u1ef2-\u1ef3"
    "\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u202f-\u2030\u2032-\u2033\u2039-\u203a\u2044"
    "\u2070\u2074-\u208e\u20ac\u2116\u2122\u2190-\u2193\u2212\u2260\u2264-\u2265"
)
_NOT_PRINTABLE = re.compile(f"[^{PRINTABLE_CHARACTERS}]")
# Words of 40 characters or more may break every 20 characters.
_LONG_WORD = re.compile(r"[^\s\u00a0\u202f-]{40,}")
_LONG_WORD_CHUNK = re.compile(r"(.{20})(?=.)")
_ZERO_WIDTH_SPACE = "\u200b"


def make_printable(text: str) -> str:
    """Return a text with French spaces, break points in very long words, and characters of the font alone."""
    text = re.sub(r"[ \t\r\n\u2028\u2029]+", " ", unicodedata.normalize("NFC", text))
    text = _NOT_PRINTABLE.sub(lambda match: _replace_character(match[0]), french.insert_nbsp(text))
    return _LONG_WORD.sub(lambda match: _LONG_WORD_CHUNK.sub(rf"\1{_ZERO_WIDTH_SPACE}", match[0]), text)


# Bullets and check marks that word processors put before the items of a list.
_BULLET = re.compile(
    "[\u2023\u2043\u204c\u204d\u2219\u25a0-\u25ff\u2610-\u2612\u2713-\u2718\u2726-\u2756\u2758-\u275a\u2794-\u27be]"
)
_NEAREST_SIGN = str.maketrans("≈≃∼", "~~~")


def _replace_character(char: str) -> str:
    """Return the replacement of a character that the font lacks: letters, a bullet, nothing or its code."""
    letters = unicodedata.normalize("NFKC", char).translate(_NEAREST_SIGN)
    if letters != char and not _NOT_PRINTABLE.search(letters):
        return letters
    if _BULLET.match(char):
        return "•"
    category = unicodedata.category(char)
    if category in {"Cc", "Cf", "Mn", "Me"}:
        return ""
    return " " if category == "Zs" else f"[U+{ord(char):04X}]"


# Deeper elements, which no real text has, are flattened: Typst limits the depth of nesting.
_MAX_DEPTH = 12


class _TreeParser(HTMLParser):
    """Parser of sanitised HTML into nested lists of strings and `{tag, href, children}`."""

    def __init__(self) -> None:
        """Start with an empty tree."""
        super().__init__()
        self.root: list[Any] = []
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; `br` is a void element."""
        if len(self._open) > _MAX_DEPTH:
            if tag != "br":
                self._open.append(self._open[-1])
            return
        href = dict(attrs).get("href")
        node = {"tag": tag, "href": _quote_url(href) if href else None, "children": []}
        self._open[-1].append(node)
        if tag != "br":
            self._open.append(node["children"])

    def handle_endtag(self, tag: str) -> None:
        """Close the current element."""
        if tag != "br":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Append a text; line breaks become spaces."""
        self._open[-1].append(make_printable(data))


def _parse_markdown(source: str) -> list[Any]:
    """Convert Markdown to the tree that the template prints."""
    parser = _TreeParser()
    parser.feed(markdown.to_html(source))
    parser.close()
    return list(_strip_blanks(parser.root))


def _strip_blanks(children: list[Any]) -> Iterator[Any]:
    """Yield the nodes of a tree, without the white space between block elements."""
    blocks = {"p", "ul", "ol", "li", "blockquote"}
    has_blocks = any(isinstance(node, dict) and node["tag"] in blocks for node in children)
    for node in children:
        if isinstance(node, dict):
            yield node | {"children": list(_strip_blanks(node["children"]))}
        elif node.strip() or not has_blocks:
            yield node
