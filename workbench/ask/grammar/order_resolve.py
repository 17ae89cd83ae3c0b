"""Who is meant in a question of order, and what has no meaning in one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from workbench.ask.grammar.frames import EACH, Event, Frame, Who
from workbench.ask.grammar.order_forms import LAST, Order, Step
from workbench.ask.plan import AmbiguousError, NotUnderstoodError

Named = Callable[[Event, Who | None], Event]
"""Gives an event, said of somebody, with the other one named."""


def resolved_order(frame: Frame, order: Order, named: Named) -> Frame:
    """Return a question of order in which everybody has a name.

    Parameters
    ----------
    frame
        The question; of whom it is about is known.
    order
        What it asks.
    named
        Puts a name where *it* and *each other* stand.

    Raises
    ------
    NotUnderstoodError
        It is not clear who is meant, or where.
    """
    if "animal" in frame.per and frame.who is None:
        frame = frame.with_(who=EACH)
    if frame.who is not None and frame.who.part:
        raise _refusal(frame.who.part, "the order of behaviors is of whole animals")
    _check_topics(frame, order)
    steps = tuple(_named(step, frame, order, named) for step in order.steps)
    if len(set(map(_bare, steps))) < len(steps) and order.sort in ("first of", "before", "listed"):
        raise _refusal(steps[-1].words, "that is the same thing twice")
    _check_places(steps)
    for step in steps:
        _check_number(step, frame)
    return frame.with_(order=replace(order, steps=steps))


def _named(step: Step, frame: Frame, order: Order, named: Named) -> Step:
    event = step.event
    if event.topic is not None and event.topic.how == "it":
        event = event.said_of(None)
    doer = event.topic or frame.who
    other = event.subject if event.passive else event.object
    if other is not None and other.how == "it":
        known = [*([frame.who] if frame.who is not None else []), *order.topics()]
        mine = {name for who in known for name in who.names} - set(doer.names if doer else ())
        if len(mine) == 1:
            other = Who((mine.pop(),))
            event = replace(event, subject=other) if event.passive else replace(event, object=other)
    return replace(step, event=named(event, doer))


def _check_topics(frame: Frame, order: Order) -> None:
    """Refuse where it is not clear whose things stand in an order."""
    own = [step.event.topic for step in order.steps]
    open_ = [who for who in own if who is None or who.how == "it"]
    several = [who for who in own if who is not None and (len(who.names) > 1 or who.each)]
    if several:
        raise _refusal(order.steps[0].words, "of several animals? Ask of one, or of 'each mouse'")
    if frame.who is None and open_ and len(open_) < len(own):
        words = next(
            s.words for s in order.steps if s.event.topic is None or s.event.topic in open_
        )
        raise _refusal(words, "of whom? Name the animal")
    of_topic = order.sort in ("next", "between", "ends", "listed", "places", "pairs")
    if frame.who is not None and not open_ and order.steps and not of_topic:
        raise _refusal(order.steps[0].words, "it is said who does it. Ask the whole question again")
    passive = [step for step in order.steps if step.event.passive]
    if passive and frame.who is None and open_:
        raise _refusal(passive[0].words, "of whom? Name the animal")


def _check_places(steps: tuple[Step, ...]) -> None:
    """Refuse a place behind the last of several things: it may be where all of them are."""
    if len(steps) > 1 and steps[-1].where is not None and all(s.where is None for s in steps[:-1]):
        where, last = steps[-1].where.words, steps[-1].event.words
        message = (
            f"The question can mean several things. {last!r} alone {where!r}. Or: all of it "
            f"{where!r}. Say the place behind each."
        )
        raise AmbiguousError(message)


def _check_number(step: Step, frame: Frame) -> None:
    """Refuse the second bout of several animals: each has a second one."""
    topic = step.event.topic or frame.who
    if step.number not in (0, 1, LAST) and (topic is None or (topic.every and not topic.each)):
        raise _refusal(step.words, "of each animal there is a first, a second ... Name one")


def _bare(step: Step) -> object:
    event = replace(step.event, words="")
    return event, step.number, step.edge, step.where


def _refusal(words: str, why: str) -> NotUnderstoodError:
    return NotUnderstoodError(f"{words!r}: {why}.")
