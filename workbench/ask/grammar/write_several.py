"""Programs for questions about several recordings."""

from __future__ import annotations

from workbench.ask.grammar.expressions import RECORDING
from workbench.ask.grammar.frames import Frame, Measure
from workbench.ask.grammar.values import CHOOSING, OF_BOUTS, Values
from workbench.ask.grammar.write_one import (
    LISTED,
    UNIT_S,
    tell_best,
    tell_found,
    tell_other,
    tell_those,
)
from workbench.ask.plan import NotUnderstoodError

_SUMMED: frozenset[Measure] = frozenset({"count", "total", "path"})
_AVERAGED: frozenset[Measure] = frozenset({*OF_BOUTS, "path", "speed"})
_OF_JOINED: frozenset[Measure] = frozenset({*OF_BOUTS, *LISTED, "ever", "share", "gap"})


def write_several(w: Values) -> None:
    """Write what is asked of ``recordings``."""
    frame = w.frame
    if frame.windows:
        message = "Two stretches of time are compared in one recording: say which."
        raise NotUnderstoodError(message)
    if frame.average:
        _average(w)
    elif "recording" in frame.per:
        _each_recording(w)
    elif frame.measure in CHOOSING:
        _choice(w)
    elif (w.by_animal() or frame.measure in ("path", "speed")) and frame.measure != "more":
        _each_animal(w)
    elif frame.measure in _OF_JOINED and frame.event is not None:
        _joined(w)
    elif frame.measure == "apart":
        w.add(
            f"answer({{{RECORDING}.name: {of_recording(w)} for {RECORDING} in recordings}}{w.unit})"
        )
    elif frame.measure == "more" and frame.of_what in _SUMMED:
        _more(w)
    elif frame.measure in ("more", "how many"):
        w.impossible()
    else:
        _one_by_one(w)


def _is_plain_moment(frame: Frame) -> bool:
    """Whether it is asked when one bout starts."""
    return frame.number == 1 and not frame.lasts and not frame.ends


def _one_by_one(w: Values) -> None:
    w.add(f"for {RECORDING} in recordings:")
    inner = Values(w.frame, w.writing)
    tell_other(inner, f"{RECORDING}.name")
    w.lines += [f"    {line}" for line in inner.lines]


# each recording -----------------------------------------------------------------------------


def of_recording(w: Values) -> str:
    """Return the number that is asked for, of one recording."""
    frame, measure = w.frame, w.frame.quantity
    if measure in (*OF_BOUTS, "longest", "shortest"):
        return w.value()
    if measure == "apart":
        return w.converted(f"{w.apart()}.{frame.statistic}()")
    if measure not in ("path", "speed") or frame.topic is None:
        return w.impossible()
    if len(frame.topic.names) == 1:
        return w.value()
    return f"sum({w.value('animal')} for animal in {w.animals}) / len({w.animals})"


def _each_recording(w: Values) -> None:
    """Write one answer for each recording."""
    frame = w.frame
    if frame.measure in CHOOSING or (frame.measure == "ever" and frame.at_s is not None):
        w.impossible()
    if w.by_animal():
        name, several = f'f"{{{RECORDING}.name}} {{animal}}"', f"for animal in {w.animals}"
        value = _ever(w, "animal") if frame.measure == "ever" else w.value("animal")
        w.add(f"for {RECORDING} in recordings:")
        w.add(f"answer({{{name}: {value} {several}}}{w.unit})", 1)
    elif frame.measure == "ever":
        w.add(f"answer({{{RECORDING}.name: {_ever(w, '')} for {RECORDING} in recordings}})")
    elif frame.measure in (*OF_BOUTS, "apart", "path", "speed", "longest", "shortest"):
        value = of_recording(w)
        w.add(f"answer({{{RECORDING}.name: {value} for {RECORDING} in recordings}}{w.unit})")
    elif frame.measure in ("first", "last") and _is_plain_moment(frame):
        pick = "min" if frame.measure == "first" else "max"
        w.add(f"starts = {{{RECORDING}.name: {w.bouts()}.start_s for {RECORDING} in recordings}}")
        w.add(f'answer({{name: {pick}(starts[name]) if len(starts[name]) > 0 else "never"'
              f" for name in starts}}{UNIT_S})")  # fmt: skip
    elif frame.measure in ("budget", "doing", "picture") and frame.event is None:
        _one_by_one(w)
    else:
        w.impossible()


def _ever(w: Values, variable: str) -> str:
    than = w.frame.often
    found = w.bouts(variable)
    return f'{found}.count {than.sign} {than.number} if {found}.assessed_s > 0 else "not assessed"'


# all together -------------------------------------------------------------------------------


