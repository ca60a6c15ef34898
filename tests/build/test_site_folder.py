"""The site's folder: whole, whatever stops a build; and made anew by each, whatever the cache holds."""

import datetime as dt
import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import jinja2
import pytest
from mkdocs import utils

from roadmap.build import mkdocs_hook, site_folder
from roadmap.build.site_folder import SiteFolder, SiteFolderError
from roadmap.project import Project
from roadmap.text.checksum import compute_checksum
from tests.conftest import EPOCH, NOW, ROOT, build, built_site, copy_project, project_of
from tests.validation.conftest import SHEET, Data

NEIGHBOUR = Path("data/actions/don-outils-numeriques.yaml")
# What stays beside a site: the lock, and the site before the last, which serves the next build.
STAYING = {".site-lock", ".site-draft"}


def content(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file of a folder, by its path there; a link is its target."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_symlink() or path.is_file())
    return {
        path.relative_to(folder).as_posix(): bytes(path.readlink())
        if path.is_symlink()
        else path.read_bytes()
        for path in paths
    }


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the paths of what is not the same, byte for byte, in two folders."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def leftovers(site: Path) -> set[str]:
    """Return what builds left beside a site and should not have."""
    return {path.name for path in site.parent.iterdir() if path.name.startswith(".site")} - STAYING


# --- The folder alone ----------------------------------------------------------------------------


def fill(folder: Path, text: str) -> None:
    for name, content in made(text).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def made(text: str) -> dict[str, bytes]:
    """Return a site that says a text everywhere, but for what all sites have."""
    names = (f"{text}.html", "actions/index.html", "assets/site.css", "index.html")
    return dict.fromkeys(names, text.encode()) | {"assets/icon.svg": b"<svg/>"}


def fill_half(folder: SiteFolder, text: str) -> list[str]:
    """Write a site as a build does: some of it by MkDocs, the rest, which is returned, by us."""
    ours = [name for name in made(text) if name.endswith(".html")]
    for name, content in made(text).items():
        if name in ours:
            folder.write_file(name, content)
        else:
            (folder.engine_folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder.engine_folder / name).write_bytes(content)
    return ours


def publish(site: Path, text: str) -> None:
    folder = SiteFolder(site)
    folder.prepare()
    folder.publish(fill_half(folder, text))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder that holds an old site, alone in its own."""
    fill(tmp_path / "projet/site", "ancien")
    return tmp_path / "projet/site"


def cannot_exchange(_one: Path, _other: Path) -> bool:
    """Stand for a machine that cannot swap two folders at once."""
    return False


@pytest.mark.parametrize("exchange", [site_folder._exchange, cannot_exchange])  # noqa: SLF001 - what machines differ by
def test_a_new_site_takes_the_place_of_the_old_one_and_nothing_is_left(
    old: Path, monkeypatch: pytest.MonkeyPatch, exchange: Callable[[Path, Path], bool]
) -> None:
    monkeypatch.setattr(site_folder, "_exchange", exchange)
    publish(old, "nouveau")
    assert content(old) == made("nouveau")
    shutil.rmtree(old.parent)
    publish(old, "premier")
    assert content(old) == made("premier")
    assert leftovers(old) == set()


def test_the_old_site_stays_until_the_new_one_is_whole_and_when_it_is_given_up(old: Path) -> None:
    for text in ("nouveau", "autre"):
        folder = SiteFolder(old)
        folder.prepare()
        fill_half(folder, text)
        assert content(old) == made("ancien")
        folder.release()
        assert content(old) == made("ancien")
        assert leftovers(old) == set()
    publish(old, "suivant")
    assert content(old) == made("suivant")


def test_only_what_changed_is_written_again(old: Path) -> None:
    for name in made("ancien"):
        os.utime(old / name, (1000, 1000))
    publish(old, "premier")
    publish(old, "second")  # over the old site, which the first one replaced
    assert [name for name in made("second") if (old / name).stat().st_mtime == 1000] == ["assets/icon.svg"]


# What a draft may hold when it is nobody's site: nothing of it is trusted, nothing is written through it.
def _wrong_bytes(draft: Path) -> None:
    fill(draft, "forgé")


def _files_for_folders(draft: Path) -> None:
    (draft / "actions").touch()
    (draft / "index.html/dedans").mkdir(parents=True)
    (draft / "index.html/dedans/page.html").touch()


def _links(draft: Path) -> None:
    (draft / "assets").symlink_to("../ailleurs/assets")
    (draft / "index.html").symlink_to("../ailleurs/index.html")


def _a_second_name(draft: Path) -> None:
    (draft / "index.html").hardlink_to(draft.parent / "ailleurs/index.html")


def _a_pipe(draft: Path) -> None:
    os.mkfifo(draft / "index.html")


def _empty_folders(draft: Path) -> None:
    (draft / "vide/aussi").mkdir(parents=True)


@pytest.mark.parametrize(
    "forge", [_wrong_bytes, _files_for_folders, _links, _a_second_name, _a_pipe, _empty_folders]
)
def test_whatever_a_draft_holds_the_site_is_the_new_one(old: Path, forge: Callable[[Path], None]) -> None:
    fill(old.parent / "ailleurs", "précieux")
    (draft := old.parent / ".site-draft").mkdir()
    forge(draft)
    publish(old, "nouveau")
    assert content(old) == made("nouveau")
    assert {path.name for path in old.iterdir() if path.is_dir()} == {"actions", "assets"}
    assert content(old.parent / "ailleurs") == made("précieux")


# Builds a site, and is killed where `kill` is called.
KILLED = """
import os, signal, sys
from pathlib import Path
from roadmap.build import site_folder
from roadmap.build.site_folder import SiteFolder

def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def kill_after(count, move=Path.rename):
    moves = iter(range(1, count))
    Path.rename = lambda one, other: (move(one, other), next(moves, None) or kill())

folder = SiteFolder(Path(sys.argv[1]))
folder.prepare()
{at_the_beginning}
(folder.engine_folder / "assets").mkdir(parents=True)
(folder.engine_folder / "assets/site.css").write_text("nouveau")
(folder.engine_folder / "assets/icon.svg").write_text("<svg/>")
pages = ("nouveau.html", "actions/index.html", "index.html")
for page in pages:
    folder.write_file(page, b"nouveau")
{before_the_end}
folder.publish(pages)
"""
# Where the machine cannot swap two folders, there is no site between two moves.
SLOWLY = "site_folder._exchange = lambda *_: False"
MOMENTS = {
    "nothing is written": ("at_the_beginning", "kill()", "ancien"),
    "half is written": ("at_the_beginning", "SiteFolder.write_file = kill", "ancien"),
    "all is written": ("before_the_end", "kill()", "ancien"),
    "all is together": ("before_the_end", "site_folder._remove_others = kill", "ancien"),
    "it can be put in place": ("before_the_end", "site_folder._exchange = kill", "ancien"),
    "it is in place": ("before_the_end", "SiteFolder.release = kill", "nouveau"),
    "the old one is moved": ("before_the_end", f"{SLOWLY}; kill_after(1)", None),
    "the new one is moved": ("before_the_end", f"{SLOWLY}; kill_after(2)", "nouveau"),
    "both are moved": ("before_the_end", f"{SLOWLY}; kill_after(3)", "nouveau"),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_build_killed_at_any_moment_leaves_a_whole_site_and_the_next_one_sweeps(
    old: Path, moment: str
) -> None:
    where, what, found = MOMENTS[moment]
    script = KILLED.format(**{"at_the_beginning": "", "before_the_end": "", where: what})
    done = subprocess.run([sys.executable, "-c", script, old], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    if found:
        assert content(old) == made(found)
    failing = SiteFolder(old)
    failing.prepare()  # the old site is found again, where it stood for a moment beside
    failing.release()
    assert content(old) == made(found or "ancien")
    publish(old, "suivant")
    assert content(old) == made("suivant")
    assert leftovers(old) == set()


@pytest.mark.parametrize("target", ["ailleurs", "nulle-part"])
def test_a_link_is_refused_and_what_it_leads_to_stays_as_it_was(tmp_path: Path, target: str) -> None:
    fill(tmp_path / "ailleurs", "précieux")
    (tmp_path / "site").symlink_to(target)
    with pytest.raises(SiteFolderError, match="est un raccourci : le site ne s'écrit que dans un vrai"):
        SiteFolder(tmp_path / "site").prepare()
    assert content(tmp_path) == {"site": target.encode()} | {
        f"ailleurs/{name}": each for name, each in made("précieux").items()
    }


@pytest.mark.parametrize("name", [".site-draft", ".site-engine", ".site-old"])
def test_a_link_in_the_place_of_a_leftover_is_swept_and_not_followed(old: Path, name: str) -> None:
    fill(old.parent / "ailleurs", "précieux")
    (old.parent / name).symlink_to("ailleurs")
    publish(old, "nouveau")
    assert content(old) == made("nouveau")
    assert content(old.parent / "ailleurs") == made("précieux")
    assert leftovers(old) == set()


def test_a_link_in_the_place_of_the_lock_is_not_written_through(old: Path) -> None:
    (old.parent / "précieux").write_text("précieux", encoding="utf-8")
    (old.parent / ".site-lock").symlink_to("précieux")
    with pytest.raises(SiteFolderError, match="ne peut pas être écrit"):
        SiteFolder(old).prepare()
    assert (old.parent / "précieux").read_text(encoding="utf-8") == "précieux"
    assert content(old) == made("ancien")


def test_a_build_waits_for_another_to_end(old: Path) -> None:
    first = SiteFolder(old)
    first.prepare()
    other = threading.Thread(target=publish, args=(old, "second"))
    other.start()
    other.join(0.3)
    assert other.is_alive()
    first.publish(fill_half(first, "premier"))
    other.join(10)
    assert not other.is_alive()
    assert content(old) == made("second")
    assert leftovers(old) == set()


# --- A folder where something is mounted, a disk that is full ------------------------------------


def is_mounted(folder: Path, *options: str) -> bool:
    """Mount a small disk of memory, if this machine lets us."""
    command = ["mount", "-t", "tmpfs", *options, "tmpfs", folder]
    return shutil.which("mount") is not None and not subprocess.run(command, check=False).returncode


@pytest.fixture
def mounted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A site's folder that is a disk of its own, or passes for one."""
    site = tmp_path / "projet/site"
    site.mkdir(parents=True)
    is_real = is_mounted(site)
    if not is_real:
        monkeypatch.setattr(Path, "is_mount", lambda self: self == site)
    fill(site, "ancien")
    yield site
    if is_real:
        subprocess.run(["umount", "--lazy", site], check=True)


def test_a_mounted_folder_is_filled_and_what_is_old_there_removed(mounted: Path) -> None:
    (mounted / "vide").mkdir()
    (mounted / "actions/ancienne").mkdir()
    (mounted / "actions/ancienne/index.html").touch()
    (mounted / "lien").symlink_to("actions")
    publish(mounted, "nouveau")
    assert content(mounted) == made("nouveau")
    assert {path.name for path in mounted.iterdir()} == {"actions", "assets", "index.html", "nouveau.html"}
    assert [path.name for path in (mounted / "actions").iterdir()] == ["index.html"]
    assert leftovers(mounted) == set()
    publish(mounted, "suivant")
    assert content(mounted) == made("suivant")


def test_a_build_into_a_mounted_folder_that_ends_badly_leaves_the_old_site(mounted: Path) -> None:
    folder = SiteFolder(mounted)
    folder.prepare()
    fill_half(folder, "nouveau")
    folder.release()
    assert content(mounted) == made("ancien")
    script = KILLED.format(at_the_beginning="", before_the_end="kill()")
    if not os.path.ismount(mounted):  # what `Path` says of it may be played
        script = f"from pathlib import Path\nPath.is_mount = lambda self: True\n{script}"
    assert subprocess.run([sys.executable, "-c", script, mounted], cwd=ROOT, check=False).returncode < 0
    found = content(mounted)
    assert {name: found[name] for name in found if not name.startswith(".draft/")} == made("ancien")
    assert found != made("ancien")
    publish(mounted, "suivant")
    assert content(mounted) == made("suivant")


# How much of a new site finds room, and what fails first where a full disk can only be played.
FULL = {"MkDocs writes": (0.1, utils, "copy_file"), "we write": (0.85, SiteFolder, "write")}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of memory; where nothing can be mounted, a folder."""
    (disk := tmp_path / "disque").mkdir()
    is_real = is_mounted(disk, "-o", "size=64m")
    yield disk
    if is_real:
        subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.mark.parametrize("moment", FULL)
def test_a_full_disk_is_told_in_a_sentence_and_leaves_the_old_site(
    disk: Path, site: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    part, place, name = FULL[moment]
    project = copy_project(disk / "projet")
    before = shutil.disk_usage(disk).used
    old = shutil.copytree(site, project / "site")
    (old / "ancien.html").touch()
    size = shutil.disk_usage(disk).used - before
    expected = content(old)

    with monkeypatch.context() as patch:
        if disk.is_mount():
            remount(disk, before + int(size * (1 + part)))
        else:
            patch.setattr(place, name, refuse)
        built = build(project)
    assert not built.is_done
    assert built.output.splitlines()[-1] == "Le site ne peut pas être écrit : le disque est plein."
    assert content(old) == expected
    assert leftovers(old) == set()

    if disk.is_mount():
        remount(disk, 64_000_000)
    assert differences(content(built_site(project)), expected) == ["ancien.html"]


def remount(disk: Path, size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", disk], check=True)


def refuse(*_arguments: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


# --- Whole builds --------------------------------------------------------------------------------


@pytest.fixture
def published(project: Path, site: Path) -> Path:
    """A project whose site is built; one file of it tells that it is the old one."""
    old = shutil.copytree(site, project / "site")
    (old / "ancien.html").touch()
    return project


def test_what_was_touched_or_left_in_the_folder_is_mended(published: Path, site: Path) -> None:
    old = published / "site"
    (old / f"actions/{SHEET.stem}/index.html").write_text("touchée", encoding="utf-8")
    (old / "glossaire/index.html").unlink()
    (old / "actions/de-trop/dedans").mkdir(parents=True)
    (old / "actions/de-trop/dedans/index.html").write_text("de trop", encoding="utf-8")
    assert differences(content(built_site(published)), content(site)) == []
    assert leftovers(old) == set()


def test_what_did_not_change_is_not_written_again(published: Path) -> None:
    def written() -> dict[str, int]:
        site = published / "site"
        paths = (path for path in site.rglob("*") if path.is_file())
        return {path.relative_to(site).as_posix(): path.stat().st_mtime_ns for path in paths}

    before = written()
    built_site(published)
    Data(published).replace(NEIGHBOUR, "resume: ", "resume: Bien ")
    built_site(published)
    after = written()
    again = {name for name in after if after[name] != before[name]}
    assert f"actions/{NEIGHBOUR.stem}/index.html" in again
    assert {"glossaire/index.html", "calendrier.ics", "assets/site.css"}.isdisjoint(again)
    others = {f"actions/{path.stem}/index.html" for path in (published / "data/actions").iterdir()} - again
    assert len(others) >= len(list((published / "data/actions").iterdir())) - 3  # its neighbours in the axis


def test_a_template_that_breaks_half_way_leaves_the_site_as_it_was(published: Path) -> None:
    before = content(published / "site")
    last = max((published / "data/actions").iterdir()).stem
    broken = f'{{% if action.id == "{last}" %}}{{{{ nulle_part }}}}{{% endif %}}'
    Data(published).add("theme/blocks/page_action.html", broken)
    with pytest.raises(jinja2.UndefinedError):
        build(published)
    assert content(published / "site") == before
    assert leftovers(published / "site") == set()


def test_an_interrupted_build_leaves_the_site_as_it_was(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(published / "site")

    def interrupt(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(SiteFolder, "write_file", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build(published)
    assert content(published / "site") == before
    assert leftovers(published / "site") == set()


def run(project: Path, script: str) -> subprocess.Popen[str]:
    """Start a build in a process of its own."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "PYTHONPATH": "."}
    return subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


BUILD = """
from mkdocs.__main__ import cli
cli(["build"])
"""
KILLED_BUILD = """
import os, signal
from roadmap.build.site_folder import SiteFolder

def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)

"""


@pytest.mark.parametrize("moment", ["SiteFolder.write_file", "SiteFolder.publish"])
def test_a_build_that_is_killed_leaves_the_site_as_it_was_and_the_next_one_sweeps(
    published: Path, site: Path, moment: str
) -> None:
    before = content(published / "site")
    killed = run(published, f"{KILLED_BUILD}{moment} = kill\n{BUILD}")
    output, _ = killed.communicate()
    assert killed.returncode == -signal.SIGKILL, output
    assert content(published / "site") == before
    assert leftovers(published / "site") == {".site-engine"}
    assert differences(content(built_site(published)), content(site)) == []
    assert leftovers(published / "site") == set()


def test_two_builds_at_once_end_well(published: Path, site: Path) -> None:
    builds = [run(published, BUILD) for _ in range(2)]
    for each in builds:
        output, _ = each.communicate()
        assert each.returncode == 0, output
    assert differences(content(published / "site"), content(site)) == []
    assert leftovers(published / "site") == set()


def test_a_site_that_is_a_link_is_refused_in_french(project: Path) -> None:
    fill(project / "ailleurs", "précieux")
    (project / "site").symlink_to("ailleurs")
    built = build(project)
    assert not built.is_done
    assert built.output.splitlines()[-1].endswith(
        "/site » est un raccourci : le site ne s'écrit que dans un vrai dossier."
    )
    assert content(project / "ailleurs") == made("précieux")
    assert (project / "site").is_symlink()


# --- From the cache, and from nothing ------------------------------------------------------------


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of this test's own cache, empty: never inside the project."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    return home


def database(home: Path) -> Path:
    """Return the file of the one cache that a folder holds."""
    (file,) = home.glob("*/*.sqlite")
    return file


def from_nothing(project: Project, home: Path) -> dict[str, bytes]:
    """Build a site of which nothing is remembered; put the cache back where it was, and return the site."""
    kept = home.rename(home.with_name(f"{home.name}-kept"))
    shutil.rmtree(project.site)
    mkdocs_hook.build_with_mkdocs(project)
    shutil.rmtree(home)
    kept.rename(home)
    return content(project.site)


def change_a_title_and_an_axis(data: Data) -> None:
    data.replace(NEIGHBOUR, "titre: Organiser", "titre: Bien organiser")
    data.replace(SHEET, "axe: 1", "axe: 5")


def add_and_remove_actions(data: Data) -> None:
    text = (data.root / SHEET).read_text(encoding="utf-8")
    data.add("data/actions/une-de-plus.yaml", text.replace("titre: ", "titre: Aussi "))
    (data.root / NEIGHBOUR).unlink()


def change_what_actions_name_and_the_wording_of_a_block(data: Data) -> None:
    decision = "est reporté au mois de juin.\n"
    data.replace("data/calendar.yaml", decision, f"{decision}        actions:\n          - {SHEET.stem}\n")
    data.replace("data/axes.yaml", "titre_court: Coordonner", "titre_court: Porter")
    data.replace("theme/blocks/page_action.html", "Pas encore désigné", "À désigner")


def move_to_a_territory_and_begin(data: Data) -> None:
    data.replace(SHEET, "statut: envisagee", "statut: en-cours")
    data.add(SHEET, "territoires:\n  - chartres-metropole\nporteur:\n  nom: Mairie\n")


def change_a_word_of_the_schema(data: Data) -> None:
    data.replace("schemas/action.schema.json", "Envisagée", "Imaginée")


CHANGES = (
    change_a_title_and_an_axis,
    move_to_a_territory_and_begin,
    add_and_remove_actions,
    change_what_actions_name_and_the_wording_of_a_block,
    change_a_word_of_the_schema,
)


def test_after_any_change_the_site_is_that_of_a_build_from_nothing(project: Path, home: Path) -> None:
    built_site(project)
    for change in CHANGES:
        change(Data(project))
        remembered = content(built_site(project))
        assert differences(remembered, from_nothing(project_of(project), home)) == [], change.__name__


def test_on_another_day_the_site_is_that_of_a_build_from_nothing(project: Path, home: Path) -> None:
    data = Data(project)
    data.add(SHEET, "fin: 2025-12\n")
    data.replace(NEIGHBOUR, "confirme_le: ", "confirme_le: 2025-01-01 # ")
    built_site(project)
    later = replace(project_of(project), now=NOW + dt.timedelta(days=400))
    mkdocs_hook.build_with_mkdocs(later)
    remembered = content(later.site)
    assert differences(remembered, from_nothing(later, home)) == []
    page = remembered[f"actions/{SHEET.stem}/index.html"].decode()
    assert "En retard" in page
    assert "plus de douze mois" in page


def test_pages_come_from_the_cache_when_the_site_is_gone(project: Path, home: Path) -> None:
    shutil.rmtree(built_site(project))
    with closing(sqlite3.connect(database(home))) as cache, cache:
        for key, text in cache.execute("SELECT key, text FROM entries").fetchall():
            told = text.replace("Cette fiche", "Cette fiche, tenue")
            change = (compute_checksum(key.encode(), told.encode()), told, key)
            cache.execute("UPDATE entries SET sum = ?, text = ? WHERE key = ?", change)
    page = built_site(project) / f"actions/{SHEET.stem}/index.html"
    assert "Cette fiche, tenue" in page.read_text(encoding="utf-8")


def test_a_damaged_cache_changes_nothing(project: Path, home: Path, site: Path) -> None:
    built_site(project)
    file = database(home)
    sound = file.read_bytes()
    changed, moved = sound.replace(b"fiche", b"fichu"), sound.replace(b"fiche", b"friche")
    for damaged in (changed, moved, None):
        if damaged is None:
            file.unlink(missing_ok=True)  # a broken one is removed
            file.mkdir()
        else:
            assert damaged != sound
            file.write_bytes(damaged)
        assert differences(content(built_site(project)), content(site)) == []
