"""What the tests of the outputs share."""

import pytest

from roadmap.model.roadmap import Roadmap, load_roadmap
from tests.conftest import EXAMPLE, project_of


@pytest.fixture(scope="session")
def roadmap() -> Roadmap:
    """The roadmap of the tests' data; it is frozen."""
    return load_roadmap(project_of(EXAMPLE))
