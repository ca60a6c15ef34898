"""Render the Markdown of long fields to sanitised HTML."""

import functools

import markdown
import nh3
from markupsafe import Markup

MAX_BRACKETS = 200  # in a text; the same limit is in theme/assets/form/markdown.js
ALLOWED_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "a", "blockquote"}
# Raw HTML and images are disabled: they are shown as typed.
_DISABLED_PREPROCESSORS = ("html_block",)
_DISABLED_INLINE_PATTERNS = ("html", "image_link", "image_reference", "short_image_ref")


@functools.cache
def _converter() -> markdown.Markdown:
    converter = markdown.Markdown(output_format="html", extensions=["sane_lists"])
    for name in _DISABLED_PREPROCESSORS:
        converter.preprocessors.deregister(name)
    for name in _DISABLED_INLINE_PATTERNS:
        converter.inlinePatterns.deregister(name)
    for name in ("hashheader", "setextheader", "code", "hr"):
        converter.parser.blockprocessors.deregister(name)
    return converter


def _filter_attribute(_tag: str, _attribute: str, value: str) -> str | None:
    """Drop links that are neither HTTPS nor mailto."""
    return value if value.startswith(("https://", "mailto:")) else None


_CLEANER = nh3.Cleaner(
    tags=ALLOWED_TAGS, attributes={"a": {"href"}}, attribute_filter=_filter_attribute, link_rel="noopener"
)


def to_html(text: str) -> Markup:
    """Convert Markdown to safe HTML: paragraphs, lists, quotes, emphasis, links; the rest stays text.

    What is not a real text is shown as typed: hundreds of brackets, which take seconds, or of nested marks.
    """
    if text.count("[") > MAX_BRACKETS:
        return Markup("<p>{}</p>").format(text)
    try:
        html = _converter().reset().convert(text)
    except RecursionError:
        _converter.cache_clear()
        return Markup("<p>{}</p>").format(text)
    return Markup(_CLEANER.clean(html))  # noqa: S704 - nh3 leaves only the tags and links allowed above
