"""The verbs ``runs``, ``runs show|compare|remove`` and ``replay``: what models were asked and said.

``runs`` alone lists the runs whose facts are in the graph.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphs.words import counted
from workbench.cli import runs_compare, runs_show
from workbench.cli.options import Json, ProjectDir, Recordings
from workbench.cli.output import SOME_FAILED, print_json, print_table, say, verb

if TYPE_CHECKING:
    from graphs.errors import DataError
    from pipelines.describe.by_model.replay import Replayed

group = typer.Typer(
    help="What models said of recordings: list runs, show one, compare two, take one out.",
    invoke_without_command=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Put the verbs on the command line."""
    group.callback()(_runs)
    group.command(name="show")(runs_show.show)
    group.command(name="compare")(runs_compare.compare_)
    group.command(name="remove")(remove)
    app.add_typer(group, name="runs")
    app.command(name="replay")(replay_)


def _runs(
    context: typer.Context,
    recording: Recordings = None,
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """List what models said of recordings, and what left this machine for it.

    Shows one run, compares two or takes one out with the verbs below.
    """
    verb_after = context.invoked_subcommand
    if verb_after is None:
        list_(recording=recording, project=project, json_=json_)
    elif recording or project != Path() or json_:
        message = f"Write options after the verb: workbench runs {verb_after} ... --project DIR"
        raise typer.BadParameter(message)


@verb
def list_(recording: Recordings = None, project: ProjectDir = Path(), json_: Json = False) -> int:
    """List what models said of recordings, and what left this machine for it."""
    from pipelines.describe.by_model.run_read import model_of
    from pipelines.models.ledger import read_ledger
    from workbench.describing import model_layers
    from workbench.project import open_project

    opened = open_project(project, check_files=False)
    names = recording or [spec.name for spec in opened.specs()]
    rows = []
    for layer in model_layers(opened, [opened.spec(name).name for name in names]):
        folder = opened.runs_folder / layer.run.run_id
        sent = list(read_ledger(folder))
        rows.append(
            {
                "recording": layer.recording,
                "run": layer.run.run_id,
                "model": model_of(layer.run),
                "facts": len(layer.facts),
                "requests": len(sent),
                "bytes": sum(row["bytes"] for row in sent),
                "folder": str(folder),
            }
        )
    if json_:
        print_json({"runs": rows})
    else:
        columns = ["recording", "run", "model", "facts>", "requests>", "bytes>", "folder"]
        print_table(columns, [[row[c.rstrip(">")] for c in columns] for row in rows])
    return 0


@verb
def remove(
    run: Annotated[
        list[str], typer.Argument(metavar="RUN...", help="Identifiers, or how they begin.")
    ],
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """Take what runs said out of the graph; the folders of the runs and your reviews stay.

    With the same model, `workbench label` brings it back from stored answers; nothing is asked.
    """
    from workbench.model_runs import find_run, take_out
    from workbench.project import open_project

    opened = open_project(project, check_files=False)
    found = {one.read.run.run_id: one for one in (find_run(opened, name) for name in run)}
    counts = take_out(opened, list(found.values()))
    told = zip(found.items(), counts, strict=True)
    if json_:
        print_json({"removed": [
            {"run": run_id, "model": one.read.model, "recording": one.recording, "facts": facts}
            for (run_id, one), facts in told
        ]})  # fmt: skip
        return
    for (_, one), facts in told:
        typer.echo(
            f"removed {counted(facts, 'fact')} that {one.read.model} said of {one.recording}; "
            f"the run stays in {one.read.folder}"
        )


@verb
def replay_(recording: Recordings = None, project: ProjectDir = Path(), json_: Json = False) -> int:
    """Run again what models said, from stored answers with the network off, and compare."""
    from pipelines.describe.by_model.replay import Replayed
    from pipelines.models.offline import forbid_network
    from workbench.describing import replay_all
    from workbench.project import open_project

    forbid_network()
    opened = open_project(project)
    names = [opened.spec(name).name for name in recording or [s.name for s in opened.specs()]]
    found: list[Replayed | tuple[str, DataError]] = []
    replay_all(opened, names, found.append)
    replayed = [one for one in found if isinstance(one, Replayed)]
    errors = {one[0]: str(one[1]) for one in found if not isinstance(one, Replayed)}
    if json_:
        print_json({"replayed": [_json(one) for one in replayed], "errors": errors})
    else:
        print_table(
            ["recording", "run", "facts>", "missing>", "new>", "unanswered>", "the same"],
            [
                (o.recording, o.run, o.facts, len(o.missing), len(o.new), o.unanswered,
                 "yes" if o.same else "no")
                for o in replayed
            ],
        )  # fmt: skip
    for name, text in errors.items():
        say(f"{name}: {text}")
    return 0 if not errors and all(one.same for one in replayed) else SOME_FAILED


def _json(one: Replayed) -> dict[str, object]:
    return {
        "recording": one.recording,
        "run": one.run,
        "facts": one.facts,
        "missing": [fact.fact_id for fact in one.missing],
        "new": [fact.fact_id for fact in one.new],
        "unanswered": one.unanswered,
        "same": one.same,
    }
