"""The verb ``show``: one recording in numbers, words and pictures."""

from __future__ import annotations

import math
import shlex
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.asked import labelled, open_to_look, say_if_stale
from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import print_json, print_table, say, seconds, share, this_command, verb

if TYPE_CHECKING:
    import pandas as pd

    from graphs.storage.shard import RecordingGraph
    from workbench.project import Project

_ROLES = {"nose": "nose", "centre": "centre", "tailbase": "tail base"}
_NOT_ASSESSED = "Not assessed"
_OUTSIDE = "* Of this, time that could not be assessed is in the seconds, not in the share."


def register(app: typer.Typer) -> None:
    """Put the verbs of this module on the command line."""
    app.command()(show)


@verb
def show(
    recording: Annotated[str, typer.Argument(metavar="RECORDING")],
    project: ProjectDir = Path(),
    pictures: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to write pictures; none without it.")
    ] = None,
    formats: Annotated[
        list[str] | None, typer.Option("--format", help="png, svg or pdf; may be repeated.")
    ] = None,
    event: Annotated[
        str | None, typer.Option(help="Event whose scene graph is drawn, such as bout-0003.")
    ] = None,
    json_: Json = False,
) -> None:
    """Show one recording: time budget and remarks, and with --pictures also figures."""
    opened = open_to_look(project)
    (name,) = labelled(opened, [recording])
    graph = opened.graph().recording(name)
    from graphs.budget import time_budget

    budget = time_budget(graph.facts, graph.assessed)
    written = write_pictures(opened, name, pictures, formats or ["png"], event) if pictures else []
    stale = say_if_stale(opened, [name])
    if json_:
        print_json(show_document(graph, budget) | {"pictures": written, "stale": stale})
        return
    print_budget(budget, f"Time budget of {name}")
    _print_notes(graph.notes)
    for warning in _warnings(graph.notes):
        if not warning.startswith(_NOT_ASSESSED):
            say(f"{name}: {warning}")
    for path in written:
        typer.echo(path)
    if pictures is None:
        here = shlex.join(["show", name, "-p", str(project), "--pictures", "."])
        say(f"For pictures: {this_command()} {here}")


def show_document(graph: RecordingGraph, budget: pd.DataFrame) -> dict[str, object]:
    """Return what ``show --json`` prints of a recording, but for files."""
    return {
        "recording": graph.recording,
        "budget": budget.to_dict("records"),
        "notes": dict(graph.notes),
        "run": graph.run,
        "events": len(graph.events),
        "facts": len(graph.facts),
    }


def print_budget(budget: pd.DataFrame, title: str) -> None:
    """Print a time budget; behaviors that were looked for and never seen are named below it."""
    seen = budget[budget["count"] > 0].sort_values(
        ["subject", "total_s", "count"], ascending=[True, False, False], kind="stable"
    )
    print_table(
        ["subject", "behavior", "object", "count>", "seconds>", "of assessed s>", "share>"],
        [
            (row["subject"], row["predicate"], row["object"] or "", row["count"],
             "" if row["kind"] == "point" else seconds(row["total_s"]) + _mark(row),
             seconds(row["assessed_s"]),
             "" if row["kind"] == "point" else share(row["fraction"]))
            for row in seen.to_dict("records")
        ],
        title=title,
    )  # fmt: skip
    if any(_mark(row).strip() for row in seen.to_dict("records")):
        typer.echo(_OUTSIDE)
    unseen = sorted(set(budget["predicate"]) - set(seen["predicate"]))
    if unseen:
        typer.echo(f"Looked for and not seen: {', '.join(unseen)}.")


def _mark(row: Mapping[Hashable, Any]) -> str:
    """Mark a duration that is not what the share is made of: part of it was not assessed."""
    return "*" if row["outside_s"] > 0 and not math.isnan(row["fraction"]) else " "


def write_pictures(
    project: Project, recording: str, folder: Path, formats: Sequence[str], event: str | None = None
) -> list[Path]:
    """Write the figures of a recording and return their paths."""
    from workbench.plots.report import write_report

    written = write_report(project, recording, folder, formats=formats, event_id=event)
    for problem in written.problems:
        say(problem)
    return written


def _print_notes(notes: Mapping[str, Any]) -> None:
    """Print how the facts came about: files, scale, keypoints, cleaning, what was not assessed."""
    shares = notes.get("seen_share") or {}
    animals = ", ".join(f"{name} (seen {share(part)})" for name, part in shares.items())
    if animals:
        typer.echo(f"Animals: {animals}.")
    if notes.get("scale"):
        typer.echo(f"Scale: {notes['scale']}.")
    roles = notes.get("roles") or {}
    points = [
        f"{words} = {' + '.join(roles.get(role) or ['none'])}" for role, words in _ROLES.items()
    ]
    if roles:
        typer.echo(f"Keypoints: {'; '.join(points)}.")
    for change in notes.get("changes") or ():
        if "summary" in change:
            typer.echo(f"Cleaning of the tracks: {change['summary']}")
    for text in _warnings(notes):
        if text.startswith(_NOT_ASSESSED):
            typer.echo(text)


def _warnings(notes: Any) -> list[str]:
    warnings = notes.get("warnings")
    return [str(text) for text in warnings] if isinstance(warnings, list) else []
