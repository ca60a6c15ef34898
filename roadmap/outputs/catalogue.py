"""Build the DCAT-AP catalogue of the open data, as JSON-LD, which data portals harvest."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

import msgspec

from roadmap.model.roadmap import Roadmap
from roadmap.outputs import national_format, progress_figures
from roadmap.outputs.modification_dates import ModificationDates, find_latest
from roadmap.outputs.open_data import DATA_LICENCE
from roadmap.outputs.tabular import CSV_TABLES, PUBLISHED_KINDS, SPREADSHEET_SUFFIX

CATALOGUE_ADDRESS = "donnees/catalogue.jsonld"
_Node = dict[str, Any]

_FRENCH, _LINK = {"@language": "fr"}, {"@type": "@id"}
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "title": {"@id": "dct:title", **_FRENCH},
    "description": {"@id": "dct:description", **_FRENCH},
    "keyword": {"@id": "dcat:keyword", **_FRENCH},
    "name": {"@id": "foaf:name", **_FRENCH},
    "fn": {"@id": "vcard:fn", **_FRENCH},
    "identifier": "dct:identifier",
    "modified": {"@id": "dct:modified", "@type": "xsd:date"},
    "byteSize": {"@id": "dcat:byteSize", "@type": "xsd:nonNegativeInteger"},
    "dataset": "dcat:dataset",
    "distribution": "dcat:distribution",
    "contactPoint": "dcat:contactPoint",
    "publisher": "dct:publisher",
    "hasEmail": {"@id": "vcard:hasEmail", **_LINK},
    "homepage": {"@id": "foaf:homepage", **_LINK},
    "landingPage": {"@id": "dcat:landingPage", **_LINK},
    "accessURL": {"@id": "dcat:accessURL", **_LINK},
    "downloadURL": {"@id": "dcat:downloadURL", **_LINK},
    "mediaType": {"@id": "dcat:mediaType", **_LINK},
    "theme": {"@id": "dcat:theme", **_LINK},
    "format": {"@id": "dct:format", **_LINK},
    "license": {"@id": "dct:license", **_LINK},
    "language": {"@id": "dct:language", **_LINK},
    "spatial": {"@id": "dct:spatial", **_LINK},
}
_EU_AUTHORITY = "http://publications.europa.eu/resource/authority"
_FRENCH_LANGUAGE = f"{_EU_AUTHORITY}/language/FRA"
_SOCIETY_THEME = f"{_EU_AUTHORITY}/data-theme/SOCI"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types"
# End of a file's name -> its media type (IANA), and its type for the European portals, if they have one.
_FORMATS = {
    "csv": ("text/csv", "CSV"),
    "json": ("application/json", "JSON"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
    "ics": ("text/calendar", None),
}
_KEYWORDS = ("inclusion numérique", "médiation numérique", "feuille de route", "France Numérique Ensemble")
_ACTIONS_DESCRIPTION = (
    "Les actions de la feuille de route : pour chacune, son axe, ses territoires, son porteur, ses dates, "
    "son budget et ses indicateurs."
)
# The collectivities that Insee does not call departments.
_COLLECTIVITIES = frozenset({"975", "977", "978"})


def build_catalogue(
    roadmap: Roadmap, sizes: Mapping[str, int], dates: ModificationDates, site_url: str
) -> bytes:
    """Return the catalogue; `sizes` are those of published files, `dates` those of pages, by address."""
    site, page = roadmap.site, urljoin(site_url, "donnees/")
    publisher = {
        "@id": f"{page}catalogue.jsonld#editeur",
        "@type": "foaf:Agent",
        # Required by DCAT-AP: until the publisher is known, the roadmap signs, as it does its feed.
        "name": site.editeur.nom or site.nom,
    }
    datasets = [
        _build_dataset(roadmap, name, sizes, dates, page) | {"publisher": {"@id": publisher["@id"]}}
        for name in ("actions", *PUBLISHED_KINDS)
    ]
    catalogue = _drop_unknown(
        {
            "@context": _CONTEXT,
            "@id": f"{page}catalogue.jsonld",
            "@type": "dcat:Catalog",
            "title": f"Données ouvertes · {site.nom}",
            "description": site.description,
            "publisher": publisher,
            "homepage": page,
            "license": DATA_LICENCE["path"],
            "language": _FRENCH_LANGUAGE,
            "spatial": _locate_department(site.departement.code),
            "modified": _format_date(find_latest(dates, dates)),
            "dataset": datasets,
        }
    )
    return msgspec.json.encode(catalogue)


def _build_dataset(
    roadmap: Roadmap, name: str, sizes: Mapping[str, int], dates: ModificationDates, page: str
) -> _Node:
    """Return the dataset of a file of open data, whose distributions hold the same in several formats."""
    title, description = _describe(roadmap, name)
    site = roadmap.site
    return _drop_unknown(
        {
            "@id": f"{page}catalogue.jsonld#{name}",
            "@type": "dcat:Dataset",
            # It stays if the site moves.
            "identifier": f"feuille-de-route-{roadmap.departement.id}-{name}",
            "title": f"{title} · {site.nom}",
            "description": description,
            "keyword": [*_KEYWORDS, site.departement.nom],
            "theme": _SOCIETY_THEME,
            "license": DATA_LICENCE["path"],
            "language": _FRENCH_LANGUAGE,
            "spatial": _locate_department(site.departement.code),
            "landingPage": page,
            "contactPoint": _build_contact(roadmap),
            "modified": _format_date(_find_dataset_date(roadmap, name, dates)),
            "distribution": [
                _build_distribution(address, label, sizes, urljoin(page, ".."))
                for address, label in _list_files(name)
            ],
        }
    )


def _describe(roadmap: Roadmap, name: str) -> tuple[str, str]:
    """Return the title and the description of a dataset."""
    titles = {table.name: table.title for table in CSV_TABLES}
    if name == "actions":
        return titles[name], _ACTIONS_DESCRIPTION
    schema = roadmap.schemas.of_kind(PUBLISHED_KINDS[name])
    return titles.get(name, schema["title"]), schema["description"]


def _list_files(name: str) -> Iterator[tuple[str, str]]:
    """Yield the address and the title of each file of a dataset."""
    if name in {table.name for table in CSV_TABLES}:
        yield f"donnees/{name}.csv", "Tableau, pour les programmes"
        yield f"donnees/{name}{SPREADSHEET_SUFFIX}.csv", "Tableau, pour un tableur en français"
    yield f"donnees/{name}.json", "Données complètes"
    if name == "actions":
        yield "donnees/actions.xlsx", "Classeur, avec les listes de choix"
        yield f"donnees/{national_format.NATIONAL_FILE_NAME}.csv", national_format.NATIONAL_FILE_TITLE
        yield f"donnees/{progress_figures.FILE_NAME}.csv", progress_figures.FILE_TITLE
    if name == "calendrier":
        yield "calendrier.ics", "Calendrier, pour un agenda"


def _build_distribution(address: str, title: str, sizes: Mapping[str, int], site_url: str) -> _Node:
    url = urljoin(site_url, address)
    media_type, file_type = _FORMATS[address.rpartition(".")[2]]
    return _drop_unknown(
        {
            "@id": url,
            "@type": "dcat:Distribution",
            "title": title,
            "accessURL": url,
            "downloadURL": url,
            "mediaType": f"{_MEDIA_TYPES}/{media_type}",
            "format": f"{_EU_AUTHORITY}/file-type/{file_type}" if file_type else None,
            "byteSize": sizes.get(address),
            "license": DATA_LICENCE["path"],
        }
    )


def _build_contact(roadmap: Roadmap) -> _Node | None:
    """Return the service to write to, if its mailbox is known."""
    contact = roadmap.site.contact
    if not contact.courriel:
        return None
    name = contact.service or roadmap.site.nom
    return {"@type": "vcard:Organization", "fn": name, "hasEmail": f"mailto:{contact.courriel}"}


def _find_dataset_date(roadmap: Roadmap, name: str, dates: ModificationDates) -> dt.date | None:
    """Return the day when the actions, or the meetings, last changed; that of other data is not known."""
    addresses = {
        "actions": [f"actions/{action.id}/" for action in roadmap.actions],
        "calendrier": [f"calendrier/{meeting.id}/" for meeting in roadmap.reunions],
    }
    return find_latest(dates, addresses.get(name, ()))


def _locate_department(code: str) -> str:
    """Return Insee's URI of a department, or of an overseas collectivity."""
    kind = "collectiviteDOutreMer" if code in _COLLECTIVITIES else "departement"
    return f"http://id.insee.fr/geo/{kind}/{code}"


def _format_date(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _drop_unknown(node: _Node) -> _Node:
    return {key: value for key, value in node.items() if value is not None}
