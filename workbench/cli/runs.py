"""The verbs ``runs`` and ``replay``: what a model was asked and said, and all of it again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from workbench.cli.options import Json, ProjectDir, Recordings
from workbench.cli.output import SOME_FAILED, print_json, print_table, say, verb

if TYPE_CHECKING:
    from graphs.errors import DataError
    from pipelines.describe.by_model.replay import Replayed


def register(app: typer.Typer) -> None:
    """Put the verbs on the command line."""
    app.command()(runs)
    app.command(name="replay")(replay_)


@verb
def runs(recording: Recordings = None, project: ProjectDir = Path(), json_: Json = False) -> int:
    """List what models said of recordings, and what left this machine for it."""
    from pipelines.models.ledger import read_ledger
    from workbench.describing import model_layers
    from workbench.project import open_project

    opened = open_project(project, check_files=False)
    names = recording or [spec.name for spec in opened.specs()]
    rows = []
    for layer in model_layers(opened, [opened.spec(name).name for name in names]):
        folder = opened.runs_folder / layer.run.run_id
        sent = list(read_ledger(folder))
        model = layer.run.parameters.get("model")
        name = model.get("name") if isinstance(model, dict) else "?"
        rows.append(
            {
                "recording": layer.recording,
                "run": layer.run.run_id,
                "model": name,
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
