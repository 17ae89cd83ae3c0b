"""Which question some things ask together: what is measured, of what, with which limits.

What is not in these tables is no question. What may be two is given as both, so that it is refused
with both readings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from workbench.ask.grammar.concept_asked import (
    OVER_RECORDINGS,
    PLAIN,
    STATISTICS,
    Asked,
    of_each,
    parted_by_group,
    without_doubles,
)
from workbench.ask.grammar.concept_moving import PICTURES, Moving
from workbench.ask.grammar.concept_which import Which
from workbench.ask.grammar.frames import Condition, Event, Frame, Measure, Scope, Statistic, Who
from workbench.ask.grammar.vocabulary import Vocabulary

_NUMBERED: tuple[Measure, ...] = ("first", "last", "longest", "shortest")
_AVERAGED: frozenset[Measure] = frozenset({"count", "total", "fraction", "rate", "latency"})
_SUMMED: frozenset[Measure] = frozenset({"total", "fraction"})
_EVERYWHERE: frozenset[Measure] = frozenset(
    {"count", "total", "fraction", "rate", "path", "speed", "apart", "picture", "budget"}
)
_TWO = 2


@dataclass(frozen=True)
class ConceptQuestions:
    """Makes questions.

    Parameters
    ----------
    vocabulary
        The words of the project.
    """

    vocabulary: Vocabulary

    def frames(self, asked: Asked) -> Iterator[Frame]:
        """Yield the questions that things can ask; none if they ask nothing."""
        asked = parted_by_group(without_doubles(of_each(asked)))
        if len(asked.tags & set(STATISTICS)) > 1:
            return
        if "which group" in asked.tags and "mean" in asked.tags:
            asked = replace(asked, per=tuple(one for one in asked.per if one != "recording"))
        everywhere = "everywhere" in asked.tags
        asked = replace(asked, tags=asked.tags - {"everywhere"})
        for frame in self._bare(asked):
            if everywhere and frame.measure not in _EVERYWHERE:
                continue  # *does it rest for the whole recording*
            limited = frame.with_(
                conditions=(*frame.conditions, *asked.conditions),
                window=asked.window,
                windows=asked.windows,
                scope=asked.scope or Scope(),
                per=asked.per,
                unit=asked.unit or frame.unit,
            )
            yield from self._compared(asked, limited)

    def _bare(self, asked: Asked) -> Iterator[Frame]:
        tags, moving = asked.tags, Moving(self.vocabulary)
        if tags & {*PICTURES, "plot", "over time"}:
            yield from moving.pictures(asked)
        elif "more" in tags:
            yield from Which(self.vocabulary).more(asked)
        elif any(tag.startswith("which ") for tag in tags):
            yield from Which(self.vocabulary).which(asked)
        elif "path" in tags or {"distance", "moves"} <= tags:
            yield from moving.path(asked)
        elif "speed" in tags:
            yield from moving.speed(asked)
        elif "distance" in tags:
            yield from moving.distance(asked)
        elif asked.clause.event is not None:
            yield from self._of_event(asked, asked.clause.event)

    def _compared(self, asked: Asked, frame: Frame) -> Iterator[Frame]:
        """Yield a question where groups are compared, or what is compared is told of each."""
        if "compare" not in asked.tags:
            yield frame
            return
        groups = asked.scope is not None and len(asked.scope.groups) == _TWO
        if groups or "group" in asked.per:
            if frame.average or frame.measure == "picture":
                return
            per = tuple(one for one in frame.per if one != "group")
            yield frame.with_(compare=True, per=per)
            return
        topic = frame.topic
        if asked.windows or asked.per or (topic and (topic.each or len(topic.names) > 1)):
            yield frame

    # what happens ---------------------------------------------------------------------------

    def _of_event(self, asked: Asked, event: Event) -> Iterator[Frame]:
        clause = asked.clause
        if clause.joint:
            parted = self._at_once(event)
            if parted is None:
                return
            event, condition = parted
            conditions = (condition, *clause.conditions)
        else:
            conditions = clause.conditions
        any_of_them = event.topic is not None and event.topic.how == "any"
        event = self._of_any(event)
        for frame in self._measured(asked, event):
            if not (any_of_them and frame.measure in _SUMMED):  # the time of each, or of one
                yield frame.with_(conditions=conditions)

    def _at_once(self, event: Event) -> tuple[Event, Condition] | None:
        """Return what one of two does, while the other one does the same."""
        who = event.subject
        names = self.vocabulary.names.animals
        if who is None or who.how not in ("", "both") or event.object or event.negated:
            return None
        names = who.names or names
        if len(names) != _TWO:
            return None
        other = Condition("while", event.said_of(Who(names[1:])), None, event.words)
        return event.said_of(Who(names[:1])), other

    def _of_any(self, event: Event) -> Event:
        topic = event.topic
        if topic is not None and topic.how == "any":
            named = set(topic.names)
            if not named or named == set(self.vocabulary.names.animals):
                return event.said_of(Who())
        return event

    def _measured(self, asked: Asked, event: Event) -> Iterator[Frame]:
        tags, statistic = asked.tags - {"whole", "compare"}, asked.statistic
        numbered = [one for one in _NUMBERED if one in tags]
        heads = tags - {"bout", *STATISTICS, *numbered}
        summed = event.lasting is not None and "whole" in asked.tags
        if "moves" in tags or summed:  # *rests for more than 2 s in total*
            return
        if numbered:
            of_one = len(numbered) == 1 and len(event.behaviors) <= 1
            if of_one and statistic is None and asked.than is None:
                yield from self._numbered(numbered[0], heads, event, asked)
        elif asked.than is not None:
            if heads <= {"ever"} and statistic is None and "bout" not in tags:
                yield Frame("ever", event, than=asked.than)
        elif heads & {"minutely", "hourly"}:
            plain = heads <= {"minutely", "hourly", "count", "rate"}
            if plain and statistic in (None, "mean"):
                yield Frame("rate", event, unit="1/h" if "hourly" in heads else "")
        elif self._is_of_bouts(asked, heads):
            yield from self._of_bouts(event, statistic or "mean")
        else:
            yield from self._plainly(asked, event, heads, statistic)

    def _is_of_bouts(self, asked: Asked, heads: frozenset[str]) -> bool:
        """Whether lengths of bouts are asked for, and not the time that they take together."""
        if "each bout" in heads:
            return heads <= {"each bout", "long", "duration", "time"}
        if not heads or not heads <= {"long", "duration"}:
            return False
        if "bout" in asked.tags:
            return True
        averaged = heads == {"long"} and asked.is_over_recordings(self.vocabulary)
        return asked.statistic is not None and not averaged

    def _plainly(
        self, asked: Asked, event: Event, heads: frozenset[str], statistic: Statistic | None
    ) -> Iterator[Frame]:
        if heads == {"number with"} and statistic is None:
            yield Frame("number with", event).with_(among="recording")
            return
        measure = self._measure(asked, heads)
        if measure is None or ("bout" in asked.tags and measure in ("total", "ever")):
            return
        if (
            measure == "rate"
            and statistic == "mean"
            and not asked.is_over_recordings(self.vocabulary)
        ):
            statistic = None
        if statistic is None:
            yield Frame(measure, event)
        elif (
            measure in _AVERAGED
            and statistic in OVER_RECORDINGS
            and asked.is_over_recordings(self.vocabulary)
        ):
            yield Frame(measure, event, statistic=statistic, average=True)

    def _measure(self, asked: Asked, heads: frozenset[str]) -> Measure | None:
        """Return what is measured; where nothing says so, *does it rear* asks whether it does."""
        if heads == {"time", "fraction"}:
            return "fraction"
        if heads == {"when", "start"}:
            return "when"
        if not heads and asked.statistic is None:
            if asked.is_question:
                return "ever"
            return "count" if "bout" in asked.tags and asked.per else None
        return PLAIN.get(next(iter(heads))) if len(heads) == 1 else None

    def _numbered(
        self, measure: Measure, heads: frozenset[str], event: Event, asked: Asked
    ) -> Iterator[Frame]:
        if heads == {"latency"}:
            if measure == "first":
                yield Frame("latency", event)
        elif heads <= {"when", "start"} and heads:
            yield Frame(measure, event, lasts=False)
        elif "stop" in heads and heads <= {"when", "start", "stop"}:
            yield Frame(measure, event, lasts=False, ends=True)
        elif heads in ({"long"}, {"duration"}):
            yield Frame(measure, event, lasts=True)
        elif not heads and not asked.is_question:
            yield Frame(measure, event)

    def _of_bouts(self, event: Event, statistic: Statistic) -> Iterator[Frame]:
        if statistic == "max":
            yield Frame("longest", event, lasts=True)
        elif statistic == "min":
            yield Frame("shortest", event, lasts=True)
        else:
            yield Frame("mean", event, statistic=statistic)
