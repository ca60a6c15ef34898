"""What the data says, as frozen records: one class a kind of entry, one attribute a field.

Attributes bear the names of the data's fields, and their defaults: an absent field is None or empty.
"""

import datetime as dt

import msgspec

from roadmap.text.partial_dates import PartialDate


class Record(msgspec.Struct, frozen=True):
    """What the data says of one thing."""


class Source(Record):
    """The document that a fact comes from."""

    document: str
    date: PartialDate | None = None
    url: str | None = None


class Contact(Record):
    """A service to write to; None is not known yet, in the site's own contact alone."""

    service: str | None
    courriel: str | None = None


class Link(Record):
    """A page to read."""

    titre: str
    url: str


class Siren(str):
    """The number of an organisation; people write it as a text or as a number."""

    __slots__ = ()


class Organisation(Record):
    """A public body, an association or a firm."""

    nom: str
    siren: Siren | None = None


class Indicator(Record):
    """A measure, its start and its aim."""

    libelle: str
    unite: str | None = None
    depart: float | None = None
    cible: float | None = None
    cible_approximative: bool = False
    actuel: float | None = None
    mesure_le: PartialDate | None = None
    source: str | None = None
    remarque: str | None = None


class Axis(Record):
    """A strategic axis."""

    numero: int
    titre: str
    titre_court: str
    contexte: str | None = None
    source: Source | None = None


class Thematic(Record):
    """A priority theme of the working groups."""

    id: str
    titre: str


class Step(Record):
    """A step of an action."""

    titre: str
    date: PartialDate | None = None
    realisee: bool = False


class Funding(Record):
    """A funder's part in an action's budget, in whole euros."""

    financeur: str
    montant: int | None = None
    statut: str | None = None


class Budget(Record):
    """What an action costs, in whole euros, and who pays."""

    montant: int | None = None
    financements: tuple[Funding, ...] = ()


class Action(Record):
    """One action of the roadmap; `id` is its file's name."""

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
    motif: str | None = None
    porteur: Organisation | None = None
    partenaires: tuple[Organisation, ...] = ()
    contact: Contact | None = None
    debut: PartialDate | None = None
    fin: PartialDate | None = None
    etapes: tuple[Step, ...] = ()
    contexte: str | None = None
    objectifs: tuple[str, ...] = ()
    description: str | None = None
    budget: Budget | None = None
    indicateurs: tuple[Indicator, ...] = ()
    liens: tuple[Link, ...] = ()
    source: Source | None = None
    anciens_identifiants: tuple[str, ...] = ()


class Instance(Record):
    """A committee, or another kind of appointment."""

    id: str
    nom: str
    sigle: str | None = None
    role: str | None = None

    @property
    def is_a_body(self) -> bool:
        """Whether it is a body of the governance, and not a mere kind of date."""
        return self.id not in {"rencontre-bilaterale", "echeance"}


class Decision(Record):
    """A decision of a meeting, and the actions that it concerns."""

    texte: str
    actions: tuple[str, ...] = ()


class Meeting(Record):
    """A meeting or a deadline; hours are local."""

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
    documents: tuple[Link, ...] = ()
    inscription: str | None = None
    source: Source | None = None
    anciens_identifiants: tuple[str, ...] = ()

    @property
    def is_of_a_committee(self) -> bool:
        """Whether it follows the whole roadmap: technical committee, steering committee, or any `comite-`."""
        return self.instance.startswith("comite-")

    def span(self, zone: dt.tzinfo) -> tuple[dt.date, dt.datetime | None]:
        """Return when it begins and ends, hours being told in `zone`: a day alone where no hour is known.

        An hour that the change to summer time skips is read as the one after: an end that does not come after
        the start any more is left out, as one that is not known.
        """
        day = self.date.first_day
        start, end = (hour and dt.datetime.combine(day, hour, zone) for hour in (self.heure, self.heure_fin))
        # Two moments of one zone are compared by what their clock shows.
        is_after = start and end and end.astimezone(dt.UTC) > start.astimezone(dt.UTC)
        return start or day, end if is_after else None


class Resource(Record):
    """A useful page or tool."""

    id: str
    titre: str
    url: str
    description: str
    categorie: str
    publics: tuple[str, ...] = ()
    verifie_le: PartialDate | None = None
    url_d_origine: str | None = None


class CircuitStep(Record):
    """Who does what in a funding scheme."""

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


class Commune(Record):
    """A commune of the department."""

    code: str
    nom: str
    codes_postaux: tuple[str, ...]


class Territory(Record):
    """An EPCI, or a commune that is in none; `population` counts its communes inside the department."""

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
        """Whether it is a commune that is in no EPCI."""
        return self.nature == "commune-isolee"


class Department(Record):
    """The whole territory of the roadmap."""

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

    @property
    def is_acronym(self) -> bool:
        """Whether the term is a set of initials, to be spelt out wherever it stands."""
        letters = [char for char in self.terme if char.isalpha()]
        return len(letters) > 1 and all(char.isupper() for char in letters)


class DepartmentNames(Record):
    """The department's code and the forms of its name."""

    code: str
    nom: str
    de: str
    en: str


class Publisher(Record):
    """Who publishes the site; None is not known yet."""

    nom: str | None
    adresse: str | None
    telephone: str | None
    directeur_de_publication: str | None


class State(Record):
    """How far the roadmap is, `prefiguration` or `adoptee`; None is not known yet."""

    etape: str
    depuis: PartialDate | None
    source: Source | None = None


class Accessibility(Record):
    """The state of the accessibility statement."""

    conformite: str
    declaration_etablie_le: PartialDate | None
    audit_le: PartialDate | None
    schema_pluriannuel: str | None
    plan_d_action: str | None


class LegalNotice(Record):
    """Who hosts the site; None is not known yet."""

    hebergeur: str | None
    hebergeur_adresse: str | None
    hebergeur_telephone: str | None


class Site(Record):
    """What the site says of itself."""

    nom: str
    description: str
    departement: DepartmentNames
    editeur: Publisher
    contact: Contact
    etat: State
    accessibilite: Accessibility
    licence: str
    aide: Link
    mentions_legales: LegalNotice
