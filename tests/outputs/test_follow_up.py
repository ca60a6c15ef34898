"""The page of the follow-up: what waits for news, by leader, and a reminder ready to send."""

import email
import email.policy
import re
from pathlib import Path
from urllib.parse import unquote

from bs4 import BeautifulSoup

from tests.conftest import build_site, copy_project

LATE = "fin: 2025-01\nporteur:\n  nom: Pays <b>d'essai</b>\ncontact:\n  service: Accueil\n  courriel: accueil@exemple.fr\n"


def test_the_follow_up_lists_what_waits_for_news_with_a_reminder_for_each_leader(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "projet")
    sheet = project / "data/actions/don-outils-numeriques.yaml"
    sheet.write_text(sheet.read_text(encoding="utf-8").rstrip() + "\n" + LATE, encoding="utf-8")
    done = project / "data/actions/filiere-reconditionnement.yaml"
    done.write_text(
        done.read_text(encoding="utf-8").replace("statut: envisagee", "statut: realisee").rstrip()
        + "\nporteur:\n  nom: La préfecture\n",
        encoding="utf-8",
    )
    for number, name in enumerate(("cartographie-mediation-numerique", "formation-professionnels-pix")):
        other = project / f"data/actions/{name}.yaml"
        long_name = f"Long et identique {'à rallonge ' * 30}{number}"
        other.write_text(
            f"{other.read_text(encoding='utf-8').rstrip()}\nporteur:\n  nom: {long_name}\n", encoding="utf-8"
        )
    site = build_site(project)
    page = BeautifulSoup((site / "suivi/index.html").read_text(encoding="utf-8"), "html.parser").main
    section = page.find(id="porteur-pays-b-d-essai-b")
    assert section.get_text() == "Pays <b>d'essai</b>"
    item = section.find_next("li").get_text(" ", strip=True).replace("\u00a0", " ")
    assert "En retard" in item
    assert "Non précisé : budget." in item
    assert "/contribuer/nouvelles/?action=don-outils-numeriques" in str(section.find_next("li"))
    assert "Structurer une filière" not in page.get_text()
    mailto = section.find_next("a", string="Préparer le rappel")["href"]
    assert mailto.startswith("mailto:accueil@exemple.fr?subject=")
    assert "contribuer/nouvelles/?action=don-outils-numeriques" in unquote(mailto)
    draft = site / "suivi/pays-b-d-essai-b.eml"
    message = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
    assert message["Subject"] == "Où en est votre action ?"
    assert "contribuer/nouvelles/?action=don-outils-numeriques" in message.get_body(("plain",)).get_content()
    assert message["To"] is None
    assert "Long et identique" in page.find(id=re.compile("^porteur-long-et-identique")).get_text()
    assert len(list((site / "suivi").glob("*.eml"))) == 3  # none for the actions without a leader
    assert "Sans porteur connu" in page.get_text()


def test_when_nothing_waits_the_page_says_so(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "projet")
    for path in (project / "data/actions").iterdir():
        path.unlink()
    page = (build_site(project) / "suivi/index.html").read_text(encoding="utf-8")
    assert "Rien n'est à suivre" in page or "Rien n&#39;est à suivre" in page
