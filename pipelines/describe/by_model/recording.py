"""One recording described by a model: pictures, questions, answers, verdicts, facts.

Events are taken a few at a time, so that the memory held does not grow with the recording. Where a
question tells what was said before, they are taken one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from graphs.errors import ModelError
from graphs.ethogram import Ethogram
from graphs.records import Assessed, Event, Fact, Run
from graphs.storage.shard import RecordingGraph
from pipelines.describe.by_model.asking import Asking, EventAsker
from pipelines.describe.by_model.facts import FactMaker, Judged
from pipelines.describe.by_model.plan import UNANSWERED, layer_of
from pipelines.describe.by_model.run_folder import RunFolder
from pipelines.describe.by_model.settings import ModelSettings
from pipelines.describe.event_starts import EventStarts
from pipelines.describe.prompt.context import Context
from pipelines.describe.prompt.exemplars import Exemplar
from pipelines.models.answers import AnswerStore, Asked, ask_all
from pipelines.models.budget import Meter
from pipelines.models.contract import Answer, Model
from pipelines.opened import OpenedRecording
from pipelines.stills.contract import Still
from pipelines.stills.make import stills_of_events

AT_A_TIME = 16
"""Events whose pictures are held at a time."""


@dataclass(frozen=True, slots=True)
class Access:
    """What describing several recordings has in common.

    Parameters
    ----------
    model
        Who is asked.
    meter
        The budget.
    answers
        What was answered before.
    runs
        Folder of the project's runs.
    exemplars
        Events of which people confirmed something, for a run that is begun now; one that goes on
        keeps those that it began with.
    only_stored
        Ask nothing, use what was answered before.
    """

    model: Model
    meter: Meter
    answers: AnswerStore
    runs: Path
    exemplars: Sequence[Exemplar] = ()
    only_stored: bool = False


def describe_by_model(
    opened: OpenedRecording,
    labelled: RecordingGraph,
    ethogram: Ethogram,
    settings: ModelSettings,
    access: Access,
    run: Run,
    progress: Callable[[float], None] = lambda _share: None,
) -> tuple[RecordingGraph, Asked]:
    """Describe the events of a recording by a model.

    Parameters
    ----------
    opened
        The recording with its tracks.
    labelled
        From labelling: its events of the level of the settings are described.
    ethogram, settings
        What is shown and asked.
    access
        The model, and what was answered before.
    run
        From `pipelines.describe.by_model.plan.plan_model_run`.
    progress
        Called with the share of the events that are done.

    Returns
    -------
    graph, asked
        The layer of the model; nothing is written yet. And what asking came to.

    Raises
    ------
    UserError
        The recording has no video.
    ModelError
        No question can be answered.
    BudgetReached
        What was answered is kept.
    """
    folder = RunFolder(access.runs / run.run_id)
    examples = folder.begin(run, access.exemplars)
    asker = EventAsker(opened, labelled, ethogram, settings, examples)
    events = labelled.events
    wanted = [event for event in events if event.level == settings.level]
    said = _Said(asker, folder, EventStarts(events), run)
    total, done = Asked(), 0
    shown = stills_of_events(asker.video, opened.scene, wanted, settings.stills)
    for batch in _batches(shown, 1 if settings.context else AT_A_TIME):
        asked = [asker.prepared(event, stills, said.context) for event, stills in batch]
        total += _ask(asked, access, folder)
        for one in asked:
            said.take(one)
        done += len(batch)
        progress(done / max(len(wanted), 1))
    folder.end(total, said.unanswered)
    return said.graph(layer_of(access.model.identity), len(wanted)), total


class _Said:
    """Collects what a model says of a recording.

    Parameters
    ----------
    asker
        Reads answers, and has the referee.
    folder
        Where the events are noted, for people.
    starts, run
        What facts carry.

    Attributes
    ----------
    context
        What the next question may tell of the events so far; ``None`` if it is to tell nothing.
    unanswered
        Events without an answer, with the reasons.
    """

    def __init__(self, asker: EventAsker, folder: RunFolder, starts: EventStarts, run: Run) -> None:
        opened = asker.opened
        clock = opened.tracks.timebase
        self._asker, self._folder, self._run = asker, folder, run
        self._maker = FactMaker(opened.recording.name, run.run_id, asker.ethogram, clock, starts)
        self._facts: list[Fact] = []
        self._assessed: list[Assessed] = []
        self._remarks: list[str] = []
        self.context = Context(places=asker.places) if asker.settings.context else None
        self.unanswered: dict[str, str] = {}

    def take(self, asked: Asking) -> None:
        """Take in what was answered about one event."""
        event = asked.event
        agreement = asked.agreement()
        if agreement is None:
            self.unanswered[event.event_id] = "; ".join(map(str, asked.errors))
            return
        described = agreement.description
        verdicts = self._asker.referee.verdicts(described.claims)
        judged = [
            Judged(
                claim,
                verdict,
                agreement.answers,
                agreement.shares[claim.triple],
                agreement.disagreement,
                self._asker.referee.moment(claim),
            )
            for claim, verdict in zip(described.claims, verdicts, strict=True)
        ]
        self._facts += self._maker.facts(judged)
        self._assessed += self._maker.assessed(event, described.assessed)
        self._remarks += [f"{event.event_id}: {text}" for text in described.remarks]
        self._folder.described(asked.questions, agreement, judged)
        if self.context is not None:
            stand = [one.claim for one in judged if one.verdict.state != "disagree"]
            self.context = self.context.after(event, stand)

    def graph(self, layer: str, events: int) -> RecordingGraph:
        """Return all of it as a layer of the recording."""
        return RecordingGraph(
            recording=self._asker.opened.recording.name,
            run=self._run,
            fingerprint=self._run.run_id,
            facts=sorted(self._facts, key=lambda f: (f.start_s, f.stop_s, f.fact_id)),
            assessed=self._assessed,
            notes=_notes(self.unanswered, self._remarks, events),
            layer=layer,
        )


def _batches(
    shown: Iterator[tuple[Event, list[Still]]], size: int
) -> Iterator[list[tuple[Event, list[Still]]]]:
    while batch := list(islice(shown, size)):
        yield batch


def _ask(asked: Sequence[Asking], access: Access, folder: RunFolder) -> Asked:
    """Ask what is to be asked about some events, and put the answers to them."""
    places = [one for one in asked for _ in one.questions]
    questions = [question for one in asked for question in one.questions]
    for one in asked:
        folder.keep(one.stills)

    def heard(number: int, found: Answer | ModelError) -> None:
        if isinstance(found, Answer):
            places[number].answers[questions[number].sample] = found
        else:
            places[number].errors.append(found)

    gate = access.meter.recorded_in(folder.ledger)
    return ask_all(
        access.model, questions, access.answers, gate, heard, only_stored=access.only_stored
    )


def _notes(unanswered: Mapping[str, str], remarks: Sequence[str], events: int) -> dict[str, object]:
    notes: dict[str, object] = {"events": events, "remarks": list(remarks), "warnings": []}
    if unanswered:
        first = next(iter(unanswered.values()))
        notes[UNANSWERED] = dict(unanswered)
        notes["warnings"] = [
            f"{len(unanswered)} of {events} events have no answer; label again to ask once more. "
            f"First: {first}"
        ]
    return notes
