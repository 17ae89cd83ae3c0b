"""What the project remembers: written, changed, forgotten, brought back, carried, tried again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from graphs.words import counted
from workbench.ui.actions.contract import (
    Action,
    Done,
    LongAction,
    Report,
    Words,
    called,
    option,
)

if TYPE_CHECKING:
    from workbench.memory.symbols import Symbol
    from workbench.project import Project

_READS_INPUT = "-"


@dataclass(frozen=True, slots=True)
class WriteSymbol(Action):
    """Give a name to something; of a name that is there, this is the next version.

    Parameters
    ----------
    symbol
        Its name.
    text
        What it says.
    kind
        ``definition``, ``behavior``, ``zone`` and so on.
    anyway
        Also where accepted answers change.
    """

    name: ClassVar[str] = "memory.write"
    symbol: str
    text: str
    kind: str = "definition"
    anyway: bool = False

    def words(self) -> Words:
        """Return ``memory write``."""
        options = (
            *option("--text", self.text), *option("--kind", self.kind),
            *option("--anyway", self.anyway),
        )  # fmt: skip
        return Words(("memory", "write"), (self.symbol,), options)

    def python(self) -> str:
        """Return the call."""
        from workbench.cli.memory import ORIGIN

        given = called(self.symbol, self.text, kind=self.kind, origin=ORIGIN)
        return f"project.memory.write({given})"

    def do(self, project: Project) -> Done:
        """Write it."""
        from workbench.cli.memory import ORIGIN, check_replay, kind_of

        if not self.anyway:
            check_replay(project, self.symbol, self.text)
        kind = kind_of(self.kind)
        return _made(project.memory.write(self.symbol, self.text, kind=kind, origin=ORIGIN))


@dataclass(frozen=True, slots=True)
class EditSymbol(Action):
    """Change a symbol, which makes its next version; the earlier ones stay.

    Parameters
    ----------
    symbol
        Its name.
    text, program
        What it says and the program that it stands for; as they are, if not given.
    pinned
        Whether it is never archived.
    anyway
        Also where accepted answers change.
    """

    name: ClassVar[str] = "memory.edit"
    symbol: str
    text: str | None = None
    program: str | None = None
    pinned: bool | None = None
    anyway: bool = False

    def words(self) -> Words:
        """Return ``memory edit``."""
        typed = "" if self.program is None else _with_end(self.program)
        pin = () if self.pinned is None else ("--pin" if self.pinned else "--no-pin",)
        options = (
            *(() if self.text is None else (f"--text={self.text}",)),
            *(() if self.program is None else (f"--program={_READS_INPUT}",)),
            *pin, *option("--anyway", self.anyway),
        )  # fmt: skip
        return Words(("memory", "edit"), (self.symbol,), options, typed)

    def python(self) -> str:
        """Return the call."""
        program = None if self.program is None else _with_end(self.program)
        given = called(self.symbol, text=self.text, program=program, pinned=self.pinned)
        return f"workbench.ask.editing.edit_symbol(project, {given})"

    def do(self, project: Project) -> Done:
        """Change it."""
        from workbench.ask.editing import edit_symbol
        from workbench.cli.memory import check_replay

        if self.text is not None and not self.anyway:
            check_replay(project, self.symbol, self.text)
        program = None if self.program is None else _with_end(self.program)
        return _made(
            edit_symbol(project, self.symbol, text=self.text, program=program, pinned=self.pinned)
        )


@dataclass(frozen=True, slots=True)
class Forget(Action):
    """Take something out of use; nothing of it is deleted.

    Parameters
    ----------
    id
        Name of a symbol, or ``macro:NAME``, ``tip:3``, a conversation and so on.
    anyway
        Also where accepted answers change.
    """

    name: ClassVar[str] = "memory.forget"
    id: str
    anyway: bool = False

    def words(self) -> Words:
        """Return ``memory forget``."""
        return Words(("memory", "forget"), (self.id,), option("--anyway", self.anyway))

    def python(self) -> str:
        """Return the call."""
        from workbench.memory.other_kinds import is_other

        if is_other(self.id):
            return f"workbench.memory.other_kinds.Others(project).forget({self.id!r})"
        return f"project.memory.forget({self.id!r})"

    def do(self, project: Project) -> Done:
        """Forget it."""
        from workbench.cli.memory import check_replay, forget_other, stays_in_ethogram
        from workbench.memory.other_kinds import is_other

        if is_other(self.id, project.memory.names()):
            gone = forget_other(project, self.id, anyway=self.anyway).id
            return Done(f"{gone} is forgotten; it can be brought back.", {"forgotten": gone})
        if not self.anyway:
            check_replay(project, self.id, None)
        symbol = project.memory.forget(self.id)
        stays = stays_in_ethogram(project, symbol)
        data = {"forgotten": symbol.name, "version": symbol.version, "stays": stays}
        told = f"<{symbol.name}> is forgotten; it can be brought back."
        return Done(told if stays is None else f"{told} {stays}", data)


@dataclass(frozen=True, slots=True)
class Restore(Action):
    """Bring back what was forgotten or archived.

    Parameters
    ----------
    id
        As of `Forget`.
    """

    name: ClassVar[str] = "memory.restore"
    id: str

    def words(self) -> Words:
        """Return ``memory restore``."""
        return Words(("memory", "restore"), (self.id,))

    def python(self) -> str:
        """Return the call."""
        from workbench.memory.other_kinds import is_other

        if is_other(self.id):
            return f"workbench.memory.other_kinds.Others(project).restore({self.id!r})"
        return f"project.memory.restore({self.id!r})"

    def do(self, project: Project) -> Done:
        """Bring it back."""
        from workbench.memory.other_kinds import Others, is_other

        if is_other(self.id, project.memory.names()):
            entry = Others(project).restore(self.id)
            return Done(f"{entry.id} is back.", {"restored": entry.id})
        return _made(project.memory.restore(self.id))


@dataclass(frozen=True, slots=True)
class ExportMemory(Action):
    """Write what is remembered as the text of one file, for another project.

    Parameters
    ----------
    names
        Of symbols; all if none.
    kinds
        What else: ``macro``, ``tip`` and so on, or ``all``.
    """

    name: ClassVar[str] = "memory.export"
    names: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def words(self) -> Words:
        """Return ``memory export``."""
        options = (
            *(f"--name={one}" for one in self.names), *(f"--kind={one}" for one in self.kinds),
        )  # fmt: skip
        return Words(("memory", "export"), (), options)

    def python(self) -> str:
        """Return the call."""
        names = list(self.names) or None
        if not self.kinds:
            return f"workbench.memory.carry.exported(project.memory, {names})"
        others = f"workbench.cli.memory_carry.other_tables(project, {list(self.kinds)})"
        return f"workbench.memory.carry.exported(project.memory, {names}, {others})"

    def do(self, project: Project) -> Done:
        """Make the text."""
        from workbench.cli.memory_carry import other_tables
        from workbench.memory.carry import exported

        others = other_tables(project, self.kinds)
        text = exported(project.memory, self.names or None, others)
        symbols = len(self.names or project.memory.names())
        held = [
            counted(symbols, "symbol"),
            *(f"{len(found)} {kind}" for kind, found in others.items()),
        ]
        return Done(f"Exported: {', '.join(held)}.", {"text": text})


@dataclass(frozen=True, slots=True)
class ImportMemory(Action):
    """Add what an exported file holds.

    Parameters
    ----------
    text
        Of the file.
    on_conflict
        What to do with names that stand for something else here: refuse all, give them other names,
        or make them the next versions.
    """

    name: ClassVar[str] = "memory.import"
    text: str
    on_conflict: Literal["refuse", "rename", "replace"] = "refuse"

    def words(self) -> Words:
        """Return ``memory import``."""
        options = () if self.on_conflict == "refuse" else (f"--{self.on_conflict}",)
        return Words(("memory", "import"), (_READS_INPUT,), options, _with_end(self.text))

    def python(self) -> str:
        """Return the call."""
        from workbench.cli.memory_carry import STANDARD_INPUT

        given = called(_with_end(self.text), STANDARD_INPUT, self.on_conflict)
        return f"workbench.cli.memory_carry.import_text(project, {given})"

    def do(self, project: Project) -> Done:
        """Add it."""
        from workbench.cli.memory_carry import STANDARD_INPUT, import_text

        done = import_text(project, _with_end(self.text), STANDARD_INPUT, self.on_conflict)
        new = sum(1 for one in done if one.versions)
        data = {"imported": [one._asdict() for one in done]}
        return Done(f"{new} added, {len(done) - new} there already.", data)


@dataclass(frozen=True, slots=True)
class SetPortrait(Action):
    """Say what one prefers, or let parts of the portrait be forgotten.

    Parameters
    ----------
    units
        Of lengths in answers.
    plots
        Such as ``raster``.
    clear
        Parts, or ``all``.
    """

    name: ClassVar[str] = "memory.portrait"
    units: str | None = None
    plots: str | None = None
    clear: tuple[str, ...] = ()

    def words(self) -> Words:
        """Return ``memory portrait``."""
        options = (
            *option("--units", self.units), *option("--plots", self.plots),
            *(f"--clear={one}" for one in self.clear),
        )  # fmt: skip
        return Words(("memory", "portrait"), (), options)

    def python(self) -> str:
        """Return the call."""
        given = called(self.units, self.plots, list(self.clear))
        return f"workbench.cli.memory_teach.set_portrait(project, {given})"

    def do(self, project: Project) -> Done:
        """Note it."""
        from workbench.cli.memory_teach import portrait_json, set_portrait

        set_portrait(project, self.units, self.plots, self.clear)
        said = "Forgotten; it is neither used nor learnt again." if self.clear else "Noted."
        return Done(said, portrait_json(project))


@dataclass(frozen=True, slots=True)
class Replay(LongAction):
    """Answer the accepted questions again, and say which answers are others now."""

    name: ClassVar[str] = "memory.replay"

    def words(self) -> Words:
        """Return ``memory replay``."""
        return Words(("memory", "replay"))

    def python(self) -> str:
        """Return the call."""
        return "workbench.ask.replaying.replayed_now(project)"

    def run(self, project: Project, report: Report) -> Done:
        """Ask them again."""
        from workbench.ask.replaying import replayed_now
        from workbench.cli.memory_talk import replayed_json

        def progress(done: int, total: int) -> None:
            report.progress(done / total, f"asking again, {done} of {total} done")

        found = replayed_now(project, progress)
        return Done(found.text(), replayed_json(found))


def _made(symbol: Symbol) -> Done:
    from workbench.cli.memory_words import symbol_json

    data: dict[str, Any] = symbol_json(symbol)
    return Done(f"<{symbol.name}>, a {symbol.kind}, is version {symbol.version} now.", data)


def _with_end(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"
