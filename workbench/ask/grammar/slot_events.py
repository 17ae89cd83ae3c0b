"""Reading what happens, as one phrase among others: with whoever is named in it, or without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graphs.lexicon.surface_forms import Tense
from workbench.ask.grammar.clauses import ADVERB, BASE, DO, FINITE, ING, PARTICIPLE
from workbench.ask.grammar.frames import EACH, Event, EventSort, Statistic, Who
from workbench.ask.grammar.questions import QuestionReader
from workbench.ask.grammar.reader import Read
from workbench.ask.grammar.slot_parts import Nth, Parts
from workbench.ask.grammar.slot_words import FIRST, LAST, ORDINALS, WENT_ON

_SPEEDY: tuple[tuple[EventSort, str], ...] = (
    ("faster", "exceed|exceeds|exceeded|exceeding|(with |at )?(a |the )?(speed|velocity)s? (of )?"
               "(more than|above|over|exceeding|higher than|greater than)"),
    ("slower", "(with |at )?(a |the )?(speed|velocity)s? (of )?(less than|below|under|lower than)"),
)  # fmt: skip
_DISTANT: tuple[tuple[EventSort, str], ...] = (
    ("closer", "below|under|less than|smaller than|of less than|within|of at most"),
    ("farther", "above|over|more than|greater than|larger than|of more than|of at least"),
)
_DISTANCE = (
    "(with |at |when )?(an? |the )?(inter (animal|mouse|individual) )?(distance|separation|spacing)"
    "( between them| between the (two )?(mice|animals))?( is| was)?"
)
_NEVER = "never|did not ever"
_BOTH = "coincide|coincided|overlap|overlapped|overlapping|go on at the same time"
_OVERLAP = (
    "(temporal |time )?overlap( time| in time| duration)?( between| of)?|coincidence (of|between)|"
    "time of overlap (between|of)|joint time of"
)
_AND = "and|with"
_ENDS: tuple[tuple[str, Statistic], ...] = (("longest", "max"), ("shortest|briefest", "min"))


class SlotEvents(QuestionReader):
    """Reads what happens."""

    def happens(self, place: int) -> Read[Parts]:
        """Read an event in every form that says who does what to whom, or that names nobody."""
        for event, stop in self.told(place):
            yield Parts(event=event), stop
        for event, stop in self.asked(place):
            yield Parts(event=event, asked=True), stop
        for event, stop in (
            *self._nobody_named(place),
            *self._undergone(place),
            *self._limits(place),
        ):
            yield Parts(event=event), stop
        for event, stop in self._staying(place):
            yield Parts(event=event, asked=True), stop
        for event, stop in self._of_noun_lasting(place):
            yield Parts(event=event, bout=True), stop
        for event, stop in self.ended(self.then(place, DO, self.bouts), "occur|happen|take place"):
            yield Parts(head="ever", event=event), stop
        for zone, stop in self.place_(place):
            inside = Event("inside", self.said(place, stop), place=zone)
            yield Parts(event=inside, zone=True), stop
        yield from self._summed(place)
        for event, stop in self.bouts(place):
            yield Parts(event=event, plural=self.names_bouts(place, stop)), stop

    def bouts(self, place: int) -> Read[Event]:
        """Read a noun: *rears of mouse 1*, *mouse 1's chases*."""
        for event, stop in self.noun(place):
            timed = self.words[place] in ("time", "times")
            if not timed and not self._of_either(event, place, stop):
                yield event, stop

    def _of_either(self, event: Event, start: int, stop: int) -> bool:
        """Whether *chases of mouse 1* may be what it does, or what is done to it."""
        if event.object is not None or not event.behaviors or not self.takes_animal(event):
            return False
        of = (at for at in range(start, stop) if self.words[at] == "of")
        return any(True for at in of for _ in self.named(at + 1))

    def _nobody_named(self, place: int) -> Read[Event]:
        yield from self.lasting(self.done(place, None, ING, place))
        yield from self.lasting(self.location(place, None, place))
        yield from self.measured(place, None, place)

    def _of_noun_lasting(self, place: int) -> Read[Event]:
        """Read *a run of mouse 1 lasts*, *mouse 1 groomed in one go*."""
        yield from self.ended(self.bouts(place), "last|lasts|lasted|take|takes|took")

    def _staying(self, place: int) -> Read[Event]:
        """Read *does mouse 1 stay in contact with mouse 2*."""
        for who, at in self.then(place, DO, self.named):
            for start in self.lit(at, "stay|remain|keep|be"):
                for event, stop in self.lasting(self.state(start, who, place)):
                    if not event.negated:
                        yield event, stop

    def _summed(self, place: int) -> Read[Parts]:
        """Read *grooming plus resting*, *did mouse 1 groom and rest*: what counts together."""
        for start in self.maybe(place, "on|the"):
            yield from self._joined(start, place, None, ING)
        for who, at in self.then(place, DO, self.named):
            yield from self._joined(at, place, who, BASE)

    def _joined(
        self, at: int, place: int, who: Who | None, tenses: frozenset[Tense]
    ) -> Read[Parts]:
        for first, after in self.verb(at, tenses):
            for then in self.lit(after, "plus|and"):
                for second, stop in self.verb(then, tenses):
                    targets = {self.vocabulary.behaviors[one].target for one in (*first, *second)}
                    if first == second or "animal" in targets:
                        continue
                    said = self.said(place, stop)
                    event = Event("behavior", said, (*first, *second), who)
                    together = self.words[after] == "plus"
                    yield Parts(event=event, summed=True, together=together), stop

    def _undergone(self, place: int) -> Read[Event]:
        """Read *chased by mouse 2*, *mouse 1 being chased*: it is said that it is undergone."""
        for subject, at in (*self.named(place), (None, place)):
            for event, stop in self.undergone(at, subject, place):
                words = self.words[at:stop]
                if "by" in words or words[0] == "being":
                    yield event, stop

    def _limits(self, place: int) -> Read[Event]:
        """Read *exceed a speed of 10 cm/s*, *inter-animal distance below 5 cm*."""
        yield from self._speed_limit(place, None, place)
        for who, at in self.past(place, f"{DO}|with|when|while|where", self.named):
            for start in self.maybe(at, "'s"):
                yield from self._speed_limit(start, who, place)
        for at in self.lit(place, _DISTANCE):
            for sort, words in _DISTANT:
                for limit, stop in self.then(at, words, self.length):
                    said, other = self.said(place, stop), Who(how="mutual")
                    yield Event(sort, said, object=other, limit=limit), stop

    def _speed_limit(self, place: int, who: Who | None, start: int) -> Read[Event]:
        for sort, words in _SPEEDY:
            for at in self.lit(place, words):
                for end in self.maybe(at, "(a |the )?(speed|velocity)( of)?"):
                    for limit, stop in self.speed(end):
                        yield Event(sort, self.said(start, stop), subject=who, limit=limit), stop

    # one of several -------------------------------------------------------------------------

    def numbered(self, place: int) -> Read[Parts]:
        """Read *the third walk of mouse 1*, *for the second time*, *the last time it reared*."""
        for nth, stop in self._ordinal(place):
            for event, end in self.bouts(stop):
                yield Parts(nth=nth, event=event), end
            for event, end in self.then(stop, "time( that| when)?", self.told):
                yield Parts(nth=nth, event=event), end
        for start in self.lit(place, "for the|the"):
            for nth, stop in self._ordinal(start):
                for end in self.lit(stop, "time"):
                    yield Parts(nth=nth), end
        for who, at in self.ended(self.named(place), "'s|'"):
            for nth, stop in self._ordinal(at):
                for event, end in self.bouts(stop):
                    if event.subject is None:
                        words = self.said(place, end)
                        yield Parts(nth=nth, event=replace(event, subject=who, words=words)), end

    def begun(self, place: int) -> Read[Parts]:
        """Read *did mouse 1 begin its second walk*."""
        for who, at in self.then(place, DO, self.named):
            for start in self.lit(at, "begin|start"):
                for nth, stop in self._ordinal(start):
                    for event, end in self.bouts(stop):
                        if event.subject is None and not event.passive:
                            said = replace(event, subject=who, words=self.said(place, end))
                            yield Parts(nth=nth, event=said, begins=True), end

    def _ordinal(self, place: int) -> Read[Nth]:
        for start in self.maybe(place, "the|its"):
            for stop in self.lit(start, FIRST):
                yield Nth("first"), stop
            for stop in self.lit(start, LAST):
                yield Nth("last"), stop
            for word, number in ORDINALS.items():
                if number > 1:
                    for stop in self.lit(start, word):
                        yield Nth("first", number), stop

    # two things -----------------------------------------------------------------------------

    def longest_of(self, place: int) -> Read[Parts]:
        """Read *which of mouse 1's walks lasted longest*."""
        for start in self.lit(place, "which( one)? of( the)?"):
            for event, at in self.bouts(start):
                for words, statistic in _ENDS:
                    for stop in self.lit(at, f"{WENT_ON}({words})"):
                        if self.names_bouts(start, at):
                            yield Parts(event=event, statistic=statistic, bout=True), stop

    def overlapping(self, place: int) -> Read[Parts]:
        """Read *overlap between mouse 1 feeding and mouse 2 resting*."""
        for start in self.lit(place, _OVERLAP):
            for first, second, stop in self._two(start):
                yield Parts(head="overlap", event=first, second=second), stop
        for start in self.maybe(place, DO):
            for first, second, stop in self._two(start):
                for end in self.lit(stop, _BOTH):
                    yield Parts(event=first, second=second), end

    def _two(self, place: int) -> Iterator[tuple[Event, Event, int]]:
        for first, at in (*self.told(place), *self.bouts(place)):
            for after in self.lit(at, _AND):
                for second, stop in (*self.told(after), *self.bouts(after)):
                    yield first, second, stop

    # whose ----------------------------------------------------------------------------------

    def doing_of(self, place: int) -> Read[Event]:
        """Read what each of some animals does: *ran*, *is in the shelter*."""
        for at in self.maybe(place, ADVERB):
            yield from self.done(at, EACH, FINITE, place)
        yield from self.doers(place)

    def never(self, place: int) -> Read[Event]:
        """Read *mouse 1 never rested*."""
        for who, at in self.ended(self.named(place), _NEVER):
            yield from self.done(at, who, FINITE | PARTICIPLE, place)
        for who, at in self.ended(self.then(place, DO, self.named), "never"):
            yield from self.done(at, who, BASE, place)
