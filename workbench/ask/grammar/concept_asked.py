"""What a question names, sorted; and what of it says the same again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workbench.ask.grammar.concept_roles import Clause
from workbench.ask.grammar.frames import (
    EACH,
    Condition,
    Event,
    Measure,
    Per,
    Scope,
    Statistic,
    Than,
    Who,
    Window,
)
from workbench.ask.grammar.vocabulary import MOTION, Vocabulary

STATISTICS: tuple[Statistic, ...] = ("mean", "median", "max", "min", "std")
OVER_RECORDINGS: tuple[Statistic, ...] = ("mean", "median", "std")
PLAIN: dict[str, Measure] = {
    "count": "count", "time": "total", "long": "total", "duration": "total",
    "frequency": "frequency", "fraction": "fraction", "rate": "rate",
    "latency": "latency", "when": "when", "ever": "ever",
}  # fmt: skip
"""What is asked for, and what it measures of bouts."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question names, sorted.

    Parameters
    ----------
    tags
        What is asked for, in the words of `workbench.ask.grammar.concept_words.ASKED`.
    clause
        What happens, or who is named.
    conditions, window, windows, scope, per, unit, than
        Limits.
    is_question
        Whether it begins like a question that is answered with yes or no.
    """

    tags: frozenset[str]
    clause: Clause
    conditions: tuple[Condition, ...] = ()
    window: Window | None = None
    windows: tuple[Window, ...] = ()
    scope: Scope | None = None
    per: tuple[Per, ...] = ()
    unit: str = ""
    than: Than | None = None
    is_question: bool = False

    @property
    def statistic(self) -> Statistic | None:
        """The statistic that is asked for; ``None`` without one."""
        found = [one for one in STATISTICS if one in self.tags]
        return found[0] if len(found) == 1 else None

    def is_over_recordings(self, vocabulary: Vocabulary) -> bool:
        """Whether it is clear that a statistic over recordings is meant."""
        scope = self.scope or Scope()
        one = len(vocabulary.names.recordings) == 1 or len(scope.recordings) == 1
        return not one and bool({"recording", "group"} & set(self.per) or scope.groups)


def without_doubles(asked: Asked) -> Asked:
    """Return what is asked without what says the same again: *how many are there*."""
    tags = asked.tags
    if {"distance", "min", "mean"} <= tags:  # how close on average
        tags -= {"min"}
    said_of_time = tags & {"spent", "time"} or (asked.clause.is_state and "bout" not in tags)
    if "portion" in tags and said_of_time:
        tags = (tags - {"portion"}) | {"fraction"}
    tags -= {"spent"}
    if "ever" in tags and len(tags - {"ever", "whole", "bout", *STATISTICS}) >= 1:
        tags -= {"ever"}
    if {"which group", "latency", "first"} <= tags or {"latency", "first", "most"} <= tags:
        tags -= {"first"}
    if asked.windows and not any(tag.startswith("which ") for tag in tags):
        tags -= {"most", "least"}
    if asked.clause.event is not None:
        tags = _of_event(tags, asked.clause.event)
    return replace(asked, tags=tags)


def _of_event(tags: frozenset[str], event: Event) -> frozenset[str]:
    """Return tags without those that say again what happens: *moves faster than*."""
    if event.lasting is not None:
        tags -= {"each bout"}
    if event.sort in ("faster", "slower"):
        tags -= {"moves"}
    if "quickly" in tags and not set(event.behaviors) & MOTION:
        tags = (tags - {"quickly", "first"}) | {"latency"}
    return tags


def parted_by_group(asked: Asked) -> Asked:
    """Return a question that names two groups or recordings with an answer for each."""
    scope = asked.scope
    if scope is None or asked.tags & {"compare", "more"}:
        return asked
    if len(scope.groups) > 1 and "group" not in asked.per:
        return replace(asked, per=(*asked.per, "group"))
    if len(scope.recordings) > 1 and "recording" not in asked.per:
        return replace(asked, per=(*asked.per, "recording"))
    return asked


def of_each(asked: Asked) -> Asked:
    """Return a question with *for each animal* said of what happens."""
    if "animal" not in asked.per or asked.clause.event is None:
        return asked
    event = asked.clause.event
    if event.topic is None or event.topic == Who():
        clause = replace(asked.clause, event=event.said_of(EACH))
        per = tuple(one for one in asked.per if one != "animal")
        return replace(asked, clause=clause, per=per)
    return asked
