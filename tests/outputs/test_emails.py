"""The e-mails, parsed by the standard library: the invitations to meetings and the newsletter."""

import datetime as dt
import email
import email.policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import html5lib
import pytest
import vobject
from msgspec.structs import replace

from roadmap.history.diff import Change
from roadmap.history.history import DatedChange, History, Opening
from roadmap.model.records import Decision, Meeting
from roadmap.model.roadmap import Roadmap
from roadmap.outputs.calendars import build_calendar_files
from roadmap.outputs.emails import build_email_files
from roadmap.project import PARIS
from roadmap.render.blocks import MAX_MAILTO_LENGTH, Blocks, Email, build_share_mailto
from roadmap.render.news import News
from roadmap.text.partial_dates import PartialDate
from tests.outputs.conftest import PUBLISHED_PROJECT, SITE_URL, visible_text

COMMITTEE_MEETING = Meeting(
    "copil-hiver",
    "Comité de pilotage",
    "comite-de-pilotage",
    PartialDate(2026, 1, 15),
    heure=dt.time(9, 30),
    lieu="Préfecture",
    ordre_du_jour=("Bilan",),
)
OCTOBER = dt.datetime(2025, 10, 1, 12, tzinfo=PARIS)
LONG_AGO = dt.datetime(2024, 5, 1, 12, tzinfo=PARIS)


def build_emails(roadmap: Roadmap, *meetings: Meeting) -> dict[str, Any]:
    """Return the contents of the e-mails of a roadmap whose only meetings are `meetings`, by address."""
    meetings_roadmap = replace(roadmap, reunions=meetings)
    # Calendars have their own tests, and refuse titles of several lines, which the validation forbids.
    simple_meetings = tuple(replace(meeting, titre="x", lieu=None, ordre_du_jour=()) for meeting in meetings)
    calendars = dict(build_calendar_files(replace(roadmap, reunions=simple_meetings), History(), SITE_URL))
    return dict(build_email_files(meetings_roadmap, Blocks(PUBLISHED_PROJECT, meetings_roadmap), calendars))


def parse_email(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk() if part.defects] == []
    return message


def get_plain_text(message: EmailMessage) -> str:
    text = message.get_body(("plain",)).get_content()
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\r\n", "\n")


def render_newsletter(roadmap: Roadmap, history: History | None = None, **changes: Any) -> Email:  # noqa: ANN401
    changed_roadmap = replace(roadmap, **changes)
    return Blocks(PUBLISHED_PROJECT, changed_roadmap, News(history or History())).render_newsletter()


def create_change_of_november(day: int, change: Change) -> DatedChange:
    return DatedChange("c0ffee", dt.datetime(2025, 11, day, 12, tzinfo=PARIS), change.id, change)


def test_an_invitation_opens_as_a_draft_with_the_meeting_and_its_calendar(roadmap: Roadmap) -> None:
    message = parse_email(build_emails(roadmap, COMMITTEE_MEETING)["calendrier/copil-hiver.eml"])
    assert message["Subject"] == "Invitation : Comité de pilotage"
    assert message["X-Unsent"] == "1"
    for header in ("From", "To", "Date", "Message-ID"):
        assert message[header] is None
    text = get_plain_text(message)
    for line in (
        "Comité de pilotage",
        "Date : jeudi 15 janvier 2026, 9 h 30",
        "Lieu : Préfecture",
        "1. Bilan",
        f"Les informations à jour sont sur cette page : {SITE_URL}calendrier/copil-hiver/",
    ):
        assert line in text.splitlines()
    html = message.get_body(("html",)).get_content()
    assert "<li>Bilan</li>" in html
    assert "jeudi 15 janvier 2026, 9 h 30" in visible_text(html)
    [attachment] = message.iter_attachments()
    assert (attachment.get_content_type(), attachment.get_filename()) == ("text/calendar", "copil-hiver.ics")
    [event] = vobject.readOne(attachment.get_payload(decode=True).decode()).vevent_list
    assert event.uid.value.startswith("copil-hiver@")


def test_only_coming_meetings_on_a_full_date_have_an_invitation(roadmap: Roadmap) -> None:
    others = (
        replace(COMMITTEE_MEETING, id="passee", date=PartialDate(2025, 11, 23)),
        replace(COMMITTEE_MEETING, id="annulee", statut="annulee"),
        replace(COMMITTEE_MEETING, id="vague", date=PartialDate(2026, 2)),
        replace(COMMITTEE_MEETING, id="aujourd-hui", date=PartialDate(2025, 11, 24)),
    )
    files = build_emails(roadmap, COMMITTEE_MEETING, *others)
    assert {address for address in files if address.startswith("calendrier/")} == {
        "calendrier/copil-hiver.eml",
        "calendrier/aujourd-hui.eml",
    }


