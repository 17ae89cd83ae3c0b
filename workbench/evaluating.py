"""How well the model of a project describes recordings that people labelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.filters import FactFilter
from graphs.records import STANDING, Fact
from pipelines.evaluate.describer.clips import LabelledClip, clips_around_facts, is_true
from pipelines.evaluate.describer.report import Report
from pipelines.evaluate.describer.run import Plan, Progress, SuiteSettings, evaluate_describer, plan
from pipelines.evaluate.describer.showing import pictures_of
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
        self._work, project = work, work.project
        self._ethogram = project.full_ethogram()
        shown = [one for one in recordings if one.video is not None]
        facts = people_say(project, [one.name for one in shown])
        labelled = {fact.recording for fact in facts}
        self._opened: dict[str, tuple[Video, Scene]] = {}
        for spec in shown:
            if spec.name in labelled:
                assert spec.video is not None
                self._opened[spec.name] = (Video(spec.video), project.read(spec).scene)
        if not self._opened:
            message = (
                "There is nothing to examine a model on: no recording with a video has facts that "
                "people said, accepted or imported. See: workbench review, workbench import"
            )
            raise UserError(message)
        self.clips = _spread(self._clips(facts), most)

    def _clips(self, facts: Sequence[Fact]) -> list[LabelledClip]:
        scenes = {name: scene for name, (_, scene) in self._opened.items()}
        return clips_around_facts(
            [fact for fact in facts if fact.recording in scenes],
            {name: scene.individuals for name, scene in scenes.items()},
            {name: video.timebase.stop_s for name, (video, _) in self._opened.items()},
            scenes=scenes,
        )

    def plan(self, settings: SuiteSettings) -> Plan:
        """Return what would be asked; nothing is sent."""
        return plan(self.clips, self._ethogram, settings)

    def run(
        self, settings: SuiteSettings, progress: Progress = lambda _done, _total: None
    ) -> Report:
        """Ask the model, and return what came out; answers are kept as those of labelling are."""
        access = self._work.access
        gate = access.meter.recorded_in(Ledger(access.runs / FOLDER))

        def ask(questions: Sequence[Question], done: Done) -> None:
            ask_all(access.model, questions, access.answers, gate, done)

        pictures = pictures_of(self._opened, self._work.settings.stills)
        return evaluate_describer(
            access.model.identity, self.clips, self._ethogram, pictures, ask, settings, progress
        )


def people_say(project: Project, recordings: Sequence[str]) -> list[Fact]:
    """Return the facts that people said, accepted or imported, as they stand."""
    if not recordings or not project.store().recordings():
        return []
    known = [name for name in recordings if name in project.store()]
    facts = project.graph().graph.facts(FactFilter(recording=known or None, status=STANDING))
    return [fact for fact in facts if is_true(fact)]


def _spread(clips: Sequence[LabelledClip], most: int | None) -> list[LabelledClip]:
    if most is None or len(clips) <= most:
        return list(clips)
    return [clips[place * len(clips) // most] for place in range(most)]
