"""Programs for things in a row: one right after another, sequences, and everything in order."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.ask.grammar.expressions import RECORDING
from workbench.ask.grammar.order_forms import LAST, Step
from workbench.ask.grammar.write_order import Ordered
from workbench.ask.grammar.write_order_firsts import LINE, write_gathered
from workbench.ask.grammar.write_order_next import FOLLOWING
from workbench.ask.plan import NotUnderstoodError

_EVER_S = 1e6
"""A limit in seconds that no recording reaches."""

_MOST_NAMED = 12
"""Behaviors in a row that are told in one line."""

_KEY = (
    "def key(bout):",
    '    """Return what tells a bout from others."""',
    "    return bout.subject, bout.label, bout.object, bout.start_s",
    "",
    "",
)
_SEQUENCES = (
    "def sequences(done, length):",
    '    """Return names and bouts of what starts one after another; what is at once is one."""',
    "    begun = {}",
    "    for bout in sorted(done, key=lambda bout: bout.start_s):",
    "        begun.setdefault(bout.start_s, []).append(bout)",
    "    groups = list(begun.values())",
    '    names = [" + ".join(sorted(set(b.label for b in group))) for group in groups]',
    "    found = []",
    "    for at in range(len(names) - length + 1):",
    "        bouts = [bout for group in groups[at : at + length] for bout in group]",
    '        found.append((" - ".join(names[at : at + length]), bouts))',
    "    return found",
)


# one after the other ------------------------------------------------------------------------


def write_steps(o: Ordered) -> None:
    """Write how often things come one after the other."""
    order = o.order
    o.pool()
    if order.direct:
        _gather_direct(o)
        _tell_steps(o, "rows", "directly" if order.either else "")
        if order.either:
            _tell_at_any_time(o)
        return
    _gather_spaced(o)
    both = order.within_s is None and order.told == "count" and not _why_not_direct(o)
    _tell_steps(o, "spaced", "in this order" if both else "")
    if both:
        _gather_direct(o)
        o.end(f"answer(len(rows), name={_named(o, 'directly one after the other')})")


def _tell_at_any_time(o: Ordered) -> None:
    """Write how many bouts of one thing come at any time after, or before, some of the other."""
    first, second = o.order.steps
    counted, other = (second, first) if o.order.back else (first, second)
    same = "any" if all(o.topic(step) for step in o.order.steps) else "subject"
    relation = "after" if o.order.back else "before"
    o.head += ["loose = []"]
    o.add(f"loosely = {o.bouts(counted)}.{relation}({o.bouts(other)}, same={same!r})")
    o.add(f"loose += {o.sorted('loosely')}")
    o.end(f"answer(len(loose), name={_named(o, 'at any time')})")


def _named(o: Ordered, name: str) -> str:
    """Return what an answer is called beside its recording and animal."""
    if o.name.startswith('f"'):
        return f'{o.name[:-1]} {name}"'
    return f'f"{{{o.name}}} {name}"' if o.name else repr(name)


def _gather_direct(o: Ordered) -> None:
    """Write ``rows``: lists of bouts, each of which is what starts next after the one before."""
    why = _why_not_direct(o)
    if why:
        raise NotUnderstoodError(why)
    steps = o.order.steps
    o.functions += (*_KEY, *FOLLOWING)
    o.head += ["rows, begun, assessed_s = [], 0, 0.0"]
    doer = o.topic(steps[1])
    o.w.needs_facts()
    o.add(f"first = {o.bouts(steps[0])}")
    o.add(f"done = {RECORDING}.facts({doer})")
    if doer:
        o.add(f"chains = [[bout] for bout in {o.sorted('first')}]")
        _write_links(o, steps, 0, "done")
        _write_kept(o, 0)
    else:
        o.add("for animal in sorted(set(bout.subject for bout in first)):")
        o.add("mine = [bout for bout in done if bout.subject == animal]", 1)
        own = f"[one for one in {o.sorted('first')} if one.subject == animal]"
        o.add(f"chains = [[bout] for bout in {own}]", 1)
        _write_links(o, steps, 1, "mine")
        _write_kept(o, 1)
    o.add(f"begun += len({o.within('list(first)') if o.frame.window else 'first'})")
    o.add(f"assessed_s += {o.assessed('first')}")


def _write_kept(o: Ordered, indent: int) -> None:
    """Write that chains of the same moments, towards several others, are one."""
    if o.order.told == "share":
        o.add("rows += chains", indent)
        return
    o.add("alike = {tuple([bout.start_s for bout in chain]): chain for chain in chains}", indent)
    o.add("rows += list(alike.values())", indent)


def _write_links(o: Ordered, steps: Sequence[Step], indent: int, done: str) -> None:
    listed = ", ".join(o.bouts(step) for step in steps[1:])
    o.add(f"for wanted in [{listed}]:", indent)
    o.add("keys = set(key(bout) for bout in wanted)", indent + 1)
    o.add(f"nexts = following([chain[-1] for chain in chains], {done})", indent + 1)
    hits = "[bout for bout in near if key(bout) in keys][:1]"
    o.add(f"hits = [{hits} for _, near in nexts]", indent + 1)
    kept = "[[*chain, *hit] for chain, hit in zip(chains, hits) if hit]"
    o.add(f"chains = {kept}", indent + 1)


def _why_not_direct(o: Ordered) -> str:
    """Return why it cannot be said whether things come directly after each other."""
    steps = o.order.steps
    doers = {o.topic(step) for step in steps[1:]}
    unlabelled = o.w.writing.unlabelled
    for step in steps[1:]:
        event = step.event
        stored = event.sort == "behavior" and unlabelled.isdisjoint(event.behaviors)
        if not stored or event.passive:
            return (
                f"{step.words!r}: what comes directly next is a labelled behavior that the animal "
                "does itself. Say 'within 2 s after' instead."
            )
    if len(doers) > 1 or any(doer.startswith("[") for doer in doers):
        return f"{steps[-1].words!r}: what comes directly next is told of one animal."
    return ""


def _gather_spaced(o: Ordered) -> None:
    """Write ``spaced``: sequences with anything between, no bout in two of them."""
    steps, limit = o.order.steps, o.order.within_s
    if any(len(step.event.behaviors) > 1 for step in steps):
        o.w.impossible()
    o.head += ["spaced, begun, assessed_s = [], 0, 0.0"]
    for number, step in enumerate(steps):
        alone = ".per_animal()" if number == 0 else ""
        o.add(f"step_{number} = {o.bouts(step)}{alone}")
    others = ", ".join(f"step_{number}" for number in range(1, len(steps)))
    same = "any" if all(o.topic(step) for step in steps) else "subject"
    within = f"{_EVER_S if limit is None else limit:g}"
    o.add(f"found = step_0.sequence({others}, within_s={within}, same={same!r})")
    o.add(f"spaced += {o.sorted('found')}")
    o.add(f"begun += len({o.within('list(step_0)') if o.frame.window else 'step_0'})")
    o.add(f"assessed_s += {o.assessed('found')}")


def _tell_steps(o: Ordered, rows: str, name: str) -> None:
    """Write what is told of ``rows``, which are lists of bouts, or ``spaced``, which are bouts."""
    told = o.order.told
    called = f", name={_named(o, name)}" if name else o.called
    chained = rows == "rows"
    clips = "[bout for row in rows for bout in row]" if chained else rows
    first, last = ("[0]", "[-1]") if chained else ("", "")
    line = (
        f'{{"subject": row{first}.subject, "start_s": row{first}.start_s, '
        f'"stop_s": row{last}.stop_s}}'
    )
    o.end("if assessed_s == 0:")
    o.end(f'answer("not assessed"{called})', 1)
    if told == "share":
        o.end("elif begun == 0:")
        o.end(f'answer("none at all"{called})', 1)
    o.end("else:")
    number = f"len({rows})"
    percent = " * 100" if o.frame.unit == "%" else ""
    called += f', unit="{o.frame.unit}"' if percent else ""
    value = {"ever": f"{number} > 0", "share": f"{number} / begun{percent}"}.get(told, number)
    o.end(f"table = [{line} for row in {rows}]", 1)
    o.end(f"answer({value}{called}, table=table, clips={clips})", 1)


# everything in order ------------------------------------------------------------------------


def write_listed(o: Ordered) -> None:
    """Write everything that somebody does in order, or in which order some things come first."""
    if o.order.steps:
        _write_order_of_firsts(o)
        return
    o.add(f"facts = {o.facts()}")
    o.add(f"done = {o.sorted('facts')}")
    o.add(f"table = [{LINE} for bout in done]")
    named = o.doer() and not o.doer().startswith("[")
    text = "bout.label" if named else 'f"{bout.subject} {bout.label}"'
    o.add(f"if 0 < len(done) <= {_MOST_NAMED}:")
    o.add(f'answer(", ".join({text} for bout in done){o.called}, table=table, clips=done)', 1)
    o.add("elif done:")
    o.add(f"answer(len(done), name={_named(o, 'bouts in order')}, table=table, clips=done)", 1)
    o.add("else:")
    o.add(f'answer("nothing" if {o.assessed("facts")} > 0 else "not assessed"{o.called})', 1)


def _write_order_of_firsts(o: Ordered) -> None:
    write_gathered(o, o.order.steps, 1)
    o.add("groups = {}")
    o.add("for name in sorted(at, key=lambda name: at[name]):")
    o.add("groups.setdefault(at[name], []).append(name)", 1)
    o.add('told = ", ".join(" + ".join(names) for names in groups.values())')
    o.add(f'answer(told if told else "none of them"{o.called}, table=table, clips=clips)')
    o.add("for name in lacking:")
    o.add(o.note("lacking[name]"), 1)


def write_places(o: Ordered) -> None:
    """Write in which order somebody visits the zones, or which is visited first or last."""
    order, who = o.order, o.frame.who
    if who is None or not (o.variable or len(who.names) == 1):
        o.w.impossible()
    if not o.w.writing.vocabulary.names.zones:
        message = "There are no zones in the project, so none is visited."
        raise NotUnderstoodError(message)
    zones = f"{o.doer()}, '*'"
    found = f"entries({zones})" if order.direct else f"in_zone({zones}).bouts()"
    o.add(f"visits = {RECORDING}.{found}")
    o.add(f"done = {o.sorted('visits')}")
    line = '{"zone": bout.object, "start_s": bout.start_s, "stop_s": bout.stop_s}'
    if order.length:
        at = "[-1]" if order.length == LAST else "[0]"
        o.add(f"done = [bout for bout in done if bout.start_s == done{at}.start_s]")
    o.add(f"table = [{line} for bout in done]")
    o.add("names = [bout.object for bout in done]")
    o.add(f"if 0 < len(done) <= {_MOST_NAMED}:")
    o.add(f'answer(", ".join(names){o.called}, table=table, clips=done)', 1)
    o.add("elif done:")
    o.add(f"answer(len(done), name={_named(o, 'visits in order')}, table=table, clips=done)", 1)
    o.add("else:")
    looked = o.assessed("visits")
    o.add(f'answer("none of them" if {looked} > 0 else "not assessed"{o.called})', 1)


def write_pairs(o: Ordered) -> None:
    """Write which behaviors follow each other most often."""
    o.pool()
    o.functions += _SEQUENCES
    o.head += ["shown, assessed_s = {}, 0.0"]
    o.add(f"facts = {o.facts()}")
    o.add(f"assessed_s += {o.assessed('facts')}")
    o.add("for animal in sorted(set(facts.subject)):")
    o.add(f"mine = [bout for bout in {o.within('facts')} if bout.subject == animal]", 1)
    o.add(f"for name, bouts in sequences(mine, {o.order.length}):", 1)
    o.add("shown.setdefault(name, []).append(bouts)", 2)
    o.end("names = sorted(shown, key=lambda name: -len(shown[name]))")
    o.end("best = [name for name in names if len(shown[name]) == len(shown[names[0]])]")
    o.end("clips = [bout for name in best for bouts in shown[name] for bout in bouts]")
    o.end("table = {name: len(shown[name]) for name in names}")
    o.end("if names:")
    o.end(f'answer(", ".join(best){o.called}, table=table, clips=clips)', 1)
    o.end("else:")
    o.end(f'answer("none" if assessed_s > 0 else "not assessed"{o.called})', 1)
