"""Parts of programs: events, conditions and windows as expressions over one recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.ask.grammar.frames import Condition, Event, Frame, Who, Window
from workbench.ask.plan import NotUnderstoodError
from workbench.sandbox.names import DataNames

RECORDING = "rec"
_ALGEBRA = {
    "after": "after", "before": "before", "followed by": "followed_by",
    "not followed by": "not_followed_by",
}  # fmt: skip
_SIGNS = {"faster": ">", "slower": "<", "closer": "<", "farther": ">"}


@dataclass(frozen=True, slots=True)
class Writing:
    """What a program is written for.

    Parameters
    ----------
    names
        Of the project.
    labelled
        Whether behaviors are stored as facts; else they are found on the tracks.
    """

    names: DataNames
    labelled: bool

    # who ------------------------------------------------------------------------------------

    def who(self, who: Who | None, variable: str = "") -> str:
        """Return animals as an argument: a text, a list, ``"*"`` for all, or a variable."""
        if variable:
            return f'f"{{{variable}}}.{who.part}"' if who and who.part else variable
        if who is None or who.every:
            return repr(f"*.{who.part}" if who and who.part else "*")
        texts = [f"{name}.{who.part}" if who.part else name for name in who.names]
        return repr(texts[0]) if len(texts) == 1 else repr(texts)

    # events ---------------------------------------------------------------------------------

    def bouts(self, event: Event, subject: str = "", to: str = "", joined: bool = False) -> str:
        """Return an event as bouts.

        Parameters
        ----------
        event
            What.
        subject
            Variable or text that stands for who does it, instead of the event's.
        to
            The same of to whom.
        joined
            Whether time in which several behaviors go on counts once.
        """
        if event.negated:
            message = f"{event.words!r}: what does not happen is understood in 'while ...' only."
            raise NotUnderstoodError(message)
        if event.sort == "behavior":
            return self._behaviors(event, subject, to, joined)
        if event.sort in ("inside", "outside"):
            who = subject or self.who(event.subject)
            mask = f"{RECORDING}.in_zone({who}, {event.place!r})"
            mask = f"(~{mask})" if event.sort == "outside" else mask
            return f'{mask}.bouts(label="{event.sort} {event.place}")'
        return f"({self._signal(event, subject)} {_SIGNS[event.sort]} {event.limit!r}).bouts()"

    def _behaviors(self, event: Event, subject: str, to: str, joined: bool) -> str:
        whom = to or (repr(event.place) if event.place else "")
        if not whom and event.object is not None and not event.object.every:
            whom = self.who(event.object)
        who = subject
        if not who and event.subject is not None and not event.subject.every:
            who = self.who(event.subject)
        names: list[object] = list(event.behaviors)
        if self.labelled and not joined and len(names) > 1:
            names = [names]
        found = [self._found(name, who, whom) for name in names]
        return found[0] if len(found) == 1 else f"({' | '.join(found)})"

    def _found(self, name: object, who: str, whom: str) -> str:
        """Return the bouts of one behavior, or of several beside each other."""
        if self.labelled:
            given = [("subject", who), ("predicate", repr(name)), ("object", whom)]
            return f"{RECORDING}.facts({_arguments(given)})"
        given = [("name", repr(name)), ("subject", who), ("target", whom)]
        return f"{RECORDING}.behavior({_arguments(given)})"

    def _signal(self, event: Event, subject: str) -> str:
        who = subject or self.who(event.subject)
        if event.sort in ("faster", "slower"):
            return f"{RECORDING}.speed({who})"
        return f"{RECORDING}.{self.apart(event.subject, event.object, event.place, subject)}"

    def apart(self, who: Who | None, other: Who | None, place: str, subject: str = "") -> str:
        """Return a distance as a call, without the recording before it."""
        first = subject or self.who(who)
        if place:
            return f"distance_to({first}, {place!r})"
        if not subject and (who is None or who.every) and (other is None or other.every):
            animals = self.names.animals
            if len(animals) != 2:
                message = (
                    f"There are {len(animals)} animals: say between which two the distance is "
                    "meant."
                )
                raise NotUnderstoodError(message)
            parts = [one.part if one else "" for one in (who, other)]
            texts = [f"{name}.{part}" if part else name
                     for name, part in zip(animals, parts, strict=True)]  # fmt: skip
            return f"distance({texts[0]!r}, {texts[1]!r})"
        return f"distance({first}, {self.who(other)})"

    # conditions -----------------------------------------------------------------------------

    def condition(
        self, found: str, condition: Condition, event: Event | None, subject: str, cut: bool
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
        subject
            Variable for who does it, if there is one.
        cut
            Whether the time that both go on is wanted, rather than which bouts do.
        """
        other, same = self._other(condition.event, event, subject)
        given = f", same={same!r}"
        within = condition.within_s
        if condition.relation in _ALGEBRA:
            method = _ALGEBRA[condition.relation]
            if method.endswith("followed_by"):
                limit = f", within_s={within if within is not None else 1e6:g}"
            else:
                limit = "" if within is None else f", within_s={within:g}"
            return f"{found}.{method}({other}{limit}{given})"
        if condition.relation == "near":
            return f"{found}.within({other}, {within:g}{given})"
        if condition.relation == "while":
            return f"{found}.{'intersection' if cut else 'overlapping'}({other}{given})"
        return f"{found}.{'difference' if cut else 'not_overlapping'}({other}{given})"

    def _other(self, other: Event, event: Event | None, subject: str) -> tuple[str, str]:
        """Return the bouts of a condition, and which of them meet those of the question."""
        doer = event.subject if event is not None else None
        named = doer is not None and not doer.every
        if other.undergone:
            whom = subject or (self.who(doer) if named else "")
            return self.bouts(other, to=whom), "any" if whom else "reverse"
        if other.subject is not None:
            return self.bouts(other), "any"
        if subject:
            return self.bouts(other, subject), "any"
        if named and doer is not None:
            one = len(doer.names) == 1
            return self.bouts(other, self.who(Who(doer.names))), "any" if one else "subject"
        return self.bouts(other), "subject"


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


def _arguments(given: Sequence[tuple[str, str]]) -> str:
    """Return arguments; those that follow one that is not given are named."""
    parts, skipped = [], False
    for name, text in given:
        if not text:
            skipped = True
        else:
            parts.append(f"{name}={text}" if skipped else text)
    return ", ".join(parts)
