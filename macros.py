"""The macros of written pages, for mkdocs-macros-plugin: one per block, without logic."""

from collections.abc import Callable
from functools import partial

from roadmap.render.blocks import path_to_root

BLOCKS = (
    "accueil_avancement",
    "accueil_axes",
    "accueil_reperes",
    "accueil_titre",
    "actions",
    "avancement",
    "calendrier",
    "champs",
    "chez_moi",
    "contact",
    "declaration_accessibilite",
    "donnees",
    "etat",
    "financements",
    "formulaire_action",
    "formulaire_nouvelles",
    "formulaire_reunion",
    "glossaire",
    "gouvernance",
    "grille_accessibilite",
    "lettre",
    "mentions_legales",
    "modele_action",
    "nouveautes",
    "ressources",
    "suivi",
    "tableau",
    "territoires",
)


def define_env(env) -> None:  # noqa: ANN001 - the macros plugin's own environment
    """Register a macro for each block; called by the plugin."""

    def block(name: str, **context: object) -> str:
        blocks = env.conf["extra"]["blocks"]
        return blocks.render_placeholder(name, path_to_root(env.page.url), **context)

    for name in BLOCKS:
        macro: Callable[..., str] = partial(block, name)
        env.macro(macro, name)
