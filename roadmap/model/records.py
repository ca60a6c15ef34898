"""The entities of the roadmap as frozen records: one class per kind of entry, one attribute per data field.

Attributes have the names of the YAML fields; an absent field is None or empty.
"""

import datetime as dt
from zoneinfo import ZoneInfo

import msgspec

from roadmap.text.partial_dates import PartialDate, find_time_zone


class Record(msgspec.Struct, frozen=True):
    """Base class of all records."""


class Source(Record):
    """The document that a piece of data comes from."""

    document: str
    date: PartialDate | None = None
    url: str | None = None


class Contact(Record):
    """A public service to write to; `service` is None only for a site whose contact is not known yet."""

    service: str | None
    courriel: str | None = None


class Link(Record):
    """A titled hyperlink."""

    titre: str
    url: str


class Siren(str):
    """A SIREN, the official 9-digit number of an organisation; YAML gives it as a string or an integer."""

    __slots__ = ()


class Organisation(Record):
    """A public body, an association or a company."""

    nom: str
    siren: Siren | None = None


class Measure(Record):
    """A measure of an indicator."""

    date: PartialDate
    valeur: float
    source: str


class Indicator(Record):
    """An indicator: its baseline, target and latest measure; `mesures` are all of them, if listed."""

    libelle: str
    unite: str | None = None
    depart: float | None = None
    cible: float | None = None
    cible_approximative: bool = False
    actuel: float | None = None
    mesure_le: PartialDate | None = None
    source: str | None = None
    mesures: tuple[Measure, ...] = ()
    remarque: str | None = None

    @property
    def all_measures(self) -> tuple[Measure, ...]:
        """All its measures, oldest first; the only one, if it is dated and has a source."""
        if self.mesures or self.actuel is None or not self.mesure_le or not self.source:
            return self.mesures
        return (Measure(self.mesure_le, self.actuel, self.source),)


class Axis(Record):
    """A strategic axis."""

    numero: int
    titre: str
    titre_court: str
    contexte: str | None = None
    texte_simple: str | None = None
    mots_cles: tuple[str, ...] = ()
    source: Source | None = None


class Thematic(Record):
    """A priority topic, the subject of a working group."""

    id: str
    titre: str


class Milestone(Record):
    """A milestone of an action (`etapes`)."""

    titre: str
    date: PartialDate | None = None
    realisee: bool = False


class Funding(Record):
    """The contribution of a funder to the budget of an action, in whole euros."""

    financeur: str
    montant: int | None = None
    statut: str | None = None


class Budget(Record):
    """The cost of an action in whole euros, and its funders."""

    montant: int | None = None
    financements: tuple[Funding, ...] = ()


class Action(Record):
    """An action of the roadmap; `id` is the name of its file without extension."""

    id: str
    titre: str
    resume: str
    axe: int
    cible: str
    statut: str
    confirme_le: PartialDate
    publics: tuple[str, ...] = ()
    thematiques: tuple[str, ...] = ()
    territoires: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    motif: str | None = None
    porteur: Organisation | None = None
    partenaires: tuple[Organisation, ...] = ()
    contact: Contact | None = None
    debut: PartialDate | None = None
    fin: PartialDate | None = None
    etapes: tuple[Milestone, ...] = ()
    contexte: str | None = None
    objectifs: tuple[str, ...] = ()
    description: str | None = None
    budget: Budget | None = None
    indicateurs: tuple[Indicator, ...] = ()
    liens: tuple[Link, ...] = ()
    source: Source | None = None
    anciens_identifiants: tuple[str, ...] = ()


class Instance(Record):
    """A committee, or a category of dates such as deadlines."""

    id: str
    nom: str
    sigle: str | None = None
    role: str | None = None

    @property
    def is_governance_body(self) -> bool:
        """Whether it is a governance body rather than a category of dates."""
        return self.id not in {"rencontre-bilaterale", "echeance"}


# Where the PDF documents are published, from the site's root.
DOCUMENTS_ADDRESS = "documents/"


class MeetingDocument(Record):
    """A public document of a meeting: `url`, or `fichier`, the name of a published PDF."""

    titre: str
    url: str | None = None
    fichier: str | None = None

    @property
    def address(self) -> str | None:
        """The address of its PDF from the site's root, None for a document that is elsewhere."""
        return f"{DOCUMENTS_ADDRESS}{self.fichier}" if self.fichier else None


class Decision(Record):
    """A decision of a meeting; `actions` are ids of the actions concerned, `responsable` is a function."""

    texte: str
    actions: tuple[str, ...] = ()
    responsable: str | None = None
    echeance: PartialDate | None = None
    faite_le: PartialDate | None = None


