"""What became of an import, in words."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from graphs.words import counted
from workbench.cli.output import print_table, recordings_in_words, say, this_command

if TYPE_CHECKING:
    from pipelines.pairing import Pairing
    from workbench.knowledge.imports import Imported
    from workbench.project import Project
    from workbench.scored import Scored

SHOWN_NAMES = 12


def print_imported(done: Imported, file: Path) -> None:
    """Print what was brought to each recording."""
    print_table(
        ["recording", "in the file", "new facts>", "here already>", "replaced>", "assessed>",
         "events>"],
        [
            (r.recording, "" if r.called == r.recording else r.called, r.facts, r.already,
             r.before, r.assessed, r.events)
            for r in done.recordings
        ],
        title=f"{file.name} ({done.format}), imported as {done.name!r}",
    )  # fmt: skip
    facts = sum(r.facts for r in done.recordings)
    typer.echo(
        f"{counted(facts, 'new fact')}, {sum(r.already for r in done.recordings)} here already"
    )


def bring_scored(project: Project, pairing: Pairing | None, *, quiet: bool = False) -> list[Scored]:
    """Import the labels that a mapping file names, and print what became of each file."""
    if pairing is None or all(pair.labels is None for pair in pairing.pairs):
        return []
    from workbench.scored import import_scored  # slow to import

    done = import_scored(project, pairing.pairs)
    for one in done:
        if one.error is not None:
            say(f"labels {one.file}: {one.error}")
        elif one.imported is not None:
            if not quiet:
                print_imported(one.imported, Path(one.file))
            for remark in (*one.remarks, *remarks_of(one.imported, project)):
                say(remark)
    return done


def remarks_of(done: Imported, project: Project) -> list[str]:
    """Return what a person should know of an import."""
    parts = (_about_earlier(done), _about_names(done, project), _about_times(done))
    return [remark for part in parts for remark in part]


def _about_earlier(done: Imported) -> Iterator[str]:
    before = sum(r.before for r in done.recordings)
    if before and done.other_file:
        yield (
            f"An earlier import called {done.name!r} was of another file or an earlier state of "
            f"it; its {counted(before, 'fact')} here were replaced. To keep both, give each a name "
            "of its own with --as."
        )
    if done.taken_away:
        yield f"Took away what it had brought to {recordings_in_words(done.taken_away)}."
    if done.left_out:
        yield f"Left out, because the project has not: {', '.join(done.left_out)}."
    repeated = [r.recording for r in done.recordings if r.repeated]
    if repeated:
        count = sum(r.repeated for r in done.recordings)
        yield (
            f"{recordings_in_words(repeated)}: {count} of the new facts "
            "say what facts of another run say here, with the same times, and both are counted."
        )
    otherwise = sum(r.otherwise for r in done.recordings)
    if otherwise:
        yield (
            f"{counted(otherwise, 'fact')} of the file have another status here (accepted, "
            "rejected...), which stays."
        )


def _about_names(done: Imported, project: Project) -> Iterator[str]:
    if done.mapped_behaviors:
        listed = [f"{told} -> {name}" for told, name in done.mapped_behaviors.items()]
        yield (
            f"Called as in {project.ethogram_path.name}: {_some(listed)}. To keep them as the file "
            "has them: --as-written"
        )
    if done.unknown_behaviors:
        listed = [f"{name!r}{hint}" for name, hint in done.unknown_behaviors.items()]
        yield (
            f"Not in {project.ethogram_path.name}, and kept: {_some(listed)}. Add them there, or "
            "rename them in the file, if they are one of its behaviors."
        )
    for recording in done.recordings:
        if recording.new_names:
            yield (
                f"{recording.recording}: new here are {_some(recording.new_names)}. If they are "
                "animals by another name, rename them here or in the file."
            )
        for name, called in recording.named_otherwise.items():
            yield (
                f"{recording.recording}: the file calls {name} {called}. To call it so here, too: "
                f"{this_command()} entities rename {shlex.quote(name)} {shlex.quote(called)} "
                f"--recording {shlex.quote(recording.recording)}"
            )


def _about_times(done: Imported) -> Iterator[str]:
    for recording in done.recordings:
        if recording.after_end:
            yield (
                f"{recording.recording}: {recording.after_end} of "
                f"{counted(recording.facts, 'new fact')} stop after the recording ends. Are the "
                "times seconds from its first frame?"
            )
        if recording.over_end:
            yield (
                f"{recording.recording}: {recording.over_end} of "
                f"{counted(recording.facts, 'new fact')} stop less than a second after the "
                "recording ends. They are kept as they are."
            )
    cut = [r.recording for r in done.recordings if r.events_left_out]
    if cut:
        yield (
            f"{recordings_in_words(cut)}: cut into events here in another way than in the file; "
            "the events of the project stay, and the facts belong to them."
        )
    unknown = sorted({name for r in done.recordings for name in r.not_assessed})
    if unknown:
        yield (
            f"When {_some(unknown)} was looked for is not known, so time budgets say 'not "
            f"assessed'. If all of each recording was watched, say so and import it again (in a "
            "shell: --assessed all)."
        )


def _some(names: Sequence[str]) -> str:
    more = ", ..." if len(names) > SHOWN_NAMES else ""
    return ", ".join(names[:SHOWN_NAMES]) + more
