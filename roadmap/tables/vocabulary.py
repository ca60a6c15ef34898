"""The words of a table's cells: those of the data (axes, places, labels), and those people write instead."""

import re
from dataclasses import dataclass

from roadmap.text.folding import fold
from roadmap.text.french_lists import index_names
from roadmap.validation.corpus import Corpus

# Cells that say that nothing is known.
NOTHING = frozenset(
    map(
        fold,
        (
            "nc; n/a; na; nd; néant; aucun; aucune; rien; non chiffré; non chiffrée; non communiqué; "
            "à définir; à préciser; à compléter; à déterminer; inconnu; inconnue; non précisé; sans objet; "
            "non renseigné; so; non défini; à chiffrer; en cours de chiffrage; non connu; tbd"
        ).split(";"),
    )
)
# Pattern of a folded cell -> status; the first that is found in it.
STATUS_PATTERNS = (
    ("abandon|annul|supprim|sans-suite|^arret", "abandonnee"),
    ("pause|suspend|^gel|en-attente|stand-by", "en-pause"),
    ("reflexion|etude|envisag|idee|pressenti|en-projet|^projet|propos|souhait|a-valider", "envisagee"),
    ("(?:non|pas)-(?:encore-)?(?:demarr|commenc|lanc|realis|fait|debut|engag)", "a-venir"),
    ("partiel|^[1-9][0-9]?$", "en-cours"),
    ("realis|termin|achev|finalis|clotur|^clos|^fini|^faite?s?$|livre|effectu|^100$|^solde", "realisee"),
    (
        "en-cours|demarr|lance|engag|en-oeuvre|^actif|^active|commenc|deploi|deploy|permanent|continu",
        "en-cours",
    ),
    ("a-venir|planif|program|prevu|a-lancer|a-demarrer|^prete?$|a-faire|^0$|futur|prochain", "a-venir"),
)
# Folded words of an audience -> `cible`, or the id of one of the `publics`.
AUDIENCE_WORDS = {
    "usagers": "usagers habitants grand-public tout-public tout-le-monde citoyens population administres "
    "particuliers le-grand-public les-habitants public public-eloigne-du-numerique",
    "professionnels": "professionnels agents aidants aidants-numeriques travailleurs-sociaux associations "
    "entreprises elus mediateurs mediateurs-numeriques conseillers-numeriques collectivites agents-d-accueil "
    "acteurs-du-territoire secretaires-de-mairie benevoles commercants artisans enseignants acteurs",
    "tous": "tous tous-publics ensemble toutes-et-tous habitants-et-professionnels usagers-et-professionnels",
    "jeunes": "jeunes ados adolescents jeunesse collegiens lyceens 16-25-ans",
    "etudiants": "etudiants",
    "familles-enfants": "familles parents enfants familles-et-enfants parents-d-eleves",
    "seniors": "seniors personnes-agees retraites aines personnes-ainees senior",
    "femmes": "femmes",
    "demandeurs-emploi": "demandeurs-d-emploi chomeurs personnes-en-recherche-d-emploi demandeurs-emploi",
    "personnes-handicapees": "personnes-handicapees personnes-en-situation-de-handicap handicap pmr",
    "beneficiaires-minima-sociaux": "rsa beneficiaires-du-rsa allocataires allocataires-du-rsa "
    "minima-sociaux publics-precaires personnes-precaires personnes-en-precarite foyers-modestes",
    "residents-qpv-frr": "qpv frr zrr quartiers-prioritaires habitants-des-quartiers residents-qpv",
}
_BEFORE_AXIS = r"axes?(?:-strategique|-n|-no|-numero)*-?"
AXIS_NUMBER = f"^(?:{_BEFORE_AXIS})?([0-9]{{1,2}})(?:-|$)"
# « 1.2 » is a part of axis 1; « 1 et 2 » are two axes.
SUB_AXIS = r"([0-9])\.[0-9]+"
SEVERAL_AXES = f"^(?:{_BEFORE_AXIS})?[0-9]{{1,2}}(?:-(?:et|ou|axe))*-[0-9]{{1,2}}$"
AXIS_ROMAN = f"^{_BEFORE_AXIS}(i|ii|iii|iv|v|vi|vii|viii|ix|x)(?:-|$)"
ROMAN = "i ii iii iv v vi vii viii ix x".split()
TOTAL_ROW = "^(?:sous-)?tota(?:l|ux)(?:-|$)|^somme(?:-|$)|^moyenne(?:-|$)"
_WHOLE_DEPARTMENT = (
    "Tout le département",
    "Département",
    "Ensemble du département",
    "Départemental",
    "Le département",
)


