"""The history of the data: what changed for a reader, commit by commit, whatever the past holds."""

import datetime as dt
import os
import random
import re
import shutil
from pathlib import Path

import pytest

from roadmap.build.cache import Cache
from roadmap.history import commit_changes, git_repository
from roadmap.history.diff import Change, diff_corpora
from roadmap.history.git_repository import UnreadableHistoryError
from roadmap.history.history import DatedChange, History, find_changes_since, read_history
from roadmap.schema.schemas import Schemas
from roadmap.validation.check import check_project
from tests.conftest import ROOT, SCHEMAS, project_of
from tests.history.conftest import Past, begin, git
from tests.validation.conftest import SHEET

OTHER = Path("data/actions/don-outils-numeriques.yaml")
CHOICES = ("professionnels", "usagers", "tous")
PAIR = ("cible: tous", "cible: usagers")


def said(history: History) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.change.id, each.change.nature, each.change.details) for each in history.changes]


def history_of(root: Path, file: Path | None = None) -> History:
    """Read the history of a folder as a build does: with what the builds before left in a file."""
    cache = Cache(file)
    history = read_history(project_of(root), SCHEMAS, cache)
    cache.save()
    return history


def test_a_commit_is_dated_by_its_committer_in_paris_and_says_what_diff_says(past: Past) -> None:
    past.replace(SHEET, *PAIR)
    commit = past.commit()
    [dated] = history_of(past.root).changes
    assert dated == DatedChange(
        commit,
        dt.datetime.fromisoformat("2025-03-03T00:30:00+01:00"),
        SHEET.stem,
        Change(
            "action", SHEET.stem, dated.change.titre, "modification", ("à destination de : tous → usagers",)
        ),
    )
    assert dated.day == dt.date(2025, 3, 3)


def test_an_action_that_a_decision_begins_to_name_is_not_new(past: Past) -> None:
    decision = "est reporté au mois de juin.\n"
    past.replace("data/calendar.yaml", decision, f"{decision}        actions:\n          - {SHEET.stem}\n")
    past.commit()
    assert {each.change.kind for each in history_of(past.root).changes} == {"reunion"}


def test_the_first_data_is_one_piece_of_news(past: Past) -> None:
    history = history_of(past.root)
    assert history.changes == ()
    assert history.begins == history.opening.at == dt.datetime.fromisoformat("2025-03-02T00:30:00+01:00")
    checked = check_project(project_of(past.root))
    assert history.opening.actions == len(checked.corpus.actions)
    assert history.opening.reunions == len(checked.corpus.files["calendar"].value["reunions"])


def test_the_changes_are_those_of_a_comparison_of_whole_states(past: Past, tmp_path: Path) -> None:
    """Reading only what changed loses nothing: a walk at random agrees with `diff`."""
    chance = random.Random(28)  # noqa: S311 - no secret
    expected: list[tuple[Change, ...]] = []
    for turn in range(8):
        before = tmp_path / str(turn)
        shutil.copytree(past.root / "data", before / "data")
        for path in chance.sample(sorted((past.root / "data/actions").iterdir()), 3):
            text = path.read_text(encoding="utf-8")
            path.write_text(re.sub(r"(?m)^cible: .*", f"cible: {CHOICES[turn % 3]}", text), encoding="utf-8")
        if turn % 2:
            past.replace("data/calendar.yaml", "André Malraux", f"André Malraux {turn}")
            past.add(f"data/actions/action-{turn}.yaml", (past.root / OTHER).read_text(encoding="utf-8"))
        past.commit()
        expected.append(
            diff_corpora(*(check_project(project_of(root)).corpus for root in (before, past.root))).changes
        )
    found = [each.change for each in history_of(past.root).changes]
    assert found == [change for changes in reversed(expected) for change in changes]
    assert len(found) > 20


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cible: tous", "cible: [tous"),  # no YAML
        ("cible: tous", "cible: chacun"),  # no such value
        ("cible: tous", "cible: usagers\nterritoires: [nulle-part]"),  # no such territory
        ("cible: tous", "cible: usagers\ncontexte: Appelez le 06 12 34 56 78."),  # a person's number
    ],
)
def test_a_state_with_errors_is_passed_over(past: Past, old: str, new: str) -> None:
    past.replace(SHEET, old, new)
    past.commit()
    past.replace(OTHER, "axe: 5", "axe: 4")
    past.commit()
    past.replace(SHEET, new, "cible: professionnels")
    commit = past.commit()
    history = history_of(past.root)
    assert {each.change.id for each in history.changes} == {SHEET.stem, OTHER.stem}
    assert {each.commit for each in history.changes} == {commit}
    assert "06 12" not in repr(history)
    assert history.opening


