"""Programs for everything that an animal does: budgets, what goes on at a moment, what follows."""

from __future__ import annotations

from workbench.ask.grammar.expressions import RECORDING, window_arguments
from workbench.ask.grammar.values import Values

_TWO = 2


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


def write_behavior(w: Values, called: str) -> None:
    """Write which behavior is shown most, first or last, or how many there are."""
    frame, what = w.frame, w.frame.of_what
    animals = w.writing.vocabulary.names.animals
    several = frame.who is not None and (frame.who.each or len(frame.who.names) > 1)
    if several or (what == "total" and (len(animals) > _TWO or not w.whose())):
        w.impossible()
    w.add(f"facts = {w.facts(joined=what == 'total')}")
    if what in ("first", "last"):
        pick, at = ("min", "start_s") if what == "first" else ("max", "start_s")
        w.add(f"at = {pick}([bout.{at} for bout in facts], default=0)")
        w.add(f"shown = sorted(set(bout.label for bout in facts if bout.{at} == at))")
        w.add(f'answer(shown if shown else "none"{called})')
        return
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
