"""The verb ``evaluate probes``: small questions, each with a false one beside the true one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphs.errors import UserError
from workbench.cli.evaluate_words import counting, print_cost
from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import print_json, say, verb

if TYPE_CHECKING:
    from pipelines.evaluate.probes.probe import ProbeSet
    from workbench.evaluating import Videos


@verb
def probes(
    recording: Annotated[
        list[str] | None, typer.Argument(metavar="RECORDING...", help="Only these; else all.")
    ] = None,
    project: ProjectDir = Path(),
    most: Annotated[
        int | None,
        typer.Option(min=2, help="Probes at most; all aspects take turns, and pairs stay whole."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Of what is drawn; 0 if not given.")] = None,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Say what it would cost; nothing is sent.")
    ] = False,
    budget: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="The most for the model: '200 calls'.")
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the report as pdf, png or svg.")
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the probes, to be checked or asked again."),
    ] = None,
    probes_: Annotated[
        Path | None, typer.Option("--probes", metavar="FILE", help="Ask these, from --save.")
    ] = None,
    json_: Json = False,
) -> int:
    """Ask the model small questions of which the answer is known, and score it by aspect.

    Each true statement has a false one beside it that differs in one element: another animal,
    behavior, target, place, direction or time. What could be true is never used as false. A model
    that agrees with everything accepts all true statements, and rejects no false one.
    """
    from pipelines.evaluate.picture_file import check_picture
    from pipelines.evaluate.probes.file import write_probes
    from pipelines.evaluate.probes.picture import save_probes_picture
    from pipelines.evaluate.probes.run import calls
    from pipelines.models.budget import Budget
    from workbench.describing import ModelWork
    from workbench.evaluating import Videos
    from workbench.probing import Probing
    from workbench.project import open_project

    if picture is not None:
        check_picture(picture)
    opened = open_project(project, check_files=False)
    work = ModelWork(opened, Budget.parse(budget) if budget else None)
    videos = Videos(opened)
    chosen = _chosen(videos, recording or [], seed, probes_, most)
    probing = Probing(work, chosen, videos)
    if save is not None:
        write_probes(chosen, save)
        say(f"written: {save}")
    with counting(work.model.identity.name, calls(chosen)) as progress:
        if estimate:
            found = probing.estimate(progress)
        else:
            report = probing.run(progress)
    if estimate:
        clips = len({one.clip for one in chosen.probes})
        counts = {"clips": clips, "probes": len(chosen.probes)}
        print_cost(found, work, counts, json_=json_)
        return 0
    if picture is not None:
        save_probes_picture(report, picture)
        say(f"drawn: {picture}")
    if json_:
        print_json(report.to_dict())
    else:
        typer.echo(report.text())
    return 0


def _chosen(
    videos: Videos, names: list[str], seed: int | None, file: Path | None, most: int | None
) -> ProbeSet:
    """Return the probes to ask: from a file, or made anew."""
    from pipelines.evaluate.probes.fewer import at_most
    from pipelines.evaluate.probes.file import read_probes
    from workbench.probing import probes_of

    project = videos.project
    specs = [project.spec(name) for name in names] if names else project.specs()
    if file is None:
        found = probes_of(videos, specs, seed or 0, named=bool(names))
    elif seed is not None:
        message = f"The probes of {file.name} have a seed of their own: leave --seed out."
        raise UserError(message)
    else:
        found = read_probes(file)
        if names:
            wanted = {spec.name for spec in specs}
            kept = tuple(one for one in found.probes if one.recording in wanted)
            found = replace(found, probes=kept)
        if not found.probes:
            of = f" of {', '.join(names)}" if names else ""
            message = f"{file.name} has no probes{of}. Expected at least one."
            raise UserError(message)
    return at_most(found, most) if most is not None else found
