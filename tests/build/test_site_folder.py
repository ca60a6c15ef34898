"""The site's folder: complete whatever stops a build, and the same with a cache as without."""

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
from tests.conftest import EPOCH, NOW, ROOT, build, build_site, copy_project, make_project
from tests.validation.conftest import OTHER_SHEET, SHEET, Data

# What builds leave beside a site: the lock, and the site before the last, which the next build reuses.
REUSED_NAMES = {".site-lock", ".site-draft"}


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file of a folder by its path there; those of a link are its target."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_symlink() or path.is_file())
    return {
        path.relative_to(folder).as_posix(): bytes(path.readlink())
        if path.is_symlink()
        else path.read_bytes()
        for path in paths
    }


def list_differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the paths of the files that differ between two folders."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def list_leftovers(site: Path) -> set[str]:
    """Return the names that builds should not have left beside a site."""
    return {path.name for path in site.parent.iterdir() if path.name.startswith(".site")} - REUSED_NAMES


# --- The folder alone ----------------------------------------------------------------------------


def write_site(folder: Path, text: str) -> None:
    for name, content in site_files(text).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def site_files(text: str) -> dict[str, bytes]:
    """Return the files of a site: all hold the text except one, common to all sites."""
    names = (f"{text}.html", "actions/index.html", "assets/site.css", "index.html")
    return dict.fromkeys(names, text.encode()) | {"assets/icon.svg": b"<svg/>"}


def write_draft(folder: SiteFolder, text: str) -> list[str]:
    """Write a site as a build does, some files by MkDocs and some by us; return the paths of ours."""
    ours = [name for name in site_files(text) if name.endswith(".html")]
    for name, content in site_files(text).items():
        if name in ours:
            folder.write_file(name, content)
        else:
            (folder.engine_folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder.engine_folder / name).write_bytes(content)
    return ours


def publish_site(site: Path, text: str) -> None:
    folder = SiteFolder(site)
    folder.prepare()
    folder.publish(write_draft(folder, text))


@pytest.fixture
def old_site(tmp_path: Path) -> Path:
    """The folder of an old site, alone in its project."""
    write_site(tmp_path / "projet/site", "ancien")
    return tmp_path / "projet/site"


def refuse_exchange(_one: Path, _other: Path) -> bool:
    """Stand for a machine that cannot swap two folders at once."""
    return False


@pytest.mark.parametrize("exchange", [site_folder._exchange, refuse_exchange])  # noqa: SLF001 - what machines differ by
def test_a_new_site_replaces_the_old_one_and_leaves_nothing_else(
    old_site: Path, monkeypatch: pytest.MonkeyPatch, exchange: Callable[[Path, Path], bool]
) -> None:
    monkeypatch.setattr(site_folder, "_exchange", exchange)
    publish_site(old_site, "nouveau")
    assert read_files(old_site) == site_files("nouveau")
    shutil.rmtree(old_site.parent)
    publish_site(old_site, "premier")
    assert read_files(old_site) == site_files("premier")
    assert list_leftovers(old_site) == set()


def test_the_old_site_stays_until_the_new_one_is_published_and_when_it_is_abandoned(old_site: Path) -> None:
    for text in ("nouveau", "autre"):
        folder = SiteFolder(old_site)
        folder.prepare()
        write_draft(folder, text)
        assert read_files(old_site) == site_files("ancien")
        folder.release()
        assert read_files(old_site) == site_files("ancien")
        assert list_leftovers(old_site) == set()
    publish_site(old_site, "suivant")
    assert read_files(old_site) == site_files("suivant")


def test_only_changed_files_are_written_again(old_site: Path) -> None:
    for name in site_files("ancien"):
        os.utime(old_site / name, (1000, 1000))
    publish_site(old_site, "premier")
    publish_site(old_site, "second")  # over the old site, which the first one replaced
    assert [name for name in site_files("second") if (old_site / name).stat().st_mtime == 1000] == [
        "assets/icon.svg"
    ]


