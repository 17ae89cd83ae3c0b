"""What a program found, as an answer with all that it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from graphs.plain_json import to_json
from graphs.storage.folder import LocalFolder
from workbench import __version__
from workbench.ask.answer import Answer, PlannerName, Provenance
from workbench.ask.found_how import found_how, stored_in
from workbench.ask.reflect import Checks, reflected
from workbench.labelled import look_for_stale

if TYPE_CHECKING:
    from workbench.ask.router import Routed
    from workbench.project import Project
    from workbench.sandbox.running import Ran


def answer_of(
    project: Project,
    checks: Checks,
    question: str,
    routed: Routed,
    ran: Ran,
    symbols: Mapping[str, int],
) -> Answer:
    """Return the answer that a program gave.

    Parameters
    ----------
    project, question
        What was asked of what.
    checks
        Say what may be wrong with it.
    routed
        The program, and who wrote it.
    ran
        What it found.
    symbols
        Name -> version of what the question reads from memory.
    """
    told, plan, trace = ran.told, routed.plan, routed.trace
    made = provenance(project, plan.planner)
    low = () if trace else checks.low_coverage(plan.program, told)
    doubts = [f"Doubt: {doubt}." for doubt in low]
    stale = look_for_stale(project, stored_in(project, plan.program))
    symbols = {**routed.symbols, **symbols}
    if trace is not None:
        symbols = {**trace.symbols, **symbols}
        made = replace(made, model=routed.model, run=trace.run)
    return Answer(
        question,
        plan.program,
        replace(made, symbols=dict(symbols)),
        (*plan.terms, *found_how(project, plan.program)),
        tuple(told.values),
        tuple(told.tables),
        tuple(told.figures),
        tuple(told.clips),
        ran.printed,
        (*plan.caveats, *told.notes, *ran.notes, *reflected(told), *doubts, *stale.remarks),
    )


def provenance(project: Project, planner: PlannerName) -> Provenance:
    """Return what an answer given now is made from."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Provenance(planner, data_version(project), __version__, when=now)


def data_version(project: Project) -> str:
    """Return a mark that changes when facts, corrections, behaviors or the project file do."""
    digest = hashlib.sha256()
    paths = [project.folder / "project.toml", project.ethogram_path, project.database_path]
    graph = project.store().folder
    if isinstance(graph, LocalFolder):
        paths += sorted(graph.path.glob("*"))
    else:
        digest.update(to_json(graph.files()).encode())
    for path in paths:
        if path.is_file():
            stat = path.stat()
            digest.update(to_json([path.name, stat.st_size, stat.st_mtime_ns]).encode())
    return digest.hexdigest()[:16]
