"""The search index: one entry a page, written or made from the data, and the glossary's terms."""

from collections.abc import Iterable, Iterator

import msgspec

from roadmap.model.records import Action, Meeting, Organisation, Territory
from roadmap.model.roadmap import Roadmap
from roadmap.outputs.written_pages import WrittenPage
from roadmap.text.folding import fold

Entry = tuple[str, str, str, str, str]

# Words that tell nothing: left out of the index, and of what is looked for in it.
EMPTY_WORDS = frozenset(
    "a au aux avec c ce ces cette d dans de des du elle en est et il l la le les leur leurs n ne on ou par"
    " pas plus pour qu que qui s sa se ses son sont sur un une y".split()
)
# What readers shorten in the names of places: `foldWords` of `shared/folding.js` does it to queries.
SAINTS = {"st": "saint", "ste": "sainte"}


def index(roadmap: Roadmap, written: Iterable[WrittenPage] = ()) -> bytes:
    """Return the index as JSON, column by column: it is smaller once compressed.

    `vides` are the words that are not looked for. Of each entry: `titre`, `adresse` from the root,
    `genre`, `noms` (its other names), and `mots`: the words of its text that these lack, folded, each once.
    """
    actions = (
        (each.titre, f"actions/{each.id}/", f"Action, axe {each.axe}", "", words(roadmap, each))
        for each in roadmap.actions
    )
    others = (
        (title, address, kind, name, _new_words(f"{title} {name}", text))
        for title, address, kind, name, text in _entries(roadmap)
    )
    pages = (
        (page.title, page.address, "Page", "", _new_words(page.title, f"{page.description} {page.text}"))
        for page in written
    )
    titles, addresses, kinds, names, found_by = zip(*pages, *actions, *others, strict=True)
    columns = {
        "vides": sorted(EMPTY_WORDS),
        "titre": titles,
        "adresse": addresses,
        "genre": kinds,
        "noms": names,
        "mots": found_by,
    }
    return msgspec.json.encode(columns)


def _entries(roadmap: Roadmap) -> Iterator[Entry]:
    """Yield `(title, address, kind, other names, text)` for what is found beside pages and actions."""
    for axis in roadmap.axes:
        text = f"{axis.titre_court} {axis.contexte or ''}"
        yield axis.titre, f"axes/{axis.numero}/", f"Axe {axis.numero}", "", text
    for meeting in roadmap.reunions:
        yield meeting.titre, f"calendrier/{meeting.id}/", "Calendrier", "", _of_meeting(meeting)
    for epci in roadmap.epci:
        yield epci.nom, f"territoires/{epci.id}/", "Territoire", _places(epci), ""
    for resource in roadmap.ressources:
        yield resource.titre, f"ressources/#{resource.id}", "Ressource", "", resource.description
    for scheme in roadmap.dispositifs:
        text = " ".join([scheme.objet, *scheme.beneficiaires, *scheme.conditions])
        yield scheme.titre, f"financements/#{scheme.id}", "Financement", "", text
    for term in roadmap.termes:
        yield term.terme, f"glossaire/#terme-{fold(term.terme)}", "Glossaire", "", term.sens


def words(roadmap: Roadmap, action: Action) -> str:
    """Return the words that find an action: not those of its long texts, the index would grow by as much."""
    where = (roadmap.territory(each).nom for each in action.territoires)
    who: list[Organisation] = [*filter(None, [action.porteur]), *action.partenaires]
    return _new_words(action.titre, " ".join([action.resume, *where, *(each.nom for each in who)]))


def _of_meeting(meeting: Meeting) -> str:
    """Return what a meeting is found by; « décision » finds those that took some."""
    decisions = ["décisions", *(each.texte for each in meeting.decisions)] if meeting.decisions else []
    return " ".join([meeting.lieu or "", *meeting.ordre_du_jour, *decisions])


def _places(epci: Territory) -> str:
    """Return the names by which an EPCI is looked for: its official one, its communes, their postcodes."""
    communes = (f"{each.nom} {' '.join(each.codes_postaux)}" for each in epci.communes)
    return " ".join([epci.nom_officiel, *communes])


def _new_words(known: str, text: str) -> str:
    """Return the words of `text` that tell something and that `known` lacks, each once."""
    told = EMPTY_WORDS.union(_words(known))
    return " ".join(dict.fromkeys(word for word in _words(text) if word not in told))


def _words(text: str) -> Iterator[str]:
    return (SAINTS.get(word, word) for word in fold(text).split("-"))
