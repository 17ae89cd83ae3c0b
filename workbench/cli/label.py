"""The verb ``label``: from files to facts, resuming where it stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from graphs.errors import UserError, WorkbenchError
from workbench.cli.batch_words import moved_in_words, print_outcomes, print_report
from workbench.cli.folder import (
    added_in_words,
    entries,
    find_recordings,
    pairing_json,
    print_pairing,
    refuse_wrong_values,
    shared_in_words,
)
from workbench.cli.imported import bring_scored
from workbench.cli.label_model import by_model, check_budget, forbidden, model_estimate
from workbench.cli.label_plan import (
    history_file,
    job_of,
    limits_of,
    plan_in_words,
    plan_json,
    planned,
    print_plan,
)
from workbench.cli.label_run import Labelled, run_labels
from workbench.cli.options import (
    AnimalCount,
    Ethogram,
    Fps,
    Group,
    Json,
    Mapping,
    Name,
    Paths,
    ProjectDir,
    PxPerCm,
    Recordings,
    Session,
)
from workbench.cli.output import INTERRUPTED, SOME_FAILED, print_json, say, verb

if TYPE_CHECKING:
    from pipelines.batch import Limits, Outcome
    from pipelines.pairing import Pairing
    from pipelines.recording import RecordingSpec
    from workbench.project import Project


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    app.command()(label)


@verb
def label(
    paths: Paths = None,
    project: ProjectDir = Path(),
    recording: Recordings = None,
    mapping: Mapping = None,
    name: Name = None,
    group: Group = None,
    session: Session = None,
    fps: Fps = None,
    px_per_cm: PxPerCm = None,
    animal_count: AnimalCount = None,
    ethogram: Ethogram = None,
    segmenter: Annotated[
        str | None, typer.Option(help="What draws the boundaries of events, kept in project.toml.")
    ] = None,
    jobs: Annotated[
        int,
        typer.Option(min=0, help="Worker processes, a recording each; 0: in this process."),
    ] = 1,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS|local:N|slurm:FILE",
            help="Dask workers instead: of the scheduler at ADDRESS, N of this machine, or jobs "
            "of Slurm as FILE says.",
        ),
    ] = None,
    time_limit: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="The longest for one recording: 90s, 30min, 2h."),
    ] = None,
    memory_limit: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE",
            help="The most memory for one recording: 4000MB, 4GB. Without it, an equal share of "
            "four fifths of the machine's.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Label again what is done.")] = False,
    retry_failed: Annotated[
        bool,
        typer.Option("--retry-failed", help="Only recordings that earlier runs did not get done."),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Say what would be done with each recording, and why."),
    ] = False,
    estimate: Annotated[
        bool,
        typer.Option(
            "--estimate",
            help="Say how long it would take, and what the model would cost; nothing is done.",
        ),
    ] = False,
    model: Annotated[
        bool, typer.Option("--model/--no-model", help="Ask the project's model, if it has one.")
    ] = True,
    budget: Annotated[
        str | None,
        typer.Option(
            metavar="AMOUNT",
            help="The most for the model: '200 calls', '1e6 tokens', "
            "'5 USD', or several with ',' between.",
        ),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Refuse every connection that leaves this machine.")
    ] = False,
    json_: Json = False,
) -> int:
    """Segment, describe and store recordings: those in PATHS, or all of the project.

    Makes the project if there is none. What was done with the same files, settings and version is
    skipped; a recording that fails stops no other. If the project has a model, it describes the
    events after the rules did. See how far it is from another shell: workbench status.
    """
    if offline:
        from pipelines.models.offline import forbid_network

        forbid_network()
    jobs = _at_once(jobs, cluster)
    limits = limits_of(jobs, time_limit, memory_limit, cluster)
    given: dict[str, object] = {
        "group": group, "session": session, "fps": fps, "px_per_cm": px_per_cm,
        "animal_count": animal_count,
    }  # fmt: skip
    refuse_wrong_values({"name": name, **given})
    pairing = find_recordings(paths, mapping, name, project) if paths or mapping else None
    if pairing is None:
        _refuse_without_paths({"name": name, **given})
    elif recording or retry_failed:
        message = "Give PATHS, or --recording or --retry-failed for recordings of the project."
        raise UserError(message)
    check_segmenter(segmenter)
    check_budget(budget, project)
    look = dry_run or estimate
    with opened_or_made(project, ethogram, make=pairing is not None, look=look) as opened:
        also = forbidden(budget, offline=offline, model=model)
        work = _Work(opened, jobs, cluster, also, quiet=json_)
        work.choose(recording, pairing, given, look=look)
        if retry_failed and not work.only_unfinished():
            return 0
        if look:
            return work.look(segmenter, force=force, table=dry_run, model=model and estimate)
        if segmenter is not None:
            opened.set_values("label", {"segmenter": segmenter})
        return work.label(pairing, limits, budget, force=force, model=model)


@dataclass(slots=True)
class _Work:
    """What one call of the verb is about."""

    project: Project
    jobs: int
    cluster: str | None
    also: tuple[str, ...]
    quiet: bool
    recordings: list[RecordingSpec] = field(default_factory=list)
    document: dict[str, object] = field(default_factory=dict)

    def choose(
        self,
        names: Sequence[str] | None,
        pairing: Pairing | None,
        given: dict[str, object],
        *,
        look: bool,
    ) -> None:
        """Find the recordings; those that are paired go into the project."""
        project = self.project
        self.recordings = [project.spec(one) for one in names] if names else project.specs()
        if pairing is None:
            return
        if look:
            project, added = project.with_added(*entries(pairing, given))
            self.project = project
        else:
            added = project.add(*entries(pairing, given))
        here = set(added.names)
        self.recordings = [one for one in project.specs() if one.name in here]
        doubts = shared_in_words(project, added)
        self.document |= {"added": added, "warnings": doubts, **pairing_json(pairing)}
        if not self.quiet:
            print_pairing(pairing)
            say(f"{added_in_words(added)}{' (not saved)' if look else ''}")
        for text in (*added.notes, *doubts):
            say(text)

    def only_unfinished(self) -> bool:
        """Leave only recordings that the last runs did not get done; tell whether there are any."""
        from pipelines.batch.status import FOLDER, unfinished

        reports = self.project.folder / FOLDER
        wanted = unfinished(reports)
        self.recordings = [one for one in self.recordings if one.name in wanted]
        if not self.recordings:
            say(f"Nothing to label again: by {reports}, all that was begun is done.")
            if self.quiet:
                print_json({"project": self.project.folder, "outcomes": []})
        return bool(self.recordings)

    def look(self, segmenter: str | None, *, force: bool, table: bool, model: bool) -> int:
        """Say what would be done, how long it takes, and what it costs."""
        from pipelines.batch.history import History

        job = job_of(self.project, force=force, segmenter=segmenter)
        plan = planned(job, self.recordings, History(history_file()), jobs=self.jobs)
        if not self.quiet:
            if table:
                print_plan(plan)
            else:
                typer.echo(f"labelling: {plan_in_words(plan)}")
        self.document |= {"project": self.project.folder, "plan": plan_json(plan)}
        if model and self.project.settings.model is not None:
            self.document |= model_estimate(self.project, self.recordings, plan, quiet=self.quiet)
        if self.quiet:
            print_json(self.document)
        return SOME_FAILED if plan.of("refuse") else 0

    def label(
        self,
        pairing: Pairing | None,
        limits: Limits | None,
        budget: str | None,
        *,
        force: bool,
        model: bool,
    ) -> int:
        """Label, bring in what people scored, and let the model describe."""
        project = self.project
        done = run_labels(
            project, self.recordings, jobs=self.jobs, cluster=self.cluster, force=force,
            limits=limits, also=self.also,
        )  # fmt: skip
        moved = corrections_moved(project, done.outcomes)
        if not self.quiet:
            print_outcomes(done.outcomes)
            if done.report is not None:
                print_report(done.report, done.page)
        for moved_in, count in moved.items():
            say(moved_in_words(project, moved_in, count))
        states = {outcome.state for outcome in done.outcomes}
        well = states <= {"done", "skipped"}
        scored = bring_scored(project, pairing, quiet=self.quiet)
        well = well and all(one.error is None for one in scored)
        self.document |= {
            "project": project.folder, "outcomes": done.outcomes, "labels": scored,
            "carried": moved, "report": done.page,
        }  # fmt: skip
        if model and project.settings.model is not None and "stopped" not in states:
            shown = _labelled_of(self.recordings, done)
            said, fine = by_model(
                project, shown, budget, force=force, quiet=self.quiet, also=self.also
            )
            self.document, well = self.document | said, well and fine
        if self.quiet:
            print_json(self.document)
        return INTERRUPTED if "stopped" in states else 0 if well else SOME_FAILED


def _labelled_of(recordings: Sequence[RecordingSpec], done: Labelled) -> list[RecordingSpec]:
    """Return the recordings that are labelled, now or before."""
    well = {one.recording for one in done.outcomes if one.state in ("done", "skipped")}
    return [recording for recording in recordings if recording.name in well]


def _at_once(jobs: int, cluster: str | None) -> int:
    """Return how many recordings are worked on at once; `UserError` if the cluster is not fit."""
    if cluster is None:
        return jobs
    if jobs != 1:
        message = "Give --jobs or --cluster, not both."
        raise UserError(message)
    from pipelines.batch.cluster import START_S, Cluster

    found = Cluster(cluster)
    if found.is_elsewhere:
        say(f"connecting to the Dask scheduler at {cluster}, for {START_S:g} s at most")
    return found.workers()


@contextmanager
def opened_or_made(
    folder: Path, ethogram: str | None, *, make: bool, look: bool
) -> Iterator[Project]:
    """Open a project; make it if it is none and may be made: elsewhere, if one only looks."""
    from workbench.project import is_project, open_project
    from workbench.project_new import create_project

    if is_project(folder):
        opened = open_project(folder, check_files=False)
        refuse_other_ethogram(opened, ethogram)
        yield opened
        return
    if not make:
        yield open_project(folder)  # says that it is none
        return
    check_rules(ethogram)
    if look:
        with TemporaryDirectory() as elsewhere:
            yield create_project(Path(elsewhere), ethogram=ethogram)
        return
    try:
        opened = create_project(folder, ethogram=ethogram)
    except UserError:
        if not is_project(folder):
            raise
        opened = open_project(folder, check_files=False)  # another run has made it by now
        refuse_other_ethogram(opened, ethogram)
    else:
        say(f"made {opened.folder} with the ethogram {opened.ethogram().name!r}")
    yield opened


def _refuse_without_paths(given: dict[str, object]) -> None:
    """Refuse options that speak of recordings in PATHS where none is given."""
    if any(value is not None for value in given.values()):
        message = (
            "Options such as --group and --fps speak of the recordings in PATHS, and none is "
            "given. For all recordings of a project, set them in [defaults] of project.toml."
        )
        raise UserError(message)


def check_segmenter(name: str | None) -> None:
    """Refuse an unknown segmenter before anything is written."""
    if name is not None:
        from pipelines.segment import get_segmenter

        get_segmenter(name)


def check_rules(ethogram: str | None) -> None:
    """Refuse an ethogram with faults in its rules before a project is made with it."""
    if ethogram is not None:
        from graphs.ethogram import parse_ethogram
        from pipelines.describe.rules import compile_rules
        from workbench.ethograms import ethogram_text

        compile_rules(parse_ethogram(ethogram_text(ethogram)))


def refuse_other_ethogram(project: Project, ethogram: str | None) -> None:
    """Refuse to replace the ethogram of a project, which people may have edited."""
    from workbench.ethograms import ethogram_text

    if ethogram is not None and ethogram_text(ethogram) != project.ethogram().source:
        message = (
            f"{project.folder} has its own ethogram.toml, which differs from {ethogram!r}. Edit or "
            "replace that file, or label into another project folder."
        )
        raise UserError(message)


def corrections_moved(project: Project, outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Return, of recordings that were labelled, how many corrections have other bouts now."""
    done = [outcome.recording for outcome in outcomes if outcome.state == "done"]
    if not done or not project.database_path.exists():
        return {}
    from workbench.knowledge.reviewing import carried  # slow to import

    try:
        return dict(Counter(one.review.recording for one in carried(project.graph(), done)))
    except WorkbenchError as error:  # what was labelled is stored all the same
        say(f"What became of earlier corrections cannot be told: {error}")
        return {}
