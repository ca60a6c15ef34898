"""The search index: one entry a page made from the data, and the glossary's terms."""

import json

from roadmap.explaining.suggestions import fold
from roadmap.modelling.model import Roadmap


def index(roadmap: Roadmap) -> str:
    """Return, as JSON, a list of `[title, address from the root, kind, other words]`."""
    entries = [
        *(
            [
                action.titre,
                f"actions/{action.id}/",
                f"Action, axe {action.axe}",
                " ".join([action.resume, *(roadmap.territory(each).nom for each in action.territoires)]),
            ]
            for action in roadmap.actions
        ),
        *(
            [axis.titre, f"axes/{axis.numero}/", f"Axe {axis.numero}", axis.titre_court]
            for axis in roadmap.axes
        ),
        *(
            [meeting.titre, f"calendrier/{meeting.id}/", "Calendrier", " ".join(meeting.ordre_du_jour)]
            for meeting in roadmap.reunions
        ),
        *(
            [
                epci.nom,
                f"territoires/{epci.id}/",
                "Territoire",
                " ".join(
                    [
                        epci.nom_officiel,
                        *(f"{each.nom} {' '.join(each.codes_postaux)}" for each in epci.communes),
                    ]
                ),
            ]
            for epci in roadmap.epci
        ),
        *(
            [item.titre, f"ressources/#{item.id}", "Ressource", item.description]
            for item in roadmap.ressources
        ),
        *(
            [item.titre, f"financements/#{item.id}", "Financement", item.objet]
            for item in roadmap.dispositifs
        ),
        *(
            [term.terme, f"glossaire/#terme-{fold(term.terme)}", "Glossaire", term.sens]
            for term in roadmap.termes
        ),
    ]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