# What somebody may put in the draft folder: none of it may reach the site or let a build write elsewhere.
def forge_bytes(draft: Path) -> None:
    write_site(draft, "forgé")


def swap_files_and_folders(draft: Path) -> None:
    (draft / "actions").touch()
    (draft / "index.html/dedans").mkdir(parents=True)
    (draft / "index.html/dedans/page.html").touch()


def add_folder_link(draft: Path) -> None:
    (draft / "assets").symlink_to("../ailleurs/assets")


def add_file_link(draft: Path) -> None:
    """A link to a file that has the bytes of the new page: comparing them would leave the link."""
    write_site(draft.parent / "semblable", "nouveau")
    (draft / "index.html").symlink_to("../semblable/index.html")


def add_hard_link(draft: Path) -> None:
    (draft / "index.html").hardlink_to(draft.parent / "ailleurs/index.html")


def add_pipe(draft: Path) -> None:
    os.mkfifo(draft / "index.html")


def add_empty_folders(draft: Path) -> None:
    (draft / "vide/aussi").mkdir(parents=True)


@pytest.mark.parametrize(
    "change_draft",
    [
        forge_bytes,
        swap_files_and_folders,
        add_folder_link,
        add_file_link,
        add_hard_link,
        add_pipe,
        add_empty_folders,
    ],
)
def test_a_forged_draft_does_not_reach_the_site(old_site: Path, change_draft: Callable[[Path], None]) -> None:
    write_site(old_site.parent / "ailleurs", "précieux")
    (draft := old_site.parent / ".site-draft").mkdir()
    change_draft(draft)
    publish_site(old_site, "nouveau")
    assert read_files(old_site) == site_files("nouveau")
    assert {path.name for path in old_site.iterdir() if path.is_dir()} == {"actions", "assets"}
    assert read_files(old_site.parent / "ailleurs") == site_files("précieux")


