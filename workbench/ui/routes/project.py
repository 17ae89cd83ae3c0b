"""The page Start: beginning a project, what it holds, and files that are to go into it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from starlette.concurrency import run_in_threadpool

from graphs.errors import UserError, WorkbenchError
from workbench.ui.actions.beginning import DEMO_FOLDER, beginning_of
from workbench.ui.holdings import animals_of, arena_of, frame_of, holdings
from workbench.ui.incoming_files import (
    MEDIA,
    Arrived,
    Arriving,
    is_labels,
    labels_in,
    recordings_told,
)
from workbench.ui.jobs import BEGINNING
from workbench.ui.routes.state import State, acted, answered

if TYPE_CHECKING:
    from pipelines.pairing import Pair
    from pipelines.recording import RecordingSpec
    from workbench.project import Project
    from workbench.ui.actions.contract import Done

MOST_ROWS = 200


def router(state: State) -> APIRouter:
    """Return the routes."""
    routes = APIRouter()
    _beginnings(routes, state)

    @routes.get("/p/{key}/holds/{start}/{count}")
    def holds(key: str, start: int, count: int, search: str = "") -> Response:
        def made() -> dict[str, Any]:
            return holdings(state.projects.of(key), max(start, 0), min(count, MOST_ROWS), search)

        return answered(made)

    @routes.get("/p/{key}/animals/{recording:path}")
    def animals(key: str, recording: str) -> Response:
        return answered(lambda: animals_of(state.projects.of(key), recording))

    @routes.post("/p/{key}/pairing")
    def pairing(key: str, given: Annotated[dict[str, list[str]], Body()]) -> Response:
        def paired() -> dict[str, Any]:
            project = state.projects.of(key)
            try:
                return _pairing(project, given.get("paths", []))
            except UserError as error:  # a folder that is not there is told where it was typed
                return {"refused": str(error)}

        return answered(paired)

    @routes.post("/p/{key}/media")
    async def media(key: str, name: str, request: Request) -> Response:
        """Take in a dropped file, part by part; one that is refused is answered with the reason."""
        try:
            arrived = await _taken(state, key, name, request)
        except WorkbenchError as error:
            refused = str(error)
            return answered(lambda: {"refused": refused})
        return answered(
            lambda: {"path": arrived.path, "what": arrived.what, "words": arrived.words}
        )

    @routes.get("/p/{key}/arena/{recording:path}")
    def arena(key: str, recording: str) -> Response:
        return answered(lambda: arena_of(state.projects.of(key), recording))

    @routes.get("/p/{key}/frame/{share}/{recording:path}")
    def frame(key: str, share: float, recording: str) -> Response:
        try:
            picture = frame_of(state.projects.of(key), recording, share)
        except WorkbenchError as error:
            return Response(str(error), 404, media_type="text/plain")
        return Response(picture, media_type="image/jpeg")

    return routes


def _beginnings(routes: APIRouter, state: State) -> None:
    def opened(done: Done) -> Done:
        from dataclasses import replace

        return replace(done, data=done.data | {"key": state.projects.open(done.data["folder"])})

    @routes.get("/begin")
    def known() -> Response:
        return answered(_ethograms)

    @routes.get("/begin/jobs")
    def jobs() -> Response:
        return answered(lambda: [job.told() for job in state.jobs.of(BEGINNING)])

    @routes.post("/begin/jobs/{number}/stop")
    def stop(number: int) -> Response:
        return answered(lambda: state.jobs.stop(BEGINNING, number))

    @routes.post("/begin/do/{name}")
    def begin(name: str, given: Annotated[dict[str, Any], Body()]) -> Response:
        def started() -> dict[str, Any]:
            beginning = beginning_of(name, given)
            _ = beginning.place  # refuses at once that no folder is named
            return {"job": state.jobs.begin(beginning, opened).told()}

        return acted(started)


def _ethograms() -> dict[str, Any]:
    from graphs.ethogram import parse_ethogram
    from workbench.ethograms import DEFAULT_ETHOGRAM, ethogram_text, shipped_ethograms
    from workbench.project import is_project

    read = {name: parse_ethogram(ethogram_text(name)) for name in shipped_ethograms()}
    return {
        "here": Path.cwd(),
        "demo": Path(DEMO_FOLDER).absolute(),
        "demo_is_there": is_project(Path(DEMO_FOLDER)),
        "usual": DEFAULT_ETHOGRAM,
        "ethograms": [
            {
                "name": name,
                "description": one.description,
                "behaviors": list(one.behaviors),
            }
            for name, one in read.items()
        ],
    }


async def _taken(state: State, key: str, name: str, request: Request) -> Arrived:
    project = state.projects.of(key)
    arriving = await run_in_threadpool(Arriving, project, name)
    try:
        async for part in request.stream():
            await run_in_threadpool(arriving.write, part)
        return await run_in_threadpool(arriving.keep)
    except OSError as error:
        message = f"{arriving.name} cannot be written: {error.strerror}."
        raise UserError(message) from error
    finally:
        await run_in_threadpool(arriving.end)


def _pairing(project: Project, paths: list[str]) -> dict[str, Any]:
    """Return what files and folders hold: recordings, labels of BORIS, and what is left out.

    Without paths, what was dropped on the page is looked at.
    """
    from pipelines.pairing import pair_files

    dropped = project.folder / MEDIA
    given = [Path(one).expanduser() for one in paths] or [dropped] * dropped.is_dir()
    for one in given:
        if not one.is_absolute():
            message = f"{one}: expected a whole path, such as /data/mice or ~/mice."
            raise UserError(message)
    found = pair_files(given)
    left_out = [one for one in found.left_out if not is_labels(one.path)]
    labels = [one.path for one in found.left_out if is_labels(one.path)]
    if not paths:
        labels = list(dict.fromkeys([*labels, *labels_in(dropped)]))
    names = [pair.recording.name for pair in found.pairs]
    known = {one for spec in project.specs() for one in (spec.video, spec.tracks) if one}
    names += [spec.name for spec in project.specs()]
    described = set(project.store().recordings())
    return {
        "pairs": [_pair(pair, known) for pair in found.pairs],
        "labels": [_labels(path, names, described) for path in labels],
        "left_out": [{"path": one.path, "why": one.reason} for one in left_out],
    }


def _pair(pair: Pair, known: set[Path]) -> dict[str, Any]:
    spec = pair.recording
    files = [one for one in (spec.video, spec.tracks) if one]
    return {
        "name": spec.name,
        "video": spec.video,
        "tracks": spec.tracks,
        "why": pair.reason,
        "is_here": all(one in known for one in files),
        "fault": _fault(spec),
    }


def _fault(spec: RecordingSpec) -> str:
    """Return why a file is not what its name says, by a look at its beginning; empty if it is."""
    from pipelines.tracks.registry import recognise
    from pipelines.video_container import open_container, video_stream

    try:
        if spec.video is not None:
            with open_container(spec.video) as container:
                video_stream(container, spec.video)
        if spec.tracks is not None:
            recognise(spec.tracks)
    except WorkbenchError as error:
        return str(error)
    return ""


def _labels(path: Path, names: list[str], described: set[str]) -> dict[str, Any]:
    """Return labels of BORIS with the recordings that they are of, and those that are not known."""
    try:
        told = recordings_told(path)
    except WorkbenchError as error:
        return {"path": path, "of": [], "unknown": [], "waits_for": [], "fault": str(error)}
    return {
        "path": path,
        "of": [one for one in told if one in names],
        "unknown": [one for one in told if one not in names],
        "waits_for": [one for one in told if one in names and one not in described],
        "fault": "",
    }
