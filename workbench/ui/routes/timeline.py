"""What the timeline shows: recordings, their bouts, one bout in full, what to review next."""

from __future__ import annotations

import hashlib
import json
from functools import partial
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response

from graphs.storage.shard_names import stem_of
from graphs.storage.store import by_stem
from graphs.storage.tables import FACT, RECORDING
from workbench.ui.columns import columns_of
from workbench.ui.details import details
from workbench.ui.routes.state import State, answered

if TYPE_CHECKING:
    from graphs.ethogram import Ethogram
    from workbench.knowledge.graph import KnowledgeGraph
    from workbench.project import Project

MOST_QUEUED = 2000
"""Facts to review that are sent at once."""

_OPEN = "status IN ('asserted', 'proposed') AND source <> 'human'"
"""What nobody reviewed; as `workbench.knowledge.review_queue` has it."""


def router(state: State) -> APIRouter:
    """Return the routes."""
    routes = APIRouter()

    @routes.get("/p/{key}/recordings")
    def recordings(key: str) -> Response:
        return answered(lambda: _recordings(state.projects.of(key)))

    @routes.get("/p/{key}/bouts/{recording:path}")
    def bouts(key: str, recording: str) -> Response:
        return answered(lambda: _bouts(state.projects.of(key), recording), _compact)

    @routes.get("/p/{key}/version/{recording:path}")
    def version(key: str, recording: str) -> Response:
        return answered(lambda: _version(state.projects.of(key), recording))

    @routes.get("/p/{key}/fact/{fact_id}/{recording:path}")
    def fact(key: str, fact_id: str, recording: str) -> Response:
        return answered(lambda: details(state.projects.of(key), recording, fact_id))

    @routes.get("/p/{key}/queue/{order}/{recording:path}")
    def queue(key: str, order: str, recording: str) -> Response:
        return answered(lambda: _queue(state.projects.of(key), recording, order))

    return routes


_compact = partial(json.dumps, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
"""Ten times as quick as `to_json` for columns of plain numbers."""


def _recordings(project: Project) -> dict[str, Any]:
    """Return all recordings of a project: what is to be reviewed, and which to label again."""
    from workbench.labelled import look_for_stale

    graph = project.graph()
    with graph.graph.index.cursor() as cursor:
        rows = cursor.execute(
            f"SELECT recording, count(fact_id) FILTER (status NOT IN ('rejected', "  # noqa: S608
            f"'superseded')), count(fact_id) FILTER ({_OPEN}) FROM {RECORDING} "
            f"LEFT JOIN {FACT} USING (recording) GROUP BY recording"
        ).fetchall()
        problems = graph.graph.index.problems(cursor)
    known = {name: (facts, open_) for name, facts, open_ in rows}
    specs = project.specs()
    found = [known.get(spec.name) for spec in specs]
    stale = look_for_stale(project, [spec.name for spec in specs])
    again = set(stale.recordings)
    return {
        "name": [spec.name for spec in specs],
        "group": [spec.group for spec in specs],
        "session": [spec.session for spec in specs],
        "labelled": [row is not None for row in found],
        "facts": [row[0] if row else 0 for row in found],
        "open": [row[1] if row else 0 for row in found],
        "stale": [spec.name in again for spec in specs],
        "problems": [*problems, *(stale.remarks if stale.fault else [])],
    }


def _bouts(project: Project, recording: str) -> dict[str, Any]:
    name = project.spec(recording).name
    graph = project.graph()
    version = _version(project, name)  # before what it is of: what comes meanwhile is seen later
    with graph.graph.index.cursor() as cursor:
        columns = columns_of(cursor, name)
    return {"recording": name, **version, **columns, **_words(project, graph, name)}


def _words(project: Project, graph: KnowledgeGraph, recording: str) -> dict[str, Any]:
    """Return what a person may say of a recording: names and behaviors, for suggestions."""
    from workbench.knowledge.claims import shown_names

    spec = project.spec(recording)
    shown = set(shown_names(graph, recording).values())
    places = {*spec.arena.zones, *spec.arena.objects}
    animals = (shown - places) | set(spec.animals.values())
    ethogram = graph.ethogram()
    return {
        "animals": sorted(animals),
        "places": sorted(places),
        "behaviors": _behaviors(ethogram),
        "ethogram_fault": graph.ethogram_fault,
    }


def _behaviors(ethogram: Ethogram) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "verb": one.verb,
            "definition": one.definition,
            "target": one.target,
            "kind": one.kind,
        }
        for one in ethogram
    ]


def _version(project: Project, recording: str) -> dict[str, Any]:
    """Return what changes whenever there is something new to be seen of a recording.

    Returns
    -------
    dict
        ``version``, and ``mark``: the number of the last review of the recording.
    """
    from workbench.labelled import look_for_stale

    graph = project.graph()
    overlay = graph.overlays()
    stem = stem_of(recording)
    files = by_stem(graph.graph.index.store.files(stem)).get(stem, {})
    mark = overlay.marks.get(recording, 0)
    ethogram = project.ethogram_path
    changed = ethogram.stat().st_mtime_ns if ethogram.is_file() else 0
    stale = look_for_stale(project, [recording])
    said = json.dumps([mark, overlay.names_mark, sorted(files.items()), changed, stale])
    return {"version": hashlib.blake2b(said.encode(), digest_size=8).hexdigest(), "mark": mark}


def _queue(project: Project, recording: str, order: str) -> dict[str, Any]:
    """Return what to review next in a recording; in all of them if none is named."""
    from workbench.knowledge.reviewing import queue

    name = project.spec(recording).name if recording else None
    graph = project.graph()
    if name is not None and name not in graph.graph.recordings():
        return {"id": [], "recording": [], "because": [], "total": 0}
    sent = queue(graph, name, order, MOST_QUEUED)
    return {
        "id": [one.fact.fact_id for one in sent],
        "recording": [one.fact.recording for one in sent],
        "because": [one.because for one in sent],
        "total": len(sent) if len(sent) < MOST_QUEUED else _open(graph, name, order),
    }


def _open(graph: KnowledgeGraph, recording: str | None, order: str) -> int:
    """Return how many facts are to be reviewed, as there are more than are sent."""
    if order != "confidence":
        from workbench.knowledge.reviewing import queue

        return len(queue(graph, recording, order))
    query = (
        f"SELECT count(*) FROM {FACT} WHERE {_OPEN} "  # noqa: S608 - ours
        "AND coalesce(recording = $name, true)"
    )
    with graph.graph.index.cursor() as cursor:
        ((count,),) = cursor.execute(query, {"name": recording}).fetchall()
    return int(count)
