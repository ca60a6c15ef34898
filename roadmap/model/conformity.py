"""The state of each RGAA criterion, from the tests and from what people signed, and their counts."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from roadmap.model.records import SiteSettings, Verification
from roadmap.schema.rgaa import (
    Criterion,
    Gesture,
    Reference,
    Theme,
    compute_rate,
    compute_states,
    load_reference,
)

STATE_LABELS = {
    "test": "Respecté, d'après un test",
    "preuve": "Sans objet, d'après un test",
    "a-verifier": "Attend une vérification humaine",
    "conforme": "Respecté, vérifié par une personne",
    "non-conforme": "Non respecté, constaté par une personne",
    "non-applicable": "Sans objet, vérifié par une personne",
}


@dataclass(frozen=True)
class CriterionState:
    """A criterion, its state (a key of STATE_LABELS), and what a person signed of it, if anyone did."""

    criterion: Criterion
    state: str
    verification: Verification | None = None

    @property
    def label(self) -> str:
        """The French words of the state."""
        return STATE_LABELS[self.state]


@dataclass(frozen=True)
class Conformity:
    """The states of all the criteria, by number; what a person signed prevails over a test."""

    reference: Reference
    states: dict[str, CriterionState]

    def count(self, *states: str) -> int:
        """Return how many criteria are in one of some states."""
        return sum(item.state in states for item in self.states.values())

    def count_decided(self, decision: str) -> int:
        """Return how many criteria are decided in a way: `test`, `preuve` or `main`."""
        return sum(item.criterion.decision == decision for item in self.states.values())

    @property
    def unsigned(self) -> list[CriterionState]:
        """The criteria that wait for a hand."""
        return [item for item in self.states.values() if item.state == "a-verifier"]

    @property
    def failures(self) -> list[CriterionState]:
        """The criteria that a person found not to hold."""
        return [item for item in self.states.values() if item.state == "non-conforme"]

    @property
    def rate(self) -> int | None:
        """The percentage of applicable criteria that hold (see `compute_rate`)."""
        return compute_rate({number: item.state for number, item in self.states.items()})

    def by_theme(self) -> Iterator[tuple[Theme, list[CriterionState]]]:
        """Yield each theme with the states of its criteria."""
        for theme in self.reference.themes:
            yield theme, [self.states[criterion.number] for criterion in theme.criteria]

    def by_gesture(self) -> Iterator[tuple[Gesture, list[CriterionState]]]:
        """Yield each gesture with the states of what it decides."""
        for gesture in self.reference.gestures:
            yield gesture, [self.states[criterion.number] for criterion in gesture.criteria]

    def is_signed(self, gesture_id: str) -> bool:
        """Say whether all that a gesture decides is signed."""
        return all(
            item.verification
            for gesture, items in self.by_gesture()
            if gesture.id == gesture_id
            for item in items
        )

    @functools.cached_property
    def minutes(self) -> int:
        """How long all the gestures take."""
        return sum(gesture.minutes for gesture in self.reference.gestures)


def build_conformity(site: SiteSettings) -> Conformity:
    """Return the state of each criterion on a site."""
    reference = load_reference()
    signed = {number: item for item in site.accessibilite.verifications for number in item.criteres}
    states = compute_states({number: item.resultat for number, item in signed.items()})
    return Conformity(
        reference,
        {
            number: CriterionState(reference.criteria[number], state, signed.get(number))
            for number, state in states.items()
        },
    )
