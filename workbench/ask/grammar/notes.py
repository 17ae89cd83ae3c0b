"""Reading note form: ``mouse_1 rearing 0-30 s``, ``grooming mouse 2, first minute, count``.

A note names each thing once, in any order: who, what, what is measured, and limits. It is read only
if every word belongs to one of these; who does what to whom has to be clear from the order, or both
readings are given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from workbench.ask.grammar.frames import EACH, Event, Frame, Measure, Statistic, Who
from workbench.ask.grammar.questions import QuestionReader

_TIMED = "(durations?|lengths?)"
_TIME = "(time|duration)( spent)?"
_WHOLE = "(total|overall|cumulative|summed)"
_STATISTICS: dict[str, Statistic] = {
    "mean|average": "mean", "median": "median", "max|maximum|top|peak|longest|highest": "max",
    "min|minimum|shortest|closest|lowest": "min", "sd|std|standard deviation": "std",
}  # fmt: skip
_MEASURES: tuple[tuple[str, Measure], ...] = (
    ("(total )?(count|counts|number)( of)?( bouts| times| visits)?|how many( times)?|how often",
     "count"),
    ("frequency", "frequency"),
    ("rate|(bouts )?per min(ute)?", "rate"),
    (f"({_WHOLE} )?({_TIME})( in total)?|how long|seconds", "total"),
    (f"(%|percent|percentage|fraction|share|proportion)( of)?( the)?( {_TIME})?|"
     f"({_TIME}) (%|percent|fraction)", "fraction"),
    ("latency( to)?( the)?( first)?", "latency"),
    (f"(histogram|distribution)( of)?( bout)? ?{_TIMED}?", "spread"),
    (f"(locomotion )?({_WHOLE} )?((distance|path)( length)? (travelled|traveled|covered|moved)|"
     f"path length|path|distance moved)|(locomotion )?({_WHOLE}) distance", "path"),
    ("list( of)?( all)?|all|times|when|timestamps", "when"),
    ("time (in|per|for each|by|in each) zone|zone (times|durations)", "zones"),
    ("zone spent most time", "zones"),
    ("zone (changes|transitions|crossings)|changes of zone|zone change count", "crossings"),
)  # fmt: skip
_OF_STATISTIC: tuple[tuple[str, Measure], ...] = (
    (f"( bouts?)?( {_TIMED})", "mean"), ("( running| movement)? (speed|velocity)", "speed"),
    (" distance( to| between| from)?( the)?", "apart"),
    ("( inter bout)? (interval|gap|pause)s?( between)?", "gap"),
)  # fmt: skip
_PLAIN: tuple[tuple[str, Measure], ...] = (
    ("speed|velocity", "speed"), ("distance( to| between| from)?( the)?", "apart"),
)  # fmt: skip
_BETWEEN = "of|for|the|in|during|bouts?|episodes?"
_ACTS: tuple[Measure, ...] = (
    "count", "frequency", "rate", "total", "fraction", "latency", "spread", "when", "mean", "gap",
)  # fmt: skip
_SUMMED_TIME = "'total' is taken as time; say 'number' to count bouts."
_MOST_WORDS = 24
_BARE_UNIT = "cm|mm|m|s|min"
_TWO = 2


@dataclass(frozen=True, slots=True)
class _Note:
    """What was read so far, and where names and the event stand."""

    limits: Frame = field(default_factory=lambda: Frame("count"))
    measure: Measure | None = None
    statistic: Statistic = "mean"
    event: Event | None = None
    event_at: int = -1
    names: tuple[tuple[str, int], ...] = ()
    place: str = ""
    doer: str = ""
    unit: str = ""
    summed: bool = False
    timed: bool = False
    average: bool = False
    of_time: bool = False
    towards: bool = False


class NoteReader(QuestionReader):
    """Reads note form."""

    def notes(self) -> Iterator[Frame]:
        """Yield what a note asks for."""
        if len(self.words) > _MOST_WORDS:
            return
        for note in self._from(0, _Note()):
            yield from self._meant(note)

    def _from(self, place: int, note: _Note) -> Iterator[_Note]:
        """Yield every way to read the rest."""
        if place == len(self.words):
            yield note
            return
        for more, stop in self._next(place, note):
            yield from self._from(stop, more)

    def _next(self, place: int, note: _Note) -> Iterator[tuple[_Note, int]]:
        yield from self._measured_by(place, note)
        yield from self._name_of(place, note)
        yield from self._thing(place, note)
        for start in self.maybe(place, "for|of|during|in"):
            for lasting, stop in self.length_of_bouts(start):
                if note.event is not None and note.event.lasting is None:
                    yield replace(note, event=replace(note.event, lasting=lasting)), stop
        yield from self._limiting(place, note)
        yield from self._little(place, note)

    def _limiting(self, place: int, note: _Note) -> Iterator[tuple[_Note, int]]:
        """Read a limit: a time, a place, recordings."""
        for condition, stop in self.condition(place):
            conditions = (*note.limits.conditions, condition)
            yield replace(note, limits=note.limits.with_(conditions=conditions)), stop
        for limits, stop in self._limit(note.limits, place):
            if stop > place and limits.event is note.limits.event:
                yield replace(note, limits=limits), stop

    def _little(self, place: int, note: _Note) -> Iterator[tuple[_Note, int]]:
        """Read a unit at the end, and words that only join."""
        for stop in self.lit(place, "to|towards"):
            if len(note.names) == 1 and note.event is not None and not note.towards:
                yield replace(note, towards=True), stop
        for stop in self.lit(place, _BARE_UNIT):
            if stop == len(self.words) and not note.unit:
                yield replace(note, unit=self.words[place]), stop
        for stop in self.lit(place, _BETWEEN):
            if stop < len(self.words):
                yield note, stop

    def _measured_by(self, place: int, note: _Note) -> Iterator[tuple[_Note, int]]:
        if note.measure is not None:
            yield from self._more_measured(place, note)
            return
        yield from self._plainly_measured(place, note)
        yield from self._statistic_of(place, note)

    def _more_measured(self, place: int, note: _Note) -> Iterator[tuple[_Note, int]]:
        """Read what is said of a measure after it: *total resting time*, *speed, median*."""
        if note.timed and note.event is not None:
            for stop in self.lit(place, _TIME):
                yield replace(note, timed=False), stop
        if note.measure in ("speed", "apart") and note.statistic == "mean":
            for said, statistic in _STATISTICS.items():
                for stop in self.lit(place, said):
                    yield replace(note, statistic=statistic), stop

    def _plainly_measured(self, place: int, note: _Note) -> Iterator[tuple[_Note, int]]:
        for words, measure in (*_MEASURES, *_PLAIN):
            for stop in self.lit(place, words):
                if self.words[place] == "how" and stop < len(self.words):
                    continue  # a whole question, not a note
                unit = "%" if measure == "fraction" and self._is_percent(place, stop) else ""
                yield replace(note, measure=measure, unit=unit), stop
        for stop in self.lit(place, f"({_WHOLE})|in total"):
            yield replace(note, measure="total", summed=True), stop
            if note.event is None:
                yield replace(note, measure="total", timed=True), stop
        for stop in self.lit(place, "mean|average"):
            if note.event is None and not note.average:
                yield replace(note, average=True), stop

    def _statistic_of(self, place: int, note: _Note) -> Iterator[tuple[_Note, int]]:
        """Read *median bout length*, *top speed*, *longest bout*."""
        for said, statistic in _STATISTICS.items():
            for words, measure in _OF_STATISTIC:
                for stop in self.lit(place, f"({said}){words}"):
                    yield replace(note, measure=measure, statistic=statistic), stop
                if note.event is not None and measure == "mean":
                    for stop in self.lit(place, f"{_TIMED} ({said})|({said}) {_TIMED}"):
                        yield replace(note, measure=measure, statistic=statistic), stop
            if statistic in ("max", "min"):
                for stop in self.lit(place, "(longest|shortest)( bouts?| episode| one)?"):
                    kind: Measure = "longest" if self.words[place] == "longest" else "shortest"
                    yield replace(note, measure=kind), stop

    def _is_percent(self, place: int, stop: int) -> bool:
        return not {"%", "percent", "percentage"}.isdisjoint(self.words[place:stop])

    def _name_of(self, place: int, note: _Note) -> Iterator[tuple[_Note, int]]:
        """Read an animal; *by* says that it does something."""
        for start in self.maybe(place, "by"):
            for who, stop in self.named(start):
                if len(who.names) != 1 or len(note.names) == _TWO:
                    continue
                named = replace(note, names=(*note.names, (who.names[0], place)))
                if start == place:
                    for end in self.maybe(stop, "'s"):
                        yield named, end
                elif not note.doer:
                    yield replace(named, doer=who.names[0]), stop

    def _thing(self, place: int, note: _Note) -> Iterator[tuple[_Note, int]]:
        """Read what happens, or a place."""
        if not note.place:
            for zone, stop in self.place_(place):
                yield replace(note, place=zone), stop
        if note.event is not None:
            return
        for zone, stop in self.ended(self.place_(place), "time|occupancy|dwell time"):
            event = Event("inside", self.said(place, stop), place=zone)
            yield replace(note, event=event, event_at=place, of_time=True), stop
            if note.measure is None:
                yield replace(note, event=event, event_at=place, measure="total"), stop
        for behaviors, stop in self.verb(place, frozenset({"base", "s", "ing"})):
            event = Event("behavior", self.said(place, stop), behaviors)
            for end in self.maybe(stop, "bouts?|episodes?|events?"):
                yield replace(note, event=event, event_at=place), end
                if end > stop and note.average and note.measure is None:
                    mean = replace(note, measure="mean", average=False)
                    yield replace(mean, event=event, event_at=place), end
        for event, stop in (
            *self._visits(place, None, place), *self.location(place, None, place),
            *self.measured(place, None, place),
        ):  # fmt: skip
            if event.subject is None:
                yield replace(note, event=event, event_at=place), stop

    # meaning --------------------------------------------------------------------------------

    def _meant(self, note: _Note) -> Iterator[Frame]:
        """Yield what a note asks for; nothing where its parts do not go together."""
        numbered = note.limits.bin_s is not None or note.limits.windows
        measure = note.measure or ("count" if numbered else "when")
        names = [name for name, _ in note.names]
        if self._is_broken(note, measure) or len(set(names)) < len(names):
            return
        frame = note.limits.with_(
            measure=measure, statistic=note.statistic, unit=note.unit or note.limits.unit,
            average=note.average or note.limits.average,
        )  # fmt: skip
        if note.limits.measure == "rate":
            per = {"per": ("minute",)} if measure == "path" else {"measure": "rate"}
            frame = frame.with_(**per)
        if note.summed and note.event is not None:
            counted = self.words[note.event_at].endswith("s")
            frame = frame.with_(measure="count") if counted else frame.with_(assumed=_SUMMED_TIME)
        if measure in (*_ACTS, "longest", "shortest"):
            yield from self._event_of(note, frame)
        elif note.event is None and not note.doer:
            yield from self._moving(note, frame, names)

    def _is_broken(self, note: _Note, measure: Measure) -> bool:
        """Whether something is said that the measure leaves out."""
        return (
            note.timed
            or (note.of_time and measure not in ("total", "fraction"))
            or (note.average and measure not in ("count", "total", "fraction", "path"))
            or (note.limits.measure == "rate" and measure not in ("count", "when", "rate", "path"))
        )

    def _moving(self, note: _Note, frame: Frame, names: list[str]) -> Iterator[Frame]:
        """Yield a question for a path, a speed, a distance or zones."""
        if frame.measure == "apart":
            if len(names) + bool(note.place) == _TWO and names:
                other = Who((names[1],)) if len(names) == _TWO else None
                yield frame.with_(who=Who((names[0],)), other=other, place=note.place)
        elif not note.place and len(names) < _TWO:
            most = "zone spent most time" in " ".join(self.words)
            who = Who(tuple(names)) if names else EACH
            yield frame.with_(who=who, of_what="total" if most else None)

    def _event_of(self, note: _Note, frame: Frame) -> Iterator[Frame]:
        event = note.event
        if event is None:
            return
        if note.place:
            if not event.behaviors or not all(
                self.vocabulary.is_about(name, note.place) for name in event.behaviors
            ):
                return
            event = replace(event, place=note.place)
        if event.object is not None:
            if len(note.names) == 1 and note.names[0][0] not in event.object.names:
                yield frame.with_(event=event.said_of(Who((note.names[0][0],))))
            return
        for doer, whom in self._roles(note, event):
            subject = Who((doer,)) if doer else None
            target = Who((whom,)) if whom else None
            yield frame.with_(event=replace(event, subject=subject, object=target))

    def _roles(self, note: _Note, event: Event) -> Iterator[tuple[str, str]]:
        """Yield who does it to whom: who stands before it does it; else it may be either."""
        social = event.sort == "behavior" and self.takes_animal(event)
        names = note.names
        if len(names) == _TWO:
            first, second = names
            if social and note.doer:
                yield note.doer, next(name for name, _ in names if name != note.doer)
            elif social and (note.towards or first[1] < note.event_at < second[1]):
                yield first[0], second[0]
        elif not names:
            yield "", ""
        elif note.towards:
            return
        elif not social or note.doer or names[0][1] < note.event_at:
            yield names[0][0], ""
        else:
            yield names[0][0], ""
            yield "", names[0][0]
