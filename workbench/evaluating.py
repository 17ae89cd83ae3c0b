"""How well the model of a project describes recordings that people labelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from graphs.errors import ModelError, UserError
from graphs.filters import FactFilter
from graphs.records import STANDING, Fact
from pipelines.describe.by_model.estimate import Estimate, Expecting
from pipelines.evaluate.describer.clips import LabelledClip, clips_around_facts, is_true
from pipelines.evaluate.describer.report import Report
from pipelines.evaluate.describer.run import (
    Ask,
    Plan,
    Progress,
    SuiteSettings,
    asked,
    evaluate_describer,
    plan,
)
from pipelines.evaluate.describer.showing import Pictures, pictures_of
from pipelines.models.answers import ask_all
from pipelines.models.contract import Done, Question
from pipelines.models.ledger import Ledger
from pipelines.recording import RecordingSpec
from pipelines.video import Video
from workbench.describing import ModelWork

if TYPE_CHECKING:
    from pipelines.scene import Scene
    from workbench.project import Project

FOLDER = "evaluation"
"""Under ``runs/``: what was sent while a model was examined."""


def quiet(_done: int, _total: int) -> None:
    """Report no progress."""


class Videos:
    """The videos of a project with what is tracked in them, each read once.

    Parameters
    ----------
    project
        Whose recordings.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self._opened: dict[str, tuple[Video, Scene]] = {}

    def of(self, recordings: Sequence[RecordingSpec]) -> dict[str, tuple[Video, Scene]]:
        """Return those of the recordings that have one, by name."""
        for one in recordings:
            if one.video is not None and one.name not in self._opened:
                self._opened[one.name] = (Video(one.video), self.project.read(one).scene)
        return {one.name: self._opened[one.name] for one in recordings if one.video is not None}


class Asking:
    """The model of a project, asked about clips; answers are kept as those of labelling are.

    Parameters
    ----------
    work
        The model with its budget.
    opened
        Recording -> its video, and where its animals are.
    """

    def __init__(self, work: ModelWork, opened: Mapping[str, tuple[Video, Scene]]) -> None:
        self._work = work
        self.identity = work.access.model.identity
        self.pictures: Pictures = pictures_of(opened, work.settings.stills)

    def asker(self) -> Ask:
        """Return what puts questions to the model, within the budget, if they are not answered."""
        access = self._work.access
        gate = access.meter.recorded_in(Ledger(access.runs / FOLDER))

        def ask(questions: Sequence[Question], done: Done) -> None:
            ask_all(access.model, questions, access.answers, gate, done)

        return ask

    def estimate(self, run: Callable[[Ask], object]) -> Estimate:
        """Return what a run would cost, given what it would ask with; nothing is sent."""
        expecting = Expecting(self._work.access.answers, self.identity, self._work.estimator())
        total = Estimate()

        def ask(questions: Sequence[Question], done: Done) -> None:
            nonlocal total
            for number, question in enumerate(questions):
                total += expecting.of(question)
                done(number, ModelError(f"{question.name}: it is only estimated."))

        run(ask)
        return total


class Examination:
    """The model of a project, on clips around what people said, accepted or imported.

    Parameters
    ----------
    work
        The model with its budget.
    recordings
        Those that may be shown; the ones without a video or without such facts are left out.
    most
        Clips at most, spread evenly over all; no limit if not given.

    Raises
    ------
    UserError
        There is no video with facts of people.
    """

    def __init__(
        self, work: ModelWork, recordings: Sequence[RecordingSpec], most: int | None = None
    ) -> None:
        project = work.project
        self._ethogram = project.full_ethogram()
        shown = [one for one in recordings if one.video is not None]
        facts = people_say(project, [one.name for one in shown])
        said = {fact.recording for fact in facts}
        opened = Videos(project).of([one for one in shown if one.name in said])
        if not opened:
            message = (
                "There is nothing to examine a model on: no recording with a video has facts that "
                "people said, accepted or imported. See: workbench review, workbench import"
            )
            raise UserError(message)
        self._asking = Asking(work, opened)
        self.clips = _spread(clips_of_facts(facts, opened), most)

    def plan(self, settings: SuiteSettings) -> Plan:
        """Return what would be asked; nothing is sent."""
        return plan(self.clips, self._ethogram, settings)

    def estimate(self, planned: Plan, progress: Progress = quiet) -> Estimate:
        """Return what asking would cost; nothing is sent."""
        pictures = self._asking.pictures
        return self._asking.estimate(
            lambda ask: asked(planned.items, self.clips, pictures, ask, progress)
        )

    def run(self, settings: SuiteSettings, progress: Progress = quiet) -> Report:
        """Ask the model, and return what came out."""
        asking = self._asking
        return evaluate_describer(
            asking.identity,
            self.clips,
            self._ethogram,
            asking.pictures,
            asking.asker(),
            settings,
            progress,
        )


def people_say(project: Project, recordings: Sequence[str]) -> list[Fact]:
    """Return the facts that people said, accepted or imported, as they stand."""
    store = project.store()
    known = [name for name in recordings if name in store]
    if not known:
        return []
    facts = project.graph().graph.facts(FactFilter(recording=known, status=STANDING))
    return [fact for fact in facts if is_true(fact)]


def clips_of_facts(
    facts: Sequence[Fact], opened: Mapping[str, tuple[Video, Scene]]
) -> list[LabelledClip]:
    """Return a clip around each fact of a recording that is open."""
    scenes = {name: scene for name, (_, scene) in opened.items()}
    return clips_around_facts(
        [fact for fact in facts if fact.recording in scenes],
        {name: scene.individuals for name, scene in scenes.items()},
        {name: video.timebase.stop_s for name, (video, _) in opened.items()},
        scenes=scenes,
    )


def _spread(clips: Sequence[LabelledClip], most: int | None) -> list[LabelledClip]:
    if most is None or len(clips) <= most:
        return list(clips)
    return [clips[place * len(clips) // most] for place in range(most)]
