"""What a run of a model was and said, as text of the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import typer

from graphs.words import counted
from workbench.cli.output import number, print_table, seconds

if TYPE_CHECKING:
    from graphs.records import Event
    from pipelines.describe.by_model.run_read import SaidClaim, SaidEvent
    from workbench.free_words import Suggester
    from workbench.model_runs import ModelRun

_CLAIMS = ["event", "from s>", "to s>", "claim", "status", "tracks", "why"]


def print_run(found: ModelRun) -> None:
    """Print what a run was and what it cost."""
    read = found.read
    told = read.run.parameters
    typer.echo(f"run {read.run.run_id}: {read.model} describes {found.recording or '?'}")
    typer.echo(f"  model: {_settings(told.get('model'))}")
    typer.echo(f"  asked: {_settings(told.get('asked'))}")
    typer.echo(f"  prompt: {told.get('prompt')}")
    typer.echo(f"  cost: {_cost(found)}")
    typer.echo(f"  folder: {read.folder}")
    if not read.ended:
        typer.echo(
            "  It has not ended: it is under way, or was stopped or killed. What was answered is "
            "kept; workbench label goes on with it, and its events are noted at the end."
        )
    elif not found.in_graph:
        typer.echo("  Its facts are not in the graph: a later run took their place, or you did.")


def _settings(said: object) -> str:
    """Return settings in a line; what is shown and kept back is told by the pictures."""
    if not isinstance(said, Mapping):
        return "?"
    plain = {key: value for key, value in said.items() if not isinstance(value, Mapping)}
    return ", ".join(
        f"{key} {value}" for key, value in plain.items() if value not in ([], "", None)
    )


def _cost(found: ModelRun) -> str:
    cost = found.read.cost
    money = "" if found.price is None else f", {found.money:.4g} {found.price.currency}"
    free = counted(found.read.asked.reused, "answer")
    return (
        f"{counted(cost.requests, 'call')} with {counted(cost.images, 'picture')}, "
        f"{cost.input_tokens} tokens in and {cost.output_tokens} out{money}; "
        f"{free} had been stored before"
    )


def print_said(found: ModelRun, suggester: Suggester | None, limit: int) -> None:
    """Print what was said: counts, then claims, free text, what was not visible, remarks."""
    from workbench.model_runs import counts_of, most_contradicted

    events = found.read.events
    counts = counts_of(events)
    if not found.read.ended:
        return
    unanswered = counted(len(found.read.unanswered), "event")
    typer.echo(f"\n{counted(len(events), 'event')} described, {unanswered} without an answer")
    typer.echo(
        f"{counted(counts.claims, 'claim')}: the tracks agree with {counts.agree}, disagree with "
        f"{counts.disagree}, cannot test {counts.untestable}; {counts.asserted} asserted, "
        f"{counts.proposed} proposed"
    )
    typer.echo(
        f"{counted(counts.not_visible, 'triple')} not visible, {counts.other} in free text, "
        f"{counted(counts.remarks, 'remark')}"
    )
    rows = [_claim_row(event, one) for event, one in most_contradicted(events)]
    _table("Claims, most contradicted first", _CLAIMS, rows, limit)
    free = [
        (event.event_id, seconds(event.start_s), seconds(event.stop_s), one.subject, one.words,
         suggester.suggest(one).text if suggester else "")
        for event in events for one in event.other
    ]  # fmt: skip
    columns = ["event", "from s>", "to s>", "subject", "words", "suggestion, not stored"]
    _table("In its own words: no entry of the ethogram covers this", columns, free, limit)
    unseen = [
        (event.event_id, seconds(event.start_s), seconds(event.stop_s), "; ".join(_unseen(event)))
        for event in events if event.not_visible
    ]  # fmt: skip
    _table("Not visible", ["event", "from s>", "to s>", "triples"], unseen, limit)
    remarks = [(event.event_id, text) for event in events for text in event.remarks]
    _table("Remarks", ["event", "remark"], remarks, limit)


def _claim_row(event: SaidEvent, said: SaidClaim) -> tuple[str, ...]:
    from pipelines.describe.prompt.candidates import spoken

    claim = said.claim
    return (event.event_id, seconds(claim.start_s), seconds(claim.stop_s), spoken(claim.triple),
            said.status, said.tracks, said.why)  # fmt: skip


def _unseen(event: SaidEvent) -> list[str]:
    from pipelines.describe.prompt.candidates import spoken

    return [spoken(triple) for triple in event.not_visible]


def _table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], limit: int
) -> None:
    if not rows:
        return
    shown = rows[: limit or None]
    print_table(columns, shown, title)
    if len(shown) < len(rows):
        typer.echo(f"  and {len(rows) - len(shown)} more: --limit 0")


def print_unanswered(found: ModelRun, cut: Mapping[str, Event]) -> None:
    """Print the events without an answer, with their times as far as the labels have them."""
    rows = [
        (name, *((seconds(cut[name].start_s), seconds(cut[name].stop_s)) if name in cut
                 else ("", "")), why)
        for name, why in found.read.unanswered.items()
    ]  # fmt: skip
    _table("Without an answer", ["event", "from s>", "to s>", "reason"], rows, 0)


def print_event(
    name: str, chosen: Sequence[SaidEvent], found: ModelRun, suggester: Suggester | None
) -> None:
    """Print all of one event; `chosen` is empty if it has no answer."""
    from workbench.model_runs import most_contradicted

    for why in filter(None, [found.read.unanswered.get(name)]):
        typer.echo(f"event {name} has no answer: {why}")
    for event in chosen:
        typer.echo(f"event {name}: {event.start_s:.2f} to {event.stop_s:.2f} s, "
                   f"{counted(event.answers, 'answer')}")  # fmt: skip
        for picture in pictures_of(event, found):
            typer.echo(f"picture: {picture}")
        if event.text:
            typer.echo(f"\n{instructions_of(found)}\n\n{event.text.rstrip()}\n")
        else:
            typer.echo("nothing was asked: the tracks rule all of it out")
        said = [one for _, one in most_contradicted([event])]
        rows = [(*_claim_row(event, one)[1:], number(one.claim.confidence)) for one in said]
        _table("Claims", [*_CLAIMS[1:], "its confidence>"], rows, 0)
        for text in _unseen(event):
            typer.echo(f"not visible: {text}")
        for free in event.other:
            suggestion = suggester.suggest(free).text if suggester else ""
            typer.echo(f"in its own words: {free.subject} {free.words} ({suggestion})")
        for text in event.remarks:
            typer.echo(f"remark: {text}")


def pictures_of(event: SaidEvent, found: ModelRun) -> list[str]:
    """Return the files of an event's pictures, in the order in which they were shown."""
    return [str(found.read.image(one) or f"{one} (gone)") for one in event.images]


def instructions_of(found: ModelRun) -> str:
    """Return the instructions before every question of a run, if they are those of this version."""
    from pipelines.describe.by_model.replay import settings_of
    from pipelines.describe.prompt.build import system_text
    from pipelines.describe.prompt.texts import prompt_digest

    if found.read.run.parameters.get("prompt") != prompt_digest():
        return "(The instructions were of another version; what was sent is in bodies/.)"
    return system_text(reasoning=settings_of(found.read.run).reasoning)
