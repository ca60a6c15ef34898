"""The issue forms of GitHub offer the same choices as the schemas."""

import pytest
import yaml

from tests.conftest import ROOT, SCHEMAS

ISSUE_FORMS = {"proposer-une-action": ("action", ()), "annoncer-une-reunion": ("calendar", ("reunions", 0))}


@pytest.mark.parametrize("name", ISSUE_FORMS)
def test_the_choices_of_a_form_are_those_of_the_schema(name: str) -> None:
    kind, path = ISSUE_FORMS[name]
    form = yaml.safe_load((ROOT / f".github/ISSUE_TEMPLATE/{name}.yml").read_text(encoding="utf-8"))
    lists = {
        field["id"]: field["attributes"]["options"] for field in form["body"] if field["type"] == "dropdown"
    }
    assert lists
    for field, options in lists.items():
        assert options == list(SCHEMAS.labels(kind, *path, field).values())
