"""Trackers: what follows animals in videos, and its results kept as track files.

A result is a DeepLabCut h5 file named after its video, so that it is paired with the video like any
other track file. What made it (video, model, settings) is kept inside the file; a video whose file
was made by the same is not tracked again.
"""

from __future__ import annotations

import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal, Protocol

from graphs.errors import UserError, WorkbenchError
from graphs.records import content_id
from graphs.storage.atomic import cannot_write, remove_stale_temporaries, write_atomic
from pipelines.fingerprint import file_fingerprint
from pipelines.tracks.deeplabcut_write import deeplabcut_h5, read_record
from pipelines.tracks.schema import Tracks
from pipelines.video import Video

Report = Callable[[int, int], None]
"""Called with the frames that are done and the frames in all."""


class Tracker(Protocol):
    """Follows the animals of a video.

    Attributes
    ----------
    scorer
        What the model is called; the name of a track file is the video's and this.
    multi_animal
        Whether tables name individuals; known once it is loaded.
    identity
        What decides the result, JSON-representable: files by their fingerprints, settings.
    """

    @property
    def scorer(self) -> str: ...  # noqa: D102 - above
    @property
    def multi_animal(self) -> bool: ...  # noqa: D102
    @property
    def identity(self) -> Mapping[str, object]: ...  # noqa: D102

    def load(self) -> None:
        """Get ready to track, once; raises `UserError` or `DataError` if the model cannot work."""

    def track(self, video: Video, report: Report) -> Tracks:
        """Return tracks on the video's own clock, one row per frame."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """What became of one video.

    Parameters
    ----------
    video
        The file.
    tracks
        Where its track file is, or would be.
    state
        ``skipped``: the file there was made from the same video by the same model.
    seconds
        Time taken.
    frames, animals
        Counts; 0 if failed.
    warnings
        What a person should know.
    error
        Why it failed.
    """

    video: Path
    tracks: Path
    state: Literal["done", "skipped", "failed"]
    seconds: float = 0.0
    frames: int = 0
    animals: int = 0
    warnings: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far tracking has come: the video at work, its share, and videos finished and in all."""

    video: Path
    share: float
    done: int
    total: int


def track_videos(
    videos: Sequence[Path],
    tracker: Tracker,
    folder: Path,
    *,
    force: bool = False,
    progress: Callable[[Progress], None] = lambda _progress: None,
) -> list[Tracked]:
    """Track videos and write their track files.

    Parameters
    ----------
    videos
        Files; they are only read.
    tracker
        What follows the animals. It is loaded only if there is something to track.
    folder
        Where the track files go; made if absent.
    force
        Track again what is done, and replace files that something else wrote.
    progress
        Called whenever a video has come further.

    Returns
    -------
    list of Tracked
        In the order of the videos. One that cannot be tracked stops no other.

    Raises
    ------
    UserError, DataError
        Two videos would have one track file, the folder cannot be written, or the model cannot be
        used; nothing is tracked.
    KeyboardInterrupt
        With the number of videos that were finished; their track files are kept.
    """
    paths, identity = _paths(videos, tracker, folder), tracker.identity
    outcomes: dict[Path, Tracked] = {}
    todo: dict[Path, str] = {}
    for video, path in paths.items():
        try:
            fingerprint = content_id(file_fingerprint(video), identity)
            there = None if force else _made_before(video, path, fingerprint)
        except WorkbenchError as error:
            there = Tracked(video, path, "failed", error=str(error))
        if there is None:
            todo[video] = fingerprint
        else:
            outcomes[video] = there
            progress(Progress(video, 0.0, len(outcomes), len(paths)))
    if todo:
        tracker.load()
        _make_folder(folder)
    for video, fingerprint in todo.items():

        def report(frames: int, total: int, video: Path = video) -> None:
            share = min(frames / max(total, 1), 1.0)
            progress(Progress(video, share, len(outcomes), len(paths)))

        report(0, 1)
        try:
            record = {"fingerprint": fingerprint, "tracker": identity}
            outcomes[video] = _track(video, paths[video], tracker, record, report)
        except KeyboardInterrupt:
            finished = f"{len(outcomes)} of {len(paths)} videos were finished"
            raise KeyboardInterrupt(finished) from None
        progress(Progress(video, 0.0, len(outcomes), len(paths)))
    return [outcomes[video] for video in paths]


def _paths(videos: Sequence[Path], tracker: Tracker, folder: Path) -> dict[Path, Path]:
    """Return where the track file of each video goes, named as DeepLabCut names it."""
    mark = tracker.scorer if tracker.scorer.startswith("DLC_") else f"_{tracker.scorer}"
    paths = {video: folder / f"{video.stem}{mark}.h5" for video in videos}
    counts = Counter(path.name.casefold() for path in paths.values())
    same = [str(video) for video, path in paths.items() if counts[path.name.casefold()] > 1]
    if same:
        message = (
            f"Several videos would have the same track file, because it is named after the video: "
            f"{', '.join(same)}. Track them into different folders (--out), one call each."
        )
        raise UserError(message)
    return paths


def _made_before(video: Path, path: Path, fingerprint: str) -> Tracked | None:
    """Return the outcome of a video that needs no tracking; ``None`` if it does."""
    if not path.exists():
        return None
    record = read_record(path)
    if record is None:
        message = (
            f"{path} is there already and was not written by this command (or was edited since). "
            "Choose another folder (--out), move the file away, or replace it with --force."
        )
        raise UserError(message)
    if record["fingerprint"] != fingerprint:
        return None
    return Tracked(
        video, path, "skipped",
        frames=record["frames"], animals=record["animals"], warnings=tuple(record["warnings"]),
    )  # fmt: skip


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    remove_stale_temporaries(folder)


def _track(
    path: Path, target: Path, tracker: Tracker, made_by: Mapping[str, object], report: Report
) -> Tracked:
    """Track one video; whatever goes wrong becomes its outcome."""
    started = time.perf_counter()
    try:
        video = Video(path)
        tracks = tracker.track(video, report)
        frames, animals = tracks.frames, len(tracks.individuals)
        warnings = tuple(dict.fromkeys((*video.warnings, *tracks.warnings)))
        record = {
            **made_by,
            "tool": f"behavior-workbench {version('behavior-workbench')}",
            "video": path.name,
            "software": tracks.source,
            "frames": frames,
            "animals": animals,
            "warnings": warnings,
        }
        named = tracker.multi_animal
        write_atomic(target, deeplabcut_h5(tracks, tracker.scorer, named, record))
        taken = time.perf_counter() - started
        return Tracked(path, target, "done", taken, frames, animals, warnings)
    except (WorkbenchError, MemoryError) as error:
        reason = str(error) or "not enough memory"
    except Exception as error:  # noqa: BLE001 - one video must not stop the rest
        where = traceback.extract_tb(error.__traceback__)[-1]
        reason = (
            f"unexpected {type(error).__name__}: {error} ({Path(where.filename).name}:"
            f"{where.lineno})"
        )
    return Tracked(path, target, "failed", time.perf_counter() - started, error=reason)
