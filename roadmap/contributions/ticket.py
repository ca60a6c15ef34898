"""Turn a ticket into a proposal: what it says in French becomes sheets or a meeting, or nothing is written.

A ticket is hostile: only its text and the spreadsheet attached to it are read, both bounded; nothing of it
is run or used as a path, and its comment escapes every value. A maintainer starts the reading by a label.
"""

import json
import re
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from roadmap.contributions.github import BOT_EMAIL, BOT_LOGIN, GitHubError
from roadmap.contributions.markdown_templates import render_template
from roadmap.contributions.ticket_meetings import take_meeting, take_meeting_answers
from roadmap.contributions.ticket_proposal import Proposal, TicketError
from roadmap.problems.table_messages import TABLE_WORDINGS
from roadmap.problems.ticket_messages import TICKET_WORDINGS
from roadmap.project import Project
from roadmap.source import yaml_reader
from roadmap.source.data_files import ACTIONS_FOLDER
from roadmap.tables.importing import SAME, ImportResult, import_grids
from roadmap.tables.reports import word_problem
from roadmap.tables.workbooks import MAX_BYTES, Grid, TableError, read_workbook
from roadmap.text.folding import fold
from roadmap.text.identifiers import is_identifier
from roadmap.validation.check import check_project, check_with_files

ACCEPTED_LABEL = "accepté"
MAX_BODY = 200_000  # characters; GitHub takes a third of it
_NO_ANSWER = "_No response_"
_SECTION = re.compile(r"^### (.+)$", re.MULTILINE)
_ACTION_FILE = re.compile(
    r"^Le fichier data/actions/([a-z0-9-]{1,80})\.yaml :[ \t]*\n\s*\n(.+)", re.MULTILINE | re.DOTALL
)
_NEW_MEETING = re.compile(
    r"^Les lignes à ajouter à la fin de data/calendar\.yaml :[ \t]*\n\s*\n(.+)", re.MULTILINE | re.DOTALL
)
_CHANGED_MEETING = re.compile(
    r"^Le bloc entier de cette réunion\..*« - id: ([a-z0-9-]{1,80}) » :[ \t]*\n\s*\n(.+)",
    re.MULTILINE | re.DOTALL,
)
_FENCE = re.compile(r"^```\w*\s*$", re.MULTILINE)
_ATTACHMENT = re.compile(r"\]\((https://github\.com/[^\s()<>]+\.(?:xlsx|xls|ods|csv|tsv))\)", re.IGNORECASE)
_ATTACHMENT_PATH = re.compile(r"/user-attachments/files/[0-9]+/[^/]+|/[\w.-]+/[\w.-]+/files/[0-9]+/[^/]+")
_TIMEOUT_SECONDS = 20
Fetch = Callable[[str], bytes]


def read_ticket(project: Project, event: Mapping[str, Any], fetch: Fetch | None = None) -> Proposal:
    """Read the ticket of an `issues` event against the data; raise TicketError.

    `fetch` downloads an attachment, by its address.
    """
    issue = event.get("issue")
    if not isinstance(issue, Mapping) or not isinstance(issue.get("number"), int):
        raise TicketError("not-a-ticket")
    if not _is_accepted(event):
        raise TicketError("not-accepted")
    body = issue.get("body")
    if not isinstance(body, str) or not body.strip():
        raise TicketError("empty-ticket")
    if len(body) > MAX_BODY:
        raise TicketError("long-ticket")
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    return _read_body(project, body, fetch or fetch_attachment)


def _is_accepted(event: Mapping[str, Any]) -> bool:
    label = event.get("label")
    return isinstance(label, Mapping) and label.get("name") == ACCEPTED_LABEL


def _read_body(project: Project, body: str, fetch: Fetch) -> Proposal:
    """Read what the form of the site wrote, else an attached table, else the answers of a ticket."""
    plain = _FENCE.sub("", body)
    if match := _ACTION_FILE.search(plain):
        return _check(project, _take_sheet(match[1], match[2]))
    if match := _CHANGED_MEETING.search(plain):
        return _check(project, take_meeting(project.root, match[2], match[1]))
    if match := _NEW_MEETING.search(plain):
        return _check(project, take_meeting(project.root, match[1]))
    if match := _ATTACHMENT.search(body):
        return _take_table(project, match[1], fetch)
    answers = _read_answers(body)
    if "quelle-reunion" in {fold(label) for label in answers}:
        return _check(project, take_meeting_answers(check_project(project).corpus, project.root, answers))
    return _take_answers(project, answers)


def _read_answers(body: str) -> dict[str, str]:
    """Return the answers of a ticket made with a form, by their labels."""
    parts = _SECTION.split(body)
    pairs = zip(parts[1::2], parts[2::2], strict=False)
    return {
        label.strip().rstrip(" ?"): text.strip()
        for label, text in pairs
        if text.strip() not in ("", _NO_ANSWER)
    }


# --- Actions


