"""Render HTML blocks and e-mails from Jinja templates with autoescaping."""

import functools
import re
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote, urljoin

import jinja2
from markupsafe import Markup, escape

from roadmap.model import facets, progress, status_counts
from roadmap.model.conformity import build_conformity
from roadmap.model.follow_up import (
    LeaderFollowUp,
    group_by_leader,
    group_by_territory,
    list_actions_to_follow,
)
from roadmap.model.records import Meeting
from roadmap.model.roadmap import Roadmap
from roadmap.model.scopes import Scope, build_scopes
from roadmap.model.totals import compute_axis_totals, compute_totals
from roadmap.project import Project
from roadmap.render import markdown, newsletter, pagination
from roadmap.render.help_links import HelpLinks
from roadmap.render.map_svg import Maps
from roadmap.render.news import News
from roadmap.render.repository import Repository
from roadmap.render.schema_help import build_action_template, list_action_fields
from roadmap.schema.schemas import Schemas
from roadmap.text import french
from roadmap.text.folding import fold
from roadmap.text.opening_hours import format_opening_hours

MAX_MAILTO_LENGTH = 1900  # characters: Outlook truncates links a little longer than 2,000
# A web address as people type it, with or without its scheme.
_WEB_ADDRESS = re.compile(r"(?:https://)?((?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s<>\"]*)?)")
_PLACEHOLDER = re.compile('<div data-block="([0-9]+)"></div>')
# The choices of a list are no prose.
_OPTION = re.compile("<option.*?</option>", re.DOTALL)
_ABBREVIATION = re.compile("<abbr [^>]*>([^<]*)</abbr>")


@dataclass(frozen=True)
class Email:
    """An e-mail: one-line subject, plain text, HTML of the body alone and of the whole document."""

    subject: str
    text: str
    body: Markup
    html: str


class Blocks:
    """Block renderer for one roadmap.

    Without a repository URL, links to contribute are e-mails. `globals_` are extra template variables, which
    higher layers provide. `compiled` caches the compiled templates.
    """

    def __init__(
        self,
        project: Project,
        roadmap: Roadmap,
        news: News | None = None,
        compiled: jinja2.BytecodeCache | None = None,
        **globals_: object,
    ) -> None:
        """Create the Jinja environment that all blocks share."""
        self._roadmap = roadmap
        self._news = news or News()
        self._repository = Repository.of(project)
        self._deferred: list[str] = []
        jargon = "|".join(str(escape(re.escape(term))) for term in roadmap.jargon)
        self._jargon = re.compile(rf"\b(?:{jargon})\b", re.IGNORECASE) if jargon else None
        self._env = create_environment(project, roadmap.schemas, compiled)
        self._env.filters["t"] = french.Acronyms(roadmap.acronyms).mark
        self._env.globals |= {
            "roadmap": roadmap,
            "news": self._news,
            "maps": Maps(roadmap),
            "help_links": HelpLinks(roadmap),
            "site": roadmap.site,
            "repository": self._repository,
            "absolute": lambda address: f"{project.site_url}{address}",
            "webcal": lambda path: re.sub("^https?:", "webcal:", urljoin(project.site_url, path)),
            "edit_url": self.edit_url,
            "scopes": lambda: self._scopes,
            "scope_of": lambda identifier: next(item for item in self._scopes if item.id == identifier),
            "facets": partial(facets.count_facets, roadmap),
            "actions_by_axis_and_territory": partial(facets.count_actions_by_axis_and_territory, roadmap),
            "list_page_size": pagination.PAGE_SIZE,
            "all_actions": partial(pagination.paginate_all_actions, roadmap),
            "action_template": partial(build_action_template, roadmap),
            "action_fields": partial(list_action_fields, roadmap.schemas),
            "newsletter_email": self.render_newsletter,
            "newsletter_address": newsletter.newsletter_address,
            "newsletter_periods": newsletter.PERIODS,
            "reminder_email": self.render_reminder,
            "axis_totals": partial(compute_axis_totals, roadmap),
            "status_counts": status_counts,
            "all_totals": partial(compute_totals, roadmap.actions),
            "actions_to_follow": partial(list_actions_to_follow, roadmap),
            "conformity": partial(build_conformity, roadmap.site),
            "follow_up_by_leader": group_by_leader,
            "follow_up_by_territory": partial(group_by_territory, roadmap),
            **globals_,
        }

    @functools.cached_property
    def _scopes(self) -> tuple[Scope, ...]:
        return build_scopes(self._roadmap)

    def add_globals(self, **globals_: object) -> None:
        """Add template variables that depend on other files of the site."""
        self._env.globals |= globals_

    def render(self, name: str, root: str, **context: object) -> str:
        """Return the HTML of a block; `root` is the relative path to the site's root, without final `/`."""
        return french.insert_nbsp_in_html(self._env.get_template(f"{name}.html").render(root=root, **context))

    def render_page(self, name: str, root: str, **context: object) -> str:
        """Return the HTML of a page whose body is one block, followed by the meanings of its words."""
        return self.append_meanings(self.render(name, root, **context), root)

    def render_placeholder(self, name: str, root: str, **context: object) -> str:
        """Render a block of a Markdown page; return a placeholder, as Markdown must not parse the block."""
        self._deferred.append(self.render(name, root, **context).strip())
        return f'<div data-block="{len(self._deferred) - 1}"></div>'

    def fill_placeholders(self, html: str) -> str:
        """Replace the placeholders of a converted Markdown page with their blocks."""
        return _PLACEHOLDER.sub(lambda match: self._deferred[int(match[1])], html)

    def append_meanings(self, html: str, root: str) -> str:
        """Append to a page the meanings of its acronyms, not shown by touch screens, and of its jargon."""
        used = set(_ABBREVIATION.findall(html))
        if self._jargon:
            used |= {word.lower() for word in self._jargon.findall(_OPTION.sub("", html))}
        terms = (self._roadmap.acronyms | self._roadmap.jargon).items()
        meanings = {term: meaning for term, meaning in terms if str(escape(term)) in used}
        return html + self.render("sigles", root, meanings=meanings) if meanings else html

    def render_email(self, name: str, **context: object) -> Email:
        """Render an e-mail from `courriels/<name>.txt`, which also sets the subject, and `<name>.html`."""
        text = self._env.get_template(f"courriels/{name}.txt").make_module(context)
        html = self._env.get_template(f"courriels/{name}.html").render(context)
        subject = " ".join(text.subject.split())
        body = Markup(french.insert_nbsp_in_html(html))  # noqa: S704 - a template escaped it
        return Email(
            subject=subject,
            text=french.insert_nbsp(f"{text}".strip()) + "\n",
            body=body,
            html=self._env.get_template("courriels/enveloppe.html").render(subject=subject, body=body),
        )

    def render_newsletter(self, months: int = newsletter.PERIODS[0]) -> Email:
        """Render the newsletter of the last months."""
        content = newsletter.build_newsletter(self._roadmap, self._news.history, months)
        return self.render_email("lettre", newsletter=content)

    def render_reminder(self, leader: LeaderFollowUp) -> Email:
        """Render the reminder of the actions of a leader."""
        return self.render_email("rappel", leader=leader)

    def edit_url(self, file: str, subject: str) -> str:
        """Return the link to edit a data file: in the repository, or by e-mail without a repository."""
        if self._repository:
            return self._repository.edit_url(file)
        return build_mailto(
            self._roadmap.site.contact.courriel or "",
            subject,
            f"Fichier : {file}\n\nModification proposée :\n",
        )


