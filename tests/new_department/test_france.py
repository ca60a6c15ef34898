"""The territories of every department of France, loaded from the national tables."""

import json
from pathlib import Path

import pytest
import yaml

from roadmap.model.records import DepartmentNames
from roadmap.new_department import france
from roadmap.new_department.derive import derive_tables
from roadmap.new_department.france import (
    UnknownDepartmentError,
    format_display_name,
    load_departments,
    load_territories,
)
from tests.conftest import EXAMPLE, SCHEMAS


def test_the_territories_of_the_first_department_are_those_of_its_data() -> None:
    """Except the seats, which the tables lack, and the capitals of a displayed name."""
    data = yaml.safe_load((EXAMPLE / "data/territories.yaml").read_text(encoding="utf-8"))
    department = load_territories("28")
    assert (department.id, department.names.nom, department.population) == tuple(data["departement"].values())
    assert [epci.id for epci in department.epci] == [epci["id"] for epci in data["epci"]]
    for territory, epci in zip(department.epci, data["epci"], strict=True):
        assert territory.nom.lower() == epci["nom"].lower()
        for key in ("nom_officiel", "nature", "siren", "population", "population_totale_epci"):
            assert getattr(territory, key) == epci[key], (territory.id, key)
        assert territory.communes_hors_departement == epci["communes_hors_departement"]
        communes = [
            (
                commune.code,
                commune.nom,
                list(commune.codes_postaux),
                *(
                    [[{"code": each.code, "nom": each.nom} for each in commune.anciennes]]
                    * bool(commune.anciennes)
                ),
            )
            for commune in territory.communes
        ]
        assert communes == [tuple(commune.values()) for commune in epci["communes"]]


def test_each_territory_of_france_has_a_valid_and_unique_id_in_its_department() -> None:
    identifier = SCHEMAS.definition("identifiant")
    communes = 0
    for code in load_departments():
        department = load_territories(code)
        ids = [department.id, *(epci.id for epci in department.epci)]
        assert len(set(ids)) == len(ids), code
        assert all(SCHEMAS.accepts("territories", identifier, territory_id) for territory_id in ids), code
        assert department.population == sum(epci.population for epci in department.epci)
        communes += sum(len(epci.communes) for epci in department.epci)
        for epci in department.epci:
            is_whole = epci.communes_hors_departement == 0
            assert is_whole == (epci.population == epci.population_totale_epci), epci
    assert communes == 34_875
    with pytest.raises(UnknownDepartmentError):
        load_territories("20")


@pytest.mark.parametrize(
    ("code", "identifier", "communes", "outside"),
    [
        ("75", "metropole-du-grand-paris", 1, 129),
        ("92", "metropole-du-grand-paris", 36, 94),
        ("69", "metropole-de-lyon", 58, 0),
        ("2A", "pays-ajaccien", 10, 0),
        ("85", "l-ile-d-yeu", 1, 0),
        ("976", "petite-terre", 2, 0),
    ],
)
def test_territories_across_departments_or_of_one_commune_have_their_communes(
    code: str, identifier: str, communes: int, outside: int
) -> None:
    territory = next(epci for epci in load_territories(code).epci if epci.id == identifier)
    assert (len(territory.communes), territory.communes_hors_departement) == (communes, outside)
    assert territory.is_lone_commune == (code == "85")


