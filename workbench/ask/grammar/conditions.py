"""Reading conditions: ``after rearing``, ``within 5 s before mouse 2 flees``, ``while resting``."""

from __future__ import annotations

from dataclasses import replace

from workbench.ask.grammar.frames import Condition, Event, Relation
from workbench.ask.grammar.reader import Read, remembered
from workbench.ask.grammar.windows import WindowReader

_WITHIN = (
    "within|in|less than|at most|up to|no more than|not more than|no later than|not later than|"
    "(in|within|during) the( first| next| last)?|fewer than|the (first|next|last)"
)
_AFTER = "after|following|of the end of|after the end of|since"
_BEFORE = "before|prior to|preceding|of the start of|ahead of"
_WHILE = (
    "while|when|whenever|if|during|as|whilst|at the same time as|during times of|together with|"
    "only while|only when|only during|(that|which) (happen|happened|occur|occurred) (while|during)"
)
_NOT_WHILE = (
    "but not|and not|without|except while|except when|except|while not|when not|but not while|"
    "but not during|not while|not during|not when|except during"
)
_THEN = (
    "((that|which) )?(lead|leads|led) to|leading to|followed by|and then|then|"
    "(that|which) (are|were|was|is) followed by|and was followed by"
)
_OVERLAPS: tuple[tuple[Relation, str], ...] = (("while", _WHILE), ("not while", _NOT_WHILE))
_FOLLOWS: tuple[tuple[Relation, str], ...] = (
    ("followed by", _THEN),
    ("not followed by", f"not ({_THEN})|without being followed by|"
                        "(that|which) (are|were|was|is) not followed by"),
)  # fmt: skip
_AROUND: tuple[tuple[Relation, str], ...] = (("after", _AFTER), ("before", _BEFORE))
_SOON = "within|in less than|in under|less than|at most|up to"


class ConditionReader(WindowReader):
    """Reads conditions."""

    @remembered
    def condition(self, place: int) -> Read[Condition]:
        """Read a condition, and where the other thing goes on."""
        for condition, stop in self._condition(place):
            yield condition, stop
            if condition.event.sort == "behavior":
                for where, end in self.location(stop, None, stop):
                    words = self.said(place, end)
                    yield replace(condition, where=where, words=words), end
        yield from self.here(place)

    @remembered
    def here(self, place: int) -> Read[Condition]:
        """Read where it goes on: ``in the shelter``, ``only outside it``, ``not in it``."""
        for event, stop in self.past(place, "only|just|but only", self._location):
            yield Condition("while", event, None, self.said(place, stop)), stop
        for event, stop in self.then(place, "not|but not|and not", self._location):
            yield Condition("not while", event, None, self.said(place, stop)), stop

    def _location(self, place: int) -> Read[Event]:
        yield from self.location(place, None, place)

    def _condition(self, place: int) -> Read[Condition]:
        for relation, words in _AROUND:
            for within_s, at in self._within(place):
                for stop in self.lit(at, words):
                    yield from self._conditioned(place, relation, stop, within_s)
        for seconds, after in self.then(place, "within", self.time):
            for at in self.lit(after, "of"):
                yield from self._conditioned(place, "near", at, seconds)
        for relation, words in _OVERLAPS:
            for stop in self.lit(place, words):
                yield from self._conditioned(place, relation, stop, None)
        for relation, words in _FOLLOWS:
            for stop in self.lit(place, words):
                yield from self._followed(place, relation, stop)

    def _within(self, place: int) -> Read[float | None]:
        for seconds, end in self.past(place, _WITHIN, self.time):
            for at in self.maybe(end, "or less|at most"):
                yield seconds, at
        for stop in self.maybe(place, "any time|at any time|sometime"):
            yield None, stop

    def _conditioned(
        self, place: int, relation: Relation, start: int, within_s: float | None
    ) -> Read[Condition]:
        for event, stop in self.happening(start):
            if event.negated:
                if relation == "while":
                    event = replace(event, negated=False)
                    yield Condition("not while", event, None, self.said(place, stop)), stop
                continue
            yield Condition(relation, event, within_s, self.said(place, stop)), stop
            if within_s is None and relation in ("after", "before"):
                limits = self.then(
                    stop, "within|by at most|by less than|by no more than", self.time
                )
                for seconds, end in limits:
                    yield Condition(relation, event, seconds, self.said(place, end)), end

    def _followed(self, place: int, relation: Relation, start: int) -> Read[Condition]:
        for event, stop in self.happening(start):
            for seconds, end in self.maybe_ended(
                self.then(stop, _SOON, self.time), "later|after|afterwards"
            ):
                yield Condition(relation, event, seconds, self.said(place, end)), end
            yield Condition(relation, event, None, self.said(place, stop)), stop
