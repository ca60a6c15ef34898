"""Print the roadmap: its data as JSON, laid out and worded by a Typst template."""

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

# With more actions than this, a committee has no use for their sheets: the document says how many are in each
# status. Two hundred sheets are a hundred and fifty pages, and take 400 MB to lay out.
MOST_SHEETS = 200

# Fields by name: those that hold an address, an identifier, a number that is no quantity, Markdown.
_ADDRESSES = frozenset({"url", "url_d_origine", "inscription"})
_AS_THEY_ARE = frozenset({"id", "siren", "courriel", "numero", "annee"})
_LONG = frozenset({("axes", "contexte"), ("action", "contexte"), ("action", "description")})


def pdf(project: Project, roadmap: Roadmap) -> bytes:
    """Return the printed roadmap, a tagged PDF; the machine's own fonts play no part."""
    return typst.compile(
        project.print_templates / "feuille-de-route.typ",
        root=project.print_templates,
        sys_inputs={"data": json.dumps(content(roadmap), ensure_ascii=False, sort_keys=True)},
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        timestamp=0,
    )


def content(roadmap: Roadmap) -> dict[str, Any]:
    """Return all that the template prints, ready to be shown: French dates and numbers, labels for values."""
    return _Content(roadmap).whole()


class _Content:
    """Puts the data of a roadmap in the words and figures of the template."""

    def __init__(self, roadmap: Roadmap) -> None:
        self._roadmap, self._schemas = roadmap, roadmap.schemas
        self._has_sheets = len(roadmap.actions) <= MOST_SHEETS

    def whole(self) -> dict[str, Any]:
        roadmap, plain = self._roadmap, self._plain
        statuses = {action.statut for action in roadmap.actions}
        categories = self._schemas.labels("resources", "ressources", 0, "categorie")
        return {
            "site": plain(roadmap.site, "site"),
            "edition": {
                "jour": [roadmap.today.year, roadmap.today.month, roadmap.today.day],
                "courte": french.format_short_date(roadmap.today),
            },
            "toutes_envisagees": statuses == {"envisagee"},
            "fiches": self._has_sheets,
            "axes": [self._axis(axis) for axis in roadmap.axes],
            "calendrier": self._calendar(),
            "indicateurs": plain(roadmap.indicateurs, "indicators", "indicateurs"),
            "dispositifs": plain(roadmap.dispositifs, "funding", "dispositifs"),
            "ressources": [
                {
                    "categorie": categories[category],
                    "ressources": plain(tuple(resources), "resources", "ressources"),
                }
                for category, resources in roadmap.resources_by_category()
            ],
            "sources": [plain(source, "action", "source") for source in self._sources()],
        }

    def _axis(self, axis: Axis) -> dict[str, Any]:
        """Return an axis, its number of actions and either their sheets or how many are in each status."""
        actions = self._roadmap.actions_of_axis(axis.numero)
        labels = self._schemas.labels("action", "statut")
        counts = [(labels[each.statut], each.count) for each in progress.by_status(self._roadmap, actions)]
        counts += [("En retard", late)] if (late := progress.late(self._roadmap, actions)) else []
        states = [f"{label}{french.NBSP}: {french.format_number(n)}" for label, n in counts]
        return self._plain(axis, "axes", "axes", 0) | {
            "nombre": french.pluralize(len(actions), "action") if actions else None,
            "etats": [] if self._has_sheets else states,
            "actions": [self._action(each) for each in actions] if self._has_sheets else [],
        }

    def _action(self, action: Action) -> dict[str, Any]:
        roadmap = self._roadmap
        places = [
            text(roadmap.territory(each).nom) if each != roadmap.departement.id else None
            for each in action.territoires or (roadmap.departement.id,)
        ]
        return self._plain(action, "action") | {
            "resume": None if action.resume == action.titre else text(action.resume),
            "en_retard": roadmap.is_late(action),
            "ancienne": roadmap.is_stale(action),
            "thematiques": [text(roadmap.thematic_title(each)) for each in action.thematiques],
            "territoires": places,
            "decisions": [
                {"texte": text(decision.texte), "reunion": {"id": meeting.id, "titre": text(meeting.titre)}}
                for meeting, decision in roadmap.decisions_on(action)
            ],
        }

    def _calendar(self) -> dict[str, Any]:
        """Return the meetings to come, cancelled and past; the source that they share is told once."""
        roadmap = self._roadmap
        sources = {meeting.source for meeting in roadmap.reunions}
        shared = next(iter(sources)) if len(sources) == 1 else None

        def plain(meetings: tuple[Meeting, ...]) -> list[dict[str, Any]]:
            return [self._meeting(each) | ({"source": None} if shared else {}) for each in meetings]

        by_year = itertools.groupby(roadmap.past_meetings, key=lambda meeting: meeting.date.annee)
        past = [{"annee": year, "reunions": plain(tuple(meetings))} for year, meetings in by_year]
        return {
            "a_venir": plain(roadmap.coming_meetings),
            "annulees": plain(roadmap.cancelled_meetings),
            "passees": past[::-1],
            "source": self._plain(shared, "action", "source"),
        }

    def _meeting(self, meeting: Meeting) -> dict[str, Any]:
        roadmap = self._roadmap
        return self._plain(meeting, "calendar", "reunions", 0) | {
            "passee": roadmap.is_past(meeting),
            "instance": text(roadmap.instance(meeting.instance).nom),
            "thematiques": [text(roadmap.thematic_title(each)) for each in meeting.thematiques],
            "decisions": [
                {
                    "texte": text(decision.texte),
                    "actions": [
                        {"id": each, "titre": text(roadmap.action(each).titre)} for each in decision.actions
                    ],
                }
                for decision in meeting.decisions
            ],
        }

    def _sources(self) -> list[Source]:
        """Return each document that the printed facts come from, once, in the order of the pages."""
        roadmap = self._roadmap
        actions = roadmap.actions if self._has_sheets else ()
        holders = (*roadmap.axes, *actions, *roadmap.reunions, *roadmap.dispositifs)
        found = [each.source for each in (roadmap.site.etat, *holders) if each.source]
        indicators = (*(each for action in actions for each in action.indicateurs), *roadmap.indicateurs)
        known = {source.document for source in found}
        found += [Source(each.source) for each in indicators if each.source and each.source not in known]
        return list(dict.fromkeys(found))

    def _plain(self, value: object, kind: str, *path: str | int) -> Any:  # noqa: ANN401 - as many shapes as JSON
        """Return a value of the data as it is printed; `kind` and `path` say which field it is."""
        if isinstance(value, PartialDate):
            return _date(value)
        if isinstance(value, Record):
            fields = value.__struct_fields__
            return {field: self._plain(getattr(value, field), kind, *path, field) for field in fields}
        if isinstance(value, tuple):
            return [self._plain(each, kind, *path, 0) for each in value]
        if value is None or isinstance(value, bool) or path[-1] in _AS_THEY_ARE:
            return value
        if isinstance(value, str):
            return self._words(value, kind, path)
        return french.format_hour(value) if isinstance(value, dt.time) else french.format_number(value)

    def _words(self, value: str, kind: str, path: tuple[str | int, ...]) -> object:
        """Return a text as it is printed: an address, a label, a long text or a plain one."""
        name = path[-1]
        if name in _ADDRESSES:
            return _address(value)
        if label := self._schemas.field(kind, path).get("x-libelles", {}).get(value):
            return label
        return _tree(value) if (kind, name) in _LONG else text(value)


