"""The commands of the workflows: `python -m roadmap.contributions annotate`, `review`, `comment`, `watch`."""

import argparse
import sys
from pathlib import Path

from roadmap.contributions import comment, previews, review, watch
from roadmap.contributions.github import GitHub, GitHubError, event, run_url
from roadmap.history.snapshots import UnknownSnapshotError
from roadmap.problems import reports
from roadmap.project import Project


def main(arguments: list[str] | None = None) -> int:
    """Run a command in the project's folder; return 0 when all is well, 1 on problems, 2 on misuse."""
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    try:
        return options.run(Project(Path.cwd()), options)
    except UnknownSnapshotError as error:
        print(f"« {error} » n'est pas une révision git de ce dépôt qui contient « data ».", file=sys.stderr)
        return 2
    except GitHubError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m roadmap.contributions", description="Ce que lancent les automatismes du dépôt."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")
    annotating = commands.add_parser("annotate", help="montre à leur ligne les problèmes d'une proposition")
    annotating.set_defaults(run=_annotate)
    reviewing = commands.add_parser("review", help="écrit la revue d'une proposition")
    reviewing.set_defaults(run=_review)
    for command in (annotating, reviewing):
        command.add_argument("base", metavar="BASE", help="la révision git à laquelle comparer")
    reviewing.add_argument("folder", metavar="DOSSIER", type=Path, help="le dossier où l'écrire")
    commenting = commands.add_parser("comment", help="commente la proposition qu'une vérification a revue")
    commenting.set_defaults(run=_comment)
    watching = commands.add_parser("watch", help="cherche ce qui vieillit, et tient le ticket à jour")
    watching.add_argument("outdated", type=Path, help="ce que rend « pip list --outdated --format json »")
    watching.add_argument("report", metavar="RAPPORT", type=Path, help="le fichier Markdown à écrire")
    watching.set_defaults(run=_watch)
    return parser


def _annotate(project: Project, options: argparse.Namespace) -> int:
    judged = review.judge(project, options.base)
    print(reports.report_as_github(judged.problems))
    return 1 if judged.errors else 0


def _review(project: Project, options: argparse.Namespace) -> int:
    folder: Path = options.folder
    judged = review.judge(project, options.base)
    is_built = not judged.errors and project.site.is_dir()
    if is_built:
        judged = review.compare_sites(judged, project, options.base)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "revue.json").write_text(review.to_json(judged), encoding="utf-8")
    summary = review.markdown(judged, run_url(), review.MOST_IN_SUMMARY)
    (folder / "revue.md").write_text(summary, encoding="utf-8")
    previews.write(project, (judged.pages or ())[: review.MOST_PAGES], folder / "apercu")
    if is_built and judged.errors:
        # The errors of the data were shown, and refused, before the site was built.
        print(reports.report_as_github([each for each in judged.problems if each.severity == "error"]))
        return 1
    return 0


def _comment(_project: Project, _options: argparse.Namespace) -> int:
    print(comment.post(GitHub.from_environment(), event()))
    return 0


def _watch(project: Project, options: argparse.Namespace) -> int:
    findings = watch.look(project, options.outdated)
    options.report.write_text(watch.markdown(findings), encoding="utf-8")
    print(watch.keep_issue(GitHub.from_environment(), findings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
