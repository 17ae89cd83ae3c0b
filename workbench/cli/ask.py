"""The verb ``ask``: a question in plain language, answered with its program and its clips."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from graphs.errors import WorkbenchError
from graphs.words import counted
from workbench.cli.answer_words import plain, print_answer, save_pictures
from workbench.cli.asked import open_to_look
from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import SOME_FAILED, WRONG_USAGE, print_json, say, verb

if TYPE_CHECKING:
    from workbench.ask.answer import Answer
    from workbench.ask.asking import Conversation

EXAMPLES = (
    "how often does mouse_1 approach mouse_2 within 5 s after rearing?",
    "how long was mouse_2 in the shelter in the first minute?",
    "what fraction of the time does each mouse rest?",
    "when does mouse_1 first groom?",
    "how fast is mouse_1 while mouse_2 rests?",
    "which mouse travels farther?",
    "compare how long mouse_1 rests per recording between control and treated",
    "plot the trajectory of mouse_1",
)
"""Questions, for the help text."""


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    app.command(cls=_Ask)(ask)


class _Ask(TyperCommand):
    """The verb ``ask``; its help ends with questions."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        super().format_epilog(ctx, formatter)
        formatter.write("\nQuestions such as these are understood without a model:\n")
        for example in EXAMPLES:
            formatter.write(f"  {example}\n")


@verb
def ask(
    questions: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[QUESTION]...",
            help="Each in quotes; a later one may lean on those before it ('and mouse_2?'). "
            "Without any, questions are read line by line.",
        ),
    ] = None,
    project: ProjectDir = Path(),
    program: Annotated[
        bool, typer.Option("--program/--no-program", help="Show the program that answers.")
    ] = True,
    plan: Annotated[
        bool, typer.Option("--plan", help="Show the program and the terms; nothing is run.")
    ] = False,
    pictures: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Keep pictures here, as png.")
    ] = None,
    clips: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Write the clips here, as mp4.")
    ] = None,
    model: Annotated[
        bool,
        typer.Option(
            "--model/--no-model",
            help="Let the project's model write the program where the words are not understood "
            "without it. Nothing is sent otherwise.",
        ),
    ] = False,
    budget: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="The most for the model: '20 calls'.")
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Refuse every connection that leaves this machine.")
    ] = False,
    continue_: Annotated[
        bool,
        typer.Option("--continue", "-c", help="Go on with the conversation that was held last."),
    ] = False,
    conversation: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Go on with this one; see `memory conversations`."),
    ] = None,
    json_: Json = False,
) -> int:
    """Ask in plain language: how often, how long, when, who, how far, how fast, or a picture.

    Every answer shows how the words were understood, the program that gave it, and what to know
    before believing it. A question with a word that is not understood is refused, and which.

    What is asked is kept as a conversation: `workbench memory accept` says that the last answer is
    right, `reject` that it is wrong.
    """
    from pipelines.models.budget import Budget
    from pipelines.models.offline import forbid_network
    from workbench.ask.asking import Conversation
    from workbench.memory.conversations import LAST

    if offline:
        forbid_network()
    most = Budget.parse(budget) if budget else None
    opened = open_to_look(project)
    if continue_ or conversation:
        talk = Conversation.go_on(opened, conversation or LAST, use_model=model, budget=most)
        _say_what_came_before(talk)
    else:
        talk = Conversation.begin(opened, use_model=model, budget=most)
    if plan:
        return _plan(talk, questions or [], json_)
    failed = False
    told: list[dict[str, object]] = []
    for question in questions or _typed():
        try:
            answer = talk.ask(question)
        except WorkbenchError as error:
            failed = True
            say(f"{question}: {error}" if len(questions or []) != 1 else str(error))
            told.append({"question": question, "error": str(error)})
            continue
        told.append({**answer.to_dict(), "kept": talk.place})
        if not json_:
            print_answer(answer, show_program=program)
        _keep(answer, talk, pictures, clips)
    if talk.kept is not None and not questions:
        talk.kept.end()
    if talk.kept is not None and talk.kept.fault:
        say(f"What was asked is not kept: {talk.kept.fault}")
    if json_:
        print_json(told[0] if len(told) == 1 else {"answers": told})
    return 0 if not failed else WRONG_USAGE if len(told) == 1 else SOME_FAILED


def _say_what_came_before(talk: Conversation) -> None:
    """Say which conversation goes on, and what was asked in it last."""
    assert talk.kept is not None
    assert talk.kept.transcript is not None
    name, turns = talk.kept.transcript.name, talk.turns
    last = plain(turns[-1].line())
    say(f"Going on with {name}, {counted(len(turns), 'question')}; {name}.{len(turns)}: {last}")


def _typed() -> Iterator[str]:
    """Yield questions, as they are typed or come in by a pipe."""
    if sys.stdin.isatty():
        say("Ask, one question a line; an empty line ends it.")
    for line in sys.stdin:
        if not line.strip():
            return
        yield line.strip()


def _plan(conversation: Conversation, questions: Sequence[str], json_: bool) -> int:
    plans = [conversation.plan(question) for question in questions]
    if json_:
        print_json({"plans": plans})
        return 0
    for one in plans:
        for term in one.terms:
            typer.echo(f"{term.word}: {term.meaning}")
        for caveat in one.caveats:
            typer.echo(f"Note: {caveat}")
        typer.echo(f"\n{one.program}")
    return 0


def _keep(
    answer: Answer, conversation: Conversation, pictures: Path | None, clips: Path | None
) -> None:
    from workbench.ask.clips import write_answer_clips

    if pictures is not None:
        for path in save_pictures(answer, pictures):
            say(f"drawn: {path}")
    elif answer.figures:
        say(f"{counted(len(answer.figures), 'picture')}; keep them with --pictures FOLDER.")
    if clips is not None:
        for path in write_answer_clips(conversation.project, answer, clips):
            say(f"written: {path}")
