"""One recording described by a model: pictures, questions, answers, verdicts, facts.

Events are taken a few at a time, so that the memory held does not grow with the recording. Where a
question tells what was said before, they are taken one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from graphs.errors import ModelError, UserError
from graphs.ethogram import Ethogram
from graphs.records import Assessed, Event, Fact, Run
from graphs.storage.shard import RecordingGraph
from pipelines.describe.by_model.facts import FactMaker, Judged
from pipelines.describe.by_model.plan import UNANSWERED, layer_of
from pipelines.describe.by_model.run_folder import RunFolder
from pipelines.describe.by_model.samples import agreed
from pipelines.describe.by_model.settings import ModelSettings
from pipelines.describe.claims import EventDescription, Triple
from pipelines.describe.event_starts import EventStarts
from pipelines.describe.prompt.build import build_question
from pipelines.describe.prompt.candidates import Candidates, legal_triples, without
from pipelines.describe.prompt.read import read_description
from pipelines.models.answers import AnswerStore, Asked, ask_all
from pipelines.models.budget import Meter
from pipelines.models.contract import Answer, Model, Question
from pipelines.opened import OpenedRecording
from pipelines.stills.contract import Still
from pipelines.stills.make import stills_of_events
from pipelines.verify.referee import Referee
from pipelines.video import Video

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
    only_stored
        Ask nothing, use what was answered before.
    """

    model: Model
    meter: Meter
    answers: AnswerStore
    runs: Path
    only_stored: bool = False


@dataclass(slots=True)
class _Asked:
    """An event that is being asked about."""

    event: Event
    stills: Sequence[Still]
    candidates: Candidates
    questions: list[Question]
    answers: list[Answer] = field(default_factory=list)
    errors: list[ModelError] = field(default_factory=list)


class EventAsker:
    """Asks a model about the events of one recording.

    Parameters
    ----------
    opened
        The recording with its tracks.
    ethogram, settings
        What is asked.

    Raises
    ------
    UserError
        The recording has no video to show.
    """

    def __init__(
        self, opened: OpenedRecording, ethogram: Ethogram, settings: ModelSettings
    ) -> None:
        spec, scene = opened.recording, opened.scene
        if spec.video is None:
            message = f"Recording {spec.name!r} has no video: a model needs pictures to look at."
            raise UserError(message)
        self.opened, self.ethogram, self.settings = opened, ethogram, settings
        self.video = Video(spec.video)
        self.referee = Referee(scene, opened.tracks.timebase, ethogram)
        self.legal = legal_triples(ethogram, scene.individuals, scene.arena, settings.behaviors)

    def candidates(self, event: Event) -> Candidates:
        """Return what may be claimed of an event."""
        ruled_out: Mapping[Triple, str] = {}
        if self.settings.strike_out:
            ruled_out = self.referee.struck_out(self.legal, event.start_s, event.stop_s)
        return without(self.legal, self.ethogram, ruled_out)

    def questions(
        self, event: Event, stills: Sequence[Still], candidates: Candidates
    ) -> list[Question]:
        """Return what is asked about an event, as often as it is repeated; empty for nothing."""
        if not candidates.triples or not stills:
            return []
        scene = self.opened.scene
        question = build_question(
            event,
            stills,
            scene.individuals,
            scene.arena,
            candidates,
            reasoning=self.settings.reasoning,
            max_tokens=self.settings.max_tokens,
        )
        return [replace(question, sample=number) for number in range(self.settings.samples)]


def describe_by_model(
    opened: OpenedRecording,
    events: Sequence[Event],
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
    events
        From labelling; those of the level of the settings are described.
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
    asker = EventAsker(opened, ethogram, settings)
    folder = RunFolder(access.runs / run.run_id)
    folder.begin(run)
    wanted = [event for event in events if event.level == settings.level]
    said = _Said(asker, folder, EventStarts(events), run)
    total, done = Asked(), 0
    shown = stills_of_events(asker.video, opened.scene, wanted, settings.stills)
    for batch in _batches(shown, 1 if settings.context else AT_A_TIME):
        asked = [_prepared(asker, event, stills) for event, stills in batch]
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
    """

    def __init__(self, asker: EventAsker, folder: RunFolder, starts: EventStarts, run: Run) -> None:
        opened = asker.opened
        clock = opened.tracks.timebase
        self._asker, self._folder, self._run = asker, folder, run
        self._maker = FactMaker(opened.recording.name, run.run_id, asker.ethogram, clock, starts)
        self._facts: list[Fact] = []
        self._assessed: list[Assessed] = []
        self._remarks: list[str] = []
        self.unanswered: dict[str, str] = {}

    def take(self, asked: _Asked) -> None:
        """Take in what was answered about one event."""
        event = asked.event
        described = _described(asked, self._asker)
        if described is None:
            self.unanswered[event.event_id] = "; ".join(map(str, asked.errors))
            return
        judged = _judged(described, self._asker)
        self._facts += self._maker.facts(judged)
        self._assessed += self._maker.assessed(event, described[0].assessed)
        self._remarks += [f"{event.event_id}: {text}" for one in described for text in one.remarks]
        self._folder.described(event, asked.questions, described, judged)

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


def _prepared(asker: EventAsker, event: Event, stills: Sequence[Still]) -> _Asked:
    candidates = asker.candidates(event)
    return _Asked(event, stills, candidates, asker.questions(event, stills, candidates))


def _ask(asked: Sequence[_Asked], access: Access, folder: RunFolder) -> Asked:
    """Ask what is to be asked about some events, and put the answers to them."""
    places = [one for one in asked for _ in one.questions]
    questions = [question for one in asked for question in one.questions]
    for one in asked:
        folder.keep(one.stills)

    def heard(number: int, found: Answer | ModelError) -> None:
        if isinstance(found, Answer):
            places[number].answers.append(found)
        else:
            places[number].errors.append(found)

    return ask_all(
        access.model,
        questions,
        access.answers,
        access.meter.recorded_in(folder.ledger),
        heard,
        only_stored=access.only_stored,
    )


def _described(asked: _Asked, asker: EventAsker) -> list[EventDescription] | None:
    """Return what the answers about an event say; ``None`` if there is none.

    Where there was nothing to ask, everything was ruled out: it was assessed, and is absent.
    """
    if not asked.questions:
        return [EventDescription(asked.event, (), assessed=tuple(asked.candidates.ruled_out))]
    if not asked.answers:
        return None
    return [
        read_description(answer, asked.event, asked.candidates, asker.ethogram)
        for answer in asked.answers
    ]


def _judged(described: Sequence[EventDescription], asker: EventAsker) -> list[Judged]:
    """Return the claims of some answers about one event, with shares and verdicts."""
    claims = agreed(described)
    verdicts = asker.referee.verdicts([claim for claim, _ in claims])
    return [
        Judged(claim, verdict, len(described), share)
        for (claim, share), verdict in zip(claims, verdicts, strict=True)
    ]


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
