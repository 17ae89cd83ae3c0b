"""The verb ``label``: from files to facts, resuming where it stopped."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphs.errors import UserError, WorkbenchError
from graphs.words import counted
from workbench.cli.folder import (
    added_in_words,
    entries,
    find_recordings,
    pairing_json,
    print_pairing,
    shared_in_words,
)
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
from workbench.cli.output import (
    SOME_FAILED,
    print_json,
    print_table,
    progress_bar,
    recordings_in_words,
    say,
    seconds,
    this_command,
    verb,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.batch import Outcome, Progress
    from pipelines.recording import RecordingSpec
    from workbench.project import Project

STAGES = {"read": 0.0, "track": 0.0, "segment": 0.6, "describe": 0.8}
"""Share of a recording that is done when a stage begins."""

_SETTABLE = ("confidence cut-off", "animal_count", "how many animals", "body_length_px")
_WHERE_TO_SET = (
    "In project.toml: [label.clean] min_confidence = 0.3 sets the cut-off; animal_count = 2 and "
    "body_length_px = 80 stand under a [[recording]], or under [defaults] for all of them."
)


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
    workers: Annotated[
        int, typer.Option(min=0, help="Recordings to work on at once; 0: in this process.")
    ] = 1,
    force: Annotated[bool, typer.Option("--force", help="Label again what is done.")] = False,
    model: Annotated[
        bool, typer.Option("--model/--no-model", help="Ask the project's model, if it has one.")
    ] = True,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Say what the model would cost; it is not asked.")
    ] = False,
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
    events after the rules did.
    """
    if offline:
        from pipelines.models.offline import forbid_network

        forbid_network()
    given = {
        "group": group, "session": session, "fps": fps, "px_per_cm": px_per_cm,
        "animal_count": animal_count,
    }  # fmt: skip
    document: dict[str, object] = {}
    pairing = find_recordings(paths, mapping, name) if paths or mapping else None
    if pairing is None:
        _refuse_without_paths({"name": name, **given})
    elif recording:
        message = "Give PATHS, or --recording for recordings of the project; not both."
        raise UserError(message)
    check_segmenter(segmenter)
    opened = _project(project, ethogram, make=pairing is not None)
    recordings = [opened.spec(one) for one in recording] if recording else opened.specs()
    if pairing is not None:
        added = opened.add(*entries(pairing, given))
        recordings = [recording for recording in opened.specs() if recording.name in added.names]
        doubts = shared_in_words(opened, added)
        document |= {"added": added, "warnings": doubts, **pairing_json(pairing)}
        if not json_:
            print_pairing(pairing)
            say(added_in_words(added))
        for text in (*added.notes, *doubts):
            say(text)
    if segmenter is not None:
        opened.set_values("label", {"segmenter": segmenter})
    outcomes = run_labels(opened, recordings, workers=workers, force=force)
    moved = corrections_moved(opened, outcomes)
    if not json_:
        print_outcomes(outcomes)
    for moved_in, count in moved.items():
        say(moved_in_words(opened, moved_in, count))
    failed = any(outcome.state == "failed" for outcome in outcomes)
    document |= {"project": opened.folder, "outcomes": outcomes, "carried": moved}
    if model and opened.settings.model is not None:
        done = [outcome.recording for outcome in outcomes if outcome.state != "failed"]
        shown = [recording for recording in recordings if recording.name in done]
        said, well = by_model(opened, shown, budget, estimate=estimate, force=force, quiet=json_)
        document, failed = document | said, failed or not well
    if json_:
        print_json(document)
    return SOME_FAILED if failed else 0


def by_model(
    project: Project,
    recordings: Sequence[RecordingSpec],
    budget: str | None = None,
    *,
    estimate: bool = False,
    force: bool = False,
    quiet: bool = False,
) -> tuple[dict[str, object], bool]:
    """Let the model of a project describe recordings, or say what it would cost.

    Returns
    -------
    document, well
        For ``--json``; and whether nothing failed.
    """
    from pipelines.models.budget import Budget
    from workbench.cli.model_words import print_estimate, print_model_outcomes, showing_events
    from workbench.describing import ModelWork

    work = ModelWork(project, Budget.parse(budget) if budget else None)
    with showing_events(len(recordings)) as report:
        if estimate:
            found = work.estimate(recordings, report)
        else:
            outcomes = work.describe(recordings, force=force, progress=report)
    if estimate:
        if not quiet:
            print_estimate(found, work.price, int(getattr(work.model, "concurrency", 1)))
        return {"estimate": found}, True
    if not quiet:
        print_model_outcomes(outcomes, work)
    return {"model": outcomes}, not any(o.state == "failed" or o.unanswered for o in outcomes)


