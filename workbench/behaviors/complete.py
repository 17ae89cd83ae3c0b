"""An ethogram whose functions were looked for: their definitions and code fill its entries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from graphs.errors import UserError
from graphs.ethogram import Behavior, Ethogram
from graphs.words import counted, did_you_mean
from workbench.behaviors.find import find_function, print_of
from workbench.behaviors.library import built_in


def complete(ethogram: Ethogram, project: Path | None) -> Ethogram:
    """Return an ethogram whose entries with a function have its definition, target and code.

    Parameters
    ----------
    ethogram
        As it stands in its file.
    project
        Folder of the project whose own functions count too.

    Raises
    ------
    UserError
        Functions or settings that do not exist, or a target that is not the function's; all faults
        are listed. The project has functions of its own and is not trusted.
    """
    if all(entry.function is None for entry in ethogram):
        return ethogram
    faults: list[str] = []
    entries = {entry.name: _completed(entry, project, faults) for entry in ethogram}
    if faults:
        listing = "\n".join(f"  - {fault}" for fault in faults)
        count = counted(len(faults), "fault")
        message = f"Ethogram {ethogram.name!r}: {count} in its functions:\n{listing}"
        raise UserError(message)
    return replace(ethogram, behaviors=entries)


def _completed(entry: Behavior, project: Path | None, faults: list[str]) -> Behavior:
    text = entry.function
    if text is None:
        return entry
    function = find_function(text.name, project)
    if function is None:
        known = built_in().behaviors
        faults.append(f"{entry.name}: no function {text.name!r}{did_you_mean(text.name, known)}")
        return entry
    own = function.entry
    settings = {argument.name for argument in function.arguments}
    faults += [
        f"{entry.name}: {own.name} has no setting {name!r}{did_you_mean(name, settings)}"
        for name in text.arguments
        if name not in settings
    ]
    if entry.target not in ("none", own.target):
        faults.append(
            f"{entry.name}: target is {entry.target!r}, that of {own.name} {own.target!r}"
        )
    code = Path(function.origin).read_bytes()
    return replace(
        entry,
        definition=entry.definition or own.definition,
        verb=entry.verb if entry.verb != entry.name.replace("_", " ") else own.verb,
        target=own.target,
        target_kind=entry.target_kind or own.target_kind,
        kind=own.kind,
        reference=entry.reference or own.reference,
        function=replace(text, file=function.origin, fingerprint=print_of(code)),
    )
