"""What the page Graph shows: events, the graph of one or of a recording, facts of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Response

from graphs.errors import UserError
from graphs.networks.scene import sentence
from graphs.storage.tables import EVENT, FACT
from workbench.ui.graph_claims import (
    SHOWN,
    Chosen,
    choices_of,
    claims_of,
    event_of,
    facts_of,
    subjects_of,
)
from workbench.ui.routes.state import State, answered

if TYPE_CHECKING:
    import duckdb

    from graphs.records import Event, Fact
    from workbench.project import Project


def router(state: State) -> APIRouter:
    """Return the routes."""
    routes = APIRouter()

    @routes.get("/p/{key}/graph/events/{recording:path}")
    def events(key: str, recording: str) -> Response:
        return answered(lambda: _events(state.projects.of(key), recording))

    @routes.get("/graph/help")
    def help_() -> Response:
        return answered(_help)

    @routes.get("/p/{key}/graph/of/{recording:path}")
    def graph(key: str, recording: str, chosen: Annotated[Chosen, Depends()]) -> Response:
        return answered(lambda: _graph(state.projects.of(key), recording, chosen))

    @routes.get("/p/{key}/graph/facts/{recording:path}")
    def facts(
        key: str,
        recording: str,
        chosen: Annotated[Chosen, Depends()],
        node: str = "",
        subject: str = "",
        does: str = "",
        object: str = "",  # noqa: A002 - the word of the records
        first: int = 0,
    ) -> Response:
        part = {"node": node, "subject": subject, "predicate": does, "object": object}
        return answered(lambda: _facts(state.projects.of(key), recording, chosen, part, first))

    return routes


def _help() -> dict[str, Any]:
    """Return how the graph is asked: examples and grammar of the language, views of SQL."""
    from graphs.language import EXAMPLES, GRAMMAR, NOTES
    from graphs.storage.sql_views import VIEWS

    return {
        "examples": [{"text": text, "what": what} for text, what in EXAMPLES],
        "grammar": f"{GRAMMAR.strip()}\n\n{NOTES.strip()}",
        "views": [
            {
                "name": view.name,
                "what": view.what,
                "columns": [{"name": name, "what": what} for name, what in view.columns.items()],
            }
            for view in VIEWS
        ],
    }


def _labelled(project: Project, recording: str) -> str:
    name = project.spec(recording).name
    if name not in project.store():
        message = (
            f"Nothing was labelled of {name} yet: there is no graph of it. Describe it on the page "
            "Describe, or import what people scored."
        )
        raise UserError(message)
    return name


def _events(project: Project, recording: str) -> dict[str, Any]:
    name = _labelled(project, recording)
    with project.graph().graph.index.cursor() as cursor:
        rows = cursor.execute(
            f"SELECT event_id, level, start_us, stop_us FROM {EVENT} "  # noqa: S608 - ours
            "WHERE recording = $r ORDER BY start_us, stop_us, event_id",
            {"r": name},
        ).fetchall()
        known = cursor.execute(
            f"SELECT event_id, count(DISTINCT fact_id) FROM {FACT} "  # noqa: S608 - ours
            "WHERE recording = $r AND event_id IS NOT NULL GROUP BY event_id",
            {"r": name},
        ).fetchall()
        choices = choices_of(cursor, name)
    counts = dict(known)
    return {
        "recording": name,
        "id": [row[0] for row in rows],
        "level": [row[1] for row in rows],
        "start": [row[2] / 1e6 for row in rows],
        "stop": [row[3] / 1e6 for row in rows],
        "facts": [counts.get(row[0], 0) for row in rows],
        **choices,
    }


def _graph(project: Project, recording: str, chosen: Chosen) -> dict[str, Any]:
    from workbench.ui.graph_layout import drawn  # imports matplotlib

    name = _labelled(project, recording)
    graph = project.graph()
    with graph.graph.index.cursor() as cursor:
        event = _event(cursor, name, chosen)
        claims = claims_of(cursor, chosen.filter(name, event), chosen.animal)
        animals = subjects_of(cursor, name)
        problems = graph.graph.index.problems(cursor)
    shown = drawn([claim.told() for claim in claims], animals, graph.ethogram())
    window = chosen.window(event)
    return {
        "recording": name,
        "event": event.event_id if event else "",
        "level": event.level if event else "",
        "start_s": window[0] if window else None,
        "stop_s": window[1] if window else None,
        "facts": sum(len(claim.ids) for claim in claims),
        "problems": problems,
        **shown,
    }


def _event(cursor: duckdb.DuckDBPyConnection, name: str, chosen: Chosen) -> Event | None:
    return event_of(cursor, name, chosen.event) if chosen.event else None


def _facts(
    project: Project, recording: str, chosen: Chosen, part: dict[str, str], first: int
) -> dict[str, Any]:
    name = _labelled(project, recording)
    graph = project.graph()
    with graph.graph.index.cursor() as cursor:
        wanted = chosen.filter(name, _event(cursor, name, chosen))
        found, total = facts_of(cursor, wanted, part | {"animal": chosen.animal}, first)
    ethogram = graph.ethogram()
    return {
        "total": total,
        "first": first,
        "most": SHOWN,
        "facts": [_told(fact, sentence(fact, ethogram)) for fact in found],
    }


def _told(fact: Fact, words: str) -> dict[str, Any]:
    return {
        "fact_id": fact.fact_id,
        "recording": fact.recording,
        "start_s": fact.start_s,
        "stop_s": fact.stop_s,
        "words": words.rpartition(" (")[0],
        "confidence": fact.confidence,
        "source": fact.source,
        "status": fact.status,
    }
