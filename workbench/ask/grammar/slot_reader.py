"""Reading the phrases of a question wherever they stand, each by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.ask.grammar.frames import Condition, Lasting, Scope, Than
from workbench.ask.grammar.reader import LENGTHS as LENGTH_UNITS
from workbench.ask.grammar.reader import Read
from workbench.ask.grammar.slot_names import SlotNames
from workbench.ask.grammar.slot_parts import Parts
from workbench.ask.grammar.slot_words import ADDED_UP, ASKED_WHAT, BEGINS, EMPTY, OF_IT, OPENING

_UNITS: dict[str, str] = {
    **dict.fromkeys(("s", "sec", "secs", "seconds"), "s"),
    **dict.fromkeys(("min", "mins", "minutes"), "min"),
    **dict.fromkeys(("h", "hours"), "h"),
    **dict.fromkeys(("ms", "milliseconds"), "ms"),
    **{word: unit for word, unit in LENGTH_UNITS.items() if unit != "BL"},
    **dict.fromkeys(("percent", "%", "percentage"), "%"),
}
_ALONE = frozenset(
    {
        "s", "sec", "secs", "seconds", "min", "mins", "minutes", "h", "ms", "cm", "mm", "m", "px",
        "%", "percent",
    }
)  # fmt: skip
"""Units that may stand alone where a question ends."""

_SPEED_UNIT = "(in )?(cm|mm|m|px) (/|per) ?(s|sec|second)"
_LASTED = (
    "(that |which )?(took|take|takes|last|lasts|lasted|were|was|are|is|lasting|taking|with)?"
    "( a duration| a length)?( of)?"
)
_EXCEED = "(that |which )?(exceed|exceeds|exceeded|exceeding)"
_WHILE = "during which|in which|at which|over which"
_WITHOUT = (
    "excluding|not counting|with no|without( any)?|that have no|that had no|in which there "
    "(is|was) no"
)
_IN_THEM = "in them|in it|during them|during it|within them|meanwhile|at the same time"
_AS_WELL = "as well|too|also"
_BIN = "in|per|by|with|using|for|in each|for each|per each"


@dataclass(frozen=True, slots=True)
class Slot:
    """A phrase: where it ends, and what it says."""

    stop: int
    parts: Parts


class SlotReader(SlotNames):
    """Reads phrases."""

    def slots(self, place: int) -> list[Slot]:
        """Return every phrase that may start in a place."""
        found: dict[Slot, None] = {}
        for read in (
            self._empty, self.measured_by, self.happens, self.numbered, self.begun,
            self.longest_of, self.overlapping, self.animals, self.one_of, self._units,
            self._where_and_when, self._met, self._long, self._often,
        ):  # fmt: skip
            for parts, stop in read(place):
                if stop > place:
                    found[Slot(stop, parts)] = None
        return list(found)

    def _empty(self, place: int) -> Read[Parts]:
        for stop in self.lit(place, EMPTY if place else f"{EMPTY}|{OPENING}"):
            yield Parts(), stop
        for stop in self.lit(place, "what|which"):
            if stop < len(self.words) and self.words[stop] in ASKED_WHAT:
                yield Parts(), stop
        if len(self.vocabulary.names.recordings) == 1:
            for stop in self.lit(place, OF_IT):
                yield Parts(), stop

    # limits ---------------------------------------------------------------------------------

    def _units(self, place: int) -> Read[Parts]:
        for start in self.lit(place, "in|as( a)?"):
            unit = _UNITS.get(self.said(start, start + 1), "")
            if unit and self.words[start + 1 : start + 2] not in (("per",), ("/",), ("of",)):
                yield Parts(unit=unit), start + 1
        if place == len(self.words) - 1 and self.words[place] in _ALONE:
            yield Parts(unit=_UNITS[self.words[place]]), place + 1
        for stop in self.lit(place, _SPEED_UNIT):
            at = place + (self.words[place] == "in")
            yield Parts(unit=f"{self.words[at]}/s"), stop

    def _where_and_when(self, place: int) -> Read[Parts]:
        for window, stop in self.window(place):
            yield Parts(window=window), stop
        for scope, stop in self.scope(place):
            if scope != Scope(words=scope.words) or self._is_everywhere(place, stop):
                yield Parts(scope=scope), stop
        for scope, stop in self.then(place, ADDED_UP, self.scope):
            yield Parts(scope=scope, whole=True), stop
        for stop in self.lit(place, "(each )?(separately|individually)|each on its own"):
            yield Parts(per=("animal",)), stop
        for what, stop in self.per(place):
            if what != "minute" and stop > place + 1:
                yield Parts(per=(what,)), stop
        for start in self.maybe(place, _BIN):
            for seconds, stop in self.ended(self.time(start), "(time )?bins?"):
                yield Parts(bin_s=seconds), stop

    def _is_everywhere(self, start: int, stop: int) -> bool:
        words = self.words[start:stop]
        return "all" in words and not {"recordings", "videos"}.isdisjoint(words)

    def _met(self, place: int) -> Read[Parts]:
        for condition, stop in self.condition(place):
            for end in self.maybe(stop, _AS_WELL):
                yield Parts(conditions=(condition,)), end
        for condition, stop in self.then(place, f"(that |which )?({BEGINS})", self.condition):
            if condition.relation == "after":  # it counts what starts after the other one
                words = self.said(place, stop)
                yield Parts(conditions=(replace(condition, words=words),)), stop
        for event, stop in self.then(place, _WHILE, self.told):
            for end in self.maybe(stop, _AS_WELL):
                words = self.said(place, end)
                yield Parts(conditions=(Condition("while", event, None, words),)), end
        for event, stop in self.then(place, _WITHOUT, self.bouts):
            for end in self.maybe(stop, _IN_THEM):
                words = self.said(place, end)
                yield Parts(conditions=(Condition("not while", event, None, words),)), end

    def _long(self, place: int) -> Read[Parts]:
        """Read how long bouts last: *over 2 s*, *that took less than 1 s*, *that exceed 3 s*."""
        for seconds, stop in self.then(place, _EXCEED, self.time):
            yield Parts(lasting=Lasting(seconds, None, self.said(place, stop))), stop
        for start in self.maybe(place, _LASTED):
            for lasting, stop in self.length_of_bouts(start):
                yield Parts(lasting=lasting), stop

    def _often(self, place: int) -> Read[Parts]:
        once = Than(">", 0, "at least once")
        for stop in self.lit(place, "at least once|ever|at all|at any (time|moment|point)"):
            yield Parts(head="ever", than=once), stop
        for event, stop in self.never(place):
            yield Parts(event=event, than=Than("==", 0, "never")), stop
