"""The catalogue of the open data, read as data portals read it (DCAT-AP), and the description of the JSON files."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import openapi_spec_validator
import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef
from referencing import Registry, Resource

from roadmap.history.diff import Change
from roadmap.history.history import DatedChange, History, Opening
from roadmap.model.roadmap import Roadmap
from roadmap.outputs import catalogue, openapi
from roadmap.outputs.modification_dates import find_modification_dates
from roadmap.outputs.tabular import PUBLISHED_KINDS
from roadmap.project import PARIS
from roadmap.render.news import build_news
from tests.outputs.conftest import SITE_URL

# rdflib's own reader of JSON-LD uses what rdflib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
LOCAL = "http://127.0.0.1:8000/"
HOSTILE = '</script><script>alert(1)</script> "\\ {{ 7*7 }}'
# What DCAT-AP 3 requires of each class.
MANDATORY = {
    DCAT.Catalog: {DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset},
    DCAT.Dataset: {DCTERMS.title, DCTERMS.description},
    DCAT.Distribution: {DCAT.accessURL},
    FOAF.Agent: {FOAF.name},
}


def read_graph(roadmap: Roadmap, history: History = History()) -> Graph:  # noqa: B008 - it is frozen
    dates = find_modification_dates(roadmap, build_news(roadmap, history))
    return Graph().parse(data=catalogue.build_catalogue(roadmap, {}, dates, SITE_URL), format="json-ld")


def test_a_portal_reads_what_dcat_ap_requires(site: Path) -> None:
    graph = Graph().parse(data=(site / "donnees/catalogue.jsonld").read_bytes(), format="json-ld")
    for kind, properties in MANDATORY.items():
        nodes = list(graph.subjects(RDF.type, kind))
        assert nodes, kind
        for node in nodes:
            assert properties <= set(graph.predicates(node)), node
    assert {str(node).rpartition("#")[2] for node in graph.objects(None, DCAT.dataset)} == {
        "actions",
        *PUBLISHED_KINDS,
    }


def test_every_distribution_is_a_published_file_of_the_size_and_the_type_told(site: Path) -> None:
    graph = Graph().parse(data=(site / "donnees/catalogue.jsonld").read_bytes(), format="json-ld")
    distributions = list(graph.subjects(RDF.type, DCAT.Distribution))
    assert len(distributions) == len(PUBLISHED_KINDS) + 1 + 2 * 3 + 3 + 1
    for node in distributions:
        address = str(graph.value(node, DCAT.downloadURL))
        assert address.startswith(LOCAL)
        file = site / address.removeprefix(LOCAL)
        size = graph.value(node, DCAT.byteSize)
        assert (size.datatype, int(size)) == (XSD.nonNegativeInteger, file.stat().st_size), address
        media_type = str(graph.value(node, DCAT.mediaType))
        assert media_type.startswith("https://www.iana.org/assignments/media-types/")
        assert ("text/csv" in media_type) == address.endswith(".csv")
        assert graph.value(node, DCTERMS.license) == URIRef(
            "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
        )
    for dataset in graph.subjects(RDF.type, DCAT.Dataset):
        assert set(graph.objects(dataset, DCAT.distribution)) <= set(distributions)
        assert graph.value(dataset, DCTERMS.title).language == "fr"


def test_a_dataset_says_where_it_is_about_and_whom_to_write_to(roadmap: Roadmap) -> None:
    graph = read_graph(roadmap)
    dataset = URIRef(f"{SITE_URL}donnees/catalogue.jsonld#actions")
    assert graph.value(dataset, DCTERMS.spatial) == URIRef("http://id.insee.fr/geo/departement/28")
    contact = graph.value(dataset, DCAT.contactPoint)
    assert graph.value(contact, VCARD.hasEmail) == URIRef(f"mailto:{roadmap.site.contact.courriel}")
    assert Literal("inclusion numérique", lang="fr") in set(graph.objects(dataset, DCAT.keyword))
    assert graph.value(dataset, DCTERMS.identifier) == Literal("feuille-de-route-eure-et-loir-actions")
    overseas = replace(roadmap.site.departement, code="978")
    graph = read_graph(replace(roadmap, site=replace(roadmap.site, departement=overseas)))
    assert graph.value(dataset, DCTERMS.spatial) == URIRef("http://id.insee.fr/geo/collectiviteDOutreMer/978")


def test_what_is_not_known_is_not_said_but_for_the_publisher_that_dcat_ap_requires(roadmap: Roadmap) -> None:
    settings = replace(roadmap.site, contact=replace(roadmap.site.contact, courriel=None))
    graph = read_graph(replace(roadmap, site=settings))
    assert list(graph.objects(None, DCAT.contactPoint)) == []
    assert list(graph.objects(None, DCAT.byteSize)) == []
    assert list(graph.objects(None, FOAF.name)) == [Literal(roadmap.site.nom, lang="fr")]
    named = replace(settings, editeur=replace(settings.editeur, nom="Une préfecture"))
    graph = read_graph(replace(roadmap, site=named))
    assert list(graph.objects(None, FOAF.name)) == [Literal("Une préfecture", lang="fr")]


def test_hostile_values_stay_values(roadmap: Roadmap) -> None:
    settings = replace(roadmap.site, nom=HOSTILE, description=HOSTILE)
    graph = read_graph(replace(roadmap, site=settings))
    node = URIRef(f"{SITE_URL}donnees/catalogue.jsonld")
    assert graph.value(node, DCTERMS.description) == Literal(HOSTILE, lang="fr")
    assert len(graph) == len(read_graph(roadmap))


# --- Dates ---------------------------------------------------------------------------------------

OPENED_ON = Opening("f" * 40, dt.datetime(2024, 5, 1, 12, tzinfo=PARIS), 23, 16)


def find_dates(roadmap: Roadmap, history: History) -> dict[str, dt.date]:
    return dict(find_modification_dates(roadmap, build_news(roadmap, history)))


def test_pages_are_dated_by_git_else_by_the_data_else_not(roadmap: Roadmap) -> None:
    action, other = roadmap.actions[0], roadmap.actions[1]
    meeting = roadmap.reunions[0]
    change = DatedChange(
        "c",
        dt.datetime(2025, 11, 20, 9, tzinfo=PARIS),
        action.id,
        Change("action", action.id, "T", "modification"),
    )
    addresses = [f"actions/{action.id}/", f"actions/{other.id}/", f"calendrier/{meeting.id}/"]

    def dates(history: History) -> list[str | None]:
        found = find_dates(roadmap, history)
        return [str(found[address]) if address in found else None for address in addresses]

    assert dates(History()) == ["2024-04-04", "2024-04-04", None], "without git, the day of confirmation"
    assert dates(History((change,), OPENED_ON.at, None)) == ["2025-11-20", "2024-04-04", None], (
        "a shallow clone"
    )
    assert dates(History((change,), OPENED_ON.at, OPENED_ON)) == ["2025-11-20", "2024-05-01", "2024-05-01"]
    months = find_dates(roadmap, History((change,), OPENED_ON.at, OPENED_ON))
    assert months["nouveautes/2025-11/"] == dt.date(2025, 11, 20)
    assert months["nouveautes/2024-05/"] == dt.date(2024, 5, 1)


def test_datasets_are_dated_by_their_entries_and_not_by_the_clock(roadmap: Roadmap) -> None:
    graphs = [read_graph(replace(roadmap, today=dt.date(year, 1, 1))) for year in (2025, 2026)]
    for graph in graphs:
        modified = {
            str(node).rpartition("#")[2]: str(day) for node, day in graph.subject_objects(DCTERMS.modified)
        }
        assert modified.pop("actions") == "2024-04-04"
        assert list(modified.values()) == ["2024-04-04"], (
            "the catalogue, and no dataset whose date is not known"
        )


# --- The description of the JSON files -----------------------------------------------------------


@pytest.fixture(scope="module")
def described(site: Path) -> dict[str, Any]:
    return json.loads((site / "donnees/openapi.json").read_bytes())


def test_the_description_is_valid(described: dict[str, Any], site: Path) -> None:
    openapi_spec_validator.validate(described, base_uri=(site / "donnees/openapi.json").as_uri())
    assert described["openapi"].startswith("3.1.")
    assert described["info"]["license"]["identifier"] == "etalab-2.0"
    broken = described | {"info": {"title": "Sans version"}}
    with pytest.raises(OpenAPIValidationError, match="version"):
        openapi_spec_validator.validate(broken)


def build_registry(site: Path) -> Registry:
    """Return the published schemas, and the description, under their addresses."""
    files = [*site.glob("schemas/*.schema.json"), site / "donnees/openapi.json"]
    return Registry().with_resources(
        (LOCAL + file.relative_to(site).as_posix(), Resource.opaque(json.loads(file.read_bytes())))
        for file in files
    )


def build_validator(described: dict[str, Any], path: str, registry: Registry) -> Draft202012Validator:
    answer = described["paths"][path]["get"]["responses"]["200"]
    schema = {"$id": f"{LOCAL}donnees/openapi.json", **answer["content"]["application/json"]["schema"]}
    return Draft202012Validator(schema, registry=registry)


def test_every_json_file_is_described_and_is_as_described(described: dict[str, Any], site: Path) -> None:
    assert set(described["paths"]) == {f"/donnees/{name}.json" for name in ("actions", *PUBLISHED_KINDS)}
    registry = build_registry(site)
    for path in described["paths"]:
        value = json.loads((site / path.lstrip("/")).read_bytes())
        validator = build_validator(described, path, registry)
        assert list(validator.iter_errors(value)) == [], path
        assert not validator.is_valid(value | {"inconnu": 1}), path
        assert not validator.is_valid({key: value[key] for key in value if key != "publie_le"}), path
    validator = build_validator(described, "/donnees/actions.json", registry)
    value = json.loads((site / "donnees/actions.json").read_bytes())
    assert not validator.is_valid(value | {"actions": [value["actions"][0] | {"titre": 7}]})


def test_every_field_refers_to_its_published_schema(described: dict[str, Any], site: Path) -> None:
    references = [line for line in json.dumps(described, indent=1).splitlines() if '"$ref"' in line]
    assert len(references) > 30
    for line in references:
        file, _, pointer = line.split('"')[3].partition("#")
        part = json.loads((site / "donnees" / file).read_bytes())
        for step in pointer.strip("/").split("/"):
            part = part[step]


def test_the_description_names_only_a_known_contact(roadmap: Roadmap) -> None:
    def read_info(**contact: str | None) -> dict[str, Any]:
        settings = replace(roadmap.site, nom=HOSTILE, contact=replace(roadmap.site.contact, **contact))
        return json.loads(openapi.build_openapi(replace(roadmap, site=settings), SITE_URL))["info"]

    assert read_info(courriel="a@exemple.fr")["contact"]["email"] == "a@exemple.fr"
    assert read_info(courriel=None, service=None)["contact"] == {}
    assert read_info()["title"] == HOSTILE
