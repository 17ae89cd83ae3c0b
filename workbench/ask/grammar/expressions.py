"""Parts of programs: events, conditions and windows as expressions over one recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.ask.grammar.frames import Condition, Event, Frame, Relation, Who, Window
from workbench.ask.grammar.vocabulary import Vocabulary
from workbench.ask.plan import NotUnderstoodError

RECORDING = "rec"
_ALGEBRA: dict[Relation, str] = {
    "after": "after", "before": "before", "followed by": "followed_by",
    "not followed by": "not_followed_by",
}  # fmt: skip
_SIGNS = {"faster": ">", "slower": "<", "closer": "<", "farther": ">"}
_CROSSED = {"entry": "entries", "exit": "exits"}
_EVERY = "'*'"
_EVER_S = 1e6
"""A limit in seconds that no recording reaches."""

_TWO = 2


@dataclass(frozen=True, slots=True)
class Writing:
    """What a program is written for.

    Parameters
    ----------
    vocabulary
        The words of the project.
    labelled
        Whether behaviors are stored as facts; else they are found on the tracks.
    unlabelled
        Behaviors that labelling did not look for: found on the tracks in any case.
    scaled
        Whether lengths are in cm in every recording.
    """

    vocabulary: Vocabulary
    labelled: bool
    scaled: bool = True
    unlabelled: frozenset[str] = frozenset()

    @property
    def animals(self) -> tuple[str, ...]:
        """Names of all animals."""
        return self.vocabulary.names.animals

    # who ------------------------------------------------------------------------------------

    def who(self, who: Who | None, variable: str = "") -> str:
        """Return animals as an argument: a text, a list, ``"*"`` for all, or a variable."""
        if variable:
            return f'f"{{{variable}}}.{who.part}"' if who and who.part else variable
        if who is None or who.every:
            return repr(f"*.{who.part}" if who and who.part else "*")
        texts = [f"{name}.{who.part}" if who.part else name for name in who.names]
        return repr(texts[0]) if len(texts) == 1 else repr(texts)

    def named(self, who: Who | None) -> str:
        """Return animals as an argument; empty if nobody is named."""
        return "" if who is None or who.every else self.who(who)

    # events ---------------------------------------------------------------------------------

    def bouts(
        self,
        event: Event,
        topic: str = "",
        joined: bool = False,
        other: str = "",
        *,
        seconds: bool = False,
    ) -> str:
        """Return an event as bouts.

        Parameters
        ----------
        event
            What.
        topic
            Variable or text that stands for whoever it is said of, instead of the event's.
        joined
            Whether time in which several behaviors go on counts once.
        other
            The same for the other one: to whom it is done, or by whom.
        seconds
            Whether the seconds of `joined` time are all that is asked for: then bouts of one row
            may overlap.
        """
        found = self._bouts(event, topic, joined, other, seconds and event.lasting is None)
        if event.lasting is not None:
            low, high = event.lasting.min_s, event.lasting.max_s
            found = f"{found}.lasting({f'{low:g}' if high is None else f'max_s={high:g}'})"
        return f"{found}.outside()" if event.negated else found

    def _bouts(self, event: Event, topic: str, joined: bool, other: str, seconds: bool) -> str:
        if event.sort == "behavior":
            found = self._behaviors(event, topic, joined, other)
            if not (joined or event.negated) or not self.has_partners(event, topic, other):
                return found
            one = len(event.behaviors) == 1 and not event.passive and not event.negated
            return f"{found}.per_animal()" if seconds and one else self._merged(event, found)
        who = topic or self.who(event.subject)
        if event.sort in _CROSSED:
            return f"{RECORDING}.{_CROSSED[event.sort]}({who}, {event.place!r})"
        if event.sort in ("inside", "outside"):
            mask = f"{RECORDING}.in_zone({who}, {event.place!r})"
            mask = f"(~{mask})" if event.sort == "outside" else mask
            return f'{mask}.bouts(label="{event.sort} {event.place}")'
        return f"({self._signal(event, topic)} {_SIGNS[event.sort]} {event.limit!r}).bouts()"

    def _behaviors(self, event: Event, topic: str, joined: bool, other: str) -> str:
        topic = "" if topic == _EVERY else topic
        doer, done_to = (other, topic) if event.passive else (topic, other)
        who = doer or self.named(event.subject)
        whom = done_to or (repr(event.place) if event.place else self.named(event.object))
        names: list[object] = list(event.behaviors)
        stored = self.labelled and self.unlabelled.isdisjoint(event.behaviors)
        if stored and not joined and len(names) > 1:
            names = [names]
        found = [self._found(name, who, whom) for name in names]
        return found[0] if len(found) == 1 else f"({' | '.join(found)})"

    def _found(self, name: object, who: str, whom: str) -> str:
        """Return the bouts of one behavior, or of several beside each other."""
        if self.labelled and (isinstance(name, list) or name not in self.unlabelled):
            given = [("subject", who), ("predicate", repr(name)), ("object", whom)]
            return f"{RECORDING}.facts({_arguments(given)})"
        given = [("name", repr(name)), ("subject", who), ("target", whom)]
        return f"{RECORDING}.behavior({_arguments(given)})"

    def _merged(self, event: Event, found: str) -> str:
        """Return time that an animal spends with several others as one row: it counts once."""
        label = " or ".join(event.behaviors)
        return f'{RECORDING}.window().bouts(label="{label}").intersection({found}, same="any")'

    def has_partners(self, event: Event, topic: str, other: str = "") -> bool:
        """Whether one animal does something to several, so that its time is in several rows."""
        said_of, to = event.topic, event.subject if event.passive else event.object
        one = bool(topic) or (said_of is not None and len(said_of.names) == 1)
        alone = bool(other) or (to is not None and len(to.names) == 1)
        takes_animal = self.vocabulary.target(event.behaviors) == "animal"
        return len(self.animals) > _TWO and takes_animal and one and not alone

    def _signal(self, event: Event, topic: str) -> str:
        who = topic or self.who(event.subject)
        if event.sort in ("faster", "slower"):
            return f"{RECORDING}.speed({who})"
        return f"{RECORDING}.{self.apart(event.subject, event.object, event.place, topic)}"

    def apart(self, who: Who | None, other: Who | None, place: str, topic: str = "") -> str:
        """Return a distance as a call, without the recording before it."""
        first = topic or self.who(who)
        if place:
            return f"distance_to({first}, {place!r})"
        if topic or not _all(who) or not _all(other):
            return f"distance({first}, {self.who(other)})"
        if len(self.animals) != _TWO:
            message = (
                f"There are {len(self.animals)} animals: say between which two the distance is "
                "meant."
            )
            raise NotUnderstoodError(message)
        parts = [one.part if one else "" for one in (who, other)]
        texts = [f"{name}.{part}" if part else name
                 for name, part in zip(self.animals, parts, strict=True)]  # fmt: skip
        return f"distance({texts[0]!r}, {texts[1]!r})"

    # conditions -----------------------------------------------------------------------------

    def condition(
        self, found: str, condition: Condition, event: Event | None, topic: str, cut: bool
    ) -> str:
        """Return what is left of bouts by a condition.

        Parameters
        ----------
        found
            The bouts.
        condition
            How they have to stand to other bouts.
        event
            What the bouts are.
        topic
            Variable or text for whoever they are said of, if there is one.
        cut
            Whether the time that both go on is wanted, rather than which bouts do.
        """
        other, same = self.met(condition, event, topic)
        given = f", same={same!r}"
        within = condition.within_s
        if condition.relation in _ALGEBRA:
            method = _ALGEBRA[condition.relation]
            if within is None and method.endswith("followed_by"):
                within = _EVER_S
            limit = "" if within is None else f", within_s={within:g}"
            return f"{found}.{method}({other}{limit}{given})"
        if condition.relation == "near":
            return f"{found}.within({other}, {within:g}{given})"
        if condition.relation == "while":
            return f"{found}.{'intersection' if cut else 'overlapping'}({other}{given})"
        return f"{found}.{'difference' if cut else 'not_overlapping'}({other}{given})"

    def met(self, condition: Condition, event: Event | None, topic: str) -> tuple[str, str]:
        """Return the bouts of a condition, and which of them meet those of the question."""
        other = condition.event
        said_of = event.topic if event is not None else None
        named = topic or self.named(said_of)
        if other.topic is not None:
            text, same = self.bouts(other), "any"
            where = self.named(other.topic)
        else:
            text, same, where = self.bouts(other, named), "any" if named else "subject", named
            if not named and (other.passive or (event is not None and event.passive)):
                message = f"{condition.words!r}: of whom? Name the animal."
                raise NotUnderstoodError(message)
            if named.startswith("["):
                same = "subject"
        if condition.where is None:
            return text, same
        here = self.bouts(condition.where, where)
        within = f"overlapping({here}, same={'any' if where else 'subject'!r})"
        return f"{text}.{within}", same


def window_arguments(window: Window) -> str:
    """Return start and stop of a window as arguments."""
    if window.last_s is not None:
        return f"{RECORDING}.duration_s - {window.last_s:g}, {RECORDING}.duration_s"
    if window.share is not None:
        low, high = window.share
        start = "0" if low == 0 else f"{low:.6g} * {RECORDING}.duration_s"
        stop = f"{RECORDING}.duration_s" if high == 1 else f"{high:.6g} * {RECORDING}.duration_s"
        return f"{start}, {stop}"
    start = f"{window.start_s or 0:g}"
    return start if window.stop_s is None else f"{start}, {window.stop_s:g}"


def check_window(frame: Frame) -> None:
    """Refuse a window that holds no time."""
    window = frame.window
    if window is None or window.stop_s is None:
        return
    if not (window.start_s or 0.0) < window.stop_s:
        message = f"{window.words!r} ends before it starts."
        raise NotUnderstoodError(message)


def _all(who: Who | None) -> bool:
    return who is None or who.every


def _arguments(given: Sequence[tuple[str, str]]) -> str:
    """Return arguments; those that follow one that is not given are named."""
    parts, skipped = [], False
    for name, text in given:
        if not text:
            skipped = True
        else:
            parts.append(f"{name}={text}" if skipped else text)
    return ", ".join(parts)
