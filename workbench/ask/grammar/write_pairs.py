"""Programs for two questions in one: two numbers, and what is told of them."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.ask.grammar.expressions import RECORDING, Writing, check_window
from workbench.ask.grammar.frames import EACH, Frame, Measure
from workbench.ask.grammar.pair_rules import How
from workbench.ask.grammar.pairs import Pair
from workbench.ask.grammar.values import OF_BOUTS, Values
from workbench.ask.grammar.write_more import is_more
from workbench.ask.grammar.write_several import of_recording
from workbench.ask.plan import NotUnderstoodError

NUMBERS: frozenset[Measure] = frozenset(
    {*OF_BOUTS, "path", "speed", "apart", "longest", "shortest"}
)
"""What can be put beside each other."""

_SUMMED: frozenset[Measure] = frozenset({"count", "total", "path"})
_VARIABLES = ("first", "second", "both")
_KNOWN = "first == first and second == second"


def write_pair(pair: Pair, frames: Sequence[Frame], writing: Writing) -> str:
    """Return a program that tells how numbers of the same kind stand to each other.

    Raises
    ------
    NotUnderstoodError
        They are not of the same kind, or differ in more than one thing.
    """
    _check(pair.how, frames)
    out = Values(frames[0], writing)
    out.add("from workbench import answer, open_project")
    out.add()
    out.add("project = open_project()")
    for name, frame in zip(_VARIABLES, frames, strict=False):
        check_window(frame)
        _number(out, name, Values(frame, writing), pair.summed and frame.measure in _SUMMED)
    names = list(pair.names)
    pairs = ", ".join(f"{name!r}: {value}" for name, value in zip(names, _VARIABLES, strict=False))
    out.add(f"value = {{{pairs}}}")
    _tell(out, pair, Values(frames[0], writing).unit)
    return "\n".join(out.lines) + "\n"


def _tell(out: Values, pair: Pair, unit: str) -> None:
    first, second = pair.names[:2]
    if pair.how in ("beside", "sum"):
        out.add(f"answer(value{unit})")
    elif pair.how == "more":
        sign = "<" if pair.least else ">"
        out.add(f'answer(first {sign} second if {_KNOWN} else "not assessed", table=value)')
    elif pair.how == "which":
        pick = "min" if pair.least else "max"
        out.add(f"best = {pick}(value.values())")
        some = _KNOWN if pair.least else f"{_KNOWN} and best > 0"
        out.add(f'answer([name for name in value if value[name] == best] if {some} else "none",'
                " table=value)")  # fmt: skip
    elif pair.how == "difference":
        out.add(f"answer(first - second, name={f'{first} minus {second}'!r}{unit}, table=value)")
    else:
        name = "share of that time" if pair.how == "part" else f"{first} / {second}"
        out.add("if second > 0:")
        out.add(f"answer(first / second, name={name!r}, table=value)", 1)
        out.add("else:")
        out.add(f'answer("no ratio: the second is 0, or not known", name={name!r}, table=value)', 1)


def _number(out: Values, name: str, w: Values, summed: bool) -> None:
    """Write one of the numbers."""
    frame = w.frame
    if w.by_animal():
        message = "Of which animal? Two numbers are put beside each other of one animal: name it."
        raise NotUnderstoodError(message)
    if len(w.recordings) == 1 and frame.scope.groups == frame.scope.sessions == ():
        line = f"{RECORDING} = project.recording({w.recordings[0]!r})"
        if line not in out.lines or len(frame.scope.recordings) == 1:
            out.add(line)
        out.add(f"{name} = {of_recording(w)}")
        return
    if not (frame.average or frame.scope.groups or frame.measure in _SUMMED):
        w.impossible()
    out.add(f"values = [{of_recording(w)} for {RECORDING} in {w.chosen()}]")
    mean = frame.average or (frame.scope.groups and not summed)
    out.add(f"{name} = sum(values){' / len(values)' if mean else ''}")


# what may stand beside what -----------------------------------------------------------------


def _check(how: How, frames: Sequence[Frame]) -> None:
    first, second = frames[:2]
    alike = all(
        frame.measure == first.measure
        and frame.statistic == first.statistic
        and frame.average == first.average
        and frame.unit == first.unit
        and not (frame.windows or frame.compare or frame.than or is_more(frame))
        and (not frame.per or (frame.average and frame.per == ("recording",)))
        and not (frame.several or frame.number > 1 or frame.lasts is False)
        for frame in frames
    )
    if first.measure not in NUMBERS or not alike:
        message = "Two numbers of the same kind can be put beside each other; these are not."
        raise NotUnderstoodError(message)
    if first == second:
        message = "The two that are put beside each other are the same."
        raise NotUnderstoodError(message)
    if how == "part":
        return
    differ = [(a, b) for a, b in zip(_parts(first), _parts(second), strict=True) if a != b]
    if len(differ) > 1 and not all(a and b for a, b in differ):
        message = "It is not clear what the two have in common: say both in full."
        raise NotUnderstoodError(message)


def _parts(frame: Frame) -> tuple[object, ...]:
    """Return who, to whom, what, where, when and in which recordings; empty if not said."""
    event = frame.event
    who = frame.topic
    named = who.names if who is not None and who != EACH else ()
    conditions = tuple((c.relation, c.event.sort, c.event.behaviors, c.event.place)
                       for c in frame.conditions)  # fmt: skip
    window, scope = frame.window, frame.scope
    when = (window.start_s, window.stop_s, window.last_s, window.share) if window else ()
    which = (scope.recordings, scope.groups, scope.sessions)
    what: tuple[object, ...] = ()
    if event is not None:
        other = event.subject if event.passive else event.object
        lasting = event.lasting and (event.lasting.min_s, event.lasting.max_s)
        what = (event.sort, event.behaviors, event.place, event.limit, event.negated, lasting)
        whom: object = other.names if other is not None else ()
    else:
        what, whom = (frame.place,), frame.other.names if frame.other else ()
    return (named, whom, what, conditions, when, which if any(which) else ())
