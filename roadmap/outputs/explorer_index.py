"""Build the index of actions and facets that the actions page filters in the browser (explorer.js)."""

import msgspec

from roadmap.model.facets import facet_choices, facet_values
from roadmap.model.records import Action
from roadmap.model.roadmap import Roadmap
from roadmap.text import french


def build_explorer_index(roadmap: Roadmap) -> bytes:
    """Return the index as JSON, in columns, which compresses better.

    `choix` lists the choices as `facet=value`. For each action: `id`, `titre`, `resume` (empty if equal to
    the title), `choisi` (indexes in `choix`), `confirme` and `fin` (partial ISO dates, empty if unknown).
    """
    all_choices = [(name, value) for name, values in facet_choices(roadmap).items() for value in values]
    index_of = {choice: index for index, choice in enumerate(all_choices)}
    actions = roadmap.actions
    columns = {
        "choix": [f"{name}={value}" for name, value in all_choices],
        "id": [action.id for action in actions],
        "titre": [french.insert_nbsp(action.titre) for action in actions],
        "resume": [_format_summary(action) for action in actions],
        "choisi": [
            [
                index_of[name, value]
                for name, values in facet_values(roadmap, action).items()
                for value in values
            ]
            for action in actions
        ],
        "confirme": [str(action.confirme_le) for action in actions],
        "fin": [str(action.fin or "") for action in actions],
    }
    return msgspec.json.encode(columns)


def _format_summary(action: Action) -> str:
    """Return the summary of an action with French spaces, or "" if it equals the title."""
    return french.insert_nbsp(action.resume) if action.resume != action.titre else ""
