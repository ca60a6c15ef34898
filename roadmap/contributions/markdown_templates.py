"""Rendering of the Markdown templates of the workflows, with every value escaped."""

import re

import jinja2

from roadmap.problems import reports
from roadmap.text import french


class Markdown(str):
    """A text that is Markdown already: templates do not escape it."""

    __slots__ = ()


def render_template(name: str, **context: object) -> str:
    """Render `templates/<name>.md`; values are escaped, except those of type `Markdown`."""
    text = _create_environment().get_template(f"{name}.md").render(context)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _create_environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("roadmap.contributions"),
        autoescape=False,  # noqa: S701 - Markdown, not HTML: `finalize` escapes every value
        finalize=_escape_value,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "plural": french.pluralize,
        "on_date": french.format_on_date,
        "tables": lambda problems: Markdown(reports.report_as_tables(problems)),
        "link": lambda url: Markdown(f"<{url}>"),
        "code": lambda value: Markdown(f"`{reports.replace_unprintable(str(value)).replace('`', '')}`"),
    }
    return environment


def _escape_value(value: object) -> str:
    return value if isinstance(value, Markdown) else reports.escape_markdown(str(value))