def _joined(w: Values) -> None:
    """Write the bouts of all recordings beside each other."""
    frame = w.frame
    if frame.at_s is not None or frame.measure == "share" or frame.number > 1 or frame.several:
        w.impossible()
    if frame.measure == "latency":
        w.add(f"answer({{{RECORDING}.name: {w.value()} for {RECORDING} in recordings}}{w.unit})")
        return
    w.add()
    w.add()
    w.add(f"def bouts({RECORDING}):")
    for line in w.found():
        w.add(line, 1)
    w.add("return found", 1)
    w.add()
    w.add()
    w.add(f"parts = [bouts({RECORDING}) for {RECORDING} in recordings]")
    w.add("found = parts[0]")
    w.add("for part in parts[1:]:")
    w.add("found = found | part", 1)
    tell_found(w)
    if frame.measure in OF_BOUTS:
        w.add("answer(table=found.summary())")


def _each_animal(w: Values) -> None:
    """Write one number for each animal over all recordings."""
    frame = w.frame
    if frame.measure == "ever":
        message = "Of each animal, in which recording? Say 'in each recording', or name one animal."
        raise NotUnderstoodError(message)
    w.add("values = {}")
    w.add(f"for {RECORDING} in recordings:")
    w.add(f"for animal in {w.animals}:", 1)
    w.add(f"values.setdefault(animal, []).append({w.value('animal')})", 2)
    extreme = {"longest": "max", "shortest": "min"}.get(frame.measure, frame.statistic)
    if frame.measure in _SUMMED:
        w.add(f"answer({{animal: sum(values[animal]) for animal in values}}{w.unit})")
    elif extreme in ("max", "min"):
        w.add(f"answer({{animal: {extreme}(values[animal]) for animal in values}}{w.unit},"
              f' name="{extreme} over recordings,")')  # fmt: skip
    else:
        of = "" if extreme == "mean" else f" of the {extreme}"
        w.add("answer({animal: sum(values[animal]) / len(values[animal]) for animal in values}"
              f'{w.unit}, name="mean{of} over recordings,")')  # fmt: skip


def _choice(w: Values) -> None:
    """Write of which animals something is true over all recordings, or of which it is most."""
    frame = w.frame
    if frame.measure == "whom" or (frame.of_what or "count") not in _SUMMED:
        w.impossible()
    if frame.measure == "number who":
        message = (
            "How many animals, in which recording? Animals of one name may be different ones in "
            "different recordings."
        )
        raise NotUnderstoodError(message)
    value = w.value("animal") if frame.of_what else f"{w.bouts('animal')}.count"
    w.add("value = {}")
    w.add(f"for {RECORDING} in recordings:")
    w.add(f"for animal in {RECORDING}.animals:", 1)
    w.add(f"value[animal] = value.get(animal, 0) + {value}", 2)
    if frame.of_what is not None:
        tell_best(w)
    else:
        tell_those(w)


def _more(w: Values) -> None:
    """Write whether something is more of one animal than of another, over all recordings."""
    who = w.frame.topic
    assert who is not None
    first, second = who.names
    w.add("value = {}")
    w.add(f"for {RECORDING} in recordings:")
    w.add(f"for animal in {[first, second]!r}:", 1)
    w.add(f"value[animal] = value.get(animal, 0) + {w.value('animal')}", 2)
    sign = "<" if w.frame.least else ">"
    w.add(f"known = all(value[name] == value[name] for name in {[first, second]!r})")
    more = f"value[{first!r}] {sign} value[{second!r}]"
    w.add(f'answer({more} if known else "not assessed", table=value)')


def _average(w: Values) -> None:
    """Write the mean over recordings, or over animals and recordings."""
    frame = w.frame
    if frame.measure == "mean":
        _joined(w)
        return
    if frame.measure not in _AVERAGED:
        w.impossible()
    who = frame.topic
    every = frame.measure in ("path", "speed") and who is not None and who.every
    if every or "animal" in frame.per or (who is not None and who.each):
        each = f"for {RECORDING} in recordings for animal in {w.animals}"
        w.add(f"values = [{w.value('animal')} {each}]")
        name = "mean over animals and recordings"
    else:
        w.add(f"values = [{of_recording(w)} for {RECORDING} in recordings]")
        name = "mean over recordings"
    w.add(f'answer(sum(values) / len(values), name="{name}"{w.unit})')


def write_chosen_recordings(w: Values) -> None:
    """Write which recordings have something, how many do, or which has most of it."""
    frame = w.frame
    if frame.windows:
        w.impossible()
    if frame.measure == "which":
        w.add(f"value = {{{RECORDING}.name: {of_recording(w)} for {RECORDING} in recordings}}")
        tell_best(w, "name")
        return
    than = frame.often
    sign = "== 0" if frame.least else f"{than.sign} {than.number}"
    w.add(f"value = {{{RECORDING}.name: {w.bouts()}.count for {RECORDING} in recordings}}")
    w.add(f"chosen = [name for name in value if value[name] {sign}]")
    if frame.measure == "number with":
        w.add("answer(len(chosen), table=value)")
    else:
        w.add('answer(chosen if chosen else "none", table=value)')
