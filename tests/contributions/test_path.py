"""The whole path of a contribution: from the edit to the published site."""

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
    git,
    merge_proposal,
    push_proposal,
)
from tests.validation.conftest import Data

SOUND = ROOT / "tests/validation/sound/wifi-des-gites.yaml"
HOSTILE = "@everyone ::set-output name=a::b ##[error]x $(touch piege) `touch piege` <img src=//x> %0A [x](https://x.fr)"


def contribution(runner: Runner, proposed: dict[str, Any]) -> Run:
    return runner.run("contribution", proposed, f"refs/pull/{proposed['number']}/merge")


def comment_on(runner: Runner, proposed: dict[str, Any], review: Run) -> Run:
    """Run the comment's workflow as GitHub does when the review ends."""
    archive = shutil.make_archive(str(review.folder / "revue"), "zip", review.artifact("revue"))
    state = json.loads(runner.github.read_text())
    head = {"label": f"referente:{proposed['branch']}", "sha": proposed["head"]}
    state["pulls"] = [{"number": proposed["number"], "head": head}]
    state["artifacts"] = [
        {"id": 7, "name": "revue", "size_in_bytes": Path(archive).stat().st_size, "file": archive}
    ]
    runner.github.write_text(json.dumps(state))
    return runner.run("commentaire", workflow_run(proposed))


def workflow_run(proposed: dict[str, Any]) -> dict[str, Any]:
    run = {
        "id": 42,
        "event": "pull_request",
        "html_url": f"{SERVER_URL}/{REPOSITORY_NAME}/actions/runs/42",
        "head_sha": proposed["head"],
        "head_branch": proposed["branch"],
        "head_repository": {"owner": {"login": "referente"}},
    }
    return {"workflow_run": run}


def comments(runner: Runner) -> list[str]:
    return [each["body"] for each in json.loads(runner.github.read_text())["comments"]]


@dataclass
class Reviewed:
    """A proposal of one more action to a site already published, and its review."""

    runner: Runner
    clone: Path
    proposed: dict[str, Any]
    review: Run


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Reviewed:
    """A sound proposal, reviewed once."""
    folder = tmp_path_factory.mktemp("sound")
    runner, clone = Runner(folder, create_repository(folder)), folder / "clone"
    assert runner.run("publication", {}).is_green
    shutil.copy(SOUND, clone / "data/actions/wifi-des-gites.yaml")
    proposed = push_proposal(clone, 1)
    review = contribution(runner, proposed)
    assert review.is_green, review.output
    return Reviewed(runner, clone, proposed, review)


