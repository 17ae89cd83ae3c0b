"""Programs for questions: the form in which a question was understood, written as Python."""

from __future__ import annotations

from workbench.ask.grammar.expressions import RECORDING, Writing, check_window
from workbench.ask.grammar.frames import Frame, Measure
from workbench.ask.grammar.values import MEASURED, OF_BOUTS, Values
from workbench.ask.grammar.write_groups import is_of_groups, write_groups
from workbench.ask.grammar.write_more import is_more, write_more
from workbench.ask.grammar.write_one import write_one
from workbench.ask.grammar.write_order import write_order
from workbench.ask.grammar.write_order_firsts import is_of_whose_first, write_whose_first
from workbench.ask.grammar.write_several import write_chosen_recordings, write_several
from workbench.ask.plan import NotUnderstoodError

_LENGTHS = ("cm", "mm", "m", "cm/s", "mm/s", "m/s")
_PIXELS = ("px", "px/s")
_UNITS: dict[Measure, tuple[str, ...]] = {
    **dict.fromkeys(("total", "mean", "latency", "gap", "first", "last", "longest", "shortest"),
                    ("s", "min", "h", "ms")),
    **dict.fromkeys(("path", "apart"), ("cm", "mm", "m", "px")),
    **dict.fromkeys(("fraction", "share"), ("%",)),
    "order": ("s", "min", "h", "ms", "%"), "rate": ("1/h", "1/s"),
    "speed": ("cm/s", "mm/s", "m/s", "px/s"),
}  # fmt: skip
"""Units in which an answer may be asked for."""

_AVERAGED: frozenset[Measure] = frozenset({*OF_BOUTS, "path", "which", "more", "gap"})


def write(frame: Frame, writing: Writing) -> str:
    """Return a program that answers a question.

    Raises
    ------
    NotUnderstoodError
        The question was read, but it cannot be answered in this form.
    """
    check_window(frame)
    _check_unit(frame, writing)
    _check_latency(frame)
    w = Values(frame, writing)
    w.add("from workbench import answer, open_project")
    w.add()
    w.add("project = open_project()")
    if (frame.average and frame.measure not in _AVERAGED) or (
        frame.windows and frame.quantity not in MEASURED
    ):
        w.impossible()
    if frame.of_where and (len(w.recordings) != 1 or w.by_animal() or frame.per or frame.windows):
        message = "The share of such a time is told of one animal in one recording: name them."
        raise NotUnderstoodError(message)
    if frame.ends and (w.by_animal() or frame.per):
        message = "When a bout ends is told of one animal, or of all: name one."
        raise NotUnderstoodError(message)
    if frame.order is not None:
        write_order(w, frame.order)
    elif is_of_whose_first(frame):
        write_whose_first(w)
    elif is_more(frame):
        write_more(w)
    elif is_of_groups(w):
        write_groups(w)
    elif frame.measure == "how many":
        _counted(w)
    elif frame.measure in ("with", "number with") or frame.among == "recording":
        w.add(f"recordings = {w.chosen()}")
        write_chosen_recordings(w)
    elif len(w.recordings) == 1 and frame.scope.groups == frame.scope.sessions == ():
        w.add(f"{RECORDING} = project.recording({w.recordings[0]!r})")
        write_one(w)
    else:
        w.add(f"recordings = {w.chosen()}")
        write_several(w)
    return "\n".join(w.lines) + "\n"


def _counted(w: Values) -> None:
    """Write how many animals, recordings or groups there are, or how long recordings last."""
    frame = w.frame
    if frame.conditions or frame.window is not None or frame.per:
        w.impossible()
    each = f"for {RECORDING} in {w.chosen()}"
    if frame.of_what == "total":
        w.add(f'answer({{{RECORDING}.name: {RECORDING}.duration_s {each}}}, unit="s")')
    elif frame.among == "animal":
        w.add(f"answer({{{RECORDING}.name: len({RECORDING}.animals) {each}}})")
    elif frame.among == "recording":
        w.add(f"answer(len({w.chosen()}))")
    else:
        w.add(f"answer(len(set({RECORDING}.group {each} if {RECORDING}.group)))")


def _check_unit(frame: Frame, writing: Writing) -> None:
    units = _UNITS.get(frame.quantity, ())
    if frame.unit and frame.unit not in units:
        listed = f"but in {', '.join(units)}" if units else "but a plain number, or words"
        message = f"An answer to this is not in {frame.unit}, {listed}."
        raise NotUnderstoodError(message)
    events = [frame.event, *(condition.event for condition in frame.conditions)]
    limits = [event.limit.split()[-1] for event in events if event is not None and event.limit]
    if not writing.scaled and (frame.unit in _LENGTHS or any(unit in _LENGTHS for unit in limits)):
        message = (
            "Lengths in cm need a scale, px_per_cm, and not every recording has one: ask in px or "
            "BL (body lengths)."
        )
        raise NotUnderstoodError(message)
    if frame.unit in _PIXELS and writing.scaled:
        message = "The recordings have a scale, so lengths are in cm: ask in cm, mm or m."
        raise NotUnderstoodError(message)


def _check_latency(frame: Frame) -> None:
    """Refuse a time that would be counted from another start than the one that is meant."""
    if frame.measure == "latency" and any(
        condition.relation in ("after", "followed by", "near") for condition in frame.conditions
    ):
        words = frame.conditions[0].words
        message = (
            f"{words!r}: a latency is counted from the start of the recording. "
            "Ask how often it happens 'within 5 s after' the other."
        )
        raise NotUnderstoodError(message)
