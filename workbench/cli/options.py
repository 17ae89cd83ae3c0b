"""Options that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ProjectDir = Annotated[
    Path, typer.Option("--project", "-p", metavar="DIR", help="The project folder.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]
Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATHS...",
        help="Videos, track files, folders to search, patterns in quotes ('data/**/*.mp4'), "
        "mapping files, and URLs of all of these (s3://lab/mice/).",
    ),
]
Mapping = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        help="Which files belong together: csv with the columns video, tracks, labels (scored "
        "bouts), animals (how many, or ind1=resident;ind2=intruder), group, session, name, fps, "
        "px_per_cm, animal_count, body_length_px; or toml with [[recording]] tables.",
    ),
]
Name = Annotated[str | None, typer.Option(help="What to call the recording, if PATHS hold one.")]
Group = Annotated[str | None, typer.Option(help="Experimental group of these recordings.")]
Session = Annotated[str | None, typer.Option(help="Session of these recordings.")]
Fps = Annotated[
    float | None,
    typer.Option(help="Frames per second; only used where no file has timestamps."),
]
PxPerCm = Annotated[float | None, typer.Option(help="Scale of these recordings.")]
AnimalCount = Annotated[
    int | None, typer.Option(help="Animals to look for in videos without tracks.")
]
Ethogram = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|FILE",
        help="Behaviors of a new project: a TOML file, or a shipped ethogram; "
        "`workbench init --help` lists them. Without it, social_rodents.",
    ),
]
Recordings = Annotated[
    list[str] | None, typer.Option("--recording", "-r", help="Only this one; may be repeated.")
]
From = Annotated[
    float | None, typer.Option("--from", help="Seconds from the start of the recording.")
]
To = Annotated[float | None, typer.Option("--to", help="Seconds from the start of the recording.")]
Csv = Annotated[bool, typer.Option("--csv", help="Print comma-separated values, all columns.")]
Limit = Annotated[int, typer.Option(min=0, help="Rows of the table at most; 0 for all.")]
