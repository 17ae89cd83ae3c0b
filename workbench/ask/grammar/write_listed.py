"""Programs for everything that an animal does: budgets, what goes on at a moment, what follows."""

from __future__ import annotations

from workbench.ask.grammar.expressions import RECORDING
from workbench.ask.grammar.values import Values

_TWO = 2


def write_budget(w: Values) -> None:
    """Write count and time of each behavior, or counts alone."""
    if w.frame.of_what == "count":
        w.add(f"facts = {w.facts(joined=False)}")
        w.add("bouts = [bout.label for bout in facts if bout.stop_s > bout.start_s]")
        w.add("answer({label: bouts.count(label) for label in sorted(set(bouts))})")
        return
    w.add(f"answer(table={RECORDING}.time_budget({w.facts()}))")


def write_doing(w: Values, called: str) -> None:
    """Write what goes on at a moment."""
    w.needs_facts()
    if w.frame.conditions or w.frame.window is not None:
        w.impossible()
    w.add(f"at = {w.frame.at_s:g}")
    w.add(f"facts = {RECORDING}.facts({w.writing.named(w.frame.who)})")
    w.add("now = [bout for bout in facts if bout.start_s <= at < bout.stop_s]")
    w.add("shown = sorted(set(bout.label for bout in now))")
    w.add(f'answer(shown if shown else "nothing that is in the ethogram"{called})')


def write_behavior(w: Values, called: str) -> None:
    """Write which behavior is shown most, or how many there are."""
    frame, what = w.frame, w.frame.of_what
    animals = w.writing.vocabulary.names.animals
    several = frame.who is not None and (frame.who.each or len(frame.who.names) > 1)
    if several or (what == "total" and (len(animals) > _TWO or not w.whose())):
        w.impossible()
    w.add(f"facts = {w.facts(joined=what == 'total')}")
    amount = "bout.stop_s - bout.start_s" if what == "total" else "1"
    w.add("shown = {}")
    w.add("for bout in facts:")
    w.add(f"shown[bout.label] = shown.get(bout.label, 0) + {amount}", 1)
    if what == "how many":
        w.add(f"answer(len(shown), table=shown{called})")
        return
    w.add(f"best = {'min' if frame.least else 'max'}(shown.values(), default=0)")
    best = "[name for name in shown if shown[name] == best]"
    w.add(f'answer({best} if shown else "none", table=shown{called})')
