"""Reading questions for movement: how far, how fast, how far apart."""

from __future__ import annotations

from workbench.ask.grammar.asking_words import ASK, TOTAL
from workbench.ask.grammar.clauses import BE, DO, HAVE
from workbench.ask.grammar.frames import EACH, Frame, Statistic, Who
from workbench.ask.grammar.moments import MomentReader
from workbench.ask.grammar.reader import Read

STATISTICS: dict[str, Statistic] = {
    "mean|average|typical|overall": "mean", "median": "median",
    "maximum|maximal|max|top|highest|peak|greatest|fastest|largest|farthest|furthest": "max",
    "minimum|minimal|min|lowest|smallest|shortest|closest": "min",
    "standard deviation of the|sd of the": "std",
}  # fmt: skip
_DISTANCE = (
    "(total |overall )?(distance|path length|length of the path|length of path)"
    "( traveled| travelled| covered| moved| walked| run| ran)?( by| of)?|"
    "length of the (path|track|trajectory) of"
)
_TRAVEL = "travel|move|walk|run|go|get|locomote|wander"
TRAVELLED = f"{_TRAVEL}|travels|moves|walks|runs|goes|travelled|traveled|moved|walked|ran|went"
_COVER = "cover|covers|covered|travel|travelled|traveled|move|moved|walk|walked|run|ran"
_BY_LENGTH = {
    "how many (centimeters|centimetres|cm)": "cm", "how many (meters|metres|m)": "m",
    "how many (mm|millimeters|millimetres)": "mm", "how many (px|pixels)": "px",
}  # fmt: skip
_SPEED = "(movement |moving )?(speed|velocity)s?"
_TOGETHER = "(come|get|to each other|on average|from each other|come to each other|together| )*"


class MovementReader(MomentReader):
    """Reads questions for movement."""

    def how_far(self, place: int) -> Read[Frame]:
        """Read *how far does mouse 1 travel*, *the distance travelled*."""
        travelled = f"({TRAVELLED})( in total| altogether| overall)?"
        far = self.then(place, f"how (far|much)( in total)? ({DO}|{HAVE})", self.who)
        yield from self._path(self.ended(far, travelled))
        told = self.then(place, "how (far|much)", self.who)
        yield from self._path(self.ended(told, travelled))
        way = f"(what|which|how much|how long a) ({TOTAL} )?(distance|path|way) ({DO}|{HAVE})"
        yield from self._path(
            self.ended(self.then(place, way, self.who), f"({_COVER})( in total)?")
        )
        for words, unit in _BY_LENGTH.items():
            counted = self.ended(self.then(place, f"({words}) ({DO})", self.who), _COVER)
            yield from self._path(counted, unit)
        for start in self.maybe(place, ASK):
            for stop in self.lit(start, _DISTANCE):
                yield Frame("path", who=EACH), stop
                covered = "traveled|travelled|covered|moved|has covered|ran"
                yield from self._path(self.maybe_ended(self.who(stop), covered))
            yield from self._path(self.ended(self.who(start), f"'s ({_DISTANCE})"))

    def _path(self, found: Read[Who], unit: str = "") -> Read[Frame]:
        for who, stop in found:
            yield Frame("path", who=who, unit=unit), stop

    def how_fast(self, place: int) -> Read[Frame]:
        """Read *how fast does mouse 1 run*, *the median speed of mouse 1*."""
        does = self.then(place, f"(how fast|how quickly|at what speed) ({DO})", self.point)
        for who, stop in self.ended(does, f"({_TRAVEL})( on average)?"):
            yield Frame("speed", who=who), stop
        is_ = self.then(place, f"how fast ({BE})", self.point)
        for who, stop in self.maybe_ended(is_, "(moving|running|walking|going)?( on average)?"):
            yield Frame("speed", who=who), stop
        for start in self.maybe(place, ASK):
            for statistic, at in self.statistic(start):
                for stop in self.lit(at, f"{_SPEED}( of)?"):
                    for who, end in self.point(stop):
                        yield Frame("speed", who=who, statistic=statistic), end
                    yield Frame("speed", who=EACH, statistic=statistic), stop
            for who, stop in self.ended(self.point(start), "'s"):
                for statistic, at in self.statistic(stop):
                    for end in self.lit(at, _SPEED):
                        yield Frame("speed", who=who, statistic=statistic), end

    def statistic(self, place: int) -> Read[Statistic]:
        """Read *the median*; the mean where nothing is said."""
        for words, statistic in STATISTICS.items():
            for stop in self.lit(place, words):
                yield statistic, stop
        yield "mean", place

    # distances ------------------------------------------------------------------------------

    def how_close(self, place: int) -> Read[Frame]:
        """Read *how far apart are*, *how close do they come*, *the distance between*."""
        for words, statistic in self._apart_words():
            found = self.then(place, f"({words}) ({BE}|{DO})", self.pair)
            for pair, end in self.maybe_ended(found, _TOGETHER):
                yield self._apart(pair, statistic), end
        close = self.then(place, f"how (close|near) ({DO}|{BE})", self.point)
        for who, at in self.ended(close, "(come|get|ever get|ever come)?( close| near)? ?(to)?"):
            for (other, zone), end in self._second(at):
                yield self._apart((who, other, zone), "min"), end
        far = self.then(place, f"how far( away)? ({BE})", self.point)
        for who, at in self.ended(far, "(away )?from( the)?"):
            for (other, zone), end in self.maybe_ended(self._second(at), "on average"):
                yield self._apart((who, other, zone), "mean"), end
        for start in self.maybe(place, ASK):
            for statistic, at in self.statistic(start):
                for pair, end in self.then(at, "distance( between| of| from)?( the)?", self.pair):
                    yield self._apart(pair, statistic), end

    def _apart_words(self) -> tuple[tuple[str, Statistic], ...]:
        return (("how far apart|how far away from each other", "mean"), ("how close", "min"))

    def _apart(self, pair: tuple[Who, Who | None, str], statistic: Statistic) -> Frame:
        who, other, zone = pair
        return Frame("apart", who=who, other=other, place=zone, statistic=statistic)

    def pair(self, place: int) -> Read[tuple[Who, Who | None, str]]:
        """Read two animals or points, or one and a place."""
        animals = self.vocabulary.names.animals
        for who, stop in self.point(place):
            names = animals if who.every else who.names
            if len(names) == 2 and not who.part and who.how != "it":
                yield (Who(names[:1]), Who(names[1:]), ""), stop
            for (other, zone), end in self.then(stop, "and|to|from|and the|to the", self._second):
                yield (who, other, zone), end

    def _second(self, place: int) -> Read[tuple[Who | None, str]]:
        for zone, stop in self.place_(place):
            yield (None, zone), stop
        for who, stop in self.point(place):
            yield (who, ""), stop
