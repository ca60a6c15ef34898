"""The search index: the words of pages and sheets that it contains, and those that it leaves out."""

import json
from pathlib import Path

from msgspec.structs import replace

from roadmap.model.records import Organisation
from roadmap.model.roadmap import Roadmap
from roadmap.outputs.search_index import build_search_index
from roadmap.outputs.written_pages import WrittenPage, load_written_pages
from roadmap.render.blocks import Blocks
from tests.conftest import ROOT
from tests.outputs.conftest import EXAMPLE_PROJECT


def indexed_words(index: bytes, address: str) -> set[str]:
    """Return the indexed words of the page at an address, without its title."""
    columns = json.loads(index)
    return set(columns["mots"][columns["adresse"].index(address)].split())


def test_a_sheet_is_indexed_by_its_porteur_and_partners_not_by_its_long_texts(roadmap: Roadmap) -> None:
    sheet = replace(
        roadmap.actions[0],
        porteur=Organisation("Association Zéphyr"),
        partenaires=(Organisation("Mairie de St-Ouen"),),
        contexte="xylophone",
        description="hippocampe",
    )
    words = indexed_words(build_search_index(replace(roadmap, actions=(sheet,))), f"actions/{sheet.id}/")
    assert {"association", "zephyr", "mairie", "saint", "ouen"} <= words
    assert not words & {"xylophone", "hippocampe"}


def test_an_axis_is_indexed_by_its_context(roadmap: Roadmap) -> None:
    axis = replace(roadmap.axes[0], contexte="Un **xylophone**.")
    assert "xylophone" in indexed_words(
        build_search_index(replace(roadmap, axes=(axis,))), f"axes/{axis.numero}/"
    )


def test_a_written_page_is_indexed_by_its_description_and_text(roadmap: Roadmap) -> None:
    page = WrittenPage("Accueil", "", "Une description", "Un texte")
    assert indexed_words(build_search_index(roadmap, [page]), "") == {"description", "texte"}


def test_written_pages_are_loaded_without_lists_of_the_data_links_or_attributes(
    roadmap: Roadmap, tmp_path: Path
) -> None:
    blocks = Blocks(EXAMPLE_PROJECT, roadmap)
    (tmp_path / "aide").mkdir()
    (tmp_path / "aide/index.md").write_text(
        "---\ntitle: Aide\n---\n\n# L'aide { #aide }\n\nUn [mot](page-cachee.md).\n\n{{ actions() }}\n{{ contact() }}\n",
        encoding="utf-8",
    )
    (tmp_path / "ancienne.md").write_text("---\ntitle: Aide\nmoved_to: aide/\n---\n", encoding="utf-8")
    (page,) = load_written_pages(tmp_path, blocks)
    assert (page.title, page.address, page.description) == ("Aide", "aide/", "")
    assert page.text.split()[:5] == ["#", "L'aide", "Un", "[mot", "."]
    assert "@" in page.text
    assert "Axe" not in page.text
    assert "cachee" not in page.text


def test_every_written_page_of_the_site_is_in_the_index(roadmap: Roadmap) -> None:
    pages = load_written_pages(ROOT / "content", Blocks(EXAMPLE_PROJECT, roadmap))
    addresses = json.loads(build_search_index(roadmap, pages))["adresse"]
    assert {
        "",
        "accessibilite/",
        "accessibilite/grille/",
        "mentions-legales/",
        "contribuer/",
        "contribuer/action/",
        "donnees/",
    } <= set(addresses)
