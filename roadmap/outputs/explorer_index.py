"""What the explorer of actions loads: every action in short, and what it answers to each facet."""

import msgspec

from roadmap.model.facets import answers, choices
from roadmap.model.records import Action
from roadmap.model.roadmap import Roadmap
from roadmap.text import french


def explorer_index(roadmap: Roadmap) -> bytes:
    """Return, as JSON, the choices and the actions, column by column: it is smaller once compressed.

    `choix` lists the choices as `facet=value`. Of each action: `id`, `titre`, `resume` (empty when it
    says the same as the title), `choisi` (places in `choix`), `confirme` and `fin`, dates as precise as
    they are known, empty when they are not.
    """
    known = [(name, value) for name, values in choices(roadmap).items() for value in values]
    place = {choice: index for index, choice in enumerate(known)}
    actions = roadmap.actions
    columns = {
        "choix": [f"{name}={value}" for name, value in known],
        "id": [each.id for each in actions],
        "titre": [french.insert_nbsp(each.titre) for each in actions],
        "resume": [_summary(each) for each in actions],
        "choisi": [
            [place[name, value] for name, values in answers(roadmap, each).items() for value in values]
            for each in actions
        ],
        "confirme": [str(each.confirme_le) for each in actions],
        "fin": [str(each.fin or "") for each in actions],
    }
    return msgspec.json.encode(columns)


def _summary(action: Action) -> str:
    """Return the summary of an action, as it is printed; nothing when it says the same as the title."""
    return french.insert_nbsp(action.resume) if action.resume != action.titre else ""
