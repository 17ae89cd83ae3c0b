"""The unit of lengths that a person prefers, put into programs that the grammar writes.

Only what a person said is applied, and it is always told: in the terms where the answer is in it,
and in a note where that cannot be.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.ask.answer import Term
from workbench.ask.plan import NotUnderstoodError, Plan
from workbench.memory.portrait import preferred_unit

if TYPE_CHECKING:
    from workbench.ask.grammar.planner import GrammarPlanner
    from workbench.memory.store import Memory


def in_preferred_unit(plan: Plan, grammar: GrammarPlanner, memory: Memory) -> Plan:
    """Return a plan whose answer is in the unit that a person prefers, where it is a length.

    Parameters
    ----------
    plan
        Of the last question.
    grammar
        That planned it; follow-ups lean on the question as it was asked.
    memory
        Where the preference is.
    """
    unit = preferred_unit(memory)
    frame = grammar.frame if unit else None
    if frame is None or frame.unit or frame.picture is not None:
        return plan
    if frame.quantity not in ("path", "apart", "speed"):
        return plan
    if frame.quantity == "speed":
        return _noted(plan, f"You prefer {unit}: distances are told in it, speeds are not.")
    try:
        preferred = grammar.plan(f"in {unit}")
    except NotUnderstoodError as error:
        return _noted(plan, f"Not in {unit}, as you prefer: {error}")
    finally:
        grammar.frame = frame
    known = {term.word for term in plan.terms}
    kept = [term for term in preferred.terms if term.word in known]
    return replace(preferred, terms=(*kept, Term("unit", f"in {unit}, as you prefer")))


def _noted(plan: Plan, note: str) -> Plan:
    return replace(plan, caveats=(*plan.caveats, note))