def test_a_former_identifier_keeps_its_invitation(roadmap: Roadmap) -> None:
    files = build_emails(roadmap, replace(COMMITTEE_MEETING, anciens_identifiants=("ancien",)))
    assert files["calendrier/ancien.eml"] == files["calendrier/copil-hiver.eml"]


@pytest.mark.parametrize(
    ("changes", "subject", "lines"),
    [
        ({"lieu": None}, "Invitation : ", ("Lieu : à préciser",)),
        ({"heure": None}, "Invitation : ", ("Heure : à préciser", "Date : jeudi 15 janvier 2026")),
        ({"heure": None, "lieu": None}, "Date à noter : ", ("Merci de noter la date suivante :",)),
        ({"statut": "a-confirmer"}, "Invitation : ", ("Date : jeudi 15 janvier 2026, 9 h 30 (à confirmer)",)),
        (
            {"statut": "reportee", "date_initiale": PartialDate(2025, 12)},
            "Invitation : ",
            ("Cette date remplace celle qui était prévue : décembre 2025.",),
        ),
        (
            {"inscription": "https://exemple.fr/a?b&c"},
            "Invitation : ",
            ("Inscription : https://exemple.fr/a?b&c",),
        ),
    ],
)
def test_an_invitation_says_what_is_still_to_be_decided(
    roadmap: Roadmap, changes: dict[str, Any], subject: str, lines: tuple[str, ...]
) -> None:
    message = parse_email(
        build_emails(roadmap, replace(COMMITTEE_MEETING, **changes))["calendrier/copil-hiver.eml"]
    )
    assert message["Subject"] == f"{subject}Comité de pilotage"
    html = visible_text(message.get_body(("html",)).get_content())
    for line in lines:
        assert line in get_plain_text(message).splitlines()
        assert line in html
    assert ("Lieu" in get_plain_text(message)) == subject.startswith("Invitation")


INJECTION_ATTEMPTS = (
    "Titre\r\nBcc: pirate@exemple.fr\r\n\r\nBEGIN:VEVENT",
    "--=_partie_0--\n--=_partie_1\nContent-Type: text/html",
    "=?utf-8?q?a=0D=0ABcc:_pirate=40exemple.fr?= é" + "é" * 300,
    '</title><script>alert(1)</script> <b>&amp;</b> "\u2028" \u0085 {{ 7*7 }}',
    "BEGIN:VEVENT\nEND:VCALENDAR",
)


@pytest.mark.parametrize("attack", INJECTION_ATTEMPTS)
def test_headers_mime_and_html_in_values_are_escaped(roadmap: Roadmap, attack: str) -> None:
    hostile = replace(COMMITTEE_MEETING, titre=attack, lieu=attack, ordre_du_jour=(attack,))
    message = parse_email(build_emails(roadmap, hostile)["calendrier/copil-hiver.eml"])
    subject = f"Invitation : {attack}".replace("=?", "= ?")
    assert message["Subject"].split() == subject.split()
    assert sorted(message.keys()) == ["Content-Type", "MIME-Version", "Subject", "X-Unsent"]
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert " ".join(attack.split()) in " ".join(get_plain_text(message).split())
    html = message.get_body(("html",)).get_content()
    assert "<script" not in html
    assert " ".join(attack.split()) in visible_text(html)


def test_lines_are_short_ascii_and_end_with_crlf(roadmap: Roadmap) -> None:
    for address, content in build_emails(roadmap, COMMITTEE_MEETING).items():
        if address.endswith(".eml"):
            lines = content.split(b"\r\n")
            assert not any(b"\r" in line or b"\n" in line for line in lines)
            assert max(map(len, lines)) <= 78
            assert content.isascii()


def test_two_builds_give_the_same_emails(roadmap: Roadmap) -> None:
    assert build_emails(roadmap, COMMITTEE_MEETING) == build_emails(roadmap, COMMITTEE_MEETING)