# A build that kills its own process where `kill` is called.
KILLED_SCRIPT = """
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
# Where the machine cannot swap two folders, there is no site between the two moves.
WITHOUT_EXCHANGE = "site_folder._exchange = lambda *_: False"
KILL_MOMENTS = {
    "nothing is written": ("at_the_beginning", "kill()", "ancien"),
    "half is written": ("at_the_beginning", "SiteFolder.write_file = kill", "ancien"),
    "all is written": ("before_the_end", "kill()", "ancien"),
    "all is together": ("before_the_end", "site_folder._remove_others = kill", "ancien"),
    "it can be put in place": ("before_the_end", "site_folder._exchange = kill", "ancien"),
    "it is in place": ("before_the_end", "SiteFolder.release = kill", "nouveau"),
    "the old one is moved": ("before_the_end", f"{WITHOUT_EXCHANGE}; kill_after(1)", None),
    "the new one is moved": ("before_the_end", f"{WITHOUT_EXCHANGE}; kill_after(2)", "nouveau"),
    "both are moved": ("before_the_end", f"{WITHOUT_EXCHANGE}; kill_after(3)", "nouveau"),
}


@pytest.mark.parametrize("moment", KILL_MOMENTS)
def test_a_build_killed_at_any_moment_leaves_a_complete_site_and_the_next_one_cleans_up(
    old_site: Path, moment: str
) -> None:
    placeholder, statement, expected = KILL_MOMENTS[moment]
    script = KILLED_SCRIPT.format(**{"at_the_beginning": "", "before_the_end": "", placeholder: statement})
    done = subprocess.run([sys.executable, "-c", script, old_site], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    if expected:
        assert read_files(old_site) == site_files(expected)
    abandoned = SiteFolder(old_site)
    abandoned.prepare()  # puts the old site back if it was beside
    abandoned.release()
    assert read_files(old_site) == site_files(expected or "ancien")
    publish_site(old_site, "suivant")
    assert read_files(old_site) == site_files("suivant")
    assert list_leftovers(old_site) == set()


@pytest.mark.parametrize("target", ["ailleurs", "nulle-part"])
def test_a_site_that_is_a_link_is_refused_and_its_target_is_unchanged(tmp_path: Path, target: str) -> None:
    write_site(tmp_path / "ailleurs", "précieux")
    (tmp_path / "site").symlink_to(target)
    with pytest.raises(SiteFolderError, match="est un raccourci : le site ne s'écrit que dans un vrai"):
        SiteFolder(tmp_path / "site").prepare()
    assert read_files(tmp_path) == {"site": target.encode()} | {
        f"ailleurs/{name}": content for name, content in site_files("précieux").items()
    }


@pytest.mark.parametrize("name", [".site-draft", ".site-engine", ".site-old"])
def test_a_link_among_the_leftovers_is_removed_and_not_followed(old_site: Path, name: str) -> None:
    write_site(old_site.parent / "ailleurs", "précieux")
    (old_site.parent / name).symlink_to("ailleurs")
    publish_site(old_site, "nouveau")
    assert read_files(old_site) == site_files("nouveau")
    assert read_files(old_site.parent / "ailleurs") == site_files("précieux")
    assert list_leftovers(old_site) == set()


def test_a_lock_that_is_a_link_is_refused_and_its_target_is_unchanged(old_site: Path) -> None:
    (old_site.parent / "précieux").write_text("précieux", encoding="utf-8")
    (old_site.parent / ".site-lock").symlink_to("précieux")
    with pytest.raises(SiteFolderError, match="ne peut pas être écrit"):
        SiteFolder(old_site).prepare()
    assert (old_site.parent / "précieux").read_text(encoding="utf-8") == "précieux"
    assert read_files(old_site) == site_files("ancien")


def test_a_build_waits_for_another_to_end(old_site: Path) -> None:
    first = SiteFolder(old_site)
    first.prepare()
    other = threading.Thread(target=publish_site, args=(old_site, "second"))
    other.start()
    other.join(0.3)
    assert other.is_alive()
    first.publish(write_draft(first, "premier"))
    other.join(10)
    assert not other.is_alive()
    assert read_files(old_site) == site_files("second")
    assert list_leftovers(old_site) == set()


# --- A folder where something is mounted, a disk that is full ------------------------------------


def mount_memory_disk(folder: Path, *options: str) -> bool:
    """Mount a small disk in memory; return whether this machine allows it."""
    command = ["mount", "-t", "tmpfs", *options, "tmpfs", folder]
    return shutil.which("mount") is not None and not subprocess.run(command, check=False).returncode


@pytest.fixture
def mounted_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of an old site that is a mount point, simulated where nothing can be mounted."""
    site = tmp_path / "projet/site"
    site.mkdir(parents=True)
    is_mounted = mount_memory_disk(site)
    if not is_mounted:
        monkeypatch.setattr(Path, "is_mount", lambda self: self == site)
    write_site(site, "ancien")
    yield site
    if is_mounted:
        subprocess.run(["umount", "--lazy", site], check=True)


def test_a_mounted_folder_gets_the_new_files_and_loses_the_old_ones(mounted_site: Path) -> None:
    (mounted_site / "vide").mkdir()
    (mounted_site / "actions/ancienne").mkdir()
    (mounted_site / "actions/ancienne/index.html").touch()
    (mounted_site / "lien").symlink_to("actions")
    publish_site(mounted_site, "nouveau")
    assert read_files(mounted_site) == site_files("nouveau")
    assert {path.name for path in mounted_site.iterdir()} == {
        "actions",
        "assets",
        "index.html",
        "nouveau.html",
    }
    assert [path.name for path in (mounted_site / "actions").iterdir()] == ["index.html"]
    assert list_leftovers(mounted_site) == set()
    publish_site(mounted_site, "suivant")
    assert read_files(mounted_site) == site_files("suivant")


