"""Programs for questions about one recording."""

from __future__ import annotations

from dataclasses import replace

from workbench.ask.grammar.expressions import RECORDING
from workbench.ask.grammar.frames import Frame, Measure
from workbench.ask.grammar.values import CHOOSING, MEASURED, OF_BOUTS, Values
from workbench.ask.grammar.write_listed import (
    write_behavior,
    write_budget,
    write_doing,
)
from workbench.ask.grammar.write_pictures import write_picture
from workbench.ask.plan import NotUnderstoodError

LISTED: frozenset[Measure] = frozenset({"when", "first", "last", "longest", "shortest"})
UNIT_S = ', unit="s"'
_MOMENT_S = 0.05
"""Length of a moment, in which something has to be assessed."""

_SEVERAL: frozenset[Measure] = frozenset({"count", "total", "fraction", "rate", "path"})


def write_one(w: Values) -> None:
    """Write what is asked of ``rec``."""
    frame = w.frame
    if frame.average and frame.measure in _SEVERAL and "animal" not in frame.per:
        message = "The average over what? Say 'per bout', 'per animal' or 'per recording'."
        raise NotUnderstoodError(message)
    if frame.windows:
        _each_window(w)
    elif w.by_animal():
        write_each_animal(w)
    elif frame.measure in CHOOSING:
        write_choice(w)
    elif frame.measure == "more":
        _more(w)
    elif frame.event is not None and frame.picture is None:
        for line in w.found():
            w.add(line)
        tell_found(w)
    else:
        tell_other(w)


def _each_window(w: Values) -> None:
    """Write the same number in two stretches of time."""
    frame = w.frame
    if frame.measure not in MEASURED:
        w.impossible()
    if w.by_animal():
        w.add("value = {}")
        w.add(f"for animal in {w.animals}:")
        for window in frame.windows:
            one = Values(frame.with_(window=window, windows=()), w.writing)
            w.add(f'value[f"{{animal}}, {window.words}"] = {one.value("animal")}', 1)
        w.add(f"answer(value{w.unit})")
        return
    parts = []
    for window in frame.windows:
        one = Values(frame.with_(window=window, windows=()), w.writing)
        parts.append(f"{window.words!r}: {one.value()}")
    w.add(f"answer({{{', '.join(parts)}}}{w.unit})")


def write_each_animal(w: Values) -> None:
    """Write one number for each animal."""
    if w.frame.measure == "ever":
        w.add(f"found = {{animal: {w.bouts('animal')} for animal in {w.animals}}}")
        if w.frame.at_s is not None:
            w.add(f"at = {w.frame.at_s:g}")
        w.add(f"answer({{animal: {_whether(w.frame, 'found[animal]')} for animal in found}})")
    elif w.frame.average and "animal" in w.frame.per:
        w.add(f"values = [{w.value('animal')} for animal in {w.animals}]")
        w.add(f'answer(sum(values) / len(values), name="mean over animals"{w.unit})')
    else:
        value = w.value("animal")
        w.add(f"answer({{animal: {value} for animal in {w.animals}}}{w.unit})")


def tell_found(w: Values) -> None:
    """Write what is told of ``found``."""
    frame, measure = w.frame, w.frame.measure
    if measure == "share":
        _share(w)
    elif frame.of_where:
        _share_of_time(w)
    elif measure == "gap":
        w.add("gaps = [gap for gap in found.inter_bout_s if gap == gap]")
        mean = w.converted("sum(gaps) / len(gaps)")
        w.add(f'answer({mean} if gaps else "unknown"{w.unit or UNIT_S}, clips=found)')
    elif measure == "rate" and w.unit == ', unit="1/min"':
        w.add(f"answer({w.value()}{w.unit}, clips=found)")
    elif measure in OF_BOUTS:
        w.add(f"answer({w.converted(f'found.{OF_BOUTS[measure]}')}{w.unit}, clips=found)")
    elif measure == "ever" and frame.at_s is not None:
        w.add(f"at = {frame.at_s:g}")
        w.add(f"answer({_whether(frame, 'found')})")
    elif measure == "ever":
        w.add(f"answer({_whether(frame, 'found')}, clips=found)")
    elif measure == "when":
        w.add('answer(found.count, name="bouts", table=found.table(), clips=found)')
    elif measure in LISTED:
        _tell_one(w, measure)
    else:
        w.impossible()


def _whether(frame: Frame, found: str) -> str:
    """Return whether something happens, often enough or at a moment, as an expression."""
    assessed, happens = found, f"{found}.count {frame.often.sign} {frame.often.number}"
    if frame.at_s is not None:
        assessed = f"{found}.in_window(at, at + {_MOMENT_S})"
        happens = f"any(bout.start_s <= at < bout.stop_s for bout in {found})"
    return f'{happens} if {assessed}.assessed_s > 0 else "not assessed"'


def _share(w: Values) -> None:
    """Write which share of bouts meets a condition."""
    frame = w.frame
    event = frame.event
    if event is not None and frame.by_length:
        event = replace(event, lasting=None)
    bare = Values(frame.with_(event=event, conditions=(), window=None), w.writing)
    w.add(f"every = {bare.bouts()}")
    share = "found.count / every.count" + (" * 100" if frame.unit == "%" else "")
    w.add("if every.count > 0:")
    w.add(f"answer({share}{w.unit}, clips=found)", 1)
    w.add("else:")
    w.add('answer("none at all" if every.assessed_s > 0 else "not assessed")', 1)


