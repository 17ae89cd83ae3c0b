"""Questions for which of several, and whether there is more of one than of another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.ask.grammar.concept_asked import PLAIN, STATISTICS, Asked
from workbench.ask.grammar.concept_moving import Moving
from workbench.ask.grammar.concept_roles import Clause
from workbench.ask.grammar.frames import EACH, Event, Frame, Measure, Who
from workbench.ask.grammar.vocabulary import MOTION, Vocabulary

_COMPARED: frozenset[Measure] = frozenset({"count", "total", "fraction", "rate", "latency"})


@dataclass(frozen=True)
class Which:
    """Makes questions for which of several.

    Parameters
    ----------
    vocabulary
        The words of the project.
    """

    vocabulary: Vocabulary

    def which(self, asked: Asked) -> Iterator[Frame]:
        """Yield which animal, recording, group or behavior."""
        kinds = [tag for tag in asked.tags if tag.startswith("which ")]
        if len(kinds) != 1:
            return
        among = kinds[0].removeprefix("which ")
        if among == "behavior":
            yield from self._behavior(asked)
            return
        rest = asked.tags - {*kinds, "whole", "moves"}
        if "first" in rest and among == "animal" and not rest & {"least", "most"}:
            rest = (rest - {"first"}) | {"latency", "least"}
        if "latency" in rest and rest & {"shortest", "longest"}:
            extreme = "least" if "shortest" in rest else "most"
            rest = (rest - {"shortest", "longest"}) | {extreme}
        if among == "group" and asked.statistic == "mean":
            rest -= {"mean"}
        clause = asked.clause
        if asked.than or clause.joint or rest >= {"least", "most"}:
            return
        if rest & {"least", "most"}:
            if not (clause.place or asked.windows):
                yield from self._most(asked, among, rest)
        elif not rest and clause.event is not None:
            yield from self._who_does(among, clause.event, clause)

    def _most(self, asked: Asked, among: str, rest: frozenset[str]) -> Iterator[Frame]:
        """Yield of which of several something is most, or least."""
        of_what, least = rest - {"least", "most", "bout", "compare"}, "least" in rest
        clause, event = asked.clause, asked.clause.event
        if of_what & {"path", "speed"} or of_what == {"distance"}:
            yield from self._moves_most(asked, among, of_what, least=least)
            return
        if event is None:
            return
        if among == "animal":
            topic = event.topic
            if topic is not None and topic != Who() and topic.how != "any":
                return
            event = event.said_of(EACH)
        for measure in self._most_of(of_what, event, bout="bout" in rest):
            yield Frame("which", event, of_what=measure, conditions=clause.conditions).with_(
                least=least, among=among
            )

    def more(self, asked: Asked) -> Iterator[Frame]:
        """Yield whether something is more of one animal than of another."""
        clause, event = asked.clause, asked.clause.event
        rest = asked.tags - {"more", "most", "least", "bout", "moves", "compare"}
        if asked.than or asked.windows or asked.per or clause.joint or clause.place:
            return
        least = "least" in asked.tags
        rest -= {"ever"}
        if not (asked.is_question or "ever" in asked.tags):
            return  # by how much
        if rest and rest <= {"path", "distance", "speed", "mean"}:
            moving = Moving(self.vocabulary).moving(asked)
            if moving is not None and not moving[1]:
                measure: Measure = "speed" if "speed" in rest else "path"
                yield Frame("more", who=moving[0], of_what=measure).with_(least=least)
            return
        if event is None or event.object is not None:
            return
        for measure in self._most_of(rest, event, bout="bout" in asked.tags):
            frame = Frame("more", event, of_what=measure, conditions=clause.conditions)
            yield frame.with_(least=least)

    def _behavior(self, asked: Asked) -> Iterator[Frame]:
        """Yield which behavior there is most of."""
        clause, rest = asked.clause, asked.tags - {"which behavior", "most", "least", "whole"}
        if clause.event or clause.place or len(clause.who) > 1 or asked.windows or asked.than:
            return
        if len(asked.tags & {"most", "least"}) == 1 and rest in (
            {"time"}, {"fraction"}, {"time", "fraction"}, {"count"},
        ):  # fmt: skip
            of_what: Measure = "count" if rest == {"count"} else "total"
            who = clause.who[0] if clause.who else None
            frame = Frame("behavior", who=who, of_what=of_what)
            yield frame.with_(least="least" in asked.tags)

    def _who_does(self, among: str, event: Event, clause: Clause) -> Iterator[Frame]:
        if among == "animal":
            if event.topic is None and not event.negated:
                yield Frame("who", event.said_of(EACH), conditions=clause.conditions)
        else:
            yield Frame("with", event, conditions=clause.conditions).with_(among=among)

    def _most_of(self, of_what: frozenset[str], event: Event, *, bout: bool) -> Iterator[Measure]:
        measures = [PLAIN[tag] for tag in of_what if tag in PLAIN]
        if len(measures) == len(of_what) == 1 and measures[0] in _COMPARED:
            yield measures[0]
        elif not of_what:
            point = event.sort == "behavior" and self.vocabulary.is_point(event.behaviors)
            yield "count"
            if not (bout or point):
                yield "total"

    def _moves_most(
        self, asked: Asked, among: str, of_what: frozenset[str], *, least: bool
    ) -> Iterator[Frame]:
        of_path = of_what - {"path", "distance"}
        measure: Measure = "path" if not of_path else "speed"
        if measure == "speed" and of_what - {"speed", *STATISTICS}:
            return
        event, whos = asked.clause.event, asked.clause.who
        if event is not None:
            if not set(event.behaviors) <= MOTION or not event.behaviors or measure == "speed":
                return
            whos = (event.subject,) if event.subject else ()
        if (len(whos) != 0) if among == "animal" else (len(whos) != 1):
            return
        who = whos[0] if whos else EACH
        statistic = asked.statistic or "mean"
        frame = Frame("which", who=who, of_what=measure, statistic=statistic)
        yield frame.with_(least=least, among=among, conditions=asked.clause.conditions)