@dataclass(frozen=True)
class Vocabulary:
    """The entries that cells may name: the identifier of each name (see `text.french_lists`)."""

    axes: dict[str, str]
    axis_numbers: tuple[int, ...]
    thematics: dict[str, str]
    places: dict[str, str]
    communes: frozenset[str]
    audiences: dict[str, str]
    statuses: dict[str, str]


def build_vocabulary(corpus: Corpus) -> Vocabulary:
    """Return the words of the data of a department."""
    schemas = corpus.schemas
    axes = corpus.names_by_id("axes")
    territories, communes = corpus.names_by_id("territoires"), corpus.names_by_id("communes")
    department = corpus.files["territories"].value["departement"]["id"]
    publics = schemas.labels("action", "publics", 0)
    audiences = {key: [*words.split(), publics.get(key, "")] for key, words in AUDIENCE_WORDS.items()}
    return Vocabulary(
        axes=index_names(axes),
        axis_numbers=tuple(int(number) for number in axes),
        thematics=index_names(corpus.names_by_id("thematiques")),
        places=_index_places(territories, communes, department),
        communes=frozenset(communes),
        audiences=index_names(audiences) | index_names({"non-precise": ["Destinataires non précisés"]}),
        statuses=index_names({key: [label] for key, label in schemas.labels("action", "statut").items()}),
    )


def _index_places(
    territories: dict[str, list[str]], communes: dict[str, list[str]], department: str
) -> dict[str, str]:
    """Index the territories by their names, without those of their seat, and the communes by theirs."""
    labels = {identifier: names[:2] for identifier, names in territories.items()}
    labels[department] = [*territories[department], *_WHOLE_DEPARTMENT]
    # The name of a commune is first the commune: « Chartres » is not the EPCI that has its seat there.
    return index_names(labels) | index_names({code: names[:1] for code, names in communes.items()})


def read_status(text: str, vocabulary: Vocabulary) -> str | None:
    """Return the status that a cell tells in any gender or case; None when it is not understood."""
    plain = fold(text.replace("%", ""))
    if plain in vocabulary.statuses:
        return vocabulary.statuses[plain]
    return next((status for pattern, status in STATUS_PATTERNS if re.search(pattern, plain)), None)


def read_axis(text: str, vocabulary: Vocabulary) -> int | None:
    """Return the number of the axis that a cell names: « Axe 2 : … », « 2 », a title; None when none is."""
    plain = fold(re.sub(SUB_AXIS, r"\1", text))
    if re.search(SEVERAL_AXES, plain):
        return None
    if number := re.search(AXIS_NUMBER, plain):
        return int(number[1]) if int(number[1]) in vocabulary.axis_numbers else None
    if roman := re.search(AXIS_ROMAN, plain):
        number = ROMAN.index(roman[1]) + 1
        return number if number in vocabulary.axis_numbers else None
    known = vocabulary.axes.get(plain) or next(
        (key for name, key in vocabulary.axes.items() if len(plain) >= MIN_AXIS_LETTERS and plain in name),
        None,
    )
    return int(known) if known else None


MIN_AXIS_LETTERS = 8  # of a part of an axis's title that names it
