"""What a question asks, as it was understood: a form that a program is written from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from workbench.ask.grammar.order_forms import Order

Measure = Literal[
    "count", "total", "fraction", "mean", "rate", "latency", "gap", "when", "first", "last",
    "longest", "shortest", "ever", "path", "speed", "apart", "which", "who", "whom", "number who",
    "budget", "picture", "doing", "with", "number with", "more", "share", "how many",
    "behavior", "order", "frequency", "spread", "where", "zones", "crossings",
]  # fmt: skip
Picture = Literal["trajectory", "heat map", "raster", "budget", "transitions", "speed", "distance"]
Statistic = Literal[
    "mean", "median", "max", "min", "std", "var", "cv", "range", "quartiles", "percentile"
]
Relation = Literal[
    "after", "before", "while", "not while", "followed by", "not followed by", "near"
]
EventSort = Literal[
    "behavior", "inside", "outside", "entry", "exit", "faster", "slower", "closer", "farther"
]
How = Literal["", "each", "both", "any", "it", "mutual"]
Among = Literal["animal", "group", "recording"]
Per = Literal["animal", "recording", "group", "session", "minute"]


@dataclass(frozen=True, slots=True)
class Who:
    """Animals that are meant.

    Parameters
    ----------
    names
        Of animals; empty for every one.
    part
        Role or keypoint; the centre if empty.
    how
        How they were spoken of: ``"each"`` asks for one answer each, ``"it"`` is somebody named
        before, ``"mutual"`` is *each other*.
    """

    names: tuple[str, ...] = ()
    part: str = ""
    how: How = ""

    @property
    def every(self) -> bool:
        """Whether nobody is named, so that all are meant."""
        return not self.names

    @property
    def each(self) -> bool:
        """Whether one answer for each is asked for."""
        return self.how in ("each", "both")


EACH = Who(how="each")


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long bouts have to last, in seconds; as it was said."""

    min_s: float | None
    max_s: float | None
    words: str


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
    passive
        Whether it is said of whom it is done to: *mouse 1 is chased*.
    negated
        Whether it is said not to happen: *while mouse 2 was not walking*.
    lasting
        How long its bouts have to last.
    """

    sort: EventSort
    words: str
    behaviors: tuple[str, ...] = ()
    subject: Who | None = None
    object: Who | None = None
    place: str = ""
    limit: str = ""
    passive: bool = False
    negated: bool = False
    lasting: Lasting | None = None

    @property
    def topic(self) -> Who | None:
        """Of whom it is said; ``None`` where nobody is named."""
        return self.object if self.passive else self.subject

    def said_of(self, topic: Who | None) -> Event:
        """Return the same of somebody else."""
        return replace(self, object=topic) if self.passive else replace(self, subject=topic)


@dataclass(frozen=True, slots=True)
class Condition:
    """How the time of something stands to that of another thing.

    Parameters
    ----------
    relation
        How.
    event
        The other thing; where nobody is named it is said of whoever the first is said of.
    within_s
        Limit in seconds; any time if not given.
    words
        As it was said.
    where
        Where the other thing goes on: *while mouse 2 rests in the shelter*.
    """

    relation: Relation
    event: Event
    within_s: float | None = None
    words: str = ""
    where: Event | None = None


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
class Than:
    """How often at least, at most or exactly: a sign of Python and a number."""

    sign: str
    number: int
    words: str


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
        Of whom speed, path or distance is measured, and to whom.
    place
        The place that a distance is to.
    conditions, window, scope
        Limits.
    windows
        Stretches of time with one answer each.
    per
        For each of these one answer.
    statistic
        Of speed, distance, lengths of bouts or of the time between them; over recordings if an
        average is asked for.
    of_what
        What is compared, where it is asked which of several.
    least
        Whether the smallest is asked for, or those where there is none.
    picture
        What is drawn.
    compare
        Whether groups are compared by a test.
    unit
        In which the answer is asked for: ``"min"``.
    among
        What is chosen, or counted, where it is asked which.
    average
        Whether a mean over recordings, or over animals, is asked for.
    at_s
        A moment, in seconds.
    number
        The third bout, or the first three (`several`).
    several
        Whether all bouts up to that number are asked for.
    lasts
        Whether it is asked how long one bout lasts, instead of when it starts; ``None`` if that is
        not said.
    ends
        Whether it is asked when one bout ends, instead of when it starts.
    of_where
        Whether a share is of the time in which the condition holds, instead of all the time.
    than
        How often something happens at least or at most.
    by_length
        Whether the share of bouts that last so long is asked for.
    order
        What is asked of the order of things.
    bin_s
        Length of the stretches of time that have one answer each, in seconds.
    assumed
        What was taken to be meant, where the words leave it open.
    percentile
        Which one, where the statistic is a percentile.
    """

    measure: Measure
    event: Event | None = None
    who: Who | None = None
    other: Who | None = None
    place: str = ""
    conditions: tuple[Condition, ...] = ()
    window: Window | None = None
    windows: tuple[Window, ...] = ()
    scope: Scope = field(default_factory=Scope)
    per: tuple[Per, ...] = ()
    statistic: Statistic = "mean"
    of_what: Measure | None = None
    least: bool = False
    picture: Picture | None = None
    compare: bool = False
    unit: str = ""
    among: Among = "animal"
    average: bool = False
    at_s: float | None = None
    number: int = 1
    several: bool = False
    lasts: bool | None = None
    ends: bool = False
    of_where: bool = False
    than: Than | None = None
    by_length: bool = False
    order: Order | None = None
    bin_s: float | None = None
    assumed: str = ""
    percentile: float = 50.0

    @property
    def topic(self) -> Who | None:
        """Of whom is asked; ``None`` where nobody is named."""
        return self.who or (self.event.topic if self.event else None)

    @property
    def quantity(self) -> Measure:
        """What is measured, also where it is asked of whom it is most."""
        return self.of_what or self.measure

    @property
    def often(self) -> Than:
        """How often something has to happen; at least once if nothing is said."""
        return self.than or Than(">", 0, "")

    def with_(self, **changes: Any) -> Frame:
        """Return the same question with something else in it."""
        return replace(self, **changes)
