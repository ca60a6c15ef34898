"""Write N sound and varied action sheets: `python -m benchmarks.sheets N FOLDER`.

The sheets are made up, the same for the same N, and only ever serve to measure.
"""

import argparse
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from benchmarks import ROOT

EXAMPLE = ROOT / "tests" / "example" / "data"
SEED = 28
_DOINGS = "Ouvrir Animer Relayer Étendre Préparer Soutenir Renforcer Coordonner Évaluer Partager".split()
_THINGS = (
    "des ateliers d'initiation",
    "une permanence de médiation",
    "le prêt de matériel reconditionné",
    "l'accompagnement aux démarches",
    "la formation des aidants",
    "un parcours « premiers clics »",
    "la sensibilisation à l'arnaque en ligne",
    "le recensement des lieux ouverts",
)
_PLACES = "à la mairie|en bibliothèque|au marché|à l'école|en gare|au centre social|à domicile".split("|")
_SENTENCES = (
    "Les habitants demandent une aide proche de chez eux, sans rendez-vous.",
    "Une partie des démarches n'existe plus qu'en ligne : il faut donc un **lieu d'accueil**.",
    "L'équipe se déplace de commune en commune, le matin ; l'après-midi reste libre.",
    "Le matériel est prêté pour trois mois, puis révisé avant d'être prêté à nouveau.",
    "Voir [la cartographie](https://cartographie.societenumerique.gouv.fr/) des lieux ouverts.",
)
_STATUSES = ("envisagee", "a-venir", "en-cours", "en-cours", "realisee", "en-pause", "abandonnee")
_AUDIENCES = ("usagers", "professionnels", "tous", "non-precise")
_PUBLICS = ("jeunes", "seniors", "femmes", "demandeurs-emploi", "familles-enfants", "etudiants")
_SIREN = ("200033181", "200040277", "200070167", "200069912")


def write(count: int, folder: Path) -> None:
    """Write a `data` folder with `count` actions into `folder`; the other files are the tests' own."""
    target = folder / "data"
    shutil.copytree(EXAMPLE, target)
    shutil.rmtree(target / "actions")
    (target / "actions").mkdir()
    epci = [each["id"] for each in yaml.safe_load((EXAMPLE / "territories.yaml").read_text("utf-8"))["epci"]]
    choose = random.Random(SEED)  # noqa: S311 - the same sheets each time, no secret
    for number in range(count):
        sheet = yaml.dump(_sheet(number, choose, epci), allow_unicode=True, sort_keys=False, width=100)
        (target / "actions" / f"action-{number:05}.yaml").write_text(sheet, encoding="utf-8")


def _sheet(number: int, choose: random.Random, epci: list[str]) -> dict[str, Any]:
    """Return one sheet: a third are short, as the first ones are; a few hold all that a sheet may."""
    status = choose.choice(_STATUSES)
    place = choose.choice(_PLACES)
    title = f"{choose.choice(_DOINGS)} {choose.choice(_THINGS)} {place}, n° {number}"
    sheet: dict[str, Any] = {
        "titre": title,
        "resume": f"{title} : {choose.choice(_SENTENCES[:1])}",
        "axe": choose.randint(1, 5),
        "cible": choose.choice(_AUDIENCES),
        "statut": status,
        "confirme_le": f"2025-{choose.randint(1, 9):02}-{choose.randint(1, 28):02}",
    }
    if status in ("en-pause", "abandonnee"):
        sheet["motif"] = "Le local n'est plus disponible."
    if status != "envisagee":
        sheet["porteur"] = {"nom": f"Structure porteuse {number % 97}", "siren": choose.choice(_SIREN)}
    if choose.random() < 1 / 3:
        return sheet
    return sheet | dict(_details(number, choose, epci))


def _details(number: int, choose: random.Random, epci: list[str]) -> Iterator[tuple[str, Any]]:
    """Yield the fields that a sheet may do without."""
    year = choose.randint(2023, 2026)
    total = choose.randint(1, 90) * 500
    yield "publics", choose.sample(_PUBLICS, choose.randint(1, 3))
    if choose.random() < 1 / 2:
        yield "territoires", choose.sample(epci, choose.randint(1, 3))
    yield (
        "partenaires",
        [{"nom": f"Partenaire {choose.randint(1, 400)}"} for _ in range(choose.randint(1, 3))],
    )
    yield "contact", {"service": "Service de la médiation numérique", "courriel": "mediation@exemple.fr"}
    yield "debut", f"{year}-{choose.randint(1, 12):02}"
    yield "fin", f"{year + 2}-{choose.randint(1, 12):02}-{choose.randint(1, 28):02}"
    yield (
        "etapes",
        [
            {"titre": f"Étape {step}", "date": f"{year}-{step:02}", "realisee": step == 1}
            for step in range(1, choose.randint(2, 5))
        ],
    )
    yield "contexte", "\n\n".join(choose.sample(_SENTENCES, 2)) + "\n"
    yield "objectifs", [f"Objectif {step} de l'action {number}" for step in range(1, choose.randint(2, 5))]
    yield ("description", "\n\n".join([*choose.sample(_SENTENCES, 3), "- un ;\n- deux."]) + "\n")
    yield (
        "budget",
        {
            "montant": total,
            "financements": [{"financeur": "État", "montant": total // 2, "statut": "accorde"}],
        },
    )
    yield (
        "indicateurs",
        [
            {
                "libelle": "Personnes accueillies",
                "unite": "personnes",
                "depart": 0,
                "cible": 100,
                "actuel": choose.randint(0, 120),
                "mesure_le": f"{year}-12",
                "source": "Feuilles de présence",
            }
        ],
    )


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    write(options.count, options.folder)


if __name__ == "__main__":
    main()
