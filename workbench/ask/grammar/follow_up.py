"""Follow-ups: a few words that change the question before them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graphs.lexicon.surface_forms import Tense
from workbench.ask.grammar.choices import MOST_OF_THEM
from workbench.ask.grammar.frames import EACH, Event, Frame, Measure, Picture, Scope, Who
from workbench.ask.grammar.limits import is_bare_place
from workbench.ask.grammar.questions import QuestionReader

_ANY: frozenset[Tense] = frozenset({"base", "s", "ing", "past"})
_AND = (
    "(and |but |ok |now |then |so )*(what about|how about|for|of|by|only|only for|just|same for|)"
)
_DRAW = "(please |and |ok |now )*(plot|draw|show)( it| them| that| me| this)?"
_DRAWN: dict[Measure, Picture] = {"path": "trajectory", "speed": "speed", "apart": "distance"}
_MEASURES: tuple[tuple[str, Measure, str], ...] = (
    ("(and )?when( was that| were they| is that)?", "when", ""),
    ("(and )?(for )?how long( in total| is that| was that| in all)*", "total", ""),
    ("(and )?how (often|many times|many)( is that| was that| were there| are there)?", "count", ""),
    ("(and )?(what|which) (fraction|share)( of the time)?|as a (share|fraction)", "fraction", ""),
    ("(and )?(what|which) (percentage|percent)|as a percentage|in percent", "fraction", "%"),
    ("(and )?per (minute|min)|(and )?at what rate", "rate", ""),
    ("(and )?per hour", "rate", "1/h"),
    ("(and )?(the |which is the |what is the )?longest( one)?", "longest", ""),
    ("(and )?(the )?first( one)?", "first", ""),
    ("(and )?(the )?last( one)?", "last", ""),
)  # fmt: skip
_SINGLE: frozenset[Measure] = frozenset({"first", "last", "longest", "shortest"})
_OF_WHOM: frozenset[Measure] = frozenset({"which", "who", "number who", "more"})


def following_frames(reader: QuestionReader, before: Frame) -> Iterator[Frame]:
    """Yield what a follow-up can mean, after the question `before`."""
    elsewhere = [*_elsewhere(reader, before)]
    if elsewhere:
        yield from elsewhere
        return
    end = len(reader.words)
    for start in reader.maybe(0, _AND):
        for who, stop in reader.who(start):
            if stop == end and reader.words[start:] != ("both",):
                yield from _of_other(before, who, "by" in reader.words[:start])
        yield from _limited(reader, before, start)
        yield from _of_other_event(reader, before, start)
        yield from _other_number(reader, before, start)
    yield from _drawn(reader, before)
    if before.event is not None:
        yield from _other_measure(reader, before, before.event)


def _elsewhere(reader: QuestionReader, before: Frame) -> Iterator[Frame]:
    """Yield the question about being in another place."""
    event = before.event
    if event is None or event.sort not in ("inside", "outside"):
        return
    for start in reader.maybe(0, _AND):
        for condition, stop in reader.here(start):
            if stop == len(reader.words) and condition.relation == "while":
                here = condition.event
                there = replace(event, sort=here.sort, place=here.place, words=here.words)
                yield before.with_(event=there)


def _drawn(reader: QuestionReader, before: Frame) -> Iterator[Frame]:
    if len(reader.words) not in reader.lit(0, _DRAW):
        return
    if before.event is not None and before.event.sort == "behavior":
        yield Frame("picture", before.event, conditions=before.conditions, window=before.window,
                    scope=before.scope, picture="raster")  # fmt: skip
    elif before.measure in _DRAWN:
        yield before.with_(measure="picture", picture=_DRAWN[before.measure], unit="")


def _other_measure(reader: QuestionReader, before: Frame, event: Event) -> Iterator[Frame]:
    """Yield the question with something else measured of the same bouts."""
    end = len(reader.words)
    for words, measure, unit in _MEASURES:
        if end in reader.lit(0, words):
            if before.measure in _SINGLE and measure in ("when", "total"):
                yield before.with_(lasts=measure == "total")
            else:
                yield _bare(before, measure).with_(unit=unit)
    for words, measure in MOST_OF_THEM:
        if end in reader.lit(0, words):
            of_each = event.said_of(EACH)
            yield _bare(before, "which").with_(event=of_each, of_what=measure, per=())


def _bare(before: Frame, measure: Measure) -> Frame:
    return before.with_(measure=measure, of_what=None, unit="", than=None, number=1, several=False,
                        lasts=None, at_s=None, among="animal")  # fmt: skip


def _other_number(reader: QuestionReader, before: Frame, start: int) -> Iterator[Frame]:
    """Yield the question at another moment, within another time, more often than something else."""
    end = len(reader.words)
    if before.at_s is not None:
        for seconds, stop in reader.then(start, "at( time)?", reader.time):
            if stop == end:
                yield before.with_(at_s=seconds)
    if before.measure == "ever":
        for than, stop in reader.than(start):
            if stop == end:
                yield before.with_(than=than)
    if before.conditions and before.conditions[-1].relation not in ("while", "not while"):
        for seconds, stop in reader.then(start, "within", reader.time):
            if stop == end:
                last = replace(before.conditions[-1], within_s=seconds)
                yield before.with_(conditions=(*before.conditions[:-1], last))


def _limited(reader: QuestionReader, before: Frame, start: int) -> Iterator[Frame]:
    """Yield the question with more limits."""
    end = len(reader.words)
    for frame, stop in reader.limited(_open(before, reader, start), start):
        if stop == end and stop > start:
            if frame.event and "animal" in frame.per and "animal" not in before.per:
                frame = frame.with_(event=frame.event.said_of(EACH), per=before.per)
            yield frame


def _open(before: Frame, reader: QuestionReader, start: int) -> Frame:
    """Return the question without what a limit of the same kind would replace."""
    if any(True for _ in (*reader.window(start), *reader.windows(start))):
        before = before.with_(window=None, windows=())
    if any(True for _ in reader.scope(start)):
        before = before.with_(scope=Scope())
    if any(True for _ in reader.length_of_bouts(start)) and before.event is not None:
        before = before.with_(event=replace(before.event, lasting=None))
    if any(True for _ in reader.here(start)):
        kept = (one for one in before.conditions if not is_bare_place(one))
        before = before.with_(conditions=tuple(kept))
    return before.with_(unit="")


def _of_other_event(reader: QuestionReader, before: Frame, start: int) -> Iterator[Frame]:
    """Yield the question about something else that the same animal does."""
    if before.event is None:
        return
    for event, stop in (*reader.noun(start), *reader.done(start, None, _ANY, start)):
        if stop == len(reader.words):
            yield before.with_(event=_taken_over(reader, event, before.event))


def _taken_over(reader: QuestionReader, event: Event, before: Event) -> Event:
    whom = event.object if event.object or event.place else before.object
    if before.passive or not reader.takes_animal(event):
        whom = event.object
    return replace(event, subject=event.subject or before.topic, object=whom)


def _of_other(before: Frame, who: Who, by: bool) -> Iterator[Frame]:
    """Yield the question about somebody else; `by` whom it is done, if that is said."""
    if before.measure in _OF_WHOM:
        return
    if before.event is None:
        yield before.with_(who=replace(who, part=before.who.part if before.who else ""))
        return
    event, topic = before.event, before.event.topic
    if by and event.passive:
        yield before.with_(event=replace(event, subject=who))
        return
    other = event.subject if event.passive else event.object
    if other is not None and other.names and set(other.names) & set(who.names):
        known = topic is not None and topic.names and topic.names != who.names
        other = topic if known else Who()
        event = replace(event, subject=other) if event.passive else replace(event, object=other)
    yield before.with_(event=event.said_of(who))
