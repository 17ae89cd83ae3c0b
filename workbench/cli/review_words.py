"""How reviews are printed: what they did, what is to be reviewed, what was said.

Tables are at most `WIDTH` characters wide: long cells go on in the next line.
"""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from graphs.words import counted
from workbench.cli.output import print_json, print_table, say, this_command

if TYPE_CHECKING:
    from graphs.ethogram import Ethogram
    from graphs.records import Fact
    from workbench.knowledge.carried import CarriedReview
    from workbench.knowledge.review_effects import Corrected
    from workbench.knowledge.review_queue import Queued
    from workbench.project import Project

WIDTH = 110
"""Characters of a table."""

SHOWN_CHARACTERS = 8
"""Of an identifier in tables and sentences: any four or more that only one fact has will do."""

_EDGES, _BETWEEN = 4, 3  # characters of a table around and between its columns
_SAID = {"accept": "accepted", "reject": "rejected", "edit": "corrected", "add": "added"}


def ethogram_or_say(project: Project) -> Ethogram | None:
    """Return the ethogram for sentences; if it cannot be read, say so and return ``None``."""
    from workbench.knowledge.lookup import ethogram_for_words

    ethogram, problem = ethogram_for_words(project)
    if problem is not None:
        say(problem)
    return ethogram


def print_done(project: Project, done: Sequence[Corrected], json_: bool) -> None:
    """Print facts before and after, and the command that takes it back."""
    ethogram = ethogram_or_say(project)
    command = undo_command(project, (one.review.seq for one in done))
    if json_:
        print_json({"reviews": [done_json(one, ethogram) for one in done], "undo": command})
        return
    for one in done:
        typer.echo(f"{one.review.action} ({one.review.seq}, by {one.review.by}){_whose(one)}")
        if one.before is not None or one.after is not None:
            _echo_change(one.before, one.after, ethogram)
        for other in one.others:
            typer.echo("  another fact changes:")
            _echo_change(other.before, other.after, ethogram)
        if one.before is None and one.after is None and not one.others:
            typer.echo("  no fact changes: labelling again replaced the one that it was about")
    typer.echo(f"To take it back: {command}")


def _whose(one: Corrected) -> str:
    if one.undone is None or one.undone.by == one.review.by:
        return ""
    return f" of review {one.undone.seq}: this was {one.undone.by}'s"


def _echo_change(before: Fact | None, after: Fact | None, ethogram: Ethogram | None) -> None:
    typer.echo(f"  before: {_in_words(before, ethogram)}")
    typer.echo(f"  after:  {_in_words(after, ethogram)}")


def done_json(one: Corrected, ethogram: Ethogram | None) -> dict[str, Any]:
    """Return what one review did, for ``--json``."""

    def told(fact: Fact | None) -> dict[str, Any] | None:
        return None if fact is None else fact_json(fact, ethogram)

    document = {
        "seq": one.review.seq,
        "action": one.review.action,
        "by": one.review.by,
        "before": told(one.before),
        "after": told(one.after),
        "others": [{"before": told(o.before), "after": told(o.after)} for o in one.others],
    }
    if one.undone is not None:
        document |= {"undoes": one.undone.seq, "whose": one.undone.by}
    return document


def undo_command(project: Project, seqs: Iterable[int]) -> str:
    """Return the command that takes reviews back."""
    words = ["review", "undo", *map(str, seqs), "-p", str(project.folder)]
    return f"{this_command()} {shlex.join(words)}"


def print_queue(found: Sequence[Queued], ethogram: Ethogram | None) -> None:
    """Print facts to review, with why."""
    rows = [
        (_short(q.fact), q.fact.recording, _sentence(q.fact, ethogram).rpartition(" (")[0],
         q.because)
        for q in found
    ]  # fmt: skip
    _print_fitted(["id", "recording", "fact", "because"], rows, (8, 18, None, 26))


def print_history(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print reviews in few words each."""
    several = len({r["recording"] for r in rows}) > 1
    _print_fitted(
        ["seq>", "when", "by", "what", "comment"],
        [
            (str(r["seq"]), r["at"][:16].replace("T", " "), r["by"],
             (f"{r['recording']}: " if several else "") + r["brief"]
             + ("" if r["stands"] else " (undone)"), r["comment"])
            for r in rows
        ],
        (6, 16, 12, None, 24),
    )  # fmt: skip
    typer.echo(counted(len(rows), "review"))


def print_details(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print reviews of one fact, all that is known of each."""
    for r in rows:
        undone = "" if r["stands"] else ", undone"
        when = r["at"][:19].replace("T", " ")
        typer.echo(f"{r['seq']}  {when}  by {r['by']}, {r['recording']}{undone}")
        typer.echo(f"  {r['words']}")
        if r["comment"]:
            typer.echo(f"  comment: {r['comment']}")
    typer.echo(counted(len(rows), "review"))


def print_carried(found: Sequence[CarriedReview], ethogram: Ethogram | None) -> None:
    """Print corrections that apply to bouts with other times now, or to none."""
    _print_fitted(
        ["seq>", "by", "recording", "what was said", "what it applies to now"],
        [
            (str(c.review.seq), c.review.by, c.review.recording,
             f"{_SAID[c.review.action]}: {_sentence(c.fact, ethogram).rpartition(' (')[0]}",
             "\n".join(c.words))
            for c in found
        ],
        (6, 12, 16, None, 32),
    )  # fmt: skip
    typer.echo(f"{counted(len(found), 'correction')} that labelling again left with other bouts")


def carried_json(one: CarriedReview, ethogram: Ethogram | None) -> dict[str, Any]:
    """Return a carried correction for JSON."""
    return {
        "seq": one.review.seq,
        "action": one.review.action,
        "by": one.review.by,
        "recording": one.review.recording,
        "fact": fact_json(one.fact, ethogram),
        "to": [fact_json(fact, ethogram) for fact in one.to],
        "stays": one.stays,
        "words": one.words,
    }


def _print_fitted(
    columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int | None]
) -> None:
    """Print a table of at most `WIDTH` characters.

    Parameters
    ----------
    columns, rows
        As for `print_table`.
    widths
        The most characters of each column; ``None`` for the one that gets what is left.
    """
    longest = [
        max([len(name.rstrip(">")), *(len(line) for row in rows for line in row[i].splitlines())])
        for i, name in enumerate(columns)
    ]
    taken = [0 if most is None else min(most, longest[i]) for i, most in enumerate(widths)]
    left = WIDTH - _EDGES - _BETWEEN * (len(columns) - 1) - sum(taken)
    fitted = [left if most is None else taken[i] for i, most in enumerate(widths)]
    print_table(columns, [[_wrapped(c, w) for c, w in zip(r, fitted, strict=True)] for r in rows])


def _wrapped(text: str, width: int) -> str:
    lines = (textwrap.wrap(line, width, break_on_hyphens=False) for line in text.splitlines())
    return "\n".join(line for some in lines for line in some)


def _in_words(fact: Fact | None, ethogram: Ethogram | None) -> str:
    if fact is None:
        return "none"
    return f"{_short(fact)}  {fact.recording}: {_sentence(fact, ethogram)}"


def _short(fact: Fact) -> str:
    return fact.fact_id[:SHOWN_CHARACTERS]


def _sentence(fact: Fact, ethogram: Ethogram | None) -> str:
    from graphs.networks.scene import sentence

    return sentence(fact, ethogram)


def fact_json(fact: Fact, ethogram: Ethogram | None) -> dict[str, Any]:
    """Return a fact for JSON, with a sentence."""
    return {"fact_id": fact.fact_id, "words": _sentence(fact, ethogram), **asdict(fact)}