def test_the_newsletter_covers_three_months(roadmap: Roadmap) -> None:
    recent = replace(COMMITTEE_MEETING, id="tenue", titre="Comité tenu", date=PartialDate(2025, 8, 24))
    recent = replace(recent, decisions=(Decision("Le bilan est adopté."), Decision("Une suite.")))
    old = replace(COMMITTEE_MEETING, id="ancienne", titre="Vieux comité", date=PartialDate(2025, 8, 23))
    first, second, *others = roadmap.actions
    actions = (
        replace(first, confirme_le=PartialDate(2025, 8, 24)),
        replace(second, confirme_le=PartialDate(2025, 8, 23)),
        *others,
    )
    message = render_newsletter(roadmap, reunions=(old, recent, COMMITTEE_MEETING), actions=actions)
    assert message.subject.endswith("les nouvelles du 24 août 2025 au 24 novembre 2025")
    for text in (message.text.replace("\u00a0", " "), visible_text(message.html)):
        for expected in (
            "projet, pas encore adopté, au 4 avril 2024",
            "jeudi 15 janvier 2026, 9 h 30 : Comité de pilotage",
            "dimanche 24 août 2025, 9 h 30 : Comité tenu",
            "Le bilan est adopté.",
            "1 action a été vérifiée pendant cette période :",
            first.titre,
            roadmap.site.aide.titre,
            roadmap.site.contact.courriel,
            "Bien cordialement,",
        ):
            assert expected in text
        assert "Vieux comité" not in text
        assert second.titre not in text
    for address in (f"{SITE_URL}calendrier.ics", f"{SITE_URL}contribuer/", f"{SITE_URL}actions/{first.id}/"):
        assert address in message.text
        assert f'href="{address}"' in message.html


NOTHING_NEW = "Rien de nouveau pendant cette période, et aucune réunion à venir n'est annoncée."


def list_sections(message: Email) -> list[str]:
    """Return the titles of the sections of a newsletter, which must be the same in its text and in its HTML."""
    document = html5lib.parse(message.html, namespaceHTMLElements=False)
    titles = [heading.text for heading in document.iter("h2")]
    assert [line for line in message.text.splitlines() if line.isupper()] == [
        title.upper() for title in titles
    ]
    assert "\n\n\n\n" not in message.text
    return [title.replace("\u00a0", " ").replace("\u202f", " ") for title in titles]


def test_the_newsletter_omits_empty_sections_and_says_when_nothing_is_new(roadmap: Roadmap) -> None:
    history = History(begins=LONG_AGO)
    message = render_newsletter(roadmap, history, reunions=())
    assert list_sections(message) == ["Besoin d'aide avec le numérique ?", "Contribuer"]
    for text in (message.text, visible_text(message.html)):
        assert NOTHING_NEW in text
    message = render_newsletter(roadmap, history, reunions=(COMMITTEE_MEETING,))
    assert list_sections(message)[0] == "À venir"
    for text in (message.text, visible_text(message.html)):
        assert "Rien de nouveau" not in text
        assert "aucune" not in text.lower()


def test_a_newsletter_with_a_partial_history_claims_nothing_about_the_time_before(roadmap: Roadmap) -> None:
    for history in (History(begins=OCTOBER), History()):
        message = render_newsletter(roadmap, history)
        assert list_sections(message)[0] == "Ce qui a changé"
        for text in (message.text, visible_text(message.html)):
            assert "pendant cette période" not in text
            sentence = "Depuis cette date, aucune action, aucune date du calendrier n'a changé."
            assert (sentence in text) == (history.begins is not None)


@pytest.mark.parametrize(
    ("since", "state_text"),
    [
        (None, "projet, pas encore adopté."),
        (PartialDate(2024, 4), "projet, pas encore adopté, en avril 2024."),
        (PartialDate(2024, 4, 4), "projet, pas encore adopté, au 4 avril 2024."),
    ],
)
def test_the_newsletter_gives_the_date_of_the_state_with_its_precision(
    roadmap: Roadmap, since: PartialDate | None, state_text: str
) -> None:
    state = replace(roadmap.site.etat, depuis=since)
    contact = replace(roadmap.site.contact, service=None)
    message = render_newsletter(roadmap, site=replace(roadmap.site, etat=state, contact=contact))
    for text in (message.text.replace("\u00a0", " "), visible_text(message.html)):
        assert f"État de la feuille de route : {state_text}" in text
        assert roadmap.site.contact.courriel in text
        assert "None" not in text


def test_the_newsletter_lists_recent_changes(roadmap: Roadmap) -> None:
    action = roadmap.actions[0]
    history = History(
        changes=(
            create_change_of_november(
                20, Change("action", action.id, action.titre, "modification", ("statut : a", "b", "c", "d"))
            ),
            create_change_of_november(19, Change("reunion", "disparue", "Réunion retirée", "retrait")),
            DatedChange("c0ffee", LONG_AGO, "x", Change("action", "x", "Vieux titre", "ajout")),
        ),
        begins=LONG_AGO,
    )
    message = render_newsletter(roadmap, history)
    sentence = f"20 novembre 2025. Action modifiée : {action.titre} (statut : a ; b ; c ; et d'autres champs)"
    for text in (message.text, visible_text(message.html)):
        assert sentence in text.replace("\u00a0", " ").replace("\u202f", " ")
        assert "Retrait du calendrier" in text
        assert "Vieux titre" not in text
        assert "historique" not in text
        assert "première version" not in text
    assert f'<a href="{SITE_URL}actions/{action.id}/">' in message.html
    assert "disparue" not in message.html + message.text


