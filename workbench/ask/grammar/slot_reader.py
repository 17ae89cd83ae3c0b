"""Reading the phrases of a question wherever they stand, each by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from workbench.ask.grammar.frames import EACH, Condition, Lasting, Scope, Than, Who
from workbench.ask.grammar.reader import LENGTHS as LENGTH_UNITS
from workbench.ask.grammar.reader import Read
from workbench.ask.grammar.scopes import RECORDINGS
from workbench.ask.grammar.slot_events import SlotEvents
from workbench.ask.grammar.slot_parts import Most, Parts
from workbench.ask.grammar.slot_words import (
    ADDED_UP,
    COMPARE,
    PER_BEHAVIOR,
    TOGETHER,
    BEGINS,
    BOUT,
    BOUTS,
    BREAK_DOWN,
    DONE_BY,
    EACH_BEHAVIOR,
    EACH_BOUT,
    EACH_MINUTE,
    EMPTY,
    HAS,
    HEADS,
    LENGTHS,
    MADE,
    MOVED,
    MOST,
    OF_IT,
    OPENING,
    STATISTIC_HEADS,
    STATISTICS,
    WHOLE,
)
from workbench.ask.grammar.vocabulary import ANIMAL, ANIMALS, ONE_ANIMAL

_UNITS: dict[str, str] = {
    **dict.fromkeys(("s", "sec", "secs", "seconds"), "s"),
    **dict.fromkeys(("min", "mins", "minutes"), "min"),
    **dict.fromkeys(("h", "hours"), "h"),
    **dict.fromkeys(("ms", "milliseconds"), "ms"),
    **{word: unit for word, unit in LENGTH_UNITS.items() if unit != "BL"},
    **dict.fromkeys(("percent", "%", "percentage"), "%"),
}
_SHORT = frozenset({"s", "sec", "secs", "min", "mins", "h", "ms", "cm", "mm", "m", "px", "%"})
_SPEED_UNIT = "(in )?(cm|mm|m|px) (/|per) ?(s|sec|second)"
_THE_ANIMALS = (
    f"(which|what)( one)?( of( the| these)?)?( two| three)? ({ANIMAL})|which one( of (them"
    f"|the( two)? ({ANIMALS})))?|which of (them|the two|the( two)? ({ANIMALS}))|who"
)
_RECORDING = f"(in |from |for |during )?(which|what)( one)?( of( the| all)?( the)?)?"
_GROUP = (
    "(in |from |for )?(which|what)( one)?( of( the)?)?( two)?( treatment| experimental)? "
    "(groups?|treatments?|conditions?)"
)
_LASTED = (
    "(that |which )?(took|take|takes|last|lasts|lasted|were|was|are|is|lasting|taking|with)?"
    "( a duration| a length)?( of)?"
)
_WHILE = "during which|in which|at which|over which"
_WITHOUT = "with no|without( any)?|that have no|that had no|in which there (is|was) no"
_IN_THEM = "in them|in it|during them|during it|within them|meanwhile|at the same time"
_AS_WELL = "as well|too|also"


@dataclass(frozen=True, slots=True)
class Slot:
    """A phrase: where it ends, and what it says."""

    stop: int
    parts: Parts


class SlotReader(SlotEvents):
    """Reads phrases."""

    def slots(self, place: int) -> list[Slot]:
        """Return every phrase that may start in a place."""
        found = {Slot(stop, parts): None for parts, stop in self._every(place) if stop > place}
        return list(found)

    def _every(self, place: int) -> Read[Parts]:
        yield from self._empty(place)
        yield from self._measured_by(place)
        yield from self.happens(place)
        yield from self.numbered(place)
        yield from self.begun(place)
        yield from self.longest_of(place)
        yield from self.overlapping(place)
        yield from self._animals(place)
        yield from self._units(place)
        yield from self._where_and_when(place)
        yield from self._met(place)
        yield from self._often(place)
        yield from self._one_of(place)

    # nothing --------------------------------------------------------------------------------

    def _empty(self, place: int) -> Read[Parts]:
        for stop in self.lit(place, EMPTY if place else f"{EMPTY}|{OPENING}"):
            yield Parts(), stop
        if len(self.vocabulary.names.recordings) == 1:
            for stop in self.lit(place, OF_IT):
                yield Parts(), stop

    # what is measured -----------------------------------------------------------------------

    def _measured_by(self, place: int) -> Read[Parts]:
        for words, head, unit in HEADS:
            for stop in self.lit(place, words):
                yield Parts(head=head, unit=unit), stop
        for words, head in STATISTIC_HEADS:
            for said, statistic in STATISTICS.items():
                for stop in self.lit(place, words.replace("STAT", f"({said})")):
                    yield Parts(head=head, statistic=statistic), stop
        for said, statistic in STATISTICS.items():
            for stop in self.lit(place, said):
                yield Parts(statistic=statistic), stop
        for word, statistic in LENGTHS.items():
            for stop in self.lit(place, f"({word})( continuous| single| uninterrupted)?"):
                yield Parts(statistic=statistic, bout=True), stop
        for words, parts in (
            (WHOLE, Parts(whole=True)), (BOUT, Parts(bout=True)),
            (EACH_BOUT, Parts(each_bout=True)),
            (BOUTS, Parts(bout=True, plural=True)), (BEGINS, Parts(begins=True)),
            (EACH_BEHAVIOR, Parts(behaviors=True)), (PER_BEHAVIOR, Parts(behaviors=True)),
            (COMPARE, Parts(compared=True)), (TOGETHER, Parts(together=True)),
        ):  # fmt: skip
            for stop in self.lit(place, words):
                yield parts, stop
        for words, unit in EACH_MINUTE.items():
            for stop in self.lit(place, words):
                yield Parts(each_minute=unit), stop
        for stop in self.lit(place, "(the )?longest( time| stretch| period)?( of time)? that"):
            yield Parts(statistic="max", each_bout=True), stop
        for start in self.lit(place, "how (many|much)"):
            for stop in self.lit(start, "|".join(LENGTH_UNITS)):
                if self.words[start] in LENGTH_UNITS:
                    unit = LENGTH_UNITS[self.words[start]]
                    yield Parts(head="path", unit=unit), stop
        for start in self.lit(place, BREAK_DOWN):
            for who, stop in self.ended(self.named(start), "'s (time|activity|activities)"):
                yield Parts(head="budget", who=who), stop
            for who, stop in self.then(start, "(time|activity) of", self.named):
                yield Parts(head="budget", who=who), stop
        for start in self.lit(place, "how many( of)?( the)?"):
            for event, stop in (*self.bouts(start), *self.told(start)):
                if not self._is_spoken(start) and self.words[start] not in ("time", "times"):
                    yield Parts(head="count", event=event, plural=True), stop
        for who, at in self.ended(self.then(place, "(the )?length of", self.named), "'s"):
            for stop in self.lit(at, "(path|track|trajectory|trail|route)"):
                yield Parts(head="path", who=who), stop

    def _is_spoken(self, place: int) -> bool:
        """Whether animals are counted, and not what they do: *how many mice rear*."""
        spoken = any(True for _ in self.lit(place, f"{ANIMAL}|{RECORDINGS}|groups?|they|both"))
        return spoken and not any(True for _ in self.named(place))

    # who ------------------------------------------------------------------------------------

    def _animals(self, place: int) -> Read[Parts]:
        for start in self.maybe(place, "of|for|in|regarding|concerning|as for"):
            for who, stop in self._who(start):
                for end in self.maybe(stop, "'s|'"):
                    yield Parts(who=who), end
        for who, stop in self.then(place, f"({DONE_BY})?( )?by", self._who):
            yield Parts(who=who, by=True), stop
        for who, stop in self.then(place, "do|does|did|has|have|had", self._who):
            for end in self.lit(stop, MADE):
                yield Parts(who=who, by=True), end
        for who, at in self.then(place, "do|does|did|has|have|had", self.named):
            for stop in self.lit(at, MOVED):
                yield Parts(who=who, moved=True), stop
        for first, at in self.past(place, "by|from|of", self.named):
            for second, stop in self.then(at, "to|towards|toward|on|against|with", self.named):
                if len(first.names) == len(second.names) == 1 and first != second:
                    yield Parts(who=first, by=True, to=second), stop
        for who, at in self.then(place, f"({COMPARE})( the)?", self._who):
            for stop in self.lit(at, "in|regarding|in terms of|with respect to|with regard to|by"):
                yield Parts(who=who, compared=True), stop
        for stop in self.lit(
            place, "(does|did|do) (each|both)( one| of them)? (have|make|do|show)"
        ):
            yield Parts(who=EACH), stop
        for who, at in self.named(place):
            for stop in self.lit(at, "(spent|spends|spend)( time)?( on| in| with)?"):
                yield Parts(who=who, by=True), stop
        for start in self.maybe(place, "between|of|for"):
            for (first, other, zone), stop in self.pair(start):
                two = other is not None and len(first.names) == len(other.names) == 1 and not zone
                if two and other is not None and "and" in self.words[start:stop]:
                    yield Parts(who=Who((*first.names, *other.names)), pair=True), stop

    def _who(self, place: int) -> Read[Who]:
        """Read animals by name, or each of them."""
        for who, stop in self.named(place):
            if who.how != "any" and (len(who.names) == 1 or "and" in self.words[place:stop]):
                yield who, stop
        each = f"(each|every) (one of the |of the )?({ONE_ANIMAL})|both (of )?(the )?({ANIMALS})"
        for stop in self.lit(place, f"{each}|(the )?two ({ANIMALS})"):
            yield Who(how="each"), stop

    # limits ---------------------------------------------------------------------------------

    def _units(self, place: int) -> Read[Parts]:
        for start in self.lit(place, "in|as( a)?"):
            unit = _UNITS.get(self.said(start, start + 1), "")
            if unit and self.words[start + 1 : start + 2] not in (("per",), ("/",), ("of",)):
                yield Parts(unit=unit), start + 1
        if place == len(self.words) - 1 and self.words[place] in (*_SHORT, "seconds", "minutes"):
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
        for start in self.lit(place, "in|per|by|with|using|for|in each|for each|per each"):
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
        for seconds, stop in self.then(
            place, "(that |which )?(exceed|exceeds|exceeded|exceeding)", self.time
        ):
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

    # which of several -----------------------------------------------------------------------

    def _one_of(self, place: int) -> Read[Parts]:
        for words, most in MOST:
            for start in self.maybe(place, HAS):
                for stop in self.lit(start, words):
                    yield Parts(most=most), stop
        for said, more in (("more|most", Most()), ("less|least", Most(None, least=True))):
            for stop in self.lit(place, said):
                yield Parts(most=more), stop
        for stop in self._of_animals(place):
            for end in self.maybe(stop, HAS):
                yield Parts(among="animal"), end
            for event, end in self.doing_of(stop):
                yield Parts(among="animal", doing=event), end
        for scope, stop in self._of_recordings(place, _RECORDING):
            for end in self.maybe(stop, HAS):
                yield Parts(among="recording", scope=scope if scope.groups else None), end
        for stop in self.lit(place, f"(the )?({RECORDINGS})(?= )?"):
            for end in self.lit(
                stop, "with( the)?|that (has|had|shows|showed)( the)?|having( the)?"
            ):
                yield Parts(among="recording"), end
        for stop in self.lit(place, _GROUP):
            for end in self.maybe(stop, HAS):
                yield Parts(among="group"), end

    def _of_animals(self, place: int) -> Iterator[int]:
        yield from self.lit(place, _THE_ANIMALS)
        for who, at in self.then(place, "(is|was) it", self.named):
            if who.how == "any" and set(who.names) == set(self.vocabulary.names.animals):
                yield from self.lit(at, "that|who|which")
