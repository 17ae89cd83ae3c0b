"""Reading what limits a question: conditions, windows of time, recordings, *per* and *each*."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from workbench.ask.grammar.clauses import ClauseReader
from workbench.ask.grammar.frames import Condition, Frame, Relation, Scope, Who, Window
from workbench.ask.grammar.reader import ANIMAL, Read

_WITHIN = (
    "within|in|less than|at most|up to|no more than|not more than|no later than|not later than|"
    "within the first|fewer than|during the"
)
_AFTER = "after|following|of the end of|after the end of|since"
_BEFORE = "before|prior to|preceding|of the start of|ahead of"
_WHILE = "while|when|whenever|during|as|whilst|at the same time as|during times of|together with"
_NOT_WHILE = "but not|and not|without|except while|except when|while not|when not|but not while|but not during|not while|not during|not when|without"
_THEN = (
    "followed by|and then|then|that are followed by|that were followed by|which are followed by|"
    "and was followed by"
)
_IN = "in|during|within|over|for|of|throughout|only in|but only in|at|only during"
_FIRST = "first|initial|opening"
_LAST = "last|final|closing"
_GROUP_NOUN = f"group|groups|condition|cohort|{ANIMAL}|recordings|recording|videos|ones"
_PER = "per|for each|by|for every|in each|in every|of each|for each of the|of every"
_UNITS_OF: dict[str, tuple[str, ...]] = {
    "total": ("s", "sec", "seconds", "min", "minutes"), "mean": ("s", "seconds"),
    "latency": ("s", "seconds"), "path": ("cm",), "apart": ("cm",), "speed": ("cm / s",),
    "fraction": ("percent", "%"),
}  # fmt: skip
"""Units in which an answer may be asked for; those in which it is given anyway, and minutes."""

_PER_WHAT = {
    f"({ANIMAL}|animal) separately|{ANIMAL}|individually|subject": "animal",
    "recording|recordings|video|videos|file": "recording",
    "group|groups|condition|treatment": "group",
    "session|sessions|day": "session",
}


class LimitReader(ClauseReader):
    """Reads what limits a question."""

    def limited(self, frame: Frame, place: int) -> Read[Frame]:
        """Read any number of limits, one after the other; yields the question with them in it."""
        yield frame, place
        for start in self.maybe(place, "and|but|only|and only|just|,|please|altogether|in total"):
            for more, stop in self._limit(frame, start):
                if stop > start:
                    yield from self.limited(more, stop)
            if start > place and start == len(self.words):
                yield frame, start

    def _limit(self, frame: Frame, place: int) -> Read[Frame]:
        for condition, stop in self.condition(place):
            yield frame.with_(conditions=(*frame.conditions, condition)), stop
        if frame.window is None:
            for window, stop in self.window(place):
                yield frame.with_(window=window), stop
        if frame.scope == Scope():
            for scope, stop in self.scope(place):
                yield frame.with_(scope=scope), stop
        for what, stop in self.per(place):
            yield from self._per(frame, what, stop)
        for stop in self.lit(place, "on average|typically|usually"):
            yield frame.with_(average=True), stop
        for stop in self.lit(place, "at the same time|simultaneously"):
            yield from self._both(frame, stop)
        for unit, stop in self._unit_asked(place):
            if unit in _UNITS_OF.get(frame.measure, ()):
                yield frame.with_(unit="min" if unit.startswith("min") else ""), stop
        yield from self._of_groups(frame, place)

    def _unit_asked(self, place: int) -> Read[str]:
        """Read the unit of the answer: *in cm*, *in seconds*."""
        for start in self.lit(place, "in"):
            for units in _UNITS_OF.values():
                for unit in units:
                    for stop in self.lit(start, unit):
                        yield unit, stop

    def _both(self, frame: Frame, stop: int) -> Read[Frame]:
        """Yield what two animals do at the same time."""
        event = frame.event
        if event is None or event.subject is None or event.sort != "behavior":
            return
        names = event.subject.names or self.vocabulary.names.animals
        if len(names) == 2 and not frame.conditions:  # noqa: PLR2004 - two do it together
            first, second = (replace(event, subject=Who((name,))) for name in names)
            together = Condition("while", second, None, self.said(stop - 1, stop))
            yield frame.with_(event=first, conditions=(together,)), stop

    def _of_groups(self, frame: Frame, place: int) -> Read[Frame]:
        """Read *in each control recording*, *for control and for treated*."""
        groups = self.vocabulary.groups
        for start in self.lit(place, "(per|in each|in every|for each|each of the|in each of the)"):
            for name, after in groups.at(self.words, start):
                for stop in self.lit(after, "recordings?|videos?"):
                    scope = Scope(groups=(str(name),), words=self.said(place, stop))
                    yield frame.with_(per=(*frame.per, "recording"), scope=scope), stop
        for start in self.lit(place, "(for|in)( the)?"):
            for first, after in groups.at(self.words, start):
                for at in self.lit(after, f"({_GROUP_NOUN})? ?and ?(for|in)?( the)?"):
                    for second, stop in groups.at(self.words, at):
                        for end in self.maybe(stop, _GROUP_NOUN):
                            if first != second:
                                yield frame.with_(per=(*frame.per, "group")), end

    def _per(self, frame: Frame, what: str, stop: int) -> Read[Frame]:
        if what == "minute":
            if frame.measure in ("count", "rate"):
                yield frame.with_(measure="rate"), stop
        elif what not in frame.per:
            yield frame.with_(per=(*frame.per, what)), stop

    # conditions -----------------------------------------------------------------------------

    def condition(self, place: int) -> Read[Condition]:
        """Read a condition: ``after rearing``, ``within 5 s before mouse 2 flees``."""
        for relation, words in (("after", _AFTER), ("before", _BEFORE)):
            for within_s, at in self._within(place):
                for stop in self.lit(at, words):
                    yield from self._conditioned(place, relation, stop, within_s)  # type: ignore[arg-type]
        for stop in self.lit(place, "within"):
            for seconds, after in self.time(stop):
                for at in self.lit(after, "of"):
                    yield from self._conditioned(place, "near", at, seconds)
        for relation, words in (
            ("while", _WHILE), ("not while", _NOT_WHILE),
        ):  # fmt: skip
            for stop in self.lit(place, words):
                yield from self._conditioned(place, relation, stop, None)  # type: ignore[arg-type]
        for relation, words in (
            ("followed by", _THEN), ("not followed by", f"not ({_THEN})|without being followed by"),
        ):  # fmt: skip
            for stop in self.lit(place, words):
                yield from self._followed(place, relation, stop)  # type: ignore[arg-type]
        for event, stop in self.location(place, None, place):
            yield Condition("while", event, None, self.said(place, stop)), stop

    def _within(self, place: int) -> Read[float | None]:
        for stop in self.maybe(place, _WITHIN):
            for seconds, end in self.time(stop):
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
                for after in self.lit(stop, "within|by at most|by less than|by no more than"):
                    for seconds, end in self.time(after):
                        yield Condition(relation, event, seconds, self.said(place, end)), end

    def _followed(self, place: int, relation: Relation, start: int) -> Read[Condition]:
        for event, stop in self.happening(start):
            for after in self.lit(stop, "within|in less than|in under|less than|at most|up to"):
                for seconds, at in self.time(after):
                    for end in self.maybe(at, "later|after|afterwards"):
                        yield Condition(relation, event, seconds, self.said(place, end)), end
            yield Condition(relation, event, None, self.said(place, stop)), stop

    # windows --------------------------------------------------------------------------------

    def window(self, place: int) -> Read[Window]:
        """Read a stretch of time: ``in the first two minutes``, ``between 10 and 20 s``."""
        for start in self.maybe(place, _IN):
            for stop in self.maybe(start, "the"):
                yield from self._first_or_last(place, stop)
                yield from self._half(place, stop)
        yield from self._between(place)
        yield from self._one_sided(place)

    def _first_or_last(self, place: int, start: int) -> Read[Window]:
        for words, is_first in ((_FIRST, True), (_LAST, False)):
            for stop in self.lit(start, words):
                for seconds, at in self._stretch(stop):
                    for end in self.maybe(at, "of the (recording|video|session|test|trial)"):
                        said = self.said(place, end)
                        if is_first:
                            yield Window(stop_s=seconds, words=said), end
                        else:
                            yield Window(last_s=seconds, words=said), end

    def _stretch(self, place: int) -> Read[float]:
        yield from self.unit_of_time(place)
        yield from self.time(place)

    def _half(self, place: int, start: int) -> Read[Window]:
        parts = {
            "first half": (0.0, 0.5), "second half|last half": (0.5, 1.0),
            "first third": (0.0, 1 / 3), "last third": (2 / 3, 1.0),
            "middle third": (1 / 3, 2 / 3), "first quarter": (0.0, 0.25),
            "last quarter": (0.75, 1.0),
        }  # fmt: skip
        for words, share in parts.items():
            for stop in self.lit(start, words):
                for end in self.maybe(stop, "of the (recording|video|session|test|trial)"):
                    yield Window(share=share, words=self.said(place, end)), end

    def _between(self, place: int) -> Read[Window]:
        for first, joined in (("between", "and"), ("from", "to|until|till")):
            pattern = rf"(in|during|over)?( the)?( time| interval| period)? ?{first}"
            for start in self.lit(place, pattern):
                for low, at in self.time(start):
                    for stop in self.lit(at, joined):
                        for high, end in self.time(stop):
                            yield Window(low, high, words=self.said(place, end)), end
                yield from self._bare(place, start, joined)

    def _bare(self, place: int, start: int, joined: str) -> Read[Window]:
        """Read two numbers of which only the second has a unit: ``between 10 and 20 s``."""
        for low, at in self.number(start):
            for stop in self.lit(at, joined):
                for high, after in self.number(stop):
                    for unit, end in self.unit_of_time(after):
                        words = self.said(place, end)
                        yield Window(low * unit, high * unit, words=words), end
        for unit_word in self.lit(start, "seconds?|minutes?"):
            unit = 60.0 if self.words[start].startswith("min") else 1.0
            for low, at in self.number(unit_word):
                for stop in self.lit(at, joined):
                    for high, end in self.number(stop):
                        words = self.said(place, end)
                        yield Window(low * unit, high * unit, words=words), end

    def _one_sided(self, place: int) -> Read[Window]:
        for start in self.lit(place, "after( the first)?|from|later than|since"):
            for seconds, stop in self._stretch(start):
                for end in self.maybe(stop, "on|onwards|onward"):
                    yield Window(start_s=seconds, words=self.said(place, end)), end
        for start in self.lit(place, "before|until|till|up to|by|earlier than"):
            for seconds, stop in self.time(start):
                yield Window(stop_s=seconds, words=self.said(place, stop)), stop

    # recordings -----------------------------------------------------------------------------

    def scope(self, place: int) -> Read[Scope]:
        """Read which recordings: ``in the control group``, ``in recording m12``."""
        for start in self.maybe(place, f"({_IN}|among|across|from)( the)?( animals in the)?"):
            for at in self.maybe(start, "recordings?|video|group|session|the|condition|all|all the|"
                                        "all of the"):  # fmt: skip
                for scope, stop in self._scoped(place, at):
                    for end in self.maybe(stop, "together|combined|in total|pooled"):
                        yield scope, end
        for stop in self.lit(
            place,
            "(in|across|over|of|for|on) (all|the whole|all the|all of the|the entire) "
            "(recordings?|videos?|groups|project|data ?set|animals|sessions?)|overall|in total|"
            "altogether|in all|in (the|this) (recording|video)|"
            "(in|across|over) all (of the )?(recordings|videos) (together|combined)",
        ):
            yield Scope(words=self.said(place, stop)), stop

    def _scoped(self, place: int, start: int) -> Read[Scope]:
        known = self.vocabulary
        for name, stop in known.recordings.at(self.words, start):
            self.reached(stop)
            yield Scope(recordings=(str(name),), words=self.said(place, stop)), stop
        for phrases, field in ((known.groups, "groups"), (known.sessions, "sessions")):
            for name, stop in phrases.at(self.words, start):
                self.reached(stop)
                for end in self.maybe(stop, f"{_GROUP_NOUN}|session"):
                    said = self.said(place, end)
                    yield Scope(**{field: (str(name),)}, words=said), end  # type: ignore[arg-type]

    def per(self, place: int) -> Iterator[tuple[str, int]]:
        """Read for what one answer each is asked: ``per animal``, ``in each recording``."""
        for start in self.maybe(place, "separately|broken down|split up"):
            for stop in self.lit(start, f"({_PER})( of)?( the)?"):
                for words, what in _PER_WHAT.items():
                    for end in self.lit(stop, words):
                        yield what, end
        for stop in self.lit(place, "(per|a|each|every) (minute|min)"):
            yield "minute", stop
        for stop in self.lit(place, "each|individually|for each of them|separately"):
            yield "animal", stop
