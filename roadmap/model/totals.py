"""Totals of the actions, in number and in euros: what is known, and how much of it is not."""

from collections.abc import Iterable
from dataclasses import dataclass

from roadmap.model.records import Action, Axis
from roadmap.model.roadmap import OPEN_STATUSES, Roadmap


@dataclass(frozen=True)
class Totals:
    """Totals of some actions, in whole euros; `unpriced` counts those whose cost is not known."""

    actions: int
    still_open: int
    done: int
    cost: int
    granted: int
    requested: int
    unpriced: int


def compute_totals(actions: Iterable[Action]) -> Totals:
    """Return the totals of some actions; abandoned ones count in `actions` alone."""
    counted = tuple(actions)
    kept = [action for action in counted if action.statut != "abandonnee"]
    budgets = [action.budget for action in kept if action.budget]
    shares = [share for budget in budgets for share in budget.financements]
    priced = [budget.montant for budget in budgets if budget.montant is not None]
    return Totals(
        actions=len(counted),
        still_open=sum(action.statut in OPEN_STATUSES for action in kept),
        done=sum(action.statut == "realisee" for action in kept),
        cost=sum(priced),
        granted=sum(share.montant or 0 for share in shares if share.statut == "accorde"),
        requested=sum(share.montant or 0 for share in shares if share.statut == "demande"),
        unpriced=len(kept) - len(priced),
    )


def compute_axis_totals(roadmap: Roadmap) -> tuple[tuple[Axis, Totals], ...]:
    """Return the totals of each axis, in order."""
    return tuple((axis, compute_totals(roadmap.actions_of_axis(axis.numero))) for axis in roadmap.axes)
