"""E-mails ready to be sent: drafts that a mail program opens, with no sender and no recipient (RFC 5322)."""

from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from email.policy import SMTP

from roadmap.model.roadmap import Roadmap
from roadmap.render.blocks import Blocks, Message


def mail_files(
    roadmap: Roadmap, blocks: Blocks, calendars: Mapping[str, bytes]
) -> Iterator[tuple[str, str | bytes]]:
    """Yield the address and the content of every e-mail; `calendars` are the calendar files, by address.

    A former id of a meeting keeps a copy of its invitation, as it does of its calendar.
    """
    for meeting in filter(roadmap.is_scheduled, roadmap.reunions):
        calendar = (f"{meeting.id}.ics", calendars[f"calendrier/{meeting.id}.ics"])
        content = draft(blocks.message("invitation", meeting=meeting), calendar)
        for identifier in (meeting.id, *meeting.anciens_identifiants):
            yield f"calendrier/{identifier}.eml", content
    letter = blocks.letter()
    yield "lettre/lettre.eml", draft(letter)
    yield "lettre/lettre.txt", letter.text


def draft(message: Message, calendar: tuple[str, bytes] | None = None) -> bytes:
    """Return a draft: text, HTML, and a calendar (its name and content) attached.

    `X-Unsent` makes Outlook open it to be sent. Nothing in it comes from the clock or from chance: no date,
    no identifier, boundaries that no quoted-printable or base64 line can hold (RFC 2045, section 6.7).
    """
    mail = EmailMessage(SMTP)
    # « =? » opens an encoded word (RFC 2047), which the library and every reader would decode.
    mail["Subject"] = message.subject.replace("=?", "= ?")
    mail["X-Unsent"] = "1"
    mail.set_content(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    if calendar:
        name, content = calendar
        mail.add_attachment(
            content, maintype="text", subtype="calendar", filename=name, params={"charset": "utf-8"}
        )
    for number, part in enumerate(each for each in mail.walk() if each.is_multipart()):
        part.set_boundary(f"=_partie_{number}")
    return mail.as_bytes()
