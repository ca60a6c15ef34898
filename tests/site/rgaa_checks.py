"""What decides the RGAA criteria on a parsed page, or on the styles and scripts: one small function a check.

Each yields the faults that it finds. `tests/site/rgaa_faults.py` says which criterion each decides.
"""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import tinycss2

from tests.site.html import parse_errors, parse_page

FIELDS = ("input", "select", "textarea")
TEMPORAL_MEDIA = ("video", "audio", "track", "source", "bgsound", "object", "embed", "applet")
FRAMES = ("iframe", "frame", "frameset", "portal", "fencedframe")
PRESENTATION_TAGS = ("basefont", "big", "blink", "center", "font", "marquee", "s", "strike", "tt", "u")
PRESENTATION_ATTRIBUTES = (
    "align alink background bgcolor border cellpadding cellspacing char charoff clear color compact frameborder "
    "hspace link marginheight marginwidth nowrap size style text valign vlink vspace"
).split()
# Elements that are nothing without a content, and that writers use as a margin.
_NEVER_EMPTY = frozenset(("p", "ul", "ol", "li", "h2", "h3"))
# Words so common that any French page has most of them.
_COMMON_WORDS = frozenset("de la le les et des en un une du".split())
# The outlines of drawings that say something: zones of a map, steps of a year.
_KNOWN_SHAPES = re.compile("map__|locator__|year__")
_WORD = re.compile(r"[^\W\d_]+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_SPACED_LETTERS = re.compile(r"(?<!\S)(?:[^\W\d_] ){3,}[^\W\d_](?!\S)")
# Smileys, emojis, and lines drawn with signs.
_DRAWN_WITH_SIGNS = re.compile(
    r"(?<![\w/:])[:;]-?[()DPp](?!\w)|[\U0001F300-\U0001FAFF]|[-=_*~#|/\\<>^]{6,}|[\u2500-\u259f]{2}"
)
ROLES = frozenset(
    "dialog group img list listitem main navigation none presentation region search status".split()
)


@dataclass(frozen=True)
class PageView:
    """A parsed page: its root, its parse errors, and its source."""

    address: str
    root: Element
    errors: list[object] = field(default_factory=list)
    source: str = ""

    @cached_property
    def elements(self) -> list[Element]:
        """All the elements, in the order of the page."""
        return [element for element in self.root.iter() if isinstance(element.tag, str)]

    @cached_property
    def parents(self) -> dict[Element, Element]:
        """The parent of each element."""
        return {child: parent for parent in self.elements for child in parent}

    @cached_property
    def by_id(self) -> dict[str, Element]:
        """The elements that have an `id`."""
        return {element.get("id"): element for element in self.elements if element.get("id")}

    @property
    def is_embed(self) -> bool:
        """Whether the page is shown in a frame of another site: no menu, no search."""
        return self.address.startswith("integrer/")

    def waits_for_script(self, element: Element) -> bool:
        """Say whether an element is hidden, or in a template: a script fills it before it shows."""
        return any(
            other.get("hidden") is not None or other.tag == "template" for other in self.ancestors(element)
        )

    def find(self, *names: str) -> Iterator[Element]:
        """Yield the elements of some names."""
        return (element for element in self.elements if name_of(element) in names)

    def ancestors(self, element: Element) -> Iterator[Element]:
        """Yield an element, then all that hold it."""
        while element is not None:
            yield element
            element = self.parents.get(element)

    def is_within(self, element: Element, *names: str) -> bool:
        """Say whether an element is in another of some names."""
        return any(name_of(other) in names for other in self.ancestors(element))

    def is_silent(self, element: Element) -> bool:
        """Say whether screen readers leave an element out."""
        return any(other.get("aria-hidden") == "true" for other in self.ancestors(element))

    def name(self, element: Element) -> str:
        """Return the accessible name of an element: what labels it, else its own text."""
        if references := element.get("aria-labelledby"):
            return " ".join(text_of(self.by_id[key]) for key in references.split() if key in self.by_id)
        return (element.get("aria-label") or "").strip() or self._own_name(element)

    def _own_name(self, element: Element) -> str:
        if name_of(element) == "svg":
            return next((text_of(child) for child in element if name_of(child) == "title"), "")
        return text_of(element)


@dataclass(frozen=True)
class Assets:
    """The styles and the scripts of a site, by address."""

    styles: dict[str, str]
    scripts: dict[str, str]

    @cached_property
    def script(self) -> str:
        """All the scripts, without their comments."""
        return "\n".join(
            re.sub(r"/\*.*?\*/|^\s*//.*$", "", text, flags=re.DOTALL | re.MULTILINE)
            for text in self.scripts.values()
        )

    @cached_property
    def rules(self) -> list[tuple[str, str, str, str]]:
        """Each declaration of the styles: the at-rules around it, its selector, its property, its value."""
        return [item for name, text in self.styles.items() for item in _list_declarations(text, name)]


def _list_declarations(text: str, around: str = "") -> Iterator[tuple[str, str, str, str]]:
    for rule in tinycss2.parse_rule_list(text, skip_comments=True, skip_whitespace=True):
        prelude = tinycss2.serialize(getattr(rule, "prelude", [])).strip()
        if rule.type == "qualified-rule":
            for item in tinycss2.parse_declaration_list(
                rule.content, skip_comments=True, skip_whitespace=True
            ):
                if item.type == "declaration":
                    yield around, prelude, item.lower_name, tinycss2.serialize(item.value).strip()
        elif rule.type == "at-rule":
            name = f"{around} @{rule.at_keyword} {prelude}"
            if rule.content and rule.lower_at_keyword in ("media", "supports", "layer", "container"):
                yield from _list_declarations(tinycss2.serialize(rule.content), name)
            else:
                yield name, "", "", ""


def read_page(site: Path, file: Path) -> PageView:
    """Return the view of a page of a built site."""
    source = file.read_text(encoding="utf-8")
    return PageView(_address_of(site, file), parse_page(file), parse_errors(file), source)


def _address_of(site: Path, file: Path) -> str:
    return file.relative_to(site).as_posix().removesuffix("index.html")


def parse_source(address: str, source: str) -> PageView:
    """Return the view of a page from its HTML."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    return PageView(address, parser.parse(source), parser.errors, source)


def read_assets(site: Path) -> Assets:
    """Return the styles and the scripts of a built site."""
    read = {
        path.relative_to(site).as_posix(): path
        for path in site.rglob("*.*")
        if path.suffix in (".css", ".js")
    }
    texts = {name: path.read_text(encoding="utf-8") for name, path in sorted(read.items())}
    return Assets(
        {name: text for name, text in texts.items() if name.endswith(".css")},
        {name: text for name, text in texts.items() if name.endswith(".js")},
    )


def name_of(element: Element) -> str:
    """Return the name of an element, without the namespace of SVG."""
    return element.tag.rpartition("}")[2]


def text_of(element: Element) -> str:
    """Return the text of an element, its runs of blanks as one space."""
    return " ".join("".join(element.itertext()).split())


def describe(element: Element) -> str:
    """Return the start tag of an element, to show it in a message."""
    attributes = "".join(f' {name}="{value}"' for name, value in element.attrib.items())
    return f"<{name_of(element)}{attributes}>{text_of(element)[:40]}"


PageCheck = Callable[[PageView], Iterator[str]]
AssetCheck = Callable[[Assets], Iterator[str]]
# What a page says under a name that other pages have too.
Reading = tuple[str, str]


def find_differences(readings: list[Reading]) -> list[str]:
    """Return what is said under a same name, when it is not always the same."""
    said: dict[str, set[str]] = {}
    for name, text in readings:
        said.setdefault(name, set()).add(text)
    return [f"{name}: {sorted(texts)}" for name, texts in said.items() if len(texts) > 1]


# Images.


def find_unnamed_drawings(page: PageView) -> Iterator[str]:
    """An image that screen readers meet has a name."""
    for element in page.find("svg", "img", "area", "canvas", "object", "embed"):
        if page.is_silent(element) or page.is_within(page.parents.get(element), "svg"):
            continue
        if not (page.name(element) or element.get("alt", "").strip()) and element.get("alt") is None:
            yield describe(element)
    yield from (
        describe(item) for item in page.find("input") if item.get("type") == "image" and not item.get("alt")
    )


def find_talking_decorations(page: PageView) -> Iterator[str]:
    """A decoration says nothing: no name, no link, and hidden to screen readers; an informative one has its role."""
    for element in page.find("svg"):
        if page.is_within(page.parents.get(element), "svg"):
            continue
        if page.is_silent(element):
            inside = [child for child in element.iter() if name_of(child) in ("title", "desc", "a")]
            if inside or element.get("aria-label") or element.get("role") == "img":
                yield describe(element)
        elif element.get("role") not in ("img", "group"):
            yield describe(element)
    for element in page.find("img"):
        if element.get("alt") == "" and (element.get("title") or element.get("aria-label")):
            yield describe(element)


def find_pixels(page: PageView) -> Iterator[str]:
    """No image is made of pixels, nor draws anything but shapes that we know: no text can be in one."""
    yield from map(describe, page.find("img", "picture", "image", "canvas", "map"))
    for element in page.find("path"):
        is_known = _KNOWN_SHAPES.match(element.get("class") or "")
        if not is_known and not page.is_silent(element):
            yield describe(element)


def find_image_tests(page: PageView) -> Iterator[str]:
    """No image asks the reader to prove that they are a person."""
    yield from (describe(item) for item in page.find("img", "canvas", "audio", "iframe"))
    yield from (describe(item) for item in page.find("input") if item.get("type") == "image")
    for element in page.elements:
        if any(
            "captcha" in value.lower()
            for name, value in element.attrib.items()
            if name in ("id", "class", "name", "src")
        ):
            yield describe(element)


# Frames and media.


def find_frames(page: PageView) -> Iterator[str]:
    """No page has a frame."""
    yield from map(describe, page.find(*FRAMES))


def find_media(page: PageView) -> Iterator[str]:
    """No page has a video, a sound, or a plug-in."""
    yield from map(describe, page.find(*TEMPORAL_MEDIA))


def find_made_frames(assets: Assets) -> Iterator[str]:
    """No script adds a frame."""
    yield from re.findall(r"""createElement\(\s*["'`](?:i?frame|portal)|<i?frame""", assets.script)


def find_made_media(assets: Assets) -> Iterator[str]:
    """No script adds or plays a video or a sound."""
    pattern = r"""createElement\(\s*["'`](?:video|audio|object|embed)|new Audio\b|AudioContext|speechSynthesis|<(?:video|audio)\b"""
    yield from re.findall(pattern, assets.script)


def _list_interactive_drawings(page: PageView) -> Iterator[tuple[Element, list[Element]]]:
    for drawing in page.find("svg"):
        links = [child for child in drawing.iter() if name_of(child) == "a"]
        if links:
            yield drawing, links


def find_drawings_without_other_form(page: PageView) -> Iterator[str]:
    """A drawing with links is followed by a table or a list."""
    for drawing, _ in _list_interactive_drawings(page):
        after = page.elements[page.elements.index(drawing) :]
        if not any(
            name_of(element) in ("table", "ul", "ol", "dl")
            for element in after
            if page.is_within(element, "main")
        ):
            yield describe(drawing)


def find_links_of_drawings_alone(page: PageView) -> Iterator[str]:
    """Each link of a drawing is also a link of the text, of the same name."""
    for _, links in _list_interactive_drawings(page):
        texts = {
            (link.get("href"), page.name(link))
            for link in page.find("a")
            if page.is_within(link, "main") and not page.is_within(link, "svg")
        }
        for link in links:
            name = page.name(link)
            if not any(href == _href(link) and text and name.startswith(text) for href, text in texts):
                yield describe(link)


def find_unreachable_zones(page: PageView) -> Iterator[str]:
    """Each zone of a drawing is a real link, that Tab reaches."""
    for _, links in _list_interactive_drawings(page):
        yield from (describe(link) for link in links if not _href(link) or link.get("tabindex") == "-1")


def find_unnamed_zones(page: PageView) -> Iterator[str]:
    """A drawing with links is a named group, and so are its links."""
    for drawing, links in _list_interactive_drawings(page):
        if drawing.get("role") != "group" or not page.name(drawing):
            yield describe(drawing)
        yield from (describe(link) for link in links if not page.name(link))


def _href(link: Element) -> str:
    return link.get("href") or link.get("{http://www.w3.org/1999/xlink}href") or ""


# Tables.


def _is_complex(table: Element) -> bool:
    return any(cell.get("rowspan") or cell.get("colspan") for cell in table.iter("th"))


def find_complex_tables_without_summary(page: PageView) -> Iterator[str]:
    """A table with several levels of headers has a caption that says how to read it."""
    for table in page.find("table"):
        captions = [text_of(item) for item in table.iter("caption")]
        described = table.get("aria-describedby") in page.by_id
        if _is_complex(table) and not described and not any(len(text.split()) > 3 for text in captions):
            yield describe(table)


def find_layout_tables(page: PageView) -> Iterator[str]:
    """No table is for layout: each has headers."""
    for table in page.find("table"):
        if table.get("role") in ("presentation", "none") or not list(table.iter("th")):
            yield describe(table)


def find_unnamed_tables(page: PageView) -> Iterator[str]:
    """A table has its title in itself."""
    for table in page.find("table"):
        has_caption = any(text_of(item) for item in table.iter("caption"))
        is_labelled = bool(table.get("aria-label") or table.get("aria-labelledby"))
        if not has_caption and not (is_labelled and page.name(table)):
            yield describe(table)


def find_columns_without_header(page: PageView) -> Iterator[str]:
    """Each column of a table has a header, declared as such and not empty."""
    for table in page.find("table"):
        rows = [[cell for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")]
        heads = [row for row in rows if row and all(cell.tag == "th" for cell in row)]
        widths = [sum(int(cell.get("colspan", 1)) for cell in row) for row in rows]
        covered = sum(int(cell.get("colspan", 1)) for cell in heads[0]) if heads else 0
        empty = [cell for row in heads for cell in row if not text_of(cell)]
        if covered < max(widths, default=0) or empty:
            yield describe(table)


def find_headers_without_scope(page: PageView) -> Iterator[str]:
    """Each header says whether it is that of its row or of its column."""
    for header in page.find("th"):
        spans = int(header.get("colspan", 1)) > 1
        if header.get("scope") not in (("colgroup",) if spans else ("col", "row", "rowgroup")):
            yield describe(header)


# Links.


def find_empty_links(page: PageView) -> Iterator[str]:
    """A link has a text."""
    for link in page.find("a"):
        if page.waits_for_script(link):
            continue
        spoken = (
            page.name(link) if link.get("aria-labelledby") or link.get("aria-label") else _spoken_text(link)
        )
        if not spoken.strip():
            yield describe(link)


def _spoken_text(element: Element) -> str:
    if element.get("aria-hidden") == "true":
        return ""
    return (element.text or "") + "".join(_spoken_text(child) + (child.tail or "") for child in element)


# Mandatory elements.


def find_missing_doctype(page: PageView) -> Iterator[str]:
    """A page starts with the declaration of HTML."""
    if not page.source.lstrip("\ufeff \n").lower().startswith("<!doctype html>"):
        yield page.source[:40]


def find_invalid_code(page: PageView) -> Iterator[str]:
    """No parse error, no `id` given twice, no reference to an `id` that is not there, no unknown role."""
    yield from map(str, page.errors)
    counts = Counter(element.get("id") for element in page.elements if element.get("id"))
    yield from (f"id={name}" for name, count in counts.items() if count > 1)
    for element in page.elements:
        role = element.get("role")
        if role is not None and role not in ROLES:
            yield describe(element)
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list"):
            wanted = (element.get(attribute) or "").split()
            if not page.is_within(element, "template") and any(key not in page.by_id for key in wanted):
                yield describe(element)


def find_missing_language(page: PageView) -> Iterator[str]:
    """A page says its language."""
    if not page.root.get("lang"):
        yield describe(page.root)[:40]


def find_wrong_language(page: PageView) -> Iterator[str]:
    """The language is French, and so are the common words of the page."""
    words = Counter(_WORD.findall(text_of(page.root.find("body")).lower()))
    is_french = sum(words[word] for word in _COMMON_WORDS) * 20 >= sum(words.values())
    if page.root.get("lang") != "fr" or not is_french:
        yield f"{page.root.get('lang')}, {words.most_common(5)}"


def find_missing_title(page: PageView) -> Iterator[str]:
    """A page has a title, and one only."""
    titles = page.root.findall("head/title")
    if len(titles) != 1 or not text_of(titles[0]):
        yield f"{len(titles)} titles"


def find_other_languages(page: PageView) -> Iterator[str]:
    """No passage says that it is in another language."""
    yield from (describe(item) for item in page.elements if item is not page.root and item.get("lang"))


def find_elements_of_looks(page: PageView) -> Iterator[str]:
    """No element is there for its looks: empty, of presentation, or line breaks as a margin."""
    yield from map(describe, page.find(*PRESENTATION_TAGS))
    for element in page.elements:
        is_bare = not len(element) and not (element.text or "").strip() and not element.attrib
        if name_of(element) in _NEVER_EMPTY and is_bare and not page.waits_for_script(element):
            yield describe(element)
    for parent in page.elements:
        children = list(parent)
        for one, two in itertools.pairwise(children):
            if one.tag == two.tag == "br" and not (one.tail or "").strip():
                yield f"<br><br> in {describe(parent)}"


def find_right_to_left(page: PageView) -> Iterator[str]:
    """No text goes from right to left."""
    yield from _RIGHT_TO_LEFT.findall(page.source)[:3]
    yield from (
        describe(item) for item in page.elements if item.get("dir") not in (None, "ltr") or item.tag == "bdo"
    )


# Structure.


def find_missing_zones(page: PageView) -> Iterator[str]:
    """A page has a header, a navigation, one main content, a footer; a page to embed, the last two."""
    counts = Counter(name_of(element) for element in page.elements)
    wanted = ("main", "footer") if page.is_embed else ("header", "nav", "main", "footer")
    yield from (f"no <{name}>" for name in wanted if not counts[name])
    if counts["main"] > 1:
        yield "two <main>"


def find_presentation_in_code(page: PageView) -> Iterator[str]:
    """Looks come from styles: no element, no attribute, no letters spaced by hand."""
    yield from map(describe, page.find(*PRESENTATION_TAGS, "style"))
    for element in page.elements:
        if element.tag.startswith("{"):  # A drawing says its own sizes.
            continue
        names = set(PRESENTATION_ATTRIBUTES) - ({"size"} if element.tag in ("input", "select") else set())
        if any(name in names for name in element.attrib) or (
            {"width", "height"} & set(element.attrib) and element.tag not in ("img", "canvas", "video")
        ):
            yield describe(element)
    texts = [text for item in page.elements for text in (item.text, item.tail) if text]
    yield from (match[0] for text in texts for match in _SPACED_LETTERS.finditer(text))


def find_words_of_styles(assets: Assets) -> Iterator[str]:
    """Styles write signs, never a word, and show no image."""
    for around, selector, name, value in assets.rules:
        if "print" in around:  # On paper, what follows a link is its address.
            continue
        strings = re.findall(r'"([^"]*)"|\'([^\']*)\'', re.sub(r"/\s*\"[^\"]*\"", "", value))
        is_word = name == "content" and any(
            re.search(r"[^\W\d_]{2}|\d", _decode(text)) for pair in strings for text in pair
        )
        is_read = name == "content" and "attr(" in value
        if (
            is_word
            or is_read
            or (name.startswith(("background", "list-style", "content")) and "url(" in value)
        ):
            yield f"{selector} {{ {name}: {value} }}"


def _decode(text: str) -> str:
    return re.sub(r"\\([0-9a-fA-F]{1,6}) ?", lambda match: chr(int(match[1], 16)), text)


def find_shown_on_hover(assets: Assets) -> Iterator[str]:
    """No style shows a content when the pointer or the focus is on another."""
    for _, selector, name, value in assets.rules:
        # What follows the state is another element: it is the one that would appear.
        reveals = re.search(
            r":(?:hover|focus(?:-within|-visible)?)\b[^,]*(?:[\s>+~]\s*[\w.#\[:*]|::(?:before|after))",
            selector,
        )
        shows = name in ("display", "visibility", "opacity", "content", "clip-path", "max-height", "height")
        if reveals and shows and value not in ("none", "hidden", "0"):
            yield f"{selector} {{ {name}: {value} }}"


def find_hover_scripts(assets: Assets) -> Iterator[str]:
    """No script waits for the pointer to be over something."""
    yield from re.findall(
        r"mouse(?:enter|over|move|out|leave)|pointer(?:enter|over|move|out|leave)|popover|showPopover",
        assets.script,
    )


# Forms.


def _list_fields(page: PageView) -> Iterator[Element]:
    for item in page.find(*FIELDS):
        is_shown = item.get("hidden") is None and not page.is_within(item, "template")
        if is_shown and item.get("type") not in ("hidden", "submit", "button", "reset", "image"):
            yield item


def _label_of(page: PageView, item: Element) -> Element | None:
    """Return the element that labels a field: its `<label>`, or that around it."""
    for label in page.find("label"):
        if item.get("id") and label.get("for") == item.get("id"):
            return label
    return next((other for other in page.ancestors(item) if name_of(other) == "label"), None)


def find_unlabelled_fields(page: PageView) -> Iterator[str]:
    """Each field has a label with a text."""
    for item in _list_fields(page):
        label = _label_of(page, item)
        own = item.get("aria-labelledby") or item.get("aria-label")
        if not (text_of(label) if label is not None else own and page.name(item)):
            yield describe(item)


def read_field_labels(page: PageView) -> Iterator[Reading]:
    """Yield the `id` of each field, within the form that it is part of, and its label."""
    for item in _list_fields(page):
        label = _label_of(page, item)
        forms = (other.get("data-scope", "") for other in page.ancestors(item) if name_of(other) == "form")
        if item.get("id") and label is not None:
            yield f"{next(forms, '')} {item.get('id')}", text_of(label)


def find_untitled_groups(page: PageView) -> Iterator[str]:
    """A group of fields starts with its title."""
    for group in page.find("fieldset"):
        first = next(iter(group), None)
        if first is None or first.tag != "legend" or not text_of(first):
            yield describe(group)


def find_posted_forms(page: PageView) -> Iterator[str]:
    """No form sends anything: each leads to a page, or is read by a script."""
    for form in page.find("form"):
        action = form.get("action") or ""
        if form.get("method", "get").lower() == "post" or re.match(r"(?:https?:)?//", action):
            yield describe(form)
    yield from (describe(item) for item in page.elements if item.get("formaction"))
    yield from (describe(item) for item in page.find("input") if item.get("type") == "password")


def find_sent_data(assets: Assets) -> Iterator[str]:
    """No script sends anything to a server."""
    yield from re.findall(
        r"sendBeacon|XMLHttpRequest|WebSocket|method:\s*[\"'](?:POST|PUT|PATCH|DELETE)", assets.script
    )


# Navigation.


def find_lonely_pages(page: PageView) -> Iterator[str]:
    """A page has the menu and the search; a page to embed, a link to the site."""
    if page.is_embed:
        if not any(link.get("href") == "../../" for link in page.find("a")):
            yield "no link to the site"
        return
    menus = [nav for nav in page.find("nav") if nav.get("aria-label") == "Menu principal"]
    if len(menus) != 1 or len(list(menus[0].iter("a"))) < 5:
        yield "no menu"
    if "ouvrir-recherche" not in page.by_id or "recherche-mots" not in page.by_id:
        yield "no search"


def read_menus(page: PageView) -> Iterator[Reading]:
    """Yield the texts of the links of the header, and those of the footer, in their order."""
    for name in ("header", "footer") if not page.is_embed else ():
        zones = [zone for zone in page.find(name) if "site-" in (zone.get("class") or "")]
        yield name, " | ".join(text_of(link) for zone in zones for link in zone.iter("a"))


def find_site_maps(page: PageView) -> Iterator[str]:
    """No page is a map of the site."""
    if re.search(r"plan du site", text_of(page.root.find("head/title")), re.IGNORECASE):
        yield page.address
    yield from (describe(link) for link in page.find("a") if text_of(link).lower() == "plan du site")


def find_moved_search(page: PageView) -> Iterator[str]:
    """The search is the first tool of the header."""
    if page.is_embed:
        return
    tools = [item for item in page.find("div") if item.get("class") == "tools"]
    buttons = [item.get("id") for tool in tools for item in tool.iter("button")]
    if buttons[:1] != ["ouvrir-recherche"] or not page.is_within(tools[0], "header"):
        yield str(buttons)


def find_unnamed_landmarks(page: PageView) -> Iterator[str]:
    """Main, navigation and search are landmarks, and have names where there are several of them."""
    navigations = list(page.find("nav"))
    names = [
        page.name(item) if item.get("aria-label") or item.get("aria-labelledby") else ""
        for item in navigations
    ]
    if len(names) > 1 and ("" in names or len(set(names)) < len(names)):
        yield str(names)
    if not page.is_embed and not any(item.get("role") == "search" for item in page.find("form", "search")):
        yield "no search landmark"
    yield from (describe(item) for item in page.find("main") if item.get("role") not in (None, "main"))


def find_missing_skip_link(page: PageView) -> Iterator[str]:
    """The first link of a page leads to its main content."""
    first = next(page.find("a"), None)
    if page.is_embed:
        return
    target = page.by_id.get((first.get("href") or "").removeprefix("#")) if first is not None else None
    if target is None or target.tag != "main":
        yield describe(first) if first is not None else "no link"


def find_shortcuts(page: PageView) -> Iterator[str]:
    """No page sets a key as a shortcut."""
    yield from (
        describe(item) for item in page.elements if item.get("accesskey") or item.get("aria-keyshortcuts")
    )
    yield from (
        describe(item) for item in page.elements if any(name.startswith("onkey") for name in item.attrib)
    )


def find_key_scripts(assets: Assets) -> Iterator[str]:
    """No script listens to the keys."""
    yield from re.findall(r"key(?:down|up|press)\b|accessKey", assets.script)


def find_unopenable_details(page: PageView) -> Iterator[str]:
    """What unfolds starts with its summary, which has a text; a dialog has a name, and a way out."""
    for item in page.find("details"):
        first = next(iter(item), None)
        if first is None or first.tag != "summary" or not text_of(first):
            yield describe(item)
    for item in page.find("dialog"):
        if not page.name(item) or not list(item.iter("button")):
            yield describe(item)


# Consultation.


def find_reloads(page: PageView) -> Iterator[str]:
    """No page reloads; one that has moved leads to the new one at once."""
    for item in page.find("meta"):
        if (item.get("http-equiv") or "").lower() == "refresh" and not re.match(
            r"0\s*;\s*url=", item.get("content") or ""
        ):
            yield describe(item)


def find_timed_scripts(assets: Assets) -> Iterator[str]:
    """No script changes the page after a while."""
    yield from re.findall(r"setInterval|setTimeout\([^;]*(?:location|reload)", assets.script)


def find_drawn_signs(page: PageView) -> Iterator[str]:
    """No text is a drawing made of signs."""
    body, left_out = page.root.find("body"), set()
    for element in page.find("script", "style"):
        left_out |= set(element.iter())
    texts = [text for item in body.iter() if item not in left_out for text in (item.text, item.tail) if text]
    yield from (match[0] for text in texts for match in _DRAWN_WITH_SIGNS.finditer(text))


def find_moving_elements(page: PageView) -> Iterator[str]:
    """No element moves or blinks."""
    yield from map(
        describe,
        page.find(
            "marquee",
            "blink",
            "animate",
            "animateTransform",
            "animateMotion",
            "set",
            "img",
            "canvas",
            *TEMPORAL_MEDIA,
        ),
    )


def find_animations(assets: Assets) -> Iterator[str]:
    """No style and no script moves anything by itself."""
    for around, selector, name, value in assets.rules:
        if "@keyframes" in around or (
            name in ("animation", "animation-name") and not value.startswith("none")
        ):
            yield f"{around} {selector} {value}"
    yield from re.findall(r"requestAnimationFrame|\.animate\(|setInterval", assets.script)


def find_locked_orientation(assets: Assets) -> Iterator[str]:
    """No style and no script holds the screen one way."""
    for around, selector, name, value in assets.rules:
        if "orientation" in around and (name == "transform" or value == "none"):
            yield f"{around} {selector}"
    yield from re.findall(r"orientation\.lock|lockOrientation", assets.script)


def find_gestures(assets: Assets) -> Iterator[str]:
    """No script listens to a gesture, and no style takes one."""
    yield from re.findall(
        r"touch(?:start|move|end)|gesture(?:start|change)|pointermove|mousemove|dragstart|draggable",
        assets.script,
    )
    yield from (
        selector for _, selector, name, value in assets.rules if name == "touch-action" and value == "none"
    )


def find_press_scripts(assets: Assets) -> Iterator[str]:
    """No script acts when a finger or a button goes down."""
    yield from re.findall(r"(?:mouse|pointer)down|touchstart", assets.script)


def find_motion_scripts(assets: Assets) -> Iterator[str]:
    """No script listens to the motion of the device."""
    yield from re.findall(r"device(?:motion|orientation)|Accelerometer|Gyroscope|getUserMedia", assets.script)
