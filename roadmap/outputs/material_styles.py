"""Build the style sheets of the theme from those of Material for MkDocs: only the parts that the site has.

Material styles a menu, a search and a dozen of widgets that this site replaces or never has. A rule is kept
when the site has all the classes of its selector. Icons drawn as `data:` masks are left out: the content
security policy refuses them, and the colours of a reader may hide them.
"""

import importlib.resources
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import tinycss2
from tinycss2.ast import AtRule, Node, QualifiedRule

from roadmap.text.checksum import compute_checksum
from roadmap.validation.check import ResultCache

LIGHT_ADDRESS = "assets/stylesheets/material.css"
DARK_ADDRESS = "assets/stylesheets/dark.css"
# The classes of Material that pages have, or the start of their names.
_CLASSES = (
    *(
        "admonition",
        "card",
        "grid",
        "inline",
        "md-button",
        "md-container",
        "md-content",
        "md-grid",
        "md-main",
    ),
    *("md-path", "md-tag", "md-typeset", "no-js", "tabbed-", "twemoji"),
    # The kinds of admonitions, and the sizes of icons.
    *(
        "abstract",
        "bug",
        "danger",
        "example",
        "failure",
        "info",
        "note",
        "question",
        "quote",
        "success",
        "tip",
    ),
    *("warning", "end", "lg", "middle", "top"),
)
_CLASS_NAME = re.compile(r"\.([A-Za-z_][\w-]*)")
_IS_KEPT = re.compile("|".join(_CLASSES))
_DARK_SCHEME = "[data-md-color-scheme=slate]"
_NESTING_RULES = ("media", "supports", "container", "layer")


def build_style_sheets(dark_additions: str, cache: ResultCache) -> Iterator[tuple[str, bytes]]:
    """Yield (address, content) of the style sheet of both schemes, then of the dark one and its additions.

    The dark one is linked with a media query, so that the reader's system chooses without any script: its
    colours apply to whatever scheme the page names.
    """
    folder = Path(str(importlib.resources.files("material"))) / "templates/assets/stylesheets"
    names = ("main.*.min.css", "palette.*.min.css")
    text = "".join(next(folder.glob(name)).read_text(encoding="utf-8") for name in names)
    key = f"material styles {compute_checksum(text.encode())}"
    rules = (cache.get(key) or "").splitlines()
    if not rules:
        parsed = tinycss2.parse_stylesheet(text, skip_comments=True)
        rules = [" ".join(rule.split()) for rule in _keep_rules(parsed) if rule]
        cache.put(key, "\n".join(rules))
    light = "".join(rule for rule in rules if _DARK_SCHEME not in rule)
    dark = "".join(rule for rule in rules if _DARK_SCHEME in rule)
    yield LIGHT_ADDRESS, light.encode()
    dark = dark.replace(_DARK_SCHEME, "[data-md-color-scheme]")
    yield DARK_ADDRESS, f"{dark}\n{dark_additions}".encode()


def _keep_rules(nodes: Iterable[Node]) -> Iterator[str]:
    """Yield the rules of a style sheet that pages need, each as text."""
    for node in nodes:
        if isinstance(node, QualifiedRule):
            yield _keep_rule(node)
        elif (
            isinstance(node, AtRule) and node.lower_at_keyword in _NESTING_RULES and node.content is not None
        ):
            prelude = f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}"
            inner = _keep_rules(tinycss2.parse_rule_list(node.content, skip_comments=True))
            # One rule a block, so that those of a scheme can be told apart.
            yield from (f"{prelude}{{{rule}}}" for rule in inner if rule)


def _keep_rule(rule: QualifiedRule) -> str:
    """Return a rule with the selectors and the declarations that pages need, empty without any."""
    selectors = [selector for selector in _split_selectors(rule) if _has_only_kept_classes(selector)]
    declarations = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    is_icon = any("mask-image" in getattr(item, "lower_name", "") for item in declarations)
    kept = [text for text in (item.serialize() for item in declarations) if "data:" not in text]
    if is_icon or not selectors or not kept:
        return ""
    return f"{','.join(selectors)}{{{';'.join(kept)}}}"


def _split_selectors(rule: QualifiedRule) -> Iterator[str]:
    """Yield each selector of a rule; the commas inside `:is()` separate none."""
    part: list[Node] = []
    for node in rule.prelude:
        if node == ",":
            yield tinycss2.serialize(part).strip()
            part = []
        else:
            part.append(node)
    yield tinycss2.serialize(part).strip()


def _has_only_kept_classes(selector: str) -> bool:
    return all(_IS_KEPT.match(name) for name in _CLASS_NAME.findall(selector))