def test_a_failed_build_into_a_mounted_folder_leaves_the_old_site(mounted_site: Path) -> None:
    folder = SiteFolder(mounted_site)
    folder.prepare()
    write_draft(folder, "nouveau")
    folder.release()
    assert read_files(mounted_site) == site_files("ancien")
    script = KILLED_SCRIPT.format(at_the_beginning="", before_the_end="kill()")
    if not os.path.ismount(mounted_site):  # the fixture may simulate what `Path` says
        script = f"from pathlib import Path\nPath.is_mount = lambda self: True\n{script}"
    assert subprocess.run([sys.executable, "-c", script, mounted_site], cwd=ROOT, check=False).returncode < 0
    files = read_files(mounted_site)
    assert {name: files[name] for name in files if not name.startswith(".draft/")} == site_files("ancien")
    assert files != site_files("ancien")
    publish_site(mounted_site, "suivant")
    assert read_files(mounted_site) == site_files("suivant")


# The part of a new site that the disk has room for; what to replace where a full disk must be simulated.
FULL_DISK_MOMENTS = {"MkDocs writes": (0.1, utils, "copy_file"), "we write": (0.85, SiteFolder, "write_file")}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk in memory, or a folder where nothing can be mounted."""
    (small_disk := tmp_path / "disque").mkdir()
    is_mounted = mount_memory_disk(small_disk, "-o", "size=64m")
    yield small_disk
    if is_mounted:
        subprocess.run(["umount", "--lazy", small_disk], check=True)


@pytest.mark.parametrize("moment", FULL_DISK_MOMENTS)
def test_a_full_disk_is_reported_in_a_sentence_and_leaves_the_old_site(
    small_disk: Path, site: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    part, owner, name = FULL_DISK_MOMENTS[moment]
    project = copy_project(small_disk / "projet")
    before = shutil.disk_usage(small_disk).used
    old_site = shutil.copytree(site, project / "site")
    (old_site / "ancien.html").touch()
    size = shutil.disk_usage(small_disk).used - before
    expected = read_files(old_site)

    with monkeypatch.context() as patch:
        if small_disk.is_mount():
            resize_disk(small_disk, before + int(size * (1 + part)))
        else:
            patch.setattr(owner, name, raise_disk_full)
        built = build(project)
    assert not built.is_done
    assert built.output.splitlines()[-1].endswith(" : le disque est plein.")
    assert read_files(old_site) == expected
    assert list_leftovers(old_site) == set()

    if small_disk.is_mount():
        resize_disk(small_disk, 64_000_000)
    assert list_differences(read_files(build_site(project)), expected) == ["ancien.html"]


def resize_disk(disk: Path, size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", disk], check=True)


def raise_disk_full(*_arguments: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


# --- Complete builds -----------------------------------------------------------------------------


@pytest.fixture
def built_project(project: Path, site: Path) -> Path:
    """A project with a built site, which holds one file more than a new one would."""
    old_site = shutil.copytree(site, project / "site")
    (old_site / "ancien.html").touch()
    return project


def test_changed_missing_and_extra_files_of_a_site_are_repaired(built_project: Path, site: Path) -> None:
    old_site = built_project / "site"
    (old_site / f"actions/{SHEET.stem}/index.html").write_text("touchée", encoding="utf-8")
    (old_site / "glossaire/index.html").unlink()
    (old_site / "actions/de-trop/dedans").mkdir(parents=True)
    (old_site / "actions/de-trop/dedans/index.html").write_text("de trop", encoding="utf-8")
    assert list_differences(read_files(build_site(built_project)), read_files(site)) == []
    assert list_leftovers(old_site) == set()


def test_unchanged_pages_are_not_written_again(built_project: Path) -> None:
    def modification_times() -> dict[str, int]:
        site = built_project / "site"
        paths = (path for path in site.rglob("*") if path.is_file())
        return {path.relative_to(site).as_posix(): path.stat().st_mtime_ns for path in paths}

    before = modification_times()
    build_site(built_project)
    Data(built_project).replace(OTHER_SHEET, "resume: ", "resume: Bien ")
    build_site(built_project)
    after = modification_times()
    rewritten = {name for name in after if after[name] != before[name]}
    assert f"actions/{OTHER_SHEET.stem}/index.html" in rewritten
    assert {"glossaire/index.html", "calendrier.ics", "assets/site.css"}.isdisjoint(rewritten)
    others = {
        f"actions/{path.stem}/index.html" for path in (built_project / "data/actions").iterdir()
    } - rewritten
    assert (
        len(others) >= len(list((built_project / "data/actions").iterdir())) - 3
    )  # its neighbours in the axis


def test_an_error_in_a_template_leaves_the_site_as_it_was(built_project: Path) -> None:
    before = read_files(built_project / "site")
    last = max((built_project / "data/actions").iterdir()).stem
    broken = f'{{% if action.id == "{last}" %}}{{{{ nulle_part }}}}{{% endif %}}'
    Data(built_project).add("theme/blocks/page_action.html", broken)
    with pytest.raises(jinja2.UndefinedError):
        build(built_project)
    assert read_files(built_project / "site") == before
    assert list_leftovers(built_project / "site") == set()


def test_an_interrupted_build_leaves_the_site_as_it_was(
    built_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read_files(built_project / "site")

    def interrupt(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(SiteFolder, "write_file", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build(built_project)
    assert read_files(built_project / "site") == before
    assert list_leftovers(built_project / "site") == set()


def start_build(project: Path, script: str) -> subprocess.Popen[str]:
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


BUILD_SCRIPT = """
from mkdocs.__main__ import cli
cli(["build"])
"""
KILL_FUNCTION = """
import os, signal
from roadmap.build.site_folder import SiteFolder

