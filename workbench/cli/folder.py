"""Verbs that make a project, put recordings into it and take them out."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping as Table
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from graphs.errors import UserError
from graphs.words import counted
from workbench.cli.asked import remove_command
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
from workbench.cli.output import print_json, print_table, say, this_command, verb

if TYPE_CHECKING:
    from pipelines.pairing import Pairing
    from workbench.project import Project
    from workbench.project_edit import Added

SHOWN_PER_REASON = 3
SHOWN_PAIRS = 100


def register(app: typer.Typer) -> None:
    """Put the verbs of this module on the command line."""
    app.command(cls=_Init)(init)
    app.command()(add)
    app.command()(remove)


class _Init(TyperCommand):
    """The verb ``init``; its help ends with the shipped ethograms, which are read only then."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        from graphs.ethogram import parse_ethogram
        from workbench.ethograms import ethogram_text, shipped_ethograms

        super().format_epilog(ctx, formatter)
        formatter.write("\nShipped ethograms:\n")
        for name in shipped_ethograms():
            ethogram = parse_ethogram(ethogram_text(name))
            formatter.write(f"  {name}: {ethogram.description}\n")
            formatter.write(f"    {', '.join(ethogram.behaviors)}\n")


@verb
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Made if it does not exist.")],
    ethogram: Ethogram = None,
    graph: Annotated[
        str | None,
        typer.Option(
            metavar="URL|DIR",
            help="Where the graph is kept, such as s3://lab/mice/graph; in DIR/graph if not given.",
        ),
    ] = None,
    json_: Json = False,
) -> None:
    """Make a new project: project.toml, ethogram.toml, and room for the rest."""
    from workbench.project_new import create_project

    project = create_project(folder, ethogram=ethogram, graph=graph)
    behaviors = project.ethogram()
    if json_:
        print_json({"project": project.folder, "ethogram": behaviors.name})
        return
    count = len(behaviors.behaviors)
    typer.echo(f"Made {project.folder} with the ethogram {behaviors.name!r} ({count} behaviors).")
    typer.echo(f"Next: {this_command()} label PATHS... --project {shlex.quote(str(folder))}")


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

    given = {
        "group": group, "session": session, "fps": fps, "px_per_cm": px_per_cm,
        "animal_count": animal_count,
    }  # fmt: skip
    refuse_wrong_values({"name": name, **given})
    opened = open_project(project, check_files=False)
    pairing = find_recordings(paths, mapping, name, project)
    added = opened.add(*entries(pairing, given))
    doubts = shared_in_words(opened, added)
    if json_:
        document = {"project": opened.folder, "added": added, "warnings": doubts}
        print_json(document | pairing_json(pairing))
    else:
        print_pairing(pairing)
        typer.echo(f"{opened.folder}: {added_in_words(added)}.")
    for text in (*added.notes, *doubts):
        say(text)
    if any(pair.labels is not None for pair in pairing.pairs):
        say(
            "The labels of the mapping file are brought in by: workbench label, or workbench import"
        )


@verb
def remove(
    recordings: Annotated[list[str], typer.Argument(metavar="RECORDING...")],
    project: ProjectDir = Path(),
    json_: Json = False,
) -> None:
    """Take recordings out of a project, with what was labelled; videos and tracks stay."""
    from workbench.project import open_project

    opened = open_project(project, check_files=False)
    done = opened.remove(recordings)
    if json_:
        print_json({"project": opened.folder, "done": done})
    for text in () if json_ else done:
        typer.echo(text)


def find_recordings(
    paths: Sequence[Path | str] | None,
    mapping: Path | str | None,
    name: str | None,
    project: Path = Path(),
) -> Pairing:
    """Pair files for a project folder, and refuse to go on with nothing."""
    from pipelines.inputs.places import CACHE_FOLDER, as_written
    from pipelines.pairing import pair_files

    if not paths and mapping is None:
        message = "Nothing is given: name videos, track files or folders, or a --mapping FILE."
        raise UserError(message)
    pairing = pair_files(paths or [], mapping, name, project / CACHE_FOLDER)
    if not pairing.pairs:
        reasons = "\n".join(
            f"  - {as_written(item.path)}: {item.reason}" for item in pairing.left_out[:20]
        )
        message = f"No video or track file was found.\n{reasons}".rstrip()
        raise UserError(message)
    return pairing


def refuse_wrong_values(given: Table[str, object]) -> None:
    """Refuse options of recordings that no entry of a project can hold, by their own names."""
    from pipelines.entries import Entry, Faults, raise_faults

    faults: Faults = []
    said = {f"--{key.replace('_', '-')}": value for key, value in given.items()}
    entry = Entry(said, "options", faults)
    for option, value in said.items():
        if isinstance(value, str):
            entry.text(option)
        elif isinstance(value, int):
            entry.whole(option)
        else:
            entry.number(option)
    raise_faults("What is said of the recordings", faults)


def entries(
    pairing: Pairing, given: Table[str, object]
) -> tuple[list[dict[str, Any]], list[frozenset[str]]]:
    """Return the entries to add, and for each what a person said.

    Options hold for all of them where a mapping says nothing.
    """
    options = {key: value for key, value in given.items() if value is not None}
    pairs = pairing.pairs
    return [{**options, **pair.entry} for pair in pairs], [pair.said for pair in pairs]


def shared_in_words(project: Project, added: Added) -> list[str]:
    """Say which recordings use a file that one of those added uses too."""
    doubts: dict[tuple[str, ...], list[str]] = {}
    for role, path, names in project.shared_files():
        if set(names) & set(added.names):
            doubts.setdefault(names, []).append(f"{role} {path.name!r}")
    texts = []
    for names, shared in doubts.items():
        old = [name for name in names if name not in added.names] or names[1:]
        texts.append(
            f"{' and '.join(map(repr, names))} use the same {' and '.join(shared)}: what is seen "
            f"there counts {'twice' if len(names) == 2 else 'several times'}. "
            f"If that is not meant: {remove_command(project, old)}"
        )
    return texts


def print_pairing(pairing: Pairing) -> None:
    """Print what belongs together and why, to stdout, and what was left out, to stderr."""
    print_table(
        ["recording", "video", "tracks", "why"],
        [
            (p.recording.name, _name(p.recording.video), _name(p.recording.tracks), p.reason)
            for p in pairing.pairs[:SHOWN_PAIRS]
        ],
    )
    if more := pairing.pairs[SHOWN_PAIRS:]:
        why = Counter(pair.reason for pair in more).most_common(SHOWN_PER_REASON)
        found = ", ".join(f"{count} with {reason!r}" for reason, count in why)
        typer.echo(f"and {counted(len(more), 'more recording')} ({found}); all with --json")
    reasons = Counter(item.reason for item in pairing.left_out)
    for reason, count in reasons.items():
        names = [item.path.name for item in pairing.left_out if item.reason == reason]
        rest = f" and {count - SHOWN_PER_REASON} more" if count > SHOWN_PER_REASON else ""
        say(f"left out: {', '.join(names[:SHOWN_PER_REASON])}{rest}: {reason}")


def pairing_json(pairing: Pairing) -> dict[str, object]:
    """Return a pairing for ``--json``."""
    from pipelines.inputs.places import as_written

    return {
        "recordings": [{**pair.entry, "why": pair.reason} for pair in pairing.pairs],
        "left_out": [
            {"path": as_written(item.path), "why": item.reason} for item in pairing.left_out
        ],
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
    noun = "recording" if len(added.names) == 1 else "recordings"
    return f"{noun}: {', '.join(parts)}"


def _name(path: Path | None) -> str:
    return path.name if path else "-"
