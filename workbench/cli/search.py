"""The verb ``search``: events by a question in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphs.words import counted
from workbench.cli.ask_graph import say_if_nothing_labelled
from workbench.cli.asked import labelled, open_to_look, say_if_faulty
from workbench.cli.options import From, Json, ProjectDir, Recordings, To
from workbench.cli.output import SOME_FAILED, print_json, say, verb

if TYPE_CHECKING:
    from graphs.retrieval.results import Hit
    from workbench.knowledge.searching import Searched

LEAST_OF_BEST = 0.2
"""Share of the best score; events with less are left out unless all are asked for."""

ALWAYS = 3
"""Ranks that are always shown: scores tell which of few events fits best, not whether one does."""


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    app.command()(search)


@verb
def search(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="In plain words, in quotes.")],
    project: ProjectDir = Path(),
    recording: Recordings = None,
    start_s: From = None,
    stop_s: To = None,
    animal: Annotated[
        list[str] | None, typer.Option(help="Only events with this animal; may be repeated.")
    ] = None,
    zone: Annotated[
        list[str] | None,
        typer.Option(help="Only events with this zone or object; may be repeated."),
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, help="How many events.")] = 5,
    all_: Annotated[
        bool,
        typer.Option("--all", help="Show events that hardly fit, too: of the k that fit best."),
    ] = False,
    related: Annotated[
        bool,
        typer.Option(
            "--related",
            help="Follow the graph from the names in the question, not the words: for what hangs "
            "together over several facts.",
        ),
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each was found.")] = False,
    json_: Json = False,
) -> int:
    """Find events that fit a question best: by words, spelling, and the graph of who and where.

    Events stand in order of time, each with its rank. No language model is asked: the words of
    the question are compared with those of the facts, so "runs after" finds "chase" only if the
    ethogram says so.
    """
    opened = open_to_look(project)
    if not recording:
        say_if_nothing_labelled(opened)
    say_if_faulty(opened.graph())
    found = opened.graph().search(
        question,
        k,
        recording=labelled(opened, recording) if recording else None,
        animal=animal,
        zone=zone,
        after_s=start_s,
        before_s=stop_s,
        related=related,
    )
    if json_:
        print_json(search_document(question, found, all_=all_, explain=explain))
    else:
        for note in found.found.notes:
            say(note)
        _print_hits(found, _hits(found, all_=all_), explain=explain)
    for problem in found.problems:
        say(problem)
    return SOME_FAILED if found.problems else 0


def _hits(found: Searched, *, all_: bool) -> list[Hit]:
    """Return the hits in time order, without those that hardly fit unless all are wanted."""
    best = max((hit.score for hit in found.hits), default=0.0)
    least = LEAST_OF_BEST * best
    return [hit for hit in found.hits if all_ or hit.rank <= ALWAYS or hit.score >= least]


def search_document(
    question: str, found: Searched, *, all_: bool = False, explain: bool = False
) -> dict[str, object]:
    """Return what was found as ``search --json`` prints it."""
    shown = _hits(found, all_=all_)
    hits = []
    for hit in shown:
        why = {"why": found.explain(hit.rank)} if explain else {}
        hits.append({"hit": hit, "facts": found.sentences(hit), **why})
    return {"question": question, "notes": found.found.notes, "hits": hits,
            "left_out": len(found.hits) - len(shown), "problems": found.problems}  # fmt: skip


def _print_hits(found: Searched, shown: Sequence[Hit], *, explain: bool) -> None:
    for hit in shown:
        typer.echo(
            f"{hit.recording}  {hit.start_s:.1f} to {hit.stop_s:.1f} s  {hit.event_id}  "
            f"rank {hit.rank}, score {hit.score:.2f}"
        )
        for sentence in found.sentences(hit):
            typer.echo(f"    {sentence}")
        if explain:
            _print_why(found, hit.rank)
    if not found.hits:
        typer.echo("No event fits.")
    left_out = len(found.hits) - len(shown)
    if left_out:
        typer.echo(f"{counted(left_out, 'event')} left out that hardly fit; see them with --all")


def _print_why(found: Searched, rank: int) -> None:
    for line in found.explain(rank).text().splitlines():
        typer.echo(f"    why: {line}")
