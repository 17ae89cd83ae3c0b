"""Reading things in a row: one right after another, sequences, everything in order."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.ask.grammar.asking_words import ASK, OFTEN
from workbench.ask.grammar.clauses import BASE, BE, DO
from workbench.ask.grammar.frames import Frame, Who
from workbench.ask.grammar.order_forms import Step, Told
from workbench.ask.grammar.order_next import DIRECTLY, NextReader
from workbench.ask.grammar.reader import Read

_THEN = "(and )?(then|afterwards|after that|followed by|next)"
_AND_THEN = f"{_THEN}|and"
_SOON = "within|in less than|in under|in at most|with at most"
_COMES = "comes?|came|happens?|happened|occurs?|occurred|starts?|started|is|was|be"
_COUNTED = "how many( of the)?"
_SHARE = "what (fraction|share|proportion) of( the| all| all the)?"
_PERCENT = "(what|which) (percentage|percent) of( the| all| all the)?"
_SWITCH = "go|switch|change|pass|move|transition|turn"


class RowReader(NextReader):
    """Reads things in a row."""

    # one right after the other --------------------------------------------------------------

    def directly(self, place: int) -> Read[Frame]:
        """Read *how often does it groom right after rearing*, *is rearing ever followed by*."""
        for told, start in self._telling(place):
            for event, stop in (*self.asked(start), *self.told(start)):
                if not event.negated:
                    yield from self._right_beside(Step(event, words=event.words), told, stop)
            for first, stop in self.past(start, f"{BE}|{DO}", self._any_thing):
                yield from self._said_to_follow(first, told, stop)
        for who, start in self.then(place, f"({OFTEN}) ({DO})|{DO}", self.who):
            told = "ever" if self.words[place] in DO.split("|") else "count"
            for at in self.lit(start, f"(ever )?({_SWITCH})( (directly|straight))? from"):
                yield from self._from_one(at, who, told)
        for start in self.maybe(place, ASK):
            for at in self.lit(
                start, "((number|count) of |how many )?transitions( are there)? from"
            ):
                yield from self._from_one(at, None, "count")

    def _telling(self, place: int) -> Iterator[tuple[Told, int]]:
        for stop in self.lit(place, f"{OFTEN}|{_COUNTED}|number of times( that)?"):
            yield "count", stop
        for stop in self.lit(place, f"{_SHARE}|{_PERCENT}"):
            yield "share", stop
        for stop in self.lit(place, "when|at what times?"):
            yield "when", stop
        yield "ever", place

    def _any_step(self, place: int) -> Read[Step]:
        for step, stop in self.step(place):
            if not step.number:
                yield step, stop

    def _any_thing(self, place: int) -> Read[Step]:
        for step, stop in self.thing(place):
            if not step.number:
                yield step, stop

    def _right_beside(self, step: Step, told: Told, place: int) -> Read[Frame]:
        """Read *right after rearing* after *how often does it groom*."""
        for back, words in ((True, "after|following"), (False, "before|prior to")):
            for at in self.lit(place, f"({DIRECTLY}) ({words})"):
                for other, end in self._any_step(at):
                    steps = (other, step) if back else (step, other)
                    yield from self._row(steps, told, self.said(place, at), end)

    def _said_to_follow(self, first: Step, told: Told, place: int) -> Read[Frame]:
        """Read *is directly followed by grooming*, *directly follows*, *comes right before*."""
        near = f"(ever )?(({BE}) )?(ever )?({DIRECTLY})"
        for verb, forward in (("followed by", True), ("preceded by", False), ("precedes?", True),
                              ("follows?|followed", False)):  # fmt: skip
            for at in self.lit(place, f"({near}) ({verb})"):
                yield from self._other(first, told, forward, place, at)
        for side, forward in (("before", True), ("after", False)):
            for at in self.lit(place, f"((ever )?({_COMES}) )?({DIRECTLY}) ({side})"):
                yield from self._other(first, told, forward, place, at)
        if told == "count":
            yield from self._said_loosely(first, place)
        for at in self.lit(place, "(ever )?(lead|leads|led) (directly )?to"):
            yield from self._other(first, told, True, place, at)

    def _said_loosely(self, first: Step, place: int) -> Read[Frame]:
        """Read *follows*, *comes before*: both directly and at any time are told."""
        for words, forward in ((f"follows?|followed|({_COMES}) (some time )?after", False),
                               (f"precedes?|({_COMES}) (some time )?before", True)):  # fmt: skip
            for at in self.lit(place, words):
                for second, end in self._any_step(at):
                    steps = (first, second) if forward else (second, first)
                    said = self.said(place, end)
                    for frame in self.ordering(
                        "steps", steps, direct=True, either=True, back=not forward, words=said
                    ):
                        yield frame, end

    def _other(self, first: Step, told: Told, forward: bool, start: int, at: int) -> Read[Frame]:
        for second, end in self._any_step(at):
            steps = (first, second) if forward else (second, first)
            yield from self._row(steps, told, self.said(start, at), end)

    def _from_one(self, place: int, who: Who | None, told: Told) -> Read[Frame]:
        for first, stop in self._any_step(place):
            for at in self.lit(stop, "(directly |straight )?(to|into)"):
                for second, end in self._any_step(at):
                    for whose, final in self.of_whom(end):
                        if whose is None or who is None:
                            steps, said = (first, second), self.said(place - 1, final)
                            yield from self._row(steps, told, said, final, who or whose)

    def _row(
        self, steps: tuple[Step, ...], told: Told, words: str, place: int, who: Who | None = None
    ) -> Read[Frame]:
        percent = told == "share" and {"percentage", "percent"} & set(self.words[:2])
        for frame in self.ordering("steps", steps, who, direct=True, told=told, words=words):
            yield frame.with_(unit="%" if percent else ""), place

    # several, one after the other -----------------------------------------------------------

    def in_a_row(self, place: int) -> Read[Frame]:
        """Read *how often did it rear, then approach, then groom, within 5 s*."""
        for told, start in self._telling(place):
            for event, stop in (*self.asked(start), *self.told(start)):
                if not event.negated:
                    yield from self._chained(Step(event, words=event.words), told, stop)
            for step, stop in self.past(start, f"{BE}|the sequence", self._any_thing):
                yield from self._chained(step, told, stop)
        for start in self.maybe(place, ASK):
            for at in self.lit(start, "(number|count) of( times)?( the)?"):
                for step, stop in self._any_step(at):
                    yield from self._chained(step, "count", stop)

    def _chained(self, first: Step, told: Told, place: int) -> Read[Frame]:
        for steps, direct, stop in self._chain((first,), place):
            if len(steps) == 2 and not direct:
                continue  # read as one thing that another one follows
            for end in self.maybe(stop, "in (that|this) order|in a row|in sequence|in turn"):
                words = self.said(place, end)
                yield from self._linked(steps, told, direct, None, words, end)
                if not direct:
                    for seconds, final in self.then(end, _SOON, self.time):
                        for last in self.maybe(final, "of each other|each"):
                            yield from self._linked(steps, told, False, seconds, words, last)

    def _chain(
        self, steps: tuple[Step, ...], place: int
    ) -> Iterator[tuple[tuple[Step, ...], bool, int]]:
        """Yield steps that follow, and whether each of them comes directly."""
        at_once = f"({_AND_THEN}) ({DIRECTLY})( after( that)?)?( followed by)?"
        for direct, joined in ((True, at_once), (True, f"({DIRECTLY}) followed by"),
                               (False, _AND_THEN)):  # fmt: skip
            for at in self.lit(place, joined):
                for step, stop in self._link(at):
                    more = (*steps, step)
                    yield more, direct, stop
                    for rest, also, end in self._chain(more, stop):
                        if also == direct or not also:
                            yield rest, direct and also, end

    def _link(self, place: int) -> Read[Step]:
        for step, stop in self._any_step(place):
            yield step, stop
        for event, stop in self.done(place, Who(how="it"), BASE, place):
            yield Step(event, words=event.words), stop

    def _linked(
        self, steps: tuple[Step, ...], told: Told, direct: bool, within_s: float | None,
        words: str, place: int,
    ) -> Read[Frame]:  # fmt: skip
        for frame in self.ordering(
            "steps", steps, direct=direct, told=told, within_s=within_s, words=words
        ):
            yield frame, place
