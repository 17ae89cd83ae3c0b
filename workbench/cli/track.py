"""The verb ``track``: from videos to track files, with a trained model."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphs.errors import UserError
from graphs.words import counted
from workbench.cli.folder import added_in_words, entries
from workbench.cli.options import Json
from workbench.cli.output import (
    SOME_FAILED,
    print_json,
    print_table,
    progress_bar,
    say,
    seconds,
    this_command,
    verb,
)

if TYPE_CHECKING:
    from pipelines.tracks.tracker import Progress, Tracked, Tracker
    from workbench.project import Project

TRACKS_FOLDER = "tracks"


class Kind(StrEnum):
    """Kinds of models that track."""

    deeplabcut = "deeplabcut"


class Device(StrEnum):
    """Where to compute."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    app.command()(track)


@verb
def track(
    videos: Annotated[
        list[Path],
        typer.Argument(metavar="VIDEO", help="Videos, or folders to search for videos."),
    ],
    model: Annotated[
        str,
        typer.Option(
            metavar="DIR|superanimal:NAME",
            help="A DeepLabCut 3 project, a model that it exported, or a SuperAnimal model "
            "(topviewmouse, quadruped, bird), with /POSE/DETECTOR behind the name if others than "
            "the most accurate networks are meant.",
        ),
    ],
    tracker: Annotated[  # noqa: ARG001 - there is one kind so far
        Kind, typer.Option(help="What kind of model it is; the only one so far.")
    ] = Kind.deeplabcut,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Where the track files go. Without it: the folder tracks/ of the --project, or "
            "else of the current folder.",
        ),
    ] = None,
    project: Annotated[
        Path | None,
        typer.Option(
            "--project",
            "-p",
            metavar="DIR",
            help="Add the videos with their new tracks to this project.",
        ),
    ] = None,
    shuffle: Annotated[
        int | None,
        typer.Option(help="Shuffle of the project; not needed if only one is trained."),
    ] = None,
    animal_count: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Animals in the videos, if not as many as the model was trained with; needed for "
            "SuperAnimal models.",
        ),
    ] = None,
    weights: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH",
            help="Weights of a SuperAnimal model: the folder that holds them, or one of the files.",
        ),
    ] = None,
    download: Annotated[
        bool,
        typer.Option(
            "--download",
            help="Fetch weights of a SuperAnimal model that are missing. Without this, nothing is "
            "ever fetched.",
        ),
    ] = False,
    device: Annotated[
        Device,
        typer.Option(help="Where to compute; auto: on a GPU if there is one."),
    ] = Device.auto,
    batch_size: Annotated[
        int | None,
        typer.Option(min=1, help="Frames looked at together; the model's own setting without it."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Track again what is done, and replace its files.")
    ] = False,
    json_: Json = False,
) -> int:
    """Track videos with a trained DeepLabCut model; `label` then pairs the results by name.

    Videos and models are only read. What was tracked with the same model and settings is skipped; a
    video that fails stops no other. Needs: pip install "behavior-workbench[deeplabcut]"
    """
    from pipelines.tracks.dlc import DeepLabCutTracker, find_model
    from pipelines.tracks.dlc.engine import require_deeplabcut
    from workbench.project import open_project

    require_deeplabcut()
    opened = None if project is None else open_project(project, check_files=False)
    paths = find_videos(videos)
    found = find_model(model, shuffle=shuffle, weights=weights, download=download)
    follower = DeepLabCutTracker(
        found, animals=animal_count, device=device.value, batch_size=batch_size
    )
    folder = out or (Path() if opened is None else opened.folder) / TRACKS_FOLDER
    outcomes = run_tracking(paths, follower, folder, force=force)
    document: dict[str, object] = {"folder": folder, "model": found.scorer}
    if opened is not None:
        document |= add_results(opened, outcomes)
    if json_:
        print_json(document | {"outcomes": outcomes})
    else:
        print_tracked(outcomes)
        if opened is None and any(outcome.state != "failed" for outcome in outcomes):
            given = " ".join(shlex.quote(str(path)) for path in (*videos, folder))
            typer.echo(f"Next: {this_command()} label {given} --project DIR")
    return SOME_FAILED if any(outcome.state == "failed" for outcome in outcomes) else 0


def find_videos(paths: Sequence[Path]) -> list[Path]:
    """Return the video files among files and folders, each once.

    Raises
    ------
    UserError
        A path does not exist, or no video was found.
    """
    from pipelines.entries import raise_faults
    from pipelines.inputs.places import plain_path
    from pipelines.stems import FileName, read_name

    raise_faults("paths", [f"{str(path)!r} does not exist" for path in paths if not path.exists()])
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in inside:
            name = read_name(file)
            is_video = isinstance(name, FileName) and name.role == "video"
            if file.is_file() and (is_video or not path.is_dir()):
                found[plain_path(file)] = None
    if not found:
        message = f"No video was found in {', '.join(map(str, paths))}."
        raise UserError(message)
    return list(found)


def add_results(project: Project, outcomes: Sequence[Tracked]) -> dict[str, object]:
    """Add videos with their new track files to a project; returns what to print as JSON."""
    from pipelines.pairing import pair_files

    there = [outcome for outcome in outcomes if outcome.state != "failed"]
    if not there:
        return {"added": None}
    pairing = pair_files([path for o in there for path in (o.video, o.tracks)])
    added = project.add(*entries(pairing, {}))
    say(f"{project.folder}: {added_in_words(added)}")
    for text in added.notes:
        say(text)
    return {"added": added}


def run_tracking(
    videos: Sequence[Path], tracker: Tracker, folder: Path, *, force: bool
) -> list[Tracked]:
    """Track videos with a progress bar on stderr."""
    from pipelines.tracks.tracker import track_videos

    with showing(len(videos)) as report:
        return track_videos(videos, tracker, folder, force=force, progress=report)


@contextmanager
def showing(total: int) -> Iterator[Callable[[Progress], None]]:
    """Show how far tracking is, with the time left; gives the function to report to."""
    bar = progress_bar()

    def report(now: Progress) -> None:
        bar.update(task, description=now.video.name, completed=now.done + now.share, done=now.done)

    with bar:
        task = bar.add_task("starting", total=total, done=0)
        yield report


def print_tracked(outcomes: Sequence[Tracked]) -> None:
    """Print what became of every video, then all errors and warnings in full, on stderr."""
    print_table(
        ["video", "state", "frames>", "animals>", "seconds>", "tracks", "remarks"],
        [
            (o.video.name, o.state, o.frames, o.animals, seconds(o.seconds),
             o.tracks if o.error is None else "-", _remark(o))
            for o in outcomes
        ],
    )  # fmt: skip
    for outcome in outcomes:
        for text in (outcome.error, *outcome.warnings):
            if text:
                say(f"{outcome.video.name}: {text}")
    states = Counter(outcome.state for outcome in outcomes)
    typer.echo(", ".join(f"{states[state]} {state}" for state in ("done", "skipped", "failed")))


def _remark(outcome: Tracked) -> str:
    if outcome.error is not None:
        return "see below"
    return counted(len(outcome.warnings), "warning") if outcome.warnings else ""
