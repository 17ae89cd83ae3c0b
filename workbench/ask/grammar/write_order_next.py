"""Programs for what comes next to something, how long that takes, and what lies between."""

from __future__ import annotations

from workbench.ask.grammar.order_forms import Step
from workbench.ask.grammar.write_order import BY_START, Ordered, slice_of
from workbench.ask.grammar.write_order_firsts import LINE, write_shown
from workbench.ask.plan import NotUnderstoodError

FOLLOWING = (
    "def following(found, done):",
    '    """Return each bout with those that start next: several where they start at once."""',
    "    begun = {bout.start_s: [] for bout in found}",
    "    for bout in done:",
    "        begun.setdefault(bout.start_s, []).append(bout)",
    "    beside, coming = {}, []",
    "    for start_s in sorted(begun, reverse=True):",
    "        beside[start_s] = coming",
    "        coming = begun[start_s] or coming",
    "    return [(bout, beside[bout.start_s]) for bout in found]",
)
PRECEDING = tuple(
    line.replace("following", "preceding")
    .replace("start next", "started just before")
    .replace(", reverse=True", "")
    .replace("coming", "gone")
    for line in FOLLOWING
)
_PAIR_LINE = (
    '{"behavior": one.label, "subject": one.subject, "start_s": one.start_s, '
    '"stop_s": one.stop_s, "next": two.label, "next_subject": two.subject, '
    '"next_start_s": two.start_s, "wait_s": waited(one, two)}'
)


# what comes next ----------------------------------------------------------------------------


def write_next(o: Ordered) -> None:
    """Write what comes right after something, or right before it."""
    [step] = o.order.steps
    if step.edge == "end":
        message = f"{step.words!r}: what comes next is counted from the start of a bout."
        raise NotUnderstoodError(message)
    if step.number:
        _write_next_of_one(o, step)
    else:
        _write_usual(o, step)


def _write_next_of_one(o: Ordered, step: Step) -> None:
    """Write what comes next to one bout."""
    back = o.order.back
    o.add(f"bouts = {o.bouts(step)}")
    o.add(f"found = {o.sorted('bouts')}")
    o.add(f"found = {o.picked(step, 'found')}")
    o.add("if not found:")
    _write_never(o, step, "bouts", 1)
    o.add("else:")
    o.add("at = found[0].start_s", 1)
    own = "" if o.doer() else " and bout.subject == found[0].subject"
    o.add(f"facts = {o.facts()}", 1)
    o.add(f"near = [bout for bout in facts if bout.start_s {'<' if back else '>'} at{own}]", 1)
    o.add(f"best = {'max' if back else 'min'}([bout.start_s for bout in near], default=at)", 1)
    o.add("shown = [bout for bout in near if bout.start_s == best]", 1)
    inner = Ordered(o.w, o.order, o.variable, o.name)
    write_shown(inner, "shown", "facts")
    o.add("same = [bout for bout in facts if bout.start_s == at]", 1)
    o.add(
        "same = [b for b in same if (b.subject, b.label) != (found[0].subject, found[0].label)]", 1
    )
    o.add("if same:", 1)
    text = '", ".join(sorted(set(f"{bout.subject} {bout.label}" for bout in same)))'
    o.add(o.note(f'"At the same time starts " + {text} + "."'), 2)
    for line in inner.lines:
        line = line.replace("clips=shown", "clips=[*found, *shown]")
        o.add(line.replace('else "not assessed"', 'else "not assessed", clips=found'), 1)


