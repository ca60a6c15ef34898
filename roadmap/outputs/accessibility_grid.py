"""The grid of the RGAA criteria as open data: one row each, with its state and what decides it."""

from collections.abc import Iterator

from roadmap.model.conformity import build_conformity
from roadmap.model.roadmap import Roadmap

FILE_NAME, FILE_TITLE = "accessibilite", "L'accessibilité, un critère du RGAA par ligne"
# Title and description of each column, by name.
COLUMNS = {
    "critere": ("Critère", "Le numéro du critère dans le RGAA."),
    "thematique": ("Thématique", "La thématique du RGAA."),
    "niveau": ("Niveau", "A ou AA."),
    "enonce": ("Énoncé", "Le critère, dit dans nos mots ; le texte officiel est à l'adresse."),
    "decision": ("Décision", "Ce qui décide du critère : test, preuve qu'il est sans objet, ou main."),
    "etat": ("État", "Où en est le critère."),
    "methode": ("Méthode", "Ce que le test regarde, ou ce que la personne doit regarder."),
    "pages": ("Pages", "Les pages du site d'essai que le test regarde, ou combien en regarde la personne."),
    "test": ("Test", "Le nom du test, dans le code du site."),
    "minutes": ("Minutes", "Le temps que la personne doit y passer."),
    "verifie_le": ("Vérifié le", "Le jour où une personne l'a vérifié."),
    "verifie_par": ("Vérifié par", "La fonction de cette personne."),
    "constat": ("Constat", "Ce qu'elle a constaté."),
    "adresse": ("Adresse", "L'adresse du texte officiel."),
}
_REQUIRED = ("critere", "thematique", "niveau", "enonce", "decision", "etat", "methode", "pages", "adresse")


def build_grid_rows(roadmap: Roadmap) -> Iterator[tuple[str, ...]]:
    """Yield the header, then the row of each criterion."""
    yield tuple(COLUMNS)
    for theme, states in build_conformity(roadmap.site).by_theme():
        for item in states:
            criterion, signed = item.criterion, item.verification
            yield (
                criterion.number,
                theme.name,
                criterion.level,
                criterion.statement,
                criterion.decision,
                item.state,
                criterion.method,
                criterion.pages,
                criterion.test,
                str(criterion.minutes or ""),
                str(signed.le) if signed else "",
                signed.par if signed else "",
                (signed.constat or "") if signed else "",
                criterion.url,
            )


def list_fields() -> list[dict[str, object]]:
    """Return the description of the columns (Table Schema)."""
    return [
        {
            "name": name,
            "type": "integer" if name == "minutes" else "string",
            "title": title,
            "description": description,
            "constraints": {"required": name in _REQUIRED},
        }
        for name, (title, description) in COLUMNS.items()
    ]
