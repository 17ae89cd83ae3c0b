"""What a question is about: the recordings of a project that are meant, and names that exist."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.words import did_you_mean
from workbench.cli.output import recordings_in_words, say, this_command

if TYPE_CHECKING:
    from pipelines.recording import RecordingSpec
    from workbench.knowledge.graph import KnowledgeGraph
    from workbench.project import Project


def open_to_look(folder: Path) -> Project:
    """Open a project whose files need not be there."""
    from workbench.project import open_project

    return open_project(folder, check_files=False)


def labelled(
    project: Project,
    names: Sequence[str] | None = None,
    groups: Sequence[str] | None = None,
    sessions: Sequence[str] | None = None,
) -> list[str]:
    """Return the recordings that a question is about, and say what a person should know of them.

    Parameters
    ----------
    project
        The project; what was labelled and is no longer in it is left out.
    names, groups, sessions
        Only recordings with one of them; ``None`` for any.

    Raises
    ------
    UserError
        A name, group or session that no recording has, or a named recording was never labelled.
    """
    recordings = project.specs()
    _check("group", groups, [r.group for r in recordings])
    _check("session", sessions, [r.session for r in recordings])
    if names:
        recordings = [_labelled(project, name) for name in dict.fromkeys(names)]
    meant = [
        recording.name
        for recording in recordings
        if (not groups or recording.group in groups)
        and (not sessions or recording.session in sessions)
    ]
    if not names:
        say_if_foreign(project)
    return sorted(set(meant) & set(project.store().recordings()))


def say_if_foreign(project: Project) -> None:
    """Say which recordings are labelled, but not of the project, and so left out."""
    own = {recording.name for recording in project.specs()}
    foreign = sorted(set(project.store().recordings()) - own)
    if foreign:
        say(
            f"{recordings_in_words(foreign)}: labelled, but not in project.toml, and left out "
            f"here; to remove: {remove_command(project, foreign)}"
        )


def say_if_stale(project: Project, names: Iterable[str]) -> list[str]:
    """Say which recordings were labelled with other settings or files, and return them."""
    from workbench.labelled import look_for_stale

    found = look_for_stale(project, names)
    if found.fault:
        say(found.remarks[0])
    elif found.recordings:
        who = recordings_in_words(found.recordings)
        were = "was" if len(found.recordings) == 1 else "were"
        say(f"{who} {were} labelled with other settings or files; run: {label_command(project)}")
    return found.recordings


def label_command(project: Project) -> str:
    """Return the command that labels what is out of date."""
    return f"{this_command()} label -p {shlex.quote(str(project.folder))}"


def remove_command(project: Project, names: Iterable[str]) -> str:
    """Return the command that takes recordings out of a project."""
    return f"{this_command()} remove {shlex.join([*names, '-p', str(project.folder)])}"


def _labelled(project: Project, name: str) -> RecordingSpec:
    """Return a recording that was labelled; `UserError` says what is not so."""
    recording = project.spec(name)
    if recording.name not in project.store():
        message = (
            f"Recording {recording.name!r} is in {project.folder}, but nothing was labelled: it "
            f"failed, or was not tried. Run: {label_command(project)}"
        )
        raise UserError(message)
    return recording


def _check(what: str, wanted: Sequence[str] | None, known: Iterable[str | None]) -> None:
    names = sorted({name for name in known if name is not None})
    for name in wanted or ():
        if name not in names:
            hint = did_you_mean(name, names) or "; there are none"
            message = f"No {what} {name!r}{hint}"
            raise UserError(message)


def say_if_faulty(graph: KnowledgeGraph) -> None:
    """Say what is wrong with the ethogram: then only the behaviors of stored facts are known."""
    graph.ethogram()
    if graph.ethogram_fault:
        say(f"{graph.ethogram_fault}\nOnly the behaviors that facts name are known until then.")
