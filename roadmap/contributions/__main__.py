"""Command line of the workflows: `annotate`, `review`, `comment`, `ticket`, `watch`."""

import argparse
import sys
from pathlib import Path

from roadmap.contributions import comment, first_steps, previews, review, ticket, watch
from roadmap.contributions.github import GitHub, GitHubError, get_judged_commit, get_run_url, load_event
from roadmap.contributions.ticket_proposal import TicketError
from roadmap.history.snapshots import UnknownSnapshotError
from roadmap.problems import reports
from roadmap.problems.system_errors import format_system_error
from roadmap.project import Project


def main(arguments: list[str] | None = None) -> int:
    """Run a command in the project's folder; return 0 on success, 1 on problems, 2 on wrong arguments."""
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
    except OSError as error:
        print(format_system_error(error), file=sys.stderr)
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
    reading = commands.add_parser("ticket", help="tire d'un ticket accepté une proposition, et sa réponse")
    reading.add_argument("event", metavar="EVENT.json", type=Path, help="l'événement « issues » de GitHub")
    reading.add_argument("--root", type=Path, default=Path(), help="le dossier qui contient « data »")
    reading.add_argument("--comment", metavar="FICHIER", type=Path, help="où écrire aussi la réponse")
    reading.set_defaults(run=_ticket)
    branching = commands.add_parser("branch", help="pousse la proposition tirée d'un ticket")
    branching.add_argument("number", metavar="NUMÉRO", type=int, help="le numéro du ticket")
    branching.set_defaults(run=_branch)
    watching = commands.add_parser("watch", help="cherche ce qui vieillit, et tient les tickets à jour")
    watching.add_argument("outdated", type=Path, help="ce que rend « pip list --outdated --format json »")
    watching.add_argument("report", metavar="RAPPORT", type=Path, help="le fichier Markdown à écrire")
    watching.set_defaults(run=_watch)
    return parser


def _annotate(project: Project, options: argparse.Namespace) -> int:
    result = review.review_data(project, options.base)
    print(reports.report_as_github(result.problems))
    return 1 if result.errors else 0


def _review(project: Project, options: argparse.Namespace) -> int:
    folder: Path = options.folder
    result = review.review_data(project, options.base)
    is_built = not result.errors and project.site.is_dir()
    if is_built:
        result = review.compare_sites(result, project, options.base)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "revue.json").write_text(review.to_json(result), encoding="utf-8")
    summary = review.render_review(result, get_run_url(), get_judged_commit(), reports.MAX_SUMMARY_BYTES)
    (folder / "revue.md").write_text(summary, encoding="utf-8")
    previews.write_previews(project, (result.pages or ())[: review.MAX_PREVIEWS], folder / "apercu")
    if is_built and result.errors:
        # Only those of the built site: `annotate` has printed those of the data, and stopped the workflow.
        print(
            reports.report_as_github([problem for problem in result.problems if problem.severity == "error"])
        )
        return 1
    return 0


def _ticket(project: Project, options: argparse.Namespace) -> int:
    try:
        event = ticket.load_event(options.event)
        target = project.with_root(options.root)
        proposal = ticket.read_ticket(target, event)
        text = ticket.render_comment(target, event["issue"]["number"], proposal)
        is_ready = proposal.is_ready
        if is_ready:
            ticket.write_proposal(options.root, proposal)
    except TicketError as error:
        text, is_ready = ticket.render_refusal(error), False
    print(text)
    if options.comment:
        options.comment.write_text(text, encoding="utf-8")
    return 0 if is_ready else 1


def _branch(project: Project, options: argparse.Namespace) -> int:
    ticket.push_branch(project.root, options.number)
    return 0


def _comment(_project: Project, _options: argparse.Namespace) -> int:
    print(comment.post_comment(GitHub.from_environment(), load_event()))
    return 0


def _watch(project: Project, options: argparse.Namespace) -> int:
    github = GitHub.from_environment()
    findings = watch.collect_findings(project, options.outdated, github)
    report, steps = watch.render_report(findings), findings.first_steps
    if steps and not steps.are_over:
        report += f"\n{first_steps.render_first_steps(steps)}"
    options.report.write_text(report, encoding="utf-8")
    watch.create_labels(github)
    print(watch.update_issue(github, findings))
    if steps:
        print(first_steps.update_first_steps_issue(github, steps))
    return 0


if __name__ == "__main__":
    sys.exit(main())