def _project(folder: Path, ethogram: str | None, *, make: bool) -> Project:
    """Open a project; make it if it is none and may be made."""
    from workbench.project import create_project, is_project, open_project

    if is_project(folder):
        opened = open_project(folder, check_files=False)
        refuse_other_ethogram(opened, ethogram)
        return opened
    if not make:
        return open_project(folder)  # says that it is none
    check_rules(ethogram)
    opened = create_project(folder, ethogram=ethogram)
    say(f"made {opened.folder} with the ethogram {opened.ethogram().name!r}")
    return opened


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
        from workbench.project import ethogram_text

        compile_rules(parse_ethogram(ethogram_text(ethogram)))


def refuse_other_ethogram(project: Project, ethogram: str | None) -> None:
    """Refuse to replace the ethogram of a project, which people may have edited."""
    from workbench.project import ethogram_text

    if ethogram is not None and ethogram_text(ethogram) != project.ethogram().source:
        message = (
            f"{project.folder} has its own ethogram.toml, which differs from {ethogram!r}. Edit or "
            "replace that file, or label into another project folder."
        )
        raise UserError(message)


def run_labels(
    project: Project, recordings: Sequence[RecordingSpec], *, workers: int = 1, force: bool = False
) -> list[Outcome]:
    """Label recordings of a project with a progress bar on stderr."""
    from graphs.storage.atomic import remove_stale_temporaries
    from pipelines.batch import label_all

    if not recordings:
        message = f"{project.folder} has no recordings yet. Add some: workbench label PATHS..."
        raise UserError(message)
    remove_stale_temporaries(project.folder)
    ethogram, settings = project.full_ethogram(), project.label_settings()
    with showing(len(recordings)) as report:
        return label_all(
            recordings,
            project.graph_folder,
            ethogram,
            settings,
            cache=project.cache_folder,
            workers=workers,
            force=force,
            progress=report,
        )


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


def moved_in_words(project: Project, recording: str, count: int) -> str:
    """Return that corrections of a recording have other bouts now, and where to look."""
    apply = "applies" if count == 1 else "apply"
    words = ["review", "carried", "-r", recording, "-p", str(project.folder)]
    return (
        f"{recording}: {counted(count, 'correction')} now {apply} to bouts with other times, or to "
        f"none; see: {this_command()} {shlex.join(words)}"
    )


@contextmanager
def showing(total: int) -> Iterator[Callable[[Progress], None]]:
    """Show how far a batch is, with the time left; gives the function to report to."""
    bar = progress_bar()
    begun: dict[str, float] = {}

    def report(now: Progress) -> None:
        if now.stage in STAGES:
            later = [start for start in STAGES.values() if start > STAGES[now.stage]]
            start, stop = STAGES[now.stage], min(later, default=1.0)
            begun[now.recording] = start + (stop - start) * now.share
        else:
            begun.pop(now.recording, None)
        bar.update(
            task,
            description=f"{now.recording}: {now.stage}",
            completed=now.done + sum(begun.values()),
            done=now.done,
        )

    with bar:
        task = bar.add_task("starting", total=total, done=0)
        yield report


def print_outcomes(outcomes: Sequence[Outcome]) -> None:
    """Print what became of every recording, then all errors and warnings in full, on stderr."""
    print_table(
        ["recording", "state", "frames>", "animals>", "events>", "facts>", "seconds>", "remarks"],
        [
            (o.recording, o.state, o.frames, o.animals, o.events, o.facts, seconds(o.seconds),
             _remark(o))
            for o in outcomes
        ],
    )  # fmt: skip
    for text in remarks_in_words(outcomes):
        say(text)
    states = Counter(outcome.state for outcome in outcomes)
    typer.echo(", ".join(f"{states[state]} {state}" for state in ("done", "skipped", "failed")))


def remarks_in_words(outcomes: Sequence[Outcome]) -> list[str]:
    """Return errors and warnings, each once with its recordings, and where to set what."""
    about: dict[str, list[str]] = {}
    for outcome in outcomes:
        for text in (outcome.error, *outcome.warnings):
            if text:
                about.setdefault(text, []).append(outcome.recording)
    texts = [f"{recordings_in_words(names)}: {text}" for text, names in about.items()]
    if any(word in text for text in about for word in _SETTABLE):
        texts.append(_WHERE_TO_SET)
    return texts


def _remark(outcome: Outcome) -> str:
    if outcome.error is not None:
        return "see below"
    return counted(len(outcome.warnings), "warning") if outcome.warnings else ""
