"""The first steps of a new site: a box for each, ticked by the data; the issue that holds them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from roadmap.contributions import first_steps
from roadmap.contributions.first_steps import STEPS, FirstSteps, find_first_steps
from roadmap.new_department.create import write_starter_files
from roadmap.new_department.france import load_territories
from roadmap.problems.building import build_problem
from roadmap.problems.problem import FILE_START
from roadmap.validation.check import check_project
from tests.conftest import EXAMPLE, make_project
from tests.contributions.test_watch import OUR_ISSUE, FakeIssues

AXIS = "axes:\n  - numero: 1\n    titre: Favoriser les compétences\n    titre_court: Compétences\n"
SHEET = (
    "titre: Un atelier\nresume: Un atelier gratuit, chaque mois.\naxe: 1\ncible: tous\nstatut: envisagee\n"
    "confirme_le: 2025-03-01\n"
)
SITE_VALUES = {
    "courriel": "accueil@prefecture.gouv.fr",
    "telephone": "02 00 00 00 00",
    "hebergeur_telephone": "02 00 00 00 00",
}


def fill(folder: Path, *keys: str) -> None:
    """Fill lines of `data/site.yaml` that the starter leaves empty."""
    path = folder / "data/site.yaml"
    text = path.read_text(encoding="utf-8")
    for key in keys:
        text, count = re.subn(rf"(?m)^  {key}:$", f"  {key}: {SITE_VALUES.get(key, 'Préfecture')}", text)
        assert count == 1, key
    path.write_text(text, encoding="utf-8")


def write_contours(folder: Path) -> None:
    """Give each territory the contour of one of the example."""
    example = (EXAMPLE / "data/territories.geojson").read_text(encoding="utf-8")
    shape = re.search(r'"geometry": ?(\{.*?\})', example)[1]
    features = ", ".join(
        f'{{"type": "Feature", "properties": {{"id": "{epci.id}"}}, "geometry": {shape}}}'
        for epci in load_territories("36").epci
    )
    text = f'{{"type": "FeatureCollection", "features": [{features}]}}'
    (folder / "data/territories.geojson").write_text(text, encoding="utf-8")


def write_axis(folder: Path) -> None:
    (folder / "data/axes.yaml").write_text(AXIS, encoding="utf-8")


def write_action(folder: Path) -> None:
    write_axis(folder)
    (folder / "data/actions/atelier.yaml").write_text(SHEET, encoding="utf-8")


PUBLISHER = ("nom", "adresse", "telephone", "directeur_de_publication")
HOST = ("hebergeur", "hebergeur_adresse", "hebergeur_telephone")
MAILBOX_STEP, AXES_STEP, PUBLISHER_STEP, HOST_STEP, CONTOURS_STEP, ACTION_STEP = STEPS
# What is written in the data of a new department, and the steps that are done then.
CASES: list[tuple[Callable[[Path], None], set[first_steps.Step]]] = [
    (lambda _folder: None, set()),
    (lambda folder: fill(folder, "service"), set()),
    (lambda folder: fill(folder, "service", "courriel"), {MAILBOX_STEP}),
    (write_axis, {AXES_STEP}),
    (lambda folder: fill(folder, *PUBLISHER[1:]), set()),
    (lambda folder: fill(folder, *PUBLISHER), {PUBLISHER_STEP}),
    (lambda folder: fill(folder, *HOST[:2]), set()),
    (lambda folder: fill(folder, *HOST), {HOST_STEP}),
    (write_contours, {CONTOURS_STEP}),
    (write_action, {AXES_STEP, ACTION_STEP}),
]


@pytest.fixture
def new_site(tmp_path: Path) -> Path:
    """The data of a new department."""
    write_starter_files(tmp_path, load_territories("36"))
    return tmp_path


@pytest.mark.parametrize(("change", "done"), CASES)
def test_a_step_is_done_once_the_data_hold_it(
    new_site: Path, change: Callable[[Path], None], done: set[first_steps.Step]
) -> None:
    change(new_site)
    checked = check_project(make_project(new_site))
    assert checked.errors == ()
    steps = find_first_steps(checked)
    assert steps.done == done
    text = first_steps.render_first_steps(steps)
    assert len(re.findall(r"^- \[[ x]\] ", text, re.MULTILINE)) == len(STEPS)
    for step in STEPS:
        box = "x" if step in done else " "
        assert f"- [{box}] {step.name} : `{step.file}`" in text


def test_the_issue_of_a_new_site_lists_its_empty_fields_too(new_site: Path) -> None:
    checked = check_project(make_project(new_site))
    steps = find_first_steps(checked)
    assert steps.empty_fields == checked.problems
    assert "### data/site.yaml" in first_steps.render_first_steps(steps)


def test_the_file_that_a_step_names_is_in_a_new_site(new_site: Path) -> None:
    for step in STEPS:
        assert (new_site / step.file).exists(), step.name
        for name in re.findall(r"docs/[\w.-]+", step.remedy):
            assert (new_site / name).is_file(), step.name


ALL_DONE = FirstSteps(frozenset(STEPS), ())
NONE_DONE = FirstSteps(frozenset(), ())


def test_one_issue_is_opened_then_updated_then_closed() -> None:
    ours = {**OUR_ISSUE, "title": first_steps.ISSUE_TITLE}
    someone_s = {**ours, "number": 1, "user": {"login": "inconnu"}}
    before, after = FakeIssues(someone_s, OUR_ISSUE), FakeIssues(someone_s, OUR_ISSUE, {**ours, "number": 4})
    assert "ouvert" in first_steps.update_first_steps_issue(before, NONE_DONE)
    assert before.sent == [("POST", "issues", None)]
    assert "mis à jour" in first_steps.update_first_steps_issue(after, NONE_DONE)
    assert "fermé" in first_steps.update_first_steps_issue(after, ALL_DONE)
    assert after.sent == [("PATCH", "issues/4", "open"), ("PATCH", "issues/4", "closed")]


def test_no_issue_is_opened_for_a_complete_site() -> None:
    github = FakeIssues()
    assert "aucun ticket" in first_steps.update_first_steps_issue(github, ALL_DONE)
    assert github.sent == []


def test_the_issue_escapes_what_the_data_say() -> None:
    problem = build_problem(
        "data/<b>@moi.yaml", FILE_START, "unknown-yet", title="<b>@moi", severity="warning"
    )
    text = first_steps.render_first_steps(FirstSteps(frozenset(), (problem,)))
    assert "<b>" not in text
    assert "@moi" not in text
