"""The search index: one entry a page made from the data, and the glossary's terms."""

import json
from collections.abc import Iterator

from roadmap.explaining.suggestions import fold
from roadmap.modelling.model import Roadmap
from roadmap.modelling.records import Territory

Entry = tuple[str, str, str, str, str]


def index(roadmap: Roadmap) -> str:
    """Return, as JSON, a list of `[title, address from the root, kind, other names, other words]`.

    The other words are those of the text that the title lacks, each once: the index stays small.
    """
    entries = [
        [title, address, kind, names, _new_words(f"{title} {names}", text)]
        for title, address, kind, names, text in _entries(roadmap)
    ]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":"))


def _entries(roadmap: Roadmap) -> Iterator[Entry]:
    """Yield `(title, address, kind, other names, text)` for everything that can be found."""
    for action in roadmap.actions:
        where = " ".join(roadmap.territory(each).nom for each in action.territoires)
        kind = f"Action, axe {action.axe}"
        yield action.titre, f"actions/{action.id}/", kind, "", f"{action.resume} {where}"
    for axis in roadmap.axes:
        yield axis.titre, f"axes/{axis.numero}/", f"Axe {axis.numero}", axis.titre_court, ""
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
    """Return the words of `text`, without accents, that `known` lacks, each once."""
    words = set(fold(known).split("-"))
    new = dict.fromkeys(word for word in fold(text).split("-") if word not in words)
    return " ".join(new)
