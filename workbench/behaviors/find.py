"""Which behavior a name means, and its bouts in a recording.

In this order: an entry of the ethogram that the recording is labelled with, or of the project's (a
rule, or a function with arguments), a function of the project itself, one that comes with the
workbench. In each of them a name wins over a
synonym; but a synonym in the ethogram wins over the name of a function, and one in the project over
the name of a built-in one. So a word means the same on the tracks (`Recording.behavior`) as among
the stored facts (`Recording.facts`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphs.errors import UserError
from graphs.ethogram import Behavior, Ethogram, FunctionText, spelled_alike
from graphs.words import did_you_mean
from workbench.analysis import selection
from workbench.analysis.bouts import Bouts
from workbench.behaviors.declare import BehaviorFunction
from workbench.behaviors.library import built_in
from workbench.behaviors.own import behaviors_of, own_behaviors
from workbench.behaviors.versions import version_in_place

if TYPE_CHECKING:
    from workbench.analysis.recording import Recording


def find_bouts(
    recording: Recording, name: str, subject: str, target: str, settings: Mapping[str, Any]
) -> Bouts:
    """Return the bouts of a behavior by its name; see `Recording.behavior`, raises as that."""
    earlier = version_in_place(name)
    if earlier is not None:
        return function_bouts(recording, earlier, subject, target, settings)
    ethogram = recording.ethogram()
    folder = recording.project.folder if recording.project is not None else None
    found = find_entry(ethogram, name) or find_function(name, folder)
    if isinstance(found, BehaviorFunction):
        return function_bouts(recording, found, subject, target, settings)
    if found is None:
        raise _unknown(name, ethogram, folder)
    if found.function is None:
        assert ethogram is not None
        return _by_rule(recording, ethogram, found, subject, target, settings)
    function = _function(found.function, folder)
    said = {**found.function.arguments, **settings}
    return function_bouts(recording, function, subject, target, said).labelled(found.name)


def _function(text: FunctionText, folder: Path | None) -> BehaviorFunction:
    if text.file:
        return function_of(text)
    function = find_function(text.name, folder)
    if function is None:
        raise _unknown(text.name, None, folder)
    return function


def function_of(text: FunctionText) -> BehaviorFunction:
    """Return the function that an entry names.

    Parameters
    ----------
    text
        What a completed entry says of it, see `workbench.behaviors.complete`.

    Raises
    ------
    UserError
        Its file is not as it was when the entry was completed.
    """
    found = built_in().find(text.name)
    if found is not None and found.origin == text.file:
        return found
    path = Path(text.file)
    content = path.read_bytes() if path.is_file() else b""
    if print_of(content) == text.fingerprint:
        found = behaviors_of(path, content).find(text.name)
        if found is not None:
            return found
    message = (
        f"{path} has changed since it was looked at, so {text.name!r} was not run. Start again."
    )
    raise UserError(message)


def print_of(code: bytes) -> str:
    """Return the fingerprint of `code`, a file of functions, as a completed entry has it."""
    return hashlib.blake2b(code, digest_size=8).hexdigest()


def find_function(name: str, folder: Path | None) -> BehaviorFunction | None:
    """Return the function of a name or synonym: of a project (its folder), else a built-in one.

    Raises
    ------
    UserError
        The project has functions that are not trusted, or cannot be run.
    """
    own = own_behaviors(folder).find(name) if folder is not None else None
    return own or built_in().find(name)


def function_bouts(
    recording: Recording,
    function: BehaviorFunction,
    subject: str,
    target: str,
    settings: Mapping[str, Any],
) -> Bouts:
    """Return the bouts of a function for every subject and target asked for.

    Parameters
    ----------
    recording
        Where to look.
    function
        The behavior.
    subject, target
        A name each; ``"*"`` for all.
    settings
        Arguments of the function, by name; its defaults for the others.

    Raises
    ------
    UserError
        There is no such animal, zone or setting, no pair, or the bouts are not of the kind that the
        function says: points in time, or bouts that last.
    """
    function.check_settings(settings)
    entry, scene = function.entry, recording.scene
    if entry.target == "none":
        _no_target(entry, target)
        names: list[tuple[str, ...]] = [(t.name,) for t in selection.animals(scene, subject)]
    else:
        names = list(selection.cases(scene, entry, subject, target))
    bouts = Bouts.joined([function(recording, *each, **settings) for each in names])
    points = bouts.duration_s == 0
    if points.any() if entry.kind == "state" else not points.all():
        state = entry.kind == "state"
        message = (
            f"Behavior {entry.name!r} is a {entry.kind} behavior, but its function gives "
            f"{'points in time' if state else 'bouts that last'}. "
            f'Say kind="{"point" if state else "state"}" in its @behavior.'
        )
        raise UserError(message)
    return bouts


def _by_rule(
    recording: Recording,
    ethogram: Ethogram,
    entry: Behavior,
    subject: str,
    target: str,
    settings: Mapping[str, Any],
) -> Bouts:
    from workbench.analysis.stored import facts_as_bouts
    from workbench.behaviors.rules import described

    if settings:
        message = (
            f"Behavior {entry.name!r} is a rule of the ethogram and takes no settings; found "
            f"{', '.join(settings)}. Change its thresholds in ethogram.toml."
        )
        raise UserError(message)
    if entry.target == "none":
        _no_target(entry, target)
        pairs: list[tuple[str, str | None]] = [
            (thing.name, None) for thing in selection.animals(recording.scene, subject)
        ]
    else:
        pairs = [*selection.cases(recording.scene, entry, subject, target)]
    description = described(recording, ethogram, entry)
    return facts_as_bouts(
        recording,
        [f for f in description.facts if (f.subject, f.object) in pairs],
        [a for a in description.assessed if (a.subject, a.object) in pairs],
        [(subject, target, entry.name) for subject, target in pairs],
    )


def find_entry(ethogram: Ethogram | None, name: str) -> Behavior | None:
    """Return the entry of an ethogram by name or synonym, if it says how to find it on tracks."""
    for entry in ethogram or ():
        if spelled_alike(name) in map(spelled_alike, (entry.name, *entry.synonyms)):
            return entry if entry.rule is not None or entry.function is not None else None
    return None


def _no_target(entry: Behavior, target: str) -> None:
    if target != selection.EVERY:
        message = f"Behavior {entry.name!r} has no target; found {target!r}."
        raise UserError(message)


def _unknown(name: str, ethogram: Ethogram | None, folder: Path | None) -> UserError:
    known = [*(ethogram.behaviors if ethogram else ()), *built_in().behaviors]
    if folder is not None:
        known += own_behaviors(folder).behaviors
        where = "all: workbench behaviors list"
    else:
        where = "known are those of its ethogram and those that come with the workbench"
    return UserError(f"No behavior {name!r}{did_you_mean(name, known)} ({where})")
