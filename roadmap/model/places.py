"""The places of digital help: records of the rows of `data/lieux.csv`, and those to show for a commune."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence

from roadmap.model.records import Commune, Place, Territory

MAX_SHOWN = 3
Position = tuple[float, float]


def build_place(row: Mapping[str, str]) -> Place:
    """Convert a sound row of the file."""
    position = (float(row["latitude"]), float(row["longitude"])) if row["latitude"] else None
    texts = ("nom", "adresse", "code_postal", "commune", "code_insee", "telephone", "site_web", "horaires")
    return Place(
        **{key: row[key] for key in texts},
        position=position,
        services=_split(row["services"]),
        frais_a_charge=_split(row["frais_a_charge"]),
        date_maj=dt.date.fromisoformat(row["date_maj"]),
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split("|")))


def find_center(places: Sequence[Place]) -> Position | None:
    """Return the middle of the places whose position is known."""
    positions = [place.position for place in places if place.position]
    if not positions:
        return None
    latitudes, longitudes = zip(*positions, strict=True)
    return sum(latitudes) / len(positions), sum(longitudes) / len(positions)


def choose_for_commune(places: Sequence[Place], commune: Commune, territory: Territory) -> tuple[Place, ...]:
    """Return the places of a commune, then the nearest ones, at most MAX_SHOWN.

    No contour of a commune is known: it is where its places are. Without one of its own, those of its EPCI
    come, its postcodes first.
    """
    own = [place for place in places if place.code_insee == commune.code]
    if center := find_center(own):
        around = [place for place in places if place.position and place.code_insee != commune.code]
        around.sort(key=lambda place: _measure_distance(place.position, center))
    else:
        codes = {each.code for each in territory.communes} - {commune.code}
        around = [place for place in places if place.code_insee in codes]
        around.sort(key=lambda place: place.code_postal not in commune.codes_postaux)
    return tuple([*own, *around][:MAX_SHOWN])


def choose_for_territory(places: Sequence[Place], territory: Territory) -> tuple[Place, ...]:
    """Return the places of an EPCI, those of its seat first, then the latest updated, at most MAX_SHOWN."""
    codes = {commune.code for commune in territory.communes}
    own = [place for place in places if place.code_insee in codes]
    own.sort(key=lambda place: (place.commune != territory.siege, -place.date_maj.toordinal()))
    return tuple(own[:MAX_SHOWN])


def _measure_distance(a: Position, b: Position) -> float:
    """Return a length that grows with the distance, precise enough within a department."""
    return math.hypot(a[0] - b[0], (a[1] - b[1]) * math.cos(math.radians(b[0])))
