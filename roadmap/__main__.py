"""The command line: `python -m roadmap check`, `diff`, `import`, `export`, `lieux`, `new` and `contours`."""

import argparse
import os
import sys
from pathlib import Path

from roadmap.build import workers
from roadmap.build.cache import Cache
from roadmap.contributions.build_products import find_build_products
from roadmap.contributions.places import MAX_EXPORT_BYTES, ExportError, write_places
from roadmap.history import diff_report
from roadmap.history.diff import diff_check_results
from roadmap.history.snapshots import UnknownSnapshotError, open_snapshot
from roadmap.model.roadmap import build_roadmap
from roadmap.new_department.create import FolderNotEmptyError, NotARepositoryError, create_site
from roadmap.new_department.draw_contours import (
    CONTOURS_URL,
    MissingCommunesError,
    NotContoursError,
    draw_contours,
)
from roadmap.new_department.france import UnknownDepartmentError, load_departments
from roadmap.new_department.next_steps import render_next_steps
from roadmap.problems import reports
from roadmap.problems.system_errors import explain_system_error, format_system_error
from roadmap.project import Project
from roadmap.source.data_files import CONTOURS_FILE
from roadmap.tables import reports as table_reports
from roadmap.tables.exporting import build_workbook
from roadmap.tables.importing import import_file, write_actions
from roadmap.tables.workbooks import SUFFIXES
from roadmap.validation.check import check_project

