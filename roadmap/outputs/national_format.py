"""Columns of the export of actions for « Mon inclusion numérique », the national application.

Names and labels are those of its form « Ajouter une action », from its public source code:
https://github.com/anct-cnum/suite-gestionnaire-numerique, files
`src/app/api/actions/ajouterUneActionAction.ts` (names) and `FormulaireAction.tsx` (labels). The application
has no import: a person copies the cells. Fields without counterpart in our data are empty.
"""

from collections.abc import Callable
from dataclasses import dataclass

from roadmap.model.records import Action, Funding

NATIONAL_FILE_NAME = "mon-inclusion-numerique"
NATIONAL_FILE_TITLE = "Les actions, pour le formulaire de Mon inclusion numérique"


@dataclass(frozen=True)
class NationalField:
    """A field of the national form: its name and label there, the origin of its value, a getter."""

    name: str
    label: str
    origin: str
    values: Callable[[Action], list[str | int | None]]
    type: str = "string"
    is_markdown: bool = False


def _end_year(action: Action) -> list[str | int | None]:
    """Return the end year, or nothing if it is the start year: the form then leaves it empty."""
    same_year = action.debut and action.fin and action.debut.annee == action.fin.annee
    return [action.fin.annee] if action.fin and not same_year else []


def _accepted_fundings(action: Action) -> list[Funding]:
    """Return the fundings, without the refused ones."""
    fundings = action.budget.financements if action.budget else ()
    return [funding for funding in fundings if funding.statut != "refuse"]


_NO_COUNTERPART = "Vide : nos fiches ne le disent pas."

NATIONAL_FIELDS = (
    NationalField("identifiant", "", "L'identifiant de la fiche, hors formulaire.", lambda a: [a.id]),
    NationalField("besoins", "Besoins liés à l'action", _NO_COUNTERPART, lambda _: []),
    NationalField("nom", "Nom de l'action", "Le titre de la fiche.", lambda a: [a.titre]),
    NationalField(
        "contexte",
        "Contexte de l'action",
        "Le contexte de la fiche.",
        lambda a: [a.contexte],
        is_markdown=True,
    ),
    NationalField(
        "description",
        "Description de l'action",
        "La description de la fiche ; à défaut, son résumé.",
        lambda a: [a.description or a.resume],
        is_markdown=True,
    ),
    NationalField(
        "porteurs", "Porteur de l'action", "Le nom du porteur.", lambda a: [a.porteur and a.porteur.nom]
    ),
    NationalField(
        "anneeDeDebut",
        "Année de début de l'action",
        "L'année du début.",
        lambda a: [a.debut and a.debut.annee],
        "integer",
    ),
    NationalField(
        "anneeDeFin",
        "Année de fin de l'action",
        "L'année de la fin, si ce n'est pas celle du début.",
        _end_year,
        "integer",
    ),
    NationalField(
        "budgetGlobal",
        "Budget global de l'action",
        "Le montant du budget, en euros.",
        lambda a: [a.budget and a.budget.montant],
        "integer",
    ),
    NationalField("demandeDeSubvention", "Subvention demandée à l'État", _NO_COUNTERPART, lambda _: []),
    NationalField(
        "coFinancements_coFinanceur",
        "Co-financement",
        "Les financeurs, sauf ceux qui ont refusé. La part de l'État va, elle, dans la subvention.",
        lambda a: [funding.financeur for funding in _accepted_fundings(a)],
    ),
    NationalField(
        "coFinancements_montant",
        "Co-financement, montant",
        "Leurs montants, dans le même ordre, en euros.",
        lambda a: [funding.montant for funding in _accepted_fundings(a)],
    ),
    NationalField("destinataires", "Destinataire(s) des fonds", _NO_COUNTERPART, lambda _: []),
)
