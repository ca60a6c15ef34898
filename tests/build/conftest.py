"""What the tests of the build share: an empty cache of the user, two processors."""

from pathlib import Path

import pytest

from roadmap.build import workers


@pytest.fixture
def user_cache_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of all the user's caches, empty and outside the project."""
    folder = tmp_path_factory.mktemp("user-cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


def pretend_two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let work run in two processes, however many processors and threads the tests have."""
    monkeypatch.setattr(workers.os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(workers, "_count_threads", lambda: 1)
