"""What the explorer of actions loads: every action in short, and what it answers to each facet."""

import json

from roadmap.modelling.facets import answers, facets
from roadmap.modelling.model import Roadmap
from roadmap.rendering import french


def explorer_index(roadmap: Roadmap) -> str:
    """Return, as JSON, the choices and the actions.

    `choix` lists the choices as `facet=value`; `actions` is a list of `[id, title, summary, choices,
    confirmed, end]`: the summary is empty when it says the same as the title, choices are places in
    `choix`, dates are as precise as they are known and the end is empty when it is not.
    """
    choices = [f"{facet.name}={value}" for facet in facets(roadmap) for value in facet.counts]
    place = {choice: index for index, choice in enumerate(choices)}
    actions = [
        [
            action.id,
            french.spaces(action.titre),
            french.spaces(action.resume) if action.resume != action.titre else "",
            [
                place[f"{name}={value}"]
                for name, values in answers(roadmap, action).items()
                for value in values
            ],
            str(action.confirme_le),
            str(action.fin or ""),
        ]
        for action in roadmap.actions
    ]
    return json.dumps({"choix": choices, "actions": actions}, ensure_ascii=False, separators=(",", ":"))
