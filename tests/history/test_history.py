"""The history of the data: what changed for a reader, commit by commit, even through invalid commits."""

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
from tests.conftest import ROOT, SCHEMAS, make_project
from tests.history.conftest import DataRepository, create_data_repository, git
from tests.validation.conftest import OTHER_SHEET, SHEET

AUDIENCES = ("professionnels", "usagers", "tous")
AUDIENCE_CHANGE = ("cible: tous", "cible: usagers")


def summarize_changes(history: History) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(dated.change.id, dated.change.nature, dated.change.details) for dated in history.changes]


def history_of(root: Path, cache_path: Path | None = None) -> History:
    """Read the history of a folder as a build does: with the cache of the builds before."""
    cache = Cache(cache_path)
    history = read_history(make_project(root), SCHEMAS, cache)
    cache.save()
    return history


def test_a_change_has_the_committer_s_date_in_paris_and_the_details_of_diff(
    repository: DataRepository,
) -> None:
    repository.replace(SHEET, *AUDIENCE_CHANGE)
    commit = repository.commit()
    [dated] = history_of(repository.root).changes
    assert dated == DatedChange(
        commit,
        dt.datetime.fromisoformat("2025-03-03T00:30:00+01:00"),
        SHEET.stem,
        Change("action", SHEET.stem, dated.change.titre, "modification", ("pour qui : tous → usagers",)),
    )
    assert dated.day == dt.date(2025, 3, 3)


def test_an_action_named_by_a_new_decision_is_not_a_new_action(repository: DataRepository) -> None:
    decision = "est reporté au mois de juin.\n"
    repository.replace(
        "data/calendar.yaml", decision, f"{decision}        actions:\n          - {SHEET.stem}\n"
    )
    repository.commit()
    assert {dated.change.kind for dated in history_of(repository.root).changes} == {"reunion"}


def test_the_first_commit_is_the_opening_without_changes(repository: DataRepository) -> None:
    history = history_of(repository.root)
    assert history.changes == ()
    assert history.begins == history.opening.at == dt.datetime.fromisoformat("2025-03-02T00:30:00+01:00")
    checked = check_project(make_project(repository.root))
    assert history.opening.actions == len(checked.corpus.actions)
    assert history.opening.reunions == len(checked.corpus.files["calendar"].value["reunions"])


def test_the_changes_are_those_of_comparing_all_the_files(repository: DataRepository, tmp_path: Path) -> None:
    """Reading only the changed files loses nothing: random changes give what `diff` gives."""
    generator = random.Random(28)  # noqa: S311 - the same changes at each run
    expected: list[tuple[Change, ...]] = []
    for round_number in range(8):
        before = tmp_path / str(round_number)
        shutil.copytree(repository.root / "data", before / "data")
        for path in generator.sample(sorted((repository.root / "data/actions").iterdir()), 3):
            text = path.read_text(encoding="utf-8")
            path.write_text(
                re.sub(r"(?m)^cible: .*", f"cible: {AUDIENCES[round_number % 3]}", text), encoding="utf-8"
            )
        if round_number % 2:
            repository.replace("data/calendar.yaml", "André Malraux", f"André Malraux {round_number}")
            repository.add(
                f"data/actions/action-{round_number}.yaml",
                (repository.root / OTHER_SHEET).read_text(encoding="utf-8"),
            )
        repository.commit()
        expected.append(
            diff_corpora(
                *(check_project(make_project(root)).corpus for root in (before, repository.root))
            ).changes
        )
    actual = [dated.change for dated in history_of(repository.root).changes]
    assert actual == [change for changes in reversed(expected) for change in changes]
    assert len(actual) > 20


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cible: tous", "cible: [tous"),  # no YAML
        ("cible: tous", "cible: chacun"),  # no such value
        ("cible: tous", "cible: usagers\nterritoires: [nulle-part]"),  # no such territory
        ("cible: tous", "cible: usagers\ncontexte: Appelez le 06 12 34 56 78."),  # a person's number
    ],
)
def test_a_commit_with_errors_is_skipped(repository: DataRepository, old: str, new: str) -> None:
    repository.replace(SHEET, old, new)
    repository.commit()
    repository.replace(OTHER_SHEET, "axe: 5", "axe: 4")
    repository.commit()
    repository.replace(SHEET, new, "cible: professionnels")
    commit = repository.commit()
    history = history_of(repository.root)
    assert {dated.change.id for dated in history.changes} == {SHEET.stem, OTHER_SHEET.stem}
    assert {dated.commit for dated in history.changes} == {commit}
    assert "06 12" not in repr(history)
    assert history.opening


def test_a_commit_made_valid_by_a_later_file_is_skipped(repository: DataRepository) -> None:
    repository.replace(SHEET, "cible: tous", "cible: tous\nthematiques: [nouvelle]")
    repository.commit()
    repository.replace(
        "data/axes.yaml",
        "thematiques:\n",
        "thematiques:\n  - id: nouvelle\n    titre: Une nouvelle thématique\n",
    )
    commit = repository.commit()
    [dated] = history_of(repository.root).changes
    assert dated.commit == commit
    assert dated.change.details == ("thématiques : ajout de Une nouvelle thématique",)