def _take_sheet(name: str, text: str) -> Proposal:
    if not is_identifier(name):
        raise TicketError("bad-identifier")
    document, problems = yaml_reader.read_yaml(f"{ACTIONS_FOLDER}/{name}.yaml", f"{text.rstrip()}\n".encode())
    if problems or not isinstance(document.value, dict):
        raise TicketError("damaged-sheet")
    title = str(document.value.get("titre", name))
    return Proposal({document.file: f"{text.rstrip()}\n"}, [("Titre", title)])


def _take_table(project: Project, address: str, fetch: Fetch) -> Proposal:
    if not _ATTACHMENT_PATH.fullmatch(urlsplit(address).path):
        raise TicketError("foreign-table")
    suffix = Path(urlsplit(address).path).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"tableau{suffix}"
        path.write_bytes(fetch(address))
        try:
            return _take_import(import_grids(project, read_workbook(path)))
        except TableError as error:
            raise TicketError(str(error)) from error


def _take_answers(project: Project, answers: Mapping[str, str]) -> Proposal:
    """Read the answers as the row of a table whose titles are their labels: the same reading of French."""
    if not answers:
        raise TicketError("no-form")
    grid = Grid("Ticket", (tuple(answers), tuple(answers.values())))
    try:
        return _take_import(import_grids(project, [grid]))
    except TableError as error:
        raise TicketError("no-form") from error


def _take_import(result: ImportResult) -> Proposal:
    proposal = Proposal()
    for problem in result.problems:
        message, hint = word_problem(problem)
        place = (
            f"{problem.column or 'ligne'} ({problem.cell})" if problem.sheet != "Ticket" else problem.column
        )
        text = f"{place} : {message} {hint}".strip()
        (proposal.problems if problem.severity == "error" else proposal.notices).append(text)
    for action in result.actions:
        proposal.understood.append((action.understood.get("titre", action.id), action.file))
        if action.status != SAME:
            proposal.files[action.file] = action.text
    if not result.actions and not proposal.problems:
        raise TicketError("no-action")
    return proposal


# --- What is proposed


def _check(project: Project, proposal: Proposal) -> Proposal:
    """Add to a proposal the errors that its files would have among the data, in French."""
    problems = check_with_files(project, proposal.files) if proposal.files else ()
    proposal.problems += [
        f"{problem.message} {problem.advice}".strip() for problem in problems if problem.severity == "error"
    ]
    return proposal


def write_proposal(root: Path, proposal: Proposal) -> None:
    """Write the files of a proposal without problems."""
    for name, text in proposal.files.items():
        (root / name).write_text(text, encoding="utf-8", newline="\n")


def render_comment(project: Project, number: int, proposal: Proposal) -> str:
    """Return the comment of a ticket: what is understood, what is missing, the link to the proposal."""
    title = quote(f"Ticket n° {number} : {proposal.understood[0][0] if proposal.understood else ''}"[:120])
    body = quote(f"Tiré du ticket #{number}. Closes #{number}.")
    page = f"{project.repo_url}/compare/{project.repo_branch}...{branch_name(number)}"
    link = f"{page}?expand=1&title={title}&body={body}"
    return render_template("ticket", proposal=proposal, link=link)


def render_refusal(error: TicketError) -> str:
    """Return the comment of a ticket that cannot be read."""
    code = str(error)
    reason = TICKET_WORDINGS[code] if code in TICKET_WORDINGS else " ".join(TABLE_WORDINGS[code])
    return render_template("ticket_refuse", reason=reason)


def load_event(path: Path) -> dict[str, Any]:
    """Load an event of GitHub; raise TicketError."""
    try:
        event = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise TicketError("unreadable-event") from error
    if not isinstance(event, dict):
        raise TicketError("not-a-ticket")
    return event


def branch_name(number: int) -> str:
    """Return the branch of the proposal made from a ticket."""
    return f"ticket-{number}"


def push_branch(root: Path, number: int) -> None:
    """Commit the data of a working copy on the branch of a ticket, and push it; raise GitHubError."""
    name = branch_name(number)
    author = ("-c", f"user.name={BOT_LOGIN}", "-c", f"user.email={BOT_EMAIL}")
    for words in (
        ("switch", "--force-create", name),
        ("add", "--", "data"),
        (*author, "commit", "--message", f"Ticket n° {number}"),
        ("push", "--force", "origin", name),
    ):
        result = subprocess.run(["git", *words], cwd=root, capture_output=True, check=False)  # noqa: S603, S607 - no shell
        if result.returncode:
            raise GitHubError(result.stderr.decode(errors="replace").strip())


def fetch_attachment(address: str) -> bytes:
    """Download a spreadsheet attached to a ticket, bounded; raise TicketError."""
    try:
        with requests.get(address, timeout=_TIMEOUT_SECONDS, stream=True) as response:
            response.raise_for_status()
            content = response.raw.read(MAX_BYTES + 1, decode_content=True)
    except requests.RequestException as error:
        raise TicketError("lost-table") from error
    if len(content) > MAX_BYTES:
        raise TicketError("heavy-table")
    return content
