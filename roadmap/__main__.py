"""The command line: `python -m roadmap check`."""

import argparse
import sys
from pathlib import Path

from roadmap import report
from roadmap.check import check

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return 0 when all is sound, 1 on problems, 2 on misuse."""
    options = _parser().parse_args(arguments)
    return options.run(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m roadmap", description="La feuille de route, en ligne de commande."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")
    checking = commands.add_parser("check", help="vérifie toutes les données")
    checking.add_argument("--root", type=Path, default=ROOT, help="le dossier qui contient « data »")
    checking.add_argument(
        "--format", choices=tuple(report.FORMATS), default="text", help="la forme du résultat"
    )
    checking.set_defaults(run=_check)
    return parser


def _check(options: argparse.Namespace) -> int:
    if not (options.root / "data").is_dir():
        print(f"Le dossier « {options.root} » ne contient pas de dossier « data ».", file=sys.stderr)
        return 2
    checked = check(options.root)
    output = report.FORMATS[options.format](checked.problems)
    if output:
        print(output)
    if options.format == "text":
        print(
            _summary(len(checked.corpus.actions), len(checked.errors), len(checked.problems)), file=sys.stderr
        )
    return 1 if checked.errors else 0


def _summary(actions: int, errors: int, problems: int) -> str:
    """Say in one sentence how the check ended, and what comes next."""
    if errors:
        return f"\n{errors} erreur{'s' * (errors > 1)} : corrigez, puis relancez « python -m roadmap check »."
    warnings = problems - errors
    remarks = f", {warnings} avertissement{'s' * (warnings > 1)}" if warnings else ""
    return (
        f"Données vérifiées : {actions} actions, aucune erreur{remarks}. Pour construire le site : make site"
    )


if __name__ == "__main__":
    sys.exit(main())
