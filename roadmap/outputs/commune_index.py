"""Build the index of communes and postcodes that « Et chez moi ? » and the form load in the browser."""

import msgspec

from roadmap.model.roadmap import Roadmap


def build_commune_index(roadmap: Roadmap) -> bytes:
    """Return, as JSON, the `id`, `nom` and `communes` of each EPCI: `[name, postcodes, code, slug]` each.

    The names of its former communes follow, if it has some.
    """
    territories = []
    for epci in roadmap.epci:
        communes = [
            [
                commune.nom,
                commune.codes_postaux,
                commune.code,
                roadmap.commune_slug(commune),
                *(former.nom for former in commune.anciennes),
            ]
            for commune in epci.communes
        ]
        territories.append({"id": epci.id, "nom": epci.nom, "communes": communes})
    return msgspec.json.encode(territories)
