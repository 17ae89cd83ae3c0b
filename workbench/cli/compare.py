"""The verb ``compare``: two groups or sessions, animal by animal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphs.words import short
from workbench.cli.asked import open_to_look
from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import print_json, print_table, progress_bar, say, verb

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from workbench.comparing import Compared, Progress
    from workbench.stats import Comparison


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    app.command()(compare)


@verb
def compare(
    project: ProjectDir = Path(),
    behavior: Annotated[
        list[str] | None, typer.Option(help="Whose bouts are measured; may be repeated.")
    ] = None,
    measure: Annotated[
        list[str] | None,
        typer.Option(
            help="Of these bouts: total (seconds, as if none is given), share, bouts, rate, mean, "
            "latency; or distance, which is of no behavior. May be repeated."
        ),
    ] = None,
    zone: Annotated[
        list[str] | None, typer.Option(help="Compare the time in this zone; may be repeated.")
    ] = None,
    by: Annotated[str, typer.Option(help="group or session.")] = "group",
    of: Annotated[
        list[str] | None,
        typer.Option(help="Which groups or sessions, twice, where there are more than two."),
    ] = None,
    animal: Annotated[
        list[str] | None,
        typer.Option(help="Only animals of this name, such as a role; may be repeated."),
    ] = None,
    correction: Annotated[
        str, typer.Option(help="Of p for several measures: holm or fdr.")
    ] = "holm",
    cutoff: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            help="Of latency: what it is for who did it later or never; without it those who "
            "never did it are left out.",
        ),
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to write a picture; none without it.")
    ] = None,
    formats: Annotated[
        list[str] | None, typer.Option("--format", help="png, svg or pdf; may be repeated.")
    ] = None,
    json_: Json = False,
) -> None:
    """Compare two groups: effect sizes with intervals, p, and a paragraph for the methods.

    The animal is the unit, never the recording. What was not assessed is left out, never zero. A
    measure that less than two animals of a group have is left out, and it is said which and why.
    """
    from workbench.comparing import Wanted, compare_recordings

    wanted = Wanted(
        tuple(behavior or ()), tuple(measure or ()), tuple(zone or ()), by, tuple(of or ()),
        tuple(animal or ()), correction, cutoff,
    )  # fmt: skip
    with _showing() as report:
        done = compare_recordings(open_to_look(project), wanted, report)
    written = write_pictures(done.comparison, pictures, formats or ["png"]) if pictures else []
    if json_:
        print_json(done.to_dict() | {"pictures": written})
        return
    _print(done)
    for path in written:
        typer.echo(path)


def write_pictures(comparison: Comparison, folder: Path, formats: Sequence[str]) -> list[Path]:
    """Write the picture of a comparison and return its paths; a picture of that name is replaced.

    Raises
    ------
    UserError
        A format is unknown, or the folder cannot be written.
    """
    from graphs.errors import UserError
    from graphs.storage.atomic import cannot_write
    from workbench.plots.report import file_stem
    from workbench.plots.style import FORMATS, save

    wrong = sorted(set(formats) - set(FORMATS))
    if wrong:
        message = f"Pictures are written as {' or '.join(FORMATS)}; found {', '.join(wrong)}."
        raise UserError(message)
    row = comparison.table.iloc[0]
    stem = file_stem(f"{row['group_a']}-{row['group_b']}-comparison")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    figure = comparison.plot()
    written = []
    for kind in dict.fromkeys(formats):
        path = folder / f"{stem}.{kind}"
        save(figure, path, kind)
        written.append(path)
    return written


def _print(done: Compared) -> None:
    table = done.comparison.table
    first = table.iloc[0]
    print_table(
        ["measure", f"{first['group_a']}>", f"{first['group_b']}>", "n>", "difference>",
         "interval>", "g>", "interval>", "p>", "corrected>"],
        [
            (f"{row['measure']} {row['unit']}".strip(), _number(row["mean_a"]),
             _number(row["mean_b"]), f"{row['n_a']}, {row['n_b']}", _number(row["difference"]),
             _interval(row, "difference"), _number(row["hedges_g"]), _interval(row, "g"),
             f"{row['p']:.3g}", f"{row['p_corrected']:.3g}")
            for _, row in table.iterrows()
        ],
        title=f"Means of {first['group_a']} and {first['group_b']}",
    )  # fmt: skip
    for note in (*done.comparison.notes, *done.remarks):
        say(note)
    typer.echo(f"\n{done.comparison.methods}")


def _number(value: float) -> str:
    return "-" if math.isnan(value) else short(value, 3)


def _interval(row: pd.Series, name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return "-" if math.isnan(low) else f"{short(low, 3)} to {short(high, 3)}"


@contextmanager
def _showing() -> Iterator[Progress]:
    """Show how many recordings were read, with the time left."""
    bar = progress_bar()
    task = bar.add_task("comparing", total=1, done=0)

    def report(done: int, total: int, recording: str) -> None:
        bar.start()
        bar.update(task, description=recording, total=total, completed=done, done=done)

    try:
        yield report
    finally:
        bar.stop()
