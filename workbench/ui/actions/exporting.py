"""Taking the graph elsewhere."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, ClassVar

from graphs.errors import UserError
from workbench.ui.actions.contract import Done, LongAction, Report, Words, option

if TYPE_CHECKING:
    from workbench.project import Project


@dataclass(frozen=True, slots=True)
class Export(LongAction):
    """Write facts, events and who made them to a file or folder for other programs.

    Parameters
    ----------
    to
        Name of a format.
    out
        File or folder, with its whole path.
    recordings, groups, sessions
        Only these; all if none.
    standing
        Leave out what a person rejected or corrected.
    force
        Replace what is there.
    """

    name: ClassVar[str] = "export"
    to: str
    out: str
    recordings: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    standing: bool = False
    force: bool = False

    def words(self) -> Words:
        """Return ``export``."""
        options = (
            f"--to={self.to}",
            *(f"--recording={one}" for one in self.recordings),
            *(f"--group={one}" for one in self.groups),
            *(f"--session={one}" for one in self.sessions),
            *option("--standing", self.standing), *option("--force", self.force),
        )  # fmt: skip
        return Words(("export",), (self.out,), options)

    def python(self) -> str:
        """Return the call."""
        which = {"recordings": self.recordings, "groups": self.groups}
        said = [f"{name}={list(given)!r}" for name, given in which.items() if given]
        said += ["standing=True"] * self.standing
        given = ", ".join(("project.graph()", repr(self.to), f"Path({self.out!r})", *said))
        return f"workbench.knowledge.exchange.export_graph({given})"

    def run(self, project: Project, report: Report) -> Done:
        """Write it."""
        from workbench.cli.asked import labelled
        from workbench.cli.exchange import exported_in_words
        from workbench.knowledge.exchange import export_graph
        from workbench.labelled import look_for_stale
        from workbench.ui.places import whole_path

        path = whole_path(self.out)
        if path.exists() and not self.force:
            message = f"{path} is there already. Choose another name, or say that it is replaced."
            raise UserError(message)
        names = labelled(
            project, self.recordings or None, self.groups or None, self.sessions or None
        )
        done = export_graph(
            project.graph(),
            self.to,
            path,
            recordings=names,
            standing=self.standing,
            progress=lambda done, total, name: report.progress(done / max(total, 1), name),
        )
        words, stale = exported_in_words(done), look_for_stale(project, done.recordings)
        message = " ".join((f"{words[0].upper()}{words[1:]}.", *stale.remarks))
        return Done(message, asdict(done) | {"stale": stale.recordings, "folder": path.is_dir()})
