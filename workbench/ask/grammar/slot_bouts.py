"""What phrases ask of bouts: how many, how long, which one; of whom, where that is clear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from workbench.ask.grammar.frames import (
    Condition,
    Event,
    Frame,
    Measure,
    Scope,
    Statistic,
    Who,
)
from workbench.ask.grammar.slot_parts import Head, Nth, Parts, says_only
from workbench.ask.grammar.vocabulary import Verb, Vocabulary

TIMES: frozenset[Head] = frozenset({"time", "long", "duration", "much"})
TIME_UNITS = ("s", "min", "h", "ms")
_OF_BOUTS: dict[Head, Measure] = {
    "count": "count", "rate": "rate", "frequency": "frequency", "fraction": "fraction",
    "latency": "latency", "when": "when", "ever": "ever",
}  # fmt: skip
_SUMMED: frozenset[Measure] = frozenset({"count", "total"})
_OVER_RECORDINGS: tuple[Statistic, ...] = ("mean", "median", "std")
_ANY = frozenset({"a", "an", "any", "some", "each", "every"})
"""Words before a bout that is no certain one."""

_AVERAGED: frozenset[Measure] = frozenset({"count", "total", "rate", "fraction", "latency"})
_EXTREMES: dict[Statistic, Measure] = {"max": "longest", "min": "shortest"}
_OF_EVENT = (
    "statistic", "by", "to", "each_minute", "bout", "each_bout", "whole", "per", "bin_s",
    "lasting", "than", "summed", "together", "compared", "zone",
)  # fmt: skip


@dataclass(frozen=True)
class Bouts:
    """Puts phrases about something that happens together.

    Parameters
    ----------
    vocabulary
        The words of the project.
    """

    vocabulary: Vocabulary

    def of_event(self, parts: Parts) -> Iterator[Frame]:
        """Yield a number of bouts, or a list of them."""
        event = self.event(parts)
        if event is None or not says_only(parts, *_OF_EVENT):
            return
        for measure, statistic, average in self._measures(parts, event):
            than = parts.than if parts.than and parts.than.sign == "==" else None
            frame = Frame(measure, event, statistic=statistic, than=than)
            yield limited(parts, frame, average)

    def numbered(self, parts: Parts) -> Iterator[Frame]:
        """Yield a question for one bout: when it starts, or how long it lasts."""
        nth, head, event = parts.nth, parts.head, self.event(parts)
        if nth is None or event is None or not says_only(parts, "nth", "by", "to", "begins"):
            return
        if head == "latency" and nth == Nth("first"):
            yield limited(parts, Frame("latency", event))
        elif head in ("start", "when"):
            yield limited(parts, Frame(nth.measure, event, number=nth.number, lasts=False))
        elif head in ("long", "duration", "length") and not parts.begins:
            yield limited(parts, Frame(nth.measure, event, number=nth.number, lasts=True))

    def overlap(self, parts: Parts) -> Iterator[Frame]:
        """Yield the time in which two things go on."""
        first, second = parts.event, parts.second
        timed = parts.head in ("overlap", *TIMES) or (not parts.head and parts.unit in TIME_UNITS)
        if first is None or second is None or not timed or parts.who is not None:
            return
        if not says_only(parts, "second", "whole"):
            return
        if all(self._has_topic(one) and self._is_said(one) for one in (first, second)):
            both = Condition("while", second, None, f"overlap with {second.words}")
            frame = limited(parts, Frame("total", first))
            yield frame.with_(conditions=(both, *frame.conditions))

    # of whom --------------------------------------------------------------------------------

    def event(self, parts: Parts) -> Event | None:
        """Return what happens, with whoever is named beside it; ``None`` if it is not clear."""
        event = parts.event
        if event is None or not self._is_said(event) or parts.moved or parts.pair:
            return None
        if parts.zone and (
            parts.head not in (*TIMES, "fraction", None) or parts.bout or parts.conditions
        ):
            return None
        if parts.lasting is not None:
            if event.lasting is not None:
                return None
            event = replace(event, lasting=parts.lasting)
        if parts.who is None:
            return event if self._has_topic(event) else None
        topic = event.topic
        if topic is not None and topic.how == "it":
            return None if parts.by or parts.to else event.said_of(parts.who)
        if topic == Who() and parts.compared and not event.passive:
            return event.said_of(parts.who)
        if topic is not None and (topic != Who() or not event.passive):
            return None
        return self._of(event, parts.who, parts)

    def _of(self, event: Event, who: Who, parts: Parts) -> Event | None:
        """Return an event that names nobody, of somebody named beside it."""
        if not self.is_social(event):
            return None if parts.to is not None else event.said_of(who)
        other = event.subject if event.passive else event.object
        if event.passive:
            return None if parts.by or parts.to or _share(other, who) else event.said_of(who)
        if parts.to is not None:
            if other is not None or event.sort != "behavior":
                return None
            return replace(event.said_of(who), object=parts.to)
        if other is None and not parts.by:
            return None
        return None if _share(other, who) else event.said_of(who)

    def is_social(self, event: Event) -> bool:
        """Whether what happens is between two animals."""
        targets = {self.vocabulary.behaviors[name].target for name in event.behaviors}
        return "animal" in targets or event.sort in ("closer", "farther")

    def _has_topic(self, event: Event) -> bool:
        topic, mutual = event.topic, event.object is not None and event.object.how == "mutual"
        return mutual or (topic is not None and bool(topic.names or topic.each))

    def _is_said(self, event: Event) -> bool:
        """Whether it is not negated, and several animals are joined by *and*."""
        if event.negated:
            return False
        words = event.words.split()
        for who in (event.subject, event.object):
            if who is None:
                continue
            if who.how == "any" or who.part or (len(who.names) > 1 and "and" not in words):
                return False
        return not self.is_social(event) or self._is_plain(event, words)

    def _is_plain(self, event: Event, words: list[str]) -> bool:
        """Whether roles are told: not *mouse 1 chased*, not *mouse 1 and mouse 2 approach*."""
        other = event.subject if event.passive else event.object
        if other is not None or event.sort != "behavior":
            return True
        topic = event.topic
        return not (topic is not None and len(topic.names) > 1) and not (
            not event.passive and self._is_participle(words)
        )

    def _is_participle(self, words: list[str]) -> bool:
        """Whether what is told ends in a word that may be of what is undergone."""
        return any(
            isinstance(form, Verb) and "participle" in form.tenses
            for form, _ in self.vocabulary.verbs.at(tuple(words[-1:]), 0)
        )

    # how much -------------------------------------------------------------------------------

    def _measures(self, parts: Parts, event: Event) -> Iterator[tuple[Measure, Statistic, bool]]:
        """Yield what is asked of bouts: measure, statistic, and whether over recordings."""
        statistic, measure = parts.statistic, self.plain(parts, event)
        if statistic is None:
            if measure is not None and (not parts.whole or measure in _SUMMED):
                yield measure, "mean", False
        elif self._is_of_bouts(parts):
            if statistic in _EXTREMES:
                yield _EXTREMES[statistic], "mean", False
            else:
                yield "mean", statistic, False
        elif measure == "rate" and statistic == "mean" and self._is_single(parts):
            yield measure, "mean", False
        elif measure in _AVERAGED and statistic in _OVER_RECORDINGS and self.is_averaged(parts):
            yield measure, statistic, True

    def plain(self, parts: Parts, event: Event) -> Measure | None:
        """Return what is asked where no statistic is spoken of."""
        head = parts.head
        if self._is_odd(parts, event):
            return None
        if parts.each_minute:
            return "rate" if head in (None, "count", "rate", "frequency") else None
        if head is None:
            return self._unsaid(parts)
        if head in TIMES:
            return self._timed(parts, event)
        if parts.summed or (head == "fraction" and parts.bout):
            return None
        return _OF_BOUTS.get(head)

    def _is_odd(self, parts: Parts, event: Event) -> bool:
        """Whether one bout is spoken of, or what is put together does not fit."""
        head = parts.head
        one_of_them = set(event.words.split()[:1]) & _ANY and not parts.statistic
        return (
            bool(one_of_them and head not in ("when", "ever", "latency"))
            or parts.each_bout
            or (parts.than is not None and head not in ("ever", None))
            or (parts.summed and not (parts.together or parts.whole))
            or (parts.together and not parts.summed)
            or (parts.compared and not _are_two(parts.who))
        )

    def _timed(self, parts: Parts, event: Event) -> Measure | None:
        """Return which time is asked for; *how much* may be how far where somebody moves."""
        head = parts.head
        if head in ("time", "much") and parts.unit == "%":
            return None if parts.bout else "fraction"
        moves = self.vocabulary.moves(event.behaviors) and not parts.unit
        odd = (head == "much" and moves) or (parts.bout and head in ("long", "much"))
        return None if odd else "total"

    def _unsaid(self, parts: Parts) -> Measure | None:
        """Return what is asked where only a unit says it, or bouts are named."""
        if parts.plural and (parts.bin_s or self._is_counted(parts)):
            return "count"
        if parts.bout or parts.plural:
            return None
        if parts.than is not None:
            return "ever"
        if parts.summed and parts.unit == "%":
            return None
        return "total" if parts.unit in TIME_UNITS else "fraction" if parts.unit == "%" else None

    def _is_counted(self, parts: Parts) -> bool:
        """Whether it is bouts that are averaged: *chases by mouse 1, mean per recording*."""
        of_lengths = parts.statistic is None or parts.bout or parts.unit
        return not of_lengths and "recording" in parts.per

    def _is_of_bouts(self, parts: Parts) -> bool:
        """Whether a statistic is one of the lengths of bouts."""
        head, single, bout = parts.head, self._is_single(parts), parts.bout or parts.each_bout
        if parts.each_minute or parts.whole or parts.per or parts.summed or parts.than:
            return False
        if head == "length":
            return True
        if head == "duration" or (head == "long" and parts.statistic == "mean"):
            return bout or single
        if head == "time":
            return bout and parts.statistic == "mean"
        return head is None and bout and parts.statistic in _EXTREMES

    def _is_single(self, parts: Parts) -> bool:
        names = self.vocabulary.names.recordings
        return len(names) == 1 or (parts.scope is not None and len(parts.scope.recordings) == 1)

    def is_averaged(self, parts: Parts) -> bool:
        """Whether it is clear that a statistic over recordings is meant."""
        over = "recording" in parts.per or "group" in parts.per
        groups = parts.scope is not None and bool(parts.scope.groups)
        of_bouts = parts.bout or (parts.head in ("duration", "length") and not parts.whole)
        return not self._is_single(parts) and not of_bouts and (over or groups)


def _share(one: Who | None, other: Who) -> bool:
    return one is not None and not set(one.names).isdisjoint(other.names)


def _are_two(who: Who | None) -> bool:
    return who is not None and (who.each or len(who.names) > 1)


def limited(parts: Parts, frame: Frame, average: bool = False) -> Frame:
    """Return a question with its limits."""
    per = tuple(what for what in parts.per if not average or what != "recording")
    rate = "" if parts.each_minute == "1/min" else parts.each_minute
    plain = parts.bin_s is not None and parts.unit == "s"
    return frame.with_(
        conditions=parts.conditions,
        window=parts.window,
        scope=parts.scope or Scope(),
        per=per,
        bin_s=parts.bin_s,
        unit="" if plain else parts.unit or rate,
        average=average,
    )
