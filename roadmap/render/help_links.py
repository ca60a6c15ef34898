"""Links to the national map of places of help, filtered on communes and open where they are."""

import functools

from roadmap import geometry
from roadmap.model import places
from roadmap.model.records import Commune, Territory
from roadmap.model.roadmap import Roadmap
from roadmap.text.national_map import MapView, filter_map

COMMUNE_ZOOM = 13


class HelpLinks:
    """The links of one roadmap, made from that of its department (`aide.url`, in `data/site.yaml`)."""

    def __init__(self, roadmap: Roadmap) -> None:
        """Keep the roadmap."""
        self._roadmap = roadmap

    def of_commune(self, commune: Commune, territory: Territory) -> str:
        """Return the map of the places of a commune, open on those that are known, else on its territory."""
        own = [place for place in self._roadmap.lieux if place.code_insee == commune.code]
        center = places.find_center(own)
        view = (*center, COMMUNE_ZOOM) if center else self._views.get(territory.id)
        return filter_map(self._roadmap.site.aide.url, [commune.code], view)

    def of_territory(self, territory: Territory) -> str:
        """Return the map of the places of all the communes of a territory, open on it."""
        return self._territory_links[territory.id]

    @functools.cached_property
    def _territory_links(self) -> dict[str, str]:
        address = self._roadmap.site.aide.url
        return {
            epci.id: filter_map(
                address, sorted(commune.code for commune in epci.communes), self._views.get(epci.id)
            )
            for epci in self._roadmap.epci
        }

    @functools.cached_property
    def _views(self) -> dict[str, MapView]:
        """Where to open a map on each territory that has a contour."""
        return {name: geometry.find_map_view(contour) for name, contour in self._roadmap.contours.items()}
