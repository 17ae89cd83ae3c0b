"""What a question asks, as it was understood: a form that a program is written from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

Measure = Literal[
    "count", "total", "fraction", "mean", "rate", "latency", "when", "first", "last", "longest",
    "shortest", "ever", "path", "speed", "apart", "which", "who", "whom", "budget", "following",
    "picture", "doing", "with", "number with", "more",
]  # fmt: skip
Picture = Literal["trajectory", "heat map", "raster", "budget", "transitions", "speed", "distance"]
Statistic = Literal["mean", "median", "max", "min", "std"]
Relation = Literal[
    "after", "before", "while", "not while", "followed by", "not followed by", "near"
]
EventSort = Literal["behavior", "inside", "outside", "faster", "slower", "closer", "farther"]


@dataclass(frozen=True, slots=True)
class Who:
    """Animals that are meant.

    Parameters
    ----------
    names
        Of animals; empty for every one.
    each
        Whether one answer for each is asked for.
    part
        Role or keypoint; the centre if empty.
    pronoun
        Whether it is somebody named before: *it*.
    """

    names: tuple[str, ...] = ()
    each: bool = False
    part: str = ""
    pronoun: bool = False

    @property
    def every(self) -> bool:
        """Whether nobody is named, so that all are meant."""
        return not self.names


@dataclass(frozen=True, slots=True)
class Event:
    """What happens: a behavior, being in a zone, or something measured above or below a limit.

    Parameters
    ----------
    sort
        What kind of thing.
    words
        As it was said.
    behaviors
        Names; one is enough where there are several.
    subject, object
        Who does it to whom; ``None`` where nobody is named.
    place
        Zone or thing.
    limit
        Quantity with unit: ``"5 cm"``.
    undergone
        Whether it is done to whoever does the main thing: *after being chased*.
    negated
        Whether it is said not to happen: *while mouse 2 was not walking*.
    """

    sort: EventSort
    words: str
    behaviors: tuple[str, ...] = ()
    subject: Who | None = None
    object: Who | None = None
    place: str = ""
    limit: str = ""
    undergone: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """How the time of something stands to that of another thing.

    Parameters
    ----------
    relation
        How.
    event
        The other thing; without a subject it is done by whoever does the first.
    within_s
        Limit in seconds; any time if not given.
    words
        As it was said.
    """

    relation: Relation
    event: Event
    within_s: float | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time of each recording.

    Parameters
    ----------
    start_s, stop_s
        Seconds from its start; ``None`` for its start and its end.
    last_s
        Only the last seconds, instead.
    share
        From and to, as shares of the length, instead: ``(0.5, 1.0)``.
    words
        As it was said.
    """

    start_s: float | None = None
    stop_s: float | None = None
    last_s: float | None = None
    share: tuple[float, float] | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which recordings; all if nothing is said."""

    recordings: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A question.

    Parameters
    ----------
    measure
        What is asked of it.
    event
        What is asked about; ``None`` where the measure says it (speed, path).
    who, other
        Of whom speed, path or distance is measured; `other` may be a place.
    place
        The place that a distance is to.
    conditions, window, scope
        Limits.
    per
        For each of these one answer: ``"animal"``, ``"recording"``, ``"group"``, ``"session"``.
    statistic
        Of speed or distance.
    of_what
        What is compared where it is asked which animal (``which``) or for groups.
    least
        Whether the smallest is asked for.
    picture
        What is drawn.
    compare
        Whether groups are compared by a test.
    unit
        In which the answer is asked for: ``"min"``.
    among
        What is chosen, or counted, where it is asked which: ``"animal"``, ``"group"``,
        ``"recording"``.
    average
        Whether the mean over recordings is asked for.
    at_s
        A moment, in seconds.
    """

    measure: Measure
    event: Event | None = None
    who: Who | None = None
    other: Who | None = None
    place: str = ""
    conditions: tuple[Condition, ...] = ()
    window: Window | None = None
    scope: Scope = field(default_factory=Scope)
    per: tuple[str, ...] = ()
    statistic: Statistic = "mean"
    of_what: Measure | None = None
    least: bool = False
    picture: Picture | None = None
    compare: bool = False
    unit: str = ""
    among: str = "animal"
    average: bool = False
    at_s: float | None = None

    def with_(self, **changes: object) -> Frame:
        """Return the same question with something else in it."""
        return replace(self, **changes)  # type: ignore[arg-type]  # fields are as they are named
