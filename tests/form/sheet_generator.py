"""Sound sheets of actions, generated at random from a seed."""

import random
from typing import Any

from tests.conftest import SCHEMAS

WORDS = (
    "L'atelier « premiers clics »: trois séances",
    "Un #hashtag, des [crochets], {accolades} & esperluettes",
    'Il dit "bonjour" puis s\'en va',
    "- un tiret au début",
    "Œuvre à 25 % : 👩‍💻 émoji, 9:30, oui, no, ~",
    "C:\\dossier\\fichier * étoile | barre > chevron",
    "2026",
    " espace au début et à la fin ",
    "Un texte simple, sans piège.",
)


class SheetGenerator:
    """Generates sound sheets of actions at random, from a seed: each has other fields and other texts."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secret

    def words(self, least: int = 1, most: int = 100) -> str:
        text = " ".join(self.random.choices(WORDS, k=self.random.randint(1, 3)))
        return (text if len(text) >= least else text + " " + WORDS[0] * least)[:most]

    def text(self) -> str:
        lines = self.random.choices([*WORDS, "", "- un point ;", "statut: faux", "    en retrait"], k=8)
        return (
            "Un début.\n"
            + "\n".join(lines)
            + "\nUne fin." * self.random.randint(0, 1)
            + "x" * self.random.choice((0, 2000))
        )

    def date(self) -> str:
        return self.random.choice(("2026", "2026-03", "2026-03-12"))

    def organisation(self) -> dict[str, str]:
        return {"nom": self.words(), **self.random.choice(({}, {"siren": "200033181"}))}

    def some(self, values: list[str]) -> list[str]:
        return self.random.sample(values, self.random.randint(1, len(values)))

    def sheet(self) -> dict[str, Any]:
        statut = self.random.choice(list(SCHEMAS.labels("action", "statut")))
        required = {
            "titre": self.words(5, 120),
            "resume": self.words(20, 280),
            "axe": self.random.randint(1, 5),
            "cible": self.random.choice(list(SCHEMAS.labels("action", "cible"))),
            "statut": statut,
            "confirme_le": "2025-11-01",
        }
        needed = {"porteur": self.organisation()} if statut != "envisagee" else {}
        needed |= self.places()
        needed |= {"motif": self.words()} if statut in ("en-pause", "abandonnee") else {}
        optional = self.optional()
        chosen = self.random.sample(list(optional), self.random.randint(0, len(optional)))
        return required | needed | {key: optional[key] for key in optional if key in chosen}

    def places(self) -> dict[str, list[str]]:
        territories = {"territoires": self.some(["perche", "chartres-metropole", "eure-et-loir"])}
        communes = {"communes": self.some(["28085", "28218", "28227"])}
        return self.random.choice((territories, communes, territories | communes))

    def optional(self) -> dict[str, Any]:
        measured = {
            "actuel": self.random.choice((0, 12, 3.5)),
            "mesure_le": self.date(),
            "source": self.words(),
        }
        return {
            "thematiques": self.some(["sante", "transversale"]),
            "publics": self.some(list(SCHEMAS.labels("action", "publics", 0))),
            "partenaires": [self.organisation() for _ in range(self.random.randint(1, 3))],
            "contact": {"service": self.words(), "courriel": "accueil@exemple.fr"},
            "contexte": self.text(),
            "description": self.text(),
            "objectifs": [self.words() for _ in range(self.random.randint(1, 4))],
            "debut": "2026",
            "fin": "2027-06",
            "etapes": [
                {
                    "titre": self.words(),
                    **self.random.choice(({}, {"date": self.date(), "realisee": False}, {"realisee": True})),
                }
                for _ in range(self.random.randint(1, 3))
            ],
            "budget": {
                "montant": 42500,
                "financements": [
                    {"financeur": self.words(), "montant": 500, "statut": "accorde"},
                    {"financeur": "État"},
                ],
            },
            "indicateurs": [
                {
                    "libelle": self.words(),
                    "unite": "lieux",
                    "depart": 0,
                    "cible": 200,
                    "cible_approximative": True,
                },
                {"libelle": self.words(), **measured},
            ],
            "liens": [{"titre": self.words(), "url": "https://www.exemple.fr/a?b=c&d=e#f"}],
            "source": {"document": self.words(), "date": self.date(), "url": "https://www.exemple.fr/"},
            "anciens_identifiants": ["un-ancien-nom"],
        }
