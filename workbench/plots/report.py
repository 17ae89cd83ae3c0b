"""All pictures of one recording of a project, as files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from graphs.errors import DataError, UserError
from graphs.ethogram import Ethogram
from graphs.networks.scene import scene_graph
from graphs.records import Event, content_id
from graphs.storage.atomic import cannot_write
from graphs.storage.shard import RecordingGraph
from graphs.words import did_you_mean
from pipelines.inputs.places import may_exist
from pipelines.recording import RecordingSpec
from pipelines.tracks.clean import CleanSettings
from workbench.analysis.recording import Recording
from workbench.plots.budget import draw_budget
from workbench.plots.raster import draw_raster
from workbench.plots.scene_graph import draw_scene
from workbench.plots.scene_words import richest_event
from workbench.plots.style import FORMATS, message_figure, save

if TYPE_CHECKING:
    from workbench.project import Project


class Written(list[Path]):
    """The files written, with what a person should know about them as ``problems``."""

    def __init__(self, paths: Sequence[Path], problems: Sequence[str]) -> None:
        super().__init__(paths)
        self.problems = list(problems)


def write_report(
    project: Project,
    recording_name: str,
    folder: Path,
    formats: Sequence[str] = ("png",),
    event_id: str | None = None,
) -> Written:
    """Write time budget, ethogram raster, trajectories and one scene graph of a recording.

    Parameters
    ----------
    project
        The project; the recording was labelled.
    recording_name
        Which recording.
    folder
        Made if it does not exist; pictures of the same name are replaced.
    formats
        ``png``, ``svg`` or ``pdf``, or several.
    event_id
        Event of the scene graph; the bout with most different facts if not given.

    Returns
    -------
    Written
        The files, in the order above. Without the track file, the picture of the trajectories says
        what is missing, and so does ``problems``.

    Raises
    ------
    UserError
        There is no such recording or event, a format is unknown, or the folder cannot be written.
    DataError
        What is stored of the recording is damaged.

    Notes
    -----
    Positions are not stored: the track file is read and cleaned again, with the settings of the
    run; the tracks of a video without any come from the cache.
    """
    wrong = sorted(set(formats) - set(FORMATS))
    if wrong:
        message = f"Pictures are written as {' or '.join(FORMATS)}; found {', '.join(wrong)}."
        raise UserError(message)
    folder = Path(folder)
    graph = project.graph().recording(recording_name)
    ethogram = project.ethogram()
    event = _event(graph, event_id)
    problems: list[str] = []
    name = graph.recording
    figures = {
        "time-budget": draw_budget(graph.facts, graph.assessed, ethogram, f"Time budget of {name}"),
        "ethogram": draw_raster(
            graph.facts,
            graph.assessed,
            graph.events,
            duration_s(graph),
            ethogram,
            f"What was seen in {name}, and when",
        ),
        "trajectory": _trajectory(project, graph, ethogram, problems),
        "scene-graph": _scene(graph, event, ethogram),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    written = []
    missing: set[str] = set()
    for what, figure in figures.items():
        for kind in dict.fromkeys(formats):
            path = folder / f"{file_stem(name)}-{what}.{kind}"
            missing.update(save(figure, path, kind))
            written.append(path)
    if missing:
        problems.append(
            f"No font of this machine can show {' '.join(sorted(missing))}. Install one that can "
            "(such as Noto Sans), or write SVG, which keeps the characters."
        )
    return Written(written, problems)


def file_stem(recording: str) -> str:
    """Return a file name for a recording that people recognise and every file system takes."""
    stem = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", recording)[:60].strip(" .") or "recording"
    return stem if stem == recording else f"{stem}-{content_id(recording, length=8)}"


def duration_s(graph: RecordingGraph) -> float:
    """Return the length of a recording in seconds, as noted, else as far as its records reach."""
    noted = graph.notes.get("duration_s")
    if isinstance(noted, int | float) and noted > 0:
        return float(noted)
    stops = [fact.stop_s for fact in graph.facts]
    stops += [event.stop_s for event in graph.events] + [span.stop_s for span in graph.assessed]
    return max(stops, default=0.0) or 1.0


def _event(graph: RecordingGraph, event_id: str | None) -> Event | None:
    if event_id is None:
        return richest_event(graph.events, graph.facts)
    events = {event.event_id: event for event in graph.events}
    if event_id not in events:
        message = f"No event {event_id!r} in {graph.recording!r}{did_you_mean(event_id, events)}"
        raise UserError(message)
    return events[event_id]


def _scene(graph: RecordingGraph, event: Event | None, ethogram: Ethogram) -> Figure:
    title = f"Who did what to whom in {graph.recording}"
    if event is None:
        return message_figure(title, "No behavior was seen.")
    return draw_scene(scene_graph(graph.facts, event, ethogram), ethogram, title, duration_s(graph))


def _trajectory(
    project: Project, graph: RecordingGraph, ethogram: Ethogram, problems: list[str]
) -> Figure:
    title = f"Paths of the animals in {graph.recording}"
    try:
        recording, notes = _with_files_left(project.spec(graph.recording), graph)
        figure = Recording(
            recording,
            clean=_cleaning(graph),
            body_length_cm=ethogram.body_length_cm,
            cache=project.cache_folder,
        ).plot_paths()
    except (UserError, DataError) as error:
        problems.append(f"No trajectories of {graph.recording!r}: {error}")
        return message_figure(title, f"The positions cannot be read again: {error}")
    problems += notes
    return figure


def _with_files_left(
    recording: RecordingSpec, graph: RecordingGraph
) -> tuple[RecordingSpec, list[str]]:
    """Return the recording without its video if that is gone and there are tracks."""
    gone = [path for path in (recording.video, recording.tracks) if path and not may_exist(path)]
    if not gone:
        return recording, []
    if recording.tracks is None or recording.tracks in gone:
        message = (
            f"{' and '.join(map(str, gone))} not found. Connect the disk, or correct project.toml."
        )
        raise UserError(message)
    frames = graph.notes.get("frames")
    fps = frames / duration_s(graph) if isinstance(frames, int) and frames else recording.fps
    note = f"{recording.video} not found: the trajectories are drawn without a picture behind them."
    return replace(recording, video=None, fps=fps), [note]


def _cleaning(graph: RecordingGraph) -> CleanSettings:
    """Return how the run cleaned the tracks."""
    said = graph.run.parameters.get("clean")
    known = {field.name for field in fields(CleanSettings)}
    kept = said if isinstance(said, Mapping) else {}
    return CleanSettings(**{name: value for name, value in kept.items() if name in known})
