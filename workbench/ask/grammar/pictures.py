"""Reading what is to be drawn."""

from __future__ import annotations

from workbench.ask.grammar.budgets import BudgetReader
from workbench.ask.grammar.frames import Frame, Picture
from workbench.ask.grammar.reader import Read

_PICTURES: dict[str, Picture] = {
    "(trajectory|trajectories|path|paths|tracks?|route|movements?)( plot| map)?": "trajectory",
    "(heat ?map|heat map|occupancy|occupancy map|occupancy plot|position heat ?map|place map)s?":
        "heat map",
    "(raster|ethogram|timeline|raster plot|event plot|bout raster|time line)( plot)?": "raster",
    "(time|activity|behaviou?r|behavioral|behavioural) budgets?( plot| chart)?": "budget",
    "(behaviou?r(al)? )?transitions?( graph| matrix| diagram| plot| map| network)?": "transitions",
}  # fmt: skip
_DRAWN_ALONE = ("trajectory", "heat map", "raster")
_DRAW = (
    "(please |can you |could you |i want to see |let me see |i would like to see )*"
    "(plot|draw|show|show me|display|visuali[sz]e|make|create|give me|sketch|graph|see)"
    "( me)?( a| the| an)?( plot of( the)?| picture of( the)?| graph of( the)?)?"
)
_PLOT = "(please )?(plot|draw|visuali[sz]e|sketch)( me)?( a| the| all| an)?( the)?"
_TIME_SPENT = "(spends?|spent) (its|their|most of its|most of their|the)? ?time|was|is|stays|stayed"
_WENT = "goes|went|moves|moved|walked|ran"
_OVER_TIME = "over time|against time|over the recording"
_SPEED = "speed|velocity"


class PictureReader(BudgetReader):
    """Reads what is to be drawn."""

    def drawn(self, place: int) -> Read[Frame]:
        """Read what is to be drawn."""
        for start in self.maybe(place, _DRAW):
            for words, picture in _PICTURES.items():
                if start > place or picture in _DRAWN_ALONE:
                    yield from self._picture(picture, words, start)
            if start > place:
                for stop in self.lit(start, "where"):
                    yield from self._where(stop, "trajectory", _WENT)
                    yield from self._where(stop, "heat map", _TIME_SPENT)
                yield from self._curve(start)
        for event, stop in self.then(place, _PLOT, self.noun):
            if event.sort == "behavior":
                yield Frame("picture", event, picture="raster"), stop

    def _picture(self, picture: Picture, words: str, place: int) -> Read[Frame]:
        for stop in self.lit(place, words):
            yield Frame("picture", picture=picture), stop
            for after in self.lit(stop, "of|for|from|by|between"):
                yield from self._pictured(picture, after)
        for who, end in self.ended(self.who(place), f"'s ({words})"):
            yield Frame("picture", who=who, picture=picture), end

    def _where(self, place: int, picture: Picture, words: str) -> Read[Frame]:
        for who, end in self.ended(self.who(place), words):
            yield Frame("picture", who=who, picture=picture), end

    def _pictured(self, picture: Picture, place: int) -> Read[Frame]:
        the = "the|the (position|positions|location|locations|movements|behaviou?rs?|bouts) of"
        whose = "'s (behaviou?rs?|bouts|positions?|movements?)"
        for who, end in self.maybe_ended(self.past(place, the, self.who), whose):
            yield Frame("picture", who=who, picture=picture), end
        everything = "(all |the |all the )?(behaviou?rs?|bouts|events|facts)( over time)?"
        for stop in self.lit(place, everything):
            yield Frame("picture", picture=picture), stop
        if picture == "heat map":
            for stop in self.lit(place, "where"):
                yield from self._where(stop, picture, f"{_TIME_SPENT}|{_WENT}")
        if picture == "raster":
            for event, stop in self.noun(place):
                yield Frame("picture", event, picture=picture), stop

    def _curve(self, place: int) -> Read[Frame]:
        """Read a speed or a distance over time."""
        of = self.then(place, f"(the )?(running )?({_SPEED})( of)?", self.point)
        owned = self.ended(self.point(place), f"'s ({_SPEED})")
        for found in (of, owned):
            for who, end in self.maybe_ended(found, _OVER_TIME):
                yield Frame("picture", who=who, picture="speed"), end
        apart = self.then(place, "(the )?distance( between| of| from)?", self.pair)
        for (who, other, zone), end in self.maybe_ended(apart, _OVER_TIME):
            yield Frame("picture", who=who, other=other, place=zone, picture="distance"), end
