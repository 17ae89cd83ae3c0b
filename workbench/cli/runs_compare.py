"""The verb ``runs compare``: two models on the same events."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphs.errors import UserError
from graphs.words import counted
from workbench.cli.options import Json, Limit, ProjectDir, Recordings
from workbench.cli.output import number, print_json, print_table, say, seconds, share, verb

if TYPE_CHECKING:
    from pipelines.describe.claims import Triple
    from workbench.model_comparison import Cells, Comparison, EventDifference, Pair
    from workbench.project import Project


@verb
def compare_(
    run: Annotated[
        list[str] | None, typer.Argument(metavar="RUN_A RUN_B", help="Two runs of a recording.")
    ] = None,
    models: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="A B", help="Two models, in all recordings that both described."),
    ] = None,
    recording: Recordings = None,
    project: ProjectDir = Path(),
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw it as pdf, png or svg.")
    ] = None,
    limit: Limit = 20,
    json_: Json = False,
) -> int:
    """Compare what two models said of the same events.

    A cell is an event and a triple that is legal in it by the ethogram: who, which behavior, to
    whom or where. Kappa is Cohen's, over cells. Left out are cells that one of them called not
    visible, and events that only one described; where the tracks rule a triple out, both deny it.
    tIoU is the mean temporal overlap of what both say of behaviors that last.
    """
    from workbench.model_comparison import compare
    from workbench.project import open_project

    opened = open_project(project, check_files=False)
    found = compare(_pairs(opened, run or [], models, recording))
    if picture is not None:
        from workbench.model_comparison_picture import save_comparison

        save_comparison(found, picture)
        say(f"drawn: {picture}")
    if json_:
        print_json(_comparison_json(found))
    else:
        _print(found, limit)
    return 0


def _pairs(
    project: Project,
    runs: Sequence[str],
    models: tuple[str, str] | None,
    recordings: Sequence[str] | None,
) -> list[Pair]:
    from workbench.model_comparison import pairs_of_models
    from workbench.model_runs import find_run, runs_in_graph

    if (len(runs) != 2) == (models is None) or (runs and models):
        message = "Give two runs, RUN_A RUN_B, or two models: --models A B."
        raise UserError(message)
    if models is None:
        if recordings:
            message = "A run is of one recording: -r goes with --models."
            raise UserError(message)
        return [(find_run(project, runs[0]), find_run(project, runs[1]))]
    names = [project.spec(name).name for name in recordings] if recordings else None
    return pairs_of_models(runs_in_graph(project, names), *models)


def _print(found: Comparison, limit: int) -> None:
    a, b = found.models
    typer.echo(f"A: {a}, B: {b}; runs: {'; '.join(' and '.join(pair) for pair in found.runs)}")
    typer.echo(
        f"the same triples in {found.same} of {counted(len(found.events), 'event')} "
        f"({share(found.same_share)}); {found.left_out} more described by one only"
    )
    print_table(
        ["behavior", "both>", "only A>", "only B>", "neither>", "not told>", "tracks against both>",
         "against A>", "against B>", "tIoU>", "kappa>"],
        [_row(name, cells) for name, cells in found.cells.items()]
        + [_row("all", found.all_cells)],
        "Cells: events x legal triples",
    )  # fmt: skip
    differing = found.most_differing()
    shown = differing[: limit or None]
    if shown:
        columns = ["recording", "event", "from s>", "to s>", "both>", "only A", "only B"]
        print_table(columns, map(_event_row, shown), "Where they differ, most first")
    if len(shown) < len(differing):
        typer.echo(f"  and {len(differing) - len(shown)} more: --limit 0")


def _row(name: str, cells: Cells) -> tuple[object, ...]:
    return (name, cells.both, cells.only_a, cells.only_b, cells.neither, cells.not_told,
            cells.both_contradicted, cells.only_a_contradicted, cells.only_b_contradicted,
            number(cells.tiou), number(cells.kappa))  # fmt: skip


def _event_row(event: EventDifference) -> tuple[object, ...]:
    return (event.recording, event.event_id, seconds(event.start_s), seconds(event.stop_s),
            len(event.both), _spoken(event.only_a), _spoken(event.only_b))  # fmt: skip


def _spoken(triples: Sequence[Triple]) -> str:
    from pipelines.describe.prompt.candidates import spoken

    return "; ".join(map(spoken, triples))


def _comparison_json(found: Comparison) -> dict[str, Any]:
    return {
        "models": found.models,
        "runs": found.runs,
        "events": len(found.events),
        "same": found.same,
        "same_share": found.same_share,
        "described_by_one_only": found.left_out,
        "behaviors": {name: _cells_json(cells) for name, cells in found.cells.items()},
        "all": _cells_json(found.all_cells),
        "differing": found.most_differing(),
    }


def _cells_json(cells: Cells) -> dict[str, Any]:
    return {
        "both": cells.both,
        "only_a": cells.only_a,
        "only_b": cells.only_b,
        "neither": cells.neither,
        "not_told": cells.not_told,
        "both_contradicted": cells.both_contradicted,
        "only_a_contradicted": cells.only_a_contradicted,
        "only_b_contradicted": cells.only_b_contradicted,
        "tiou": cells.tiou,
        "kappa": cells.kappa,
    }
