"""Programs for which of several things came first, and what is first or last of all."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.ask.grammar.expressions import RECORDING
from workbench.ask.grammar.frames import Frame
from workbench.ask.grammar.order_forms import LAST, Order, Step
from workbench.ask.grammar.values import Values
from workbench.ask.grammar.write_order import Ordered, window_bounds

_MOST_OF_IT = 0.9
"""Share of the time in which something was looked for, below which that is said."""

_MOMENT = 4
"""Decimals of a second to which two starts are the same moment."""


def write_first_of(o: Ordered) -> None:
    """Write which of several things came first, or last."""
    default = LAST if o.order.back else 1
    write_gathered(o, o.order.steps, default)
    o.add(f"best = {'max' if o.order.back else 'min'}(at.values(), default=0)")
    o.add("firsts = [name for name in at if at[name] == best]")
    o.add('if any(text.startswith("not assessed") for text in lacking.values()):')
    o.add(f'answer("not known: " + "; ".join(lacking.values()){o.called}, table=table)', 1)
    o.add("elif len(firsts) > 1:")
    o.add('several = "at the same time: " + ", ".join(firsts)', 1)
    o.add(f"answer(several{o.called}, table=table, clips=clips)", 1)
    o.add("elif firsts:")
    o.add(f"answer(firsts[0]{o.called}, table=table, clips=clips)", 1)
    o.add("else:")
    o.add(f'answer("none of them"{o.called})', 1)
    o.add("for name in lacking:")
    o.add(o.note("lacking[name]"), 1)


def write_before(o: Ordered) -> None:
    """Write whether one thing came before another one."""
    first, second = o.labels(o.order.steps)
    write_gathered(o, o.order.steps, 1)
    o.add("if lacking:")
    o.add(f'answer("; ".join(lacking.values()){o.called}, table=table, clips=clips)', 1)
    o.add(f"elif at[{first!r}] == at[{second!r}]:")
    o.add(f'answer("at the same time"{o.called}, table=table, clips=clips)', 1)
    o.add("else:")
    sign = ">" if o.order.back else "<"
    told = f"at[{first!r}] {sign} at[{second!r}]"
    if o.order.either:
        told = f'"before" if {told} else "after"'
    o.add(f"answer({told}{o.called}, table=table, clips=clips)", 1)
    if not (any(s.number or s.edge for s in o.order.steps) or o.order.either or o.order.back):
        _write_others(o, first, second)


def _write_others(o: Ordered, first: str, second: str) -> None:
    """Write how many of the other bouts come before one, where the first ones do not."""
    o.add(f"if at[{first!r}] > at[{second!r}]:", 1)
    o.add(f"latest = found[{second!r}][-1].start_s", 2)
    o.add(f"rest = [bout for bout in found[{first!r}] if bout.stop_s <= latest]", 2)
    o.add("if rest:", 2)
    note = f"{{len(rest)}} of {{len(found[{first!r}])}} bouts of {first} end before a later"
    text = f"Of the first bout of each; {note} {second} starts."
    o.add(o.note(f"f{_quoted(text)}"), 3)


def _quoted(text: str) -> str:
    """Return an f-string's body in quotes that it does not hold itself."""
    return f'"{text}"' if '"' not in text else f"'''{text}'''"


def write_gathered(o: Ordered, steps: Sequence[Step], default: int) -> None:
    """Write ``found``, ``at``, ``lacking``, ``table`` and ``clips`` of some things.

    Parameters
    ----------
    o
        The program.
    steps
        The things.
    default
        Which bout is meant where that is not said.
    """
    labels = o.labels(steps)
    o.add("bouts = {")
    for label, step in zip(labels, steps, strict=True):
        o.add(f"{label!r}: {o.bouts(step)},", 1)
    o.add("}")
    o.add("never = {")
    for label, step in zip(labels, steps, strict=True):
        o.add(f"{label!r}: {o.never(step)},", 1)
    o.add("}")
    numbers = [step.number or default for step in steps]
    which = _which(o, labels, numbers)
    o.add(f"found = {{name: {o.sorted('bouts[name]')} for name in bouts}}")
    enough = "found[name]" if max(numbers) <= 1 else f"len(found[name]) >= {which.lstrip('-')}"
    pick = _pick(numbers, which)
    o.add(f"meant = {{name: found[name][{pick}] for name in found if {enough}}}")
    at = _moments(labels, steps)
    o.add(f"at = {{name: round({at}, {_MOMENT}) for name in meant}}")
    o.add("lacking = {")
    looked = o.assessed("bouts[name]")
    o.add(f'name: never[name] if {looked} > 0 else f"not assessed: {{name}}"', 1)
    o.add("for name in bouts if name not in meant", 1)
    o.add("}")
    o.add("for name in bouts:")
    o.add(f"if 0 < {looked} < {_MOST_OF_IT} * {_length(o)}:", 1)
    text = f"{{name}} was looked for in {{{looked}:.1f}} s only: an earlier one may be missing."
    o.add(o.note(f'f"{text}"'), 2)
    o.add("clips = list(meant.values())")
    o.add("table = [")
    o.add('{"what": name, "subject": meant[name].subject, "start_s": meant[name].start_s,', 1)
    o.add(' "stop_s": meant[name].stop_s} for name in meant', 1)
    o.add("]")


