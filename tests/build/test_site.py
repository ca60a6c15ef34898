"""The pipeline: what it refuses beyond the check of the data."""

from pathlib import Path

import pytest

from roadmap.build.cache import Cache
from roadmap.build.site import make_site
from roadmap.problems.problem import DataError
from tests.conftest import copy_project, make_project
from tests.history.conftest import DataRepository, repository  # noqa: F401 - a fixture


def remove_all_actions(data: DataRepository) -> None:
    for path in (data.root / "data/actions").iterdir():
        path.unlink()
    (data.root / "data/actions/.gitkeep").touch()
    calendar = data.root / "data/calendar.yaml"  # whose decisions name actions
    text = calendar.read_text(encoding="utf-8").splitlines(keepends=True)
    calendar.write_text("".join(line for line in text if "actions:" not in line), encoding="utf-8")


def test_the_loss_of_all_the_actions_at_once_is_refused(repository: DataRepository) -> None:  # noqa: F811
    remove_all_actions(repository)
    repository.commit()
    project = make_project(repository.root)
    with pytest.raises(DataError) as raised:
        make_site(project, Cache(None))
    assert [(problem.file, problem.code) for problem in raised.value.problems] == [
        ("data/actions", "all-actions-removed")
    ]


def test_the_document_of_a_meeting_is_published_as_it_is_and_its_page_leads_to_it(tmp_path: Path) -> None:
    root = tmp_path / "projet"
    copy_project(root)
    project = make_project(root)
    content = b"%PDF-1.7\n" + bytes(range(256)) * 5000
    (project.data / "documents").mkdir()
    (project.data / "documents/releve-de-juin.pdf").write_bytes(content)
    calendar = project.data / "calendar.yaml"
    meeting = "  - id: cotech-2024-06-05\n"
    document = "    documents: [{titre: Relevé, fichier: releve-de-juin.pdf}]\n"
    calendar.write_text(calendar.read_text("utf-8").replace(meeting, meeting + document), "utf-8")
    site = make_site(project, Cache(None))
    assert dict(site.files)["documents/releve-de-juin.pdf"] == content
    (page,) = (page for page in site.pages if page.address == "calendrier/cotech-2024-06-05/")
    html = site.blocks.render(page.block, "../..", **page.context)
    link = '<a href="../../documents/releve-de-juin.pdf">Relevé</a> (PDF, 1,3 Mo)'
    assert link in html.replace("\u00a0", " ").replace("\u202f", " ")
