"""Read the meeting that a ticket announces, moves or cancels, and put it into the calendar."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from roadmap.contributions.ticket_proposal import Proposal, TicketError
from roadmap.problems.ticket_messages import TICKET_WORDINGS
from roadmap.source import yaml_reader
from roadmap.source.yaml_writer import write_item
from roadmap.text.folding import fold
from roadmap.text.french_values import read_date, read_hour
from roadmap.text.identifiers import suggest_identifier
from roadmap.validation.corpus import Corpus

CALENDAR_FILE = "data/calendar.yaml"
# Labels of the ticket that announces a meeting -> fields of a meeting.
_MEETING_LABELS = {
    "quelle-reunion": "titre",
    "de-quelle-instance": "instance",
    "que-se-passe-t-il": "statut",
    "quel-jour": "date",
    "a-quelle-heure": "heure",
    "ou": "lieu",
    "ordre-du-jour-ou-decisions": "ordre_du_jour",
    "d-ou-vient-l-information": "source",
}


def take_meeting(root: Path, text: str, replaced: str = "") -> Proposal:
    """Put the lines of a meeting, as the form of the site wrote them, into the calendar."""
    block = f"{text.strip(chr(10)).rstrip()}\n"
    document, problems = yaml_reader.read_yaml(CALENDAR_FILE, b"reunions:\n" + block.encode())
    value = document.value.get("reunions") if isinstance(document.value, dict) else None
    if problems or not isinstance(value, list) or len(value) != 1 or not isinstance(value[0], dict):
        raise TicketError("damaged-meeting")
    meeting = value[0]
    if replaced and meeting.get("id") != replaced:
        raise TicketError("other-meeting")
    title = str(meeting.get("titre", ""))
    return Proposal({CALENDAR_FILE: _edit_calendar(root, block, replaced)}, [("Réunion", title)])


def _edit_calendar(root: Path, block: str, replaced: str) -> str:
    """Return the calendar with a block added at its end, or in the place of the meeting with this id."""
    calendar = (root / CALENDAR_FILE).read_text(encoding="utf-8")
    if not replaced:
        return f"{calendar.rstrip()}\n\n{block}"
    match = re.search(
        rf"^  - id: [\"']?{re.escape(replaced)}[\"']?[ \t]*(?:#.*)?\n(?:(?!  - )(?:    .*|[ \t]*|  #.*)\n)*",
        calendar,
        re.MULTILINE,
    )
    if not match:
        raise TicketError("unknown-meeting")
    end = "\n" if match[0].endswith("\n\n") else ""
    return calendar[: match.start()] + block + end + calendar[match.end() :]


def take_meeting_answers(corpus: Corpus, root: Path, answers: Mapping[str, str]) -> Proposal:
    """Read the answers of the ticket that announces a meeting, or moves or cancels a known one."""
    said = {
        _MEETING_LABELS[fold(label)]: text
        for label, text in answers.items()
        if fold(label) in _MEETING_LABELS
    }
    proposal = Proposal()
    meeting: dict[str, Any] = {"titre": " ".join(said["titre"].split())}
    known = next(
        (
            entry
            for _, _, entry in corpus.entries("calendar", "reunions")
            if fold(entry.get("titre", "")) == fold(meeting["titre"])
        ),
        None,
    )
    meeting = {**(known or {}), **meeting}
    _read_meeting_status(said, meeting, proposal, corpus)
    _read_meeting_date(said, meeting, proposal, known)
    _read_meeting_hours(said, meeting, proposal)
    _read_instance(said, meeting, proposal, corpus)
    if "lieu" in said:
        meeting["lieu"] = " ".join(said["lieu"].split())
    if "ordre_du_jour" in said:
        items = (
            re.sub(r"^\s*(?:[-*•]|[0-9]+[.)])\s+", "", line).strip()
            for line in said["ordre_du_jour"].splitlines()
        )
        meeting["ordre_du_jour"] = [item for item in items if item]
    if "source" in said:
        meeting["source"] = {"document": " ".join(said["source"].split())}
    meeting.setdefault("id", suggest_identifier(f"{meeting['titre']} {meeting.get('date', '')}", "reunion"))
    order = corpus.schemas.field("calendar", ("reunions", 0))["properties"]
    block = write_item(meeting, order)
    proposal.understood.append(("Réunion", meeting["titre"]))
    if not proposal.problems:
        proposal.files[CALENDAR_FILE] = _edit_calendar(root, block, known["id"] if known else "")
    return proposal


def _read_meeting_status(
    said: Mapping[str, str], meeting: dict[str, Any], proposal: Proposal, corpus: Corpus
) -> None:
    if "statut" not in said:
        return
    labels = corpus.schemas.labels("calendar", "reunions", 0, "statut")
    status = {fold(label): key for key, label in labels.items()}.get(fold(said["statut"]))
    if status:
        meeting["statut"] = status
    else:
        proposal.problems.append(TICKET_WORDINGS["meeting-status"])


def _read_meeting_date(
    said: Mapping[str, str], meeting: dict[str, Any], proposal: Proposal, known: Mapping[str, Any] | None
) -> None:
    date = read_date(said.get("date", ""))
    if date is None:
        proposal.problems.append(TICKET_WORDINGS["meeting-date"])
        return
    if known and meeting.get("statut") == "reportee" and str(known.get("date")) != date:
        meeting.setdefault("date_initiale", str(known["date"]))
    meeting["date"] = date


def _read_meeting_hours(said: Mapping[str, str], meeting: dict[str, Any], proposal: Proposal) -> None:
    if "heure" not in said:
        return
    parts = re.split(r"\s*(?:–|-|→|\bà\b)\s*", re.sub(r"^\s*(?:de|à)\s+", "", said["heure"].strip()))
    hours = [read_hour(part) for part in parts if part]
    if not 1 <= len(hours) <= 2 or None in hours:  # noqa: PLR2004 - a start, maybe an end
        proposal.problems.append(TICKET_WORDINGS["meeting-hours"])
    else:
        meeting |= dict(zip(("heure", "heure_fin"), hours, strict=False))


def _read_instance(
    said: Mapping[str, str], meeting: dict[str, Any], proposal: Proposal, corpus: Corpus
) -> None:
    names = {
        fold(name): key for key, labels in corpus.names_by_id("instances").items() for name in (key, *labels)
    }
    words = fold(said.get("instance", "") or meeting["titre"])
    found = names.get(words) or next(
        (key for name, key in names.items() if name and words.startswith(name)), None
    )
    if found and ("instance" in said or "instance" not in meeting):
        meeting["instance"] = found
    elif "instance" not in meeting:
        choices = ", ".join(labels[0] for labels in corpus.names_by_id("instances").values())
        proposal.problems.append(TICKET_WORDINGS["meeting-instance"].format(choices=choices))
