"""The workbook of the actions: its columns, its sheets of details, and what each cell holds.

Every field of an action has its place, so that a workbook read back without a change gives the same sheets.
A list with several fields (steps, indicators…) has a sheet of its own, a line for each item.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from roadmap.schema.references import REFERENCES
from roadmap.tables.vocabulary import Vocabulary
from roadmap.text.folding import fold
from roadmap.text.french import format_date
from roadmap.text.french_lists import read_names
from roadmap.text.partial_dates import PartialDate
from roadmap.validation.corpus import Corpus

CellValue = str | int | float | dt.date
MAIN_SHEET, CHOICES_SHEET = "Actions", "Choix"
KEY_TITLE = "Action"
# Spreadsheets count days from 1900, and believe that year to be a leap year.
_FIRST_DAY = dt.date(1900, 3, 1)

# Titles of the columns of the main sheet, each the name of its field in `tables.columns`.
MAIN_COLUMNS = {
    "Identifiant": "identifiant",
    "Titre": "titre",
    "Résumé": "resume",
    "Axe": "axe",
    "Pour qui": "cible",
    "Publics visés": "publics",
    "Thématiques": "thematiques",
    "Territoires": "territoires",
    "Communes": "communes",
    "Statut": "statut",
    "Motif": "motif",
    "Porteur": "porteur",
    "SIREN du porteur": "porteur.siren",
    "Début": "debut",
    "Fin": "fin",
    "Budget (€)": "budget",
    "Service à contacter": "contact.service",
    "Courriel du service": "contact.courriel",
    "Contexte": "contexte",
    "Description": "description",
    "Source": "source.document",
    "Date de la source": "source.date",
    "Lien de la source": "source.url",
    "Vérifiée le": "confirme_le",
}


@dataclass(frozen=True)
class DetailSheet:
    """A sheet of details: the path of its list in an action, and the field of each column, by title.

    A list of texts has one column, with an empty field.
    """

    path: tuple[str, ...]
    columns: dict[str, str]


DETAIL_SHEETS = {
    "Partenaires": DetailSheet(("partenaires",), {"Nom": "nom", "SIREN": "siren"}),
    "Objectifs": DetailSheet(("objectifs",), {"Objectif": ""}),
    "Étapes": DetailSheet(("etapes",), {"Étape": "titre", "Date": "date", "Réalisée": "realisee"}),
    "Financements": DetailSheet(
        ("budget", "financements"), {"Financeur": "financeur", "Montant (€)": "montant", "Statut": "statut"}
    ),
    "Indicateurs": DetailSheet(
        ("indicateurs",),
        {
            "Indicateur": "libelle",
            "Unité": "unite",
            "Départ": "depart",
            "Valeur visée": "cible",
            "Visée approximative": "cible_approximative",
            "Valeur mesurée": "actuel",
            "Mesurée le": "mesure_le",
            "Source de la mesure": "source",
            "Remarque": "remarque",
        },
    ),
    "Liens": DetailSheet(("liens",), {"Titre du lien": "titre", "Adresse": "url"}),
    "Anciens identifiants": DetailSheet(("anciens_identifiants",), {"Ancien identifiant": ""}),
}


def get_at(value: Any, path: Iterable[str]) -> Any:  # noqa: ANN401 - any value of a sheet
    """Return the value at a path of nested mappings; None without it."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


class CellWriter:
    """Gives the value of each cell of an action; labels and names stand for the codes of the files."""

    def __init__(self, corpus: Corpus, vocabulary: Vocabulary) -> None:
        """Read the labels and the names of the data."""
        self._vocabulary = vocabulary
        self.labels = _collect_labels(corpus)

    def list_choices(self, field: str) -> list[str]:
        """Return the texts that a cell of a field may hold."""
        return list(self.labels[field].values())

    def write_main_cells(self, name: str, sheet: Mapping[str, Any]) -> dict[str, CellValue]:
        """Return the cells of an action on the main sheet, by title; those that say nothing are left out."""
        cells = {title: self._write(field, name, sheet) for title, field in MAIN_COLUMNS.items()}
        return {title: value for title, value in cells.items() if value not in (None, "")}

    def _write(self, field: str, name: str, sheet: Mapping[str, Any]) -> CellValue | None:
        if field == "identifiant":
            return name
        path = {"porteur": ("porteur", "nom"), "budget": ("budget", "montant")}.get(
            field, tuple(field.split("."))
        )
        value = get_at(sheet, path)
        if value is None:
            return None
        if field in _LISTS:
            return _join_names(value, self.labels[field], getattr(self._vocabulary, _LISTS[field]))
        if field in _DATES:
            return write_date(value)
        labels = self.labels.get(field, {})
        return labels.get(str(value), str(value) if field == "porteur.siren" else value)

    def write_detail_rows(self, detail: DetailSheet, sheet: Mapping[str, Any]) -> list[list[CellValue]]:
        """Return the rows of an action on a sheet of details, without its name."""
        items = get_at(sheet, detail.path) or []
        return [
            [
                ""
                if (value := item if not key else item.get(key)) is None
                else self._write_detail(key, value)
                for key in detail.columns.values()
            ]
            for item in items
        ]

    def find_funding_status(self, text: str) -> str | None:
        """Return the status of a funding that has a label; None when none has it."""
        labels = {fold(label): key for key, label in self.labels["financements"].items()}
        return labels.get(fold(text))

    def _write_detail(self, key: str, value: Any) -> CellValue:  # noqa: ANN401 - any value of a sheet
        if isinstance(value, bool):
            return "oui" if value else "non"
        if key == "statut":
            return self.labels["financements"].get(value, value)
        return write_date(value) if key in ("date", "mesure_le") else str(value) if key == "siren" else value


# The fields that hold several entries, with the index of their names in the vocabulary.
_LISTS = {"thematiques": "thematics", "territoires": "places", "communes": "places", "publics": "audiences"}
_DATES = ("debut", "fin", "confirme_le", "source.date")


def write_date(date: str | int) -> CellValue:
    """Return a date as a real date when it has its day, else in words: « mars 2026 », « 2026 »."""
    partial = PartialDate.parse(date)
    if not partial.is_full:
        return format_date(partial)
    return partial.first_day if partial.first_day >= _FIRST_DAY else str(date)


def _join_names(identifiers: Iterable[str], names: Mapping[str, str], index: Mapping[str, str]) -> str:
    """Return names that are read back as their identifiers; the identifier stands for any other name."""
    read: Callable[[str], list[str]] = lambda text: read_names(text, index)  # noqa: E731
    return ", ".join(
        name if read(name := names.get(identifier, identifier)) == [identifier] else identifier
        for identifier in identifiers
    )


def _collect_labels(corpus: Corpus) -> dict[str, dict[str, str]]:
    """Return the texts that stand for the codes of each field, by code: from the schema and the data."""
    schemas = corpus.schemas
    names = {
        field: {key: labels[0] for key, labels in corpus.names_by_id(name).items()}
        for (field, *_), name in REFERENCES["action"].items()
    }
    names["axe"] = {key: f"{key}. {title}" for key, title in names["axe"].items()}
    names["territoires"][corpus.files["territories"].value["departement"]["id"]] = "Tout le département"
    return names | {
        "cible": schemas.labels("action", "cible"),
        "publics": schemas.labels("action", "publics", 0),
        "statut": schemas.labels("action", "statut"),
        "financements": schemas.labels("action", "budget", "financements", 0, "statut"),
    }
