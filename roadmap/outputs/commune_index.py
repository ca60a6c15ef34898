"""The EPCI and their communes, that « Et chez moi ? » searches in the reader's browser."""

import msgspec

from roadmap.model.roadmap import Roadmap


def index(roadmap: Roadmap) -> bytes:
    """Return, as JSON, each EPCI's `id`, its `nom` and its `communes`: a list of `[name, postcodes]`."""
    territories = []
    for epci in roadmap.epci:
        communes = [[each.nom, each.codes_postaux] for each in epci.communes]
        territories.append({"id": epci.id, "nom": epci.nom, "communes": communes})
    return msgspec.json.encode(territories)
