"""Derive the tables of `france_tables/` from the package @etalab/decoupage-administratif, once a year."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from roadmap.new_department.france import TABLES, department_of

# The package's words for what an EPCI is, and the schema's.
NATURES = {
    "CC": "communaute-de-communes",
    "CA": "communaute-d-agglomeration",
    "CU": "communaute-urbaine",
    "METRO": "metropole",
    "MET69": "metropole",
}
LONE = "commune-isolee"


def derive(package: Path, departments: Iterable[str], target: Path = TABLES) -> None:
    """Write `epci.csv` and `communes.csv` of these departments from the folder of the unpacked package.

    A commune that is in no EPCI stands in both, under its own SIREN. A population is the municipal one of
    the list of the EPCI, so that those of the communes add up to that of the EPCI.
    """
    kept = frozenset(departments)
    groups = _read(package, "epci")
    members = {
        member["code"]: (group["code"], member["populationMunicipale"])
        for group in groups
        for member in group["membres"]
    }
    communes = [
        each
        for each in _read(package, "communes")
        if each["type"] == "commune-actuelle" and department_of(each["code"]) in kept
    ]
    lone = [each for each in communes if each["code"] not in members]
    _write(
        target / "epci.csv",
        ("siren", "nom", "nature", "population", "communes"),
        sorted(
            [
                *map(_group, groups),
                *((each["siren"], each["nom"], LONE, each["population"], 1) for each in lone),
            ]
        ),
    )
    _write(
        target / "communes.csv",
        ("code", "nom", "epci", "population", "codes_postaux"),
        sorted(
            (
                each["code"],
                each["nom"],
                *(members.get(each["code"]) or (each["siren"], each["population"])),
                " ".join(each["codesPostaux"]),
            )
            for each in communes
        ),
    )


def _read(package: Path, name: str) -> list[dict[str, Any]]:
    return json.loads((package / "data" / f"{name}.json").read_text(encoding="utf-8"))


def _group(group: dict[str, Any]) -> tuple[object, ...]:
    nature = NATURES[group["type"]]
    name = re.sub(r"\s+", " ", group["nom"]).strip()
    return group["code"], name, nature, group["populationMunicipale"], len(group["membres"])


def _write(path: Path, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows(_lines(header, rows))


def _lines(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    yield header
    yield from rows
