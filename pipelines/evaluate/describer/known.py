"""What is true, false or open in a labelled clip, given what people said and the ethogram.

What nobody labelled is false only where it would have been labelled: its behavior was scored, no
more general one was said in its place, the ethogram does not leave it out in favour of another, and
no bout of it lies so near that observers would argue about its edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from graphs.ethogram import Ethogram, spelled_alike
from graphs.records import STANDING, Fact
from pipelines.evaluate.describer.clips import LabelledClip, is_true
from pipelines.evaluate.describer.symmetry import symmetric_behaviors

EDGE_S = 0.5
"""Two observers may differ by so much about when something starts or ends."""

Truth = Literal["true", "false", "open"]


@dataclass(frozen=True, slots=True)
class Statement:
    """That somebody does something at some time of a clip.

    Parameters
    ----------
    subject
        An individual, or ``None`` for any.
    predicate
        A behavior.
    object
        An individual, zone or object, or ``None`` for any or none.
    """

    subject: str | None
    predicate: str
    object: str | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether a statement is true, and why it is open if it is."""

    truth: Truth
    why: str = ""


@dataclass(frozen=True)
class Rulebook:
    """What the ethogram says about truth, and what was scored.

    Parameters
    ----------
    ethogram
        The behaviors.
    scored
        Those that people looked for: of these only, what is not labelled is absent.
    symmetric
        Those that the other animal then does, too.
    edge_s
        Bouts so near to a clip leave open whether it shows them.
    """

    ethogram: Ethogram
    scored: frozenset[str]
    symmetric: frozenset[str]
    edge_s: float = EDGE_S

    def name(self, predicate: str) -> str:
        """Return the canonical name of a behavior, or what was said if the ethogram lacks it."""
        return self._names.get(predicate) or self._names.get(spelled_alike(predicate), predicate)

    @cached_property
    def _names(self) -> dict[str, str]:
        return {
            spelled_alike(name): behavior.name
            for behavior in self.ethogram
            for name in (behavior.name, *behavior.synonyms)
        }

    def ancestors(self, predicate: str) -> tuple[str, ...]:
        """Return what a behavior is a kind of, the nearest first."""
        chain: list[str] = []
        entry = self.ethogram.behaviors.get(self.name(predicate))
        while entry is not None and entry.parent is not None and entry.parent not in chain:
            chain.append(entry.parent)
            entry = self.ethogram.behaviors.get(entry.parent)
        return tuple(chain)

    def is_kind_of(self, predicate: str, other: str) -> bool:
        """Return whether whoever does the first thing does the second."""
        return self.name(predicate) == self.name(other) or self.name(other) in self.ancestors(
            predicate
        )

    def left_out(self, predicate: str, where: str) -> bool:
        """Return whether the first behavior is not scored where the second is."""
        entry = self.ethogram.behaviors.get(self.name(predicate))
        return entry is not None and self.name(where) in entry.excludes


def rulebook(
    clips: Iterable[LabelledClip],
    ethogram: Ethogram,
    scored: Sequence[str] | None = None,
    symmetric: Sequence[str] = (),
    edge_s: float = EDGE_S,
) -> Rulebook:
    """Return the rules of truth for some clips.

    Parameters
    ----------
    clips
        All that are asked about.
    ethogram
        The behaviors.
    scored
        Behaviors that people looked for; by default those that they found at least once.
    symmetric
        Behaviors that both animals do at once, beside those that
        `pipelines.evaluate.describer.symmetry.symmetric_behaviors` finds.
    edge_s
        As for `Rulebook`.
    """
    facts = [fact for clip in clips for fact in clip.facts if is_true(fact)]
    names = {fact.predicate for fact in facts} if scored is None else set(scored)
    known = {ethogram[name].name for name in names}
    both = symmetric_behaviors(ethogram, facts) | {ethogram[name].name for name in symmetric}
    return Rulebook(ethogram, frozenset(known), frozenset(both), edge_s)


class Known:
    """What is true in one clip.

    Parameters
    ----------
    clip
        With its facts.
    rules
        Of all clips.
    """

    def __init__(self, clip: LabelledClip, rules: Rulebook) -> None:
        self.clip, self.rules = clip, rules
        standing = [fact for fact in clip.facts if fact.status in STANDING]
        self._shown = self._both_ways(clip.shown())
        self._all = self._both_ways(standing)

    def facts_of(self, statement: Statement) -> list[Fact]:
        """Return the facts that make a statement true."""
        return [fact for fact in self._shown if self._entails(fact, statement)]

    def ruling(self, statement: Statement) -> Ruling:
        """Return whether a statement is true, false or open in the clip."""
        if self.facts_of(statement):
            return Ruling("true")
        predicate = statement.predicate
        if self.rules.name(predicate) not in self.rules.scored:
            return Ruling("open", f"nobody looked for {predicate!r}")
        near = [fact for fact in self._all if self._near(fact) and self._fits(fact, statement)]
        for fact in near:
            if self.rules.is_kind_of(fact.predicate, predicate):
                return Ruling("open", "a bout of it is not confirmed, or at the edge of the clip")
            if self.rules.is_kind_of(predicate, fact.predicate):
                return Ruling("open", f"only the more general {fact.predicate!r} was said")
        for fact in self._all:
            if self._near(fact) and self._leaves_out(fact, statement):
                return Ruling("open", f"{predicate!r} is not scored where {fact.predicate!r} is")
        return Ruling("false")

    def is_false(self, statement: Statement) -> bool:
        """Return whether a statement is false beyond doubt."""
        return self.ruling(statement).truth == "false"

    def predicates(self, subject: str | None = None) -> set[str]:
        """Return the behaviors that an animal, or any, shows in the clip, by canonical name."""
        return {
            self.rules.name(fact.predicate)
            for fact in self._shown
            if subject in (None, fact.subject)
        }

    def bouts(self, predicate: str) -> list[Fact]:
        """Return all bouts of a behavior in or near the clip, whoever does it."""
        return [
            fact
            for fact in self._all
            if self._near(fact) and self.rules.is_kind_of(fact.predicate, predicate)
        ]

    def _both_ways(self, facts: Iterable[Fact]) -> list[Fact]:
        found = list(facts)
        mirrored = [
            replace(fact, subject=fact.object, object=fact.subject, labelled=None)
            for fact in found
            if fact.object is not None and self.rules.name(fact.predicate) in self.rules.symmetric
        ]
        return found + mirrored

    def _entails(self, fact: Fact, statement: Statement) -> bool:
        return self._fits(fact, statement) and self.rules.is_kind_of(
            fact.predicate, statement.predicate
        )

    @staticmethod
    def _fits(fact: Fact, statement: Statement) -> bool:
        return statement.subject in (None, fact.subject) and statement.object in (None, fact.object)

    def _leaves_out(self, fact: Fact, statement: Statement) -> bool:
        """Return whether what is stated would not have been scored because of a fact."""
        if statement.subject not in (None, fact.subject):
            return False
        if not self.rules.left_out(statement.predicate, fact.predicate):
            return False
        both = (statement.object, fact.object)
        same = None in both or statement.object == fact.object
        return same or not all(name in self.clip.individuals for name in both)

    def _near(self, fact: Fact) -> bool:
        edge = self.rules.edge_s
        return (
            fact.start_s < self.clip.stop_s + edge
            and max(fact.stop_s, fact.start_s) > self.clip.start_s - edge
        )
