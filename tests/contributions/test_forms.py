"""The forms offer the choices that the schemas hold, and ask nothing that the sheets do not know."""

import pytest
import yaml

from tests.conftest import ROOT, SCHEMAS

FORMS = {"proposer-une-action": ("action", ()), "annoncer-une-reunion": ("calendar", ("reunions", 0))}


@pytest.mark.parametrize("name", FORMS)
def test_the_choices_of_a_form_are_those_of_the_schema(name: str) -> None:
    kind, path = FORMS[name]
    form = yaml.safe_load((ROOT / f".github/ISSUE_TEMPLATE/{name}.yml").read_text(encoding="utf-8"))
    lists = {each["id"]: each["attributes"]["options"] for each in form["body"] if each["type"] == "dropdown"}
    assert lists
    for field, options in lists.items():
        assert options == list(SCHEMAS.labels(kind, *path, field).values())