def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)

"""


@pytest.mark.parametrize("moment", ["SiteFolder.write_file", "SiteFolder.publish"])
def test_a_killed_build_leaves_the_site_as_it_was_and_the_next_one_cleans_up(
    built_project: Path, site: Path, moment: str
) -> None:
    before = read_files(built_project / "site")
    killed = start_build(built_project, f"{KILL_FUNCTION}{moment} = kill\n{BUILD_SCRIPT}")
    output, _ = killed.communicate()
    assert killed.returncode == -signal.SIGKILL, output
    assert read_files(built_project / "site") == before
    assert list_leftovers(built_project / "site") == {".site-engine"}
    assert list_differences(read_files(build_site(built_project)), read_files(site)) == []
    assert list_leftovers(built_project / "site") == set()


def test_two_builds_at_once_give_one_complete_site(built_project: Path, site: Path) -> None:
    builds = [start_build(built_project, BUILD_SCRIPT) for _ in range(2)]
    for process in builds:
        output, _ = process.communicate()
        assert process.returncode == 0, output
    assert list_differences(read_files(built_project / "site"), read_files(site)) == []
    assert list_leftovers(built_project / "site") == set()


def test_a_build_into_a_link_is_refused_in_french(project: Path) -> None:
    write_site(project / "ailleurs", "précieux")
    (project / "site").symlink_to("ailleurs")
    built = build(project)
    assert not built.is_done
    assert built.output.splitlines()[-1].endswith(
        "/site » est un raccourci : le site ne s'écrit que dans un vrai dossier."
    )
    assert read_files(project / "ailleurs") == site_files("précieux")
    assert (project / "site").is_symlink()


# --- With a cache, and without one ---------------------------------------------------------------


def find_cache_file(user_cache_folder: Path) -> Path:
    """Return the path of the only cache file of a folder."""
    (file,) = user_cache_folder.glob("*/*.sqlite")
    return file


def build_without_cache(project: Project, user_cache_folder: Path) -> dict[str, bytes]:
    """Return the files of a site built without a cache; put the cache back afterwards."""
    saved_cache_folder = user_cache_folder.rename(
        user_cache_folder.with_name(f"{user_cache_folder.name}-saved")
    )
    shutil.rmtree(project.site)
    mkdocs_hook.build_with_mkdocs(project)
    shutil.rmtree(user_cache_folder)
    saved_cache_folder.rename(user_cache_folder)
    return read_files(project.site)


def change_a_title_and_an_axis(data: Data) -> None:
    data.replace(OTHER_SHEET, "titre: Organiser", "titre: Bien organiser")
    data.replace(SHEET, "axe: 1", "axe: 5")


def add_and_remove_actions(data: Data) -> None:
    text = (data.root / SHEET).read_text(encoding="utf-8")
    data.add("data/actions/une-de-plus.yaml", text.replace("titre: ", "titre: Aussi "))
    (data.root / OTHER_SHEET).unlink()


def change_what_actions_name_and_the_wording_of_a_block(data: Data) -> None:
    decision = "est reporté au mois de juin.\n"
    data.replace("data/calendar.yaml", decision, f"{decision}        actions:\n          - {SHEET.stem}\n")
    data.replace("data/axes.yaml", "titre_court: Coordonner", "titre_court: Porter")
    data.replace("theme/blocks/page_action.html", "Pas encore précisé", "À préciser")


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


def test_after_any_change_the_site_is_that_of_a_build_without_a_cache(
    project: Path, user_cache_folder: Path
) -> None:
    build_site(project)
    for change in CHANGES:
        change(Data(project))
        files = read_files(build_site(project))
        assert list_differences(files, build_without_cache(make_project(project), user_cache_folder)) == [], (
            change.__name__
        )


def test_on_another_day_the_site_is_that_of_a_build_without_a_cache(
    project: Path, user_cache_folder: Path
) -> None:
    data = Data(project)
    data.add(SHEET, "fin: 2025-12\n")
    data.replace(OTHER_SHEET, "confirme_le: ", "confirme_le: 2025-01-01 # ")
    build_site(project)
    later = replace(make_project(project), now=NOW + dt.timedelta(days=400))
    mkdocs_hook.build_with_mkdocs(later)
    files = read_files(later.site)
    assert list_differences(files, build_without_cache(later, user_cache_folder)) == []
    page = files[f"actions/{SHEET.stem}/index.html"].decode()
    assert "En retard" in page
    assert "plus de douze mois" in page


def test_pages_come_from_the_cache_when_the_site_was_removed(project: Path, user_cache_folder: Path) -> None:
    shutil.rmtree(build_site(project))
    with closing(sqlite3.connect(find_cache_file(user_cache_folder))) as cache, cache:
        for key, text in cache.execute("SELECT key, text FROM entries").fetchall():
            changed_text = text.replace("Ces informations", "Cette fiche, tenue")
            change = (compute_checksum(key.encode(), changed_text.encode()), changed_text, key)
            cache.execute("UPDATE entries SET sum = ?, text = ? WHERE key = ?", change)
    page = build_site(project) / f"actions/{SHEET.stem}/index.html"
    assert "Cette fiche, tenue" in page.read_text(encoding="utf-8")


def test_a_damaged_cache_changes_nothing(project: Path, user_cache_folder: Path, site: Path) -> None:
    build_site(project)
    file = find_cache_file(user_cache_folder)
    sound = file.read_bytes()
    changed, moved = sound.replace(b"fiche", b"fichu"), sound.replace(b"fiche", b"friche")
    for damaged in (changed, moved, None):
        if damaged is None:
            file.unlink(missing_ok=True)  # a broken one is removed
            file.mkdir()
        else:
            assert damaged != sound
            file.write_bytes(damaged)
        assert list_differences(read_files(build_site(project)), read_files(site)) == []
