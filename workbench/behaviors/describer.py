"""Behaviors of an ethogram that are functions, as a describer for labelling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from graphs.errors import UserError
from graphs.ethogram import Ethogram
from graphs.records import Assessed, Event, Fact
from pipelines.describe.contract import Description
from pipelines.describe.event_starts import EventStarts
from pipelines.opened import OpenedRecording
from workbench.analysis.recording import Recording
from workbench.analysis.selection import EVERY
from workbench.behaviors.find import function_bouts, function_of


class FunctionDescriber:
    """Applies the functions that an ethogram names.

    Confidence of a fact is unknown (NaN): a function says whether, not how clearly. Evidence holds
    ``coverage``, the share of the bout that could be assessed.

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
        self._ethogram = ethogram
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
        """Return the facts of a recording, and where each behavior was assessed.

        A behavior that fails on this recording is a note; the others go on. What a function asks by
        name are behaviors of the same ethogram, or those that come with the workbench.
        """
        recording = Recording.of_opened(opened, self._ethogram)
        starts = EventStarts(events)
        facts: list[Fact] = []
        assessed: list[Assessed] = []
        notes: list[str] = []
        for number, (entry, text, function) in enumerate(self._functions):
            try:
                found = function_bouts(recording, function, EVERY, EVERY, text.arguments)
            except UserError as reason:
                notes.append(f"Not assessed: {entry.name}. {reason}")
                continue
            bouts = found.labelled(entry.name)
            facts += [replace(f, event_id=starts.at(f.start_s)) for f in bouts.facts("rule", run)]
            assessed += bouts.assessed_records()
            progress((number + 1) / len(self._functions))
        facts.sort(key=lambda f: (f.start_s, f.stop_s, f.subject, f.predicate, f.object or ""))
        return Description(tuple(facts), tuple(assessed), tuple(notes))