def _date(value: PartialDate) -> dict[str, Any]:
    return {
        "longue": french.format_date(value),
        "courte": french.format_short_date(value),
        "quand": french.format_on_date(value),
        "au_jour": value.is_full,
    }


def _address(value: str) -> str:
    return quote(value, safe="%/:?#[]@!$&'()*+,;=~-._")


# The characters that the template's font draws in all its styles: Latin, Greek, Cyrillic, the usual signs.
PRINTABLE = (
    "\u0020-\u007e\u00a0-\u00ac\u00ae-\u017f\u0192\u0218-\u021b\u0300-\u0304\u0306-\u0308\u030a-\u030c\u0327"
    "\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9\u0400-\u045f\u1e80-\u1e85\u1e9e\u1ef2-\u1ef3"
    "\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u202f-\u2030\u2032-\u2033\u2039-\u203a\u2044"
    "\u2070\u2074-\u208e\u20ac\u2116\u2122\u2190-\u2193\u2212\u2260\u2264-\u2265"
)
_NOT_PRINTABLE = re.compile(f"[^{PRINTABLE}]")
_LONGEST, _STEP = 40, 20
_UNBREAKABLE = re.compile(rf"[^\s\u00a0\u202f-]{{{_LONGEST},}}")
_BREAK_HERE = "\u200b"


def text(value: str) -> str:
    """Return a text as the font can print it, with French spaces; a very long word may break."""
    value = re.sub(r"[ \t\r\n\u2028\u2029]+", " ", unicodedata.normalize("NFC", value))
    value = _NOT_PRINTABLE.sub(lambda found: _in_letters(found[0]), french.insert_nbsp(value))
    return _UNBREAKABLE.sub(
        lambda found: re.sub(rf"(.{{{_STEP}}})(?=.)", rf"\1{_BREAK_HERE}", found[0]), value
    )


def _in_letters(char: str) -> str:
    """Return what stands for a character that the font lacks: its number, or nothing if it is invisible."""
    category = unicodedata.category(char)
    if category in {"Cc", "Cf", "Mn", "Me"}:
        return ""
    return " " if category == "Zs" else f"[U+{ord(char):04X}]"


# Marks deeper than this, which nobody means, add nothing: Typst bounds how deep a template may go.
_DEEPEST = 12


class _Tree(HTMLParser):
    """Turns the safe HTML of a long text into nested lists of texts and `{tag, href, children}`."""

    def __init__(self) -> None:
        """Begin with an empty tree."""
        super().__init__()
        self.top: list[Any] = []
        self._open = [self.top]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; `br` alone holds nothing."""
        if len(self._open) > _DEEPEST:
            if tag != "br":
                self._open.append(self._open[-1])
            return
        href = dict(attrs).get("href")
        node = {"tag": tag, "href": _address(href) if href else None, "children": []}
        self._open[-1].append(node)
        if tag != "br":
            self._open.append(node["children"])

    def handle_endtag(self, tag: str) -> None:
        """Close the last element open."""
        if tag != "br":
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Keep a text; line breaks of the source are spaces."""
        self._open[-1].append(text(data))


def _tree(source: str) -> list[Any]:
    parser = _Tree()
    parser.feed(markdown.to_html(source))
    parser.close()
    return list(_without_blanks(parser.top))


def _without_blanks(children: list[Any]) -> Iterator[Any]:
    """Yield what is between blocks, less the white space that only lays the HTML out."""
    blocks = {"p", "ul", "ol", "li", "blockquote"}
    holds_blocks = any(isinstance(each, dict) and each["tag"] in blocks for each in children)
    for each in children:
        if isinstance(each, dict):
            yield each | {"children": list(_without_blanks(each["children"]))}
        elif each.strip() or not holds_blocks:
            yield each
