"""The grid of the RGAA criteria: its page, its table, and the statement that draws its figures from it."""

import csv
import io
import re

import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

from roadmap.model.conformity import STATE_LABELS, build_conformity
from roadmap.model.records import Verification
from roadmap.model.roadmap import Roadmap
from roadmap.outputs.accessibility_grid import COLUMNS, build_grid_rows
from roadmap.render.blocks import Blocks
from roadmap.schema.rgaa import load_reference
from roadmap.text.partial_dates import PartialDate
from tests.outputs.conftest import PUBLISHED_PROJECT

CRITERIA = load_reference().criteria
BY_HAND = tuple(number for number, item in CRITERIA.items() if item.decision == "main")
DAY = PartialDate(2025, 11, 3)
WHO = "La référente accessibilité"
HOSTILE = "<img src=x onerror=alert(1)> {{ 7*7 }}"


def sign(roadmap: Roadmap, *verifications: Verification) -> Roadmap:
    state = replace(roadmap.site.accessibilite, verifications=verifications)
    return replace(roadmap, site=replace(roadmap.site, accessibilite=state))


def render(roadmap: Roadmap, block: str) -> str:
    html = re.sub("[\u00a0\u202f]", " ", Blocks(PUBLISHED_PROJECT, roadmap).render(block, "../.."))
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


@pytest.fixture
def signed(roadmap: Roadmap) -> Roadmap:
    """A roadmap where all is signed: a failure, what holds, and what concerns nothing."""
    return sign(
        roadmap,
        Verification(BY_HAND[:1], "non-conforme", DAY, WHO, "La carte ne dit rien."),
        Verification(BY_HAND[1:-2], "conforme", DAY, WHO),
        Verification(BY_HAND[-2:], "non-applicable", DAY, WHO),
    )


def test_without_a_signature_a_criterion_has_the_state_of_its_decision(roadmap: Roadmap) -> None:
    grid = build_conformity(roadmap.site)
    assert [item.criterion.number for item in grid.unsigned] == list(BY_HAND)
    assert grid.failures == []
    assert grid.rate is None
    counts = [grid.count_decided(decision) for decision in ("test", "preuve", "main")]
    assert sum(counts) == len(CRITERIA)
    assert min(counts) > 0


def test_a_signature_prevails_and_the_rate_is_that_of_what_is_applicable(signed: Roadmap) -> None:
    grid = build_conformity(signed.site)
    applicable = len(CRITERIA) - grid.count_decided("preuve") - 2
    assert grid.unsigned == []
    assert grid.rate == (applicable - 1) * 100 // applicable
    assert [item.criterion.number for item in grid.failures] == [BY_HAND[0]]
    assert grid.is_signed("documents")
    number = next(number for number, item in CRITERIA.items() if item.decision == "test")
    overruled = sign(signed, Verification((number,), "non-conforme", DAY, WHO, "Un dessin sans nom."))
    assert build_conformity(overruled.site).states[number].state == "non-conforme"


def test_each_criterion_is_on_the_page_and_in_the_table_with_its_official_text(roadmap: Roadmap) -> None:
    html = Blocks(PUBLISHED_PROJECT, roadmap).render("grille_accessibilite", "../..")
    page = BeautifulSoup(html, "html.parser")
    rows = list(
        csv.DictReader(
            io.StringIO("\n".join(",".join(f'"{cell}"' for cell in row) for row in build_grid_rows(roadmap)))
        )
    )
    assert [row["critere"] for row in rows] == list(CRITERIA)
    assert list(rows[0]) == list(COLUMNS)
    for row in rows:
        line = page.find("tr", id=f"critere-{row['critere']}")
        assert line.find("a")["href"] == row["adresse"] == CRITERIA[row["critere"]].url
        assert STATE_LABELS[row["etat"]] in line.get_text()
        assert bool(row["test"]) == (row["decision"] != "main")
        assert bool(row["minutes"]) == (row["decision"] == "main")


def test_the_statement_counts_as_the_grid_does_and_claims_nothing(roadmap: Roadmap) -> None:
    grid = build_conformity(roadmap.site)
    text = render(roadmap, "declaration_accessibilite")
    assert f"{grid.count_decided('test')} sont décidés par des tests automatiques" in text
    assert f"{grid.count_decided('preuve')} sont sans objet" in text
    assert f"{len(BY_HAND)} demandent une personne : aucun n'est encore vérifié" in text
    assert "aucun taux de respect des critères n'est connu" in text
    assert "Les éventuelles non-conformités ne sont pas connues" in text
    assert "Aucune page à ce jour" in text
    assert "%" not in text.partition("Résultat des tests")[2].partition("Établissement")[0]


def test_the_statement_counts_what_is_left_to_sign(roadmap: Roadmap) -> None:
    text = render(sign(roadmap, Verification(BY_HAND[2:], "conforme", DAY, WHO)), "declaration_accessibilite")
    assert "2 attendent encore" in text
    assert "aucun taux de respect des critères n'est connu" in text


def test_once_signed_the_statement_gives_the_rate_the_failures_and_the_pages(signed: Roadmap) -> None:
    text = render(signed, "declaration_accessibilite")
    assert f"{build_conformity(signed.site).rate} % des critères applicables du RGAA sont respectés" in text
    assert f"critère {BY_HAND[0]} : La carte ne dit rien." in text
    assert "aucun taux" not in text
    assert "Aucun audit de conformité n'a encore été mené" in text
    assert "lecteur d'écran NVDA" in text
    assert "Aucune page à ce jour" not in text
    grid = render(signed, "grille_accessibilite")
    assert "Non respecté, constaté par une personne. La référente accessibilité, le 3 novembre 2025." in grid
    assert "Tous sont vérifiés." in grid


def test_what_is_signed_is_escaped(roadmap: Roadmap) -> None:
    hostile = sign(roadmap, Verification(BY_HAND[:1], "non-conforme", DAY, HOSTILE, HOSTILE))
    for block in ("grille_accessibilite", "declaration_accessibilite"):
        html = Blocks(PUBLISHED_PROJECT, hostile).render(block, "..")
        assert "<img src=x" not in html
        assert "&lt;img src=x" in html
        assert "{{ 7*7 }}" in html
