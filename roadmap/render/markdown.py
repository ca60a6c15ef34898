"""Long fields of the data: simple Markdown, rendered, then sanitised."""

import functools

import markdown
import nh3
from markupsafe import Markup

TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "a", "blockquote"}
# Raw HTML and images are no part of the simple Markdown: they show as they were typed.
_LEFT_OUT_BLOCKS = ("html_block",)
_LEFT_OUT_INLINE = ("html", "image_link", "image_reference", "short_image_ref")


@functools.cache
def _converter() -> markdown.Markdown:
    converter = markdown.Markdown(output_format="html", extensions=["sane_lists"])
    for name in _LEFT_OUT_BLOCKS:
        converter.preprocessors.deregister(name)
    for name in _LEFT_OUT_INLINE:
        converter.inlinePatterns.deregister(name)
    for name in ("hashheader", "setextheader", "code", "hr"):
        converter.parser.blockprocessors.deregister(name)
    return converter


def _safe_address(_tag: str, _attribute: str, value: str) -> str | None:
    """Keep an address only if it leads to a page, securely, or to a mailbox."""
    return value if value.startswith(("https://", "mailto:")) else None


_CLEANER = nh3.Cleaner(
    tags=TAGS, attributes={"a": {"href"}}, attribute_filter=_safe_address, link_rel="noopener"
)


def to_html(text: str) -> Markup:
    """Return paragraphs, lists, bold and links of `text` as safe HTML; anything else as letters."""
    try:
        html = _converter().reset().convert(text)
    except RecursionError:
        _converter.cache_clear()
        # Hundreds of marks one inside the other: nobody's text, shown as it was typed.
        return Markup("<p>{}</p>").format(text)
    return Markup(_CLEANER.clean(html))  # noqa: S704 - nh3 leaves only the tags and addresses above
