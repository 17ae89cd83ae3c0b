"""The verbs ``memory conversations|accept|reject|replay``: what was asked, and was it right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.answer_words import plain
from workbench.cli.asked import open_to_look
from workbench.cli.memory_others import print_conversations
from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import SOME_FAILED, print_json, say, verb

if TYPE_CHECKING:
    from workbench.memory.cases import Replayed

Turn = Annotated[
    str,
    typer.Argument(
        metavar="[TURN]", help="Such as 2026-03-02-1.2, as `memory show` tells it; or last."
    ),
]
Most = Annotated[int, typer.Option("--limit", min=0, help="Conversations at most; 0 for all.")]


@verb
def conversations(project: ProjectDir = Path(), limit: Most = 20, json_: Json = False) -> int:
    """List what was asked, a line for each conversation, the latest last.

    To go on with one: workbench ask "..." --conversation NAME, or --continue for the latest.
    """
    from workbench.memory.other_kinds import Others

    others = Others(open_to_look(project))
    found = others.all("conversation")
    for fault in others.faults:
        say(plain(fault, lines=True))
    print_conversations(found[-limit:] if limit else found, json_)
    return SOME_FAILED if others.faults else 0


@verb
def accept(turn: Turn = "last", project: ProjectDir = Path(), json_: Json = False) -> None:
    """Accept an answer: it is an example for models, and compared with when memory changes."""
    from workbench.ask.judging import accept_kept
    from workbench.memory.conversations import Conversations, place_of

    opened = open_to_look(project)
    transcript, number = Conversations(opened.memory).find(turn)
    faults = accept_kept(opened, transcript, number)
    done = transcript.turn(number)
    if json_:
        print_json({"accepted": place_of(transcript, number), "question": done.question,
                    "answer": done.answer, "not_kept": faults})  # fmt: skip
        return
    typer.echo(plain(f"accepted {place_of(transcript, number)}: {done.line()}"))
    for fault in faults:
        say(plain(fault))


@verb
def reject(
    turn: Turn = "last",
    why: Annotated[str, typer.Option("--why", help="What is wrong with it, in your words.")] = "",
    tip: Annotated[
        str, typer.Option("--tip", help="A line that a model is told for questions like it.")
    ] = "",
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """Reject an answer: it is never an example, and asked again a model answers anew."""
    from graphs.errors import UserError
    from workbench.ask.judging import reject_kept
    from workbench.ask.told import tips_of
    from workbench.memory.conversations import Conversations, place_of

    if tip and not why:
        message = "A tip needs what failed: give --why as well"
        raise UserError(message)
    opened = open_to_look(project)
    transcript, number = Conversations(opened.memory).find(turn)
    reject_kept(opened, transcript, number, why)
    done = transcript.turn(number)
    if tip:
        tips_of(opened).add(tip, done.full_question, why)
    if json_:
        print_json({"rejected": place_of(transcript, number), "question": done.question,
                    "answer": done.answer, "why": why, "tip": tip or None})  # fmt: skip
        return
    typer.echo(plain(f"rejected {place_of(transcript, number)}: {done.line()}"))


@verb
def replay(project: ProjectDir = Path(), json_: Json = False) -> int:
    """Answer the accepted questions again, and say which answers are others now.

    Questions that the grammar or a macro answered are planned anew; of others the program is run.
    """
    from workbench.ask.replaying import replayed_now

    done = replayed_now(open_to_look(project))
    if json_:
        print_json(replayed_json(done))
    else:
        for question, how in done.different.items():
            typer.echo(plain(f"{question}: {how}", lines=True))
        typer.echo(done.text())
    return SOME_FAILED if done.different else 0


def replayed_json(done: Replayed) -> dict[str, Any]:
    """Return how accepted answers stand, for ``--json``."""
    return {
        "same": done.same,
        "different": done.different,
        "not_comparable": done.not_comparable,
        "score": done.score,
    }


VERBS: dict[str, Callable[..., None]] = {
    "conversations": conversations,
    "accept": accept,
    "reject": reject,
    "replay": replay,
}
