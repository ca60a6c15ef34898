"""What the explorer of actions loads: every action in short, and what it answers to each facet."""

import json

from roadmap.modelling.facets import answers, facets
from roadmap.modelling.model import Roadmap
from roadmap.rendering import french


def explorer_index(roadmap: Roadmap) -> str:
    """Return, as JSON, the choices and the actions, column by column: it is smaller once compressed.

    `choix` lists the choices as `facet=value`. Of each action: `id`, `titre`, `resume` (empty when it
    says the same as the title), `choisi` (places in `choix`), `confirme` and `fin`, dates as precise as
    they are known, empty when they are not.
    """
    choices = [f"{facet.name}={value}" for facet in facets(roadmap) for value in facet.counts]
    place = {choice: index for index, choice in enumerate(choices)}
    actions = roadmap.actions
    columns = {
        "choix": choices,
        "id": [each.id for each in actions],
        "titre": [french.spaces(each.titre) for each in actions],
        "resume": [french.spaces(each.resume) if each.resume != each.titre else "" for each in actions],
        "choisi": [
            [place[f"{name}={value}"] for name, values in answers(roadmap, each).items() for value in values]
            for each in actions
        ],
        "confirme": [str(each.confirme_le) for each in actions],
        "fin": [str(each.fin or "") for each in actions],
    }
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
