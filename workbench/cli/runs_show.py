"""The verb ``runs show``: what one run was, what it was asked, and what it said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphs.errors import UserError
from graphs.words import did_you_mean
from workbench.cli.options import Json, Limit, ProjectDir
from workbench.cli.output import print_json, verb
from workbench.cli.runs_words import (
    instructions_of,
    pictures_of,
    print_event,
    print_run,
    print_said,
    print_unanswered,
)

if TYPE_CHECKING:
    from graphs.records import Event
    from pipelines.describe.by_model.run_read import SaidEvent
    from pipelines.models.contract import Usage
    from workbench.free_words import Suggester
    from workbench.model_runs import ModelRun
    from workbench.project import Project

RunName = Annotated[
    str, typer.Argument(metavar="RUN", help="Identifier of the run, or how it begins.")
]


@verb
def show(
    run: RunName,
    project: ProjectDir = Path(),
    event: Annotated[
        str | None,
        typer.Option(metavar="ID", help="All of one event: the exact question, pictures, claims."),
    ] = None,
    limit: Limit = 20,
    json_: Json = False,
) -> int:
    """Print what a run of a model was, what it cost, and what it said, most contradicted first.

    What no entry of the ethogram covers is listed in the model's words, with what an entry may be:
    a suggestion that is stored nowhere.
    """
    from workbench.model_runs import events_of, find_run
    from workbench.project import open_project

    opened = open_project(project, check_files=False)
    found = find_run(opened, run)
    cut = events_of(opened, found)
    chosen = found.read.events if event is None else _chosen(found, event)
    suggester = _suggester(opened, found)
    if json_:
        events = [_event_json(one, found, suggester) for one in chosen]
        print_json(_run_json(found, cut) | {"events": events})
    elif event is not None:
        print_event(event, chosen, found, suggester)
    else:
        print_run(found)
        print_said(found, suggester, limit)
        print_unanswered(found, cut)
    return 0


def _chosen(found: ModelRun, event: str) -> Sequence[SaidEvent]:
    """Return an event of a run, none if it has no answer."""
    chosen = [one for one in found.read.events if one.event_id == event]
    if chosen or event in found.read.unanswered:
        return chosen
    if not found.read.ended:
        message = f"Run {found.read.run.run_id} has not ended: its events are noted at the end."
        raise UserError(message)
    known = [*(one.event_id for one in found.read.events), *found.read.unanswered]
    message = f"Run {found.read.run.run_id} has no event {event!r}{did_you_mean(event, known)}"
    raise UserError(message)


def _suggester(project: Project, found: ModelRun) -> Suggester | None:
    """Return who suggests entries, if there is anything to suggest them for."""
    from pipelines.arena import Arena
    from workbench.free_words import Suggester

    events = found.read.events
    if not any(event.other for event in events):
        return None
    spec = next((s for s in project.specs() if s.name == found.recording), None)
    animals = sorted({said.subject for event in events for said in event.assessed})
    return Suggester(project.ethogram(), animals, spec.arena if spec else Arena())


def _run_json(found: ModelRun, cut: Mapping[str, Event]) -> dict[str, Any]:
    from workbench.model_runs import counts_of

    read = found.read
    return {
        "run": read.run.run_id,
        "recording": found.recording,
        "ended": read.ended,
        "in_graph": found.in_graph,
        "folder": read.folder,
        "model": read.run.parameters.get("model"),
        "asked": read.run.parameters.get("asked"),
        "prompt": read.run.parameters.get("prompt"),
        "instructions": instructions_of(found),
        "cost": _cost_json(read.cost, found),
        "counts": counts_of(read.events),
        "unanswered": [
            {"event": name, "reason": why, **_span(cut.get(name))}
            for name, why in read.unanswered.items()
        ],
    }


def _cost_json(cost: Usage, found: ModelRun) -> dict[str, Any]:
    return {
        "calls": cost.requests,
        "images": cost.images,
        "input_tokens": cost.input_tokens,
        "output_tokens": cost.output_tokens,
        "seconds": cost.seconds,
        "money": found.money,
        "currency": found.price.currency if found.price else None,
        "answers_stored_before": found.read.asked.reused,
    }


def _span(event: Event | None) -> dict[str, float]:
    return {"start_s": event.start_s, "stop_s": event.stop_s} if event is not None else {}


def _event_json(event: SaidEvent, found: ModelRun, suggester: Suggester | None) -> dict[str, Any]:
    return {
        "event": event.event_id,
        "start_s": event.start_s,
        "stop_s": event.stop_s,
        "text": event.text,
        "images": pictures_of(event, found),
        "answers": event.answers,
        "claims": [
            {"subject": one.claim.triple.subject, "predicate": one.claim.triple.predicate,
             "object": one.claim.triple.object, "start_s": one.claim.start_s,
             "stop_s": one.claim.stop_s, "status": one.status, "tracks": one.tracks,
             "why": one.why, "confidence": one.claim.confidence, "evidence": dict(one.evidence)}
            for one in event.claims
        ],
        "not_visible": event.not_visible,
        "other": [
            {"subject": free.subject, "words": free.words,
             "suggestion": suggester.suggest(free) if suggester else None}
            for free in event.other
        ],
        "remarks": event.remarks,
    }  # fmt: skip
