"""Programs for everything that an animal does: budgets, what goes on at a moment, what follows."""

from __future__ import annotations

from workbench.ask.grammar.expressions import RECORDING, window_arguments
from workbench.ask.grammar.values import Values


def write_budget(w: Values) -> None:
    """Write count and time of each behavior."""
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


def write_following(w: Values, called: str) -> None:
    """Write which behavior each bout is followed by."""
    event = w.frame.event
    w.needs_facts()
    if event is None or event.sort != "behavior" or event.passive or w.frame.conditions:
        w.impossible()
        return
    facts = f"{RECORDING}.facts({w.writing.named(event.subject)})"
    if w.frame.window is not None:
        facts = f"{facts}.in_window({window_arguments(w.frame.window)})"
    w.add(f"bouts = sorted({facts}, key=lambda bout: bout.start_s)")
    w.add("following = {}")
    w.add("for bout in bouts:")
    w.add(f"if bout.label in {list(event.behaviors)!r}{_towards(w)}:", 1)
    w.add("later = [b for b in bouts if b.subject == bout.subject and b.start_s > bout.start_s]", 2)
    w.add("if later:", 2)
    w.add("following[later[0].label] = following.get(later[0].label, 0) + 1", 3)
    w.add(f'answer(following if following else "nothing"{called})')


def _towards(w: Values) -> str:
    """Return to whom the bouts are, as a part of their test."""
    event = w.frame.event
    if event is None or event.object is None or event.object.every:
        return f" and bout.object == {event.place!r}" if event is not None and event.place else ""
    return f" and bout.object in {list(event.object.names)!r}"
