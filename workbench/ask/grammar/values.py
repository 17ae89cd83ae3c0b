"""Numbers that a question asks for, as expressions of a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from workbench.ask.grammar.expressions import RECORDING, Writing, window_arguments
from workbench.ask.grammar.frames import Condition, Frame, Measure, Scope, Who
from workbench.ask.plan import NotUnderstoodError

OF_BOUTS: dict[Measure, str] = {
    "count": "count", "total": "total_s", "fraction": "fraction", "mean": "mean_s",
    "rate": "rate_per_min", "latency": "latency_s",
}  # fmt: skip
"""Measures that are one attribute of bouts."""

MEASURED: frozenset[Measure] = frozenset({*OF_BOUTS, "path", "speed", "longest", "shortest"})
"""Measures that are one number of one animal."""

CHOOSING: frozenset[Measure] = frozenset({"which", "who", "whom", "number who"})
_CUT: frozenset[Measure] = frozenset({"total", "fraction"})
"""Measures of time: of a behavior while another goes on, the time of both counts."""

_FACTORS = {
    "min": "/ 60", "h": "/ 3600", "ms": "* 1000", "m": "/ 100", "mm": "* 10", "1/h": "* 60",
    "mm/s": "* 10", "m/s": "/ 100",
    "1/s": "/ 60",
}  # fmt: skip
"""Unit -> what is done to a number in s, cm or 1/min."""


@dataclass
class Values:
    """A question, and the program that is being written for it."""

    frame: Frame
    writing: Writing
    lines: list[str] = field(default_factory=list)

    def add(self, line: str = "", indent: int = 0) -> None:
        """Add a line."""
        self.lines.append(f"{'    ' * indent}{line}" if line else "")

    @property
    def recordings(self) -> Sequence[str]:
        """Recordings that are asked about."""
        return self.frame.scope.recordings or self.writing.vocabulary.names.recordings

    @property
    def animals(self) -> str:
        """Animals of whom is asked, as a list."""
        who = self.frame.topic
        return repr(list(who.names)) if who is not None and who.names else f"{RECORDING}.animals"

    def by_animal(self) -> bool:
        """Whether one number is asked for of each animal."""
        frame, who = self.frame, self.frame.topic
        each = "animal" in frame.per or (who is not None and who.each)
        many = who is not None and len(who.names) > 1
        if frame.measure not in MEASURED and frame.measure != "ever":
            if "animal" in frame.per:
                message = "One answer for each animal is possible for numbers; ask for one animal."
                raise NotUnderstoodError(message)
            return False
        return (
            each or many or (frame.measure in ("path", "speed") and who is not None and who.every)
        )

    def chosen(self) -> str:
        """Return the recordings that are asked about, as an expression."""
        scope: Scope = self.frame.scope
        if scope.recordings:
            return f"[project.recording(name) for name in {list(scope.recordings)!r}]"
        given = [
            f"{name}={(values[0] if len(values) == 1 else list(values))!r}"
            for name, values in (("group", scope.groups), ("session", scope.sessions))
            if values
        ]
        return f"project.recordings().of({', '.join(given)})" if given else "project.recordings()"

    # bouts ----------------------------------------------------------------------------------

    def is_time(self) -> bool:
        """Whether time is asked for, in which what overlaps counts once."""
        return self.frame.quantity in _CUT

    def found(self) -> Iterator[str]:
        """Yield lines that make the bouts that are asked about, as ``found``."""
        event = self.frame.event
        assert event is not None
        seconds = self.frame.quantity == "total"
        yield f"found = {self.writing.bouts(event, '', self.is_time(), seconds=seconds)}"
        for condition in self.frame.conditions:
            yield f"found = {self._conditioned('found', condition, '')}"
        if self.frame.window is not None:
            yield f"found = found.in_window({window_arguments(self.frame.window)})"

    def _conditioned(self, found: str, condition: Condition, topic: str) -> str:
        event = self.frame.event
        return self.writing.condition(found, condition, event, topic, self.is_time())

    def bouts(self, topic: str = "", other: str = "", joined: bool | None = None) -> str:
        """Return the bouts that are asked about as one expression."""
        event = self.frame.event
        assert event is not None
        joined = self.is_time() if joined is None else joined
        seconds = self.frame.quantity == "total"
        text = self.writing.bouts(event, topic, joined, other, seconds=seconds)
        for condition in self.frame.conditions:
            text = self._conditioned(text, condition, topic)
        if self.frame.window is not None:
            text = f"{text}.in_window({window_arguments(self.frame.window)})"
        return text

    # numbers --------------------------------------------------------------------------------

    def value(self, variable: str = "") -> str:
        """Return the number that is asked for, of one animal, or of whoever is meant."""
        measure = self.frame.quantity
        if measure == "rate" and self._of_partners(variable):
            time = self.bouts(variable, joined=True)
            return self.converted(f"{self.bouts(variable)}.count * 60 / {time}.assessed_s")
        if measure in OF_BOUTS:
            return self.converted(f"{self.bouts(variable)}.{OF_BOUTS[measure]}")
        if measure in ("longest", "shortest"):
            pick = "max" if measure == "longest" else "min"
            return f'{pick}({self.bouts(variable)}.duration_s, default=float("nan"))'
        if measure == "path":
            return self.converted(self.path(variable))
        if measure == "speed":
            return self.speed(variable)
        return self.impossible()

    def _of_partners(self, variable: str) -> bool:
        event = self.frame.event
        return event is not None and self.writing.has_partners(event, variable)

    @property
    def unit(self) -> str:
        """The unit as an argument, where numbers lose it; empty where they keep it."""
        frame = self.frame
        if frame.unit == "%" or frame.unit in _FACTORS:
            return f', unit="{frame.unit}"'
        if frame.quantity == "rate" and frame.event is not None:
            partners = self._of_partners("animal" if self.by_animal() else "")
            return ', unit="1/min"' if partners else ""
        return ', unit="s"' if frame.quantity in ("longest", "shortest") else ""

    def converted(self, value: str) -> str:
        """Return a number in the unit that is asked for."""
        unit = self.frame.unit
        if unit == "%":
            return f"{value} * 100"
        if unit in _FACTORS:
            return f"float({value}) {_FACTORS[unit]}"
        return value

    def during(self, topic: str) -> str:
        """Return what limits a measurement over time, as a mask; empty if nothing does."""
        parts, window = [], self.frame.window
        cut = "" if window is None else f".in_window({window_arguments(window)})"
        for condition in self.frame.conditions:
            if condition.relation not in ("while", "not while"):
                self.impossible()
            text, _ = self.writing.met(condition, None, topic)
            mask = f"{text}{cut}.mask({RECORDING})"
            parts.append(f"~{mask}" if condition.relation == "not while" else mask)
        if window is not None and not parts:
            return f"{RECORDING}.window({window_arguments(window)})"
        return " & ".join(parts)

    def path(self, variable: str = "") -> str:
        """Return the length of a path."""
        who = self.writing.who(self.frame.who, variable)
        during = self.during(variable or who)
        return f"{RECORDING}.path_length({who}{f', during={during}' if during else ''})"

    def speed(self, variable: str = "") -> str:
        """Return a statistic of a speed."""
        return self.converted(self.of_signal(self.speed_signal(variable), variable))

    def of_signal(self, signal: str, variable: str = "") -> str:
        """Return a statistic of a signal."""
        statistic = self.frame.statistic
        if statistic in ("mean", "median", "max", "min", "std"):
            return f"{signal}.{statistic}()"
        if len(self.recordings) > 1 or self.frame.unit:
            self.impossible()
        if statistic == "percentile":
            return f"{signal}.percentile({self.frame.percentile:g})"
        if statistic == "cv":
            return f"float({signal}.std()) / float({signal}.mean())"
        if variable or statistic == "var":
            self.impossible()
        parts = {"25th percentile": "percentile(25)", "median": "median()",
                 "75th percentile": "percentile(75)"}  # fmt: skip
        if statistic == "range":
            parts = {"minimum": "min()", "maximum": "max()"}
        return f"{{{', '.join(f'{name!r}: {signal}.{call}' for name, call in parts.items())}}}"

    def speed_signal(self, variable: str = "") -> str:
        """Return a speed, while whatever limits it goes on."""
        who = self.writing.who(self.frame.who, variable)
        return f"{RECORDING}.speed({who}){self.when(variable)}"

    def apart(self) -> str:
        """Return a distance, while whatever limits it goes on."""
        frame = self.frame
        call = self.writing.apart(frame.who, frame.other, frame.place)
        return f"{RECORDING}.{call}{self.when()}"

    def when(self, variable: str = "") -> str:
        """Return the limits on time as a call on a signal; empty if there are none."""
        during = self.during(variable or self.whole_animal())
        return f".when({during})" if during else ""

    def whole_animal(self) -> str:
        """Return of whom something is measured, without its point."""
        return self.writing.who(Who(self.frame.who.names if self.frame.who else ()))

    def facts(self, joined: bool = True) -> str:
        """Return all stored facts of whoever is meant, cut to what limits them if `joined`."""
        self.needs_facts()
        text = f"{RECORDING}.facts({self.writing.named(self.frame.who)})"
        for condition in self.frame.conditions:
            if condition.relation != "while":
                self.impossible()
            text = self.writing.condition(text, condition, None, self.whose(), joined)
        if self.frame.window is not None:
            text = f"{text}.in_window({window_arguments(self.frame.window)})"
        return text

    def whose(self) -> str:
        """Return the one animal that is asked about; empty if there are several."""
        who = self.frame.who
        return self.writing.who(who) if who is not None and len(who.names) == 1 else ""

    def needs_facts(self) -> None:
        """Refuse what needs stored facts where there are none."""
        if not self.writing.labelled:
            message = "Nothing is labelled yet, so there are no behaviors to list: workbench label"
            raise NotUnderstoodError(message)

    def impossible(self) -> str:
        """Refuse."""
        message = (
            "The words are understood, but not in this combination. Ask for one thing at a time: "
            "how often, how long, when, which animal, how far, or a picture."
        )
        raise NotUnderstoodError(message)
