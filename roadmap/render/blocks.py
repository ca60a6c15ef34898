"""Render the blocks: Jinja templates, escaped, fed with the roadmap."""

import re
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote, urljoin

import jinja2
from markupsafe import Markup, escape

from roadmap.model import facets, progress
from roadmap.model.records import Meeting
from roadmap.model.roadmap import Roadmap
from roadmap.project import Project
from roadmap.render import markdown, newsletter, pagination
from roadmap.render.map_svg import Maps
from roadmap.render.news import News
from roadmap.render.qr_code import qr_code
from roadmap.render.schema_help import action_fields, action_template
from roadmap.schema.schemas import Schemas
from roadmap.text import french
from roadmap.text.folding import fold

MOST_MAILTO = 1900  # characters: Outlook cuts an address a little longer than 2,000
# An address as people write it: alone, with or without its scheme.
_WEB_ADDRESS = re.compile(r"(?:https://)?((?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s<>\"]*)?)")
_PLACE = re.compile('<div data-block="([0-9]+)"></div>')
_ABBREVIATION = re.compile("<abbr [^>]*>([^<]*)</abbr>")


@dataclass(frozen=True)
class Message:
    """An e-mail: its subject on one line, its plain text, the HTML of its body and of the whole document."""

    subject: str
    text: str
    body: Markup
    html: str


class Blocks:
    """Renders blocks for one state of the roadmap.

    Without the address of a repository, contributions go by e-mail alone. `globals` are what else templates
    may use: what rooms above this one make. `compiled` keeps what Jinja makes of the templates.
    """

    def __init__(
        self,
        project: Project,
        roadmap: Roadmap,
        news: News | None = None,
        compiled: jinja2.BytecodeCache | None = None,
        **globals_: object,
    ) -> None:
        """Prepare the environment that all blocks share."""
        self._roadmap = roadmap
        self._news = news or News()
        self._repo_url = project.repo_url.rstrip("/")
        self._placed: list[str] = []
        self._env = environment(project, roadmap.schemas, compiled)
        self._env.filters["t"] = french.Acronyms(roadmap.acronyms).mark
        self._env.globals |= {
            "roadmap": roadmap,
            "news": self._news,
            "maps": Maps(roadmap),
            "site": roadmap.site,
            "repo_url": self._repo_url,
            "absolute": lambda address: f"{project.site_url}{address}",
            "webcal": lambda file: re.sub("^https?:", "webcal:", urljoin(project.site_url, file)),
            "edit_url": self.edit_url,
            "facets": partial(facets.facets, roadmap),
            "actions_by_axis_and_territory": partial(facets.actions_by_axis_and_territory, roadmap),
            "list_page_size": pagination.PAGE_SIZE,
            "all_actions": partial(pagination.all_actions, roadmap),
            "action_template": partial(action_template, roadmap),
            "action_fields": partial(action_fields, roadmap.schemas),
            "letter": self.letter,
            **globals_,
        }

    def add_globals(self, **globals_: object) -> None:
        """Give the templates what is known only once other files of the site are made."""
        self._env.globals |= globals_

    def render(self, name: str, root: str, **context: object) -> str:
        """Return the HTML of the block `name`; `root` leads from the page to the site's root, without `/`."""
        return french.insert_nbsp_in_html(self._env.get_template(f"{name}.html").render(root=root, **context))

    def page(self, name: str, root: str, **context: object) -> str:
        """Return the HTML of a page whose body is a block, followed by the meaning of its acronyms."""
        return self.with_acronyms(self.render(name, root, **context), root)

    def place(self, name: str, root: str) -> str:
        """Render a block of a written page; return what stands in its place while Markdown reads the page."""
        self._placed.append(self.render(name, root).strip())
        return f'<div data-block="{len(self._placed) - 1}"></div>'

    def placed(self, html: str) -> str:
        """Return a written page with its blocks, which Markdown has not read."""
        return _PLACE.sub(lambda found: self._placed[int(found[1])], html)

    def with_acronyms(self, html: str, root: str) -> str:
        """Return a page followed by the meaning of its acronyms: a touch screen shows no title."""
        used = set(_ABBREVIATION.findall(html))
        meanings = {each: sens for each, sens in self._roadmap.acronyms.items() if str(escape(each)) in used}
        return html + self.render("sigles", root, meanings=meanings) if meanings else html

    def message(self, name: str, **context: object) -> Message:
        """Return the e-mail that `courriels/<name>.txt`, which sets its subject, and its .html make."""
        text = self._env.get_template(f"courriels/{name}.txt").make_module(context)
        html = self._env.get_template(f"courriels/{name}.html").render(context)
        subject = " ".join(text.subject.split())
        body = Markup(french.insert_nbsp_in_html(html))  # noqa: S704 - a template escaped it
        return Message(
            subject=subject,
            text=french.insert_nbsp(f"{text}".strip()) + "\n",
            body=body,
            html=self._env.get_template("courriels/enveloppe.html").render(subject=subject, body=body),
        )

    def letter(self) -> Message:
        """Return the letter of the last three months."""
        return self.message("lettre", letter=newsletter.letter(self._roadmap, self._news.history))

    def edit_url(self, file: str, subject: str) -> str:
        """Return where to propose a change to a data file: the repository's editor, else an e-mail."""
        if self._repo_url:
            return f"{self._repo_url}/edit/main/{quote(file)}"
        return mailto(
            self._roadmap.site.contact.courriel or "",
            subject,
            f"Fichier : {file}\n\nModification proposée :\n",
        )


