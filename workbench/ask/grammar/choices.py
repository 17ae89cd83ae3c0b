"""Reading questions for whom something is true: which animal most, who, whom, how many animals."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.ask.grammar.asking_words import LESS, MORE, TIMES
from workbench.ask.grammar.clauses import ADVERB, BASE, BE, DO, FINITE, HAVE, PARTICIPLE
from workbench.ask.grammar.frames import EACH, Among, Event, Frame, Measure, Who
from workbench.ask.grammar.moments import WHETHER
from workbench.ask.grammar.movement import TRAVELLED, MovementReader
from workbench.ask.grammar.reader import Read
from workbench.ask.grammar.vocabulary import ANIMAL, ANIMALS

_WHICH = (
    f"which (of the |of these )?(two |three )?({ANIMAL})|which one( of the ({ANIMAL}))?|who|which"
)
Compared = tuple[Measure, bool]
"""What is compared, and whether the smallest is asked for."""

_SUMMED = "( time)?( in total| overall)?"
_BY: tuple[tuple[str, Compared], ...] = (
    (f"(the )?({MORE})( {TIMES})|(the )?({TIMES}) ({MORE})", ("count", False)),
    (f"(the )?({LESS})( {TIMES})|(the )?({TIMES}) ({LESS})", ("count", True)),
    (f"(for )?(the )?(longer|longest){_SUMMED}", ("total", False)),
    (f"(for )?(the )?(shorter|shortest){_SUMMED}", ("total", True)),
    ("first|earlier|earliest|sooner", ("latency", True)),
)
_BY_ALONE: tuple[tuple[str, bool], ...] = ((f"(the )?({MORE})", False), (f"(the )?({LESS})", True))
_HAS = "has|had|have|makes|made|shows|does|did|showed"
_TIME_OF: tuple[tuple[str, bool], ...] = (
    (MORE, False), (LESS, True), ("longer|longest|the longest", False), ("shorter", True),
)  # fmt: skip
_EXTREMES: tuple[tuple[str, Compared], ...] = (
    ("longest|longer|a longer", ("longest", False)),
    ("shortest|shorter|a shorter", ("shortest", True)),
)
_FAR: tuple[tuple[str, bool], ...] = (
    ("(the )?(farther|further|farthest|furthest|more|most|(more|most|longer|longest|greater|"
     "greatest|larger|largest) (distance|path|way))( in total)?", False),
    ("(the )?(less|least|(shorter|shortest|smaller|smallest) (distance|path|way))", True),
)  # fmt: skip
_HIGH: tuple[tuple[str, bool], ...] = (
    ("higher|highest|greater|greatest|larger", False), ("lower|lowest|smaller", True),
)  # fmt: skip
_FAST: tuple[tuple[str, bool], ...] = (("faster|fastest", False), ("slower|slowest", True))
_ALIKE = "is|was|moves|runs|walks|moved|ran|travels"
MOST_OF_THEM: tuple[tuple[str, Measure], ...] = (
    (f"(and )?({_WHICH})( of them)?( did it| does it)? (for )?(the )?longest", "total"),
    (f"(and )?({_WHICH})( of them)?( did it| does it)? (the )?most( often)?", "count"),
)
"""Follow-ups that ask of whom it is most."""
_BOUTS = "bouts|episodes|events|instances|occurrences|entries|exits|visits"
_COUNTED = frozenset({"number", "count", "counts", "often", "times", "frequency"})
_NONE = "never|did not ever|does not ever"


class ChoiceReader(MovementReader):
    """Reads questions for whom something is true."""

    # most -----------------------------------------------------------------------------------

    def which(self, place: int) -> Read[Frame]:
        """Read *which mouse chases most*, *who rears*, *which mouse never rears*."""
        for stop in self.lit(place, _WHICH):
            for frame, end in (*self.most(stop), *self.moving_most(stop)):
                yield from self._of_these(frame, end)
            for event, end in self.past(stop, f"{DO}|ever", self.doers):
                yield Frame("who", event), end
                for than, final in self.than(end):
                    yield Frame("who", event, than=than), final
            for event, end in self.then(stop, f"{_NONE}|({DO}) not( ever)?", self.doers):
                yield Frame("who", event, least=True), end
        yield from self._done_by(place)
        for stop in self.lit(place, f"how many( of the)? ({ANIMALS})( {DO}| ever)?"):
            for event, end in self.doers(stop):
                yield Frame("number who", event), end
                for than, final in self.than(end):
                    yield Frame("number who", event, than=than), final
        none = f"({_NONE})|({DO}) not( ever)?"
        for stop in self.lit(place, f"how many( of the)? ({ANIMALS}) ({none})"):
            for event, end in self.doers(stop):
                yield Frame("number who", event, least=True), end

    def _done_by(self, place: int) -> Read[Frame]:
        """Read *by whom is mouse 1 chased*, *who was mouse 1 chased by*."""
        for stop in self.lit(place, f"(by )?(who|whom|{_WHICH}) ({BE})"):
            for whom, at in self.who(stop):
                for behaviors, end in self.verb(at, PARTICIPLE):
                    if self.vocabulary.target(behaviors) == "animal":
                        said = self.said(place, end)
                        event = Event("behavior", said, behaviors, EACH, whom)
                        by = "" if self.words[place] == "by" else "by"
                        for final in self.lit(end, by):
                            yield Frame("who", event), final

    def _of_these(self, frame: Frame, place: int) -> Read[Frame]:
        """Read *..., mouse 1 or mouse 2*, where these are all there are."""
        yield frame, place
        for who, stop in self.named(place):
            if set(who.names) == set(self.vocabulary.names.animals):
                yield frame, stop

    def doers(self, place: int) -> Read[Event]:
        """Read what each of some animals does: *chased mouse 2*, *is in the shelter*."""
        yield from self.lasting(self.done(place, EACH, FINITE, place))
        for stop in self.lit(place, BE):
            for at in self.maybe(stop, ADVERB):
                yield from self.lasting(self.state(at, EACH, place))
        for stop in self.lit(place, "spends|spent"):
            for at in self.maybe(stop, "any time|time"):
                yield from self.activity(at, EACH, place)

    def most(self, place: int) -> Read[Frame]:
        """Read what is most: *rests longest*, *has the longest rest*, *spends more time in*."""
        for event, stop in self.doers(place):
            for compared, end in self.compared_by(event, stop):
                yield chosen(compared, event), end
        for words, least in _TIME_OF:
            time = f"(spends|spent|is|was|spend|were) ({words})( of its)?( time)?"
            for stop in self.lit(place, time):
                for event, end in self.activity(stop, EACH, place):
                    yield chosen(("total", least), event), end
        yield from self.having_most(place)

    def having_most(self, place: int) -> Read[Frame]:
        """Read *has more chases*, *has the longest rest*."""
        for words, least in _BY_ALONE:
            for start in self.lit(place, f"({_HAS}) ({words})"):
                for event, end in self.noun(start):
                    for of_what in self._much_of(event, start, end):
                        yield chosen((of_what, least), event.said_of(EACH)), end
        for words, compared in _EXTREMES:
            for event, end in self.then(place, f"({_HAS}) (the )?({words}) ?(single )?", self.noun):
                if event.subject is None:
                    yield chosen(compared, event.said_of(EACH)), end

    def _much_of(self, event: Event, start: int, stop: int) -> Iterator[Measure]:
        """Yield what there is more of: bouts that are named, else their number or their time."""
        if event.subject is not None:
            return
        yield "count"
        if self.is_mass(event, start, stop):
            yield "total"

    def is_mass(self, event: Event, start: int, stop: int) -> bool:
        """Whether *most grooming* may be the number of bouts, or the time in them."""
        if event.sort != "behavior" or self.vocabulary.is_point(event.behaviors):
            return False
        counted = not _COUNTED.isdisjoint(self.words[start:stop])
        return not counted and not self.names_bouts(start, stop)

    def names_bouts(self, start: int, stop: int) -> bool:
        """Whether some words name bouts: *rears*, *walking bouts*; *grooming* does not."""
        for place in range(start, stop):
            word = self.words[place]
            if any(True for _ in self.lit(place, _BOUTS)):
                return True
            known = self.vocabulary.verbs.words()
            if word.endswith("s") and (word[:-1] in known or word.removesuffix("es") in known):
                return True
        return False

    def compared_by(self, event: Event, place: int) -> Read[Compared]:
        """Read by what somebody does something most: *more often*, *longest*.

        *More* alone is a matter of time for states, of number for behaviors.
        """
        for words, compared in _BY:
            for end in self.lit(place, words):
                yield compared, end
        for words, least in _BY_ALONE:
            for end in self.lit(place, words):
                yield ("count" if event.sort == "behavior" else "total", least), end

    def moving_most(self, place: int) -> Read[Frame]:
        """Read *runs farthest*, *has the higher speed*, *is faster*."""
        for words, least in _FAR:
            for stop in self.lit(place, f"({TRAVELLED}|covers|covered) ({words})"):
                yield Frame("which", who=EACH, of_what="path", least=least), stop
        for words, least in _HIGH:
            for stop in self.lit(place, f"(has|had|shows|showed) (the |a )?({words})"):
                for statistic, at in self.statistic(stop):
                    for end in self.lit(at, "(running |movement )?(speed|velocity)"):
                        yield Frame("which", who=EACH, of_what="speed", least=least,
                                    statistic=statistic), end  # fmt: skip
        for words, least in _FAST:
            for stop in self.lit(place, f"({_ALIKE}) (the )?({words})( on average)?"):
                yield Frame("which", who=EACH, of_what="speed", least=least), stop

    # whom -----------------------------------------------------------------------------------

    def whom_asked(self, place: int) -> Read[Frame]:
        """Read *whom does mouse 1 chase*, *whom does it chase most*."""
        for who, after in self.then(
            place, f"(who|whom|which (other )?({ANIMAL})) ({DO})", self.who
        ):
            for behaviors, stop in self.verb(after, BASE):
                if self.vocabulary.target(behaviors) != "animal":
                    continue
                event = Event("behavior", self.said(place, stop), behaviors, who, Who())
                yield Frame("whom", event), stop
                for (of_what, least), end in self.compared_by(event, stop):
                    yield Frame("whom", event, of_what=of_what, least=least), end

    def is_more(self, place: int) -> Read[Frame]:
        """Read *does mouse 1 rear more often than mouse 2*, *is mouse 1 faster than mouse 2*."""
        for event, stop in (*self.asked(place), *self.then(place, WHETHER, self.told)):
            for compared, at in self.compared_by(event, stop):
                yield from self._than_of(compared, event, at)
        for who, start in self.then(place, f"{DO}|{HAVE}", self.named):
            yield from self._having_more(who, start)
        for who, start in self.then(place, DO, self.named):
            yield from self._spending_more(who, start, place)
        for who, start in self.then(place, f"{BE}|{DO}", self.named):
            yield from self._moving_more(who, start)

    def _having_more(self, who: Who, place: int) -> Read[Frame]:
        """Read *have more chases than mouse 2*."""
        for words, least in _BY_ALONE:
            for at in self.lit(place, f"(have|had|make|show) ({words})"):
                for event, stop in self.noun(at):
                    for of_what in self._much_of(event, at, stop):
                        yield from self._than_of((of_what, least), event.said_of(who), stop)

    def _spending_more(self, who: Who, place: int, start: int) -> Read[Frame]:
        """Read *spend more time resting than mouse 2*."""
        for words, least in _BY_ALONE:
            for at in self.lit(place, f"spend ({words}) time"):
                for event, stop in self.activity(at, who, start):
                    yield from self._than_of(("total", least), event, stop)

    def _than_of(self, compared: Compared, event: Event, place: int) -> Read[Frame]:
        for both, end in self._than_other(event.topic, place):
            yield chosen(compared, event.said_of(both)).with_(measure="more"), end

    def _moving_more(self, who: Who, place: int) -> Read[Frame]:
        """Read *faster than mouse 2*, *travel farther than mouse 2*."""
        fast: Iterator[tuple[str, Measure, bool]] = (
            (f"(move |run |travel )?({w})( on average)?", "speed", least) for w, least in _FAST
        )
        far: Iterator[tuple[str, Measure, bool]] = (
            (f"(move|travel|run|walk) ({w})", "path", least) for w, least in _FAR
        )
        for words, of_what, least in (*fast, *far):
            for at in self.lit(place, words):
                for both, end in self._than_other(who, at):
                    yield Frame("more", who=both, of_what=of_what, least=least), end

    def _than_other(self, first: Who | None, place: int) -> Read[Who]:
        if first is None or len(first.names) != 1:
            return
        for second, stop in self.then(place, "than", self.named):
            if len(second.names) == 1 and second != first:
                for end in self.maybe(stop, "does|did|is|was|do"):
                    yield Who((*first.names, *second.names)), end


def chosen(compared: Compared, event: Event, among: Among = "animal") -> Frame:
    """Return the question of whom, or of which, something is most."""
    of_what, least = compared
    return Frame("which", event, of_what=of_what, least=least, among=among)