def create_environment(
    project: Project, schemas: Schemas, compiled: jinja2.BytecodeCache | None = None
) -> jinja2.Environment:
    """Create the Jinja environment of the blocks: autoescaping, strict on undefined names, French filters."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(project.blocks),
        bytecode_cache=compiled,
        optimized=False,  # no constant folding: the compiled code depends on the template alone
        autoescape=jinja2.select_autoescape(default=True, disabled_extensions=("txt",)),
        undefined=jinja2.StrictUndefined,
        auto_reload=False,  # an environment lasts one build
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "follow_up": lambda decision: french.format_follow_up(
            decision.responsable, decision.echeance, decision.faite_le
        ),
        "date": french.format_date,
        "short_date": french.format_short_date,
        "on_date": french.format_on_date,
        "hour": french.format_hour,
        "moment": format_moment,
        "month_name": french.format_month_name,
        "number": french.format_number,
        "euros": french.format_euros,
        "file_size": french.format_file_size,
        "plural": french.pluralize,
        "opening_hours": format_opening_hours,
        "telephone": french.format_telephone,
        "at_place": french.format_at_place,
        "lower_first": french.lowercase_first,
        "whole": french.keep_hyphenated_whole,
        "label": partial(format_label, schemas),
        "markdown": markdown.to_html,
        "slug": fold,
        "web_address": parse_web_address,
    }
    env.tests["to_be_settled"] = french.is_to_be_confirmed
    env.globals |= {
        "mailto": build_mailto,
        "schemas": schemas,
        "progress": progress,
        "share_mailto": build_share_mailto,
    }
    return env


def format_moment(meeting: Meeting) -> str:
    """Format the date and hours of a meeting: « mercredi 5 juin 2024, 9 h 30 à 11 h »."""
    hours = " à ".join(french.format_hour(hour) for hour in (meeting.heure, meeting.heure_fin) if hour)
    return ", ".join(filter(None, (french.format_date(meeting.date), hours)))


def path_to_root(address: str) -> str:
    """Return the relative path from a page to the site's root, without `/`: `../..` from `actions/x/`."""
    return "/".join([".."] * address.count("/")) or "."


def format_label(schemas: Schemas, value: str, kind: str, *path: str | int) -> str:
    """Return the French label that the schema gives to a value of the field at `path`."""
    return schemas.labels(kind, *path)[value]


def parse_web_address(text: str) -> str | None:
    """Return the HTTPS URL of a text that is a web address and nothing else, or None."""
    match = _WEB_ADDRESS.fullmatch(text)
    return f"https://{match[1]}" if match else None


def build_mailto(address: str, subject: str, body: str = "") -> str:
    """Return a mailto link (RFC 6068), percent-encoded."""
    query = f"subject={quote(subject, safe='')}" + (
        f"&body={quote(body.replace(chr(10), chr(13) + chr(10)), safe='')}" if body else ""
    )
    return f"mailto:{quote(address, safe='@')}?{query}"


def build_share_mailto(subject: str, lines: list[str]) -> str:
    """Return a mailto link without recipient, of at most MAX_MAILTO_LENGTH characters, with a body of lines.

    The longest lines are dropped until the link fits; the last one, which holds the address, always stays.
    """
    *optional, last = lines
    while (
        len(link := build_mailto("", subject, "\n".join([*optional, last]))) > MAX_MAILTO_LENGTH and optional
    ):
        optional.remove(max(optional, key=len))
    return link
