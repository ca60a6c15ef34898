"""The list of communes that « Et chez moi ? » searches in the reader's browser."""

import json

from roadmap.modelling.model import Roadmap


def index(roadmap: Roadmap) -> str:
    """Return, as JSON, each EPCI's `id` and its `communes`: a list of `[name, postcodes]`."""
    territories = [
        {"id": epci.id, "communes": [[each.nom, each.codes_postaux] for each in epci.communes]}
        for epci in roadmap.epci
    ]
    return json.dumps(territories, ensure_ascii=False, separators=(",", ":"))
