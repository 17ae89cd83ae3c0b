"""Two things asked at once of the same: ``mean and median rest``, ``the top speed and when``.

The question is said once for each; both have to be understood by themselves, and to differ in
nothing but what is measured. Otherwise it is no such question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from workbench.ask.answer import Term
from workbench.ask.grammar.expressions import RECORDING, Writing
from workbench.ask.grammar.frames import Event, Frame, Measure
from workbench.ask.grammar.terms import caveats, terms
from workbench.ask.grammar.terms_more import more_terms
from workbench.ask.grammar.values import Values
from workbench.ask.grammar.write import write
from workbench.ask.plan import NotUnderstoodError, Plan

_STATISTIC = (
    "(?:mean|average|median|maximum|max|minimum|min|longest|shortest|sd|standard deviation)"
)
_MEASURE = (
    "(?:(?:mean |average |median |total |maximum |longest )?(?:duration|durations|time|length)|"
    "number|count|rate|latency|frequency|total|mean bout duration)"
)
_ASKS = "(?:how often|how many times|for how long|how long|how soon|when)"
_OF = "(?:of|for|by|in|to|per)"
_SHARE = "(?:share|fraction|proportion|percentage|percent|%)"
_WHEN = (
    "(?:and|plus|,)? ?(?:when|at what time|the time of it|its time)(?: (?:was|is|did) (?:it|that))?"
)
_HEAD = r"^((?:what (?:is|was|are|were) |give me |show me |report |compute )?(?:the )?)"

_TWICE: tuple[tuple[re.Pattern[str], tuple[str, str]], ...] = tuple(
    (re.compile(said), meant)
    for said, meant in (
        (rf"{_HEAD}({_STATISTIC}) and (?:the )?({_STATISTIC}) (.+)$", (r"\1\2 \4", r"\1\3 \4")),
        (rf"{_HEAD}({_MEASURE}) and (?:the )?({_MEASURE}) ({_OF} .+)$", (r"\1\2 \4", r"\1\3 \4")),
        (rf"^({_ASKS}) and ({_ASKS}) (.+)$", (r"\1 \3", r"\2 \3")),
        (
            r"^how many (.+?) bouts (?:exceed|last longer than|last more than|are longer than) "
            rf"(.+?) and what {_SHARE} of (?:all |the )*(?:\1 )?(?:bouts )?is that$",
            (r"how many \1 bouts are longer than \2", r"what share of \1 bouts are longer than \2"),
        ),
        (
            rf"^total (\w+) time (per \w+) and {_SHARE} of (?:the )?"
            r"(?:time|session|recording|video)$",
            (r"total \1 time \2", r"share of time \1 \2"),
        ),
        (
            rf"^(?:total )?(\w+) time (?:and|plus) {_SHARE} of (?:the )?(?:time|session|recording|"
            r"video) ((?:of|by|for) .+)$",
            (r"total \1 time \2", r"share of time \1 \2"),
        ),
    )
)
_PEAK = re.compile(rf"^(.*(?:speed|velocity|distance).*?) {_WHEN}$")
_WHOSE = re.compile(
    r"^((?:when|how long) .+?) and (?:which (?:mouse|animal|rat|individual) (?:was|is) its "
    r"(?:subject|actor|doer)|(?:which (?:mouse|animal|rat|individual)|who) (?:did|does) it)$"
)
_PICKED: dict[Measure, str] = {"first": "min", "last": "max", "longest": "max", "shortest": "min"}
_NAMED = re.compile(r", name=(\"[^\"]*\"|'[^']*'|f\"[^\"]*\")")


@dataclass(frozen=True)
class Together:
    """Plans two things that are asked at once.

    Parameters
    ----------
    single
        Reads one question; ``None`` if it is not understood, or can mean two things.
    writing
        What programs are written for.
    """

    single: Callable[[str], Frame | None]
    writing: Writing

    def plan(self, text: str) -> Plan | None:
        """Return a program for both; ``None`` if these are no two things of the same."""
        for halves in _halves(text):
            frames = [self.single(half) for half in halves]
            found = [frame for frame in frames if frame is not None]
            if len(found) == len(halves) and _core(found[0]) == _core(found[1]):
                return self._of_both(halves, found)
        for pattern, tell in ((_PEAK, self._peak), (_WHOSE, self._whose)):
            match = pattern.match(text)
            frame = self.single(match[1]) if match is not None else None
            if match is not None and frame is not None:
                more = tell(frame)
                return (
                    self._told([frame], [_body(write(frame, self.writing)), *more])
                    if more
                    else None
                )
        return None

    def _of_both(self, halves: tuple[str, ...], frames: list[Frame]) -> Plan | None:
        try:
            bodies = [_body(write(frame, self.writing)) for frame in frames]
        except NotUnderstoodError:
            return None
        if any("def " in body for body in bodies):
            return None
        return self._told(
            frames, [_named(body, half) for body, half in zip(bodies, halves, strict=True)]
        )

    def _peak(self, frame: Frame) -> list[str]:
        """Return lines that tell when a speed or distance is greatest, or smallest."""
        w = Values(frame, self.writing)
        one = len(w.recordings) == 1 and not frame.scope.groups and not frame.per
        if (
            frame.statistic not in ("max", "min")
            or not one
            or frame.measure not in ("speed", "apart")
        ):
            return []
        if frame.measure == "speed" and (frame.who is None or len(frame.who.names) != 1):
            return []
        signal = (
            w.speed_signal()
            if frame.measure == "speed"
            else (
                f"{RECORDING}.{self.writing.apart(frame.who, frame.other, frame.place)}{w.when()}"
            )
        )
        sign = ">=" if frame.statistic == "max" else "<="
        return [
            f"signal = {signal}",
            f"reached = (signal {sign} signal.{frame.statistic}()).bouts()",
            'answer(min(reached.start_s) if reached.count > 0 else "never", name="when", unit="s")',
        ]  # fmt: skip

    def _whose(self, frame: Frame) -> list[str]:
        """Return lines that tell who does it in the one bout that is asked for."""
        pick = _PICKED.get(frame.measure, "")
        w = Values(frame, self.writing)
        one = pick and not frame.several and frame.number == 1
        if not one or len(w.recordings) != 1 or frame.scope.groups or w.by_animal():
            return []
        lasts = frame.measure in ("longest", "shortest")
        value, default = ("duration_s", "0.0") if lasts else ("start_s", "-1.0")
        of_bout = "bout.stop_s - bout.start_s" if lasts else "bout.start_s"
        return [
            f"edge = float({pick}(found.{value}, default={default}))",
            f"doers = [bout.subject for bout in found if abs({of_bout} - edge) < 1e-6]",
            'answer(doers if doers else "nobody", name="who does it")',
        ]

    def _told(self, frames: list[Frame], bodies: list[str]) -> Plan:
        behaviors = self.writing.vocabulary.behaviors
        said: list[Term] = []
        doubts: list[str] = []
        for frame in frames:
            said += [*terms(frame, behaviors), *more_terms(frame)]
            doubts += [*caveats(frame, behaviors), *filter(None, [frame.assumed])]
        program = "\n".join([_OPENING, *bodies]) + "\n"
        return Plan(program, tuple(dict.fromkeys(said)), tuple(dict.fromkeys(doubts)))


_OPENING = "from workbench import answer, open_project\n\nproject = open_project()"


def _halves(text: str) -> Iterator[tuple[str, str]]:
    for pattern, meant in _TWICE:
        match = pattern.match(text)
        if match is not None:
            first, second = (" ".join(match.expand(one).split()) for one in meant)
            if first != second:
                yield first, second


def _body(program: str) -> str:
    """Return a program without its first lines."""
    return program.partition("project = open_project()\n")[2].strip("\n")


def _named(body: str, half: str) -> str:
    """Return a program whose answers are called by what they are."""
    return "\n".join(
        f"{line[:-1]}, name={_called(line, half)!r})" if line.lstrip().startswith("answer(")
        and not line.lstrip().startswith(("answer(note=", "answer(plot=", "answer(table="))
        and _NAMED.search(line) is None else line
        for line in body.splitlines()
    )  # fmt: skip


def _called(line: str, half: str) -> str:
    """Return what an answer is called; a comma stands before the names of several."""
    return f"{half}," if "answer({" in line else half


def _core(frame: Frame) -> Frame:
    """Return a question without what is measured, and without its words."""
    event = None if frame.event is None else _plain(frame.event)
    conditions = tuple(replace(one, words="", event=_plain(one.event)) for one in frame.conditions)
    window = None if frame.window is None else replace(frame.window, words="")
    return frame.with_(
        measure="count", event=event, conditions=conditions, window=window, statistic="mean",
        unit="", average=False, lasts=None, by_length=False, assumed="", of_what=None,
        scope=replace(frame.scope, words=""), number=1,
    )  # fmt: skip


def _plain(event: Event) -> Event:
    lasting = None if event.lasting is None else replace(event.lasting, words="")
    return replace(event, words="", lasting=lasting)
