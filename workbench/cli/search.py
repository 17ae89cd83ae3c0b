"""The verb ``search``: events by a question in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.ask_graph import say_if_nothing_labelled
from workbench.cli.asked import labelled, open_to_look
from workbench.cli.options import From, Json, ProjectDir, Recordings, To
from workbench.cli.output import SOME_FAILED, print_json, say, verb

if TYPE_CHECKING:
    from workbench.knowledge.searching import Searched


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

    No language model is asked: the words of the question are compared with those of the facts, so
    "runs after" finds "chase" only if the ethogram says so.
    """
    opened = open_to_look(project)
    if not recording:
        say_if_nothing_labelled(opened)
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
        print_json(_document(question, found, explain=explain))
    else:
        for note in found.found.notes:
            say(note)
        _print_hits(found, explain=explain)
    for problem in found.problems:
        say(problem)
    return SOME_FAILED if found.problems else 0


def _document(question: str, found: Searched, *, explain: bool) -> dict[str, object]:
    hits = []
    for hit in found.hits:
        why = {"why": found.explain(hit.rank)} if explain else {}
        hits.append({"hit": hit, "facts": found.sentences(hit), **why})
    return {"question": question, "notes": found.found.notes, "hits": hits,
            "problems": found.problems}  # fmt: skip


def _print_hits(found: Searched, *, explain: bool) -> None:
    for hit in found.hits:
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


def _print_why(found: Searched, rank: int) -> None:
    for line in found.explain(rank).text().splitlines():
        typer.echo(f"    why: {line}")