def test_a_state_repaired_by_another_file_is_passed_over(past: Past) -> None:
    past.replace(SHEET, "cible: tous", "cible: tous\nthematiques: [nouvelle]")
    past.commit()
    past.replace(
        "data/axes.yaml",
        "thematiques:\n",
        "thematiques:\n  - id: nouvelle\n    titre: Une nouvelle thématique\n",
    )
    commit = past.commit()
    [dated] = history_of(past.root).changes
    assert dated.commit == commit
    assert dated.change.details == ("thématiques : ajout de Une nouvelle thématique",)


def test_the_news_begin_with_the_first_sound_state(tmp_path: Path) -> None:
    past = begin(tmp_path)
    past.replace(SHEET, "cible: tous", "cible: chacun")
    past.commit()
    past.replace(SHEET, "cible: chacun", "cible: tous")
    past.commit()
    history = history_of(past.root)
    assert (history.changes, history.opening) == ((), None)
    assert history.begins.date() == dt.date(2025, 3, 3)


def test_a_thing_keeps_its_first_identifier(past: Past) -> None:
    for old, new in (("un", "deux"), ("deux", "trois")):
        source = past.root / (SHEET if old == "un" else f"data/actions/{old}.yaml")
        text = source.read_text(encoding="utf-8")
        text = text if "anciens" in text else text + "anciens_identifiants:\n"
        past.add(f"data/actions/{new}.yaml", text + f"  - {source.stem}\n")
        source.unlink()
        past.commit()
    history = history_of(past.root)
    assert {each.first_id for each in history.changes} == {SHEET.stem}
    assert [each.change.id for each in history.changes] == ["trois", "deux"]
    assert {each.change.nature for each in history.changes} == {"changement de nom"}


def test_a_new_name_in_two_commits_is_one_change_of_name(past: Past) -> None:
    text = (past.root / SHEET).read_text(encoding="utf-8")
    past.add("data/actions/carte.yaml", f"{text}anciens_identifiants:\n  - {SHEET.stem}\n")
    past.commit()  # both names at once: refused by the check
    past.replace(OTHER, "axe: 5", "axe: 4")
    past.commit()  # still refused
    (past.root / SHEET).unlink()
    past.commit()
    natures = {name: nature for name, nature, _ in said(history_of(past.root))}
    assert natures == {"carte": "changement de nom", OTHER.stem: "modification"}


def test_a_merge_is_one_change_on_its_day(past: Past) -> None:
    git(past.root, "checkout", "--quiet", "-b", "proposition")
    for new in ("usagers", "professionnels"):
        text = (past.root / SHEET).read_text(encoding="utf-8")
        line = next(row for row in text.splitlines() if row.startswith("cible:"))
        past.replace(SHEET, line, f"cible: {new}")
        past.commit()
    git(past.root, "checkout", "--quiet", "main")
    merge = ("merge", "--quiet", "--no-ff", "--message", "x", "proposition")
    git(past.root, *merge, GIT_COMMITTER_DATE="2025-06-01T12:00:00Z")
    [dated] = history_of(past.root).changes
    assert dated.day == dt.date(2025, 6, 1)
    assert dated.change.details == ("à destination de : tous → professionnels",)


def test_commits_that_leave_the_data_alone_say_nothing(past: Past) -> None:
    past.add("README.md", "Bonjour")
    past.commit()
    past.add("data/glossary.yaml", "\n# une remarque\n")
    past.commit()
    assert history_of(past.root).changes == ()


def test_a_change_undone_while_unsound_is_no_change(past: Past) -> None:
    past.replace(SHEET, "cible: tous", "cible: chacun")
    past.commit()
    past.replace(SHEET, "cible: chacun", "cible: tous")
    past.commit()
    assert history_of(past.root).changes == ()


def test_a_file_gone_by_mistake_and_put_back_is_no_change(past: Past) -> None:
    calendar = past.root / "data/calendar.yaml"
    content = calendar.read_bytes()
    calendar.unlink()
    past.commit()
    calendar.write_bytes(content)
    past.commit()
    assert history_of(past.root).changes == ()


def test_a_shallow_clone_does_not_take_what_it_finds_for_new(past: Past, tmp_path: Path) -> None:
    past.replace(SHEET, *PAIR)
    past.commit()
    past.replace(OTHER, "axe: 5", "axe: 4")
    past.commit()
    for depth, changed in ((1, []), (2, [OTHER.stem])):
        clone = tmp_path / f"clone-{depth}"
        git(tmp_path, "clone", "--quiet", f"--depth={depth}", past.root.as_uri(), str(clone))
        history = history_of(clone)
        assert [each.change.id for each in history.changes] == changed
        assert history.opening is None
        assert not history.covers(dt.date(2025, 3, 1))
        assert history.covers(dt.date(2025, 3, 4))


