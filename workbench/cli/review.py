"""The verbs ``review list|accept|reject|edit|add|comment|undo|redo|history|carried``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphs.errors import UserError
from graphs.words import counted
from workbench.cli.asked import open_to_look
from workbench.cli.options import Json, Limit, ProjectDir, Recordings
from workbench.cli.output import SOME_FAILED, print_json, say, verb
from workbench.cli.review_words import (
    carried_json,
    ethogram_or_say,
    fact_json,
    print_carried,
    print_details,
    print_done,
    print_history,
    print_queue,
)

if TYPE_CHECKING:
    from workbench.knowledge.claims import Given

group = typer.Typer(
    help="Correct facts: list those to look at, accept, reject, edit, add, undo.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Ids = Annotated[
    list[str],
    typer.Argument(
        metavar="ID...",
        help="Facts: 4 characters or more of their identifiers, or questions with one answer.",
    ),
]
Id = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="A fact: 4 characters or more of its identifier, or a question with one answer.",
    ),
]
By = Annotated[
    str | None,
    typer.Option(help="Who says so; else whom WORKBENCH_USER names, else who is logged in."),
]
Why = Annotated[str | None, typer.Option("--comment", "-c", help="Why, in your words.")]
New = Annotated[
    bool,
    typer.Option(
        "--new",
        help="Allow a behavior or a name that does not occur yet, or an unusual kind of object.",
    ),
]
Subject = Annotated[str | None, typer.Option(help="Who does it, by the name that is shown.")]
Predicate = Annotated[str | None, typer.Option(help="A word for the behavior.")]
Object = Annotated[str | None, typer.Option("--object", help="To whom or where.")]
NoObject = Annotated[bool, typer.Option("--no-object", help="There is no object.")]
From = Annotated[
    str | None, typer.Option("--from", metavar="TIME", help="Seconds, or with a unit: '1.5 min'.")
]
To = Annotated[
    str | None, typer.Option("--to", metavar="TIME", help="Seconds, or with a unit: '1.5 min'.")
]


def register(app: typer.Typer) -> None:
    """Put the verbs on the command line."""
    for name, command in _VERBS.items():
        group.command(name=name)(command)
    app.add_typer(group, name="review")


@verb
def list_open(
    project: ProjectDir = Path(),
    recording: Recordings = None,
    order: Annotated[
        str,
        typer.Option(
            metavar="confidence|disagreement",
            help="The least sure first, or only those about which sources disagree.",
        ),
    ] = "confidence",
    limit: Limit = 20,
    json_: Json = False,
) -> int:
    """List facts that nobody reviewed yet, with their identifiers."""
    from workbench.knowledge.reviewing import queue

    opened = open_to_look(project)
    graph = opened.graph()
    names = [opened.spec(name).name for name in recording] if recording else None
    found = queue(graph, names, order, limit or None)
    with graph.graph.index.cursor() as cursor:
        problems = graph.graph.index.problems(cursor)
    for problem in problems:
        say(problem)
    ethogram = ethogram_or_say(opened)
    if json_:
        rows = [fact_json(one.fact, ethogram) | {"because": one.because} for one in found]
        print_json({"facts": rows, "problems": problems})
    else:
        print_queue(found, ethogram)
        more = "; there may be more: --limit 0" if limit and len(found) == limit else ""
        typer.echo(f"{counted(len(found), 'fact')} to review{more}")
    return SOME_FAILED if problems else 0


@verb
def accept_some(
    ids: Ids, project: ProjectDir = Path(), comment: Why = None, by: By = None, json_: Json = False
) -> None:
    """Say that facts are right."""
    from workbench.knowledge.reviewing import accept

    opened = open_to_look(project)
    print_done(opened, accept(opened.graph(), ids, by, comment), json_)


@verb
def reject_some(
    ids: Ids, project: ProjectDir = Path(), comment: Why = None, by: By = None, json_: Json = False
) -> None:
    """Say that facts are wrong: they do not count any more, and labelling again keeps it so."""
    from workbench.knowledge.reviewing import reject

    opened = open_to_look(project)
    print_done(opened, reject(opened.graph(), ids, by, comment), json_)


@verb
def comment_one(
    id_: Id,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What you want to say of it.")],
    project: ProjectDir = Path(),
    by: By = None,
    json_: Json = False,
) -> None:
    """Say something about a fact that changes nothing."""
    from workbench.knowledge.reviewing import comment

    opened = open_to_look(project)
    print_done(opened, comment(opened.graph(), id_, text, by), json_)


@verb
def edit_one(
    id_: Id,
    project: ProjectDir = Path(),
    subject: Subject = None,
    predicate: Predicate = None,
    object_: Object = None,
    no_object: NoObject = False,
    start: From = None,
    stop: To = None,
    new: New = False,
    comment: Why = None,
    by: By = None,
    json_: Json = False,
) -> None:
    """Correct a fact: the corrected one takes its place."""
    from workbench.knowledge.reviewing import edit

    if no_object and object_ is not None:
        message = "Give --object or --no-object, not both."
        raise UserError(message)
    changes: Given = {}
    if subject is not None:
        changes["subject"] = subject
    if predicate is not None:
        changes["predicate"] = predicate
    if no_object or object_ is not None:
        changes["object"] = object_
    if start is not None:
        changes["start_s"] = start
    if stop is not None:
        changes["stop_s"] = stop
    opened = open_to_look(project)
    print_done(opened, [edit(opened.graph(), id_, by, comment, new=new, **changes)], json_)


@verb
def add_one(
    recording: Annotated[str, typer.Argument(metavar="RECORDING", help="Where it happened.")],
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="Who does it.")],
    predicate: Annotated[str, typer.Argument(metavar="PREDICATE", help="A word for the behavior.")],
    start: Annotated[
        str, typer.Option("--from", metavar="TIME", help="Seconds, or with a unit: '1.5 min'.")
    ],
    object_: Annotated[
        str | None, typer.Argument(metavar="[OBJECT]", help="To whom or where, if it has one.")
    ] = None,
    stop: To = None,
    project: ProjectDir = Path(),
    new: New = False,
    comment: Why = None,
    by: By = None,
    json_: Json = False,
) -> None:
    """Say that something happened that no fact tells of; without --to, at one moment."""
    from workbench.knowledge.reviewing import add

    opened = open_to_look(project)
    graph = opened.graph()
    done = add(graph, recording, subject, predicate, object_, start, stop, by, comment, new=new)
    print_done(opened, [done], json_)


@verb
def undo_some(
    seqs: Annotated[
        list[int] | None,
        typer.Argument(metavar="[SEQ]...", help="Numbers of reviews; the last one of yours."),
    ] = None,
    project: ProjectDir = Path(),
    with_later: Annotated[
        bool, typer.Option("--with-later", help="Take back what builds on them, too.")
    ] = False,
    by: By = None,
    json_: Json = False,
) -> None:
    """Take reviews back."""
    from workbench.knowledge.reviewing import undo

    opened = open_to_look(project)
    print_done(opened, undo(opened.graph(), by, seqs or None, with_later=with_later), json_)


@verb
def redo_last(project: ProjectDir = Path(), by: By = None, json_: Json = False) -> None:
    """Bring back what you undid last."""
    from workbench.knowledge.reviewing import redo

    opened = open_to_look(project)
    print_done(opened, redo(opened.graph(), by), json_)


@verb
def show_history(
    id_: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Only of this fact and its corrections.")
    ] = None,
    project: ProjectDir = Path(),
    recording: Annotated[
        str | None, typer.Option("--recording", "-r", help="Only of this recording.")
    ] = None,
    json_: Json = False,
) -> None:
    """List what was said about facts, by whom and when (UTC); of one fact, in full."""
    from workbench.knowledge.reviewing import history

    opened = open_to_look(project)
    table = history(opened.graph(), recording, id_)
    ethogram_or_say(opened)
    rows: list[dict[str, Any]] = [
        {str(key): value for key, value in row.items()} for row in table.to_dict("records")
    ]
    if json_:
        print_json({"reviews": rows})
        return
    (print_history if id_ is None else print_details)(rows)


@verb
def list_carried(
    project: ProjectDir = Path(), recording: Recordings = None, json_: Json = False
) -> None:
    """List corrections that labelling again left with bouts of other times, or with none."""
    from workbench.knowledge.reviewing import carried

    opened = open_to_look(project)
    found = carried(opened.graph(), recording or None)
    ethogram = ethogram_or_say(opened)
    if json_:
        print_json({"carried": [carried_json(one, ethogram) for one in found]})
    else:
        print_carried(found, ethogram)


_VERBS: dict[str, Callable[..., None]] = {
    "list": list_open,
    "accept": accept_some,
    "reject": reject_some,
    "edit": edit_one,
    "add": add_one,
    "comment": comment_one,
    "undo": undo_some,
    "redo": redo_last,
    "history": show_history,
    "carried": list_carried,
}