class Meeting(Record):
    """A meeting or a deadline; hours are in the local time of the department."""

    id: str
    titre: str
    instance: str
    date: PartialDate
    heure: dt.time | None = None
    heure_fin: dt.time | None = None
    lieu: str | None = None
    thematiques: tuple[str, ...] = ()
    statut: str | None = None
    date_initiale: PartialDate | None = None
    ordre_du_jour: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    documents: tuple[MeetingDocument, ...] = ()
    inscription: str | None = None
    source: Source | None = None
    anciens_identifiants: tuple[str, ...] = ()

    @property
    def is_committee_meeting(self) -> bool:
        """Whether it is a meeting of a committee that follows the whole roadmap (instance `comite-…`)."""
        return self.instance.startswith("comite-")

    def start_and_end(self, zone: dt.tzinfo) -> tuple[dt.date, dt.datetime | None]:
        """Return the start and the end in the time zone `zone`; the start is a date when no hour is given.

        The end is None when unknown, or when the switch to summer time leaves it no later than the start.
        """
        day = self.date.first_day
        start, end = (hour and dt.datetime.combine(day, hour, zone) for hour in (self.heure, self.heure_fin))
        # Compared in UTC: Python compares two datetimes of one time zone by their local times.
        is_after = start and end and end.astimezone(dt.UTC) > start.astimezone(dt.UTC)
        return start or day, end if is_after else None


class Resource(Record):
    """A useful web page or tool."""

    id: str
    titre: str
    url: str
    description: str
    categorie: str
    publics: tuple[str, ...] = ()
    verifie_le: PartialDate | None = None
    mots_cles: tuple[str, ...] = ()
    url_d_origine: str | None = None


class CircuitStep(Record):
    """A step of the application process of a funding scheme, and who does it."""

    acteur: str
    etape: str


class Scheme(Record):
    """A funding scheme; amounts in whole euros."""

    id: str
    titre: str
    objet: str
    annee: int | None = None
    montant: int | None = None
    montant_approximatif: bool = False
    nature_du_montant: str | None = None
    beneficiaires: tuple[str, ...] = ()
    circuit: tuple[CircuitStep, ...] = ()
    conditions: tuple[str, ...] = ()
    contact: Contact | None = None
    source: Source | None = None


class FormerCommune(Record):
    """A commune that is now part of another one, or a former name of it."""

    code: str
    nom: str


class Commune(Record):
    """A commune of the department; `anciennes` are those that it brings together, and its former names."""

    code: str
    nom: str
    codes_postaux: tuple[str, ...]
    anciennes: tuple[FormerCommune, ...] = ()


class Place(Record):
    """A place of digital help, from the national map; texts are empty when unknown."""

    nom: str
    adresse: str
    code_postal: str
    commune: str
    code_insee: str
    position: tuple[float, float] | None  # latitude, longitude
    telephone: str
    site_web: str
    horaires: str
    services: tuple[str, ...]
    frais_a_charge: tuple[str, ...]
    date_maj: dt.date


class Territory(Record):
    """An EPCI, or a commune outside any EPCI; `population` counts only the communes of the department."""

    id: str
    nom: str
    nom_officiel: str
    nature: str
    siren: str
    population: int
    population_totale_epci: int
    communes_hors_departement: int
    communes: tuple[Commune, ...]
    siege: str | None = None
    siege_dans_le_departement: bool | None = None

    @property
    def is_lone_commune(self) -> bool:
        """Whether it is a commune outside any EPCI."""
        return self.nature == "commune-isolee"


class Department(Record):
    """The department, the territory of the whole roadmap."""

    id: str
    nom: str
    population: int


class Term(Record):
    """A glossary entry."""

    terme: str
    sens: str
    confirmation: str
    source: str | None = None
    remarque: str | None = None
    mots_cles: tuple[str, ...] = ()

    @property
    def is_acronym(self) -> bool:
        """Whether the term is an acronym, to be expanded wherever it is used."""
        letters = [char for char in self.terme if char.isalpha()]
        return len(letters) > 1 and all(char.isupper() for char in letters)


class DepartmentNames(Record):
    """The code of the department, its name, and its name with the prepositions `de` and `en`."""

    code: str
    nom: str
    de: str
    en: str


class Publisher(Record):
    """The publisher of the site; None when not known yet."""

    nom: str | None
    adresse: str | None
    telephone: str | None
    directeur_de_publication: str | None


class RoadmapState(Record):
    """The official state of the roadmap: `etape` is `prefiguration` or `adoptee`; None when not known yet."""

    etape: str
    depuis: PartialDate | None
    source: Source | None = None


class Verification(Record):
    """What a person found of some RGAA criteria: `resultat` is conforme, non-conforme or non-applicable."""

    criteres: tuple[str, ...]
    resultat: str
    le: PartialDate
    par: str
    constat: str | None = None


class Accessibility(Record):
    """The facts of the accessibility statement (RGAA)."""

    conformite: str
    declaration_etablie_le: PartialDate | None
    audit_le: PartialDate | None
    schema_pluriannuel: str | None
    plan_d_action: str | None
    verifications: tuple[Verification, ...] = ()


class LegalNotice(Record):
    """The hosting provider of the site; None when not known yet."""

    hebergeur: str | None
    hebergeur_adresse: str | None
    hebergeur_telephone: str | None


class SiteSettings(Record):
    """The settings of the site (`data/site.yaml`)."""

    nom: str
    description: str
    departement: DepartmentNames
    editeur: Publisher
    contact: Contact
    etat: RoadmapState
    accessibilite: Accessibility
    licence: str
    aide: Link
    mentions_legales: LegalNotice

    @property
    def time_zone(self) -> ZoneInfo:
        """The time zone of the department: that of the hours of its meetings."""
        return find_time_zone(self.departement.code)