def _length(o: Ordered) -> str:
    """Return how long the time is that is asked about, in seconds."""
    if o.frame.window is None:
        return f"{RECORDING}.duration_s"
    low, high = window_bounds(o.frame.window)
    stop = f"min({high}, {RECORDING}.duration_s)" if high else f"{RECORDING}.duration_s"
    return f"({stop} - ({low or '0'}))"


def _which(o: Ordered, labels: Sequence[str], numbers: Sequence[int]) -> str:
    if len(set(numbers)) == 1:
        return str(numbers[0])
    o.add(f"number = {dict(zip(labels, numbers, strict=True))!r}")
    return "number[name]"


def _pick(numbers: Sequence[int], which: str) -> str:
    """Return the index of the bout that is meant."""
    if len(set(numbers)) == 1:
        return str(numbers[0] - 1 if numbers[0] > 0 else numbers[0])
    return f"{which} - 1 if {which} > 0 else -1"


def _moments(labels: Sequence[str], steps: Sequence[Step]) -> str:
    """Return the moment that counts of a bout: its start, or its end where that is said."""
    ending = [label for label, step in zip(labels, steps, strict=True) if step.edge == "end"]
    if not ending:
        return "meant[name].start_s"
    if len(ending) == len(labels):
        return "meant[name].stop_s"
    return f"(meant[name].stop_s if name in {ending!r} else meant[name].start_s)"


def write_ends(o: Ordered) -> None:
    """Write what is the first, or the last, thing that somebody does."""
    back = o.order.back
    o.add(f"facts = {o.facts()}")
    o.add(f"done = {o.sorted('facts')}")
    end = "[-1]" if back else "[0]"
    o.add(f"shown = [bout for bout in done if bout.start_s == done{end}.start_s]")
    write_shown(o, "shown", "facts")


def write_shown(o: Ordered, shown: str, looked: str) -> None:
    """Write the behaviors of some bouts that start at once, or that there are none."""
    named = o.doer() and not o.doer().startswith("[")
    text = "bout.label" if named else 'f"{bout.subject} {bout.label}"'
    o.add(f"labels = sorted(set({text} for bout in {shown}))")
    o.add(f"table = [{LINE} for bout in {shown}]")
    o.add("if len(labels) > 1:")
    o.add('several = "at the same time: " + ", ".join(labels)', 1)
    o.add(f"answer(several{o.called}, table=table, clips={shown})", 1)
    o.add("elif labels:")
    o.add(f"answer(labels[0]{o.called}, table=table, clips={shown})", 1)
    o.add("else:")
    o.add(f'answer("nothing" if {o.assessed(looked)} > 0 else "not assessed"{o.called})', 1)


LINE = (
    '{"subject": bout.subject, "behavior": bout.label, "object": bout.object, '
    '"start_s": bout.start_s, "stop_s": bout.stop_s}'
)
"""A line of a table for a bout."""


# whose --------------------------------------------------------------------------------------


def is_of_whose_first(frame: Frame) -> bool:
    """Whether it is asked which animal does something first."""
    return (frame.measure, frame.of_what, frame.among) == ("which", "latency", "animal")


def write_whose_first(w: Values) -> None:
    """Write which animal does something first: whose first bout starts earliest of all.

    A latency would count from when each was first assessed; which of them is first does not.
    """
    frame, scope = w.frame, w.frame.scope
    if frame.windows or frame.average or frame.event is None or set(frame.per) - {"recording"}:
        w.impossible()
    one = len(w.recordings) == 1 and scope.groups == scope.sessions == ()
    if one:
        w.add(f"{RECORDING} = project.recording({w.recordings[0]!r})")
    else:
        w.add(f"for {RECORDING} in {w.chosen()}:")
    o = Ordered(w, Order("first of"), name="" if one else f"{RECORDING}.name")
    bouts = Values(frame.with_(window=None), w.writing).bouts("animal")
    o.add(f"bouts = {{animal: {bouts} for animal in {RECORDING}.animals}}")
    o.add(f"found = {{animal: {o.sorted('bouts[animal]')} for animal in bouts}}")
    o.add("at = {animal: found[animal][0].start_s for animal in found if found[animal]}")
    o.add(f"best = {'max' if not frame.least else 'min'}(at.values(), default=0)")
    o.add(f"firsts = [animal for animal in at if round(at[animal] - best, {_MOMENT}) == 0]")
    o.add("clips = [found[animal][0] for animal in at]")
    o.add('table = [{"animal": animal, "start_s": at[animal]} for animal in at]')
    o.add(f"unseen = [a for a in bouts if {o.assessed('bouts[a]')} == 0]")
    o.add("if unseen:")
    o.add(f'answer("not assessed: " + ", ".join(unseen){o.called}, table=table, clips=clips)', 1)
    o.add("else:")
    o.add(f'answer(firsts if firsts else "none"{o.called}, table=table, clips=clips)', 1)
    o.add("if len(firsts) > 1:")
    o.add(o.note('"They start at the same time."'), 1)
    for line in o.lines:
        w.add(line, 0 if one else 1)
