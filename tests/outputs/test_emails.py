"""The e-mails, read back by the standard library's parser: invitations, the letter."""

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
from tests.conftest import EXAMPLE, project_of

SITE = "https://exemple.fr/feuille/"
PROJECT = project_of(EXAMPLE, site_url=SITE)
MEETING = Meeting(
    "copil-hiver",
    "Comité de pilotage",
    "comite-de-pilotage",
    PartialDate(2026, 1, 15),
    heure=dt.time(9, 30),
    lieu="Préfecture",
    ordre_du_jour=("Bilan",),
)
OPENED = dt.datetime(2025, 10, 1, 12, tzinfo=PARIS)
BEGINNING = dt.datetime(2024, 5, 1, 12, tzinfo=PARIS)


def published(roadmap: Roadmap, *meetings: Meeting) -> dict[str, Any]:
    """Return the content of each e-mail of a roadmap that holds `meetings` alone, by address."""
    held = replace(roadmap, reunions=meetings)
    # The calendars have tests of their own, and refuse titles of two lines, which the check lets none of pass.
    tame = tuple(replace(each, titre="x", lieu=None, ordre_du_jour=()) for each in meetings)
    calendars = dict(build_calendar_files(replace(roadmap, reunions=tame), SITE))
    return dict(build_email_files(held, Blocks(PROJECT, held), calendars))


def read(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk() if part.defects] == []
    return message


def plain(message: EmailMessage) -> str:
    text = message.get_body(("plain",)).get_content()
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\r\n", "\n")


def words(html: str) -> str:
    """Return what a reader sees of HTML."""
    body = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    return " ".join(" ".join(body.itertext()).split()).replace("\u202f", " ")


def letter(roadmap: Roadmap, history: History | None = None, **changes: Any) -> Email:  # noqa: ANN401
    held = replace(roadmap, **changes)
    return Blocks(PROJECT, held, News(history or History())).render_newsletter()


def dated(day: int, change: Change) -> DatedChange:
    return DatedChange("c0ffee", dt.datetime(2025, 11, day, 12, tzinfo=PARIS), change.id, change)


def test_an_invitation_opens_as_a_draft_with_the_meeting_and_its_calendar(roadmap: Roadmap) -> None:
    message = read(published(roadmap, MEETING)["calendrier/copil-hiver.eml"])
    assert message["Subject"] == "Invitation : Comité de pilotage"
    assert message["X-Unsent"] == "1"
    for header in ("From", "To", "Date", "Message-ID"):
        assert message[header] is None
    text = plain(message)
    for line in (
        "Comité de pilotage",
        "Date : jeudi 15 janvier 2026, 9 h 30",
        "Lieu : Préfecture",
        "1. Bilan",
        f"Les informations à jour sont sur cette page : {SITE}calendrier/copil-hiver/",
    ):
        assert line in text.splitlines()
    html = message.get_body(("html",)).get_content()
    assert "<li>Bilan</li>" in html
    assert "jeudi 15 janvier 2026, 9 h 30" in words(html)
    [attached] = message.iter_attachments()
    assert (attached.get_content_type(), attached.get_filename()) == ("text/calendar", "copil-hiver.ics")
    [event] = vobject.readOne(attached.get_payload(decode=True).decode()).vevent_list
    assert event.uid.value.startswith("copil-hiver@")


def test_only_meetings_to_come_on_a_known_day_have_an_invitation(roadmap: Roadmap) -> None:
    others = (
        replace(MEETING, id="passee", date=PartialDate(2025, 11, 23)),
        replace(MEETING, id="annulee", statut="annulee"),
        replace(MEETING, id="vague", date=PartialDate(2026, 2)),
        replace(MEETING, id="aujourd-hui", date=PartialDate(2025, 11, 24)),
    )
    files = published(roadmap, MEETING, *others)
    assert {address for address in files if address.startswith("calendrier/")} == {
        "calendrier/copil-hiver.eml",
        "calendrier/aujourd-hui.eml",
    }


def test_a_former_identifier_keeps_its_invitation(roadmap: Roadmap) -> None:
    files = published(roadmap, replace(MEETING, anciens_identifiants=("ancien",)))
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
def test_an_invitation_says_what_is_not_known_and_invents_nothing(
    roadmap: Roadmap, changes: dict[str, Any], subject: str, lines: tuple[str, ...]
) -> None:
    message = read(published(roadmap, replace(MEETING, **changes))["calendrier/copil-hiver.eml"])
    assert message["Subject"] == f"{subject}Comité de pilotage"
    html = words(message.get_body(("html",)).get_content()).replace("\u00a0", " ")
    for line in lines:
        assert line in plain(message).splitlines()
        assert line in html
    assert ("Lieu" in plain(message)) == subject.startswith("Invitation")


