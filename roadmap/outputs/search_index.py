"""Build the search index that search.js loads: all pages, resources, fundings and glossary terms."""

from collections.abc import Iterable, Iterator

import msgspec

from roadmap.model.records import Action, Meeting, Organisation
from roadmap.model.roadmap import Roadmap
from roadmap.outputs.written_pages import WrittenPage
from roadmap.text.folding import fold

# Title, address, kind, other names or everyday words, text.
IndexEntry = tuple[str, str, str, str, str]

# Left out of the index and of the queries.
STOP_WORDS = frozenset(
    "a au aux avec c ce ces cette d dans de des du elle en est et il l la le les leur leurs n ne on ou par"
    " pas plus pour qu que qui s sa se ses son sont sur un une y".split()
)
# Abbreviations in place names, expanded in the index, and in queries by `shared/folding.js`.
ABBREVIATIONS = {"st": "saint", "ste": "sainte"}


def build_search_index(roadmap: Roadmap, written_pages: Iterable[WrittenPage] = ()) -> bytes:
    """Return the index as JSON, in columns, which compresses better.

    `vides` are the stop words. For each entry: `titre`, `adresse` from the site's root, `genre`, `noms`
    (other names, everyday words), and `mots`: the distinct folded words of its text that the title and the
    names do not have.
    """
    actions = (
        (
            action.titre,
            f"actions/{action.id}/",
            f"Action, axe {action.axe}",
            "",
            _select_action_words(roadmap, action),
        )
        for action in roadmap.actions
    )
    others = (
        (title, address, kind, name, _select_words(text, f"{title} {name}"))
        for title, address, kind, name, text in _list_entries(roadmap)
    )
    pages = (
        (page.title, page.address, "Page", "", _select_words(f"{page.description} {page.text}", page.title))
        for page in written_pages
    )
    titles, addresses, kinds, names, words = zip(*pages, *actions, *others, strict=True)
    columns = {
        "vides": sorted(STOP_WORDS),
        "titre": titles,
        "adresse": addresses,
        "genre": kinds,
        "noms": names,
        "mots": words,
    }
    return msgspec.json.encode(columns)


def _list_entries(roadmap: Roadmap) -> Iterator[IndexEntry]:
    """Yield the entries that are neither actions nor Markdown pages."""
    for axis in roadmap.axes:
        text = f"{axis.titre_court} {axis.contexte or ''}"
        yield axis.titre, f"axes/{axis.numero}/", f"Axe {axis.numero}", " ".join(axis.mots_cles), text
    for meeting in roadmap.reunions:
        yield meeting.titre, f"calendrier/{meeting.id}/", "Calendrier", "", _collect_meeting_text(meeting)
    for epci in roadmap.epci:
        yield epci.nom, f"territoires/{epci.id}/", "Territoire", "", epci.nom_officiel
        for commune in epci.communes:
            title = f"{commune.nom} ({', '.join(commune.codes_postaux)})"
            names = " ".join(former.nom for former in commune.anciennes)
            yield title, f"communes/{roadmap.commune_slug(commune)}/", "Commune", names, ""
    for resource in roadmap.ressources:
        keywords = " ".join(resource.mots_cles)
        yield resource.titre, f"ressources/#{resource.id}", "Ressource", keywords, resource.description
    for scheme in roadmap.dispositifs:
        text = " ".join([scheme.objet, *scheme.beneficiaires, *scheme.conditions])
        yield scheme.titre, f"financements/#{scheme.id}", "Financement", "", text
    for term in roadmap.termes:
        anchor, keywords = roadmap.term_anchors[term.terme], " ".join(term.mots_cles)
        yield term.terme, f"glossaire/#{anchor}", "Glossaire", keywords, term.sens


def _select_action_words(roadmap: Roadmap, action: Action) -> str:
    """Return the words to index for an action, without its long texts: the index would double."""
    places = [
        name
        for identifier in action.territoires
        for name in (roadmap.territory(identifier).nom, *roadmap.communes_in(action, identifier))
    ]
    organisations: list[Organisation] = [*filter(None, [action.porteur]), *action.partenaires]
    names = (organisation.nom for organisation in organisations)
    return _select_words(" ".join([action.resume, *places, *names]), action.titre)


def _collect_meeting_text(meeting: Meeting) -> str:
    """Return the text to index for a meeting; « décisions » is added if it took some."""
    texts = [decision.texte for decision in meeting.decisions]
    decisions = ["décisions", *texts] if texts else []
    return " ".join([meeting.lieu or "", *meeting.ordre_du_jour, *decisions])


def _select_words(text: str, title: str) -> str:
    """Return the distinct words of `text` that are neither stop words nor words of `title`."""
    excluded = STOP_WORDS.union(_split_words(title))
    return " ".join(dict.fromkeys(word for word in _split_words(text) if word not in excluded))


def _split_words(text: str) -> Iterator[str]:
    return (ABBREVIATIONS.get(word, word) for word in fold(text).split("-"))
