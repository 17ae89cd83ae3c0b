"""Pictures and clips of signals, bouts and recordings.

Figures are matplotlib's; `save_picture` writes them as png, svg or pdf.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from graphs.errors import UserError
from graphs.storage.atomic import cannot_write
from pipelines.clips import ClipSpec, write_clips
from pipelines.inputs.places import may_exist
from pipelines.timebase import LONGEST_S
from pipelines.video import Video
from workbench.analysis.bout_rows import BoutRow
from workbench.analysis.matching import matched_rows
from workbench.analysis.rows import only
from workbench.analysis.selection import Who, animals
from workbench.analysis.units import QuantityLike, seconds
from workbench.plots.occupancy import draw_occupancy
from workbench.plots.raster import draw_raster
from workbench.plots.style import FORMATS, save
from workbench.plots.traces import draw_traces
from workbench.plots.trajectory import draw_trajectory
from workbench.plots.triggered import draw_triggered, event_triggered

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from graphs.ethogram import Ethogram
    from workbench.analysis.bouts import Bouts
    from workbench.analysis.masks import Mask
    from workbench.analysis.recording import Recording
    from workbench.analysis.signals import Signal

_STEP_S = 0.05
"""Least time from one lag to the next in averages around bouts."""


def save_picture(figure: Figure, path: Path | str) -> Path:
    """Write a figure; the ending of `path` says the format: png, svg or pdf.

    Folders are made as needed. Returns where it was written.

    Raises
    ------
    UserError
        The ending is none of these, or the file cannot be written.
    """
    path = Path(path)
    kind = path.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        message = f"{path.name!r}: pictures are written as {', '.join(FORMATS)}; name it so."
        raise UserError(message)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path.parent, error) from error
    save(figure, path, kind)
    return path


def plot_signal(signal: Signal, shade: Bouts | None, threshold: QuantityLike | None) -> Figure:
    """Return a picture of a signal over time; see `Signal.plot`."""
    recording = signal.recording
    shaded = []
    if shade is not None:
        shaded = [
            (_label(shade, index), shade.span(index))
            for index, row in enumerate(shade.rows)
            if row.recording == recording.name
        ]
    level = None
    if threshold is not None:
        level = recording.units.value(threshold, signal.dimension, signal.label)
    series = {str(row): values for row, values in zip(signal.rows, signal.values, strict=True)}
    title = f"{signal.name} in {recording.name}"
    return draw_traces(series, signal.times_s, signal.unit, title, shaded, level)


def plot_around(
    signal: Signal, bouts: Bouts, before_s: QuantityLike, after_s: QuantityLike
) -> Figure:
    """Return the average of a signal around the onsets of bouts; see `Signal.plot_around`.

    Lags are a frame apart, at least 0.05 s.
    """
    only(signal.rows, "plot_around()")
    signal.refuse_circular("plot_around()")
    recording = signal.recording
    whose = [BoutRow(recording.name, *signal.rows[0], signal.name)]
    rows = matched_rows(whose, bouts.rows, None, bouts.recordings)[0]
    onsets = bouts.start_s[np.isin(bouts.row, rows)]
    step_s = max(recording.clock.frame_s, _STEP_S)
    lags_s, matrix = event_triggered(
        signal.values[0], signal.times_s, onsets, seconds(before_s, "before_s"),
        seconds(after_s, "after_s"), step_s, max(LONGEST_S, 3 * recording.clock.frame_s),
    )  # fmt: skip
    labels = ", ".join(dict.fromkeys(bouts.rows[i].label for i in rows)) or "bouts"
    title = f"Around the onset of {labels} in {recording.name}"
    return draw_triggered(lags_s, matrix, signal.unit, f"{signal.name} of {signal.rows[0]}", title)


def plot_bouts(bouts: Bouts) -> Figure:
    """Return an ethogram raster of the bouts of one recording; see `Bouts.plot`."""
    recording = _one_recording(bouts, "A raster")
    title = f"What was seen in {recording.name}, and when"
    return draw_raster(
        bouts.facts(), bouts.assessed_records(), (), recording.duration_s, _ethogram(recording),
        title,
    )  # fmt: skip


def plot_paths(
    recording: Recording, colour: Signal | None, who: Who, during: Mask | Bouts | None
) -> Figure:
    """Return the paths of animals; see `Recording.plot_paths`."""
    scene = recording.scene
    colours, label = None, ""
    if colour is not None:
        colours = {row.subject or "": v for row, v in zip(colour.rows, colour.values, strict=True)}
        label = colour.label
    title = f"Paths of the animals in {recording.name}"
    return draw_trajectory(
        _centres(recording, who, during), scene.times_s, scene.arena, _picture(recording), title,
        colours, label,
    )  # fmt: skip


def plot_occupancy(
    recording: Recording, bin_size: QuantityLike | None, who: Who, during: Mask | Bouts | None
) -> Figure:
    """Return heat maps of where the time was spent; see `Recording.plot_occupancy`."""
    from pipelines.describe.tree import LENGTH

    bin_px = None
    if bin_size is not None:
        units = recording.units
        bin_px = units.value(bin_size, LENGTH, "bin_size") * units.px_per_length
    title = f"Where the time was spent in {recording.name}"
    return draw_occupancy(
        _centres(recording, who, during), recording.durations_s, recording.scene.arena,
        _picture(recording), bin_px, title,
    )  # fmt: skip


def write_bout_clips(bouts: Bouts, folder: Path | str, pad_s: QuantityLike) -> list[Path]:
    """Write a clip of each bout; see `Bouts.clips`, raises as that."""
    written: list[Path] = []
    around_s = seconds(pad_s, "pad_s")
    for name, recording in bouts.recordings.items():
        rows = [i for i, row in enumerate(bouts.rows) if row.recording == name]
        mine = np.flatnonzero(np.isin(bouts.row, rows))
        if not len(mine):
            continue
        if recording.spec.video is None:
            message = f"Recording {name!r} has no video to cut clips from; it has tracks only."
            raise UserError(message)
        specs = [_clip(bouts, int(number), _ethogram(recording)) for number in mine]
        names = [f"{name}-{bouts.start_s[n]:08.2f}-{_plain(bouts, int(n))}" for n in mine]
        video = Video(recording.spec.video)
        written += write_clips(
            video, recording.scene, specs, Path(folder), names=names, pad_s=around_s
        )
    return written


def _clip(bouts: Bouts, number: int, ethogram: Ethogram | None) -> ClipSpec:
    row = bouts.rows[bouts.row[number]]
    known = ethogram.behaviors.get(row.label) if ethogram is not None else None
    words = (row.subject, known.verb if known else row.label, row.object)
    start_s, stop_s = map(float, bouts.intervals[number])
    return ClipSpec(start_s, stop_s, " ".join(filter(None, words)), row.subject, row.object)


def _plain(bouts: Bouts, number: int) -> str:
    row = bouts.rows[bouts.row[number]]
    return "-".join(filter(None, (row.subject, row.label, row.object)))


def _label(bouts: Bouts, index: int) -> str:
    row = bouts.rows[index]
    return f"{' '.join(filter(None, (row.subject, row.label, row.object)))}"


def _one_recording(bouts: Bouts, what: str) -> Recording:
    if len(bouts.recordings) != 1:
        names = ", ".join(bouts.recordings) or "none"
        message = f"{what} is of one recording; these bouts are of {names}."
        raise UserError(message)
    return next(iter(bouts.recordings.values()))


def _ethogram(recording: Recording) -> Ethogram | None:
    return recording.project.ethogram() if recording.project is not None else None


def _centres(
    recording: Recording, who: Who, during: Mask | Bouts | None
) -> dict[str, NDArray[np.float64]]:
    """Return where animals are in pixels, shape (frames, 2); NaN outside of `during`."""
    found = {}
    for thing in animals(recording.scene, who):
        at = recording.stretch.point(thing)[:, :2]
        if during is not None:
            inside, _ = recording.inside(during, thing.name)
            at = np.where(inside[:, np.newaxis], at, np.nan)
        found[thing.name] = at
    return found


def _picture(recording: Recording) -> NDArray[np.uint8] | None:
    """Return a picture from the middle of the video, if there is a video."""
    path = recording.spec.video
    if path is None or not may_exist(path):
        return None
    video = Video(path)
    return np.asarray(video.sample([video.frames // 2])[0][0])
