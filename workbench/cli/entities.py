"""The verbs ``entities [list|rename|merge|separate|classify|resolve|undo|redo]``: who is who."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphs.words import counted
from workbench.cli.asked import open_to_look
from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import print_json, print_table, recordings_in_words, this_command, verb
from workbench.cli.review import By

if TYPE_CHECKING:
    from graphs.individuals.entities import Entity, Operation
    from workbench.project import Project

group = typer.Typer(
    help="Who is who: list animals, zones and objects, rename, merge, keep apart, undo.",
    invoke_without_command=True,
    rich_markup_mode=None,
)
Spoken = "A name; NAME@RECORDING in one recording only, or RECORDING:NAME by its label there."
Names = Annotated[list[str], typer.Argument(metavar="NAME...", help=Spoken)]
OneRecording = Annotated[
    str | None,
    typer.Option("--recording", "-r", help="Only there; the names are those shown there."),
]
Force = Annotated[
    bool,
    typer.Option("--force", help="Also where it makes one animal of two: one with two labels."),
]


def register(app: typer.Typer) -> None:
    """Put the verbs on the command line."""
    group.callback()(_list_without_a_verb)
    for name, command in _VERBS.items():
        group.command(name=name)(command)
    app.add_typer(group, name="entities")


def _list_without_a_verb(
    context: typer.Context, project: ProjectDir = Path(), json_: Json = False
) -> None:
    """Who is who: list animals, zones and objects, rename, merge, keep apart, undo."""
    if context.invoked_subcommand is None:
        list_all(project=project, json_=json_)


@verb
def list_all(project: ProjectDir = Path(), json_: Json = False) -> None:
    """List animals, zones and objects of all recordings."""
    from workbench.knowledge.naming import resolve

    opened = open_to_look(project)
    resolution = resolve(opened.graph())
    if json_:
        print_json({"entities": resolution.entities, "open_questions": len(resolution.questions)})
        return
    print_table(
        ["name", "kind", "class", "recordings", "facts>"],
        [
            (e.name, e.kind, e.class_name or "", recordings_in_words(e.recordings), e.facts)
            for e in resolution.entities
        ],
    )
    typer.echo(f"{len(resolution.entities)} individuals and things")
    if resolution.questions:
        command = _command(opened, "resolve")
        open_ = counted(len(resolution.questions), "question")
        typer.echo(f"{open_} about who is who; to see: {command}")


@verb
def rename_one(
    old: Annotated[str, typer.Argument(metavar="OLD", help=Spoken)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The new name.")],
    recording: OneRecording = None,
    project: ProjectDir = Path(),
    force: Force = False,
    by: By = None,
    json_: Json = False,
) -> None:
    """Call something by another name; all its facts go with it."""
    from workbench.knowledge.naming import rename

    opened = open_to_look(project)
    done = rename(opened.graph(), old, new, by, recording=recording, force=force)
    _print_done(opened, done, json_)


@verb
def merge_some(
    names: Names,
    into: Annotated[str, typer.Option(metavar="NAME", help="The name of the one.")],
    recording: OneRecording = None,
    project: ProjectDir = Path(),
    force: Force = False,
    by: By = None,
    json_: Json = False,
) -> None:
    """Say that several names are one individual or thing."""
    from workbench.knowledge.naming import merge

    opened = open_to_look(project)
    done = merge(opened.graph(), names, into, by, recording=recording, force=force)
    _print_done(opened, done, json_)


@verb
def separate_some(
    names: Names,
    recording: OneRecording = None,
    project: ProjectDir = Path(),
    by: By = None,
    json_: Json = False,
) -> None:
    """Keep apart what is not the same, though it is called alike."""
    from workbench.knowledge.naming import separate

    opened = open_to_look(project)
    _print_done(opened, separate(opened.graph(), names, by, recording=recording), json_)


@verb
def classify_one(
    name: Annotated[str, typer.Argument(metavar="NAME", help=Spoken)],
    class_name: Annotated[str, typer.Argument(metavar="CLASS", help="Such as 'house mouse'.")],
    synset: Annotated[str | None, typer.Option(help="WordNet's word: mouse.n.01.")] = None,
    recording: OneRecording = None,
    project: ProjectDir = Path(),
    by: By = None,
    json_: Json = False,
) -> None:
    """Say what something is one of: a species, a kind of object."""
    from workbench.knowledge.naming import classify

    opened = open_to_look(project)
    graph = opened.graph()
    done = classify(graph, [name], class_name, by, synset=synset, recording=recording)
    _print_done(opened, done, json_)


@verb
def ask(project: ProjectDir = Path(), json_: Json = False) -> None:
    """Ask what only a person can settle, with the commands that settle it."""
    from graphs.individuals.resolve import COMMAND
    from workbench.knowledge.naming import resolve

    opened = open_to_look(project)
    questions = resolve(opened.graph()).questions
    folder = shlex.quote(str(opened.folder))
    answers = [
        {
            what: f"{this_command()} entities {command.removeprefix(COMMAND).strip()} -p {folder}"
            for what, command in question.answers.items()
        }
        for question in questions
    ]
    if json_:
        rows = [
            {"why": q.why, "reason": q.reason, "mentions": [m._asdict() for m in q.mentions],
             "answers": said}
            for q, said in zip(questions, answers, strict=True)
        ]  # fmt: skip
        print_json({"questions": rows})
        return
    for question, said in zip(questions, answers, strict=True):
        typer.echo(question.reason)
        for what, command in said.items():
            typer.echo(f"  {what}: {command}")
    typer.echo(f"{counted(len(questions), 'question')} open")


@verb
def undo_one(
    seq: Annotated[
        int | None, typer.Argument(metavar="[SEQ]", help="Number of it; else the last of yours.")
    ] = None,
    project: ProjectDir = Path(),
    force: Force = False,
    by: By = None,
    json_: Json = False,
) -> None:
    """Take back what was said of names."""
    from workbench.knowledge.naming import undo

    opened = open_to_look(project)
    _print_done(opened, undo(opened.graph(), by, seq, force=force), json_)


@verb
def redo_last(
    project: ProjectDir = Path(), force: Force = False, by: By = None, json_: Json = False
) -> None:
    """Bring back what you undid last."""
    from workbench.knowledge.naming import redo

    opened = open_to_look(project)
    _print_done(opened, redo(opened.graph(), by, force=force), json_)


_VERBS: dict[str, Callable[..., None]] = {
    "list": list_all,
    "rename": rename_one,
    "merge": merge_some,
    "separate": separate_some,
    "classify": classify_one,
    "resolve": ask,
    "undo": undo_one,
    "redo": redo_last,
}


def _print_done(project: Project, done: Operation, json_: bool) -> None:
    """Print what was said, who is called so now, and the command that takes it back."""
    from workbench.knowledge.naming import entities, operation

    graph, command = project.graph(), _command(project, "undo", str(done.seq))
    said = operation(graph, done)
    about = {name for _, name in said.mentions}
    names = {said.name} if said.action in ("rename", "merge") else about
    now = [e for e in entities(graph) if e.name in names | about]
    if json_:
        print_json({"operation": done, "entities": now, "undo": command})
        return
    typer.echo(f"{done.action} ({done.seq}, by {done.by}): {_in_words(said)}")
    for entity in now:
        typer.echo(f"  now: {_entity_in_words(entity)}")
    typer.echo(f"To take it back: {command}")


def _in_words(said: Operation) -> str:
    about = ", ".join(f"{n}@{where}" if where is not None else n for where, n in said.mentions)
    return about if said.name is None else f"{about} -> {said.name}"


def _entity_in_words(entity: Entity) -> str:
    class_ = f", {entity.class_name}" if entity.class_name else ""
    where = recordings_in_words(entity.recordings)
    return f"{entity.name} ({entity.kind}{class_}), {counted(entity.facts, 'fact')} in {where}"


def _command(project: Project, *words: str) -> str:
    return f"{this_command()} entities {shlex.join([*words, '-p', str(project.folder)])}"
