"""The words of a question, as they were understood: what a person checks an answer by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphs.ethogram import Behavior
from workbench.ask.answer import Term
from workbench.ask.grammar.frames import (
    Condition,
    Event,
    Frame,
    Measure,
    Picture,
    Relation,
    Who,
    Window,
)
from workbench.ask.grammar.order_terms import counts_by_start, order_caveats, order_terms

_MEASURES: dict[Measure, str] = {
    "count": "the number of bouts",
    "total": "seconds in bouts; what overlaps counts once",
    "fraction": "the share of the time in which it was assessed",
    "mean": "the mean length of a bout",
    "rate": "bouts per minute of the time in which it was assessed",
    "latency": "seconds from the start of the assessed time to the first bout",
    "gap": "seconds from the end of a bout to the start of the next one, on average",
    "when": "start and stop of every bout",
    "first": "the earliest bout",
    "last": "the latest bout",
    "longest": "the bout that lasts longest",
    "shortest": "the bout that lasts shortest",
    "ever": "whether there is at least one bout",
    "share": "bouts that meet the condition, of all bouts",
    "path": "the length of the path of the centre",
    "speed": "speed of the centre, or the point named, over the time in which it is tracked",
    "apart": "distance between centres, or the points named; of a zone, to its border",
    "who": "every animal that does it at least once",
    "whom": "every animal to which it is done at least once",
    "number who": "the number of animals that do it at least once",
    "with": "every recording in which it happens at least once",
    "number with": "the number of recordings in which it happens at least once",
    "budget": "count, duration and share of assessed time of each behavior",
    "doing": "every behavior that goes on at that moment",
}
_COMPARED: dict[Measure, str] = {
    "count": "the number of bouts", "total": "the time in bouts", "path": "the length of the path",
    "speed": "the speed", "latency": "the time to the first bout", "longest": "the longest bout",
    "shortest": "the shortest bout", "fraction": "the share of time", "rate": "the rate",
    "mean": "the mean length of a bout",
}  # fmt: skip
_CALLED: dict[Measure, str] = {
    "count": "how often, number", "total": "how long, time", "path": "how far, distance",
    "speed": "how fast, speed", "apart": "how far apart, distance", "with": "which recordings",
    "number with": "how many recordings", "number who": "how many animals",
    "gap": "time between, interval", "fraction": "share, fraction, percentage",
    "share": "share, fraction, percentage", "latency": "how soon", "mean": "mean length",
    "ever": "whether",
}  # fmt: skip
_RELATIONS: dict[Relation, str] = {
    "after": "bouts that start after the other one ended",
    "before": "bouts that end before the other one starts",
    "while": "the time both go on",
    "not while": "without the time in which the other goes on",
    "followed by": "bouts after whose start the other one starts",
    "not followed by": "bouts after which the other one does not start",
    "near": "bouts at most so far from the other one, before or after",
}
_OF_BOUTS: dict[Relation, str] = {
    "while": "bouts that share time with the other one",
    "not while": "bouts that share no time with the other one",
}
_PICTURES: dict[Picture, str] = {
    "trajectory": "the path of the centre, or the point named",
    "heat map": "where the centre is, how much of the time",
    "raster": "bouts over time, one line for each animal and behavior",
    "budget": "the share of time of each behavior",
    "transitions": "which behavior of an animal starts after which",
    "speed": "speed over time",
    "distance": "distance over time",
}
_TIMED: frozenset[Measure] = frozenset({"total", "fraction", "path", "speed", "apart"})
_CUT = "; bouts that reach into it count, cut to it"
_SIGNS = {">": "more than", ">=": "at least", "<": "fewer than", "<=": "at most", "==": "exactly"}


def terms(frame: Frame, behaviors: Mapping[str, Behavior]) -> tuple[Term, ...]:
    """Return how the words of a question were understood."""
    return tuple(dict.fromkeys(_terms(frame, behaviors)))


def caveats(frame: Frame, behaviors: Mapping[str, Behavior]) -> tuple[str, ...]:
    """Return what was assumed because the question does not say it."""
    social = frame.event is not None and _is_social(frame.event, behaviors)
    same = (
        f"{condition.words!r}: of the same animal; say who does it if another is meant."
        for condition in frame.conditions
        if condition.event.topic is None and _is_social(condition.event, behaviors)
    )
    return tuple(dict.fromkeys((*_caveats(frame, social), *same)))


def _is_social(event: Event, behaviors: Mapping[str, Behavior]) -> bool:
    return any(behaviors[name].target == "animal" for name in event.behaviors)


def _terms(frame: Frame, behaviors: Mapping[str, Behavior]) -> Iterator[Term]:
    yield from _of_measure(frame)
    yield from _of_movement(frame)
    yield from _of_answer(frame)
    if frame.event is not None:
        yield from _of_event(frame.event, behaviors)
    if frame.order is not None:
        yield from order_terms(frame, frame.order)
        for step in frame.order.steps:
            yield from _of_event(step.event, behaviors)
    for condition in frame.conditions:
        yield from _of_condition(condition, frame, behaviors)
    for window in (frame.window, *frame.windows):
        if window is not None:
            yield Term(window.words, _window(window, counts_by_start(frame)))
    if frame.scope.words or frame.scope.groups:
        yield Term(frame.scope.words or "groups", _scope(frame))
    for per in frame.per:
        yield Term(f"per {per}", f"one answer for each {per}")


def _of_measure(frame: Frame) -> Iterator[Term]:
    if frame.measure in _MEASURES and not (frame.measure == "whom" and frame.of_what):
        yield Term(_CALLED.get(frame.measure, frame.measure), _MEASURES[frame.measure])
    if frame.measure in ("which", "whom", "more") and frame.of_what is not None:
        of = _COMPARED.get(frame.of_what, frame.of_what)
        least = "least" if frame.least else "most"
        yield Term(frame.measure, f"the {frame.among} of which {of} is {least}")
    elif frame.least:
        yield Term("never", "no bout, in time that was assessed")
    if frame.of_where:
        yield Term("of that time", "divided by the time in which the condition holds")
    if frame.than is not None:
        sign = _SIGNS[frame.than.sign]
        yield Term(frame.than.words, f"{sign} {frame.than.number} bouts")
    if frame.quantity in ("speed", "apart") and frame.statistic != "mean":
        which = f"{frame.percentile:g}th " if frame.statistic == "percentile" else ""
        yield Term(frame.statistic, f"the {which}{frame.statistic} over all frames")
    if frame.average or frame.among == "group" or "group" in frame.per:
        yield Term("average", "the mean over recordings")
    if frame.measure == "more" and frame.among == "animal" and frame.scope.groups:
        yield Term("average", "the mean over recordings")


def _of_movement(frame: Frame) -> Iterator[Term]:
    """Yield of whom, and to where, something is measured."""
    for who in (frame.who, frame.other):
        if who is not None and (who.names or who.part):
            point = f"the {who.part} of " if who.part else ""
            names = " and ".join(who.names) or "every animal"
            yield Term(f"{names} {who.part}".strip(), f"{point}{names}")
    if frame.place:
        yield Term(frame.place, f"the zone or thing {frame.place!r}")


def _of_answer(frame: Frame) -> Iterator[Term]:
    """Yield how the answer is asked for: unit, moment, which of several, what kind of picture."""
    if frame.unit:
        yield Term(f"in {frame.unit}", "the unit of the answer")
    if frame.at_s is not None:
        yield Term(f"at {frame.at_s:g} s", f"the moment {frame.at_s:g} s after the first frame")
    if frame.number > 1 or frame.several:
        which = f"up to {frame.number}" if frame.several else f"number {frame.number}"
        yield Term(str(frame.number), f"{which} in order of time, or length where that is asked")
    if frame.picture is not None:
        yield Term(frame.picture, _PICTURES[frame.picture])
    if frame.measure == "how many":
        yield Term("how many" if frame.of_what is None else "how long", "of the project itself")


def _of_event(event: Event, behaviors: Mapping[str, Behavior]) -> Iterator[Term]:
    for name in event.behaviors:
        yield Term(event.words, f"{name}: {behaviors[name].definition}")
    if event.sort == "inside":
        yield Term(event.words, f"the centre is inside the zone {event.place!r}")
    elif event.sort == "outside":
        yield Term(event.words, f"the centre is outside the zone {event.place!r}")
    elif event.sort in ("entry", "exit"):
        way = "into" if event.sort == "entry" else "out of"
        yield Term(event.words, f"the centre crosses {way} the zone {event.place!r}")
    elif event.sort != "behavior":
        yield Term(event.words, f"{event.sort} than {event.limit}, centres if no point is named")
    if event.negated:
        yield Term("not", "the assessed time in which it does not go on")
    if event.lasting is not None:
        low, high = event.lasting.min_s, event.lasting.max_s
        limit = f"at least {low:g} s" if high is None else f"at most {high:g} s"
        yield Term(event.lasting.words, f"bouts that last {limit}, before windows cut them")
    yield from _of_animals(event)


def _of_animals(event: Event) -> Iterator[Term]:
    for who, does in ((event.subject, "does it"), (event.object, "it is done to")):
        if who is not None and who.names:
            yield Term(" and ".join(who.names), f"{does}: {', '.join(who.names)}")


def _of_condition(
    condition: Condition, frame: Frame, behaviors: Mapping[str, Behavior]
) -> Iterator[Term]:
    limit = "" if condition.within_s is None else f", at most {condition.within_s:g} s"
    meaning = _RELATIONS[condition.relation]
    if frame.quantity not in _TIMED:
        meaning = _OF_BOUTS.get(condition.relation, meaning)
    yield Term(condition.words, f"{meaning}{limit}")
    yield from _of_event(condition.event, behaviors)
    if condition.where is not None:
        yield Term(condition.where.words, "where the other one goes on")
        yield from _of_event(condition.where, behaviors)


def _window(window: Window, by_start: bool) -> str:
    cut = "; bouts that start in it count" if by_start else _CUT
    if window.last_s is not None:
        return f"the last {window.last_s:g} s of a recording{cut}"
    if window.share is not None:
        low, high = window.share
        return f"from {low:.0%} to {high:.0%} of a recording{cut}"
    start = window.start_s or 0.0
    stop = "the end" if window.stop_s is None else f"{window.stop_s:g} s"
    return f"from {start:g} s to {stop} of a recording{cut}"


def _scope(frame: Frame) -> str:
    scope = frame.scope
    if scope.recordings:
        return f"recording {' and '.join(scope.recordings)}"
    if scope.groups:
        return f"group {' and '.join(scope.groups)}"
    return f"session {', '.join(scope.sessions)}" if scope.sessions else "all recordings"


def _caveats(frame: Frame, mutual: bool) -> Iterator[str]:
    if frame.order is not None:
        yield from order_caveats(frame, frame.order)
    for condition in frame.conditions:
        if condition.within_s is None and condition.relation in ("after", "before", "followed by"):
            yield (
                f"{condition.words!r}: at any time {condition.relation}; "
                f"say 'within 5 s' to limit it."
            )
    event, topic = frame.event, frame.topic
    if event is not None and _is_everybody(topic) and "animal" not in frame.per:
        yield from _of_everybody(frame.measure, mutual)
    if frame.measure in ("which", "more") and frame.of_what == "count" and event is not None:
        yield "Bouts are counted; say 'longer' to compare how long."
    if (
        topic is not None
        and topic.how == "both"
        and frame.quantity in ("total", "fraction", "count")
    ):
        yield "Of each animal by itself; say 'at the same time' for both together."
    if frame.compare and event is not None and frame.measure == "count":
        yield "Bouts are counted; say 'time spent' to compare how long."


def _is_everybody(topic: Who | None) -> bool:
    return topic is None or (topic.every and not topic.each)


def _of_everybody(measure: Measure, mutual: bool) -> Iterator[str]:
    """Yield how the animals are put together, where none is named."""
    if measure in ("fraction", "rate"):
        yield "All animals together, in the time of all of them; say 'each animal' to part them."
    elif measure == "total":
        yield "The time of all animals is added up; say 'each animal' to part them."
    if mutual and measure in ("count", "total"):
        yield "What one does to the other and the other to the one both count."
