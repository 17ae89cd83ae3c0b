"""The clips of an answer, as bouts and as short videos."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from workbench.analysis.bout_rows import BoutRow
from workbench.analysis.bouts import Bouts

if TYPE_CHECKING:
    from workbench.ask.answer import Answer
    from workbench.project import Project


def bouts_of_clips(project: Project, answer: Answer) -> Bouts:
    """Return the clips of an answer as bouts; how long was looked for them is not in it."""
    spans: dict[BoutRow, list[tuple[float, float]]] = {}
    for clip in answer.clips:
        whose = (clip.recording, clip.subject or None, clip.object or None, clip.label)
        spans.setdefault(BoutRow(*whose), []).append((clip.start_s, clip.stop_s))
    recordings = {row.recording: project.recording(row.recording) for row in spans}
    found = [np.array(mine, float).reshape(-1, 2) for mine in spans.values()]
    return Bouts.of(recordings, list(spans), found, [np.empty((0, 2))] * len(found))


def write_answer_clips(project: Project, answer: Answer, folder: Path) -> list[Path]:
    """Write the clips of an answer as short videos; raises as `Bouts.clips`."""
    return bouts_of_clips(project, answer).clips(folder) if answer.clips else []
