"""Render the blocks: Jinja templates, escaped, fed with the roadmap."""

import re
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote, urljoin

import jinja2
from markupsafe import Markup, escape

from roadmap import ROOT
from roadmap.checking import schemas
from roadmap.explaining.suggestions import fold
from roadmap.forms import fields as form
from roadmap.modelling import facets, progress
from roadmap.modelling.model import Roadmap
from roadmap.rendering import french, letters, lists, national_form, richtext, tables
from roadmap.rendering.compiled import CompiledTemplates
from roadmap.rendering.maps import Maps
from roadmap.rendering.news import News
from roadmap.rendering.qr import qr_code
from roadmap.rendering.template import action_fields, action_template

FOLDER = ROOT / "theme" / "blocks"
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

    `repo_url` is the address of the repository, empty when it is not known: contributions then go
    by e-mail alone. `site_url` is the address of the site.
    """

    def __init__(
        self, roadmap: Roadmap, repo_url: str = "", site_url: str = "", news: News | None = None
    ) -> None:
        """Prepare the environment that all blocks share."""
        self._roadmap = roadmap
        self._news = news or News()
        self._repo_url = repo_url.rstrip("/")
        self._placed: list[str] = []
        self._env = environment()
        self._env.filters["t"] = french.Acronyms(roadmap.acronyms).mark
        self._env.globals |= {
            "roadmap": roadmap,
            "news": self._news,
            "maps": Maps(roadmap),
            "site": roadmap.site,
            "repo_url": self._repo_url,
            "absolute": lambda address: f"{site_url}{address}",
            "webcal": lambda file: re.sub("^https?:", "webcal:", urljoin(site_url, file)),
            "edit_url": self.edit_url,
            "facets": partial(facets.facets, roadmap),
            "actions_by_axis_and_territory": partial(facets.actions_by_axis_and_territory, roadmap),
            "list_page_size": lists.PAGE_SIZE,
            "all_actions": partial(lists.all_actions, roadmap),
            "action_template": partial(action_template, roadmap),
            "action_fields": action_fields,
            "form_sections": partial(form.sections, roadmap=roadmap),
            "form_order": form.order,
            "letter": self.letter,
        }

    def tell(self, **about: object) -> None:
        """Give every block what is known of the site only once it is being built."""
        self._env.globals |= about

    def render(self, name: str, root: str, **context: object) -> str:
        """Return the HTML of the block `name`; `root` leads from the page to the site's root, without `/`."""
        return french.spaces_in_html(self._env.get_template(f"{name}.html").render(root=root, **context))

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
        body = Markup(french.spaces_in_html(html))  # noqa: S704 - a template escaped it
        return Message(
            subject=subject,
            text=french.spaces(f"{text}".strip()) + "\n",
            body=body,
            html=self._env.get_template("courriels/enveloppe.html").render(subject=subject, body=body),
        )

    def letter(self) -> Message:
        """Return the letter of the last three months."""
        return self.message("lettre", letter=letters.letter(self._roadmap, self._news.history))

    def edit_url(self, file: str, subject: str) -> str:
        """Return where to propose a change to a data file: the repository's editor, else an e-mail."""
        if self._repo_url:
            return f"{self._repo_url}/edit/main/{quote(file)}"
        return mailto(
            self._roadmap.site.contact.courriel or "",
            subject,
            f"Fichier : {file}\n\nModification proposée :\n",
        )


def environment() -> jinja2.Environment:
    """Return the environment of all blocks: escaped, strict, with the French filters."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        bytecode_cache=CompiledTemplates(),
        autoescape=jinja2.select_autoescape(default=True, disabled_extensions=("txt",)),
        undefined=jinja2.StrictUndefined,
        auto_reload=False,  # an environment serves one build: no template is looked at twice
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "date": french.date,
        "short_date": french.short_date,
        "on_date": french.on_date,
        "hour": french.hour,
        "moment": french.moment,
        "number": french.number,
        "euros": french.euros,
        "file_size": french.file_size,
        "plural": french.plural,
        "lower_first": french.lower_first,
        "whole": french.whole,
        "label": label,
        "markdown": richtext.to_html,
        "slug": fold,
        "web_address": web_address,
    }
    env.tests["to_be_settled"] = french.is_to_be_settled
    env.globals |= {
        "mailto": mailto,
        "data_files": schemas.described_files,
        "tables": tables,
        "national_form": national_form,
        "progress": progress,
        "qr_code": qr_code,
        "share_mailto": share_mailto,
    }
    return env


def root_from(address: str) -> str:
    """Return what leads from a page to the site's root, without `/`: `../..` from `actions/x/`."""
    return "/".join([".."] * address.count("/")) or "."


def label(value: str, kind: str, *path: str | int) -> str:
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