def _write_usual(o: Ordered, step: Step) -> None:
    """Write how often each behavior comes next to any bout."""
    o.pool()
    o.head += ["counts, clips, alone, assessed_s = {}, [], 0, 0.0"]
    write_beside(o, step)
    o.add(f"assessed_s += {o.assessed('bouts')}")
    o.add("for bout, near in pairs:")
    o.add("clips += [bout, *near]", 1)
    o.add('name = " + ".join(sorted(set(one.label for one in near)))', 1)
    o.add("if near:", 1)
    o.add("counts[name] = counts.get(name, 0) + 1", 2)
    o.add("else:", 1)
    o.add("alone += 1", 2)
    o.end("names = sorted(counts, key=lambda name: -counts[name])")
    o.end("if names:")
    o.end(f"answer({{name: counts[name] for name in names}}{o.called}, clips=clips)", 1)
    o.end("elif alone:")
    o.end(f'answer("nothing"{o.called}, clips=clips)', 1)
    o.end("else:")
    o.end(f'answer({o.never(step)} if assessed_s > 0 else "not assessed"{o.called})', 1)
    side = "before" if o.order.back else "after"
    o.end("if names and alone:")
    o.end(o.note(f'f"{{alone}} more have nothing {side} them in the recording."'), 1)


def write_beside(o: Ordered, step: Step) -> None:
    """Write ``pairs``: each bout of a thing, with those that come next to it."""
    o.functions += PRECEDING if o.order.back else FOLLOWING
    name = "preceding" if o.order.back else "following"
    o.add(f"bouts = {o.bouts(step)}")
    o.add(f"found = {o.sorted('bouts')}")
    o.add(f"done = {o.facts()}")
    if o.doer() and not o.doer().startswith("["):
        o.add(f"pairs = {name}(found, done)")
        return
    o.add("pairs = []")
    o.add("for animal in sorted(set(bout.subject for bout in found)):")
    o.add("mine = [bout for bout in found if bout.subject == animal]", 1)
    o.add(f"pairs += {name}(mine, [bout for bout in done if bout.subject == animal])", 1)


def _write_never(o: Ordered, step: Step, bouts: str, indent: int) -> None:
    looked = o.assessed(bouts)
    o.add(f'answer({o.never(step)} if {looked} > 0 else "not assessed"{o.called})', indent)


# how long -----------------------------------------------------------------------------------


def write_wait(o: Ordered) -> None:
    """Write how long it is from one thing to the next other one."""
    first, second = o.order.steps
    single = bool(first.number)
    begin = "start_s" if first.edge == "start" else "stop_s"
    finish = "stop_s" if second.edge == "end" else "start_s"
    if not single:
        o.pool()
    o.functions += (
        "def waited(one, two):",
        '    """Return the seconds from one bout to another."""',
        f"    return two.{finish} - one.{begin}",
    )
    o.head += ["pairs, begun, ended, first_s, second_s = [], 0, 0, 0.0, 0.0"]
    _write_both(o, first, second)
    o.add("begun, ended = begun + len(firsts), ended + len(seconds)")
    o.add(f"first_s += {o.assessed('first')}")
    o.add(f"second_s += {o.assessed('second')}")
    _write_next_pairs(o, second, begin)
    o.end("waits = sorted(waited(one, two) for one, two in pairs)")
    _end_without_pairs(o, first, second)
    o.end("else:")
    value = o.w.converted("waits[0]" if single else "sum(waits) / len(waits)")
    o.end(f"table = [{_PAIR_LINE} for one, two in pairs]", 1)
    o.end("clips = [bout for pair in pairs for bout in pair]", 1)
    o.end(f'answer({value}{o.called}, unit="{o.frame.unit or "s"}", table=table, clips=clips)', 1)
    if single:
        _write_order_note(o, begin)
    else:
        _write_spread(o, begin)


def _end_without_pairs(o: Ordered, first: Step, second: Step) -> None:
    """Write what is said where one of two things never happens, or not after the other."""
    for amount, looked, step in (("begun", "first_s", first), ("ended", "second_s", second)):
        o.end(f"{'if' if amount == 'begun' else 'elif'} {amount} == 0:")
        o.end(f'answer({o.never(step)} if {looked} > 0 else "not assessed"{o.called})', 1)
    o.end("elif not pairs:")
    o.end(f'answer("never after it"{o.called})', 1)


