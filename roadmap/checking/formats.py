"""Rules on one value that a regular expression cannot hold; the schemas name them in `format`.

Each function takes any value and says whether it is sound; a value of another type is not its concern.
"""

import re
from urllib.parse import urlsplit

from jsonschema import FormatChecker

from roadmap.reading.dates import PartialDate, parse_hour

# Mailboxes that anyone can open: an official's own, as a rule, never a service's.
FREE_WEBMAIL = frozenset(
    """
    aol bbox club-internet free gmail gmx googlemail hotmail icloud laposte libertysurf live mail me
    msn neuf numericable orange outlook proton protonmail sfr tutanota wanadoo yahoo yandex ymail
    zoho
    """.split()
)
# Words that name a function: an address made of them is a service's, whatever its dots.
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
SEPARATORS = re.compile(r"[._+]")

checker = FormatChecker(formats=())


def luhn(digits: str) -> bool:
    """Say whether `digits` end with their Luhn key, the control of a SIREN (Insee, ISO/IEC 7812-1)."""
    doubled = (int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits)))
    return sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0


@checker.checks("siren")
def is_siren(value: object) -> bool:
    """Nine digits, the last one a control key."""
    text = str(value)
    return not isinstance(value, str | int) or (text.isascii() and text.isdigit() and luhn(text))


@checker.checks("date-partielle")
def is_date(value: object) -> bool:
    """A day that exists, from 1900 to 2200."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return True
    try:
        PartialDate.parse(value)
    except ValueError:
        return False
    return True


@checker.checks("heure")
def is_hour(value: object) -> bool:
    """An hour of the day."""
    try:
        return not isinstance(value, str) or bool(parse_hour(value).isoformat())
    except ValueError:
        return False


@checker.checks("adresse-https")
def is_https(value: object) -> bool:
    """An https address with a full host name, without user name or password."""
    if not isinstance(value, str):
        return True
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme == "https" and "@" not in parts.netloc and "." in host.strip(".") and host.isascii()


def is_free_webmail(address: str) -> bool:
    """Say whether an e-mail address is at a free webmail."""
    domain = address.rpartition("@")[2].lower().split(".")
    return len(domain) > 1 and domain[-2] in FREE_WEBMAIL


def looks_personal(address: str) -> bool:
    """Say whether an e-mail address is built as a person's: prenom.nom@, p.nom@, prenom_nom@."""
    words = [word for word in SEPARATORS.split(address.rpartition("@")[0].lower()) if word]
    parts = {part.strip("0123456789") for word in words for part in word.split("-")}
    return 2 <= len(words) <= 3 and not parts & FUNCTION_WORDS  # noqa: PLR2004 - prenom.nom, prenom.autre.nom


@checker.checks("courriel-fonctionnel")
def is_functional_mailbox(value: object) -> bool:
    """A service's mailbox: neither a person's nor a free webmail's."""
    return not isinstance(value, str) or not (is_free_webmail(value) or looks_personal(value))
