"""The figures of the page « L'avancement » as open data: one row each, with its source and its date."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from itertools import chain

from roadmap.history.history import History
from roadmap.model import status_counts
from roadmap.model.roadmap import Roadmap
from roadmap.model.status_counts import StatusCounts
from roadmap.model.totals import Totals, compute_axis_totals, compute_totals
from roadmap.text.folding import fold

FILE_NAME, FILE_TITLE = "avancement", "L'avancement, un chiffre par ligne"
SHEETS_SOURCE = "Fiches des actions"
# Title and description of each column, by name.
COLUMNS = {
    "identifiant": ("Identifiant", "Ce qui désigne le chiffre, d'une publication à l'autre."),
    "libelle": ("Libellé", "Ce que le chiffre compte."),
    "valeur": ("Valeur", "Le chiffre."),
    "unite": ("Unité", "L'unité de compte."),
    "axe": ("Axe", "Le numéro de l'axe, s'il n'est compté que pour lui."),
    "territoire": ("Territoire", "L'identifiant du territoire, s'il n'est compté que pour lui."),
    "date": ("Date", "Le jour, le mois ou l'année que le chiffre décrit."),
    "source": ("Source", "D'où vient le chiffre."),
}


@dataclass(frozen=True)
class Figure:
    """A figure: its fields are the columns (`COLUMNS`), in their order, as text."""

    identifiant: str
    libelle: str
    valeur: str
    unite: str
    axe: str = ""
    territoire: str = ""
    date: str = ""
    source: str = SHEETS_SOURCE


def build_figure_rows(roadmap: Roadmap, history: History) -> Iterator[tuple[str, ...]]:
    """Yield the header, then the row of each figure."""
    yield tuple(COLUMNS)
    counts: Counter[str] = Counter()
    for figure in chain(
        _list_status_figures(roadmap),
        _list_money_figures(roadmap),
        _list_quarter_figures(roadmap, history),
        _list_indicator_figures(roadmap),
        _list_places_figures(roadmap),
    ):
        counts[figure.identifiant] += 1
        number = counts[figure.identifiant]
        # A dot: no slug has one, so that the second « Lieux » of an action is not its « Lieux 2 ».
        suffix = f".{number}" if number > 1 else ""
        yield (figure.identifiant + suffix, *astuple(figure)[1:])


def _list_status_figures(roadmap: Roadmap) -> Iterator[Figure]:
    for counts in status_counts.count_by_axis(roadmap):
        yield from _count_figures(roadmap, counts, axe=counts.id.removeprefix("axe-"))
    for counts in status_counts.count_by_territory(roadmap):
        yield from _count_figures(roadmap, counts, territoire=counts.id.removeprefix("territoire-"))


def _count_figures(roadmap: Roadmap, counts: StatusCounts, **place: str) -> Iterator[Figure]:
    today, labels = roadmap.today.isoformat(), roadmap.schemas.labels("action", "statut")
    for status, number in counts.by_status.items():
        label = f"Actions, statut « {labels[status]} »"
        yield Figure(f"actions-{status}-{counts.id}", label, str(number), "actions", date=today, **place)


def _list_money_figures(roadmap: Roadmap) -> Iterator[Figure]:
    yield from _money_figures(roadmap, "toutes", compute_totals(roadmap.actions))
    for axis, totals in compute_axis_totals(roadmap):
        yield from _money_figures(roadmap, f"axe-{axis.numero}", totals, str(axis.numero))


def _money_figures(roadmap: Roadmap, name: str, totals: Totals, axis: str = "") -> Iterator[Figure]:
    """Yield the amounts that are known: zero would say that nothing was asked for or granted."""
    for key, label, amount in (
        ("couts", "Coûts connus", totals.cost),
        ("financements-demandes", "Financements demandés", totals.requested),
        ("financements-accordes", "Financements accordés", totals.granted),
    ):
        if amount:
            yield Figure(f"{key}-{name}", label, str(amount), "euros", axis, date=roadmap.today.isoformat())


def _list_quarter_figures(roadmap: Roadmap, history: History) -> Iterator[Figure]:
    labels = roadmap.schemas.labels("action", "statut")
    for end in history.quarters:
        for status, number in end.by_status.items():
            yield Figure(
                f"actions-{status}-{end.year}-t{end.quarter}",
                f"Actions à la fin du trimestre, statut « {labels.get(status, status)} »",
                str(number),
                "actions",
                date=end.day.isoformat(),
                source=f"{SHEETS_SOURCE}, révision {end.commit[:10]}",
            )


def _list_indicator_figures(roadmap: Roadmap) -> Iterator[Figure]:
    owners = [
        ("", roadmap.indicateurs),
        *((f"{action.id}.", action.indicateurs) for action in roadmap.actions),
    ]
    for owner, indicators in owners:
        for indicator in indicators:
            for measure in indicator.all_measures:
                yield Figure(
                    f"mesure-{owner}{fold(indicator.libelle)}-{measure.date}",
                    indicator.libelle,
                    _format_number(measure.valeur),
                    indicator.unite or "",
                    date=str(measure.date),
                    source=measure.source,
                )


def _format_number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)


def _list_places_figures(roadmap: Roadmap) -> Iterator[Figure]:
    """Yield the count of the places of help: a measure of its own, which continues no indicator."""
    if roadmap.lieux:
        yield Figure(
            "lieux-d-aide",
            "Lieux d'aide de l'export de la cartographie nationale",
            str(len(roadmap.lieux)),
            "lieux",
            date=roadmap.lieux_exportes_le.isoformat() if roadmap.lieux_exportes_le else "",
            source="Cartographie nationale des lieux d'inclusion numérique",
        )
