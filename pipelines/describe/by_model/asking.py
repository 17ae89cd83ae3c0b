"""What a model is asked about the events of one recording, and what its answers come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from graphs.errors import ModelError, UserError
from graphs.ethogram import Ethogram
from graphs.records import Event
from graphs.storage.shard import RecordingGraph
from pipelines.describe.by_model.settings import ModelSettings
from pipelines.describe.claims import Triple
from pipelines.describe.contract import Description
from pipelines.describe.prompt.build import PromptSettings, build_question
from pipelines.describe.prompt.candidates import Candidates, legal_triples, nothing_to_ask
from pipelines.describe.prompt.cast import cast_of
from pipelines.describe.prompt.context import Context
from pipelines.describe.prompt.exemplars import Exemplar, asked_pairs, choose_exemplars
from pipelines.describe.prompt.read import read_description
from pipelines.describe.prompt.samples import Agreement, combine
from pipelines.models.contract import Answer, Question
from pipelines.opened import OpenedRecording
from pipelines.stills.contract import Still
from pipelines.verify.referee import Referee
from pipelines.video import Video


@dataclass(slots=True)
class Asking:
    """An event that is being asked about.

    Parameters
    ----------
    event, stills, candidates
        What is shown, and what can be said of it.
    questions
        The same, as often as it is repeated; empty if there is nothing to ask.
    answers, errors
        Number of the repetition -> answer; and why others have none.
    """

    event: Event
    stills: Sequence[Still]
    candidates: Candidates
    questions: Sequence[Question]
    answers: dict[int, Answer] = field(default_factory=dict)
    errors: list[ModelError] = field(default_factory=list)

    def agreement(self) -> Agreement | None:
        """Return what the answers say, taken together; ``None`` if there is none.

        Where there was nothing to ask, the tracks rule everything out: it was assessed.
        """
        if not self.candidates.asked:
            return combine([nothing_to_ask(self.event, self.candidates)])
        answers = [self.answers[number] for number in sorted(self.answers)]
        if not answers:
            return None
        return combine([read_description(one, self.event, self.candidates) for one in answers])


class EventAsker:
    """Asks a model about the events of one recording.

    Parameters
    ----------
    opened
        The recording with its tracks.
    labelled
        What labelling says of it: what functions found is held against claims, too.
    ethogram, settings
        What is asked.
    exemplars
        Events of which people confirmed something.

    Raises
    ------
    UserError
        The recording has no video to show, or a behavior that is to be asked about is unknown.
    """

    def __init__(
        self,
        opened: OpenedRecording,
        labelled: RecordingGraph,
        ethogram: Ethogram,
        settings: ModelSettings,
        exemplars: Sequence[Exemplar] = (),
    ) -> None:
        spec, scene = opened.recording, opened.scene
        if spec.video is None:
            message = f"Recording {spec.name!r} has no video: a model needs pictures to look at."
            raise UserError(message)
        self.opened, self.ethogram, self.settings = opened, ethogram, settings
        self.video = Video(spec.video)
        found = Description(tuple(labelled.facts), tuple(labelled.assessed))
        self.referee = Referee(scene, opened.tracks.timebase, ethogram, found)
        self._exemplars = exemplars
        names = [ethogram[name].name for name in settings.behaviors]
        self.legal = legal_triples(ethogram, cast_of(scene.individuals, scene.arena), names)
        self._prompt = PromptSettings(settings.reasoning, settings.max_tokens)

    @property
    def places(self) -> tuple[str, ...]:
        """Names of zones and objects."""
        arena = self.opened.scene.arena
        return (*arena.zones, *arena.objects)

    def prepared(
        self, event: Event, stills: Sequence[Still], context: Context | None = None
    ) -> Asking:
        """Return an event with what is asked about it."""
        ruled_out: Mapping[Triple, str] = {}
        if self.settings.strike_out:
            ruled_out = self.referee.struck_out(self.legal, event.start_s, event.stop_s)
        candidates = Candidates(self.ethogram, self.legal, ruled_out)
        scene = self.opened.scene
        question = build_question(
            event,
            stills,
            cast_of(scene.individuals, scene.arena, stills),
            candidates,
            context,
            self._examples(event, candidates),
            self._prompt,
        )
        numbers = range(self.settings.samples if question is not None and stills else 0)
        questions = [replace(question, sample=n) for n in numbers if question is not None]
        asking = Asking(event, stills, candidates, questions)
        if question is not None and not stills:
            asking.errors.append(ModelError(f"{event.event_id}: no frame can be decoded."))
        return asking

    def _examples(self, event: Event, candidates: Candidates) -> list[Exemplar]:
        wanted = asked_pairs(candidates)
        return choose_exemplars(wanted, self._exemplars, event, self.settings.exemplars)
