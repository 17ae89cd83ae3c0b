"""Questions about speed, path and distance, and about pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.ask.grammar.concept_asked import OVER_RECORDINGS, STATISTICS, Asked
from workbench.ask.grammar.concept_roles import Clause
from workbench.ask.grammar.frames import Condition, Frame, Picture, Who
from workbench.ask.grammar.vocabulary import MOTION, Vocabulary

PICTURES: tuple[Picture, ...] = ("trajectory", "heat map", "raster", "budget", "transitions")
_TWO = 2


@dataclass(frozen=True)
class Moving:
    """Makes questions about how animals move.

    Parameters
    ----------
    vocabulary
        The words of the project.
    """

    vocabulary: Vocabulary

    # pictures -------------------------------------------------------------------------------

    def pictures(self, asked: Asked) -> Iterator[Frame]:
        """Yield a picture of where somebody was, of what was done or of how it moved."""
        tags, clause = asked.tags - {"whole"}, asked.clause
        kinds = [one for one in PICTURES if one in tags]
        rest = tags - {*kinds, "plot", "over time", "compare"}
        if asked.unit or asked.than or asked.windows:
            return
        if not kinds:
            yield from self._drawn(asked, rest)
            return
        event = clause.event
        if len(kinds) != 1 or rest - {"moves"} or clause.place:
            return
        [kind] = kinds
        if event is not None:
            moved = kind == "trajectory" and set(event.behaviors) <= MOTION and event.behaviors
            if not moved or event.object or clause.conditions or "moves" in rest:
                return
            who: Who | None = event.subject
        else:
            if len(clause.who) > 1:
                return
            who = clause.who[0] if clause.who else None
        if who is not None and who.how in ("it", "mutual"):
            return
        if kind == "budget" and "plot" not in tags and who is not None:
            yield Frame("budget", who=who)
        else:
            yield Frame("picture", who=who, picture=kind)

    def _drawn(self, asked: Asked, rest: frozenset[str]) -> Iterator[Frame]:
        """Yield a picture of speed or distance against time."""
        clause = asked.clause
        if clause.event is not None or clause.conditions:
            return
        if rest == {"speed"} and len(clause.who) == 1 and not clause.place:
            yield Frame("picture", who=clause.who[0], picture="speed")
        elif rest == {"distance"}:
            for who, other, place in self._pairs(clause):
                yield Frame("picture", who=who, other=other, place=place, picture="distance")

    # movement -------------------------------------------------------------------------------

    def moving(self, asked: Asked) -> tuple[Who | None, tuple[Condition, ...]] | None:
        """Return who moves, and what it does meanwhile; ``None`` if that is not clear."""
        clause, event = asked.clause, asked.clause.event
        if asked.than or clause.joint or clause.place:
            return None
        if event is None:
            return (clause.who[0], ()) if len(clause.who) == 1 else None
        who = event.subject
        if event.negated or event.passive or who is None or event.lasting:
            return None
        if event.sort != "behavior" and event.object is None:
            there = Condition("while", event.said_of(None), None, event.words)
            return who, (there, *clause.conditions)
        if set(event.behaviors) & MOTION:
            return (who, clause.conditions) if set(event.behaviors) <= MOTION else None
        return None

    def path(self, asked: Asked) -> Iterator[Frame]:
        """Yield how far somebody moves."""
        moving = self.moving(asked)
        rest = asked.tags - {"path", "distance", "whole", "moves", "compare", *OVER_RECORDINGS}
        if moving is None or rest:
            return
        who, conditions = moving
        statistic = asked.statistic
        if statistic is None:
            yield Frame("path", who=who, conditions=conditions)
        elif asked.is_over_recordings(self.vocabulary):
            yield Frame("path", who=who, conditions=conditions, statistic=statistic, average=True)

    def speed(self, asked: Asked) -> Iterator[Frame]:
        """Yield how fast somebody is, also while it does something."""
        rest = asked.tags - {"speed", "moves", "compare", *STATISTICS}
        statistic = asked.statistic or "mean"
        if rest or asked.clause.joint:
            return
        moving = self.moving(asked)
        event = asked.clause.event
        if moving is not None and (event is None or event.sort != "behavior"):
            yield Frame("speed", who=moving[0], statistic=statistic, conditions=moving[1])

    def distance(self, asked: Asked) -> Iterator[Frame]:
        """Yield how far two, or one and a place, are apart."""
        rest = asked.tags - {"distance", "compare", *STATISTICS}
        if rest or asked.clause.event is not None or asked.clause.conditions:
            return
        for who, other, place in self._pairs(asked.clause):
            statistic = asked.statistic or "mean"
            yield Frame("apart", who=who, other=other, place=place, statistic=statistic)

    def _pairs(self, clause: Clause) -> Iterator[tuple[Who, Who | None, str]]:
        """Yield between whom, or between whom and what, a distance is meant."""
        whos = [who for who in clause.who if who.how != "mutual"]
        if clause.place:
            if len(whos) == 1:
                yield whos[0], None, clause.place
            return
        if len(whos) == _TWO:
            if all(len(who.names) <= 1 for who in whos) and whos[0] != whos[1]:
                yield whos[0], whos[1], ""
            return
        names = self.vocabulary.names.animals
        if len(whos) == 1 and whos[0].names:
            names = whos[0].names
        elif whos and whos[0].how not in ("", "both"):
            return
        if len(names) == _TWO:
            yield Who(names[:1]), Who(names[1:]), ""
