"""The command line: `python -m roadmap check`, `diff`, `new` and `contours`."""

import argparse
import os
import shlex
import sys
from pathlib import Path

from roadmap.build import workers
from roadmap.build.cache import Cache
from roadmap.contributions.build_products import find_build_products
from roadmap.history import diff_report
from roadmap.history.diff import between
from roadmap.history.snapshots import UnknownStateError, state
from roadmap.new_department.create import FolderNotEmptyError, NotARepositoryError, create_site
from roadmap.new_department.draw_contours import (
    CONTOURS_URL,
    MissingCommunesError,
    NotContoursError,
    draw_contours,
)
from roadmap.new_department.france import UnknownDepartmentError, load_departments
from roadmap.problems import reports
from roadmap.project import Project
from roadmap.source.data_files import CONTOURS
from roadmap.validation.check import check

SOUND, PROBLEMS, MISUSE = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return 0 when all is sound, 1 on problems, 2 on misuse."""
    # A value may hold any character; the terminal's encoding must not stop the answer.
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except BrokenPipeError:
        # Whoever read the answer left before its end, as `head` does: there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEMS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m roadmap", description="La feuille de route, en ligne de commande."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")
    checking = commands.add_parser("check", help="vérifie toutes les données")
    checking.add_argument("--root", type=Path, default=Path(), help="le dossier qui contient « data »")
    checking.add_argument(
        "--format", choices=tuple(reports.FORMATS), default="text", help="la forme du résultat"
    )
    checking.set_defaults(run=_check)
    differing = commands.add_parser("diff", help="dit ce qui change pour le lecteur")
    differing.add_argument("base", metavar="BASE", help="l'état d'avant : une révision git, ou un dossier")
    differing.add_argument(
        "head", metavar="HEAD", nargs="?", default=".", help="l'état d'après (le dossier de travail)"
    )
    differing.add_argument(
        "--format", choices=tuple(diff_report.FORMATS), default="text", help="la forme du résultat"
    )
    differing.set_defaults(run=_diff)
    starting = commands.add_parser("new", help="commence le site d'un autre département")
    starting.add_argument("folder", metavar="DOSSIER", type=Path, help="le dossier à créer, ou vide")
    starting.add_argument(
        "--departement", metavar="CODE", type=str.upper, required=True, help="par exemple 36, 2A ou 974"
    )
    starting.set_defaults(run=_new)
    drawing = commands.add_parser(
        "contours", help="dessine les territoires", epilog=f"Le fichier : {CONTOURS_URL}"
    )
    drawing.add_argument(
        "communes", metavar="FICHIER", type=Path, help="les contours des communes de France, en GeoJSON"
    )
    drawing.add_argument("--root", type=Path, default=Path(), help="le dossier qui contient « data »")
    drawing.set_defaults(run=_contours)
    return parser


def _check(options: argparse.Namespace) -> int:
    if not (options.root / "data").is_dir():
        print(f"Le dossier « {options.root} » ne contient pas de dossier « data ».", file=sys.stderr)
        return MISUSE
    project = Project(options.root)
    cache = Cache.of(project)
    checked = check(project, cache, workers.run_in_processes)
    cache.save()
    problems = (*find_build_products(project.root), *checked.problems)
    errors = sum(each.severity == "error" for each in problems)
    output = reports.FORMATS[options.format](problems)
    if output:
        print(output)
    if options.format == "text":
        print(_summary(len(checked.corpus.actions), errors, len(problems)), file=sys.stderr)
    return PROBLEMS if errors else SOUND


def _summary(actions: int, errors: int, problems: int) -> str:
    """Say in one sentence how the check ended, and what comes next."""
    if errors:
        return f"\n{errors} erreur{'s' * (errors > 1)} : corrigez, puis relancez « python -m roadmap check »."
    warnings = problems - errors
    remarks = f", {warnings} avertissement{'s' * (warnings > 1)}" if warnings else ""
    counted = f"{actions} action{'s' * (actions > 1)}"
    return f"Données vérifiées : {counted}, aucune erreur{remarks}. Pour construire le site : make site"


def _diff(options: argparse.Namespace) -> int:
    try:
        project = Project(Path())
        with state(options.base, project.root) as before, state(options.head, project.root) as after:
            difference = between(*(check(project.with_data_of(each)) for each in (before, after)))
    except UnknownStateError as error:
        print(f"« {error} » n'est ni un dossier qui contient « data », ni une révision git.", file=sys.stderr)
        return MISUSE
    print(diff_report.FORMATS[options.format](difference))
    return PROBLEMS if difference.problems else SOUND


def _new(options: argparse.Namespace) -> int:
    folder: Path = options.folder
    try:
        create_site(Project(Path()), folder, options.departement)
    except UnknownDepartmentError:
        known = ", ".join(load_departments())
        print(
            f"Aucun département n'a le code « {options.departement} ». Les codes : {known}.", file=sys.stderr
        )
        return MISUSE
    except FolderNotEmptyError:
        print(f"« {folder} » n'est pas vide : choisissez un dossier à créer.", file=sys.stderr)
        return MISUSE
    except NotARepositoryError:
        print(
            "Ce projet n'est pas un dépôt git, ou rien n'y est encore suivi : faites « git add --all » ici, "
            "ou clonez-le et recommencez depuis la copie.",
            file=sys.stderr,
        )
        return MISUSE
    except OSError as error:
        print(f"« {folder} » ne peut pas être créé : {error.strerror}.", file=sys.stderr)
        return MISUSE
    names = load_departments()[options.departement]
    print(
        f"Le site {names.de} est prêt dans « {folder} ». Pour le construire :\n\n"
        f"    cd {shlex.quote(str(folder))} && git init && git add --all && make site\n\n"
        "Puis, dans ce dossier : compléter data/site.yaml, relire data/territories.yaml et les pages de "
        "content/."
    )
    return SOUND


def _contours(options: argparse.Namespace) -> int:
    corpus = check(Project(options.root)).corpus
    if "territories" not in corpus.files or "territories" in corpus.unsound:
        print(
            "Corrigez d'abord data/territories.yaml : « python -m roadmap check » dit comment.",
            file=sys.stderr,
        )
        return PROBLEMS
    try:
        drawn = draw_contours(corpus.files["territories"].value["epci"], options.communes)
    except NotContoursError:
        print(
            f"« {options.communes} » n'est pas le fichier attendu. À télécharger : {CONTOURS_URL}",
            file=sys.stderr,
        )
        return MISUSE
    except MissingCommunesError as error:
        print(
            f"Le fichier n'a pas le contour de ces communes : {error}. Il est peut-être d'une autre année.",
            file=sys.stderr,
        )
        return PROBLEMS
    (options.root / CONTOURS).write_text(drawn, encoding="utf-8", newline="\n")
    print(
        "Contours dessinés dans data/territories.geojson. Citez leur source dans data/territories.yaml, sous "
        "« sources » : « Contours : IGN Admin Express, simplifiés. Licence Ouverte. », et leur année."
    )
    return SOUND


if __name__ == "__main__":
    sys.exit(main())
