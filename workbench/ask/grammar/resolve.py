"""Who is meant by *it*, *each other* and *both*; and what cannot be asked of whom or what.

A question is read before it is known who is meant. Here every animal gets its name, or the question
is refused with the words that are not clear.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from workbench.ask.grammar.frames import EACH, Condition, Event, Frame, Measure, Who
from workbench.ask.grammar.order_resolve import resolved_order
from workbench.ask.grammar.vocabulary import Vocabulary
from workbench.ask.plan import NotUnderstoodError

_TWO = 2
_IT = "'it', 'its' or 'the animal'"
_TIMES: frozenset[Measure] = frozenset({"total", "fraction", "mean", "longest", "shortest"})
_CHAINED = ("after", "before", "followed by", "not followed by")
_SHARED: frozenset[Measure] = frozenset({"fraction", "rate"})


def resolved(frame: Frame, before: Frame | None, vocabulary: Vocabulary) -> Frame:
    """Return a question in which everybody has a name.

    Parameters
    ----------
    frame
        As it was read.
    before
        The question before it.
    vocabulary
        The words of the project.

    Raises
    ------
    NotUnderstoodError
        It is not clear who is meant, or something has no meaning of whoever it is asked of.
    """
    return _Resolving(frame, before, vocabulary).frame()


class _Resolving:
    def __init__(self, frame: Frame, before: Frame | None, vocabulary: Vocabulary) -> None:
        self.asked, self.before, self.vocabulary = frame, before, vocabulary
        self.animals = vocabulary.names.animals

    def frame(self) -> Frame:
        frame = self._with_topic(self.asked)
        if frame.order is not None:
            return resolved_order(frame, frame.order, self._event)
        if frame.event is not None:
            frame = frame.with_(event=self._event(frame.event, frame.topic))
            self._check(frame)
            frame = self._of_each(frame)
        elif frame.other is not None and frame.other.how == "it":
            frame = frame.with_(other=self._other(frame.topic, frame.other))
        if frame.measure == "apart" and frame.place and frame.who and len(frame.who.names) > 1:
            message = f"How far from {frame.place!r}: of one animal at a time. Name one."
            raise NotUnderstoodError(message)
        self._check_places(frame)
        conditions = tuple(one for c in frame.conditions for one in self._conditions(c, frame))
        return self._turned(self._parted(frame.with_(conditions=conditions)))

    def _parted(self, frame: Frame) -> Frame:
        """Ask of each animal where *the mice* may be one of them; of means where that is said."""
        event, topic = frame.event, frame.topic
        single = len(frame.scope.recordings or self.vocabulary.names.recordings) == 1
        if event is None:
            return frame
        if frame.average and frame.of_what == "total" and frame.among == "animal":
            return frame.with_(of_what="mean", average=False)
        if frame.measure == "ever" and single and topic is not None and topic == Who():
            return frame.with_(event=event.said_of(EACH))
        return frame

    def _turned(self, frame: Frame) -> Frame:
        """Ask of each animal where what is done to it meets what it does."""
        event = frame.event
        if event is None or (event.topic is not None and not event.topic.every):
            return frame
        met = [c.event for c in frame.conditions if c.event.topic is None]
        if any(event.passive or one.passive for one in met):
            return frame.with_(event=event.said_of(EACH))
        return frame

    # who ------------------------------------------------------------------------------------

    def _with_topic(self, frame: Frame) -> Frame:
        topic = frame.topic
        if topic is None or topic.how != "it":
            return frame
        meant = EACH if "animal" in frame.per else _last_named(self.before)
        if meant is None:
            raise self._unclear(_IT)
        meant = replace(meant, part=topic.part)
        if frame.who is not None:
            return frame.with_(who=meant)
        assert frame.event is not None
        return frame.with_(event=frame.event.said_of(meant))

    def _event(self, event: Event, topic: Who | None) -> Event:
        """Return an event with the other one named: whom it is done to, or who does it."""
        other = event.subject if event.passive else event.object
        if other is None:
            return event
        if other.how == "mutual":
            return self._mutual(event)
        if other.how == "it":
            other = self._other(topic, other)
            event = replace(event, subject=other) if event.passive else replace(event, object=other)
        if topic is not None and len(topic.names) == 1 and topic == other and not topic.part:
            message = f"{event.words!r}: an animal does nothing to itself here. Say to whom."
            raise NotUnderstoodError(message)
        return event

    def _mutual(self, event: Event) -> Event:
        names = event.subject.names if event.subject else ()
        if len(names) == 1:
            message = f"{event.words!r}: say between whom."
            raise NotUnderstoodError(message)
        if event.sort == "behavior":
            return replace(event, object=Who(names))
        pair = names or self.animals
        if len(pair) != _TWO:
            message = f"{event.words!r}: there are {len(pair)} animals. Say between which two."
            raise NotUnderstoodError(message)
        return replace(event, subject=Who(pair[:1]), object=Who(pair[1:]))

    def _other(self, topic: Who | None, other: Who) -> Who:
        """Return whom *it* is, that is not the one it is said of."""
        names = topic.names if topic else ()
        if len(names) == 1 and len(self.animals) == _TWO:
            return Who(tuple(name for name in self.animals if name not in names), other.part)
        for known in _named(self.before):
            if not set(known.names) & set(names):
                return replace(known, part=other.part)
        raise self._unclear(_IT)

    def _unclear(self, words: str) -> NotUnderstoodError:
        known = ", ".join(self.animals)
        return NotUnderstoodError(f"Who is meant by {words}? Name the animal: {known}.")

    # conditions -----------------------------------------------------------------------------

    def _conditions(self, condition: Condition, frame: Frame) -> Iterator[Condition]:
        event = condition.event
        if event.topic is not None and event.topic.how == "it":
            event = event.said_of(None)
        event = self._met(event, frame)
        topic = event.topic
        if self.vocabulary.is_point(event.behaviors) and condition.relation.endswith("while"):
            message = (
                f"{event.words!r} is a point in time: nothing goes on while it does. "
                "Say 'within 1 s of'."
            )
            raise NotUnderstoodError(message)
        everybody = topic is not None and topic.how == "both" and not topic.names
        names = self.animals if everybody else topic.names if topic and not topic.how else ()
        if len(names) < _TWO or event.sort in ("closer", "farther"):
            yield replace(condition, event=event)
            return
        if condition.relation != "while":
            message = f"{condition.words!r}: of both, or of one of them? Name one animal."
            raise NotUnderstoodError(message)
        for name in names:
            yield replace(condition, event=event.said_of(Who((name,))))

    def _met(self, event: Event, frame: Frame) -> Event:
        """Return the event of a condition, with *it* as the other one of the question."""
        other = event.subject if event.passive else event.object
        if other is None or other.how not in ("it", "mutual"):
            return event
        if other.how == "mutual":
            return self._mutual(event)
        doer = event.topic or frame.topic
        mine = {name for who in _of(frame) for name in who.names} - set(doer.names if doer else ())
        if len(mine) == 1:
            found = Who((mine.pop(),), other.part)
        elif doer is not None and len(doer.names) == 1 and len(self.animals) == _TWO:
            found = self._other(doer, other)
        else:
            raise self._unclear(_IT)
        return replace(event, subject=found) if event.passive else replace(event, object=found)

    # what has a meaning ---------------------------------------------------------------------

    def _check(self, frame: Frame) -> None:
        event, topic = frame.event, frame.topic
        assert event is not None
        if event.sort == "behavior" and topic is not None and topic.part:
            message = (
                f"{event.words!r}: behaviors are of whole animals, not of the {topic.part}. "
                "Of a point one may ask where it is, how fast, and how close to another."
            )
            raise NotUnderstoodError(message)
        chained = [c.relation for c in frame.conditions if c.relation in _CHAINED]
        if len(chained) != len(set(chained)):
            message = (
                f"{frame.conditions[-1].words!r}: after which of the two? Of more than two things "
                "in a row, ask for two at a time."
            )
            raise NotUnderstoodError(message)
        met = any(c.relation not in ("while", "not while") for c in frame.conditions)
        if event.negated and (frame.quantity not in ("total", "fraction") or met):
            message = (
                f"{event.words!r}: how often something does not happen cannot be counted. Ask how "
                "long it does not, or after what it does not follow."
            )
            raise NotUnderstoodError(message)
        point = self.vocabulary.is_point(event.behaviors) or event.sort in ("entry", "exit")
        if point and (frame.quantity in _TIMES or event.lasting or frame.lasts):
            message = (
                f"{event.words!r} is a point in time: it has no length. Ask how often or when."
            )
            raise NotUnderstoodError(message)
        if (frame.number > 1 or frame.several) and not self._is_one_row(event):
            message = f"{event.words!r}: of each animal there is a first, a second ... Name one."
            raise NotUnderstoodError(message)
        if topic is not None and topic.every and topic.how == "any" and frame.measure in _TIMES:
            message = (
                f"{event.words!r}: 'any' and 'either' do not say whose time counts. Say 'each "
                "animal', or name one."
            )
            raise NotUnderstoodError(message)

    def _check_places(self, frame: Frame) -> None:
        """Refuse being in two places at once: *rears in the nest and in the shelter*."""
        here = [c for c in frame.conditions if c.relation == "while" and c.event.sort == "inside"]
        if len({c.event.place for c in here}) > 1:
            message = (
                f"{here[-1].words!r}: in both at once, or in each? Ask for one place at a time, or "
                "'in one vs in the other'."
            )
            raise NotUnderstoodError(message)

    def _is_one_row(self, event: Event) -> bool:
        """Whether bouts are of one animal, and to one, so that they have an order."""
        topic, other = event.topic, event.subject if event.passive else event.object
        alone = other is not None and len(other.names) == 1
        to_several = (
            len(self.animals) > _TWO and self.vocabulary.target(event.behaviors) == "animal"
        )
        return topic is not None and len(topic.names) == 1 and (alone or not to_several)

    def _of_each(self, frame: Frame) -> Frame:
        """Ask a share of time of each animal, where an animal has several partners."""
        event, topic = frame.event, frame.topic
        assert event is not None
        if (
            len(self.animals) <= _TWO
            or frame.measure not in _SHARED
            or self.vocabulary.target(event.behaviors) != "animal"
            or not (topic is None or (topic.every and topic.how == ""))
        ):
            return frame
        if frame.per or frame.average:
            message = f"{event.words!r}: of which animal? Among several a share has no one meaning."
            raise NotUnderstoodError(message)
        return frame.with_(event=event.said_of(EACH))


def _of(frame: Frame) -> Iterator[Who]:
    event = frame.event
    for who in (frame.who, frame.other, *((event.subject, event.object) if event else ())):
        if who is not None and len(who.names) == 1:
            yield who


def _named(before: Frame | None) -> list[Who]:
    """Return the animals of a question, whom it is about first."""
    if before is None:
        return []
    found = sorted(_of(before), key=lambda who: who != before.topic)
    return [Who(who.names) for who in found]


def _last_named(before: Frame | None) -> Who | None:
    topic = before.topic if before is not None else None
    return Who(topic.names) if topic is not None and len(topic.names) == 1 else None
