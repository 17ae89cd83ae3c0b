"""How the words of a question of order were understood."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.ask.answer import Term
from workbench.ask.grammar.frames import Frame
from workbench.ask.grammar.order_forms import LAST, Order, Step

_NEXT = (
    "the next bout of any labelled behavior of the same animal: of those that start later than "
    "this one starts, the earliest, whatever the gap; those that start at once count together"
)
_PREVIOUS = (
    "the bout of any labelled behavior of the same animal that started last before this one "
    "starts, whatever the gap; those that start at once count together"
)
_ANY = "in this order, with anything between, and no bout in two sequences"


def order_terms(frame: Frame, order: Order) -> Iterator[Term]:
    """Yield how the words of a question of order were understood."""
    yield Term(*_of_sort(order))
    for step in order.steps:
        yield from _of_step(step, order)
    if order.either and order.sort == "steps":
        yield Term("at any time", f"bouts that {'start after' if order.back else 'end before'} "
                                  "some of the other")  # fmt: skip
    if order.sort == "next" and not order.steps[0].number:
        yield Term("each", "how many bouts have which behavior next to them")
    if order.within_s is not None:
        meaning = f"each starts at most {order.within_s:g} s after the one before it ends"
        yield Term(f"within {order.within_s:g} s", meaning)
    who = frame.who
    if who is not None and who.names:
        yield Term(" and ".join(who.names), f"of whom: {', '.join(who.names)}")


def counts_by_start(frame: Frame) -> bool:
    """Whether bouts belong to a window in which they start."""
    whose_first = (frame.measure, frame.of_what, frame.among) == ("which", "latency", "animal")
    return frame.order is not None or whose_first


def order_caveats(frame: Frame, order: Order) -> Iterator[str]:
    """Yield what was assumed because a question of order does not say it."""
    who = frame.who
    named = who is not None and (who.names or who.each or order.sort in ("listed", "ends"))
    own = order.steps and all(step.event.topic is not None for step in order.steps)
    if not named and not own:
        alone = order.sort in ("next", "wait", "steps", "pairs", "between")
        yield (
            "No animal is named: each by itself, put together."
            if alone
            else "No animal is named: whoever does it counts."
        )
    if order.sort == "wait" and not (order.steps[0].edge or order.steps[1].edge):
        yield "From the end of the one to the start of the other; say 'from the start of' if not."
    if order.sort == "steps" and not order.direct and order.within_s is None:
        yield "With anything between; say 'directly' or 'within 5 s' to limit it."


def _of_sort(order: Order) -> tuple[str, str]:
    last = "last" if order.back else "first"
    numbers = [step.number for step in order.steps]
    bout = "" if any(numbers) else f", by the {last} bout of each"
    if order.sort == "first of":
        return f"came {last}", f"which starts {'latest' if order.back else 'earliest'}{bout}"
    if order.sort == "before":
        which = "" if any(numbers) else ", by the first bout of each"
        word = "after" if order.back else "before or after" if order.either else "before"
        return word, f"whether one starts {word} the other{which}"
    if order.sort == "next":
        return ("before", _PREVIOUS) if order.back else ("next, after", _NEXT)
    if order.sort == "steps":
        return order.words, _NEXT if order.direct else _ANY
    if order.sort == "wait":
        return "how long", _wait(order)
    return {
        "between": ("between", "bouts that start after the one ends and before the other starts"),
        "ends": (last, f"the behavior that starts {'last' if order.back else 'first'}"),
        "listed": ("in order", _listed(order)),
        "places": ("zones in order", _places(order)),
        "pairs": ("sequence", _sequence(order)),
    }[order.sort]  # fmt: skip


def _wait(order: Order) -> str:
    first, second = order.steps
    begin = "start" if first.edge == "start" else "end"
    finish = "end" if second.edge == "end" else "start"
    which = "the one" if second.number else "the next one"
    each = "" if first.number else ", on average"
    return f"seconds from the {begin} of the one to the {finish} of {which} of the other{each}"


def _sequence(order: Order) -> str:
    return (
        f"{order.length} bouts of one animal, each the next one by its start; those that start at "
        "once are one"
    )


def _listed(order: Order) -> str:
    return "the first bout of each, by its start" if order.steps else "all bouts, by their starts"


def _places(order: Order) -> str:
    if order.direct:
        return "when the centre crosses into a zone"
    return "stretches of time with the centre in a zone, also at the start of the recording"


def _of_step(step: Step, order: Order) -> Iterator[Term]:
    if step.number:
        which = "the last one" if step.number == LAST else f"number {step.number}"
        yield Term(step.words, f"{which} by its start")
    if step.edge and order.sort == "before":
        yield Term(step.words, f"its {step.edge}")
    if step.where is not None:
        yield Term(step.where.words, "bouts that share time with being there, of this one only")
