"""The workflows, from a proposal to the published site: review, comment, publication."""

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.contributions.runner import (
    PAGES_URL,
    REPOSITORY_NAME,
    SERVER_URL,
    Run,
    Runner,
    create_repository,
    merge_proposal,
    push_proposal,
    review_proposal,
)
from tests.history.conftest import git
from tests.validation.conftest import Data

VALID_SHEET = ROOT / "tests/validation/sound/wifi-des-gites.yaml"
INJECTION_TEXT = "@everyone ::set-output name=a::b ##[error]x $(touch piege) `touch piege` <img src=//x> %0A [x](https://x.fr)"


def comment_on_proposal(runner: Runner, proposal: dict[str, Any], review: Run) -> Run:
    """Run the workflow of the comment, as GitHub does when a review ends."""
    archive = shutil.make_archive(str(review.folder / "revue"), "zip", review.artifact("revue"))
    state = json.loads(runner.github.read_text())
    head = {"label": f"referente:{proposal['branch']}", "sha": proposal["head"]}
    state["pulls"] = [{"number": proposal["number"], "head": head}]
    state["artifacts"] = [
        {"id": 7, "name": "revue", "size_in_bytes": Path(archive).stat().st_size, "file": archive}
    ]
    runner.github.write_text(json.dumps(state))
    return runner.run("commentaire", create_review_event(proposal))


def create_review_event(proposal: dict[str, Any]) -> dict[str, Any]:
    run = {
        "id": 42,
        "event": "pull_request",
        "html_url": f"{SERVER_URL}/{REPOSITORY_NAME}/actions/runs/42",
        "head_sha": proposal["head"],
        "head_branch": proposal["branch"],
        "head_repository": {"owner": {"login": "referente"}},
    }
    return {"workflow_run": run}


def list_comments(runner: Runner) -> list[str]:
    return [comment["body"] for comment in json.loads(runner.github.read_text())["comments"]]


@dataclass
class ReviewedProposal:
    """A proposal of a new action, and its review."""

    runner: Runner
    clone: Path
    proposal: dict[str, Any]
    review: Run


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> ReviewedProposal:
    """A valid proposal, reviewed once for several tests."""
    folder = tmp_path_factory.mktemp("sound")
    runner, clone = Runner(folder, create_repository(folder)), folder / "clone"
    shutil.copy(VALID_SHEET, clone / "data/actions/wifi-des-gites.yaml")
    proposal = push_proposal(clone, 1)
    review = review_proposal(runner, proposal)
    assert review.is_green, review.output
    return ReviewedProposal(runner, clone, proposal, review)