def _write_order_note(o: Ordered, begin: str) -> None:
    """Write what a single time does not say: from start to start, and what came earlier."""
    o.end("one, two = pairs[0]", 1)
    o.end("if two.start_s < one.start_s:", 1)
    text = "The second one starts {one.start_s - two.start_s:.2f} s earlier."
    o.end(o.note(f'f"{text}"'), 2)
    if begin == "stop_s":
        o.end("else:", 1)
        text = "From start to start: {two.start_s - one.start_s:.2f} s."
        o.end(o.note(f'f"{text}"'), 2)


def _write_spread(o: Ordered, begin: str) -> None:
    """Write how the times are spread, and for how many there is none."""
    o.end("middle = (waits[(len(waits) - 1) // 2] + waits[len(waits) // 2]) / 2", 1)
    text = (
        "The mean of {len(waits)}: median {middle:.2f} s, from {waits[0]:.2f} to "
        "{waits[-1]:.2f} s; {begun - len(waits)} of {begun} have none after them."
    )
    o.end(o.note(f'f"{text}"'), 1)
    if begin == "stop_s":
        o.end("onsets = [two.start_s - one.start_s for one, two in pairs]", 1)
        text = "From start to start the mean is {sum(onsets) / len(onsets):.2f} s."
        o.end(o.note(f'f"{text}"'), 1)


def _write_both(o: Ordered, first: Step, second: Step) -> None:
    """Write ``firsts`` and ``seconds``, sorted; the first ones start in the window."""
    o.add(f"first = {o.bouts(first)}")
    o.add(f"second = {o.bouts(second)}")
    o.add(f"firsts = {o.sorted('first')}{slice_if(first)}")
    o.add(f"seconds = {o.sorted('second')}{slice_if(second)}")


def slice_if(step: Step) -> str:
    """Return the slice of the bout that is meant; empty where all of them are."""
    return slice_of(step.number) if step.number else ""


def _write_next_pairs(o: Ordered, second: Step, begin: str) -> None:
    """Write ``pairs``: each first thing with the next second one, or with the one that is meant."""
    if second.number:
        o.add("pairs += [(one, two) for one in firsts for two in seconds]")
        return
    same = any(not o.topic(step) for step in o.order.steps)
    whose = " and two.subject == one.subject" if same else ""
    sign = ">" if begin == "start_s" else ">="
    o.add("for one in firsts:")
    test = f"two.start_s {sign} one.{begin} and two.start_s > one.start_s{whose}"
    o.add(f"later = [two for two in seconds if {test}]", 1)
    o.add("pairs += [(one, two) for two in later[:1]]", 1)


# between ------------------------------------------------------------------------------------


def write_between(o: Ordered) -> None:
    """Write what starts between the end of one thing and the start of the next other one."""
    first, second = o.order.steps
    if first.edge or second.edge:
        message = f"{first.words!r}: between is from the end of one to the start of the other."
        raise NotUnderstoodError(message)
    o.head += ["pairs = []"]
    _write_both(o, first, second)
    o.add(f"begun, first_s = len(firsts), {o.assessed('first')}")
    o.add(f"ended, second_s = len(seconds), {o.assessed('second')}")
    _write_next_pairs(o, second, "stop_s")
    own = "" if o.doer() else " and bout.subject == one.subject"
    test = f"one.stop_s <= bout.start_s < two.start_s{own}"
    o.add(f"facts = {o.facts()}")
    o.add(f"shown = [bout for bout in facts if any({test} for one, two in pairs)]")
    o.end(f"shown = sorted(shown, {BY_START})")
    o.end("counts = {}")
    o.end("for bout in shown:")
    o.end("counts[bout.label] = counts.get(bout.label, 0) + 1", 1)
    o.end(f"table = [{LINE} for bout in shown]")
    _end_without_pairs(o, first, second)
    o.end("elif all(two.start_s < one.start_s for one, two in pairs):")
    o.end(f'answer("the second one comes earlier"{o.called})', 1)
    o.end("elif not shown:")
    o.end(f'answer("nothing"{o.called}, clips=[bout for pair in pairs for bout in pair])', 1)
    o.end("else:")
    o.end(f"answer(counts{o.called}, table=table, clips=shown)", 1)
