"""The verb ``set``: what a person says of recordings, written into project.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphs.errors import UserError
from graphs.words import counted
from workbench.cli.options import Json, ProjectDir
from workbench.cli.output import print_json, verb

if TYPE_CHECKING:
    from workbench.project_set import Said


def register(app: typer.Typer) -> None:
    """Put the verb on the command line."""
    app.command(name="set")(set_)


@verb
def set_(
    recordings: Annotated[
        list[str] | None,
        typer.Argument(metavar="RECORDING...", help="None: said of all that say nothing else."),
    ] = None,
    project: ProjectDir = Path(),
    group: Annotated[str | None, typer.Option(help="Experimental group; '' takes it out.")] = None,
    session: Annotated[str | None, typer.Option(help="Session; '' takes it out.")] = None,
    fps: Annotated[
        float | None,
        typer.Option(
            min=0, help="Frames per second, where no file has timestamps; 0 takes it out."
        ),
    ] = None,
    px_per_cm: Annotated[
        float | None, typer.Option(min=0, help="Scale, pixels per cm; 0 takes it out.")
    ] = None,
    animal_count: Annotated[
        int | None,
        typer.Option(min=0, help="Animals to look for in videos without tracks; 0 takes it out."),
    ] = None,
    animal: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME_IN_TRACKS=NAME", help="What to call an animal; repeatable."),
    ] = None,
    zone: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[:KIND]=CORNERS",
            help="A zone by its corners in video pixels, 'shelter=460,30 610,30 610,160'; "
            "repeatable.",
        ),
    ] = None,
    no_zone: Annotated[
        list[str] | None, typer.Option("--no-zone", metavar="NAME", help="Take a zone out.")
    ] = None,
    json_: Json = False,
) -> None:
    """Say something of recordings: group, session, scale, animals, zones; kept in project.toml.

    What was labelled stays as it is until it is labelled again. Only a new name of an animal holds
    at once in all that is stored of it: what was labelled, scored and corrected.
    """
    from workbench.project import open_project

    opened = open_project(project, check_files=False)
    told = said_of(
        {"group": group, "session": session, "fps": fps, "px_per_cm": px_per_cm,
         "animal_count": animal_count},
        animal or (), zone or (), no_zone or (),
    )  # fmt: skip
    renamed = opened.say(recordings or (), told)
    if json_:
        print_json(
            {"project": opened.folder, "recordings": recordings or [], "said": told,
             "renamed": [one.told for one in renamed]}
        )  # fmt: skip
        return
    of = counted(len(recordings), "recording") if recordings else "all recordings"
    typer.echo(f"{opened.folder}: kept for {of}.")
    for one in renamed:
        typer.echo(one.words)


def said_of(
    values: Mapping[str, Any],
    animals: Sequence[str],
    zones: Sequence[str],
    no_zones: Sequence[str],
) -> Said:
    """Return what options say.

    Parameters
    ----------
    values
        Group, session, fps, px_per_cm, animal_count; ``None`` says nothing, an empty one takes it
        out.
    animals
        Each ``NAME_IN_TRACKS=NAME``.
    zones, no_zones
        Each ``NAME[:KIND]=CORNERS``; and names.

    Raises
    ------
    UserError
        Nothing is said, or in a wrong form.
    """
    from workbench.project_set import Said, zone_of

    said = Said(
        {key: value or None for key, value in values.items() if value is not None},
        dict(_animal(text) for text in animals),
        {**dict.fromkeys(no_zones), **dict(zone_of(text) for text in zones)},
    )
    if not (said.values or said.animals or said.zones):
        message = "Nothing is said. Expected at least one of --group, --px-per-cm, --zone..."
        raise UserError(message)
    return said


def _animal(text: str) -> tuple[str, str]:
    tracked, equals, name = text.partition("=")
    if not equals or not tracked.strip():
        message = f"--animal expects NAME_IN_TRACKS=NAME, found {text!r}."
        raise UserError(message)
    return tracked.strip(), name.strip()