ATTACKS = (
    "Titre\r\nBcc: pirate@exemple.fr\r\n\r\nBEGIN:VEVENT",
    "--=_partie_0--\n--=_partie_1\nContent-Type: text/html",
    "=?utf-8?q?a=0D=0ABcc:_pirate=40exemple.fr?= é" + "é" * 300,
    '</title><script>alert(1)</script> <b>&amp;</b> "\u2028" \u0085 {{ 7*7 }}',
    "BEGIN:VEVENT\nEND:VCALENDAR",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_values_stay_text(roadmap: Roadmap, attack: str) -> None:
    hostile = replace(MEETING, titre=attack, lieu=attack, ordre_du_jour=(attack,))
    message = read(published(roadmap, hostile)["calendrier/copil-hiver.eml"])
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
    assert " ".join(attack.split()) in " ".join(plain(message).split())
    html = message.get_body(("html",)).get_content()
    assert "<script" not in html
    assert " ".join(attack.split()) in " ".join(words(html).replace("\u00a0", " ").split())


def test_lines_end_as_the_standard_wants_and_are_short(roadmap: Roadmap) -> None:
    for address, content in published(roadmap, MEETING).items():
        if address.endswith(".eml"):
            lines = content.split(b"\r\n")
            assert not any(b"\r" in line or b"\n" in line for line in lines)
            assert max(map(len, lines)) <= 78
            assert content.isascii()


def test_two_builds_give_the_same_bytes(roadmap: Roadmap) -> None:
    assert published(roadmap, MEETING) == published(roadmap, MEETING)


def test_the_letter_tells_three_months(roadmap: Roadmap) -> None:
    held = replace(MEETING, id="tenue", titre="Comité tenu", date=PartialDate(2025, 8, 24))
    held = replace(held, decisions=(Decision("Le bilan est adopté."), Decision("Une suite.")))
    old = replace(MEETING, id="ancienne", titre="Vieux comité", date=PartialDate(2025, 8, 23))
    first, second, *others = roadmap.actions
    actions = (
        replace(first, confirme_le=PartialDate(2025, 8, 24)),
        replace(second, confirme_le=PartialDate(2025, 8, 23)),
        *others,
    )
    message = letter(roadmap, reunions=(old, held, MEETING), actions=actions)
    assert message.subject.endswith("les nouvelles du 24 août 2025 au 24 novembre 2025")
    for text in (message.text.replace("\u00a0", " "), words(message.html).replace("\u00a0", " ")):
        for said in (
            "préfiguration, non adoptée, au 4 avril 2024",
            "jeudi 15 janvier 2026, 9 h 30 : Comité de pilotage",
            "dimanche 24 août 2025, 9 h 30 : Comité tenu",
            "Le bilan est adopté.",
            "1 fiche a été confirmée pendant cette période :",
            first.titre,
            roadmap.site.aide.titre,
            roadmap.site.contact.courriel,
            "Bien cordialement,",
        ):
            assert said in text
        assert "Vieux comité" not in text
        assert second.titre not in text
    for address in (f"{SITE}calendrier.ics", f"{SITE}contribuer/", f"{SITE}actions/{first.id}/"):
        assert address in message.text
        assert f'href="{address}"' in message.html


NOTHING = "Rien de nouveau pendant cette période, et aucune réunion à venir n'est annoncée."


def sections(message: Email) -> list[str]:
    """Return the titles of a letter's sections, the same in its text and in its HTML."""
    found = [each.text for each in html5lib.parse(message.html, namespaceHTMLElements=False).iter("h2")]
    assert [each for each in message.text.splitlines() if each.isupper()] == [each.upper() for each in found]
    assert "\n\n\n\n" not in message.text
    return [each.replace("\u00a0", " ").replace("\u202f", " ") for each in found]


def test_the_letter_leaves_out_what_has_nothing_to_tell_and_says_so_once_when_nothing_has(
    roadmap: Roadmap,
) -> None:
    whole = History(begins=BEGINNING)
    message = letter(roadmap, whole, reunions=())
    assert sections(message) == ["Besoin d'aide avec le numérique ?", "Contribuer"]
    for text in (message.text, words(message.html)):
        assert NOTHING in text
    message = letter(roadmap, whole, reunions=(MEETING,))
    assert sections(message)[0] == "À venir"
    for text in (message.text, words(message.html)):
        assert "Rien de nouveau" not in text
        assert "aucune" not in text.lower()


def test_a_letter_whose_history_is_cut_short_says_nothing_of_what_came_before(roadmap: Roadmap) -> None:
    for history in (History(begins=OPENED), History()):
        message = letter(roadmap, history)
        assert sections(message)[0] == "Ce qui a changé"
        for text in (message.text, words(message.html)):
            assert "pendant cette période" not in text
            said = "Depuis cette date, aucune action, aucune date du calendrier n'a changé."
            assert (said in text) == (history.begins is not None)


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (None, "préfiguration, non adoptée."),
        (PartialDate(2024, 4), "préfiguration, non adoptée, en avril 2024."),
        (PartialDate(2024, 4, 4), "préfiguration, non adoptée, au 4 avril 2024."),
    ],
)
def test_the_letter_dates_the_state_as_precisely_as_it_is_known(
    roadmap: Roadmap, since: PartialDate | None, said: str
) -> None:
    state = replace(roadmap.site.etat, depuis=since)
    contact = replace(roadmap.site.contact, service=None)
    message = letter(roadmap, site=replace(roadmap.site, etat=state, contact=contact))
    for text in (message.text.replace("\u00a0", " "), words(message.html).replace("\u00a0", " ")):
        assert f"État de la feuille de route : {said}" in text
        assert roadmap.site.contact.courriel in text
        assert "None" not in text


