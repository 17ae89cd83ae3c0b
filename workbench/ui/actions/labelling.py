"""Describing recordings: by rules, and by a model if the project has one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from workbench.ui.actions.contract import (
    Action,
    Done,
    LongAction,
    Report,
    Words,
    called,
    option,
)

if TYPE_CHECKING:
    from pipelines.batch import Outcome, Progress
    from pipelines.recording import RecordingSpec
    from workbench.project import Project

_RULES_SHARE = 0.3
"""Of the work, where a model describes after the rules."""


@dataclass(frozen=True, slots=True)
class Label(LongAction):
    """Segment and describe recordings; what is done already is skipped.

    Parameters
    ----------
    recordings
        Names; all of the project if none.
    segmenter
        What draws the boundaries of events, kept in project.toml; as it is there if not given.
    force
        Label again what is done.
    model
        Whether the project's model, if it has one, describes the events after the rules did.
    budget
        The most for the model: ``200 calls``.
    """

    name: ClassVar[str] = "label"
    recordings: tuple[str, ...] = ()
    segmenter: str | None = None
    force: bool = False
    model: bool = False
    budget: str | None = None

    def words(self) -> Words:
        """Return ``label``."""
        options = (
            *(f"--recording={one}" for one in self.recordings),
            *option("--segmenter", self.segmenter), *option("--force", self.force),
            "--model" if self.model else "--no-model", *option("--budget", self.budget),
        )  # fmt: skip
        return Words(("label",), (), options)

    def python(self) -> str:
        """Return the call."""
        rules = (
            "pipelines.batch.label_all(project.specs(), project.graph_folder, "
            "project.full_ethogram(), project.label_settings(), cache=project.cache_folder)"
        )
        if self.recordings:
            specs = f"[project.spec(name) for name in {list(self.recordings)}]"
            rules = rules.replace("project.specs()", specs)
        if not self.model:
            return rules
        return f"{rules}; workbench.describing.ModelWork(project).describe(project.specs())"

    def run(self, project: Project, report: Report) -> Done:
        """Label them."""
        from workbench.cli.label import check_segmenter, corrections_moved
        from workbench.ui.pace import keep_pace

        check_segmenter(self.segmenter)
        if self.segmenter is not None:
            project.set_values("label", {"segmenter": self.segmenter})
        by_model = self.model and project.settings.model is not None
        share = _RULES_SHARE if by_model else 1.0
        specs = _specs(project, self.recordings)
        outcomes = labelled(
            project, specs, lambda part, what: report.progress(share * part, what), self.force
        )
        data: dict[str, Any] = {
            "project": project.folder,
            "outcomes": [asdict(one) for one in outcomes],
            "carried": corrections_moved(project, outcomes),
        }
        keep_pace(project, outcomes)
        faults = [f"{one.recording}: {one.error}" for one in outcomes if one.error]
        message = "\n".join((_in_words(Counter[str](one.state for one in outcomes)), *faults))
        if by_model:
            told, said = self._by_model(project, outcomes, report)
            data, message = data | told, f"{message} {said}"
        return Done(message, data)

    def _by_model(
        self, project: Project, outcomes: Sequence[Outcome], report: Report
    ) -> tuple[dict[str, Any], str]:
        from pipelines.models.budget import Budget
        from workbench.describing import ModelWork

        well = [project.spec(one.recording) for one in outcomes if one.state != "failed"]
        work = ModelWork(project, Budget.parse(self.budget) if self.budget else None)
        rest = 1 - _RULES_SHARE

        def progress(name: str, share: float, done: int, total: int) -> None:
            part = min((done + share) / max(total, 1), 1.0)
            report.progress(_RULES_SHARE + rest * part, f"{name}: asking the model")

        asked = work.describe(well, force=self.force, progress=progress)
        spent = work.meter.spent
        said = (
            f"By {work.model.identity.name}: {_in_words(Counter(one.state for one in asked))} "
            f"{spent.requests} calls, {spent.input_tokens + spent.output_tokens} tokens."
        )
        return {"model": [asdict(one) for one in asked]}, " ".join((said, *work.notes()))


@dataclass(frozen=True, slots=True)
class EstimateModel(LongAction):
    """Say what the model would cost; it is not asked. What is not labelled yet, is labelled first.

    Parameters
    ----------
    recordings
        Names; all of the project if none.
    """

    name: ClassVar[str] = "label.estimate"
    recordings: tuple[str, ...] = ()

    def words(self) -> Words:
        """Return ``label --estimate``."""
        return Words(
            ("label",), (), ("--estimate", *(f"--recording={one}" for one in self.recordings))
        )

    def python(self) -> str:
        """Return the call."""
        specs = "project.specs()"
        if self.recordings:
            specs = f"[project.spec(name) for name in {list(self.recordings)}]"
        return f"workbench.describing.ModelWork(project).estimate({specs})"

    def run(self, project: Project, report: Report) -> Done:
        """Label by rules, then count what would be asked."""
        from workbench.describing import ModelWork

        work = ModelWork(project)
        specs = _specs(project, self.recordings)
        outcomes = labelled(project, specs, lambda part, what: report.progress(part / 2, what))
        well = [project.spec(one.recording) for one in outcomes if one.state != "failed"]

        def progress(name: str, share: float, done: int, total: int) -> None:
            part = min((done + share) / max(total, 1), 1.0)
            report.progress(0.5 + part / 2, f"{name}: counting what would be asked")

        found = work.estimate(well, progress)
        money = None
        if work.price is not None:
            cost = work.price.of(found.input_tokens, found.output_tokens)
            money = f"{cost:.4g} {work.price.currency}"
        concurrency = int(getattr(work.model, "concurrency", 1))
        minutes = found.seconds / concurrency / 60
        data = {
            "estimate": asdict(found) | {"seconds": _finite(found.seconds)},
            "money": money,
            "minutes": _finite(minutes),
            "model": work.model.identity.name,
        }
        cost_said = f", about {money}" if money else "; no price is known"
        message = (
            f"{found.events} events: {found.calls} calls with {found.images} pictures, about "
            f"{round(found.input_tokens)} tokens in and {round(found.output_tokens)} out"
            f"{cost_said}. {found.reused} answers more are there already. Nothing was sent."
        )
        return Done(message, data)


@dataclass(frozen=True, slots=True)
class SetModel(Action):
    """Say which model describes events; keys are never written.

    Parameters
    ----------
    provider, model, url
        Where it is, and as the server calls it.
    key_env
        Environment variable that holds the key.
    kind
        ``chat``, or ``local`` for a model in a folder.
    settings
        Others, each as ``KEY=VALUE``.
    """

    name: ClassVar[str] = "model.set"
    provider: str | None = None
    model: str | None = None
    url: str | None = None
    key_env: str | None = None
    kind: str | None = None
    settings: tuple[str, ...] = ()

    def words(self) -> Words:
        """Return ``model set``."""
        options = (
            *option("--kind", self.kind), *option("--provider", self.provider),
            *option("--name", self.model), *option("--url", self.url),
            *option("--key-env", self.key_env), *(f"--set={one}" for one in self.settings),
        )  # fmt: skip
        return Words(("model", "set"), (), options)

    def python(self) -> str:
        """Return the call."""
        return f"workbench.cli.model.set_model(project, {self._given()!r}, {list(self.settings)})"

    def do(self, project: Project) -> Done:
        """Write it into project.toml."""
        from workbench.cli.model import set_model

        set_model(project, self._given(), self.settings)
        model = project.settings.model
        data = {"model": asdict(model) if model else None}
        return Done("Kept in project.toml; nothing was sent.", data)

    def _given(self) -> dict[str, Any]:
        given = {
            "kind": self.kind, "provider": self.provider, "name": self.model, "url": self.url,
            "key_env": self.key_env,
        }  # fmt: skip
        return {key: value for key, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True)
class RemoveModel(Action):
    """Take the model out of the project; what it said stays."""

    name: ClassVar[str] = "model.remove"

    def words(self) -> Words:
        """Return ``model remove``."""
        return Words(("model", "remove"))

    def python(self) -> str:
        """Return the call."""
        return "project.remove_table('model')"

    def do(self, project: Project) -> Done:
        """Take it out."""
        project.remove_table("model")
        return Done("No model: events are described by rules alone.", {"model": None})


@dataclass(frozen=True, slots=True)
class CheckModel(LongAction):
    """Send one tiny picture to the model: does it answer, does it see."""

    name: ClassVar[str] = "model.check"

    def words(self) -> Words:
        """Return ``model check``."""
        return Words(("model", "check"))

    def python(self) -> str:
        """Return the call."""
        return "workbench.cli.model.checked(project)"

    def run(self, project: Project, report: Report) -> Done:
        """Send it."""
        from workbench.cli.model import checked

        report.progress(0.0, "asking the model about one tiny picture")
        form, answer, notes = checked(project)
        saw = answer.data["colour"]
        sees = "" if saw == "red" else " It took the picture and does not see what it shows."
        words = (
            f"It answers in {answer.usage.seconds:.1f} s, asked for JSON by {form}. Shown a red "
            f"square it says {saw!r}.{sees}"
        )
        data = {"form": form, "answer": dict(answer.data)}
        return Done(" ".join((words, *notes)), data)


@dataclass(frozen=True, slots=True)
class PreviewQuestion(Action):
    """Show the pictures and the words that a model would get for one event; nothing is sent.

    Parameters
    ----------
    recording
        That is labelled and has a video.
    event
        Its id; the first one about which there is something to ask, if not given.
    """

    name: ClassVar[str] = "model.preview"
    recording: str
    event: str | None = None

    def words(self) -> Words:
        """Return ``model preview``."""
        return Words(("model", "preview"), (self.recording,), option("--event", self.event))

    def python(self) -> str:
        """Return the call."""
        said = called(self.recording, event=self.event)
        return f"workbench.previewing.preview(project, {said})"

    def do(self, project: Project) -> Done:
        """Make the question as it would be asked."""
        from workbench.previewing import preview

        found = preview(project, self.recording, self.event)
        pictures = len(found.question.images) if found.question else 0
        words = (
            f"{found.event.event_id} of {self.recording}: {pictures} pictures; nothing was sent."
        )
        return Done(words, found.told())


def labelled(
    project: Project,
    specs: Sequence[RecordingSpec],
    progress: Callable[[float, str], None],
    force: bool = False,
) -> list[Outcome]:
    """Label recordings as ``workbench label`` does, in a process of its own.

    Parameters
    ----------
    project
        Which.
    specs
        Its recordings.
    progress
        Called with the share done and what is being done; what it raises ends the work.
    force
        Label again what is done.

    Raises
    ------
    UserError
        There is none, or settings are wrong.
    """
    from graphs.errors import UserError
    from graphs.storage.atomic import remove_stale_temporaries
    from pipelines.batch import label_all

    if not specs:
        message = "There are no recordings yet. Add some on the page Start."
        raise UserError(message)
    remove_stale_temporaries(project.folder)
    return label_all(
        specs,
        project.graph_folder,
        project.full_ethogram(),
        project.label_settings(),
        cache=project.cache_folder,
        workers=1,
        force=force,
        progress=_Shares(len(specs), progress),
    )


@dataclass(slots=True)
class _Shares:
    """Turns what a batch tells into the share that is done."""

    total: int
    tell: Callable[[float, str], None]
    begun: dict[str, float] = field(default_factory=dict)

    def __call__(self, now: Progress) -> None:
        from workbench.cli.label import STAGES

        if now.stage in STAGES:
            later = [start for start in STAGES.values() if start > STAGES[now.stage]]
            start, stop = STAGES[now.stage], min(later, default=1.0)
            self.begun[now.recording] = start + (stop - start) * now.share
        else:
            self.begun.pop(now.recording, None)
        share = (now.done + sum(self.begun.values())) / self.total
        self.tell(share, f"{now.recording}: {now.stage} ({now.done} of {now.total} done)")


def _specs(project: Project, names: Sequence[str]) -> list[RecordingSpec]:
    return [project.spec(name) for name in names] if names else project.specs()


def _in_words(states: Mapping[str, int]) -> str:
    told = [
        f"{states[one]} {one}" for one in ("done", "skipped", "stopped", "failed") if states[one]
    ]
    return f"{', '.join(told) or 'nothing to do'}."


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
