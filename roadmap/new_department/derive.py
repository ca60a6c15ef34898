"""Derive the tables of `france_tables/` from the package @etalab/decoupage-administratif, once a year.

`python -m roadmap.new_department.derive DOSSIER`, the unpacked package's folder.
"""

import csv
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from roadmap.new_department.france import TABLES, department_of, departments

# The package's words for what an EPCI is, and the schema's.
NATURES = {
    "CC": "communaute-de-communes",
    "CA": "communaute-d-agglomeration",
    "CU": "communaute-urbaine",
    "METRO": "metropole",
    "MET69": "metropole",
}
LONE = "commune-isolee"


def derive(package: Path, codes: Iterable[str], target: Path = TABLES) -> None:
    """Write `epci.csv` and `communes.csv` of these departments from the folder of the unpacked package.

    A commune that is in no EPCI stands in both, under its own SIREN. A population is the municipal one of
    the list of the EPCI, so that those of the communes add up to that of the EPCI.
    """
    kept = frozenset(codes)
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
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


if __name__ == "__main__":
    derive(Path(sys.argv[1]), departments())
