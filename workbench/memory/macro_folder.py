"""Macros in text files, every version of each: ``FOLDER/NAME/1.toml``, ``2.toml``, ...

One is saved only after its calls were checked and it ran on real data; a version that was saved
never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from graphs.errors import DataError, UserError, WorkbenchError
from graphs.storage.lock import locked
from graphs.words import did_you_mean
from workbench.memory.conditions import Fact
from workbench.memory.macro_checks import check_macro, faults_of_macro
from workbench.memory.macros import Macro, Plain
from workbench.memory.plain_store import SUFFIX, make_folder, read_record, write_record

_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Trial:
    """What a macro is tried on before it is saved.

    Parameters
    ----------
    values
        Arguments.
    facts
        What is known of the data, as `workbench.ask.card.DataCard.facts` gives it.
    run
        Runs a program; raises if it fails.
    """

    values: Mapping[str, Plain]
    facts: Mapping[str, Fact]
    run: Callable[[str], object]


class Macros:
    """The macros in a folder.

    Parameters
    ----------
    folder
        Made when the first is saved.
    functions
        What calls may name; see `workbench.memory.macro_checks.check_macro`.
    """

    def __init__(self, folder: Path, functions: Collection[str]) -> None:
        self.folder = folder
        self.functions = functions

    def names(self) -> list[str]:
        """Return the names of all macros, sorted."""
        return sorted(path.name for path in self.folder.glob("*") if self._versions(path.name))

    def versions(self, name: str) -> list[int]:
        """Return the versions of a macro, oldest first; `UserError` if there is none."""
        found = self._versions(name)
        if not found:
            message = (
                f"There is no macro {name!r} in {self.folder}{did_you_mean(name, self.names())}"
            )
            raise UserError(message)
        return found

    def get(self, name: str, version: int | None = None) -> Macro:
        """Return a macro, the newest version if none is given.

        Raises
        ------
        UserError
            There is no such macro or version.
        DataError
            Its file cannot be used, or names functions that there are not.
        """
        versions = self.versions(name)
        if version is not None and version not in versions:
            message = f"The macro {name!r} has no version {version}; there are {versions}."
            raise UserError(message)
        path = self._path(name, version or versions[-1])
        macro = read_record(path, Macro)
        faults = faults_of_macro(macro, self.functions)
        if (macro.name, f"{macro.version}") != (path.parent.name, path.stem):
            faults.append(f"it holds version {macro.version} of {macro.name!r}")
        if faults:
            message = f"{path} cannot be used: {'; '.join(faults)}. Correct it, or move it away."
            raise DataError(message)
        return macro

    def save(self, macro: Macro, trial: Trial, *, replaces: int | None = None) -> Macro:
        """Check a macro, try it and save it as a new version, which is returned.

        Parameters
        ----------
        macro
            Its `version` is given here.
        trial
            What it is tried on.
        replaces
            The version that this one is meant to follow; needed where the name is taken.

        Raises
        ------
        UserError
            A call names something unknown or anything else is wrong with it, its trial fails, or
            the name is taken and `replaces` is not its newest version. Nothing is saved then.
        """
        check_macro(macro, self.functions, trial.facts)
        self._check_free(macro.name, replaces)
        program = macro.program(trial.values, trial.facts)
        try:
            trial.run(program)
        except WorkbenchError as error:
            message = f"The macro {macro.name!r} is not saved: its trial failed: {error}"
            raise UserError(message) from error
        make_folder(self.folder)
        with locked(self.folder / _LOCK):
            self._check_free(macro.name, replaces)
            saved = replace(macro, version=(replaces or 0) + 1)
            write_record(self._path(macro.name, saved.version), saved)
        return saved

    def take_over(self, macro: Macro) -> None:
        """Write a version as it is, of a macro that was tried elsewhere; its calls are checked."""
        faults = faults_of_macro(macro, self.functions)
        if faults:
            message = f"The macro {macro.name!r} is not saved: {'; '.join(faults)}."
            raise UserError(message)
        make_folder(self.folder)
        with locked(self.folder / _LOCK):
            write_record(self._path(macro.name, macro.version), macro)

    def _check_free(self, name: str, replaces: int | None) -> None:
        newest = max(self._versions(name), default=None)
        if newest != replaces:
            there = "there is none of this name" if newest is None else f"version {newest} is there"
            meant = "a new one" if replaces is None else f"one that follows version {replaces}"
            message = (
                f"The macro {name!r} is not saved as {meant}: {there}. Say which version it "
                "follows, or choose another name."
            )
            raise UserError(message)

    def _versions(self, name: str) -> list[int]:
        stems = (path.stem for path in (self.folder / name).glob(f"*{SUFFIX}"))
        return sorted(int(stem) for stem in stems if stem.isdecimal())

    def _path(self, name: str, version: int) -> Path:
        return self.folder / name / f"{version}{SUFFIX}"