def test_a_longer_past_than_a_build_can_read_is_cut(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    past.replace(SHEET, *PAIR)
    past.commit()
    past.replace(OTHER, "axe: 5", "axe: 4")
    past.commit()
    monkeypatch.setattr(git_repository, "MAX_COMMITS", 2)
    history = history_of(past.root)
    assert [each.change.id for each in history.changes] == [OTHER.stem]
    assert history.opening is None


def test_only_the_repository_of_the_project_is_read(
    past: Past, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = past.root / "copie"
    shutil.copytree(past.root / "data", inside / "data")
    past.commit()
    assert history_of(inside) == History()
    alone = tmp_path / "seul"
    shutil.copytree(past.root / "data", alone / "data")
    monkeypatch.setenv("GIT_DIR", str(past.root / ".git"))
    assert history_of(alone) == History()
    monkeypatch.delenv("GIT_DIR")
    git(alone, "init", "--quiet")
    assert history_of(alone) == History()
    monkeypatch.setenv("PATH", "")
    assert history_of(past.root) == History()


def test_a_history_that_git_refuses_to_tell_is_not_taken_for_none(
    past: Past, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git refuses the folder of another user."""
    wrapper = tmp_path / "bin/git"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {shutil.which("git")} "$@"\n')
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", str(wrapper.parent))
    for level in ("GLOBAL", "SYSTEM"):
        monkeypatch.setenv(f"GIT_CONFIG_{level}", os.devnull)
    with pytest.raises(UnreadableHistoryError):
        history_of(past.root)


def test_odd_files_of_the_past_do_no_harm(past: Past) -> None:
    (past.root / "data/actions/lien.yaml").symlink_to("/etc/passwd")
    past.commit()
    (past.root / "data/actions/lien.yaml").unlink()
    for name in ("data/actions/commit 1 2.yaml", "data/actions/é\n.yaml", "data/x.txt"):
        past.add(name, "x")
    past.commit()
    for name in ("data/actions/commit 1 2.yaml", "data/actions/é\n.yaml", "data/x.txt"):
        (past.root / name).unlink()
    past.replace(SHEET, *PAIR)
    past.commit(at="@95617584000 +0000")  # the year 5000
    assert [name for name, *_ in said(history_of(past.root))] == [SHEET.stem]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a cache, not there yet."""
    return tmp_path / "cache.sqlite"


def test_nothing_is_compared_twice_and_the_cache_changes_nothing(
    past: Past, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_commit = git(past.root, "rev-parse", "HEAD")
    past.replace(SHEET, *PAIR)
    past.commit()
    first = history_of(past.root, file)
    read = []
    real = git_repository.GitRepository.read_blob
    with monkeypatch.context() as patch:
        patch.setattr(commit_changes, "diff_corpora", lambda *_: pytest.fail("compared again"))
        patch.setattr(
            git_repository.GitRepository,
            "read_blob",
            lambda self, *which: read.append(which) or real(self, *which),
        )
        assert history_of(past.root, file) == first
    assert {commit for commit, _ in read} == {first_commit}, "only what the opening counts is read again"
    file.unlink()
    assert history_of(past.root, file) == history_of(past.root) == first


def test_a_cache_damaged_or_of_other_schemas_is_not_believed(past: Past, file: Path, tmp_path: Path) -> None:
    past.replace(SHEET, *PAIR)
    past.commit()
    first = history_of(past.root, file)
    content = file.read_bytes()
    for damaged in (b"", b"[]", content[:-5000], content.replace(b"cible", b"titre")):
        file.write_bytes(damaged)
        assert history_of(past.root, file) == first
    history_of(past.root, file)
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    schema = tmp_path / "schemas/action.schema.json"
    schema.write_text(
        schema.read_text("utf-8").replace('"usagers": "Usagers"', '"usagers": "Habitants"'), "utf-8"
    )
    other = read_history(project_of(past.root), Schemas(schema.parent), Cache(file))
    assert [each.change.details for each in other.changes] == [("à destination de : tous → habitants",)]
    assert history_of(past.root, file) == first


def test_a_new_commit_costs_one_comparison(past: Past, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for axis in (4, 3, 2):
        past.replace(OTHER, f"axe: {axis + 1}", f"axe: {axis}")
        past.commit()
        history_of(past.root, file)
    compared = []
    real = commit_changes.diff_corpora
    monkeypatch.setattr(
        commit_changes, "diff_corpora", lambda *states: compared.append(states) or real(*states)
    )
    past.replace(SHEET, *PAIR)
    past.commit()
    assert len(history_of(past.root, file).changes) == 4
    assert len(compared) == 2  # the new state alone, and from the one before


def test_changes_since_a_day(past: Past) -> None:
    past.replace(SHEET, *PAIR)
    past.commit()
    past.replace(OTHER, "axe: 5", "axe: 4")
    past.commit()
    history = history_of(past.root)
    assert [each.change.id for each in find_changes_since(history, dt.date(2025, 3, 4))] == [OTHER.stem]
    assert len(find_changes_since(history, dt.date(2025, 3, 3))) == 2
    assert history.covers(dt.date(2024, 1, 1))
    assert not History().covers(dt.date(2025, 3, 3))
