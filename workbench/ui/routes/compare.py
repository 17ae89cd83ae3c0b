"""What the page Compare offers, and its pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Response

from graphs.errors import UserError, WorkbenchError
from graphs.records import STANDING
from graphs.storage.fill import MENTION
from graphs.storage.tables import FACT
from workbench.ui.routes.state import State, answered

if TYPE_CHECKING:
    from workbench.project import Project

MOST_NAMES = 60
"""Names of animals that are offered; with more, they are names of trackers or many cages."""


def router(state: State) -> APIRouter:
    """Return the routes."""
    routes = APIRouter()

    @routes.get("/p/{key}/compare")
    def compare(key: str) -> Response:
        return answered(lambda: _offered(state.projects.of(key)))

    @routes.get("/p/{key}/compare/picture/{number}")
    def comparison(key: str, number: int) -> Response:
        return _picture(lambda: _of_comparison(state, key, number))

    @routes.get("/p/{key}/budget/{recording:path}")
    def budget(key: str, recording: str) -> Response:
        return _picture(lambda: _of_budget(state.projects.of(key), recording))

    return routes


def _offered(project: Project) -> dict[str, Any]:
    from workbench.comparing import MEASURES, OF_BEHAVIORS, lacking

    specs, stored = project.specs(), set(project.store().recordings())
    graph = project.graph()
    with graph.graph.index.cursor() as cursor:
        rows = cursor.execute(
            f"SELECT DISTINCT predicate FROM {FACT} "  # noqa: S608 - ours
            "WHERE list_contains($standing::VARCHAR[], status)",
            {"standing": list(STANDING)},
        ).fetchall()
        animals = cursor.execute(
            f"SELECT DISTINCT shown FROM {MENTION} WHERE is_animal ORDER BY 1 "  # noqa: S608 - ours
            f"LIMIT {MOST_NAMES + 1}"
        ).fetchall()
    seen = {name for (name,) in rows}
    known = list(graph.ethogram().behaviors)
    names = [name for (name,) in animals]
    sorts = {by: Counter(getattr(s, by) for s in specs) for by in ("group", "session")}
    return {
        "by": {by: {n: c for n, c in found.items() if n} for by, found in sorts.items()},
        "lacking": {
            by: lacking(project, by)
            for by, found in sorts.items()
            if len([name for name in found if name]) < 2
        },
        "behaviors": [
            {"name": name, "seen": name in seen} for name in [*known, *sorted(seen - set(known))]
        ],
        "measures": [
            {"name": name, "words": words, "of_behavior": name in OF_BEHAVIORS}
            for name, words in MEASURES.items()
        ],
        "zones": sorted({zone for spec in specs for zone in spec.arena.zones}),
        "animals": names if len(names) <= MOST_NAMES else [],
        "labelled": [spec.name for spec in specs if spec.name in stored],
    }


def _picture(made: Callable[[], bytes]) -> Response:
    try:
        return Response(made(), media_type="image/png")
    except WorkbenchError as error:
        return Response(str(error), 404, media_type="text/plain")


def _of_comparison(state: State, key: str, number: int) -> bytes:
    from workbench.comparing import comparison_of
    from workbench.ui.pictures import png_of

    state.projects.of(key)
    for job in state.jobs.of(key):
        if job.number == number and job.action.name == "compare" and job.done is not None:
            return png_of(comparison_of(job.done.data).plot())
    message = f"No comparison of number {number} is known any more: compare again."
    raise UserError(message)


def _of_budget(project: Project, recording: str) -> bytes:
    from workbench.plots.budget import draw_budget
    from workbench.ui.pictures import png_of

    graph = project.graph().recording(project.spec(recording).name)
    title = f"Time budget of {graph.recording}"
    return png_of(draw_budget(graph.facts, graph.assessed, project.graph().ethogram(), title))
