"""Actions to follow up, for the referents and the prefecture: late, not confirmed for long, or incomplete."""

from collections.abc import Iterable
from dataclasses import dataclass

from roadmap.model.records import Action
from roadmap.model.roadmap import OPEN_STATUSES, Roadmap
from roadmap.text.folding import fold
from roadmap.text.identifiers import suggest_identifier


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

    `mailbox` is the functional one of its actions, empty when none gives it. `slug` names its file and its
    anchor, which no other leader has.
    """

    name: str
    mailbox: str
    entries: tuple[ActionToFollow, ...]
    slug: str


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
    """Return the actions to follow up by leader, in alphabetical order; those without a leader come last.

    Names that differ by their accents, capitals or punctuation are one leader.
    """
    groups: dict[str, list[ActionToFollow]] = {}
    for entry in entries:
        name = entry.action.porteur.nom if entry.action.porteur else ""
        groups.setdefault(fold(name) or name, []).append(entry)
    leaders: dict[str, LeaderFollowUp] = {}
    for name in sorted(groups, key=lambda name: (not name, name)):
        slug = suggest_identifier(name, "porteur")
        # Two long names may begin alike.
        unique = slug if slug not in leaders else f"{slug}-{len(leaders)}"
        leaders[unique] = _build_leader(groups[name], unique)
    return tuple(leaders.values())


def _build_leader(group: list[ActionToFollow], slug: str) -> LeaderFollowUp:
    porteur = group[0].action.porteur
    mailboxes = (entry.action.contact.courriel for entry in group if entry.action.contact)
    mailbox = next(filter(None, mailboxes), "")
    return LeaderFollowUp(porteur.nom if porteur else "", mailbox, tuple(group), slug)


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
