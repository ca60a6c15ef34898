"""The Markdown of long fields: simple formatting, and nothing that runs."""

import html5lib
import pytest

from roadmap.render.markdown import to_html


def test_paragraphs_lists_bold_and_links() -> None:
    html = to_html("Un **mot**.\n\n- un\n- deux\n\n[lien](https://exemple.fr/)")
    assert "<strong>mot</strong>" in html
    assert "<li>deux</li>" in html
    assert '<a href="https://exemple.fr/"' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<div onclick=alert(1)>x</div>",
        "a <img src=x onerror=alert(1)> b",
        "<!-- caché -->",
        "![image](https://exemple.fr/x.png)",
        "# pas un titre",
        "<svg/onload=alert(1)>",
    ],
)
def test_html_images_and_headings_stay_plain_text(text: str) -> None:
    tree = html5lib.parseFragment(to_html(text), namespaceHTMLElements=False)
    visible_text = "".join(tree.itertext()).strip()
    assert visible_text.replace("image", "") in text.replace("image", "") or visible_text == text
    assert {element.tag for element in tree.iter() if isinstance(element.tag, str)} <= {
        "DOCUMENT_FRAGMENT",
        "p",
        "a",
    }


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//exemple.fr", "http://exemple.fr"],
)
def test_an_address_that_is_neither_https_nor_a_mailbox_is_not_a_link(target: str) -> None:
    assert "href" not in to_html(f"[a]({target})")
