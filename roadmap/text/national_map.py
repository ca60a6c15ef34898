"""Addresses of the national map of places of digital help, as its documentation gives their form.

No other module knows this form: an address that fails is mended here.
"""

from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit, urlunsplit

from roadmap.text.folding import fold

MAP_HOST = "cartographie.societenumerique.gouv.fr"
# Where the map opens: latitude, longitude, and zoom from 0 (the Earth) to 20.
MapView = tuple[float, float, int]


def build_department_map(region: str, department: str) -> str:
    """Return the address of the map of a department, from the names of its region and its own."""
    return f"https://{MAP_HOST}/{fold(region)}/{fold(department)}"


def filter_map(address: str, communes: Iterable[str], view: MapView | None = None) -> str:
    """Return the address of a map with the places of some communes only, by INSEE code, open on `view`.

    Any other address than that of the national map is returned unchanged.
    """
    parts = urlsplit(address)
    if parts.hostname != MAP_HOST:
        return address
    query: dict[str, object] = {"territoire_type": "communes", "territoires": ",".join(communes)}
    if view:
        query |= {"latitude": f"{view[0]:.4f}", "longitude": f"{view[1]:.4f}", "zoom": view[2]}
    return urlunsplit(parts._replace(query=urlencode(query, safe=","), fragment=""))


def build_export_address(address: str) -> str | None:
    """Return the address of the CSV export of a department's map, None if it is another address."""
    parts = urlsplit(address)
    is_department = parts.hostname == MAP_HOST and len(parts.path.strip("/").split("/")) == 2  # noqa: PLR2004 - region, department
    return f"https://{MAP_HOST}/{parts.path.strip('/')}/lieux/exporter" if is_department else None
