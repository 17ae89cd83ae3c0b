"""Reading everything in order, zones in order, and sequences; and every question of order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workbench.ask.grammar.asking_words import ASK
from workbench.ask.grammar.clauses import DO
from workbench.ask.grammar.frames import Frame, Who
from workbench.ask.grammar.limits import is_bare_place
from workbench.ask.grammar.order_forms import Step
from workbench.ask.grammar.order_rows import RowReader
from workbench.ask.grammar.reader import Read

_NUMBERS = {"two": 2, "2": 2, "three": 3, "3": 3, "four": 4, "4": 4}
_MOST = "most (common|frequent|usual|typical)"
_SEQUENCE = (
    "(behaviou?r(al)? )?(sequences?|transitions?|successions?|pairs?( of behaviou?rs)?|"
    "switch|change)"
)
_THINGS = (
    "(all )?(of )?(its |the |their )?(different )?(things|behaviou?rs|actions|events|bouts|"
    "activities|everything|all)"
)
_IN_ORDER = (
    "in( the| a)?( temporal| chronological| time| right| correct)? (order|sequence)"
    "( of time| in time| of occurrence| in which (they|it) (happened|occurred|happen|occur))?|"
    "chronologically|one after (the other|another)|step by step|(sorted|ordered) by (start )?time|"
    "from (start|beginning) to (end|finish)|from the (start|beginning) to the end"
)
_ORDER = "(temporal |chronological |exact )?(sequence|order|succession|chronology)"
_LIST = "(please )?(list|show|show me|give me|tell me|print|write down|what (are|were))"
_VISITS = "visit|visits|visited|enter|enters|entered|go to|went to|be in|spend time in"
_ZONES = "(zones?|places?|areas?|regions?|parts of the arena)"
_OVERRULED = frozenset({"gap", "latency"})


class OrderReader(RowReader):
    """Reads every question of order."""

    def ordered(self, place: int) -> Read[Frame]:
        """Read every question of order."""
        for read in (
            self.which_first, self.came_before, self.ends, self.what_next, self.what_between,
            self.waits, self.follows, self.directly, self.in_a_row, self.pairs, self.listed,
            self.places_in_order,
        ):  # fmt: skip
            yield from read(place)

    # sequences ------------------------------------------------------------------------------

    def pairs(self, place: int) -> Read[Frame]:
        """Read *the most common transition of mouse 1*, *the most common sequence of three*."""
        for start in self.maybe(place, f"{ASK}|which (is|was)( the)?"):
            for at in self.lit(start, f"{_MOST} {_SEQUENCE}"):
                yield from self._of_length(at)
            for word, number in _NUMBERS.items():
                for at in self.lit(start, f"{_MOST} {word}( step| behaviou?r)? {_SEQUENCE}"):
                    for who, end in self.of_whom(at):
                        yield from self._sequences(who, number, end)
            for who, at in self.ended(self.who(start), f"'s {_MOST} {_SEQUENCE}"):
                yield from self._sequences(who, 2, at)
        yield from self._which_sequence(place)

    def _which_sequence(self, place: int) -> Read[Frame]:
        """Read *which sequence of three behaviors is most common*."""
        for at in self.lit(place, f"(which|what) {_SEQUENCE}"):
            for length, stop in self._length(at):
                most = (
                    f"(is|are|was|were) (the )?{_MOST}|(happens|occurs|comes) (the )?most( often)?"
                )
                for end in self.lit(stop, most):
                    for who, final in self.of_whom(end):
                        yield from self._sequences(who, length, final)
                for who, after in self.doer(stop):
                    for end in self.lit(after, "(show|do|make|perform|have) (the )?most( often)?"):
                        yield from self._sequences(who, length, end)

    def _of_length(self, place: int) -> Read[Frame]:
        for length, stop in self._length(place):
            for who, end in self.of_whom(stop):
                yield from self._sequences(who, length, end)

    def _length(self, place: int) -> Iterator[tuple[int, int]]:
        yield 2, place
        for word, number in _NUMBERS.items():
            for stop in self.lit(place, f"(of|between) ({word})( different)?( behaviou?rs)?"):
                yield number, stop
        for stop in self.lit(place, "(of|between) behaviou?rs"):
            yield 2, stop

    def _sequences(self, who: Who | None, length: int, place: int) -> Read[Frame]:
        for frame in self.ordering("pairs", (), who, length=length):
            yield frame, place

    # everything in order --------------------------------------------------------------------

    def listed(self, place: int) -> Read[Frame]:
        """Read *in what order did it do things*, *list the behaviors of mouse 1 in order*."""
        for who, at in self.then(place, f"in (what|which) order ({DO})", self.who):
            for stop in self.lit(at, f"(do|show|perform|display) {_THINGS}|behave"):
                yield from self._everything(who, stop)
            for start in self.maybe(at, "first"):
                for steps, stop in self.verbs(start, who, "and|or"):
                    yield from self._order_of(steps, who, stop)
        for start in self.maybe(place, f"{ASK}|{_LIST}( the)?"):
            for at in self.lit(start, f"(the )?{_ORDER} of {_THINGS}|"
                                      f"(the )?behaviou?r(al)? {_ORDER}"):  # fmt: skip
                yield from self._of_somebody(at)
            for who, at in (
                *self.ended(self.who(start), f"'s (behaviou?r(al)? )?{_ORDER}( of {_THINGS})?"),
                *self.ended(self.then(start, f"(the )?{_ORDER} of", self.who), f"'s {_THINGS}"),
            ):
                yield from self._everything(who, at)
        happen = f"{_THINGS} (happen|occur|take place|come)|{_THINGS} (happened|occurred)|events"
        for stop in self.lit(place, f"in (what|which) order ({DO}|) ?({happen})"):
            yield from self._everything(None, stop)
        yield from self._list_in_order(place)

    def _order_of(self, steps: tuple[Step, ...], who: Who, place: int) -> Read[Frame]:
        """Yield the order of several things, or of one thing that several animals do."""
        names = who.names or (self.vocabulary.names.animals if not who.part else ())
        if len(steps) == 1 and len(names) > 1 and who.how in ("", "both"):
            steps = tuple(steps[0].said_of(Who((name,))) for name in names)
            who = Who()
        for end in self.maybe(place, "for the first time"):
            if len(steps) > 1:
                whose = None if steps[0].event.topic != steps[1].event.topic else who
                for frame in self.ordering("listed", steps, whose):
                    yield frame, end

    def _of_somebody(self, place: int) -> Read[Frame]:
        yield from self._everything(None, place)
        for who, stop in (
            *self.then(place, "of|by|for|from|in", self.who),
            *self.ended(self.past(place, "that", self.who), "did|does|showed|shows|performed"),
        ):
            yield from self._everything(who, stop)

    def _list_in_order(self, place: int) -> Read[Frame]:
        """Read *list everything that mouse 1 did in order*, *what did it do step by step*."""
        found: list[tuple[Who | None, int]] = [
            *self.ended(self.then(place, f"what ({DO})", self.who), "do"),
            *((None, stop) for stop in self.lit(place, "what (happened|happens)")),
        ]
        for at in self.lit(place, f"{_LIST} ({_THINGS}|what|all)( that)?"):
            found += [(None, at), *self.then(at, "of|by|from|for", self.who)]
            found += self.ended(self.who(at), "did|does|showed|shows|do|performed")
        for who, at in self.ended(self.then(place, _LIST, self.who), f"'s {_THINGS}"):
            found.append((who, at))
        for whose, at in found:
            for stop in self.lit(at, _IN_ORDER):
                yield from self._everything(whose, stop)
            for window, end in self.window(at):
                for stop in self.lit(end, _IN_ORDER):
                    for frame in self.ordering("listed", (), whose):
                        yield frame.with_(window=window), stop

    def _everything(self, who: Who | None, place: int) -> Read[Frame]:
        for end in self.maybe(place, _IN_ORDER):
            for final in self.maybe(end, "with (the |their )?(times|start times|clips)"):
                for frame in self.ordering("listed", (), who):
                    yield frame, final

    # zones ----------------------------------------------------------------------------------

    def places_in_order(self, place: int) -> Read[Frame]:
        """Read *in what order did it visit the zones*, *which zone did it enter first*."""
        for who, at in self.then(place, f"in (what|which) order ({DO})", self.who):
            for stop in self.lit(at, f"({_VISITS}) (all )?(the |its )?(different )?{_ZONES}"):
                yield from self._zones(who, 0, self.words[at].startswith("enter"), stop)
        visited = f"in (what|which) order (are|were|is|was) (all )?(the )?{_ZONES}"
        for at in self.lit(place, visited):
            for who, stop in self.then(at, "(visited|entered) by", self.who):
                yield from self._zones(who, 0, self.words[at].startswith("enter"), stop)
        for who, at in self.then(place, f"(which|what) {_ZONES} ({DO})", self.who):
            for number, word in ((1, "first"), (-1, "last")):
                for stop in self.lit(at, f"({_VISITS}) ({word})"):
                    yield from self._zones(who, number, self.words[at].startswith("enter"), stop)
        yield from self._zones_listed(place)

    def _zones_listed(self, place: int) -> Read[Frame]:
        """Read *the order of the zones that it visited*, *list the zones it visited in order*."""
        for start in self.maybe(place, f"{ASK}|{_LIST}( the)?"):
            of_zones = (
                f"(the )?{_ORDER} of (the )?({_ZONES}( visits| entries)?|(visited )?{_ZONES})"
            )
            for at in self.lit(start, of_zones):
                for who, stop in (
                    *self.then(at, "visited by|of|by|for", self.who),
                    *self.ended(self.past(at, "that", self.who), _VISITS),
                ):
                    yield from self._zones(who, 0, False, stop)
            for at in self.lit(start, f"(the |all |all the )?{_ZONES}( that)?"):
                for who, after in (*self.ended(self.who(at), _VISITS),
                                   *self.then(at, "visited by", self.who)):  # fmt: skip
                    for stop in self.lit(after, _IN_ORDER):
                        yield from self._zones(who, 0, False, stop)

    def _zones(self, who: Who | None, number: int, entered: bool, place: int) -> Read[Frame]:
        for frame in self.ordering("places", (), who, length=number, direct=entered):
            yield frame, place


def preferred(frames: Iterable[Frame]) -> Iterator[Frame]:
    """Yield readings; of a question that asks for an order, only those that are about it.

    *Did it rear before it groomed* is whether the first came before the first, not whether there is
    some rear with some groom after it; and what comes next is read in one way only.
    """
    found = list(dict.fromkeys(frames))
    if any(frame.order is not None and not frame.conditions for frame in found):
        found = [frame for frame in found if frame.order is not None or not _is_vaguer(frame)]
    yield from found


def _is_vaguer(frame: Frame) -> bool:
    relations = [c.relation for c in frame.conditions]
    if frame.measure == "ever":
        chained = [c for c in frame.conditions if not is_bare_place(c)]
        return [(c.relation, c.within_s) for c in chained] == [("before", None)]
    return frame.measure in _OVERRULED or relations.count("followed by") > 1
