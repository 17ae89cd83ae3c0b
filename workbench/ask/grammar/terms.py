"""The words of a question, as they were understood: what a person checks an answer by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphs.ethogram import Behavior
from workbench.ask.answer import Term
from workbench.ask.grammar.frames import Condition, Event, Frame, Measure, Window

_MEASURES: dict[Measure, str] = {
    "count": "the number of bouts",
    "total": "seconds in bouts; what overlaps counts once",
    "fraction": "the share of the time in which it was assessed",
    "mean": "the mean length of a bout",
    "rate": "bouts per minute of the time in which it was assessed",
    "latency": "seconds from the start of the assessed time to the first bout",
    "when": "start and stop of every bout",
    "first": "the earliest bout",
    "last": "the latest bout",
    "longest": "the bout that lasts longest",
    "shortest": "the bout that lasts shortest",
    "ever": "whether there is at least one bout",
    "path": "the length of the path of the centre",
    "speed": "speed of the centre, over the time in which it is tracked",
    "apart": "distance between centres, or the points named; of a zone, to its border",
    "who": "every animal that does it at least once",
    "whom": "every animal to which it is done at least once",
    "budget": "count, duration and share of assessed time of each behavior",
    "following": "which behavior of the same animal starts next",
}
_COMPARED: dict[Measure, str] = {
    "count": "the number of bouts", "total": "the time in bouts", "path": "the length of the path",
    "speed": "the mean speed", "latency": "the time to the first bout",
}  # fmt: skip
_RELATIONS = {
    "after": "bouts that start after the other one ended",
    "before": "bouts that end before the other one starts",
    "while": "the time both go on",
    "not while": "without the time in which the other goes on",
    "followed by": "bouts after whose start the other one starts",
    "not followed by": "bouts after which the other one does not start",
    "near": "bouts at most so far from the other one, before or after",
}


def terms(frame: Frame, behaviors: Mapping[str, Behavior]) -> tuple[Term, ...]:
    """Return how the words of a question were understood."""
    return tuple(dict.fromkeys(_terms(frame, behaviors)))


def caveats(frame: Frame) -> tuple[str, ...]:
    """Return what was assumed because the question does not say it."""
    return tuple(_caveats(frame))


def _terms(frame: Frame, behaviors: Mapping[str, Behavior]) -> Iterator[Term]:
    if frame.measure in _MEASURES:
        yield Term(_called(frame), _MEASURES[frame.measure])
    if frame.measure == "which" and frame.of_what is not None:
        of = _COMPARED.get(frame.of_what, frame.of_what)
        least = "least" if frame.least else "most"
        yield Term("which", f"the {frame.among} of which {of} is {least}")
    if frame.average or frame.among == "group" or frame.measure == "more":
        yield Term("average", "the mean over recordings")
    if frame.event is not None:
        yield from _of_event(frame.event, behaviors)
    for condition in frame.conditions:
        yield from _of_condition(condition, behaviors)
    if frame.window is not None:
        yield Term(frame.window.words, _window(frame.window))
    if frame.scope.words or frame.scope.groups:
        yield Term(frame.scope.words or "groups", _scope(frame))


def _called(frame: Frame) -> str:
    return {"count": "how often", "total": "how long", "path": "how far", "speed": "how fast",
            "apart": "how far apart"}.get(frame.measure, frame.measure)  # fmt: skip


def _of_event(event: Event, behaviors: Mapping[str, Behavior]) -> Iterator[Term]:
    for name in event.behaviors:
        yield Term(event.words, f"{name}: {behaviors[name].definition}")
    if event.sort == "inside":
        yield Term(event.words, f"the centre is inside the zone {event.place!r}")
    elif event.sort == "outside":
        yield Term(event.words, f"the centre is outside the zone {event.place!r}")
    elif event.sort != "behavior":
        yield Term(event.words, f"{event.sort} than {event.limit}, centres if no point is named")


def _of_condition(condition: Condition, behaviors: Mapping[str, Behavior]) -> Iterator[Term]:
    limit = "" if condition.within_s is None else f", at most {condition.within_s:g} s"
    yield Term(condition.words, f"{_RELATIONS[condition.relation]}{limit}")
    yield from _of_event(condition.event, behaviors)


def _window(window: Window) -> str:
    cut = "; bouts that reach into it count, cut to it"
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
        return f"recording {', '.join(scope.recordings)}"
    if scope.groups:
        return f"group {' and '.join(scope.groups)}"
    return f"session {', '.join(scope.sessions)}" if scope.sessions else "all recordings"


def _caveats(frame: Frame) -> Iterator[str]:
    for condition in frame.conditions:
        unlimited = condition.within_s is None
        if unlimited and condition.relation in ("after", "before", "followed by"):
            yield (
                f"{condition.words!r}: at any time {condition.relation}; "
                f"say 'within 5 s' to limit it."
            )
