"""Validate URLs and e-mail addresses; tell the mailbox of a service from that of a person."""

import functools
import importlib.resources
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
    accompagnement accueil action actions ad adjoint administration agence aidants aide ale
    animation antenne antennes ape appui asso association atelier ateliers bibli bibliotheque bij
    bureau ca cabinet caf campus cantine cc ccas centre centresocial cias cidff cio cites clic cls
    cmp collectif collectivite college com comite communaute commune communication conseil
    conseiller conseillers contact coordination copil cotech courrier csc cyber cyberbase dd ddets
    ddetspp departement dev developpement dgs direction dsden ecole economie education emploi
    enfance epci epn equipe esf espace europe fablab famille feuille fne formation france
    franceservices gestion habitat handicap hub inclusion info information informatique infos
    initiatives innovation insertion intercommunalite jeunesse lieu local logement ludotheque lycee
    mairie maison marche mds mediateur mediatheque mediatheques mediation metropole mfs mission ml
    mobilite mobilites mpt msa msap numerique numeriques office online parcours partenariat
    partenariats pat pays pep petr pij pimms pmi pole politique population pref prefecture presse
    prevention projet projets proximite public publics pvd referent referents region relais reseau
    responsable ressources route rural sante scolaire sdis secretariat seniors service services sip
    site social solidarite solidarites sous standard structure support syndicat technique
    technologies territoire territoires territorial tiers udaf urbanisme usagers vie ville villes
    """.split()
)
# Domains whose every mailbox is that of a service.
SERVICE_DOMAINS = frozenset({"france-services.gouv.fr"})
MAILBOX_SEPARATORS = re.compile(r"[._+]")
MAX_ACRONYM_LENGTH = 4  # letters: « ml », « sdis »
EMAIL_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
# RFC 1123: labels of letters, digits and inner hyphens. The last one is a name: IP addresses are refused.
HOST_NAME = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+(?:[A-Za-z]{2,63}|xn--[A-Za-z0-9-]{1,59})\.?",
    re.ASCII,
)
MAX_HOST_LENGTH = 253
# What a mailto link may hold (RFC 6068): one recipient, a subject and a body.
MAILTO_LINK = re.compile(r"mailto:([^?&,;%\s]+)(?:\?(?:subject|body)=[^&\s]*(?:&(?:subject|body)=[^&\s]*)*)?")


WEB_ADDRESS = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]{0,20}://|mailto:|www\.)[^\s<>]*")


def mask_web_addresses(text: str) -> str:
    """Return a text with its web addresses and mailto links replaced by as many spaces."""
    return WEB_ADDRESS.sub(lambda match: " " * len(match[0]), text)


def is_https_url(text: str) -> bool:
    """Say whether a text is an https URL with a full ASCII host name, without user name or password."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme == "https" and "@" not in parts.netloc and is_host_name(host)


def is_host_name(host: str) -> bool:
    """Say whether a text is the full name of a host (RFC 1123), not an IP address."""
    return len(host) <= MAX_HOST_LENGTH and HOST_NAME.fullmatch(host) is not None


def is_safe_mailto(text: str) -> bool:
    """Say whether a text is a mailto link to one mailbox, without other recipients or hidden copies."""
    match = MAILTO_LINK.fullmatch(text)
    return (
        bool(match)
        and EMAIL_ADDRESS.fullmatch(match[1]) is not None
        and is_host_name(match[1].partition("@")[2])
    )


def find_mailbox_problem(address: str) -> str | None:
    """Return the code of what is wrong with an e-mail address, None when it is that of a service.

    `mailbox-host`: its host cannot exist; `free-webmail`: anyone can open it; `personal-mailbox`: it begins
    with a first name; `maybe-personal-mailbox`: it has the shape of a person's, prenom.nom@ or p.nom@.
    """
    domain = address.rpartition("@")[2].lower()
    if not is_host_name(domain):
        return "mailbox-host"
    if domain.split(".")[-2] in FREE_WEBMAIL:
        return "free-webmail"
    return None if domain in SERVICE_DOMAINS else _find_person(address.rpartition("@")[0].lower())


def _find_person(name: str) -> str | None:
    """Return the code of the first part of an e-mail address that looks like a person's name."""
    words = [word for word in MAILBOX_SEPARATORS.split(name) if word]
    parts = {part.strip("0123456789") for word in words for part in word.split("-")}
    if not 2 <= len(words) <= 3 or parts & FUNCTION_WORDS:  # noqa: PLR2004 - prenom.nom, prenom.autre.nom
        return None
    if words[0].split("-")[0] in load_first_names():
        return "personal-mailbox"
    is_acronym = 1 < len(words[0]) <= MAX_ACRONYM_LENGTH or any(char.isdigit() for char in words[0])
    return None if is_acronym else "maybe-personal-mailbox"


@functools.cache
def load_first_names() -> frozenset[str]:
    """Return the usual first names, in small letters without accents."""
    text = importlib.resources.files("roadmap.text").joinpath("first_names.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))
