"""Programs for questions about groups and sessions."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.ask.grammar.expressions import RECORDING
from workbench.ask.grammar.values import MEASURED, Values
from workbench.ask.grammar.write_one import tell_best
from workbench.ask.grammar.write_several import of_recording
from workbench.ask.plan import NotUnderstoodError

_TWO = 2


def is_of_groups(w: Values) -> bool:
    """Whether a question is about groups, or sessions, beside each other."""
    frame = w.frame
    several = len(frame.scope.groups) == _TWO and frame.measure == "more"
    return (
        frame.compare
        or several
        or frame.among == "group"
        or not {"group", "session"}.isdisjoint(frame.per)
    )


def write_groups(w: Values) -> None:
    """Write what is asked of groups beside each other."""
    frame = w.frame
    sort = "session" if "session" in frame.per else "group"
    names = w.writing.vocabulary.names
    known = names.sessions if sort == "session" else names.groups
    if len(known) < _TWO:
        message = (
            f"The project has {len(known)} {sort}s; say which recording belongs to which: "
            f"{sort} = ... in project.toml."
        )
        raise NotUnderstoodError(message)
    if frame.windows:
        w.impossible()
    if frame.compare:
        _compared(w, sort, known)
        return
    if frame.quantity not in MEASURED:
        w.impossible()
    _means(w, sort)
    if frame.measure == "which":
        tell_best(w, "group")
    elif frame.measure == "more":
        first, second = frame.scope.groups
        sign = "<" if frame.least else ">"
        both = f"for group in {[first, second]!r}"
        w.add(f"known = all(group in value and value[group] == value[group] {both})")
        more = f"value[{first!r}] {sign} value[{second!r}]"
        w.add(f'answer({more} if known else "not assessed", table=value)')
    else:
        w.add(f'answer(value, name="mean per recording,"{w.unit})')


def _means(w: Values, sort: str) -> None:
    """Write the mean over the recordings of each group, as ``value``."""
    by_animal = w.frame.measure in MEASURED and w.by_animal() and not _is_of_all(w)
    w.add("groups = {}")
    w.add(f"for {RECORDING} in {w.chosen()}:")
    if by_animal:
        w.add(f"for animal in {w.animals}:", 1)
        name = f'f"{{{RECORDING}.{sort}}} {{animal}}"'
        w.add(f"groups.setdefault({name}, []).append({w.value('animal')})", 2)
    else:
        w.add(f"groups.setdefault({RECORDING}.{sort}, []).append({of_recording(w)})", 1)
    w.add("value = {group: sum(groups[group]) / len(groups[group]) for group in groups}")


def _is_of_all(w: Values) -> bool:
    """Whether a path or speed of all animals is meant, and nobody asked for each."""
    who = w.frame.topic
    return w.frame.measure in ("path", "speed") and who is not None and who.every


def _compared(w: Values, sort: str, known: Sequence[str]) -> None:
    """Write a test of two groups."""
    pair, who = w.frame.scope.groups, w.frame.topic
    if not pair and len(known) > _TWO:
        message = f"There are {len(known)} groups: {', '.join(known)}. Say which two."
        raise NotUnderstoodError(message)
    if w.frame.unit:
        w.impossible()
    groups = f", groups={pair!r}" if pair else ""
    animals = f", animals={list(who.names)!r}" if who and who.names else ""
    w.add("compared = project.recordings().compare(")
    w.add(f"lambda {RECORDING}, animal: {w.value('animal')}, by={sort!r}{groups}{animals}", 1)
    w.add(")")
    w.add('row = compared.table.to_dict("records")[0]')
    for side in ("a", "b"):
        name = f"name=f\"mean of {{row['group_{side}']}}\""
        w.add(f'answer(row["mean_{side}"], {name}, unit=row["unit"])')
    w.add('answer(row["p"], name="p", table=compared.table, plot=compared.plot())')
    w.add("answer(note=compared.methods)")
