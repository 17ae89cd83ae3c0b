"""Verbs that make a project and put recordings into it: ``init`` and ``add``."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping as Table
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphs.errors import UserError
from workbench.cli.options import (
    AnimalCount,
    Ethogram,
    Fps,
    Group,
    Json,
    Mapping,
    Name,
    Paths,
    ProjectDir,
    PxPerCm,
    Session,
)
from workbench.cli.output import print_json, print_table, say, verb

if TYPE_CHECKING:
    from pipelines.pairing import Pairing
    from workbench.project_edit import Added

SHOWN_PER_REASON = 3


def register(app: typer.Typer) -> None:
    """Put the verbs of this module on the command line."""
    app.command()(init)
    app.command()(add)


@verb
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Made if it does not exist.")],
    ethogram: Ethogram = None,
    json_: Json = False,
) -> None:
    """Make a new project: project.toml, ethogram.toml, and room for the rest."""
    from workbench.project import create_project

    project = create_project(folder, ethogram=ethogram)
    behaviors = project.ethogram()
    if json_:
        print_json({"project": project.folder, "ethogram": behaviors.name})
        return
    count = len(behaviors.behaviors)
    typer.echo(f"Made {project.folder} with the ethogram {behaviors.name!r} ({count} behaviors).")
    typer.echo(f"Next: workbench label PATHS... --project {shlex.quote(str(folder))}")


@verb
def add(
    paths: Paths = None,
    project: ProjectDir = Path(),
    mapping: Mapping = None,
    name: Name = None,
    group: Group = None,
    session: Session = None,
    fps: Fps = None,
    px_per_cm: PxPerCm = None,
    animal_count: AnimalCount = None,
    json_: Json = False,
) -> None:
    """Pair videos and tracks by name and add them to a project; nothing is copied or changed."""
    from workbench.project import open_project

    opened = open_project(project, check_files=False)
    pairing = find_recordings(paths, mapping, name)
    given = {
        "group": group, "session": session, "fps": fps, "px_per_cm": px_per_cm,
        "animal_count": animal_count,
    }  # fmt: skip
    added = opened.add(entries(pairing, given))
    if json_:
        print_json({"project": opened.folder, "added": added, **pairing_json(pairing)})
    else:
        print_pairing(pairing)
        typer.echo(f"{opened.folder}: {added_in_words(added)}.")


def find_recordings(paths: list[Path] | None, mapping: Path | None, name: str | None) -> Pairing:
    """Pair files, and refuse to go on with nothing."""
    from pipelines.pairing import pair_files

    if not paths and mapping is None:
        message = "Nothing is given: name videos, track files or folders, or a --mapping FILE."
        raise UserError(message)
    pairing = pair_files(paths or [], mapping, name)
    if not pairing.pairs:
        reasons = "\n".join(f"  - {item.path}: {item.reason}" for item in pairing.left_out[:20])
        message = f"No video or track file was found.\n{reasons}".rstrip()
        raise UserError(message)
    return pairing


def entries(pairing: Pairing, given: Table[str, object]) -> list[dict[str, Any]]:
    """Return the entries to add; options hold for all of them where a mapping says nothing."""
    options = {key: value for key, value in given.items() if value is not None}
    return [{**options, **pair.entry} for pair in pairing.pairs]


def print_pairing(pairing: Pairing) -> None:
    """Print what belongs together and why, to stdout, and what was left out, to stderr."""
    print_table(
        ["recording", "video", "tracks", "why"],
        [
            (p.recording.name, _name(p.recording.video), _name(p.recording.tracks), p.reason)
            for p in pairing.pairs
        ],
    )
    reasons = Counter(item.reason for item in pairing.left_out)
    for reason, count in reasons.items():
        names = [item.path.name for item in pairing.left_out if item.reason == reason]
        more = f" and {count - SHOWN_PER_REASON} more" if count > SHOWN_PER_REASON else ""
        say(f"left out: {', '.join(names[:SHOWN_PER_REASON])}{more}: {reason}")


def pairing_json(pairing: Pairing) -> dict[str, object]:
    """Return a pairing for ``--json``."""
    return {
        "recordings": [{**pair.entry, "why": pair.reason} for pair in pairing.pairs],
        "left_out": [{"path": item.path, "why": item.reason} for item in pairing.left_out],
    }


def added_in_words(added: Added) -> str:
    """Return how many recordings are new, changed, and there already."""
    parts = [
        f"{len(names)} {word}"
        for names, word in (
            (added.new, "added"), (added.updated, "changed"), (added.unchanged, "there already"),
        )
        if names
    ]  # fmt: skip
    return "recordings: " + ", ".join(parts)


def _name(path: Path | None) -> str:
    return path.name if path else "-"
