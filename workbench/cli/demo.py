"""The verb ``demo``: the whole chain on the sample recording."""

from __future__ import annotations

import math
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.batch_words import print_outcomes
from workbench.cli.label_run import run_labels
from workbench.cli.look import print_budget, write_pictures
from workbench.cli.options import Json
from workbench.cli.output import SOME_FAILED, print_json, print_table, seconds, this_command, verb

if TYPE_CHECKING:
    from graphs.storage.shard import RecordingGraph
    from workbench.project import Project

SAMPLE = "open_field"
ETHOGRAM = "social_rodents"
EXAMPLES = 12
SHOWN_EVENTS = 15


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    app.command()(demo)


@verb
def demo(
    project: Annotated[
        Path, typer.Option("--project", "-p", metavar="DIR", help="Made if it does not exist.")
    ] = Path("demo-project"),
    json_: Json = False,
) -> int:
    """Label the sample recording of two mice and show what comes out."""
    opened = sample_project(project)
    outcomes = run_labels(opened, [opened.spec(SAMPLE)]).outcomes
    if outcomes[0].state == "failed":
        print_outcomes(outcomes)
        return SOME_FAILED
    graph = opened.graph().recording(SAMPLE)
    pictures = write_pictures(opened, SAMPLE, opened.folder / "pictures", ["png"])
    if json_:
        print_json({"project": opened.folder, "outcomes": outcomes, "pictures": pictures})
        return 0
    print_outcomes(outcomes)
    _print_graph(opened, graph)
    for path in pictures:
        typer.echo(f"Picture: {path}")
    _print_next(project)
    return 0


def sample_project(folder: Path) -> Project:
    """Open the demo project, or make it with the scale and the zones of the sample."""
    from workbench.project import is_project, open_project
    from workbench.project_new import create_project
    from workbench.samples import sample_entry

    if is_project(folder):
        project = open_project(folder, check_files=False)
    else:
        project = create_project(folder, ethogram=ETHOGRAM)
    project.add([sample_entry(SAMPLE)])
    return project


def _print_graph(project: Project, graph: RecordingGraph) -> None:
    from graphs.budget import time_budget
    from graphs.networks.scene import sentence

    print_budget(time_budget(graph.facts, graph.assessed), "Time budget")
    bouts = [event for event in graph.events if event.level == "bout"]
    cut = f" (the first {SHOWN_EVENTS} of {len(bouts)} bouts)" if len(bouts) > SHOWN_EVENTS else ""
    print_table(
        ["event", "start s>", "stop s>", "part of", "facts>"],
        [
            (e.event_id, seconds(e.start_s), seconds(e.stop_s), e.parent or "",
             sum(fact.event_id == e.event_id for fact in graph.facts))
            for e in bouts[:SHOWN_EVENTS]
        ],
        title=f"Events{cut}",
    )  # fmt: skip
    ethogram = project.ethogram()
    typer.echo("Facts, in words (the clearest of each behavior):")
    best: dict[str, Any] = {}
    clearest = sorted(graph.facts, key=lambda f: (math.isnan(f.confidence), -f.confidence))
    for fact in clearest:
        best.setdefault(fact.predicate, fact)
    for fact in sorted(list(best.values())[:EXAMPLES], key=lambda fact: fact.start_s):
        typer.echo(f"  {sentence(fact, ethogram)}")


def _print_next(project: Path) -> None:
    folder, run = shlex.quote(str(project)), this_command()
    ethogram = shlex.quote(str(project / "ethogram.toml"))
    typer.echo(
        f"""
Next:
  {run} app {folder}
  {run} ask "how often does mouse_1 chase mouse_2?" --project {folder}
  {run} facts --project {folder} --predicate chase
  {run} show {SAMPLE} --project {folder} --pictures .
  edit {ethogram} and run: {run} label --project {folder}
  with your own files: {run} label VIDEOS_AND_TRACKS... --project my-project"""
    )
