"""The departments of France, their EPCI and their communes, from the tables of `france_tables/`."""

import csv
import functools
import importlib.resources
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from roadmap.model.records import Commune, DepartmentNames, Territory
from roadmap.text.folding import fold

TABLES = Path(str(importlib.resources.files("roadmap.new_department") / "france_tables"))


class UnknownDepartmentError(Exception):
    """No department has this code."""


@dataclass(frozen=True)
class DepartmentTerritories:
    """A department, as `data/territories.yaml` tells it: its EPCI from the most to the least peopled."""

    id: str
    names: DepartmentNames
    population: int
    epci: tuple[Territory, ...]


@functools.cache
def departments() -> dict[str, DepartmentNames]:
    """Return the forms of the name of each department, by code."""
    return {row["code"]: DepartmentNames(**row) for row in _rows("departments")}


def department_of(commune: str) -> str:
    """Return the code of the department of a commune's code: the first two characters, three overseas."""
    return commune[: 3 if commune.startswith("97") else 2]


def territories(code: str) -> DepartmentTerritories:
    """Return a department with its EPCI; raise UnknownDepartmentError."""
    if code not in departments():
        raise UnknownDepartmentError(code)
    names = departments()[code]
    by_epci: dict[str, list[dict[str, str]]] = {}
    for row in _rows("communes"):
        if department_of(row["code"]) == code:
            by_epci.setdefault(row["epci"], []).append(row)
    groups = [_territory(row, by_epci[row["siren"]]) for row in _rows("epci") if row["siren"] in by_epci]
    groups.sort(key=lambda each: (-each.population, each.id))
    population = sum(each.population for each in groups)
    identifier = fold(names.nom)
    return DepartmentTerritories(identifier, names, population, _told_apart(groups, identifier))


@functools.cache
def _rows(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _territory(row: dict[str, str], communes: list[dict[str, str]]) -> Territory:
    name = display_name(row["nom"], [each["nom"] for each in communes])
    return Territory(
        id=fold(name),
        nom=name,
        nom_officiel=row["nom"],
        nature=row["nature"],
        siren=row["siren"],
        population=sum(int(each["population"]) for each in communes),
        population_totale_epci=int(row["population"]),
        communes_hors_departement=int(row["communes"]) - len(communes),
        communes=tuple(
            Commune(each["code"], each["nom"], tuple(each["codes_postaux"].split()))
            for each in sorted(communes, key=lambda each: fold(each["nom"]))
        ),
    )


_ACRONYM = re.compile(r"\s*\([^()]*\)$")
_NATURE = re.compile(r"^C[ACU] (?P<article>de l'|d'|(?:du|des|de la|de) )?")
# The articles that a commune's own name may begin with.
_OWN_ARTICLES = {"du ": "Le ", "de la ": "La ", "des ": "Les "}
_SPELLINGS = (
    (re.compile(r"\b([CcSs])oeur"), r"\1œur"),
    (re.compile(r"\bIle de France\b"), "Île-de-France"),
    (re.compile(r"\bIle\b"), "Île"),
)


def display_name(official: str, communes: Iterable[str]) -> str:
    """Return an EPCI's name as it reads: « CC du Pays de Limours (CCPL) » → « Pays de Limours ».

    An article that belongs to one of its communes stays: « CC de la Châtre » → « La Châtre ».
    """
    name = _ACRONYM.sub("", official)
    if found := _NATURE.match(name):
        name = name[found.end() :]
        own = _OWN_ARTICLES.get(found["article"], "") + re.split(r"[\s,]", name)[0]
        if any(re.match(rf"{re.escape(own)}\b", commune) for commune in communes):
            name = _OWN_ARTICLES.get(found["article"], "") + name
    for pattern, right in _SPELLINGS:
        name = pattern.sub(right, name)
    return name[0].upper() + name[1:]


def _told_apart(groups: list[Territory], department: str) -> tuple[Territory, ...]:
    """Give a longer id, its official name's, to a territory whose own is the department's or another's."""
    count = Counter([department, *(each.id for each in groups)])
    return tuple(
        each if count[each.id] == 1 else msgspec.structs.replace(each, id=fold(each.nom_officiel))
        for each in groups
    )
