"""Validate URLs and e-mail addresses; tell the mailbox of a service from that of a person."""

import re
from urllib.parse import urlsplit

# Mail providers where anyone can open a mailbox, by second-level domain.
FREE_WEBMAIL = frozenset(
    """
    aol bbox club-internet free gmail gmx googlemail hotmail icloud laposte libertysurf live mail me
    msn neuf numericable orange outlook proton protonmail sfr tutanota wanadoo yahoo yandex ymail
    zoho
    """.split()
)
# Words that name a function: an address that contains one belongs to a service, whatever its shape.
FUNCTION_WORDS = frozenset(
    """
    accompagnement accueil action actions adjoint administration agence aide animation antenne appui
    asso association bibliotheque bureau ca cabinet caf campus cantine cc ccas centre cias cidff
    cites clic collectif collectivite com comite communaute commune communication conseil conseiller
    conseillers contact coordination copil cotech courrier ddets ddetspp departement dev
    developpement dgs direction dsden ecole economie education emploi enfance epci epn equipe espace
    europe fablab famille feuille fne formation france gestion habitat handicap hub
    inclusion info information informatique infos initiatives innovation insertion intercommunalite
    jeunesse lieu local logement mairie maison marche mediateur mediatheque mediation metropole mfs
    mission mobilite mobilites mpt msa msap numerique numeriques office parcours partenariat
    partenariats pat pays pep petr pij pimms pole politique population pref prefecture presse
    prevention projet projets proximite public publics pvd referent referents region relais reseau
    responsable ressources route rural sante scolaire secretariat seniors service services
    site social solidarite solidarites sous standard structure support syndicat technique
    technologies territoire territoires territorial tiers urbanisme usagers vie ville villes
    """.split()
)
MAILBOX_SEPARATORS = re.compile(r"[._+]")


def is_https_url(text: str) -> bool:
    """Say whether a text is an https URL with a full ASCII host name, without user name or password."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme == "https" and "@" not in parts.netloc and "." in host.strip(".") and host.isascii()


def is_functional_mailbox(address: str) -> bool:
    """Say whether an e-mail address belongs to a service: neither personal nor at a free webmail."""
    return not (is_free_webmail(address) or is_personal_mailbox(address))


def is_free_webmail(address: str) -> bool:
    """Say whether the domain of an e-mail address is a free webmail."""
    domain = address.rpartition("@")[2].lower().split(".")
    return len(domain) > 1 and domain[-2] in FREE_WEBMAIL


def is_personal_mailbox(address: str) -> bool:
    """Say whether an e-mail address looks like that of a person: prenom.nom@, p.nom@, prenom_nom@."""
    words = [word for word in MAILBOX_SEPARATORS.split(address.rpartition("@")[0].lower()) if word]
    parts = {part.strip("0123456789") for word in words for part in word.split("-")}
    return 2 <= len(words) <= 3 and not parts & FUNCTION_WORDS  # noqa: PLR2004 - prenom.nom, prenom.autre.nom