def test_the_history_begins_with_the_first_valid_commit(tmp_path: Path) -> None:
    repository = create_data_repository(tmp_path)
    repository.replace(SHEET, "cible: tous", "cible: chacun")
    repository.commit()
    repository.replace(SHEET, "cible: chacun", "cible: tous")
    repository.commit()
    history = history_of(repository.root)
    assert (history.changes, history.opening) == ((), None)
    assert history.begins.date() == dt.date(2025, 3, 3)


def test_a_renamed_action_keeps_its_first_identifier(repository: DataRepository) -> None:
    for old, new in (("un", "deux"), ("deux", "trois")):
        source = repository.root / (SHEET if old == "un" else f"data/actions/{old}.yaml")
        text = source.read_text(encoding="utf-8")
        text = text if "anciens" in text else text + "anciens_identifiants:\n"
        repository.add(f"data/actions/{new}.yaml", text + f"  - {source.stem}\n")
        source.unlink()
        repository.commit()
    history = history_of(repository.root)
    assert {dated.first_id for dated in history.changes} == {SHEET.stem}
    assert [dated.change.id for dated in history.changes] == ["trois", "deux"]
    assert {dated.change.nature for dated in history.changes} == {"changement de nom"}


def test_a_renaming_in_several_commits_is_one_change_of_name(repository: DataRepository) -> None:
    text = (repository.root / SHEET).read_text(encoding="utf-8")
    repository.add("data/actions/carte.yaml", f"{text}anciens_identifiants:\n  - {SHEET.stem}\n")
    repository.commit()  # both names at once: refused by the check
    repository.replace(OTHER_SHEET, "axe: 5", "axe: 4")
    repository.commit()  # still refused
    (repository.root / SHEET).unlink()
    repository.commit()
    natures = {name: nature for name, nature, _ in summarize_changes(history_of(repository.root))}
    assert natures == {"carte": "changement de nom", OTHER_SHEET.stem: "modification"}


def test_a_merge_is_one_change_on_its_day(repository: DataRepository) -> None:
    git(repository.root, "checkout", "--quiet", "-b", "proposition")
    for new in ("usagers", "professionnels"):
        text = (repository.root / SHEET).read_text(encoding="utf-8")
        line = next(row for row in text.splitlines() if row.startswith("cible:"))
        repository.replace(SHEET, line, f"cible: {new}")
        repository.commit()
    git(repository.root, "checkout", "--quiet", "main")
    merge = ("merge", "--quiet", "--no-ff", "--message", "x", "proposition")
    git(repository.root, *merge, GIT_COMMITTER_DATE="2025-06-01T12:00:00Z")
    [dated] = history_of(repository.root).changes
    assert dated.day == dt.date(2025, 6, 1)
    assert dated.change.details == ("pour qui : tous → professionnels",)


def test_a_commit_that_changes_no_value_is_no_change(repository: DataRepository) -> None:
    repository.add("README.md", "Bonjour")
    repository.commit()
    repository.add("data/glossary.yaml", "\n# une remarque\n")
    repository.commit()
    assert history_of(repository.root).changes == ()


def test_an_invalid_value_that_is_restored_is_no_change(repository: DataRepository) -> None:
    repository.replace(SHEET, "cible: tous", "cible: chacun")
    repository.commit()
    repository.replace(SHEET, "cible: chacun", "cible: tous")
    repository.commit()
    assert history_of(repository.root).changes == ()


def test_a_file_removed_and_restored_is_no_change(repository: DataRepository) -> None:
    calendar = repository.root / "data/calendar.yaml"
    content = calendar.read_bytes()
    calendar.unlink()
    repository.commit()
    calendar.write_bytes(content)
    repository.commit()
    assert history_of(repository.root).changes == ()


def test_the_first_commit_of_a_shallow_clone_is_not_the_opening(
    repository: DataRepository, tmp_path: Path
) -> None:
    repository.replace(SHEET, *AUDIENCE_CHANGE)
    repository.commit()
    repository.replace(OTHER_SHEET, "axe: 5", "axe: 4")
    repository.commit()
    for depth, changed in ((1, []), (2, [OTHER_SHEET.stem])):
        clone = tmp_path / f"clone-{depth}"
        git(tmp_path, "clone", "--quiet", f"--depth={depth}", repository.root.as_uri(), str(clone))
        history = history_of(clone)
        assert [dated.change.id for dated in history.changes] == changed
        assert history.opening is None
        assert not history.covers(dt.date(2025, 3, 1))
        assert history.covers(dt.date(2025, 3, 4))


