"""Recordings of a project described by its model, estimated before, and replayed after."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import DataError, UserError
from graphs.ethogram import Ethogram, parse_ethogram
from graphs.filters import FactFilter
from graphs.records import STANDING, Run
from graphs.storage.shard import RecordingGraph
from graphs.storage.store import GraphStore
from pipelines.describe.by_model.batch import ModelJob, ModelOutcome, Report, describe_all
from pipelines.describe.by_model.estimate import Estimate, Estimating
from pipelines.describe.by_model.plan import described_before, layer_of, plan_model_run
from pipelines.describe.by_model.recording import Access
from pipelines.describe.by_model.replay import Replayed, replay
from pipelines.describe.by_model.run_folder import ANSWERS
from pipelines.describe.prompt.exemplars import Exemplar, exemplars_from
from pipelines.describe.prompt.texts import prompt_digest
from pipelines.inputs.places import plain_path
from pipelines.models.answers import AnswerStore
from pipelines.models.budget import Budget, Meter, Price, price_of
from pipelines.models.contract import Model, get_model
from pipelines.models.estimate import Estimator, picture_rule
from pipelines.recording import RecordingSpec
from pipelines.tracks.clean import CleanSettings

if TYPE_CHECKING:
    from pipelines.describe.by_model.settings import ModelSettings
    from workbench.project import Project


class ModelWork:
    """What the model of a project does for it.

    Parameters
    ----------
    project
        Says which model, what it is shown, and what it costs.
    budget
        The most that may be spent; no limit if not given.

    Raises
    ------
    UserError
        The project has no model, its settings are wrong, or the budget is in money and the price
        is not known.
    """

    def __init__(self, project: Project, budget: Budget | None = None) -> None:
        self.settings, self.model = model_of(project)
        self.project, settings = project, self.settings
        self.price: Price | None = price_of(self.model.identity.name, project.settings.prices)
        self.meter = Meter(budget, self.price)
        self.access = Access(
            self.model,
            self.meter,
            AnswerStore(project.runs_folder / ANSWERS),
            project.runs_folder,
            confirmed_events(project) if settings.exemplars else (),
        )

    def describe(
        self,
        recordings: Sequence[RecordingSpec],
        *,
        force: bool = False,
        progress: Report = lambda *_: None,
    ) -> list[ModelOutcome]:
        """Describe labelled recordings; see `pipelines.describe.by_model.batch.describe_all`."""
        project = self.project
        job = ModelJob(
            project.graph_folder,
            project.full_ethogram(),
            self.settings,
            CleanSettings(**project.settings.clean),
            self.access,
            project.cache_folder,
            force,
        )
        return describe_all(job, recordings, progress)

    def notes(self) -> list[str]:
        """Return what a person should know of how the model was asked, and of stored answers."""
        said: Sequence[str] = getattr(self.model, "notes", ())
        damaged = [
            f"{path.name}: no answer that can be read; it is kept beside and was asked again"
            for path in self.access.answers.damaged
        ]
        return [*said, *damaged]

    def estimate(
        self,
        recordings: Sequence[RecordingSpec],
        progress: Report = lambda *_: None,
    ) -> Estimate:
        """Return what describing would cost; nothing is sent.

        Recordings that are described already, or not labelled, cost nothing and are left out.
        """
        project, total = self.project, Estimate()
        ethogram, store = project.full_ethogram(), project.store()
        estimating = Estimating(ethogram, self.settings, self.access, self.estimator())
        for number, recording in enumerate(recordings):
            if self._is_open(store, recording):

                def report(share: float, name: str = recording.name, done: int = number) -> None:
                    progress(name, share, done, len(recordings))

                labelled = store.read_layer(recording.name)
                total += estimating.of(project.read(recording), labelled, report)
            progress(recording.name, 1.0, number + 1, len(recordings))
        return total

    def estimator(self) -> Estimator:
        """Return what expects the tokens of a question; it learns from answers."""
        provider = self.model.identity.settings.get("provider", "")
        return Estimator(picture_rule(str(provider)))

    def _is_open(self, store: GraphStore, recording: RecordingSpec) -> bool:
        """Whether a recording is labelled, and not described by this model in this way."""
        if recording.video is None or not store.is_labelled(recording.name):
            return False
        identity = self.model.identity
        ethogram, header = self.project.full_ethogram(), store.header(recording.name)
        run = plan_model_run(header, ethogram, self.settings, identity, prompt_digest())
        return described_before(store, recording.name, layer_of(identity), run) is None


def model_of(project: Project) -> tuple[ModelSettings, Model]:
    """Return the settings of a project's model, and the model; `UserError` if it has none."""
    settings = project.settings.model
    if settings is None:
        message = (
            f"{project.folder} has no model. Give it one: workbench model set --provider "
            "ollama --name NAME, or write [model] into project.toml."
        )
        raise UserError(message)
    return settings, get_model(settings.kind, **_placed(settings, project))


def _placed(settings: ModelSettings, project: Project) -> dict[str, object]:
    """Return the settings of a model with what the project adds.

    A relative folder starts at the project, and how a server is asked is remembered in its cache.
    """
    folder = settings.parameters.get("folder")
    placed: dict[str, object] = {}
    if folder:
        placed["folder"] = str(plain_path(Path(str(folder)), project.folder))
    if settings.kind == "chat":
        placed["profiles"] = project.cache_folder / "models"
    return {**settings.parameters, **placed}


def confirmed_events(project: Project) -> list[Exemplar]:
    """Return the events of which people confirmed something, as examples for questions."""
    if not project.store().recordings() or not project.database_path.exists():
        return []
    graph = project.graph().graph
    accepted = graph.facts(FactFilter(status="accepted"))
    said = graph.facts(FactFilter(source="human", status=STANDING))
    return exemplars_from([*accepted, *said], project.full_ethogram())


def model_layers(project: Project, recordings: Sequence[str]) -> Iterator[RecordingGraph]:
    """Yield what models said of recordings, a layer per recording and model."""
    store = project.store()
    for recording in recordings:
        for name in store.files():
            shard = store.open(name)
            if shard.header.recording == recording and "asked" in shard.header.run.parameters:
                yield from shard.graphs()


def replay_all(
    project: Project,
    recordings: Sequence[str],
    done: Callable[[Replayed | tuple[str, DataError]], None],
) -> None:
    """Run again what models said of recordings, from stored answers; nothing is sent.

    Parameters
    ----------
    project
        Whose runs.
    recordings
        Names.
    done
        Called with what each run gives again, or why it cannot be replayed.
    """
    store = project.store()
    for layer in model_layers(project, recordings):
        spec = project.spec(layer.recording)
        try:
            ethogram = _ethogram_of(layer.run, project)
            labelled = store.read_layer(layer.recording)
            runs, scratch = project.runs_folder, project.cache_folder / "replays"
            done(replay(layer, labelled, project.read(spec, ethogram), ethogram, runs, scratch))
        except DataError as error:
            done((layer.recording, error))


def _ethogram_of(run: Run, project: Project) -> Ethogram:
    """Return the ethogram that a run was made with, with what its functions say now."""
    from workbench.behaviors.complete import complete  # slow to import

    ethogram = parse_ethogram(str(run.parameters["ethogram"]))
    return complete(ethogram, project.folder)