def _share_of_time(w: Values) -> None:
    """Write which share of the time in which its condition holds something goes on."""
    frame, [condition] = w.frame, w.frame.conditions
    assert frame.event is not None
    there = condition.event
    there = there if there.topic is not None else there.said_of(frame.event.topic)
    of = Values(frame.with_(event=there, conditions=()), w.writing)
    w.add(f"every = {of.bouts()}")
    w.add("if every.total_s > 0:")
    share = w.converted("found.total_s / every.total_s")
    w.add(f'answer({share}{w.unit}, name="share of that time", clips=found)', 1)
    w.add("else:")
    w.add('answer("never there" if every.assessed_s > 0 else "not assessed")', 1)


def _tell_one(w: Values, measure: Measure) -> None:
    frame, number = w.frame, w.frame.number
    if measure == "shortest":
        w.add("found = found.lasting(0, min(found.duration_s, default=0))")
    elif frame.several:
        w.add(f"found = found.{measure}({number})")
        w.add('answer(found.count, name="bouts", table=found.table(), clips=found)')
        return
    elif number == 1:
        w.add(f"found = found.{measure}()")
    by_length = measure in ("longest", "shortest")
    pick = "max" if measure in ("last", "longest") or number > 1 else "min"
    of = "duration_s" if (by_length if frame.lasts is None else frame.lasts) else "start_s"
    if of == "duration_s" and not by_length:
        pick = "max"
    if frame.ends:
        of = "stop_s"
    w.add(f"if found.count >= {number}:" if number > 1 else "if found.count > 0:")
    if number > 1:
        w.add(f"found = found.first({number}).last()", 1)
    value = w.converted(f"{pick}(found.{of})")
    unit = w.unit or UNIT_S
    w.add(f"answer({value}{unit}, table=found.table(), clips=found)", 1)
    w.add("else:")
    never = "never" if number == 1 else f"fewer than {number} times"
    w.add(f'answer("{never}" if found.assessed_s > 0 else "not assessed")', 1)


def tell_other(w: Values, name: str = "") -> None:
    """Write what is no matter of bouts; `name` is an expression for what answers are called."""
    frame = w.frame
    called = f", name={name}" if name else ""
    if frame.measure == "path":
        w.add(f"answer({w.converted(w.path())}{w.unit}{called})")
    elif frame.measure == "speed":
        w.add(f"answer({w.speed()}{w.unit}{called})")
    elif frame.measure == "apart":
        w.add(f"answer({w.converted(w.of_signal(w.apart()))}{w.unit}{called})")
    elif frame.measure == "budget":
        write_budget(w)
    elif frame.measure == "doing":
        write_doing(w, called)
    elif frame.measure == "behavior":
        write_behavior(w, called)
    elif frame.picture is not None:
        write_picture(w)
    else:
        w.impossible()


# whose --------------------------------------------------------------------------------------


def write_choice(w: Values) -> None:
    """Write of which animals something is true, or of which it is most."""
    frame = w.frame
    value, skipped = _of_animal(w)
    w.add(f"value = {{animal: {value} for animal in {RECORDING}.animals{skipped}}}")
    if frame.of_what is not None:
        tell_best(w)
    else:
        tell_those(w)


def _of_animal(w: Values) -> tuple[str, str]:
    """Return the number of one animal, and which animals are left out."""
    frame, event = w.frame, w.frame.event
    if frame.measure != "whom":
        other = (event.subject if event.passive else event.object) if event is not None else None
        names = other.names if other is not None else ()
        value = w.value("animal") if frame.of_what else f"{w.bouts('animal')}.count"
    else:
        assert event is not None
        names = event.subject.names if event.subject else ()
        doer = w.writing.named(event.subject)
        found = w.bouts(doer, "animal")
        value = f"{found}.{OF_BOUTS.get(frame.of_what or 'count', 'count')}"
    return value, f" if animal not in {list(names)!r}" if names else ""


def tell_those(w: Values) -> None:
    """Write the animals of which something is true."""
    than = w.frame.often
    sign = "== 0" if w.frame.least else f"{than.sign} {than.number}"
    w.add(f"seen = [animal for animal in value if value[animal] {sign}]")
    if w.frame.measure == "number who":
        w.add("answer(len(seen), table=value)")
    else:
        w.add('answer(seen if seen else "none", table=value)')


def tell_best(w: Values, what: str = "animal") -> None:
    """Write of which ``value`` is most; nobody where it is zero, or unknown, of all."""
    frame = w.frame
    w.add(
        f"known = {{{what}: value[{what}] for {what} in value if value[{what}] == value[{what}]}}"
    )
    pick = "min" if frame.least else "max"
    w.add(f"best = {pick}(known.values(), default=0)")
    some = "known" if frame.least else "best > 0"
    best = f"[{what} for {what} in known if known[{what}] == best]"
    w.add(f'answer({best} if {some} else "none", table=value)')


def _more(w: Values) -> None:
    """Write whether something is more of one animal than of another."""
    who = w.frame.topic
    assert who is not None
    first, second = who.names
    w.add(f"value = {{animal: {w.value('animal')} for animal in {[first, second]!r}}}")
    sign = "<" if w.frame.least else ">"
    w.add(
        f"known = value[{first!r}] == value[{first!r}] and value[{second!r}] == value[{second!r}]"
    )
    more = f"value[{first!r}] {sign} value[{second!r}]"
    w.add(f'answer({more} if known else "not assessed", table=value)')
