"""Labels of somebody who looked at all of a recording: what is not labelled did not happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from graphs.errors import UserError, WorkbenchError
from graphs.formats.contract import Described
from graphs.records import Assessed
from graphs.words import MOST_LISTED
from workbench.knowledge.incoming import names_in
from workbench.knowledge.present import Claim, Present, claim_of

if TYPE_CHECKING:
    from workbench.project import Project


def looked_at_whole(
    project: Project, recordings: Mapping[str, Described], here: Mapping[str, Present]
) -> dict[str, Described]:
    """Return recordings in which every behavior of the file was looked for all the time.

    A behavior that the file has of two animals in one recording was looked for in every recording
    of the file in which both occur.

    Parameters
    ----------
    project
        Whose recordings these are.
    recordings
        Name in the project -> what the file tells of it.
    here
        Name in the project -> what the project has of it.

    Raises
    ------
    UserError
        How long a recording is cannot be told.
    """
    claims = {claim_of(fact) for one in recordings.values() for fact in one.facts}
    done, faults = {}, []
    for recording, one in recordings.items():
        try:
            length = _duration_s(project, one, here[recording])
        except WorkbenchError as error:
            faults.append(f"{recording!r}: {error}")
            continue
        names = names_in(one.facts) | here[recording].names
        looked = {c for c in claims if c[0] in names and (c[2] is None or c[2] in names)}
        done[recording] = replace(one, assessed=_all_along(one, looked, length))
    if faults:
        listing = "\n".join(f"  - {fault}" for fault in faults[:MOST_LISTED])
        message = (
            "That all of a recording was looked at means from 0 s to its end, and how long these "
            f"last cannot be told:\n{listing}\nLabel them first (workbench label), or import "
            "without saying so. Nothing was changed."
        )
        raise UserError(message)
    return done


def _all_along(one: Described, looked: set[Claim], length: float) -> list[Assessed]:
    kept = [span for span in one.assessed if claim_of(span) not in looked]
    ordered = sorted(looked, key=lambda claim: (claim[0], claim[1], claim[2] or ""))
    return kept + [Assessed(one.recording, *claim, 0.0, length) for claim in ordered]


def _duration_s(project: Project, one: Described, here: Present) -> float:
    """Return the length of a recording: as labelled, as the file says, or of its own files."""
    if here.duration_s is not None:
        return here.duration_s
    told = one.attributes.get("duration_s")
    if isinstance(told, int | float):
        return float(told)
    video = project.spec(here.recording).video
    if video is not None:
        from pipelines.video import Video  # slow to import

        return Video(video).timebase.stop_s
    return project.recording(here.recording).duration_s
