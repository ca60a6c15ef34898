"""Build the index of communes and postcodes that the search « Et chez moi ? » loads in the browser."""

import msgspec

from roadmap.model.roadmap import Roadmap


def build_commune_index(roadmap: Roadmap) -> bytes:
    """Return, as JSON, the `id`, `nom` and `communes` of each EPCI; a commune is `[name, postcodes]`."""
    territories = []
    for epci in roadmap.epci:
        communes = [[commune.nom, commune.codes_postaux] for commune in epci.communes]
        territories.append({"id": epci.id, "nom": epci.nom, "communes": communes})
    return msgspec.json.encode(territories)
