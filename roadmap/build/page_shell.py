"""The document around the generated pages: `main.html`, of which all but two blocks is rendered once.

What surrounds a page is the same for all the pages of a section in a folder. The first of them is rendered
whole; the others fill in what is their own, the blocks `head` and `content`: byte for byte the same, at a
tenth of the cost.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import jinja2

PARTS = ("head", "content")


@dataclass(frozen=True)
class ShownPage:
    """A page as `main.html` sees it: what MkDocs' own pages have, and no more; texts are escaped."""

    title: str
    url: str
    canonical_url: str
    content: str
    meta: Mapping[str, Any] = field(default_factory=dict)
    is_homepage: bool = False


Context = Callable[[ShownPage], Mapping[str, Any]]


class PageShell:
    """Makes whole documents of pages; `context` gives what the template knows beside the page."""

    def __init__(self, template: jinja2.Template, context: Context) -> None:
        """Take the template of all pages."""
        self._template, self._context = template, context
        self._around: dict[tuple[str, str], tuple[str, str, str]] = {}

    def parts(self, page: ShownPage) -> list[str]:
        """Return what belongs to a page alone, in the order of PARTS."""
        context = self._template.new_context(dict(self._context(page)))
        return ["".join(self._template.blocks[name](context)) for name in PARTS]

    def document(self, section: str, url: str, parts: list[str], shown: Callable[[], ShownPage]) -> str:
        """Return the document of a page from its parts; `shown` is asked for the first of its kind alone."""
        kind = (section, url.rstrip("/").rpartition("/")[0])
        if kind not in self._around:
            page = shown()
            self._around[kind] = _around(self.whole(page), *self.parts(page))
        before, between, after = self._around[kind]
        head, content = parts
        return f"{before}{head}{between}{content}{after}"

    def whole(self, page: ShownPage) -> str:
        """Return the document of a page, rendered whole."""
        return self._template.render(self._context(page))


def _around(document: str, head: str, content: str) -> tuple[str, str, str]:
    """Return what stands before, between and after the two blocks of a document."""
    before, _, rest = document.partition(head)
    between, _, after = rest.partition(content)
    return before, between, after
