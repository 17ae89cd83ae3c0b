"""Reading of whom something is asked, as one phrase among others; and of which among several."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.ask.grammar.frames import EACH, Who
from workbench.ask.grammar.reader import Read
from workbench.ask.grammar.scopes import RECORDINGS
from workbench.ask.grammar.slot_measures import SlotMeasures
from workbench.ask.grammar.slot_parts import Most, Parts
from workbench.ask.grammar.slot_words import COMPARE, DONE_BY, HAS, MADE, MOST, MOVED
from workbench.ask.grammar.vocabulary import ANIMAL, ANIMALS, ONE_ANIMAL

_THE_ANIMALS = (
    f"(which|what)( one)?( of( the| these)?)?( two| three)? ({ANIMAL})|which one( of (them"
    f"|the( two)? ({ANIMALS})))?|which of (them|the two|the( two)? ({ANIMALS}))|who"
)
_RECORDING = "(in |from |for |during )?(which|what)( one)?( of( the| all)?( the)?)?"
_GROUP = (
    "(in |from |for )?(which|what)( one)?( of( the)?)?( two)?( treatment| experimental)? "
    "(groups?|treatments?|conditions?)"
)
_WITH = "with( the)?|that (has|had|shows|showed)( the)?|having( the)?|in which|where"
_TWO = 2
_ASKED = "do|does|did|has|have|had"


class SlotNames(SlotMeasures):
    """Reads of whom, and of which among several."""

    def animals(self, place: int) -> Read[Parts]:
        """Read of whom something is asked."""
        for start in self.maybe(place, "of|for|in|regarding|concerning|as for"):
            for who, stop in self._each_or_named(start):
                for end in self.maybe(stop, "'s|'"):
                    yield Parts(who=who), end
        yield from self._doers(place)
        yield from self._between_two(place)
        for who, at in self.then(place, f"({COMPARE})( the)?", self._each_or_named):
            for stop in self.lit(at, "in|regarding|in terms of|with respect to|with regard to|by"):
                yield Parts(who=who, compared=True), stop
        does = "(does|did|do) (each|both)( one| of them)? (have|make|do|show)"
        for stop in self.lit(place, does):
            yield Parts(who=EACH), stop

    def _doers(self, place: int) -> Read[Parts]:
        """Read *by mouse 1*, *did mouse 1 make*: who does it."""
        for who, stop in self.then(place, f"({DONE_BY})?( )?by", self._each_or_named):
            yield Parts(who=who, by=True), stop
        for who, at in self.then(place, _ASKED, self._each_or_named):
            for end in self.lit(at, MADE):
                yield Parts(who=who, by=True), end
        for who, stop in self.then(place, "has|have|had", self.named):
            if stop == len(self.words):
                yield Parts(who=who), stop
        for who, at in self.then(place, _ASKED, self.named):
            for stop in self.lit(at, MOVED):
                yield Parts(who=who, moved=True), stop
        for who, at in self.named(place):
            for stop in self.lit(at, "(spent|spends|spend)( time)?( on| in| with)?"):
                yield Parts(who=who, by=True), stop

    def _between_two(self, place: int) -> Read[Parts]:
        """Read *mouse 1 towards mouse 2*, *between mouse 1 and mouse 2*."""
        for first, at in self.past(place, "by|from|of", self.named):
            for second, stop in self.then(at, "to|towards|toward|on|against|with", self.named):
                if len(first.names) == len(second.names) == 1 and first != second:
                    yield Parts(who=first, by=True, to=second), stop
        for start in self.maybe(place, "between|of|for"):
            for (first, other, zone), stop in self.pair(start):
                if other is None or zone or "and" not in self.words[start:stop]:
                    continue
                if len(first.names) == len(other.names) == 1 and not (first.part or other.part):
                    yield Parts(who=Who((*first.names, *other.names)), pair=True), stop

    def _each_or_named(self, place: int) -> Read[Who]:
        """Read animals by name, or each of them."""
        for who, stop in self.named(place):
            if who.how != "any" and (len(who.names) == 1 or "and" in self.words[place:stop]):
                yield who, stop
        each = f"(each|every) (one of the |of the )?({ONE_ANIMAL})"
        if len(self.vocabulary.names.animals) == _TWO:
            each = f"{each}|both (of )?(the )?({ANIMALS})|(the )?two ({ANIMALS})"
        for stop in self.lit(place, each):
            yield EACH, stop

    # which of several -----------------------------------------------------------------------

    def one_of(self, place: int) -> Read[Parts]:
        """Read which animal, recording or group, and that of it there is most."""
        for words, most in MOST:
            for start in self.maybe(place, HAS):
                for stop in self.lit(start, words):
                    yield Parts(most=most), stop
        for said, more in (("more|most", Most()), ("less|least", Most(None, least=True))):
            for stop in self.lit(place, said):
                yield Parts(most=more), stop
        for parts, stop in self._several_of(place):
            for end in self.maybe(stop, HAS):
                yield parts, end
            if parts.among == "animal":
                for event, end in self.doing_of(stop):
                    yield Parts(among="animal", doing=event), end

    def _several_of(self, place: int) -> Read[Parts]:
        for stop in self._of_animals(place):
            yield Parts(among="animal"), stop
        for scope, stop in self._of_recordings(place, _RECORDING):
            yield Parts(among="recording", scope=scope if scope.groups else None), stop
        for stop in self.lit(place, f"(the )?({RECORDINGS}) ({_WITH})"):
            yield Parts(among="recording"), stop
        for stop in self.lit(place, _GROUP):
            yield Parts(among="group"), stop

    def _of_animals(self, place: int) -> Iterator[int]:
        yield from self.lit(place, _THE_ANIMALS)
        for who, at in self.then(place, "(is|was) it", self.named):
            if who.how == "any" and set(who.names) == set(self.vocabulary.names.animals):
                yield from self.lit(at, "that|who|which")
