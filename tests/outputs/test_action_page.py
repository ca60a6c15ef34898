"""The page of an action shows every field of its sheet."""

import pytest
from msgspec.structs import replace

from roadmap.model.records import Action
from roadmap.model.roadmap import Roadmap
from roadmap.render.blocks import Blocks
from tests.conftest import SCHEMAS
from tests.outputs.conftest import EVERY_FIELD, EXAMPLE_PROJECT

OPTIONAL_FIELDS = sorted(
    {*SCHEMAS.of_kind("action")["properties"]}
    - {*SCHEMAS.of_kind("action")["required"], "anciens_identifiants"}
)


@pytest.mark.parametrize("field", OPTIONAL_FIELDS)
def test_every_field_is_on_the_page(roadmap: Roadmap, field: str) -> None:
    """A new field needs a value in EVERY_FIELD, and a place in the template of the page."""
    action = replace(roadmap.actions[0], **EVERY_FIELD)
    default = Action.__struct_defaults__[
        Action.__struct_fields__.index(field) - len(Action.__struct_fields__)
    ]
    assert getattr(action, field) != default
    blocks = Blocks(EXAMPLE_PROJECT, roadmap)
    page, page_without_it = (
        blocks.render("page_action", "..", action=shown)
        for shown in (action, replace(action, **{field: default}))
    )
    assert page != page_without_it
