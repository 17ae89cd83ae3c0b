"""Describing recordings: by rules, and by a model if the project has one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from graphs.words import counted
from workbench.ui.actions.contract import Done, LongAction, Report, Words, option

if TYPE_CHECKING:
    from pipelines.batch import Outcome, Progress
    from pipelines.batch.remaining import Remaining
    from pipelines.describe.by_model.estimate import Estimate
    from pipelines.recording import RecordingSpec
    from workbench.model_cost import ModelCost
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
        specs = _specs_said(self.recordings)
        again = ", force=True" if self.force else ""
        said = (
            f"pipelines.batch.label_all({specs}, project.graph_folder, project.full_ethogram(), "
            f"project.label_settings(), cache=project.cache_folder{again})"
        )
        if self.segmenter is not None:
            chosen = {"segmenter": self.segmenter}
            said = f"project.set_values('label', {chosen!r}); {said}"
        if not self.model:
            return said
        budget = f", Budget.parse({self.budget!r})" if self.budget else ""
        return f"{said}; ModelWork(project{budget}).describe({specs}{again})"

    def run(self, project: Project, report: Report) -> Done:
        """Label them."""
        from workbench.cli.batch_words import moved_in_words
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
        moved = corrections_moved(project, outcomes)
        data: dict[str, Any] = {
            "project": project.folder,
            "outcomes": [asdict(one) | {"cpu_s": _finite(one.cpu_s)} for one in outcomes],
            "carried": moved,
        }
        keep_pace(project, outcomes)
        lines = [_in_words(Counter[str](one.state for one in outcomes))]
        lines += [f"{one.recording}: {one.error}" for one in outcomes if one.error]
        lines += [moved_in_words(project, name, count) for name, count in moved.items()]
        if by_model:
            told, said = self._by_model(project, outcomes, report)
            data |= told
            lines.append(said)
        return Done("\n".join(lines), data)

    def _by_model(
        self, project: Project, outcomes: Sequence[Outcome], report: Report
    ) -> tuple[dict[str, Any], str]:
        from pipelines.models.budget import Budget
        from workbench.describing import ModelWork

        well = [project.spec(o.recording) for o in outcomes if o.state in ("done", "skipped")]
        work = ModelWork(project, Budget.parse(self.budget) if self.budget else None)
        rest = 1 - _RULES_SHARE

        def progress(name: str, share: float, done: int, total: int) -> None:
            part = min((done + share) / max(total, 1), 1.0)
            report.progress(_RULES_SHARE + rest * part, f"{name}: asking the model")

        for spec in well[:1]:  # nothing else is told before its first answer
            progress(spec.name, 0.0, 0, len(well))
        asked = work.describe(well, force=self.force, progress=progress)
        spent = work.meter.spent
        said = (
            f"By {work.model.identity.name}: {_in_words(Counter(one.state for one in asked))} "
            f"{spent.requests} calls, {spent.input_tokens + spent.output_tokens} tokens."
        )
        return {"model": [asdict(one) for one in asked]}, " ".join((said, *work.notes()))


@dataclass(frozen=True, slots=True)
class EstimateModel(LongAction):
    """Say what the model would cost; it is not asked, and nothing is labelled.

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
        specs = _specs_said(self.recordings)
        plan = f"make_plan(job_of(project), {specs}, History(history_file()))"
        return f"model_cost(project, {specs}, {plan})"

    def run(self, project: Project, report: Report) -> Done:
        """Count what would be asked."""
        from pipelines.batch.history import History
        from pipelines.batch.plan import make_plan
        from workbench.cli.label_plan import history_file, job_of
        from workbench.model_cost import model_cost

        specs = _specs(project, self.recordings)
        of = max(len(specs), 1)
        plan = make_plan(
            job_of(project), specs, History(history_file()),
            progress=lambda done: report.progress(done / of / 2, "looking at recordings"),
        )  # fmt: skip
        cost = model_cost(
            project, specs, plan,
            lambda name, done: report.progress(
                0.5 + done / of / 2, f"{name}: counting what would be asked"
            ),
        )  # fmt: skip
        data = {
            "model": cost.model,
            "estimate": _told(cost.known),
            "money": cost.money(cost.known),
            "minutes": _finite(cost.minutes(cost.known)),
            "not_labelled": cost.not_labelled,
            "estimate_not_labelled": cost.expected and _told(cost.expected),
            "money_not_labelled": cost.expected and cost.money(cost.expected),
        }
        return Done(_cost_in_words(cost), data)


def _told(estimate: Estimate) -> dict[str, Any]:
    return asdict(estimate) | {"seconds": _finite(estimate.seconds)}


def _cost_in_words(cost: ModelCost) -> str:
    known, money = cost.known, cost.money(cost.known)
    said = (
        f"{known.events} events: {known.calls} calls with {known.images} pictures, about "
        f"{round(known.input_tokens)} tokens in and {round(known.output_tokens)} out"
        f"{'; no price is known' if money is None else f', about {money}'}. "
        f"{known.reused} answers more are there already. Nothing was sent."
    )
    if not cost.not_labelled:
        return said
    others = counted(cost.not_labelled, "recording")
    if cost.expected is None:
        return f"{said} {others} not labelled yet: what they cost is known once they are labelled."
    return f"{said} {others} not labelled yet: about {cost.expected.calls} calls more."


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
    from pipelines.batch.remaining import Remaining

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
        jobs=1,
        force=force,
        progress=_Shares(Remaining(len(specs)), progress),
    )


@dataclass(slots=True)
class _Shares:
    """Turns what a batch tells into the share that is done."""

    remaining: Remaining
    tell: Callable[[float, str], None]

    def __call__(self, now: Progress) -> None:
        self.remaining.heard(now)
        said = f"{now.recording}: {now.stage} ({now.done} of {now.total} done)"
        self.tell(self.remaining.share, said)


def _specs(project: Project, names: Sequence[str]) -> list[RecordingSpec]:
    return [project.spec(name) for name in names] if names else project.specs()


def _specs_said(names: Sequence[str]) -> str:
    """Return how recordings are said in a call."""
    if not names:
        return "project.specs()"
    return f"[project.spec(name) for name in {list(names)}]"


def _in_words(states: Mapping[str, int]) -> str:
    told = [
        f"{states[one]} {one}"
        for one in ("done", "skipped", "held", "stopped", "failed")
        if states[one]
    ]
    return f"{', '.join(told) or 'nothing to do'}."


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