def test_a_sound_contribution_is_green_shown_commented_and_published(sound: Reviewed) -> None:
    runner, proposed, review = sound.runner, sound.proposed, sound.review
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

    assert comment_on(runner, proposed, review).is_green
    assert comment_on(runner, proposed, review).is_green
    [comment] = comments(runner)
    assert comment == f"<!-- revue -->\n{review.summary}"

    assert not (runner.published / "actions/wifi-des-gites").exists()
    merge_proposal(sound.clone, proposed)
    assert runner.run("publication", {}).is_green
    page = (runner.published / "actions/wifi-des-gites/index.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{PAGES_URL}/actions/wifi-des-gites/">' in page
    news = (runner.published / "nouveautes/index.html").read_text(encoding="utf-8")
    assert '<span class="tag">Nouvelle action</span>' in news
    form = (runner.published / "contribuer/action/index.html").read_text(encoding="utf-8")
    assert f'data-repository="{SERVER_URL}/{REPOSITORY_NAME}"' in form
    assert f"<loc>{PAGES_URL}/actions/wifi-des-gites/</loc>" in (runner.published / "sitemap.xml").read_text()


def test_a_slip_is_red_explained_and_leaves_the_published_site_untouched(runner: Runner, clone: Path) -> None:
    assert runner.run("publication", {}).is_green
    before = {path: path.read_bytes() for path in runner.published.rglob("*") if path.is_file()}
    sheet = (
        SOUND.read_text(encoding="utf-8")
        .replace("axe: 5", "axe: 9")
        .replace("statut: envisagee", "statut: envisagé")
    )
    (clone / "data/actions/wifi-des-gites.yaml").write_text(sheet, encoding="utf-8")
    proposed = push_proposal(clone, 1)

    review = contribution(runner, proposed)
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
    assert comment_on(runner, proposed, review).is_green
    assert "## À corriger : 2 erreurs" in comments(runner)[0]

    merge_proposal(clone, proposed)
    publication = runner.run("publication", {})
    assert [step.name for step in publication.steps if step.code] == [
        "Vérifier les données",
        "Tout dire dans le résumé",
    ]
    assert "Construire le site" not in publication.names
    assert "« 9 » n'est pas le numéro d'un axe." in publication.summary
    assert before == {path: path.read_bytes() for path in runner.published.rglob("*") if path.is_file()}


def test_the_warnings_of_others_are_not_told_to_the_contributor(sound: Reviewed) -> None:
    assert "data/site.yaml" not in sound.review.summary
    assert "::warning" not in sound.review.output


def test_a_removed_action_is_red_because_its_address_would_die(runner: Runner, clone: Path) -> None:
    (clone / "data/actions/don-outils-numeriques.yaml").unlink()
    review = contribution(runner, push_proposal(clone, 1))
    assert not review.is_green
    assert "::error file=data/actions/don-outils-numeriques.yaml" in review.output
    assert "## À corriger : 1 erreur" in review.summary


def test_a_removed_page_is_red_and_one_that_leads_to_its_heir_is_not(runner: Runner, clone: Path) -> None:
    page = clone / "content/glossaire.md"
    page.rename(clone / "content/lexique.md")
    settings = (clone / "mkdocs.yml").read_text(encoding="utf-8")
    (clone / "mkdocs.yml").write_text(settings.replace("glossaire.md", "lexique.md"), encoding="utf-8")
    review = contribution(runner, push_proposal(clone, 1))
    assert [step.name for step in review.steps if step.code] == ["Dire ce qui change"]
    assert "::error file=content/glossaire.md,line=1,col=1::L'adresse /glossaire/, déjà" in review.output
    assert review.output.count("::error") == 1
    assert "| L'adresse /glossaire/, déjà publiée, ne mènerait plus à rien. | Rétablissez" in review.summary

    page.rename(clone / "content/lexique.md")
    page.write_text("---\ntitle: Glossaire\nmoved_to: lexique/\n---\n\n[Le lexique](lexique.md)\n", "utf-8")
    (clone / "mkdocs.yml").write_text(
        settings.replace("- glossaire.md", "- lexique.md").replace(
            "not_in_nav: |\n", "not_in_nav: |\n  glossaire.md\n"
        ),
        encoding="utf-8",
    )
    review = contribution(runner, push_proposal(clone, 2))
    assert review.is_green, review.output
    moved = (review.artifact("site") / "glossaire/index.html").read_text(encoding="utf-8")
    assert '<meta http-equiv="refresh" content="0; url=../lexique/">' in moved


# Two meetings of one committee, around the day of the change.
COMMITTEES = """
  - id: cotech-passe
    titre: Comité technique passé
    instance: comite-technique
    date: 2025-06-05

  - id: cotech-suivant
    titre: Comité technique suivant
    instance: comite-technique
    date: 2025-12-04
"""


def test_what_only_tells_the_news_is_not_told_as_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2025-03-01T12:00:00Z")
    runner = Runner(tmp_path, create_repository(tmp_path))
    data = Data(runner.folder / "clone")
    data.add("data/calendar.yaml", COMMITTEES)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2025-10-01T12:00:00Z")
    merge_proposal(data.root, push_proposal(data.root, 1))
    data.replace("data/actions/don-outils-numeriques.yaml", "resume: ", "resume: Avec la CAF, ")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2025-11-20T12:00:00Z")
    review = contribution(runner, push_proposal(data.root, 2))
    assert review.is_green, review.output
    told = ("nouveautes/", "nouveautes/2025-11/", "lettre/", "comite/cotech-suivant/")
    for address in told:
        page = (review.artifact("site") / address / "index.html").read_text(encoding="utf-8")
        assert "Organiser le don" in page, address
        assert f"(/{address})" not in review.summary
    assert "(/actions/don-outils-numeriques/)" in review.summary
    assert "/comite/" not in review.summary
    assert "habillage" not in review.summary


def test_a_template_that_breaks_is_red_and_not_laid_on_the_contributor(runner: Runner, clone: Path) -> None:
    (clone / "content/glossaire.md").write_text("{{ inconnue() }}", encoding="utf-8")
    review = contribution(runner, push_proposal(clone, 1))
    assert [step.name for step in review.steps if step.code] == ["Construire le site"]
    assert "## Les données sont justes, mais le site ne se construit pas" in review.summary
    assert "à l'étape « Construire le site »" in review.summary


def is_harmless(text: str) -> bool:
    """Whether a Markdown text mentions nobody, holds no HTML, no link of its own and no command."""
    without_ours = re.sub(r"<!-- revue -->|\[La page de la vérification\]\(\S+\)", "", text)
    return not re.search(r"@\w|<|\]\(|https?://|##\[|^\s*::|`|\$\(", without_ours, flags=re.MULTILINE)


def commands(output: str) -> set[str]:
    """Return the workflow commands that a runner would obey in an output."""
    return set(re.findall(r"^\s*::([\w-]+)", output, flags=re.MULTILINE)) | set(
        re.findall(r"##\[(\w+)", output)
    )


def test_hostile_values_do_nothing_anywhere(runner: Runner, clone: Path) -> None:
    sheet = SOUND.read_text(encoding="utf-8")
    sheet = re.sub("titre: Un accès.*", f"titre: '{HOSTILE}'", sheet)
    sheet = sheet.replace("nom: Cœur de Beauce", f"nom: '{HOSTILE}'", 1)
    (clone / "data/actions/wifi-des-gites.yaml").write_text(sheet, encoding="utf-8")
    proposed = push_proposal(clone, 1)
    review = contribution(runner, proposed)
    assert review.is_green, review.output
    assert commands(review.output) <= {"warning"}
    assert is_harmless(review.summary)
    assert "touch piege" in review.summary
    assert comment_on(runner, proposed, review).is_green
    assert is_harmless(comments(runner)[0])
    preview = (review.artifact("apercu") / "actions-wifi-des-gites.html").read_text(encoding="utf-8")
    assert "<img src=//x" not in preview
    merge_proposal(clone, proposed)
    publication = runner.run("publication", {})
    assert publication.is_green
    assert commands(publication.output) <= {"warning"}
    assert not list(runner.folder.rglob("piege"))


def test_hostile_names_and_slips_do_nothing_anywhere(runner: Runner, clone: Path) -> None:
    for name in (
        "::set-output name=a::b",
        "##[error]x",
        "`touch piege`",
        "$(touch piege)",
        "@everyone",
        "a\n::error::b",
    ):
        (clone / f"data/actions/{name}.yaml").write_text("titre: x\n", encoding="utf-8")
    sheet = SOUND.read_text(encoding="utf-8").replace("axe: 5", f"axe: '{HOSTILE}'")
    (clone / "data/actions/wifi-des-gites.yaml").write_text(f"{sheet}\n'{HOSTILE}': x\n", encoding="utf-8")
    proposed = push_proposal(clone, 1)
    review = contribution(runner, proposed)
    assert not review.is_green
    assert commands(review.output) <= {"error"}
    assert "## À corriger" in review.summary
    assert is_harmless(review.summary)
    assert comment_on(runner, proposed, review).is_green
    assert is_harmless(comments(runner)[0])
    assert not list(runner.folder.rglob("piege"))


def test_a_base_that_does_not_build_is_said_so(runner: Runner, clone: Path) -> None:
    sheet = SOUND.read_text(encoding="utf-8")
    (clone / "data/actions/wifi-des-gites.yaml").write_text(
        sheet.replace("axe: 5", "axe: 9"), encoding="utf-8"
    )
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message=Une faute")
    git(clone, "push", "--quiet", "origin", "main")
    shutil.copy(SOUND, clone / "data/actions/wifi-des-gites.yaml")
    review = contribution(runner, push_proposal(clone, 1))
    assert review.is_green, review.output
    assert "L'état d'avant ne se construit pas" in review.summary


def test_a_folder_cannot_pass_for_the_state_before(runner: Runner, clone: Path) -> None:
    (clone / "data/actions/don-outils-numeriques.yaml").unlink()
    shutil.copytree(clone / "data", clone / "HEAD^1/data")
    assert not contribution(runner, push_proposal(clone, 1)).is_green


def test_a_shortcut_cannot_stand_for_the_data(runner: Runner, clone: Path) -> None:
    shutil.move(clone / "data", clone / "ailleurs")
    (clone / "data").symlink_to("ailleurs")
    assert not contribution(runner, push_proposal(clone, 1)).is_green


def test_whatever_a_contribution_holds_its_review_is_written(runner: Runner, clone: Path) -> None:
    (clone / "content/brut.html").write_text("<p>Sans structure", encoding="utf-8")
    with (clone / "content/glossaire.md").open("a", encoding="utf-8") as page:
        page.write(
            '\n<link rel="stylesheet" href="https://x.example/a.css"><img src="https://x.example/b.png" onerror="x()">\n'
        )
    (clone / "theme/assets/site/site.css").write_text("body { color: red; }", encoding="utf-8")
    review = contribution(runner, push_proposal(clone, 1))
    assert review.is_green, review.output
    assert "- **habillage modifié** : Toutes les pages" in review.summary
    preview = (review.artifact("apercu") / "glossaire.html").read_text(encoding="utf-8")
    assert "x.example" not in preview
    assert "onerror" not in preview
    assert (review.artifact("apercu") / "brut.html").exists()


def test_a_file_name_of_another_age_is_told(runner: Runner, clone: Path) -> None:
    name = os.fsdecode(os.fsencode(clone / "data/actions") + b"/caf\xe9.yaml")
    Path(name).write_bytes(SOUND.read_bytes())
    proposed = push_proposal(clone, 1)
    review = contribution(runner, proposed)
    assert not review.is_green
    assert "## À corriger : 1\u00a0erreur" in review.summary
    assert comment_on(runner, proposed, review).is_green


def test_the_run_of_an_older_version_does_not_comment(runner: Runner, clone: Path) -> None:
    shutil.copy(SOUND, clone / "data/actions/wifi-des-gites.yaml")
    proposed = push_proposal(clone, 1)
    state = json.loads(runner.github.read_text())
    state["pulls"] = [{"number": 1, "head": {"label": f"referente:{proposed['branch']}", "sha": "0" * 40}}]
    runner.github.write_text(json.dumps(state))
    run = runner.run("commentaire", workflow_run(proposed))
    assert run.is_green
    assert "n'en est à cette version" in run.output
    assert comments(runner) == []


def test_a_merge_queue_is_reviewed_without_a_comment(sound: Reviewed) -> None:
    before = comments(sound.runner)
    run = sound.runner.run("commentaire", {"workflow_run": {"event": "merge_group"}})
    assert run.steps == []
    assert comments(sound.runner) == before
    assert git(sound.runner.remote, "rev-parse", "main") == git(sound.clone, "rev-parse", "main")