@pytest.mark.parametrize(
    ("history", "sentence"),
    [
        (
            History(begins=OCTOBER, opening=Opening("c0ffee", OCTOBER, 23, 17)),
            "Le 1er octobre 2025, première version des données : 23 actions, 17 réunions et échéances.",
        ),
        (History(), "L'historique des changements n'est pas disponible"),
        (History(begins=OCTOBER), "L'historique des changements n'est connu que depuis le 1er octobre 2025."),
    ],
)
def test_the_newsletter_says_when_the_history_is_missing_or_recent(
    roadmap: Roadmap, history: History, sentence: str
) -> None:
    message = render_newsletter(roadmap, history)
    for text in (message.text, visible_text(message.html)):
        assert sentence in text.replace("\u00a0", " ")


def test_long_lists_of_the_newsletter_are_cut_and_counted(roadmap: Roadmap) -> None:
    actions = tuple(
        replace(
            roadmap.actions[0],
            id=f"action-{number}",
            titre="Titre répété",
            confirme_le=PartialDate(2025, 11, 1),
        )
        for number in range(50)
    )
    change = Change("action", "action-1", "Changement répété", "modification")
    history = History(
        changes=tuple(create_change_of_november(20, change) for _ in range(50)), begins=LONG_AGO
    )
    meetings = tuple(
        replace(COMMITTEE_MEETING, id=f"r-{number}", titre="Réunion répétée") for number in range(50)
    )
    message = render_newsletter(roadmap, history, actions=actions, reunions=meetings)
    for text in (message.text, visible_text(message.html)):
        for title in ("Titre répété", "Changement répété", "Réunion répétée"):
            assert text.count(title) == 10
        for count in ("40 autres changements", "40 autres dates", "Et 40 autres"):
            assert count in text.replace("\u00a0", " ")


@pytest.mark.parametrize("attack", INJECTION_ATTEMPTS)
def test_html_in_values_is_escaped_in_the_newsletter(roadmap: Roadmap, attack: str) -> None:
    history = History(
        changes=(create_change_of_november(20, Change("action", "x", attack, "modification", (attack,))),),
        begins=LONG_AGO,
    )
    past_meeting = replace(
        COMMITTEE_MEETING, titre=attack, date=PartialDate(2025, 11, 1), decisions=(Decision(attack),)
    )
    hostile = replace(roadmap, reunions=(past_meeting,))
    message = render_newsletter(hostile, history)
    assert "<script" not in message.html
    assert visible_text(message.html).count(" ".join(attack.split())) == 4


def test_the_newsletter_uses_only_html_that_every_mail_program_keeps(roadmap: Roadmap) -> None:
    body = html5lib.parseFragment(
        render_newsletter(roadmap, reunions=(COMMITTEE_MEETING,)).body, namespaceHTMLElements=False
    )
    elements = [element for element in body.iter() if isinstance(element.tag, str)][1:]
    assert {element.tag for element in elements} <= {"p", "h2", "ul", "ol", "li", "strong", "a", "br"}
    assert {name for element in elements for name in element.attrib} == {"href"}
    assert all(element.get("href", SITE_URL).startswith(("https://", "mailto:")) for element in elements)


@pytest.mark.parametrize("long_text", ["é" * 280, "👍" * 280, "x" * 5000])
def test_a_mailto_link_is_never_too_long_and_keeps_its_address(long_text: str) -> None:
    address = f"Le site : {SITE_URL}actions/une-action/"
    link = build_share_mailto("Un titre", ["Un titre", long_text, "Action envisagée.", address])
    assert len(link) <= MAX_MAILTO_LENGTH
    assert link.endswith("actions%2Fune-action%2F")


@pytest.mark.parametrize(
    ("folder", "first_day"),
    [("lettre", "24 août 2025"), ("lettre/6-mois", "24 mai 2025"), ("lettre/12-mois", "24 novembre 2024")],
)
def test_the_site_publishes_the_newsletter_of_each_period(site: Path, folder: str, first_day: str) -> None:
    message = parse_email((site / folder / "lettre.eml").read_bytes())
    assert f" du {first_day} au " in message["Subject"].replace("\u00a0", " ")
    assert message["X-Unsent"] == "1"
    text = (site / folder / "lettre.txt").read_text(encoding="utf-8")
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == text
    page = (site / folder / "index.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert message["Subject"] in page
