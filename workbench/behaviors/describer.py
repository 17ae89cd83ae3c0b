"""Behaviors of an ethogram that are functions, as a describer for labelling."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from graphs.errors import UserError
from graphs.ethogram import Behavior, Ethogram, FunctionText
from graphs.records import Assessed, Event, Fact
from pipelines.describe.contract import Description
from pipelines.describe.event_starts import EventStarts
from pipelines.describe.stretch import MissingPoint
from pipelines.opened import OpenedRecording
from workbench.analysis.bouts import Bouts
from workbench.analysis.recording import Recording
from workbench.analysis.selection import EVERY, NothingToMeasure
from workbench.behaviors.complete import function_of
from workbench.behaviors.declare import BehaviorFunction
from workbench.behaviors.find import function_bouts


class FunctionDescriber:
    """Applies the functions that an ethogram names.

    Confidence of a fact is the share of the bout's frames that could be assessed, where the
    function tells it; evidence holds the same as ``coverage``.

    Parameters
    ----------
    ethogram
        Completed (`workbench.behaviors.complete`): its functions were looked for.

    Raises
    ------
    UserError
        A function is not there.
    """

    def __init__(self, ethogram: Ethogram) -> None:
        self._functions = [
            (entry, entry.function, function_of(entry.function))
            for entry in ethogram
            if entry.function is not None
        ]

    def describe(
        self,
        opened: OpenedRecording,
        events: Sequence[Event],
        run: str,
        progress: Callable[[float], None],
    ) -> Description:
        """Return the facts of a recording, and where each behavior was assessed."""
        recording = Recording.of_opened(opened)
        starts = EventStarts(events)
        facts: list[Fact] = []
        assessed: list[Assessed] = []
        notes: list[str] = []
        for number, (entry, text, function) in enumerate(self._functions):
            try:
                bouts = self._bouts(recording, entry, text, function)
            except (NothingToMeasure, MissingPoint) as reason:
                notes.append(f"Not assessed: {entry.name}. {reason}")
                continue
            facts += [_in_event(fact, starts) for fact in bouts.facts("rule", run)]
            assessed += bouts.assessed_records()
            progress((number + 1) / len(self._functions))
        facts.sort(key=lambda f: (f.start_s, f.stop_s, f.subject, f.predicate, f.object or ""))
        return Description(tuple(facts), tuple(assessed), tuple(notes))

    @staticmethod
    def _bouts(
        recording: Recording, entry: Behavior, text: FunctionText, function: BehaviorFunction
    ) -> Bouts:
        found = function_bouts(recording, function, EVERY, EVERY, text.arguments)
        points = found.duration_s == 0
        if points.any() if entry.kind == "state" else not points.all():
            kinds = "points in time" if entry.kind == "state" else "bouts that last"
            message = (
                f"Behavior {entry.name!r} is a {entry.kind} behavior, but its function gives "
                f"{kinds}. Say kind=... in its @behavior."
            )
            raise UserError(message)
        return found.labelled(entry.name)


def _in_event(fact: Fact, starts: EventStarts) -> Fact:
    from dataclasses import replace

    evidence = {"coverage": round(fact.confidence, 4)} if fact.confidence >= 0 else {}
    return replace(fact, event_id=starts.at(fact.start_s), evidence=evidence)