def test_the_letter_tells_what_changed(roadmap: Roadmap) -> None:
    action = roadmap.actions[0]
    history = History(
        changes=(
            dated(
                20, Change("action", action.id, action.titre, "modification", ("statut : a", "b", "c", "d"))
            ),
            dated(19, Change("reunion", "disparue", "Réunion retirée", "retrait")),
            DatedChange("c0ffee", BEGINNING, "x", Change("action", "x", "Vieux titre", "ajout")),
        ),
        begins=BEGINNING,
    )
    message = letter(roadmap, history)
    said = f"20 novembre 2025. Action modifiée : {action.titre} (statut : a ; b ; c ; et d'autres champs)"
    for text in (message.text, words(message.html)):
        assert said in text.replace("\u00a0", " ").replace("\u202f", " ")
        assert "Retrait du calendrier" in text
        assert "Vieux titre" not in text
        assert "historique" not in text
        assert "première version" not in text
    assert f'<a href="{SITE}actions/{action.id}/">' in message.html
    assert "disparue" not in message.html + message.text


@pytest.mark.parametrize(
    ("history", "said"),
    [
        (
            History(begins=OPENED, opening=Opening("c0ffee", OPENED, 23, 17)),
            "Le 1er octobre 2025, première version des données : 23 actions, 17 réunions et échéances.",
        ),
        (History(), "L'historique des changements n'est pas disponible"),
        (History(begins=OPENED), "L'historique des changements n'est connu que depuis le 1er octobre 2025."),
    ],
)
def test_the_letter_says_what_of_the_history_is_not_known(
    roadmap: Roadmap, history: History, said: str
) -> None:
    message = letter(roadmap, history)
    for text in (message.text, words(message.html)):
        assert said in text.replace("\u00a0", " ")


def test_the_letter_stays_short_however_much_there_is_to_tell(roadmap: Roadmap) -> None:
    many = tuple(
        replace(
            roadmap.actions[0],
            id=f"action-{number}",
            titre="Titre répété",
            confirme_le=PartialDate(2025, 11, 1),
        )
        for number in range(50)
    )
    change = Change("action", "action-1", "Changement répété", "modification")
    history = History(changes=tuple(dated(20, change) for _ in range(50)), begins=BEGINNING)
    meetings = tuple(replace(MEETING, id=f"r-{number}", titre="Réunion répétée") for number in range(50))
    message = letter(roadmap, history, actions=many, reunions=meetings)
    for text in (message.text, words(message.html)):
        for repeated in ("Titre répété", "Changement répété", "Réunion répétée"):
            assert text.count(repeated) == 10
        for rest in ("40 autres changements", "40 autres dates", "Et 40 autres"):
            assert rest in text.replace("\u00a0", " ")


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_values_stay_text_in_the_letter(roadmap: Roadmap, attack: str) -> None:
    history = History(
        changes=(dated(20, Change("action", "x", attack, "modification", (attack,))),), begins=BEGINNING
    )
    held = replace(MEETING, titre=attack, date=PartialDate(2025, 11, 1), decisions=(Decision(attack),))
    hostile = replace(roadmap, reunions=(held,))
    message = letter(hostile, history)
    assert "<script" not in message.html
    seen = " ".join(words(message.html).replace("\u00a0", " ").split())
    assert seen.count(" ".join(attack.split())) == 4


def test_the_letter_uses_only_what_every_mail_program_keeps(roadmap: Roadmap) -> None:
    body = html5lib.parseFragment(letter(roadmap, reunions=(MEETING,)).body, namespaceHTMLElements=False)
    elements = [each for each in body.iter() if isinstance(each.tag, str)][1:]
    assert {each.tag for each in elements} <= {"p", "h2", "ul", "ol", "li", "strong", "a", "br"}
    assert {name for each in elements for name in each.attrib} == {"href"}
    assert all(each.get("href", SITE).startswith(("https://", "mailto:")) for each in elements)


@pytest.mark.parametrize("long", ["é" * 280, "👍" * 280, "x" * 5000])
def test_a_mailto_link_is_never_too_long_and_keeps_its_address(long: str) -> None:
    address = f"Le site : {SITE}actions/une-action/"
    link = build_share_mailto("Un titre", ["Un titre", long, "Action envisagée.", address])
    assert len(link) <= MAX_MAILTO_LENGTH
    assert link.endswith("actions%2Fune-action%2F")


def test_the_site_publishes_the_letter(site: Path) -> None:
    message = read((site / "lettre/lettre.eml").read_bytes())
    assert message["X-Unsent"] == "1"
    text = (site / "lettre/lettre.txt").read_text(encoding="utf-8")
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == text
    page = (site / "lettre/index.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert message["Subject"] in page
