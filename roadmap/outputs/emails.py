"""Build e-mail drafts (.eml, RFC 5322), without sender or recipient: invitations and the newsletter."""

from collections.abc import Iterator, Mapping
from email.message import EmailMessage
from email.policy import SMTP

from roadmap.model.follow_up import group_by_leader, list_actions_to_follow
from roadmap.model.roadmap import Roadmap
from roadmap.render.blocks import Blocks, Email
from roadmap.render.newsletter import PERIODS, newsletter_address


def build_email_files(
    roadmap: Roadmap, blocks: Blocks, calendars: Mapping[str, bytes]
) -> Iterator[tuple[str, str | bytes]]:
    """Yield (address, content) of every e-mail; `calendars` maps addresses to calendar files.

    An invitation has a copy under each former id of its meeting, as calendars have.
    """
    for meeting in filter(roadmap.is_scheduled, roadmap.reunions):
        calendar = (f"{meeting.id}.ics", calendars[f"calendrier/{meeting.id}.ics"])
        content = build_draft(blocks.render_email("invitation", meeting=meeting), calendar)
        for identifier in (meeting.id, *meeting.anciens_identifiants):
            yield f"calendrier/{identifier}.eml", content
    for leader in group_by_leader(list_actions_to_follow(roadmap)):
        if leader.name:
            yield f"suivi/{leader.slug}.eml", build_draft(blocks.render_reminder(leader))
    for months in PERIODS:
        newsletter = blocks.render_newsletter(months)
        yield f"{newsletter_address(months)}lettre.eml", build_draft(newsletter)
        yield f"{newsletter_address(months)}lettre.txt", newsletter.text


def build_draft(email: Email, calendar: tuple[str, bytes] | None = None) -> bytes:
    """Return a draft with text, HTML, and optionally a calendar (name, content) attached.

    `X-Unsent` makes Outlook open it as a draft. The output is reproducible: no date, no message id, fixed
    boundaries that no quoted-printable or base64 line can contain (RFC 2045, section 6.7).
    """
    mail = EmailMessage(SMTP)
    # « =? » would start an encoded word (RFC 2047).
    mail["Subject"] = email.subject.replace("=?", "= ?")
    mail["X-Unsent"] = "1"
    mail.set_content(email.text, cte="quoted-printable")
    mail.add_alternative(email.html, subtype="html", cte="quoted-printable")
    if calendar:
        name, content = calendar
        mail.add_attachment(
            content, maintype="text", subtype="calendar", filename=name, params={"charset": "utf-8"}
        )
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_partie_{number}")
    return mail.as_bytes()