def test_a_valid_proposal_is_green_previewed_commented_and_published(reviewed: ReviewedProposal) -> None:
    runner, proposal, review = reviewed.runner, reviewed.proposal, reviewed.review
    assert review.names == [
        "Partir de rien",
        "Fixer le moment",
        "Installer",
        "Vérifier les données",
        "Construire le site",
        "Dire ce qui change",
        "Tout dire dans le résumé",
    ]
    assert "## Tout est juste" in review.summary
    assert "- **ajout** : Un accès Wi-Fi public" in review.summary
    assert "- **nouvelle** : Un accès Wi-Fi public" in review.summary
    assert "(/actions/wifi-des-gites/)" in review.summary
    assert "(/territoires/perche/)" in review.summary
    assert "(/glossaire/)" not in review.summary
    assert (review.artifact("site") / "actions/wifi-des-gites/index.html").exists()
    previews = {path.name for path in review.artifact("apercu").iterdir()}
    assert {"accueil.html", "actions-wifi-des-gites.html", "territoires-perche.html"} <= previews
    assert "glossaire.html" not in previews

    assert comment_on_proposal(runner, proposal, review).is_green
    assert comment_on_proposal(runner, proposal, review).is_green
    [comment] = list_comments(runner)
    assert comment == f"<!-- revue -->\n{review.summary}"

    merge_proposal(reviewed.clone, proposal)
    assert runner.run("publication", {}).is_green
    page = (runner.published / "actions/wifi-des-gites/index.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{PAGES_URL}/actions/wifi-des-gites/">' in page
    news = (runner.published / "nouveautes/index.html").read_text(encoding="utf-8")
    assert '<span class="md-tag">Nouvelle action</span>' in news
    form = (runner.published / "contribuer/action/index.html").read_text(encoding="utf-8")
    assert f'data-repository="{SERVER_URL}/{REPOSITORY_NAME}" data-branch="main"' in form
    assert f"<loc>{PAGES_URL}/actions/wifi-des-gites/</loc>" in (runner.published / "sitemap.xml").read_text()


def test_only_the_default_branch_is_published(reviewed: ReviewedProposal) -> None:
    event = {"repository": {"default_branch": "main"}}
    git(reviewed.clone, "push", "--quiet", "origin", "HEAD:refs/heads/essai")
    assert reviewed.runner.run("publication", event, ref="essai").steps == []
    assert reviewed.runner.run("publication", event, only_job="construction").steps != []


def test_an_error_is_red_and_explained_and_does_not_change_the_published_site(
    runner: Runner, clone: Path
) -> None:
    runner.published.mkdir()
    (runner.published / "index.html").write_text("Le site publié", encoding="utf-8")
    sheet = (
        VALID_SHEET.read_text(encoding="utf-8")
        .replace("axe: 5", "axe: 9")
        .replace("statut: envisagee", "statut: envisagé")
    )
    (clone / "data/actions/wifi-des-gites.yaml").write_text(sheet, encoding="utf-8")
    proposal = push_proposal(clone, 1)

    review = review_proposal(runner, proposal)
    assert not review.is_green
    assert review.names == [
        "Partir de rien",
        "Fixer le moment",
        "Installer",
        "Vérifier les données",
        "Dire ce qui change",
        "Tout dire dans le résumé",
    ]
    assert "::error file=data/actions/wifi-des-gites.yaml,line=4,col=6::" in review.output
    assert "## À corriger : 2 erreurs" in review.summary
    assert "| 4 | « 9 » n'est pas le numéro d'un axe. | Choix possibles : 1, 2, 3, 4, 5. |" in review.summary
    assert "| Écrivez : statut: envisagee |" in review.summary
    assert "Ce qui change pour le lecteur" not in review.summary
    assert not review.artifact("site").exists()
    assert comment_on_proposal(runner, proposal, review).is_green
    assert "## À corriger : 2 erreurs" in list_comments(runner)[0]

    merge_proposal(clone, proposal)
    publication = runner.run("publication", {})
    assert [step.name for step in publication.steps if step.code] == [
        "Vérifier les données",
        "Tout dire dans le résumé",
    ]
    assert "Construire le site" not in publication.names
    assert "« 9 » n'est pas le numéro d'un axe." in publication.summary
    assert [path.read_text(encoding="utf-8") for path in runner.published.iterdir()] == ["Le site publié"]


def test_warnings_outside_the_proposal_are_not_reported(reviewed: ReviewedProposal) -> None:
    assert "data/site.yaml" not in reviewed.review.summary
    assert "::warning" not in reviewed.review.output


def test_removing_an_action_is_an_error_because_its_address_would_disappear(
    runner: Runner, clone: Path
) -> None:
    (clone / "data/actions/don-outils-numeriques.yaml").unlink()
    review = review_proposal(runner, push_proposal(clone, 1))
    assert not review.is_green
    assert "::error file=data/actions/don-outils-numeriques.yaml" in review.output
    assert "## À corriger : 1 erreur" in review.summary


def test_removing_a_page_is_an_error_unless_it_redirects(runner: Runner, clone: Path) -> None:
    content, settings = clone / "content", clone / "mkdocs.yml"
    (content / "glossaire.md").rename(content / "lexique.md")
    (content / "financements.md").rename(content / "aides.md")
    moved = "---\ntitle: Financements\nmoved_to: aides/\n---\n\n[Les aides](aides.md)\n"
    (content / "financements.md").write_text(moved, encoding="utf-8")
    text = settings.read_text(encoding="utf-8").replace("glossaire.md", "lexique.md")
    text = text.replace("financements.md", "aides.md")
    text = text.replace("not_in_nav: |\n", "not_in_nav: |\n  financements.md\n")
    settings.write_text(text, encoding="utf-8")
    review = review_proposal(runner, push_proposal(clone, 1))
    assert [step.name for step in review.steps if step.code] == ["Dire ce qui change"]
    assert "::error file=content/glossaire.md,line=1,col=1::L'adresse /glossaire/, déjà" in review.output
    assert review.output.count("::error") == 1
    assert "| L'adresse /glossaire/, déjà publiée, ne mènerait plus à rien. | Rétablissez" in review.summary


# Two meetings of one committee, before and after the day of the change.
MEETINGS_AROUND_A_CHANGE = """
  - id: cotech-passe
    titre: Comité technique passé
    instance: comite-technique
    date: 2025-06-05

  - id: cotech-suivant
    titre: Comité technique suivant
    instance: comite-technique
    date: 2025-12-04
"""


def test_pages_where_only_the_news_change_are_not_reported_as_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2025-03-01T12:00:00Z")
    runner = Runner(tmp_path, create_repository(tmp_path))
    data = Data(runner.folder / "clone")
    data.add("data/calendar.yaml", MEETINGS_AROUND_A_CHANGE)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2025-10-01T12:00:00Z")
    merge_proposal(data.root, push_proposal(data.root, 1))
    data.replace("data/actions/don-outils-numeriques.yaml", "resume: ", "resume: Avec la CAF, ")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2025-11-20T12:00:00Z")
    review = review_proposal(runner, push_proposal(data.root, 2))
    assert review.is_green, review.output
    news_addresses = ("nouveautes/", "nouveautes/2025-11/", "lettre/", "comite/cotech-suivant/")
    for address in news_addresses:
        page = (review.artifact("site") / address / "index.html").read_text(encoding="utf-8")
        assert "Organiser le don" in page, address
        assert f"(/{address})" not in review.summary
    assert "(/actions/don-outils-numeriques/)" in review.summary
    assert "/comite/" not in review.summary
    assert "habillage" not in review.summary


def test_a_failed_build_is_red_and_not_reported_as_an_error_in_the_data(runner: Runner, clone: Path) -> None:
    (clone / "content/glossaire.md").write_text("{{ inconnue() }}", encoding="utf-8")
    review = review_proposal(runner, push_proposal(clone, 1))
    assert [step.name for step in review.steps if step.code] == ["Construire le site"]
    assert "## Les données sont justes, mais le site ne se construit pas" in review.summary
    assert "à l'étape « Construire le site »" in review.summary


def is_harmless(text: str) -> bool:
    """Whether a Markdown text has no mention, no HTML, no link but ours and no command."""
    without_our_texts = re.sub(r"<!-- revue -->|\[La page de la vérification\]\(\S+\)", "", text)
    return not re.search(r"@\w|<|\]\(|https?://|##\[|^\s*::|`|\$\(", without_our_texts, flags=re.MULTILINE)


def find_workflow_commands(output: str) -> set[str]:
    """Return the workflow commands that GitHub would run from an output."""
    return set(re.findall(r"^\s*::([\w-]+)", output, flags=re.MULTILINE)) | set(
        re.findall(r"##\[(\w+)", output)
    )


def test_commands_and_markup_in_values_have_no_effect(runner: Runner, clone: Path) -> None:
    sheet = VALID_SHEET.read_text(encoding="utf-8")
    sheet = re.sub("titre: Un accès.*", f"titre: '{INJECTION_TEXT}'", sheet)
    sheet = sheet.replace("nom: Cœur de Beauce", f"nom: '{INJECTION_TEXT}'", 1)
    (clone / "data/actions/wifi-des-gites.yaml").write_text(sheet, encoding="utf-8")
    proposal = push_proposal(clone, 1)
    review = review_proposal(runner, proposal)
    assert review.is_green, review.output
    assert find_workflow_commands(review.output) <= {"warning"}
    assert is_harmless(review.summary)
    assert "touch piege" in review.summary
    assert comment_on_proposal(runner, proposal, review).is_green
    assert is_harmless(list_comments(runner)[0])
    preview = (review.artifact("apercu") / "actions-wifi-des-gites.html").read_text(encoding="utf-8")
    assert "<img src=//x" not in preview
    merge_proposal(clone, proposal)
    publication = runner.run("publication", {})
    assert publication.is_green
    assert find_workflow_commands(publication.output) <= {"warning"}
    assert not list(runner.folder.rglob("piege"))


def test_commands_and_markup_in_file_names_and_in_errors_have_no_effect(runner: Runner, clone: Path) -> None:
    for name in (
        "::set-output name=a::b",
        "##[error]x",
        "`touch piege`",
        "$(touch piege)",
        "@everyone",
        "a\n::error::b",
    ):
        (clone / f"data/actions/{name}.yaml").write_text("titre: x\n", encoding="utf-8")
    sheet = VALID_SHEET.read_text(encoding="utf-8").replace("axe: 5", f"axe: '{INJECTION_TEXT}'")
    (clone / "data/actions/wifi-des-gites.yaml").write_text(
        f"{sheet}\n'{INJECTION_TEXT}': x\n", encoding="utf-8"
    )
    proposal = push_proposal(clone, 1)
    review = review_proposal(runner, proposal)
    assert not review.is_green
    assert find_workflow_commands(review.output) <= {"error"}
    assert "## À corriger" in review.summary
    assert is_harmless(review.summary)
    assert comment_on_proposal(runner, proposal, review).is_green
    assert is_harmless(list_comments(runner)[0])
    assert not list(runner.folder.rglob("piege"))


def test_the_review_says_when_the_base_version_does_not_build(runner: Runner, clone: Path) -> None:
    sheet = VALID_SHEET.read_text(encoding="utf-8")
    (clone / "data/actions/wifi-des-gites.yaml").write_text(
        sheet.replace("axe: 5", "axe: 9"), encoding="utf-8"
    )
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message=Une faute")
    git(clone, "push", "--quiet", "origin", "main")
    shutil.copy(VALID_SHEET, clone / "data/actions/wifi-des-gites.yaml")
    review = review_proposal(runner, push_proposal(clone, 1))
    assert review.is_green, review.output
    assert "L'état d'avant ne se construit pas" in review.summary


def test_a_folder_cannot_replace_the_base_version(runner: Runner, clone: Path) -> None:
    (clone / "data/actions/don-outils-numeriques.yaml").unlink()
    shutil.copytree(clone / "data", clone / "HEAD^1/data")
    assert not review_proposal(runner, push_proposal(clone, 1)).is_green


def test_a_symbolic_link_cannot_replace_the_data(runner: Runner, clone: Path) -> None:
    shutil.move(clone / "data", clone / "ailleurs")
    (clone / "data").symlink_to("ailleurs")
    assert not review_proposal(runner, push_proposal(clone, 1)).is_green


def test_a_proposal_with_odd_pages_and_styles_still_has_a_review(runner: Runner, clone: Path) -> None:
    (clone / "content/brut.html").write_text("<p>Sans structure", encoding="utf-8")
    with (clone / "content/glossaire.md").open("a", encoding="utf-8") as page:
        page.write(
            '\n<link rel="stylesheet" href="https://x.example/a.css"><img src="https://x.example/b.png" onerror="x()">\n'
        )
    (clone / "theme/assets/site/site.css").write_text("body { color: red; }", encoding="utf-8")
    review = review_proposal(runner, push_proposal(clone, 1))
    assert review.is_green, review.output
    assert "- **habillage modifié** : Toutes les pages" in review.summary
    preview = (review.artifact("apercu") / "glossaire.html").read_text(encoding="utf-8")
    assert "x.example" not in preview
    assert "onerror" not in preview
    assert (review.artifact("apercu") / "brut.html").exists()


def test_a_file_name_that_is_not_utf_8_is_an_error(runner: Runner, clone: Path) -> None:
    name = os.fsdecode(os.fsencode(clone / "data/actions") + b"/caf\xe9.yaml")
    Path(name).write_bytes(VALID_SHEET.read_bytes())
    proposal = push_proposal(clone, 1)
    review = review_proposal(runner, proposal)
    assert not review.is_green
    assert "## À corriger : 1\u00a0erreur" in review.summary
    assert comment_on_proposal(runner, proposal, review).is_green


def test_the_review_of_an_older_version_is_not_commented(runner: Runner, clone: Path) -> None:
    shutil.copy(VALID_SHEET, clone / "data/actions/wifi-des-gites.yaml")
    proposal = push_proposal(clone, 1)
    state = json.loads(runner.github.read_text())
    state["pulls"] = [{"number": 1, "head": {"label": f"referente:{proposal['branch']}", "sha": "0" * 40}}]
    runner.github.write_text(json.dumps(state))
    run = runner.run("commentaire", create_review_event(proposal))
    assert run.is_green
    assert "n'en est à cette version" in run.output
    assert list_comments(runner) == []


def test_a_merge_queue_is_reviewed_without_a_comment(reviewed: ReviewedProposal) -> None:
    before = list_comments(reviewed.runner)
    run = reviewed.runner.run("commentaire", {"workflow_run": {"event": "merge_group"}})
    assert run.steps == []
    assert list_comments(reviewed.runner) == before
    assert git(reviewed.runner.remote, "rev-parse", "main") == git(reviewed.clone, "rev-parse", "main")
