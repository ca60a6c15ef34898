"""The commands of the workflows: `python -m roadmap.workflows annotate`, `review`, `comment`, `watch`."""

import argparse
import sys
from pathlib import Path

from roadmap import ROOT, caching
from roadmap.explaining import report
from roadmap.reading.snapshots import UnknownStateError
from roadmap.workflows import comment, previews, review, watch
from roadmap.workflows.github import GitHub, GitHubError, event, run_url

REVIEW = caching.FOLDER / "revue"
WATCH = caching.FOLDER / "veille.md"


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return 0 when all is well, 1 when something must be looked at, 2 on misuse."""
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except UnknownStateError as error:
        print(f"« {error} » n'est pas une révision git de ce dépôt qui contient « data ».", file=sys.stderr)
        return 2
    except GitHubError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m roadmap.workflows", description="Ce que lancent les automatismes du dépôt."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")
    for name, run, purpose in (
        ("annotate", _annotate, "montre à leur ligne les problèmes d'une proposition"),
        ("review", _review, f"écrit la revue d'une proposition dans {REVIEW.relative_to(ROOT)}"),
    ):
        command = commands.add_parser(name, help=purpose)
        command.add_argument("base", metavar="BASE", help="la révision git à laquelle comparer")
        command.set_defaults(run=run)
    commenting = commands.add_parser("comment", help="commente la proposition qu'une vérification a revue")
    commenting.set_defaults(run=_comment)
    watching = commands.add_parser("watch", help="cherche ce qui vieillit, et tient le ticket à jour")
    watching.add_argument("outdated", type=Path, help="ce que rend « pip list --outdated --format json »")
    watching.set_defaults(run=_watch)
    return parser


def _annotate(options: argparse.Namespace) -> int:
    judged = review.judge(options.base)
    print(report.github(judged.problems))
    return 1 if judged.errors else 0


def _review(options: argparse.Namespace) -> int:
    site = ROOT / "site"
    judged = review.judge(options.base)
    is_built = not judged.errors and site.is_dir()
    if is_built:
        judged = review.compare_sites(judged, options.base, site)
    REVIEW.mkdir(parents=True, exist_ok=True)
    (REVIEW / "revue.json").write_text(review.to_json(judged), encoding="utf-8")
    summary = review.markdown(judged, run_url(), review.MOST_IN_SUMMARY)
    (REVIEW / "revue.md").write_text(summary, encoding="utf-8")
    previews.write(site, (judged.pages or ())[: review.MOST_PAGES], REVIEW / "apercu")
    if is_built and judged.errors:
        # The errors of the data were shown, and refused, before the site was built.
        print(report.github([each for each in judged.problems if each.severity == "error"]))
        return 1
    return 0


def _comment(_options: argparse.Namespace) -> int:
    print(comment.post(GitHub.from_environment(), event()))
    return 0


def _watch(options: argparse.Namespace) -> int:
    findings = watch.look(options.outdated)
    WATCH.parent.mkdir(exist_ok=True)
    WATCH.write_text(watch.markdown(findings), encoding="utf-8")
    print(watch.keep_issue(GitHub.from_environment(), findings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
