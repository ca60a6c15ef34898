"""The search index: one entry a page made from the data, and the glossary's terms."""

import json
from collections.abc import Iterator

from roadmap.explaining.suggestions import fold
from roadmap.modelling.model import Roadmap
from roadmap.modelling.records import Territory

Entry = tuple[str, str, str, str, str]

# Words that tell nothing: left out of the index, and of what is looked for in it.
EMPTY_WORDS = frozenset(
    "a au aux avec c ce ces cette d dans de des du elle en est et il l la le les leur leurs n ne on ou par"
    " pas plus pour qu que qui s sa se ses son sont sur un une y".split()
)


def index(roadmap: Roadmap) -> str:
    """Return the index as JSON, column by column: it is smaller once compressed.

    `vides` are the words that are not looked for. Of each entry: `titre`, `adresse` from the root,
    `genre`, `noms` (its other names), and `mots`: the words of its text that these lack, folded, each once.
    """
    titles, addresses, kinds, names, texts = zip(*_entries(roadmap), strict=True)
    columns = {
        "vides": sorted(EMPTY_WORDS),
        "titre": titles,
        "adresse": addresses,
        "genre": kinds,
        "noms": names,
        "mots": [
            _new_words(f"{title} {name}", text)
            for title, name, text in zip(titles, names, texts, strict=True)
        ],
    }
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":"))


def _entries(roadmap: Roadmap) -> Iterator[Entry]:
    """Yield `(title, address, kind, other names, text)` for everything that can be found."""
    for action in roadmap.actions:
        where = " ".join(roadmap.territory(each).nom for each in action.territoires)
        kind = f"Action, axe {action.axe}"
        yield action.titre, f"actions/{action.id}/", kind, "", f"{action.resume} {where}"
    for axis in roadmap.axes:
        yield axis.titre, f"axes/{axis.numero}/", f"Axe {axis.numero}", "", axis.titre_court
    for meeting in roadmap.reunions:
        agenda = " ".join(meeting.ordre_du_jour)
        yield meeting.titre, f"calendrier/{meeting.id}/", "Calendrier", "", agenda
    for epci in roadmap.epci:
        yield epci.nom, f"territoires/{epci.id}/", "Territoire", _places(epci), ""
    for resource in roadmap.ressources:
        yield resource.titre, f"ressources/#{resource.id}", "Ressource", "", resource.description
    for scheme in roadmap.dispositifs:
        yield scheme.titre, f"financements/#{scheme.id}", "Financement", "", scheme.objet
    for term in roadmap.termes:
        yield term.terme, f"glossaire/#terme-{fold(term.terme)}", "Glossaire", "", term.sens


def _places(epci: Territory) -> str:
    """Return the names by which an EPCI is looked for: its official one, its communes, their postcodes."""
    communes = (f"{each.nom} {' '.join(each.codes_postaux)}" for each in epci.communes)
    return " ".join([epci.nom_officiel, *communes])


def _new_words(known: str, text: str) -> str:
    """Return the words of `text` that tell something and that `known` lacks, each once."""
    words = EMPTY_WORDS.union(fold(known).split("-"))
    new = dict.fromkeys(word for word in fold(text).split("-") if word not in words)
    return " ".join(new)
