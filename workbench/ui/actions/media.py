"""Copies of videos that a browser plays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from workbench.ui.actions.contract import Done, LongAction, Report, Words, called

if TYPE_CHECKING:
    from workbench.project import Project


@dataclass(frozen=True, slots=True)
class MakePlayable(LongAction):
    """Make a copy of a video in the cache that a browser plays; the video stays as it is."""

    name: ClassVar[str] = "media.playable"
    recording: str

    def words(self) -> Words:
        """Return ``playable``."""
        return Words(("playable",), (self.recording,))

    def python(self) -> str:
        """Return the call."""
        return f"workbench.ui.playable.make_playable(project, {called(self.recording)})"

    def run(self, project: Project, report: Report) -> Done:
        """Make it, or say that there is no need."""
        from workbench.ui.playable import make_playable

        what = f"copying the video of {self.recording}"
        path = make_playable(project, self.recording, lambda share: report.progress(share, what))
        return Done(f"Browsers play the video of {self.recording} now.", {"path": path})
