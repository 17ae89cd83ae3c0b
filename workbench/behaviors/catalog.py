"""All behaviors that can be asked for, with where they come from.

A function whose name means something else in the project (a synonym in its ethogram, say) is left
out: what is listed under a name is what the name means, see `workbench.behaviors.find`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from graphs.errors import UserError
from graphs.ethogram import Behavior, Ethogram, spelled_alike
from graphs.words import did_you_mean
from workbench.behaviors.declare import Argument, BehaviorFunction, Library
from workbench.behaviors.find import find_entry, find_function
from workbench.behaviors.library import built_in
from workbench.behaviors.own import load_behaviors, own_behaviors

if TYPE_CHECKING:
    from workbench.project import Project

Where = Literal["ethogram", "project", "built in"]


@dataclass(frozen=True, slots=True)
class Known:
    """A behavior that can be asked for.

    Parameters
    ----------
    entry
        Name, definition, target, kind, rule.
    where
        ``ethogram``, ``project`` (its own function) or ``built in``.
    needs
        Roles or keypoints that its function needs.
    settings
        Of its function.
    file
        Of its function.
    """

    entry: Behavior
    where: Where
    needs: tuple[str, ...] = ()
    settings: tuple[Argument, ...] = ()
    file: str | None = None

    def in_words(self) -> str:
        """Return all of it as text for a person."""
        entry = self.entry
        target = (
            entry.target if entry.target_kind is None else f"{entry.target}:{entry.target_kind}"
        )
        lines = [f"{entry.name} ({self.where}; {entry.kind}; target: {target})", ""]
        lines += [entry.definition or "(no definition)", ""]
        if entry.synonyms:
            lines.append(f"Synonyms: {', '.join(entry.synonyms)}")
        if self.needs:
            lines.append(f"Needs: {', '.join(self.needs)}")
        if entry.function is not None:
            said = ", ".join(f"{k} = {v}" for k, v in entry.function.arguments.items())
            lines.append(f"Function: {entry.function.name}" + (f" with {said}" if said else ""))
        if self.settings:
            lines += ["Settings:", *(f"  {argument}" for argument in self.settings)]
        if entry.rule is not None:
            lines += _rule_in_words(entry)
        if entry.reference:
            lines.append(f"Reference: {entry.reference}")
        if self.file:
            lines.append(f"File: {self.file}")
        return "\n".join(lines)


def catalog(project: Project | None) -> tuple[list[Known], list[str]]:
    """Return all behaviors, the ethogram's first, and what a person should know.

    Behaviors of a project that is not trusted are left out, and that is said.
    """
    notes: list[str] = []
    own = Library()
    ethogram: Ethogram | None = None
    if project is not None:
        try:
            own = own_behaviors(project.folder)
            ethogram = project.full_ethogram()
        except UserError as error:
            notes.append(str(error))
            ethogram = project.ethogram()
    known = [_of_entry(entry, project, trusted=not notes) for entry in ethogram or ()]
    mine, others = own.behaviors.values(), built_in().behaviors.values()
    functions_ = [_of_function(one, "project") for one in mine]
    functions_ += [_of_function(one, "built in") for one in others if own.find(one.name) is None]
    known += [one for one in functions_ if find_entry(ethogram, one.entry.name) is None]
    first: dict[str, Known] = {}
    for one in known:
        first.setdefault(one.entry.name, one)
    return list(first.values()), notes


def known_behavior(project: Project | None, name: str) -> Known:
    """Return the behavior of a project, or a built-in one, by name or synonym.

    Raises
    ------
    UserError
        There is none; the nearest is named.
    """
    known, notes = catalog(project)
    wanted = spelled_alike(name)
    for where in get_args(Where):
        here = [one for one in known if one.where == where]
        named = [one for one in here if spelled_alike(one.entry.name) == wanted]
        named += [one for one in here if wanted in map(spelled_alike, one.entry.synonyms)]
        if named:
            return named[0]
    hint = did_you_mean(name, [one.entry.name for one in known])
    message = " ".join([f"No behavior {name!r}{hint}", *notes])
    raise UserError(message)


def functions(project: Project | None, names: Sequence[str]) -> list[BehaviorFunction]:
    """Return behaviors that are functions, by name or Python file; all if nothing is named.

    Parameters
    ----------
    project
        Whose functions count besides the built-in ones; ``None`` for those alone.
    names
        Names, synonyms, or paths that end in ``.py``.

    Raises
    ------
    UserError
        There is no such function, the file cannot be run, or the project is not trusted.
    """
    folder = project.folder if project is not None else None
    if not names:
        own = own_behaviors(folder).behaviors if folder is not None else {}
        return list({**built_in().behaviors, **own}.values())
    found: list[BehaviorFunction] = []
    for name in names:
        if name.endswith(".py"):
            found += load_behaviors(Path(name)).behaviors.values()
            continue
        one = find_function(name, folder)
        if one is None:
            known = [*built_in().behaviors, *(own_behaviors(folder).behaviors if folder else ())]
            message = f"No behavior {name!r} that is a function{did_you_mean(name, known)}"
            raise UserError(message)
        found.append(one)
    return found


def _of_entry(entry: Behavior, project: Project | None, *, trusted: bool) -> Known:
    if entry.function is None or project is None or not trusted:
        return Known(entry, "ethogram")
    function = find_function(entry.function.name, project.folder)
    if function is None:
        return Known(entry, "ethogram")
    return Known(entry, "ethogram", function.needs, function.arguments, function.origin)


def _of_function(function: BehaviorFunction, where: Where) -> Known:
    return Known(function.entry, where, function.needs, function.arguments, function.origin)


def _rule_in_words(entry: Behavior) -> list[str]:
    rule = entry.rule
    assert rule is not None
    lines = ["Rule:", f"  when: {' '.join(rule.when.split())}"]
    if rule.hold:
        lines.append(f"  hold: {' '.join(rule.hold.split())}")
    lines.append(f"  bouts of at least {rule.min_s:g} s; gaps up to {rule.max_gap_s:g} s closed")
    return lines
