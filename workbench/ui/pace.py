"""How long describing took before, so that one can say how long it will take."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from graphs.storage.atomic import write_atomic
from workbench.ui.holdings import stated

if TYPE_CHECKING:
    from pipelines.batch import Outcome
    from pipelines.recording import RecordingSpec
    from workbench.project import Project

_FILE = "pace.json"
_OLD = 0.5
"""Weight of what was known before."""


def length_s(spec: RecordingSpec) -> float | None:
    """Return how long a recording is by the header of its video; ``None`` if that does not tell."""
    found = stated(spec.video)
    return found[1] if found and found[1] > 0 else None


def pace(project: Project) -> float | None:
    """Return how many seconds describing a second of video took in this project.

    Returns
    -------
    float or None
        ``None`` as long as nothing was described from the page.
    """
    try:
        known = json.loads((project.cache_folder / _FILE).read_text(encoding="utf-8"))
        return float(known["seconds_per_s"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_pace(project: Project, outcomes: Sequence[Outcome]) -> None:
    """Keep in the cache how quickly recordings were described now."""
    took = long = 0.0
    for one in outcomes:
        seconds = length_s(project.spec(one.recording)) if one.state == "done" else None
        if seconds:
            took, long = took + one.seconds, long + seconds
    if not long:
        return
    before, now = pace(project), took / long
    value = now if before is None else _OLD * before + (1 - _OLD) * now
    project.cache_folder.mkdir(exist_ok=True)
    write_atomic(project.cache_folder / _FILE, json.dumps({"seconds_per_s": value}).encode())
