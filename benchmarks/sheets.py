"""Generator of valid and varied action sheets: `python -m benchmarks.sheets N FOLDER`.

The sheets are random, but the same for the same N; they only serve to measure.
"""

import argparse
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from benchmarks import PROJECT_ROOT

EXAMPLE_DATA = PROJECT_ROOT / "tests" / "example" / "data"
SEED = 28
_VERBS = "Ouvrir Animer Relayer Étendre Préparer Soutenir Renforcer Coordonner Évaluer Partager".split()
_OBJECTS = (
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


def write_action_sheets(count: int, folder: Path) -> None:
    """Write a `data` folder with `count` actions into `folder`; its other files are those of the tests."""
    target = folder / "data"
    shutil.copytree(EXAMPLE_DATA, target)
    shutil.rmtree(target / "actions")
    (target / "actions").mkdir()
    territories = yaml.safe_load((EXAMPLE_DATA / "territories.yaml").read_text("utf-8"))
    epci = [territory["id"] for territory in territories["epci"]]
    rng = random.Random(SEED)  # noqa: S311 - the same sheets each time, no secret
    for number in range(count):
        sheet = yaml.dump(_generate_sheet(number, rng, epci), allow_unicode=True, sort_keys=False, width=100)
        (target / "actions" / f"action-{number:05}.yaml").write_text(sheet, encoding="utf-8")


def _generate_sheet(number: int, rng: random.Random, epci: list[str]) -> dict[str, Any]:
    """Return one sheet: a third of them have the required fields only."""
    status = rng.choice(_STATUSES)
    place = rng.choice(_PLACES)
    title = f"{rng.choice(_VERBS)} {rng.choice(_OBJECTS)} {place}, n° {number}"
    sheet: dict[str, Any] = {
        "titre": title,
        "resume": f"{title} : {rng.choice(_SENTENCES[:1])}",
        "axe": rng.randint(1, 5),
        "cible": rng.choice(_AUDIENCES),
        "statut": status,
        "confirme_le": f"2025-{rng.randint(1, 9):02}-{rng.randint(1, 28):02}",
    }
    if status in ("en-pause", "abandonnee"):
        sheet["motif"] = "Le local n'est plus disponible."
    if status != "envisagee":
        sheet["porteur"] = {"nom": f"Structure porteuse {number % 97}", "siren": rng.choice(_SIREN)}
    if rng.random() < 1 / 3:
        return sheet
    return sheet | dict(_generate_details(number, rng, epci))


def _generate_details(number: int, rng: random.Random, epci: list[str]) -> Iterator[tuple[str, Any]]:
    """Yield the optional fields of a sheet."""
    year = rng.randint(2023, 2026)
    total = rng.randint(1, 90) * 500
    yield "publics", rng.sample(_PUBLICS, rng.randint(1, 3))
    if rng.random() < 1 / 2:
        yield "territoires", rng.sample(epci, rng.randint(1, 3))
    yield ("partenaires", [{"nom": f"Partenaire {rng.randint(1, 400)}"} for _ in range(rng.randint(1, 3))])
    yield "contact", {"service": "Service de la médiation numérique", "courriel": "mediation@exemple.fr"}
    yield "debut", f"{year}-{rng.randint(1, 12):02}"
    yield "fin", f"{year + 2}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    yield (
        "etapes",
        [
            {"titre": f"Étape {step}", "date": f"{year}-{step:02}", "realisee": step == 1}
            for step in range(1, rng.randint(2, 5))
        ],
    )
    yield "contexte", "\n\n".join(rng.sample(_SENTENCES, 2)) + "\n"
    yield "objectifs", [f"Objectif {step} de l'action {number}" for step in range(1, rng.randint(2, 5))]
    yield ("description", "\n\n".join([*rng.sample(_SENTENCES, 3), "- un ;\n- deux."]) + "\n")
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
                "actuel": rng.randint(0, 120),
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
    write_action_sheets(options.count, options.folder)


if __name__ == "__main__":
    main()