EXIT_OK, EXIT_PROBLEMS, EXIT_USAGE = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return its exit code: 0 on success, 1 on problems, 2 on wrong usage."""
    # The data may contain characters that the encoding of the terminal does not support.
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    options = _build_parser().parse_args(arguments)
    try:
        return options.run(options)
    except BrokenPipeError:
        # The reader of the pipe, such as `head`, has exited: discard the rest of the output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_PROBLEMS
    except OSError as error:
        print(format_system_error(error), file=sys.stderr)
        return EXIT_USAGE


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m roadmap", description="La feuille de route, en ligne de commande."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")
    check_command = commands.add_parser("check", help="vérifie toutes les données")
    check_command.add_argument("--root", type=Path, default=Path(), help="le dossier qui contient « data »")
    check_command.add_argument(
        "--format", choices=tuple(reports.REPORT_FORMATS), default="text", help="la forme du résultat"
    )
    check_command.set_defaults(run=_run_check)
    diff_command = commands.add_parser("diff", help="dit ce qui change pour le lecteur")
    diff_command.add_argument("base", metavar="BASE", help="l'état d'avant : une révision git, ou un dossier")
    diff_command.add_argument(
        "head", metavar="HEAD", nargs="?", default=".", help="l'état d'après (le dossier de travail)"
    )
    diff_command.add_argument(
        "--format", choices=tuple(diff_report.DIFF_FORMATS), default="text", help="la forme du résultat"
    )
    diff_command.set_defaults(run=_run_diff)
    new_command = commands.add_parser("new", help="commence le site d'un autre département")
    new_command.add_argument("folder", metavar="DOSSIER", type=Path, help="le dossier à créer, ou vide")
    new_command.add_argument(
        "--departement", metavar="CODE", type=str.upper, required=True, help="par exemple 36, 2A ou 974"
    )
    new_command.set_defaults(run=_run_new)
    contours_command = commands.add_parser(
        "contours", help="dessine les territoires", epilog=f"Le fichier : {CONTOURS_URL}"
    )
    contours_command.add_argument(
        "communes", metavar="FICHIER", type=Path, help="les contours des communes de France, en GeoJSON"
    )
    contours_command.add_argument(
        "--root", type=Path, default=Path(), help="le dossier qui contient « data »"
    )
    contours_command.set_defaults(run=_run_contours)
    places_command = commands.add_parser(
        "lieux", help="reprend les lieux d'aide de la cartographie nationale"
    )
    places_command.add_argument(
        "export", metavar="FICHIER", type=Path, help="l'export de la cartographie nationale, en CSV"
    )
    places_command.add_argument("--root", type=Path, default=Path(), help="le dossier qui contient « data »")
    places_command.set_defaults(run=_run_places)
    import_command = commands.add_parser("import", help="lit un tableau d'actions : xlsx, ods, xls, csv")
    import_command.add_argument("file", metavar="FICHIER", type=Path, help="le tableau")
    import_command.add_argument("--root", type=Path, default=Path(), help="le dossier qui contient « data »")
    import_command.add_argument("--dry-run", action="store_true", help="dit tout, n'écrit rien")
    import_command.add_argument(
        "--format", choices=tuple(table_reports.IMPORT_FORMATS), default="text", help="la forme du résultat"
    )
    import_command.set_defaults(run=_run_import)
    export_command = commands.add_parser("export", help="écrit les actions dans un classeur xlsx")
    export_command.add_argument("file", metavar="FICHIER.xlsx", type=Path, help="le classeur à écrire")
    export_command.add_argument("--root", type=Path, default=Path(), help="le dossier qui contient « data »")
    export_command.set_defaults(run=_run_export)
    return parser


def _run_check(options: argparse.Namespace) -> int:
    if not (options.root / "data").is_dir():
        print(f"Le dossier « {options.root} » ne contient pas de dossier « data ».", file=sys.stderr)
        return EXIT_USAGE
    project = Project(options.root)
    cache = Cache.of(project)
    result = check_project(project, cache, workers.run_in_processes)
    cache.save()
    problems = (*find_build_products(project.root), *result.problems)
    errors = sum(problem.severity == "error" for problem in problems)
    output = reports.REPORT_FORMATS[options.format](problems)
    if output:
        print(output)
    if options.format == "text":
        print(_format_summary(len(result.corpus.actions), errors, len(problems)), file=sys.stderr)
    return EXIT_PROBLEMS if errors else EXIT_OK


def _format_summary(actions: int, errors: int, problems: int) -> str:
    """Return the result of the check in one sentence, with the next step."""
    if errors:
        return f"\n{errors} erreur{'s' * (errors > 1)} : corrigez, puis relancez « python -m roadmap check »."
    warnings = problems - errors
    suffix = f", {warnings} avertissement{'s' * (warnings > 1)}" if warnings else ""
    count = f"{actions} action{'s' * (actions > 1)}"
    return f"Données vérifiées : {count}, aucune erreur{suffix}. Pour construire le site : make site"


def _run_diff(options: argparse.Namespace) -> int:
    try:
        project = Project(Path())
        with (
            open_snapshot(options.base, project.root) as before,
            open_snapshot(options.head, project.root) as after,
        ):
            difference = diff_check_results(
                *(check_project(project.with_root(folder)) for folder in (before, after))
            )
    except UnknownSnapshotError as error:
        print(f"« {error} » n'est ni un dossier qui contient « data », ni une révision git.", file=sys.stderr)
        return EXIT_USAGE
    print(diff_report.DIFF_FORMATS[options.format](difference))
    return EXIT_PROBLEMS if difference.problems else EXIT_OK


def _run_import(options: argparse.Namespace) -> int:
    if not (options.root / "data").is_dir():
        print(f"Le dossier « {options.root} » ne contient pas de dossier « data ».", file=sys.stderr)
        return EXIT_USAGE
    if options.file.suffix.lower() not in SUFFIXES or not options.file.is_file():
        print(f"« {options.file} » n'est pas un tableau : xlsx, ods, xls, csv ou tsv.", file=sys.stderr)
        return EXIT_USAGE
    result = import_file(Project(options.root), options.file)
    is_written = not (options.dry_run or result.has_errors)
    if is_written:
        write_actions(options.root, result)
    print(table_reports.IMPORT_FORMATS[options.format](result))
    print(table_reports.summarize(result, is_written=is_written), file=sys.stderr)
    return EXIT_PROBLEMS if result.has_errors else EXIT_OK


def _run_export(options: argparse.Namespace) -> int:
    project = Project(options.root)
    cache = Cache.of(project)
    checked = check_project(project, cache, workers.run_in_processes)
    cache.save()
    if checked.errors:
        print("Corrigez d'abord les données : « python -m roadmap check » dit comment.", file=sys.stderr)
        return EXIT_PROBLEMS
    try:
        content = build_workbook(checked.corpus, build_roadmap(checked), project.site_url, project.now)
        options.file.write_bytes(content)
    except OSError as error:
        print(f"« {options.file} » : {explain_system_error(error)}", file=sys.stderr)
        return EXIT_USAGE
    print(f"{len(checked.corpus.actions)} actions écrites dans {options.file}.")
    return EXIT_OK


def _run_new(options: argparse.Namespace) -> int:
    folder: Path = options.folder
    try:
        create_site(Project(Path()), folder, options.departement)
    except UnknownDepartmentError:
        codes = ", ".join(load_departments())
        print(
            f"Aucun département n'a le code « {options.departement} ». Les codes : {codes}.", file=sys.stderr
        )
        return EXIT_USAGE
    except FolderNotEmptyError:
        print(f"« {folder} » n'est pas vide : choisissez un dossier à créer.", file=sys.stderr)
        return EXIT_USAGE
    except NotARepositoryError:
        print(
            "Ce projet n'est pas un dépôt git, ou rien n'y est encore suivi : faites « git add --all » ici, "
            "ou clonez-le et recommencez depuis la copie.",
            file=sys.stderr,
        )
        return EXIT_USAGE
    except OSError as error:
        print(f"« {folder} » ne peut pas être créé : {explain_system_error(error)}.", file=sys.stderr)
        return EXIT_USAGE
    print(render_next_steps(folder, load_departments()[options.departement]))
    return EXIT_OK


def _run_contours(options: argparse.Namespace) -> int:
    corpus = check_project(Project(options.root)).corpus
    if "territories" not in corpus.files or "territories" in corpus.kinds_with_errors:
        print(
            "Corrigez d'abord data/territories.yaml : « python -m roadmap check » dit comment.",
            file=sys.stderr,
        )
        return EXIT_PROBLEMS
    try:
        geojson = draw_contours(corpus.files["territories"].value["epci"], options.communes)
    except NotContoursError:
        print(
            f"« {options.communes} » n'est pas le fichier attendu. À télécharger : {CONTOURS_URL}",
            file=sys.stderr,
        )
        return EXIT_USAGE
    except MissingCommunesError as error:
        print(
            f"Le fichier n'a pas le contour de ces communes : {error}. Il est peut-être d'une autre année.",
            file=sys.stderr,
        )
        return EXIT_PROBLEMS
    (options.root / CONTOURS_FILE).write_text(geojson, encoding="utf-8", newline="\n")
    print(
        "Contours dessinés dans data/territories.geojson. Citez leur source dans data/territories.yaml, sous "
        "« sources » : « Contours : IGN Admin Express, simplifiés. Licence Ouverte. », et leur année."
    )
    return EXIT_OK


def _run_places(options: argparse.Namespace) -> int:
    with options.export.open("rb") as file:
        content = file.read(MAX_EXPORT_BYTES + 1)
    try:
        print(write_places(Project(options.root), content))
    except ExportError as error:
        print(f"{error}. Rien n'a été écrit.", file=sys.stderr)
        return EXIT_PROBLEMS
    return EXIT_OK


if __name__ == "__main__":
    sys.exit(main())
