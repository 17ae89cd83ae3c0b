"""Reading whole questions: what is asked, with limits before and after it."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.ask.grammar.asking_words import ASK, STATISTICS_OF
from workbench.ask.grammar.frames import Among, Condition, Frame, Scope, Statistic, Who
from workbench.ask.grammar.order_lists import OrderReader, preferred
from workbench.ask.grammar.reader import Read
from workbench.ask.grammar.scopes import RECORDINGS
from workbench.ask.grammar.vocabulary import ANIMALS

_AT_THE_END = "please|exactly|then|overall|in total|altogether|now"
_COUNTED: tuple[tuple[str, Among], ...] = (
    (ANIMALS, "animal"), (RECORDINGS, "recording"), ("groups", "group"),
)  # fmt: skip
_NOT_AVERAGED = ("length", "duration", "bout")


class QuestionReader(OrderReader):
    """Reads whole questions."""

    def questions(self) -> Iterator[Frame]:
        """Yield every way in which the whole question can be read."""
        yield from preferred(self._questions())

    def _questions(self) -> Iterator[Frame]:
        for frame, stop in self._whole(0):
            for last, end in self.limited(frame, stop):
                if len(self.words) in self.maybe(end, _AT_THE_END):
                    yield last

    def _whole(self, place: int) -> Read[Frame]:
        yield from self._asked(place)
        empty = Frame("count")
        for frame, stop in self.limited(empty, place):
            if stop > place:
                for main, end in self._asked(stop):
                    yield _merged(frame, main), end

    def _asked(self, place: int) -> Read[Frame]:
        for read in (
            self.ordered, self.averaged, self.how_often, self.how_long, self.shares,
            self.mean_length, self.rates,
            self.latency, self.between, self.when, self.one, self.whether, self.how_far,
            self.how_fast, self.how_close, self.which, self.whom_asked, self.is_more, self.budget,
            self.doing, self.behaviors, self.drawn, self.comparison,
            self.which_group, self.is_more_in, self.which_recording, self.how_many,
        ):  # fmt: skip
            yield from read(place)

    def averaged(self, place: int) -> Read[Frame]:
        """Read a mean over recordings: *the mean number of chases*, *mean resting time*."""
        for start in self.maybe(place, ASK):
            for statistic, stop in self._averages(start):
                if self.words[stop : stop + 1] and self.words[stop] in _NOT_AVERAGED:
                    continue
                for read in (self.how_often, self.how_long, self.shares, self.rates, self.latency,
                             self.how_far):  # fmt: skip
                    for frame, end in read(stop):
                        if not self.words[end - 1].startswith("duration"):
                            yield frame.with_(average=True, statistic=statistic), end

    def _averages(self, place: int) -> Read[Statistic]:
        """Read *the mean*, *the median*, *the SD of* over recordings."""
        for words, statistic in STATISTICS_OF.items():
            if statistic not in ("max", "min"):
                for stop in self.lit(place, f"{words}( the)?"):
                    yield statistic, stop

    def how_many(self, place: int) -> Read[Frame]:
        """Read *how many animals are there*, *how long is the recording*."""
        there = "( are there| do we have| does the project have| are in the project)?"
        for words, among in _COUNTED:
            for stop in self.lit(place, f"how many ({words}){there}"):
                yield Frame("how many", among=among), stop
        of_it = f"(duration|length) of the ({RECORDINGS})"
        long = f"how long (is|are|was|were) (the )?({RECORDINGS})|{of_it}"
        for stop in self.lit(place, long):
            yield Frame("how many", of_what="total", among="recording"), stop


def _merged(limits: Frame, main: Frame) -> Frame:
    """Return a question with limits that stood before it."""
    event = main.event
    named = _named_before(limits.conditions)
    if event is not None and named is not None and event.topic and event.topic.how == "it":
        event = event.said_of(named)
    who = named if named is not None and main.who is not None and main.who.how == "it" else main.who
    return main.with_(
        event=event,
        who=who,
        conditions=(*limits.conditions, *main.conditions),
        window=limits.window or main.window,
        windows=limits.windows or main.windows,
        scope=main.scope if limits.scope == Scope() else limits.scope,
        per=(*limits.per, *main.per),
        average=limits.average or main.average,
        unit=main.unit or limits.unit,
        bin_s=main.bin_s or limits.bin_s,
    )


def _named_before(conditions: tuple[Condition, ...]) -> Who | None:
    """Return whom *it* stands for: the one animal that the words before it are about."""
    topics = {c.event.topic for c in conditions if c.event.topic and len(c.event.topic.names) == 1}
    return topics.pop() if len(topics) == 1 else None
