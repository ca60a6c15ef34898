"""The RGAA criteria decided without a hand: the check of each, and a fault planted for it to find."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tests.site import rgaa_checks as checks
from tests.site.rgaa_checks import AssetCheck, Assets, PageCheck, PageView, Reading

PLAIN = "glossaire/"


@dataclass(frozen=True)
class PageFault:
    """What to plant in a page of the site: `new` takes the place of `old`, which is the end of the content."""

    new: str
    old: str = "</article>"
    address: str = PLAIN

    def plant(self, source: str) -> str:
        """Return the source of the page with the fault."""
        assert self.old in source, self
        return source.replace(self.old, self.new if self.old != "</article>" else f"{self.new}</article>", 1)


def style(text: str) -> Callable[[Assets], Assets]:
    """Return what plants a style sheet among the assets."""
    return lambda assets: replace(assets, styles={**assets.styles, "planted.css": text})


def script(text: str) -> Callable[[Assets], Assets]:
    """Return what plants a script among the assets."""
    return lambda assets: replace(assets, scripts={**assets.scripts, "planted.js": text})


MAP, MATRIX = "territoires/", "actions/"
_FRAME = PageFault('<iframe src="https://example.org/"></iframe>')
_VIDEO = PageFault("<video controls></video>")
_SOUND = PageFault("<audio autoplay></audio>")
_IMAGE_TEST = PageFault('<img src="captcha.png" alt="Recopiez les lettres">')
_LAYOUT_TABLE = PageFault("<table><tr><td>À gauche</td><td>À droite</td></tr></table>")
_SMILEY = PageFault("<p>Bravo :-)</p>")
_MARQUEE = PageFault("<marquee>Une nouvelle</marquee>")
_SITE_MAP = PageFault('<p><a href="../plan/">Plan du site</a></p>')

# Criterion -> its check of every page, and the fault to find.
PAGE_CHECKS: dict[str, tuple[PageCheck, PageFault]] = {
    "1.1": (checks.find_unnamed_drawings, PageFault('<svg role="img"><path d="M0 0"/></svg>')),
    "1.2": (checks.find_talking_decorations, PageFault('<svg aria-hidden="true"><title>Une icône</title></svg>')),
    "1.4": (checks.find_image_tests, _IMAGE_TEST),
    "1.5": (checks.find_image_tests, _IMAGE_TEST),
    "1.8": (checks.find_pixels, PageFault('<img src="titre.png" alt="Un titre">')),
    "2.1": (checks.find_frames, _FRAME),
    "2.2": (checks.find_frames, _FRAME),
    "4.1": (checks.find_media, _VIDEO),
    "4.2": (checks.find_media, _VIDEO),
    "4.3": (checks.find_media, _VIDEO),
    "4.4": (checks.find_media, _VIDEO),
    "4.5": (checks.find_media, _VIDEO),
    "4.6": (checks.find_media, _VIDEO),
    "4.7": (checks.find_media, _SOUND),
    "4.8": (checks.find_drawings_without_other_form, PageFault('<svg role="group" aria-label="Carte"><a href="x"><title>x</title></a></svg>')),
    "4.9": (checks.find_links_of_drawings_alone, PageFault('<svg role="group" aria-label="Carte"><a href="ailleurs/" aria-label="Ailleurs"></a></svg>', address=MAP)),
    "4.10": (checks.find_media, _SOUND),
    "4.11": (checks.find_media, _VIDEO),
    "4.12": (checks.find_unreachable_zones, PageFault('<svg role="group" aria-label="Carte"><a tabindex="-1" href="x" aria-label="x"></a></svg>', address=MAP)),
    "4.13": (checks.find_unnamed_zones, PageFault('<svg aria-label="Carte"><a href="x"></a></svg>', address=MAP)),
    "5.1": (checks.find_complex_tables_without_summary, PageFault('<caption id="croisement">Actions</caption>', '<caption id="croisement">Nombre d\'actions de chaque axe dans chaque territoire</caption>', MATRIX)),
    "5.3": (checks.find_layout_tables, _LAYOUT_TABLE),
    "5.4": (checks.find_unnamed_tables, PageFault('<h3>Les lieux</h3><table><tr><th scope="col">Lieu</th></tr></table>')),
    "5.6": (checks.find_columns_without_header, PageFault('<table aria-label="x"><tr><th scope="col">Lieu</th><td>Heures</td></tr><tr><td>Dreux</td><td>9 h</td></tr></table>')),
    "5.7": (checks.find_headers_without_scope, PageFault('<table aria-label="x"><tr><th>Lieu</th></tr></table>')),
    "5.8": (checks.find_layout_tables, _LAYOUT_TABLE),
    "6.2": (checks.find_empty_links, PageFault('<a href="x"><svg aria-hidden="true"></svg></a>')),
    "8.1": (checks.find_missing_doctype, PageFault("", "<!doctype html>")),
    "8.2": (checks.find_invalid_code, PageFault('<p id="contenu">Deux fois</p>')),
    "8.3": (checks.find_missing_language, PageFault("<html", '<html lang="fr"')),
    "8.4": (checks.find_wrong_language, PageFault('<html lang="en"', '<html lang="fr"')),
    "8.5": (checks.find_missing_title, PageFault("<title></title><x>", "<title>")),
    "8.8": (checks.find_other_languages, PageFault('<p lang="de">Guten Tag</p>')),
    "8.9": (checks.find_elements_of_looks, PageFault("<p></p>")),
    "8.10": (checks.find_right_to_left, PageFault("<p>\u0645\u0631\u062d\u0628\u0627</p>")),
    "9.2": (checks.find_missing_zones, PageFault('<div class="site-footer">', '<footer class="site-footer">')),
    "10.1": (checks.find_presentation_in_code, PageFault('<p align="center">L E S  A C T I O N S</p>')),
    "11.1": (checks.find_unlabelled_fields, PageFault('<input type="text" placeholder="Votre ville">')),
    "11.6": (checks.find_untitled_groups, PageFault('<fieldset><label><input type="radio"> Oui</label></fieldset>')),
    "11.12": (checks.find_posted_forms, PageFault('<form method="post" action="https://example.org/"></form>')),
    "12.1": (checks.find_lonely_pages, PageFault('id="ouvrir"', 'id="ouvrir-recherche"')),
    "12.3": (checks.find_site_maps, _SITE_MAP),
    "12.4": (checks.find_site_maps, _SITE_MAP),
    "12.5": (checks.find_moved_search, PageFault('<div class="tools" hidden><button type="button" id="autre">Autre</button>', '<div class="tools" hidden>')),
    "12.6": (checks.find_unnamed_landmarks, PageFault('<nav><a href="x">Autre menu</a></nav>')),
    "12.7": (checks.find_missing_skip_link, PageFault('href="#nulle-part" class="skip"', 'href="#contenu" class="skip"')),
    "12.10": (checks.find_shortcuts, PageFault('<a href="x" accesskey="s">Suite</a>')),
    "12.11": (checks.find_unopenable_details, PageFault("<details><p>Caché</p></details>")),
    "13.1": (checks.find_reloads, PageFault('<meta http-equiv="refresh" content="30"><title>', "<title>")),
    "13.5": (checks.find_drawn_signs, _SMILEY),
    "13.6": (checks.find_drawn_signs, _SMILEY),
    "13.7": (checks.find_moving_elements, _MARQUEE),
    "13.8": (checks.find_moving_elements, _MARQUEE),
}  # fmt: skip


_MADE_FRAME = script('document.body.append(document.createElement("iframe"))')
_MADE_SOUND = script('new Audio("bip.mp3").play()')
_BLINK = style("@keyframes blink { to { opacity: 0 } } h1 { animation: blink .1s infinite }")
_TOOLTIP = style(".card:hover .tip { display: block }")

# Criterion -> its checks of the styles and scripts, each with the fault to find.
ASSET_CHECKS: dict[str, tuple[tuple[AssetCheck, Callable[[Assets], Assets]], ...]] = {
    "2.1": ((checks.find_made_frames, _MADE_FRAME),),
    "2.2": ((checks.find_made_frames, _MADE_FRAME),),
    **{f"4.{number}": ((checks.find_made_media, _MADE_SOUND),) for number in (1, 2, 3, 4, 5, 6, 7, 10, 11)},
    "10.2": ((checks.find_words_of_styles, style('.late::after { content: "En retard" }')),),
    "10.13": (
        (checks.find_shown_on_hover, _TOOLTIP),
        (checks.find_hover_scripts, script('addEventListener("mouseenter", show)')),
    ),
    "10.14": ((checks.find_shown_on_hover, _TOOLTIP),),
    "11.12": ((checks.find_sent_data, script('fetch("/envoi", { method: "POST" })')),),
    "12.10": ((checks.find_key_scripts, script('addEventListener("keydown", go)')),),
    "13.1": ((checks.find_timed_scripts, script("setInterval(refresh, 30000)")),),
    "13.7": ((checks.find_animations, _BLINK),),
    "13.8": ((checks.find_animations, _BLINK),),
    "13.9": ((checks.find_locked_orientation, style("@media (orientation: portrait) { body { transform: rotate(90deg) } }")),),
    "13.10": ((checks.find_gestures, script('addEventListener("touchmove", pan)')),),
    "13.11": ((checks.find_press_scripts, script('addEventListener("mousedown", buy)')),),
    "13.12": ((checks.find_motion_scripts, script('addEventListener("devicemotion", shake)')),),
}  # fmt: skip

# Criterion -> what is read of each page, how the readings are compared, and a page that differs from the others.
SITE_CHECKS: dict[str, tuple[Callable[[PageView], Iterator[Reading]], Callable[[list[Reading]], list[str]], PageFault]] = {
    "11.3": (checks.read_field_labels, checks.find_differences, PageFault("Autre chose</label>", "Un mot, une commune, un code postal</label>")),
    "12.2": (checks.read_menus, checks.find_differences, PageFault("<li>", '<li><a href="..">Accueil</a></li>')),
}  # fmt: skip