def test_territories_with_the_same_name_or_the_department_s_have_the_id_of_their_official_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    official_names = ("CC du Val", "CA du Val", "CC de l'Ain", "CC de la Plaine")
    tables = {
        "epci": [
            {
                "siren": f"{number}",
                "nom": nom,
                "nature": "communaute-de-communes",
                "population": "9",
                "communes": "1",
            }
            for number, nom in enumerate(official_names)
        ],
        "communes": [
            {
                "code": f"0100{number}",
                "nom": f"Commune {number}",
                "epci": f"{number}",
                "population": f"{9 - number}",
                "codes_postaux": "01000",
            }
            for number, _ in enumerate(official_names)
        ],
        "former_communes": [],
        "departments": [{"code": "01", "region": "Auvergne-Rhône-Alpes"}],
    }
    names = {"01": DepartmentNames("01", "Ain", "de l'Ain", "dans l'Ain")}
    monkeypatch.setattr(france, "load_departments", lambda: names)
    monkeypatch.setattr(france, "_load_rows", tables.__getitem__)
    department = load_territories("01")
    assert department.id == "ain"
    assert [epci.id for epci in department.epci] == ["cc-du-val", "ca-du-val", "cc-de-l-ain", "plaine"]
    assert [epci.nom for epci in department.epci] == ["Val", "Val", "Ain", "Plaine"]
    assert [epci.nom_officiel for epci in department.epci] == list(official_names)
    assert [epci.communes[0].nom for epci in department.epci] == [f"Commune {number}" for number in range(4)]


@pytest.mark.parametrize(
    ("official", "name"),
    [
        ("CC du Pays Houdanais (CCPH)", "Pays Houdanais"),
        ("CC Coeur de Beauce", "Cœur de Beauce"),
        ("CA de l'Ouest Rhodanien", "Ouest Rhodanien"),
        ("CU d'Arras", "Arras"),
        ("CC le Dourdannais", "Le Dourdannais"),
        ("CC de la Châtre et Sainte-Sévère", "La Châtre et Sainte-Sévère"),
        ("CC de la Vallée", "Vallée"),
        ("Métropole de Lyon", "Métropole de Lyon"),
    ],
)
def test_a_displayed_name_is_the_official_one_without_its_nature(official: str, name: str) -> None:
    assert format_display_name(official, ["La Châtre", "Arras"]) == name


def test_the_tables_are_derived_from_the_package(tmp_path: Path) -> None:
    commune = {
        "type": "commune-actuelle",
        "population": 9,
        "siren": "210000001",
        "codesPostaux": ["01000", "01001"],
    }
    communes = [
        commune | {"code": "01001", "nom": "Membre"},
        commune | {"code": "01002", "nom": "L'Île, seule"},
        commune | {"code": "98001", "nom": "Ailleurs"},
        {"code": "01003", "nom": "Ancienne", "type": "commune-deleguee", "chefLieu": "01001"},
        {"code": "01004", "nom": "Associée", "type": "commune-associee", "chefLieu": "01001"},
        # Not former: one that gives its name to the commune of today, a district, one of another department.
        {"code": "01001", "nom": "Membre", "type": "commune-deleguee", "chefLieu": "01001"},
        {"code": "01005", "nom": "Quartier", "type": "arrondissement-municipal", "chefLieu": "01001"},
        {"code": "02003", "nom": "Loin", "type": "commune-deleguee", "chefLieu": "02001"},
    ]
    members = [{"code": "01001", "populationMunicipale": 7}, {"code": "02001", "populationMunicipale": 1}]
    epci = [
        {"code": "200000001", "nom": "CC  Deux", "type": "CC", "populationMunicipale": 8, "membres": members}
    ]
    (tmp_path / "data").mkdir()
    for name, value in (("communes", communes), ("epci", epci)):
        (tmp_path / f"data/{name}.json").write_text(json.dumps(value), encoding="utf-8")
    derive_tables(tmp_path, ["01"], tmp_path)
    assert (tmp_path / "epci.csv").read_text(encoding="utf-8").splitlines() == [
        "siren,nom,nature,population,communes",
        "200000001,CC Deux,communaute-de-communes,8,2",
        '210000001,"L\'Île, seule",commune-isolee,9,1',
    ]
    assert (tmp_path / "communes.csv").read_text(encoding="utf-8").splitlines() == [
        "code,nom,epci,population,codes_postaux",
        "01001,Membre,200000001,7,01000 01001",
        '01002,"L\'Île, seule",210000001,9,01000 01001',
    ]
    assert (tmp_path / "former_communes.csv").read_text(encoding="utf-8").splitlines() == [
        "code,nom,commune",
        "01003,Ancienne,01001",
        "01004,Associée,01001",
    ]
