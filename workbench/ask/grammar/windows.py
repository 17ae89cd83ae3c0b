"""Reading stretches of time: ``in the first two minutes``, ``between 10 and 20 s``."""

from __future__ import annotations

from dataclasses import replace

from workbench.ask.grammar.frames import Window
from workbench.ask.grammar.reader import Read, remembered
from workbench.ask.grammar.sentences import SentenceReader

IN = "in|during|within|over|for|of|throughout|only in|but only in|at|only during"
_FIRST = "first|initial|opening"
_LAST = "last|final|closing"
_OF_IT = "of (the )?(recordings?|videos?|sessions?|tests?|trials?)"
_PARTS = {
    "first half": (0.0, 0.5), "second half|last half": (0.5, 1.0), "first third": (0.0, 1 / 3),
    "second third|middle third": (1 / 3, 2 / 3), "last third|third third|final third": (2 / 3, 1.0),
    "first quarter": (0.0, 0.25), "second quarter": (0.25, 0.5), "third quarter": (0.5, 0.75),
    "last quarter|fourth quarter|final quarter": (0.75, 1.0),
}  # fmt: skip
_NTH = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_MINUTE_S = 60.0
_AND = (
    "and|vs|versus|and in the|vs the|versus the|and the|compared to the|compared with the|or|"
    "than in the"
)


class WindowReader(SentenceReader):
    """Reads stretches of time."""

    @remembered
    def window(self, place: int) -> Read[Window]:
        """Read a stretch of time."""
        for start in self.maybe(place, IN):
            for stop in self.maybe(start, "the"):
                if stop == place > 0 and self.words[stop : stop + 1] == ("last",):
                    continue  # how many rests last 5 s
                for window, end in (*self._end_of_it(stop), *self._share(stop)):
                    if not self._goes_on(end):
                        yield replace(window, words=self.said(place, end)), end
        yield from self._between(place)
        yield from self._one_sided(place)

    @remembered
    def windows(self, place: int) -> Read[tuple[Window, ...]]:
        """Read two stretches of time: ``in the first and the last minute``."""
        for start in self.maybe(place, f"({IN})?( the)?"):
            for first, stop in (*self._end_of_it(start), *self._share(start)):
                for at in self.lit(stop, f"({_AND})( in| during)?( the)?"):
                    for second, end in (*self._end_of_it(at), *self._share(at)):
                        yield (first, second), end
            for second, end in self.then(start, f"({_FIRST}) and( the)?", self._end_of_it):
                if second.last_s is not None:
                    first = Window(stop_s=second.last_s, words="first")
                    yield (first, replace(second, words="last")), end

    def _goes_on(self, place: int) -> bool:
        """Whether *the first 5 s* is not of the recording: *... after it enters*."""
        following = self.words[place : place + 1]
        of_each = self.words[place : place + 2] in (("of", "each"), ("of", "every"))
        return not of_each and following in (("after",), ("before",), ("of",), ("following",))

    def _end_of_it(self, place: int) -> Read[Window]:
        for words, is_first in ((_FIRST, True), (_LAST, False)):
            for seconds, at in self.then(place, words, self.unit_of_time, self.time):
                for end in self.maybe(at, _OF_IT):
                    said = self.said(place, end)
                    if is_first:
                        yield Window(stop_s=seconds, words=said), end
                    else:
                        yield Window(last_s=seconds, words=said), end
        for word, number in _NTH.items():
            for stop in self.lit(place, f"{word} minute"):
                low = (number - 1) * _MINUTE_S
                yield Window(low, low + _MINUTE_S, words=self.said(place, stop)), stop

    def _share(self, place: int) -> Read[Window]:
        for words, share in _PARTS.items():
            for stop in self.lit(place, words):
                for end in self.maybe(stop, _OF_IT):
                    yield Window(share=share, words=self.said(place, end)), end

    def _between(self, place: int) -> Read[Window]:
        for first, joined in (("between", "and"), ("from|after", "to|until|till")):
            pattern = rf"(in|during|over)?( the)?( time| interval| period)? ?({first})"
            for start in self.lit(place, pattern):
                for low, at in self.time(start):
                    for high, end in self.then(at, joined, self.time):
                        if not self._goes_on(end):
                            yield Window(low, high, words=self.said(place, end)), end
                yield from self._bare(place, start, joined)

    def _bare(self, place: int, start: int, joined: str) -> Read[Window]:
        """Read two numbers of which only one has a unit: ``10 and 20 s``, ``seconds 10 to 20``."""
        for low, at in self.number(start):
            for high, after in self.then(at, joined, self.number):
                for unit, end in self.unit_of_time(after):
                    if self._goes_on(end):
                        continue
                    words = self.said(place, end)
                    yield Window(low * unit, high * unit, words=words), end
        for word in self.lit(start, "seconds?|minutes?"):
            unit = _MINUTE_S if self.words[start].startswith("min") else 1.0
            for low, at in self.number(word):
                for high, end in self.then(at, joined, self.number):
                    words = self.said(place, end)
                    yield Window(low * unit, high * unit, words=words), end

    def _one_sided(self, place: int) -> Read[Window]:
        for seconds, stop in self.then(
            place, "after( the first)?|from|later than|since", self.unit_of_time, self.time
        ):
            for end in self.maybe(stop, "on|onwards|onward"):
                if not self._goes_on(end):
                    yield Window(start_s=seconds, words=self.said(place, end)), end
        for seconds, stop in self.then(place, "before|until|till|up to|by|earlier than", self.time):
            if not self._goes_on(stop):
                yield Window(stop_s=seconds, words=self.said(place, stop)), stop
