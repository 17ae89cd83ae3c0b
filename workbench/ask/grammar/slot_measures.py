"""Reading what is asked for, as one phrase among others: a number, a time, a statistic, a list."""

from __future__ import annotations

from workbench.ask.grammar.reader import LENGTHS as LENGTH_UNITS
from workbench.ask.grammar.reader import Read
from workbench.ask.grammar.scopes import RECORDINGS
from workbench.ask.grammar.slot_events import SlotEvents
from workbench.ask.grammar.slot_parts import Parts
from workbench.ask.grammar.slot_words import (
    BEGINS,
    BOUT,
    BOUTS,
    BREAK_DOWN,
    COMPARE,
    EACH_BEHAVIOR,
    EACH_BOUT,
    EACH_MINUTE,
    HEADS,
    LENGTHS,
    PER_BEHAVIOR,
    STATISTIC_HEADS,
    STATISTICS,
    TOGETHER,
    WHOLE,
)
from workbench.ask.grammar.vocabulary import ANIMAL

_PLAIN: tuple[tuple[str, Parts], ...] = (
    (WHOLE, Parts(whole=True)),
    (BOUT, Parts(bout=True)),
    (BOUTS, Parts(bout=True, plural=True)),
    (EACH_BOUT, Parts(each_bout=True)),
    (BEGINS, Parts(begins=True)),
    (EACH_BEHAVIOR, Parts(behaviors=True)),
    (PER_BEHAVIOR, Parts(behaviors=True)),
    (COMPARE, Parts(compared=True)),
    (TOGETHER, Parts(together=True)),
    ("(the )?longest( time| stretch| period)?( of time)? that",
     Parts(statistic="max", each_bout=True)),
    *((words, Parts(each_minute=unit)) for words, unit in EACH_MINUTE.items()),
    *((words, Parts(head=head, unit=unit)) for words, head, unit in HEADS),
    *((words, Parts(statistic=statistic)) for words, statistic in STATISTICS.items()),
    *((f"({words})( continuous| single| uninterrupted)?", Parts(statistic=statistic, bout=True))
      for words, statistic in LENGTHS.items()),
    *((words.replace("STAT", f"({said})"), Parts(head=head, statistic=statistic))
      for words, head in STATISTIC_HEADS for said, statistic in STATISTICS.items()),
)  # fmt: skip
"""Phrases, and what they say."""

_TRACK = "path|track|trajectory|trail|route"


class SlotMeasures(SlotEvents):
    """Reads what is asked for."""

    def measured_by(self, place: int) -> Read[Parts]:
        """Read what is asked for."""
        for words, parts in _PLAIN:
            for stop in self.lit(place, words):
                yield parts, stop
        yield from self._how_many(place)
        yield from self._how_far(place)
        for start in self.lit(place, BREAK_DOWN):
            for who, stop in (
                *self.ended(self.named(start), "'s (time|activity|activities)"),
                *self.then(start, "(time|activity) of", self.named),
            ):
                yield Parts(head="budget", who=who), stop

    def _how_many(self, place: int) -> Read[Parts]:
        """Read *how many rears*, *how many of mouse 1's walks*."""
        for start in self.lit(place, "how many( of)?( the)?"):
            if self.words[start : start + 1] in (("time",), ("times",)) or self._is_spoken(start):
                continue
            for event, stop in (*self.bouts(start), *self.told(start)):
                yield Parts(head="count", event=event, plural=True), stop

    def _is_spoken(self, place: int) -> bool:
        """Whether animals are counted, and not what they do: *how many mice rear*."""
        spoken = any(True for _ in self.lit(place, f"{ANIMAL}|{RECORDINGS}|groups?|they|both"))
        return spoken and not any(True for _ in self.named(place))

    def _how_far(self, place: int) -> Read[Parts]:
        """Read *how many meters*, *length of mouse 1's track*."""
        for start in self.lit(place, "how (many|much)"):
            unit = LENGTH_UNITS.get(self.said(start, start + 1), "")
            if unit:
                yield Parts(head="path", unit=unit), start + 1
        for who, at in self.ended(self.then(place, "(the )?length of", self.named), "'s"):
            for stop in self.lit(at, _TRACK):
                yield Parts(head="path", who=who), stop
