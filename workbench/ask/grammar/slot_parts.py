"""What the phrases of a question say, one by one: what is put together from them is a `Parts`."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from workbench.ask.grammar.frames import (
    Among,
    Condition,
    Event,
    Lasting,
    Measure,
    Per,
    Scope,
    Statistic,
    Than,
    Who,
    Window,
)

Head = Literal[
    "count", "rate", "frequency", "time", "long", "duration", "length", "much", "fraction",
    "latency", "when", "start", "ever", "path", "distance", "apart", "speed", "going", "budget",
    "overlap",
]  # fmt: skip
"""What is measured, as it was said; *duration* and *how long* can be of all bouts or of one."""


@dataclass(frozen=True, slots=True)
class Most:
    """Of what there is most, where that was said; and whether the least is asked for."""

    of_what: Measure | None = None
    least: bool = False


@dataclass(frozen=True, slots=True)
class Nth:
    """The first, third or last bout."""

    measure: Measure
    number: int = 1


@dataclass(frozen=True, slots=True)
class Parts:
    """What phrases say; what was not said is empty.

    Parameters
    ----------
    head, statistic
        What is measured, and the mean, median or extreme of it.
    event, doing
        What happens; what is done by whom is asked: *which mouse runs*.
    asked
        Whether the event was told as a clause: *does mouse 1 run*.
    second
        The other thing, where two overlap.
    nth
        Which bout.
    who, by
        Of whom it is said, and whether it is said that it does it.
    pair
        Two animals that are apart.
    each_minute
        Unit of a rate: ``"1/min"``.
    bout, each_bout, whole
        Whether bouts, one bout at a time, or a total were spoken of.
    plural
        Whether bouts are what is named: *rears*, *walking bouts*.
    unit, window, scope, per, bin_s, conditions, lasting
        Limits.
    most, among
        Of which something is most.
    than
        How often at least.
    behaviors
        Whether each behavior is meant.
    begins
        Whether it is said that a bout begins.
    summed
        Whether the event is several behaviors, whose time is asked for together.
    together
        Whether it is said that things count together.
    compared
        Whether two are to be put beside each other.
    to
        To whom it is done.
    moved
        Whether it is said that somebody moves: *did mouse 1 cover*.
    zone
        Whether a place alone was named, so that only the time in it can be meant.
    """

    head: Head | None = None
    statistic: Statistic | None = None
    event: Event | None = None
    doing: Event | None = None
    asked: bool = False
    second: Event | None = None
    nth: Nth | None = None
    who: Who | None = None
    by: bool = False
    pair: bool = False
    each_minute: str = ""
    bout: bool = False
    each_bout: bool = False
    plural: bool = False
    whole: bool = False
    unit: str = ""
    window: Window | None = None
    scope: Scope | None = None
    per: tuple[Per, ...] = ()
    bin_s: float | None = None
    conditions: tuple[Condition, ...] = ()
    lasting: Lasting | None = None
    most: Most | None = None
    among: Among | None = None
    than: Than | None = None
    behaviors: bool = False
    begins: bool = False
    summed: bool = False
    together: bool = False
    compared: bool = False
    to: Who | None = None
    moved: bool = False
    zone: bool = False


_NOTHING = Parts()
_MAY_BE_SAID_TWICE = frozenset({"statistic", "unit", "among", "who", "head"})
_TIME_OF_WHICH = ({"time", "fraction"}, "fraction")
"""*Time* beside a share says nothing more."""
_NAMES = tuple(field.name for field in fields(Parts))


_ALWAYS = ("head", "event", "asked", "plural", "who", "unit", "window", "scope", "conditions")
"""What every question may say."""


def says_only(parts: Parts, *names: str) -> bool:
    """Whether nothing is said but what every question may say, and some more."""
    known = (*_ALWAYS, *names)
    return all(
        getattr(parts, name) == getattr(_NOTHING, name) for name in _NAMES if name not in known
    )


def together(one: Parts, more: Parts) -> Parts | None:
    """Return what both say; ``None`` if both say something of the same kind."""
    changes: dict[str, Any] = {}
    for name in _NAMES:
        first, second = getattr(one, name), getattr(more, name)
        if second == getattr(_NOTHING, name):
            continue
        if first == getattr(_NOTHING, name) or isinstance(first, bool):
            changes[name] = second
        elif name in _MAY_BE_SAID_TWICE and first == second:
            continue
        elif name == "head" and {first, second} == _TIME_OF_WHICH[0]:
            changes[name] = _TIME_OF_WHICH[1]
        elif isinstance(first, tuple) and not set(first) & set(second):
            changes[name] = (*first, *second)
        else:
            return None
    return replace(one, **changes) if changes else one
