"""What phrases mean together: which of them make a question, and which do not.

One thing is measured of one event, or of how somebody moves. What is not in these tables is no
question, and what may be two is given as both, so that it is refused with both readings. A phrase
that no table makes use of makes the question one that is not understood.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from workbench.ask.grammar.frames import EACH, Condition, Event, Frame, Measure, Statistic, Who
from workbench.ask.grammar.slot_bouts import TIMES, Bouts, limited
from workbench.ask.grammar.slot_parts import Head, Most, Parts, says_only
from workbench.ask.grammar.vocabulary import Vocabulary

_OVER_RECORDINGS: tuple[Statistic, ...] = ("mean", "median", "std")
_COMPARED: frozenset[Measure] = frozenset({"count", "total", "fraction", "rate", "latency"})
_MOVING: dict[Head, Measure] = {"path": "path", "distance": "path", "speed": "speed"}
_TWO = 2


@dataclass(frozen=True)
class Meaning:
    """Puts phrases together.

    Parameters
    ----------
    vocabulary
        The words of the project.
    """

    vocabulary: Vocabulary

    @property
    def bouts(self) -> Bouts:
        """What puts phrases about something that happens together."""
        return Bouts(self.vocabulary)

    def frames(self, parts: Parts) -> Iterator[Frame]:
        """Yield the questions that some phrases make; none if they make no question."""
        if parts.behaviors or parts.head == "budget":
            yield from self._budget(parts)
        elif parts.among is not None:
            yield from self._moving_most(parts) if parts.head in _MOVING else self._chosen(parts)
        elif parts.head == "apart":
            yield from self._apart(parts)
        elif parts.head == "going":
            yield from self._going(parts)
        elif parts.head in _MOVING:
            yield from self._movement(parts)
        elif parts.second is not None:
            yield from self.bouts.overlap(parts)
        elif parts.nth is not None:
            yield from self.bouts.numbered(parts)
        else:
            yield from self.bouts.of_event(parts)

    # movement -------------------------------------------------------------------------------

    def _apart(self, parts: Parts) -> Iterator[Frame]:
        """Yield how far two animals are apart; the two there are, if none is named."""
        if parts.event is not None or not says_only(parts, "pair", "statistic"):
            return
        names = parts.who.names if parts.who is not None else self.vocabulary.names.animals
        if len(names) == _TWO and (parts.pair or parts.who is None):
            first, second = (Who((name,)) for name in names)
            statistic = parts.statistic or "mean"
            yield limited(parts, Frame("apart", who=first, other=second, statistic=statistic))

    def _movement(self, parts: Parts) -> Iterator[Frame]:
        """Yield how far, or how fast, somebody moves."""
        who, statistic = parts.who, parts.statistic
        if who is None or parts.event is not None or (parts.compared and len(who.names) == 1):
            return
        if parts.head == "speed":
            if says_only(parts, "statistic", "per", "bin_s", "compared"):
                yield limited(parts, Frame("speed", who=who, statistic=statistic or "mean"))
            return
        if not says_only(parts, "statistic", "per", "bin_s", "compared", "by", "moved", "whole"):
            return
        if parts.head == "distance" and len(who.names) > 1 and not (parts.moved or parts.compared):
            return  # the distance that each moves, or between them
        if statistic is None:
            yield limited(parts, Frame("path", who=who))
        elif statistic in _OVER_RECORDINGS and self.bouts.is_averaged(parts):
            yield limited(parts, Frame("path", who=who, statistic=statistic), average=True)

    def _going(self, parts: Parts) -> Iterator[Frame]:
        """Yield how fast somebody goes, or does something: *at what speed does it chase*."""
        event, statistic = parts.event, parts.statistic or "mean"
        if event is None and parts.moved and says_only(parts, "statistic", "moved"):
            yield limited(parts, Frame("speed", who=parts.who, statistic=statistic))
        if event is None or not parts.asked or not says_only(parts, "statistic"):
            return
        who = event.subject
        if parts.who is not None or event.passive or event.negated or event.sort != "behavior":
            return
        if who is not None and len(who.names) == 1:
            doing = Condition("while", event, None, event.words)
            frame = limited(parts, Frame("speed", who=Who(who.names), statistic=statistic))
            yield frame.with_(conditions=(doing, *frame.conditions))

    # which ----------------------------------------------------------------------------------

    def _chosen(self, parts: Parts) -> Iterator[Frame]:
        """Yield of which animal, recording or group something is most."""
        most, event = parts.most, self._event_chosen(parts)
        averaged = parts.statistic == "mean" and parts.head not in ("duration", "length")
        of_group = ("statistic",) if parts.among == "group" and averaged else ()
        known = ("most", "among", "doing", "by", "to", "whole", "bout", "lasting", "each_minute")
        if most is None or event is None or not says_only(parts, *known, *of_group):
            return
        for of_what in self._most_of(parts, most, event):
            if of_what in _COMPARED:
                frame = limited(parts, Frame("which", event, of_what=of_what))
                yield frame.with_(least=most.least, among=parts.among)

    def _event_chosen(self, parts: Parts) -> Event | None:
        """Return what is done by each of those among whom is asked."""
        event = parts.doing or parts.event
        if parts.doing is not None and (parts.event is not None or parts.among != "animal"):
            return None
        if parts.among != "animal":
            return self.bouts.event(parts)
        if event is None or event.negated or parts.who is not None or parts.asked or parts.zone:
            return None
        if parts.doing is None and (event.topic is not None or self.bouts.is_social(event)):
            return None
        if parts.lasting is not None:
            event = None if event.lasting else replace(event, lasting=parts.lasting)
        return None if event is None else event.said_of(EACH)

    def _most_of(self, parts: Parts, most: Most, event: Event) -> Iterator[Measure]:
        """Yield of what there is most; both number and time where neither is said."""
        bouts = parts.bout or parts.plural
        if most.of_what == "total":  # *longest* alone is a time only of what is done
            told = parts.doing is not None or parts.asked or parts.whole
            if not bouts and (parts.head in TIMES or (parts.head is None and told)):
                yield "total"
            return
        if most.of_what is not None:
            if parts.head is None:
                yield most.of_what
            return
        measure = self.bouts.plain(parts, event)
        if measure is not None:
            yield measure
        elif parts.head is None and event.sort != "behavior":
            yield "total"
        elif parts.head is None:
            yield "count"
            if not bouts and not self.vocabulary.is_point(event.behaviors):
                yield "total"

    def _moving_most(self, parts: Parts) -> Iterator[Frame]:
        """Yield of which animal, recording or group speed or path is most."""
        head, most = parts.head, parts.most
        if head is None or most is None or most.of_what or parts.event or parts.doing:
            return
        statistic = ("statistic",) if head == "speed" else ("whole", "moved")
        if not says_only(parts, "most", "among", "by", *statistic):
            return
        named = parts.who is not None and len(parts.who.names) == 1
        if named == (parts.among == "animal"):
            return
        who = parts.who or EACH
        frame = Frame("which", who=who, of_what=_MOVING[head], statistic=parts.statistic or "mean")
        yield limited(parts, frame).with_(least=most.least, among=parts.among)

    # everything -----------------------------------------------------------------------------

    def _budget(self, parts: Parts) -> Iterator[Frame]:
        """Yield a table of every behavior of one animal."""
        who, head = parts.who, parts.head
        if who is None or len(who.names) != 1 or parts.event is not None:
            return
        if head not in ("budget", "count", *TIMES, "fraction") or parts.unit not in ("", "s", "%"):
            return
        if says_only(parts, "behaviors", "bout", "whole", "by"):
            of_what: Measure | None = "count" if head == "count" else None
            yield limited(parts, Frame("budget", who=who, of_what=of_what)).with_(unit="")
