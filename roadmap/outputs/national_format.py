"""The actions under the fields of « Mon inclusion numérique », so that nobody types them twice.

The names and the labels are those of the form « Ajouter une action », read in the public source of the
application: https://github.com/anct-cnum/suite-gestionnaire-numerique, files
`src/app/api/actions/ajouterUneActionAction.ts` (names) and `FormulaireAction.tsx` (labels). The application
imports no file: a person copies the cells. A field that our data does not hold stays empty.
"""

from collections.abc import Callable
from dataclasses import dataclass

from roadmap.model.records import Action, Funding

NAME = "mon-inclusion-numerique"
TITLE = "Les actions, pour le formulaire de Mon inclusion numérique"


@dataclass(frozen=True)
class Field:
    """A field of the form: its name there, its label there, where its value comes from, its values here."""

    name: str
    label: str
    origin: str
    values: Callable[[Action], list[str | int | None]]
    type: str = "string"
    is_markdown: bool = False


def _end(action: Action) -> list[str | int | None]:
    """Return the year of the end; the form leaves it out for an action that ends the year it begins."""
    same_year = action.debut and action.fin and action.debut.annee == action.fin.annee
    return [action.fin.annee] if action.fin and not same_year else []


def _fundings(action: Action) -> list[Funding]:
    """Return the fundings, but for those that were refused."""
    return [each for each in action.budget.financements if each.statut != "refuse"] if action.budget else []


_UNKNOWN = "Vide : nos fiches ne le disent pas."

FIELDS = (
    Field("identifiant", "", "L'identifiant de la fiche, hors formulaire.", lambda a: [a.id]),
    Field("besoins", "Besoins liés à l'action", _UNKNOWN, lambda _: []),
    Field("nom", "Nom de l'action", "Le titre de la fiche.", lambda a: [a.titre]),
    Field(
        "contexte",
        "Contexte de l'action",
        "Le contexte de la fiche.",
        lambda a: [a.contexte],
        is_markdown=True,
    ),
    Field(
        "description",
        "Description de l'action",
        "La description de la fiche ; à défaut, son résumé.",
        lambda a: [a.description or a.resume],
        is_markdown=True,
    ),
    Field("porteurs", "Porteur de l'action", "Le nom du porteur.", lambda a: [a.porteur and a.porteur.nom]),
    Field(
        "anneeDeDebut",
        "Année de début de l'action",
        "L'année du début.",
        lambda a: [a.debut and a.debut.annee],
        "integer",
    ),
    Field(
        "anneeDeFin",
        "Année de fin de l'action",
        "L'année de la fin, si ce n'est pas celle du début.",
        _end,
        "integer",
    ),
    Field(
        "budgetGlobal",
        "Budget global de l'action",
        "Le montant du budget, en euros.",
        lambda a: [a.budget and a.budget.montant],
        "integer",
    ),
    Field("demandeDeSubvention", "Subvention demandée à l'État", _UNKNOWN, lambda _: []),
    Field(
        "coFinancements_coFinanceur",
        "Co-financement",
        "Les financeurs, sauf ceux qui ont refusé. La part de l'État va, elle, dans la subvention.",
        lambda a: [each.financeur for each in _fundings(a)],
    ),
    Field(
        "coFinancements_montant",
        "Co-financement, montant",
        "Leurs montants, dans le même ordre, en euros.",
        lambda a: [each.montant for each in _fundings(a)],
    ),
    Field("destinataires", "Destinataire(s) des fonds", _UNKNOWN, lambda _: []),
)
