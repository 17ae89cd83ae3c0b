"""Time budgets of recordings, and comparisons of groups."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, ClassVar

from workbench.ui.actions.contract import (
    Action,
    Done,
    LongAction,
    Report,
    Words,
    option,
)

if TYPE_CHECKING:
    from workbench.comparing import Wanted
    from workbench.project import Project


@dataclass(frozen=True, slots=True)
class Budget(Action):
    """Say how much time the animals of a recording spent with what.

    Parameters
    ----------
    recording
        Its name.
    """

    name: ClassVar[str] = "show"
    recording: str

    def words(self) -> Words:
        """Return ``show``."""
        return Words(("show",), (self.recording,))

    def python(self) -> str:
        """Return the call."""
        stored = f"project.graph().recording({self.recording!r})"
        return f"graphs.budget.time_budget({stored}.facts, {stored}.assessed)"

    def do(self, project: Project) -> Done:
        """Add it up."""
        from graphs.budget import time_budget
        from workbench.cli.look import show_document
        from workbench.labelled import look_for_stale

        name = project.spec(self.recording).name
        graph = project.graph().recording(name)
        document = show_document(graph, time_budget(graph.facts, graph.assessed))
        stale = look_for_stale(project, [name]).recordings
        data = document | {"run": asdict(graph.run), "pictures": [], "stale": stale}
        return Done(f"Time budget of {name}: {len(graph.facts)} facts.", data)


@dataclass(frozen=True, slots=True)
class Compare(LongAction):
    """Compare two groups or sessions.

    Parameters
    ----------
    behaviors, measures, zones, by, groups, animals, correction, cutoff_s
        As of `workbench.comparing.Wanted`.
    folder
        Where a picture is written; none is if empty.
    formats
        Of the picture.
    """

    name: ClassVar[str] = "compare"
    behaviors: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    by: str = "group"
    groups: tuple[str, ...] = ()
    animals: tuple[str, ...] = ()
    correction: str = "holm"
    cutoff_s: float | None = None
    folder: str = ""
    formats: tuple[str, ...] = ("png",)

    def words(self) -> Words:
        """Return ``compare``."""
        several = {
            "--behavior": self.behaviors, "--measure": self.measures, "--zone": self.zones,
            "--of": self.groups, "--animal": self.animals,
            "--format": self.formats if self.folder else (),
        }  # fmt: skip
        return Words(
            ("compare",),
            (),
            (
                *(f"{name}={one}" for name, given in several.items() for one in given),
                f"--by={self.by}",
                f"--correction={self.correction}",
                *option("--cutoff", self.cutoff_s),
                *option("--pictures", self.folder or None),
            ),
        )

    def python(self) -> str:
        """Return the call."""
        return f"workbench.comparing.compare_recordings(project, {self._wanted()!r})"

    def _wanted(self) -> Wanted:
        from workbench.comparing import Wanted

        return Wanted(**{one.name: getattr(self, one.name) for one in fields(Wanted)})

    def run(self, project: Project, report: Report) -> Done:
        """Compare them."""
        from workbench.cli.compare import write_pictures
        from workbench.comparing import compare_recordings
        from workbench.ui.places import whole_path

        folder = whole_path(self.folder) if self.folder else None
        done = compare_recordings(
            project,
            self._wanted(),
            lambda done, total, name: report.progress(done / max(total, 1), f"reading {name}"),
        )
        written = write_pictures(done.comparison, folder, self.formats) if folder else []
        first, second = done.to_dict()["groups"]
        message = f"{first} and {second} compared."
        if folder:
            message += f" The picture is in {folder}."
        return Done(message, done.to_dict() | {"pictures": written})
