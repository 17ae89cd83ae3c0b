"""How macros, tips, dialogues, accepted answers and conversations are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from graphs.words import counted
from workbench.cli.answer_words import plain
from workbench.cli.output import SOME_FAILED, print_json, print_table, say, this_command

if TYPE_CHECKING:
    from workbench.memory.conversation import Turn
    from workbench.memory.other_kinds import Entry, Others
    from workbench.memory.other_kinds import Kind as OtherKind
    from workbench.project import Project

_LINE = 100
NAMED = {
    "macro": "macro", "tip": "tip", "exemplar": "dialogue", "practice": "practised dialogue",
    "case": "accepted answer", "conversation": "conversation",
}  # fmt: skip
"""Kind -> what a person calls one of it."""


def entry_json(entry: Entry) -> dict[str, Any]:
    """Return what is listed of an entry for ``--json``."""
    return {"id": entry.id, "kind": entry.kind, "line": entry.line}


def print_entries(others: Others, kind: OtherKind, json_: bool) -> int:
    """Print all of a kind in a table, and what cannot be read; return the exit code."""
    entries = others.all(kind)
    for fault in others.faults:
        say(plain(fault, lines=True))
    if json_:
        print_json({kind: [entry_json(one) for one in entries], "faults": others.faults})
    else:
        print_table(["id", "what"], [(one.id, shortened(one.line)) for one in entries])
        typer.echo(counted(len(entries), NAMED[kind]))
    return SOME_FAILED if others.faults else 0


def print_counts(others: Others) -> None:
    """Print how many there are of each kind, where there are any."""
    counts = {kind: others.count(kind) for kind in NAMED}  # type: ignore[arg-type]
    said = [counted(number, NAMED[kind]) for kind, number in counts.items() if number]
    if said:
        first = next(kind for kind, number in counts.items() if number)
        typer.echo(f"{', '.join(said)}; to see: {this_command()} memory list --kind {first}")


def print_entry(entry: Entry, number: int | None, json_: bool) -> None:
    """Print one entry to the letter; of a conversation one turn, if its number is given."""
    if json_:
        print_json(record_json(entry, number))
        return
    if isinstance(entry.record, tuple):
        turns = dict(enumerate(entry.record, 1))
        typer.echo(plain(f"conversation {entry.name}, {counted(len(turns), 'question')}"))
        for place in turns if number is None else [number]:
            _print_turn(f"{entry.name}.{place}", turns[place])
        return
    from workbench.memory.plain_store import plain_record
    from workbench.memory.plain_text import to_toml

    typer.echo(plain(f"# {entry.id}"))
    typer.echo(plain(to_toml(plain_record(entry.record)), lines=True), nl=False)


def record_json(entry: Entry, number: int | None) -> dict[str, Any]:
    """Return all of an entry for ``--json``; of a conversation one turn, if a number is given."""
    if isinstance(entry.record, tuple):
        turns = [{"number": n, **asdict(turn)} for n, turn in enumerate(entry.record, 1)]
        shown = turns if number is None else [turns[number - 1]]
        return {"id": entry.id, "kind": entry.kind, "turns": shown}
    return {"id": entry.id, "kind": entry.kind, **asdict(entry.record)}


def _print_turn(place: str, turn: Turn) -> None:
    marked = f", {turn.standing}" if turn.standing else ""
    why = f": {turn.why}" if turn.why else ""
    typer.echo()
    typer.echo(plain(f"{place} {turn.when}{marked}{why}"))
    typer.echo(plain(turn.text(), lines=True))


def print_conversations(entries: Sequence[Entry], json_: bool) -> None:
    """Print conversations in a table, latest last."""
    if json_:
        print_json({"conversations": [entry_json(one) for one in entries]})
        return
    rows = []
    for entry in entries:
        turns = entry.record
        assert isinstance(turns, tuple)
        rows.append((entry.name, len(turns), turns[-1].when, shortened(turns[-1].line())))
    print_table(["conversation", "questions>", "last asked", "last question and answer"], rows)
    typer.echo(counted(len(rows), "conversation"))


# why --------------------------------------------------------------------------------------------


def print_reasons(project: Project, others: Others, entry: Entry, number: int, json_: bool) -> None:
    """Print where an entry comes from, and which answers used it."""
    from workbench.memory.plain_store import plain_record

    if entry.kind == "conversation" and isinstance(entry.record, tuple):
        _print_reasons_of_turn(project, entry, number, json_)
        return
    reasons = reasons_json(project, others, entry)
    uses, holds = reasons["uses"], reasons["left_out"]
    if json_:
        print_json(reasons)
        return
    said = plain_record(entry.record)
    for key in ("question", "failed", "hits", "accepted_by", "rejected", "planner", "before",
                "data_version", "when", "asked", "version"):  # fmt: skip
        if said.get(key):
            typer.echo(plain(f"{key.replace('_', ' ')}: {said[key]}"))
    if holds:
        typer.echo(plain(f"left out here: {holds}"))
    print_table(
        ["turn", "question", "answer"],
        [(u["turn"], shortened(u["question"]), shortened(u["answer"])) for u in uses],
    )
    typer.echo(counted(len(uses), "use"))


def reasons_json(project: Project, others: Others, entry: Entry) -> dict[str, Any]:
    """Return an entry that is no conversation, and which answers used it, for ``--json``."""
    uses = [
        {"turn": f"{talk.name}.{place}", "question": turn.question, "answer": turn.answer}
        for talk in others.all("conversation")
        if isinstance(talk.record, tuple)
        for place, turn in enumerate(talk.record, 1)
        if _uses(entry, turn)
    ]
    left_out = _holds(project, entry) or None
    return {**record_json(entry, None), "uses": uses, "left_out": left_out}


def _uses(entry: Entry, turn: Turn) -> bool:
    if entry.kind == "macro":
        return entry.id in turn.symbols
    if entry.kind in ("exemplar", "practice", "case"):
        return turn.standing == "accepted" and turn.program == getattr(entry.record, "program", "")
    return False


def _holds(project: Project, entry: Entry) -> str:
    """Return why a macro cannot be used on the data of now; empty for all else."""
    when = getattr(entry.record, "when", "") if entry.kind == "macro" else ""
    if not when:
        return ""
    from workbench.ask.by_macro import MacroPlanner
    from workbench.memory.conditions import why_not

    return why_not(when, MacroPlanner(project).facts)


def _print_reasons_of_turn(project: Project, entry: Entry, number: int, json_: bool) -> None:
    assert isinstance(entry.record, tuple)
    turn = entry.record[number - 1]
    trace = _trace(project, turn)
    steps = [] if trace is None else [asdict(step) for step in trace.steps]
    if json_:
        print_json({**record_json(entry, number), "steps": steps})
        return
    _print_turn(f"{entry.name}.{number}", turn)
    who = f"the model {turn.model}" if turn.model else f"the {turn.planner}" if turn.planner else ""
    for what, value in (
        ("planned by", "a person" if turn.planner == "person" else who),
        ("read from memory", ", ".join(f"{n}@{v}" for n, v in turn.symbols.items())),
        ("data version", turn.data_version),
        ("run", turn.run and project.runs_folder / "ask" / turn.run),
    ):
        if value:
            typer.echo(plain(f"{what}: {value}"))
    _print_parts(project.runs_folder / "ask" / turn.run / "work.toml" if turn.run else None)


def _trace(project: Project, turn: Turn) -> Any:
    """Return what a model was asked and wrote; ``None`` if none was, or that is gone."""
    from workbench.ask.model.trace import ASK, read_trace

    folder = project.runs_folder / ASK / turn.run
    return read_trace(folder) if turn.run and folder.is_dir() else None


def _print_parts(path: Path | None) -> None:
    """Print the parts of a question that a model answered, with their programs and errors."""
    if path is None or not path.is_file():
        return
    from workbench.memory.context import WorkingMemory

    work = WorkingMemory.read(path)
    for number, part in enumerate(work.subgoals, 1):
        typer.echo()
        typer.echo(plain(f"{number}. [{part.outcome}] {part.text}: {part.summary}"))
        typer.echo(plain(work.expand(number), lines=True))


def shortened(text: str) -> str:
    """Return the beginning of a text in one line."""
    said = plain(" ".join(text.split()))
    return said if len(said) <= _LINE else f"{said[: _LINE - 4]} ..."
