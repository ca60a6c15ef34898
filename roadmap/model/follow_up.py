"""Actions to follow up, for the referents and the prefecture: late, not confirmed for long, or incomplete."""

from collections.abc import Iterable
from dataclasses import dataclass

from roadmap.model.records import Action
from roadmap.model.roadmap import OPEN_STATUSES, Roadmap
from roadmap.text.folding import fold


@dataclass(frozen=True)
class ActionToFollow:
    """An action to follow up: whether it is late or stale, and the facts that it lacks, in French."""

    action: Action
    is_late: bool
    is_stale: bool
    missing: tuple[str, ...]


@dataclass(frozen=True)
class LeaderFollowUp:
    """The actions to follow up of one leader; `name` is empty for those without a known leader.

    `mailbox` is the functional one of its actions, empty when none gives it.
    """

    name: str
    mailbox: str
    entries: tuple[ActionToFollow, ...]

    @property
    def slug(self) -> str:
        """The name of its files and anchors."""
        return fold(self.name) or "sans-porteur"


def list_actions_to_follow(roadmap: Roadmap) -> tuple[ActionToFollow, ...]:
    """Return the actions still under way that are late, not confirmed for twelve months, or incomplete."""
    entries = (
        ActionToFollow(action, roadmap.is_late(action), roadmap.is_stale(action), _list_missing(action))
        for action in roadmap.actions
        if action.statut in OPEN_STATUSES
    )
    return tuple(entry for entry in entries if entry.is_late or entry.is_stale or entry.missing)


def _list_missing(action: Action) -> tuple[str, ...]:
    facts = {
        "porteur": action.porteur,
        "dates": action.debut or action.fin,
        "budget": action.budget,
        "contact": action.contact,
    }
    return tuple(name for name, fact in facts.items() if not fact)


def group_by_leader(entries: Iterable[ActionToFollow]) -> tuple[LeaderFollowUp, ...]:
    """Return the actions to follow up by leader, in alphabetical order; those without a leader come last."""
    groups: dict[str, list[ActionToFollow]] = {}
    for entry in entries:
        name = entry.action.porteur.nom if entry.action.porteur else ""
        groups.setdefault(fold(name), []).append(entry)
    leaders = (_build_leader(group) for group in groups.values())
    return tuple(sorted(leaders, key=lambda leader: (not leader.name, fold(leader.name))))


def _build_leader(group: list[ActionToFollow]) -> LeaderFollowUp:
    first = group[0].action
    mailboxes = (entry.action.contact.courriel for entry in group if entry.action.contact)
    mailbox = next(filter(None, mailboxes), "")
    return LeaderFollowUp(first.porteur.nom if first.porteur else "", mailbox or "", tuple(group))


def group_by_territory(
    roadmap: Roadmap, entries: Iterable[ActionToFollow]
) -> tuple[tuple[str, tuple[ActionToFollow, ...]], ...]:
    """Return the actions to follow up by the id of their territory, the whole department first."""
    groups: dict[str, list[ActionToFollow]] = {}
    for entry in entries:
        for identifier in entry.action.territoires or (roadmap.departement.id,):
            groups.setdefault(identifier, []).append(entry)
    order = [roadmap.departement.id, *(epci.id for epci in roadmap.epci)]
    return tuple((identifier, tuple(groups[identifier])) for identifier in order if identifier in groups)