def environment(
    project: Project, schemas: Schemas, compiled: jinja2.BytecodeCache | None = None
) -> jinja2.Environment:
    """Return the environment of all blocks: escaped, strict, with the French filters."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(project.blocks),
        bytecode_cache=compiled,
        optimized=False,  # what is compiled depends on the template alone, on no filter
        autoescape=jinja2.select_autoescape(default=True, disabled_extensions=("txt",)),
        undefined=jinja2.StrictUndefined,
        auto_reload=False,  # an environment serves one build: no template is looked at twice
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "date": french.format_date,
        "short_date": french.format_short_date,
        "on_date": french.format_on_date,
        "hour": french.format_hour,
        "moment": moment,
        "number": french.format_number,
        "euros": french.format_euros,
        "file_size": french.format_file_size,
        "plural": french.pluralize,
        "lower_first": french.lowercase_first,
        "whole": french.keep_hyphenated_whole,
        "label": partial(label, schemas),
        "markdown": markdown.to_html,
        "slug": fold,
        "web_address": web_address,
    }
    env.tests["to_be_settled"] = french.is_to_be_confirmed
    env.globals |= {
        "mailto": mailto,
        "schemas": schemas,
        "progress": progress,
        "qr_code": qr_code,
        "share_mailto": share_mailto,
    }
    return env


def moment(meeting: Meeting) -> str:
    """Write when a meeting is, as precisely as it is known: « mercredi 5 juin 2024, 9 h 30 à 11 h »."""
    hours = " à ".join(french.format_hour(each) for each in (meeting.heure, meeting.heure_fin) if each)
    return ", ".join(filter(None, (french.format_date(meeting.date), hours)))


def root_from(address: str) -> str:
    """Return what leads from a page to the site's root, without `/`: `../..` from `actions/x/`."""
    return "/".join([".."] * address.count("/")) or "."


def label(schemas: Schemas, value: str, kind: str, *path: str | int) -> str:
    """Return the French label of a vocabulary's value, as the schema gives it."""
    return schemas.labels(kind, *path)[value]


def web_address(text: str) -> str | None:
    """Return the link that a text is as a whole, None if it is anything else."""
    found = _WEB_ADDRESS.fullmatch(text)
    return f"https://{found[1]}" if found else None


def mailto(address: str, subject: str, body: str = "") -> str:
    """Return a mailto link (RFC 6068): every character that has a meaning there is encoded."""
    query = f"subject={quote(subject, safe='')}" + (
        f"&body={quote(body.replace(chr(10), chr(13) + chr(10)), safe='')}" if body else ""
    )
    return f"mailto:{quote(address, safe='@')}?{query}"


def share_mailto(subject: str, lines: list[str]) -> str:
    """Return a mailto link to nobody, of at most MOST_MAILTO characters, whose body is these lines.

    When they do not fit, the longest are left out; the last, which holds the address, always stays.
    """
    *kept, last = lines
    while len(link := mailto("", subject, "\n".join([*kept, last]))) > MOST_MAILTO and kept:
        kept.remove(max(kept, key=len))
    return link