def test_only_the_latest_commits_of_a_long_history_are_read(
    repository: DataRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.replace(SHEET, *AUDIENCE_CHANGE)
    repository.commit()
    repository.replace(OTHER_SHEET, "axe: 5", "axe: 4")
    repository.commit()
    monkeypatch.setattr(git_repository, "MAX_COMMITS", 2)
    history = history_of(repository.root)
    assert [dated.change.id for dated in history.changes] == [OTHER_SHEET.stem]
    assert history.opening is None


def test_only_the_repository_of_the_project_is_read(
    repository: DataRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = repository.root / "copie"
    shutil.copytree(repository.root / "data", copy / "data")
    repository.commit()
    assert history_of(copy) == History()
    separate = tmp_path / "seul"
    shutil.copytree(repository.root / "data", separate / "data")
    monkeypatch.setenv("GIT_DIR", str(repository.root / ".git"))
    assert history_of(separate) == History()
    monkeypatch.delenv("GIT_DIR")
    git(separate, "init", "--quiet")
    assert history_of(separate) == History()
    monkeypatch.setenv("PATH", "")
    assert history_of(repository.root) == History()


def test_a_history_that_git_refuses_to_read_is_an_error(
    repository: DataRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
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
        history_of(repository.root)


def test_odd_files_and_dates_of_past_commits_are_harmless(repository: DataRepository) -> None:
    (repository.root / "data/actions/lien.yaml").symlink_to("/etc/passwd")
    repository.commit()
    (repository.root / "data/actions/lien.yaml").unlink()
    for name in ("data/actions/commit 1 2.yaml", "data/actions/é\n.yaml", "data/x.txt"):
        repository.add(name, "x")
    repository.commit()
    for name in ("data/actions/commit 1 2.yaml", "data/actions/é\n.yaml", "data/x.txt"):
        (repository.root / name).unlink()
    repository.replace(SHEET, *AUDIENCE_CHANGE)
    repository.commit(at="@95617584000 +0000")  # the year 5000
    assert [name for name, *_ in summarize_changes(history_of(repository.root))] == [SHEET.stem]


@pytest.fixture
def cache_path(tmp_path: Path) -> Path:
    """The path of a cache file that does not exist yet."""
    return tmp_path / "cache.sqlite"


def test_cached_commits_are_not_compared_again_and_give_the_same_history(
    repository: DataRepository, cache_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_commit = git(repository.root, "rev-parse", "HEAD")
    repository.replace(SHEET, *AUDIENCE_CHANGE)
    repository.commit()
    first = history_of(repository.root, cache_path)
    blobs = []
    original = git_repository.GitRepository.read_blob
    with monkeypatch.context() as patch:
        patch.setattr(commit_changes, "diff_corpora", lambda *_: pytest.fail("compared again"))
        patch.setattr(
            git_repository.GitRepository,
            "read_blob",
            lambda self, *arguments: blobs.append(arguments) or original(self, *arguments),
        )
        assert history_of(repository.root, cache_path) == first
    assert {commit for commit, _ in blobs} == {first_commit}, "only what the opening counts is read again"
    cache_path.unlink()
    assert history_of(repository.root, cache_path) == history_of(repository.root) == first


def test_a_cache_that_is_damaged_or_of_other_schemas_is_not_used(
    repository: DataRepository, cache_path: Path, tmp_path: Path
) -> None:
    repository.replace(SHEET, *AUDIENCE_CHANGE)
    repository.commit()
    first = history_of(repository.root, cache_path)
    content = cache_path.read_bytes()
    for damaged in (b"", b"[]", content[:-5000], content.replace(b"cible", b"titre")):
        cache_path.write_bytes(damaged)
        assert history_of(repository.root, cache_path) == first
    history_of(repository.root, cache_path)
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    schema = tmp_path / "schemas/action.schema.json"
    schema.write_text(
        schema.read_text("utf-8").replace('"usagers": "Usagers"', '"usagers": "Habitants"'), "utf-8"
    )
    other = read_history(make_project(repository.root), Schemas(schema.parent), Cache(cache_path))
    assert [dated.change.details for dated in other.changes] == [("pour qui : tous → habitants",)]
    assert history_of(repository.root, cache_path) == first


def test_a_new_commit_does_not_compare_the_others_again(
    repository: DataRepository, cache_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for axis in (4, 3, 2):
        repository.replace(OTHER_SHEET, f"axe: {axis + 1}", f"axe: {axis}")
        repository.commit()
        history_of(repository.root, cache_path)
    compared = []
    original = commit_changes.diff_corpora
    monkeypatch.setattr(
        commit_changes, "diff_corpora", lambda *states: compared.append(states) or original(*states)
    )
    repository.replace(SHEET, *AUDIENCE_CHANGE)
    repository.commit()
    assert len(history_of(repository.root, cache_path).changes) == 4
    assert len(compared) == 2  # the new state alone, and from the one before


def test_changes_since_a_day_include_that_day(repository: DataRepository) -> None:
    repository.replace(SHEET, *AUDIENCE_CHANGE)
    repository.commit()
    repository.replace(OTHER_SHEET, "axe: 5", "axe: 4")
    repository.commit()
    history = history_of(repository.root)
    assert [dated.change.id for dated in find_changes_since(history, dt.date(2025, 3, 4))] == [
        OTHER_SHEET.stem
    ]
    assert len(find_changes_since(history, dt.date(2025, 3, 3))) == 2
    assert history.covers(dt.date(2024, 1, 1))
    assert not History().covers(dt.date(2025, 3, 3))
