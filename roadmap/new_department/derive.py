"""Yearly update of `france_tables/` from the npm package @etalab/decoupage-administratif.

Usage: `python -m roadmap.new_department.derive DOSSIER`, the folder of the unpacked package.
"""

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from roadmap.new_department.france import TABLES_FOLDER, get_department_code, load_departments
from roadmap.text.folding import fold

# The types of EPCI: the codes of the package, and those of our schema.
EPCI_NATURES = {
    "CC": "communaute-de-communes",
    "CA": "communaute-d-agglomeration",
    "CU": "communaute-urbaine",
    "METRO": "metropole",
    "MET69": "metropole",
}
ISOLATED_COMMUNE = "commune-isolee"
# The former communes that the package names; of those suppressed for good, it has the code alone.
FORMER_TYPES = ("commune-deleguee", "commune-associee")


def derive_tables(package: Path, codes: Iterable[str], target: Path = TABLES_FOLDER) -> None:
    """Write `epci.csv`, `communes.csv` and `former_communes.csv` for the departments with these codes.

    `package` is the folder of the unpacked package. A commune that belongs to no EPCI is in both tables,
    under its own SIREN. Populations are the municipal ones of the list of EPCI, so that those of the communes
    add up to that of their EPCI.
    """
    departments = frozenset(codes)
    groups = _load_json(package, "epci")
    all_communes = _load_json(package, "communes")
    members = {
        member["code"]: (group["code"], member["populationMunicipale"])
        for group in groups
        for member in group["membres"]
    }
    communes = [
        commune
        for commune in all_communes
        if commune["type"] == "commune-actuelle" and get_department_code(commune["code"]) in departments
    ]
    isolated = [commune for commune in communes if commune["code"] not in members]
    _write_csv(
        target / "epci.csv",
        ("siren", "nom", "nature", "population", "communes"),
        sorted(
            [
                *map(_build_epci_row, groups),
                *(
                    (commune["siren"], commune["nom"], ISOLATED_COMMUNE, commune["population"], 1)
                    for commune in isolated
                ),
            ]
        ),
    )
    _write_csv(
        target / "communes.csv",
        ("code", "nom", "epci", "population", "codes_postaux"),
        sorted(
            (
                commune["code"],
                commune["nom"],
                *(members.get(commune["code"]) or (commune["siren"], commune["population"])),
                " ".join(commune["codesPostaux"]),
            )
            for commune in communes
        ),
    )
    _write_csv(
        target / "former_communes.csv",
        ("code", "nom", "commune"),
        sorted(
            _list_former_communes(all_communes, {commune["code"]: commune["nom"] for commune in communes})
        ),
    )


def _list_former_communes(
    communes: Iterable[dict[str, Any]], names: dict[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Yield the code, name and present commune of each delegated or associated commune.

    `names` are those of the present communes, by code: one of the same name is left out.
    """
    for commune in communes:
        present = names.get(commune["chefLieu"]) if commune["type"] in FORMER_TYPES else None
        if present and fold(commune["nom"]) != fold(present):
            yield commune["code"], commune["nom"], commune["chefLieu"]


def _load_json(package: Path, name: str) -> list[dict[str, Any]]:
    return json.loads((package / "data" / f"{name}.json").read_text(encoding="utf-8"))


def _build_epci_row(group: dict[str, Any]) -> tuple[object, ...]:
    nature = EPCI_NATURES[group["type"]]
    name = re.sub(r"\s+", " ", group["nom"]).strip()
    return group["code"], name, nature, group["populationMunicipale"], len(group["membres"])


def _write_csv(path: Path, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


if __name__ == "__main__":
    derive_tables(Path(sys.argv[1]), load_departments())
