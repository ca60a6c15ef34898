"""Reference data of France: departments, EPCI and communes, from the CSV files of `france_tables/`."""

import csv
import functools
import importlib.resources
import itertools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from roadmap.model.records import Commune, DepartmentNames, FormerCommune, Territory
from roadmap.text.folding import fold
from roadmap.text.national_map import build_department_map

TABLES_FOLDER = Path(str(importlib.resources.files("roadmap.new_department") / "france_tables"))


class UnknownDepartmentError(Exception):
    """No department has this code."""


@dataclass(frozen=True)
class DepartmentTerritories:
    """A department as in `data/territories.yaml`; its EPCI are sorted by decreasing population.

    `map_url` is its page on the national map of places of digital help.
    """

    id: str
    names: DepartmentNames
    map_url: str
    population: int
    epci: tuple[Territory, ...]


@functools.cache
def load_departments() -> dict[str, DepartmentNames]:
    """Return the grammatical forms of the name of each department, by code."""
    return {
        row["code"]: DepartmentNames(row["code"], row["nom"], row["de"], row["en"])
        for row in _load_rows("departments")
    }


@functools.cache
def load_regions() -> dict[str, str]:
    """Return the name of the region of each department, by the code of the department."""
    return {row["code"]: row["region"] for row in _load_rows("departments")}


def get_department_code(commune: str) -> str:
    """Return the department of a commune's INSEE code: its first two characters, three overseas."""
    return commune[: 3 if commune.startswith("97") else 2]


def load_territories(code: str) -> DepartmentTerritories:
    """Return a department with its EPCI; raise UnknownDepartmentError when there is no such code."""
    departments = load_departments()
    if code not in departments:
        raise UnknownDepartmentError(code)
    names = departments[code]
    map_url = build_department_map(load_regions()[code], names.nom)
    by_epci: dict[str, list[dict[str, str]]] = {}
    for row in _load_rows("communes"):
        if get_department_code(row["code"]) == code:
            by_epci.setdefault(row["epci"], []).append(row)
    rows = (row for row in _load_rows("epci") if row["siren"] in by_epci)
    territories = [_build_territory(row, by_epci[row["siren"]]) for row in rows]
    territories.sort(key=lambda territory: (-territory.population, territory.id))
    population = sum(territory.population for territory in territories)
    identifier = fold(names.nom)
    epci = _make_ids_unique(territories, identifier)
    return DepartmentTerritories(identifier, names, map_url, population, epci)


@functools.cache
def _load_rows(name: str) -> list[dict[str, str]]:
    with (TABLES_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@functools.cache
def _load_former_communes() -> dict[str, tuple[FormerCommune, ...]]:
    """Return the former communes, by the code of the one that they are part of today."""
    rows = sorted(_load_rows("former_communes"), key=lambda row: (row["commune"], fold(row["nom"])))
    return {
        commune: tuple(FormerCommune(row["code"], row["nom"]) for row in group)
        for commune, group in itertools.groupby(rows, key=lambda row: row["commune"])
    }


def _build_territory(row: dict[str, str], communes: list[dict[str, str]]) -> Territory:
    name = format_display_name(row["nom"], [commune["nom"] for commune in communes])
    return Territory(
        id=fold(name),
        nom=name,
        nom_officiel=row["nom"],
        nature=row["nature"],
        siren=row["siren"],
        population=sum(int(commune["population"]) for commune in communes),
        population_totale_epci=int(row["population"]),
        communes_hors_departement=int(row["communes"]) - len(communes),
        communes=tuple(
            Commune(
                commune["code"],
                commune["nom"],
                tuple(commune["codes_postaux"].split()),
                _load_former_communes().get(commune["code"], ()),
            )
            for commune in sorted(communes, key=lambda commune: fold(commune["nom"]))
        ),
    )


_ACRONYM = re.compile(r"\s*\([^()]*\)$")
_NATURE = re.compile(r"^C[ACU] (?P<article>de l'|d'|(?:du|des|de la|de) )?")
# The contracted forms of the articles that may belong to the name of a commune.
_COMMUNE_ARTICLES = {"du ": "Le ", "de la ": "La ", "des ": "Les "}
_SPELLING_CORRECTIONS = (
    (re.compile(r"\b([CcSs])oeur"), r"\1œur"),
    (re.compile(r"\bIle de France\b"), "Île-de-France"),
    (re.compile(r"\bIle\b"), "Île"),
)


def format_display_name(official: str, communes: Iterable[str]) -> str:
    """Return the short name of an EPCI: « CC du Pays de Limours (CCPL) » → « Pays de Limours ».

    The article is kept when it belongs to the name of a commune: « CC de la Châtre » → « La Châtre ».
    """
    name = _ACRONYM.sub("", official)
    if match := _NATURE.match(name):
        name = name[match.end() :]
        article = _COMMUNE_ARTICLES.get(match["article"], "")
        first_word = article + re.split(r"[\s,]", name)[0]
        if any(re.match(rf"{re.escape(first_word)}\b", commune) for commune in communes):
            name = article + name
    for pattern, correction in _SPELLING_CORRECTIONS:
        name = pattern.sub(correction, name)
    return name[0].upper() + name[1:]


def _make_ids_unique(territories: list[Territory], department: str) -> tuple[Territory, ...]:
    """Replace ids used twice, or equal to the department's, by ids made from the official names."""
    counts = Counter([department, *(territory.id for territory in territories)])
    return tuple(
        territory
        if counts[territory.id] == 1
        else msgspec.structs.replace(territory, id=fold(territory.nom_officiel))
        for territory in territories
    )
