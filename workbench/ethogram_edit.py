"""The ethogram of a project as a text that people edit: checked, and saved when it is right.

Whoever saves says which text they had read, so that nobody writes over what somebody else, or an
editor, wrote in the meantime.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from graphs.errors import UserError, WorkbenchError
from graphs.ethogram import Ethogram, parse_ethogram
from graphs.storage.atomic import write_atomic
from graphs.words import counted
from pipelines.describe.rules import compile_rules
from workbench.behaviors.complete import complete
from workbench.behaviors.own import untrusted_files

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.project import Project

_ITEM = "  - "
_TOML_PLACE = re.compile(r"\(at line (\d+), column \d+\)")
_HEADER = re.compile(r"""^\s*\[\s*behavior\s*\.\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))""")
_KEY = re.compile(r"""^\s*["']?([\w-]+)["']?\s*[.=]""")
_ABOUT = re.compile(r"([^:]+?)(?:\.rule(?:\.(\w+))?)?: (.*)", re.DOTALL)
_RULE_PLACE = re.compile(r">>>(\S+)")
_saving = threading.Lock()


class Fault(NamedTuple):
    """What is wrong with an ethogram.

    Parameters
    ----------
    line
        Where, counted from 1; ``None`` if it is in no one place.
    text
        What was expected, what was found, and the nearest word.
    """

    line: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking an ethogram.

    Parameters
    ----------
    behaviors
        Their names; empty if the text cannot be read.
    faults
        All that is wrong, in the order of their lines.
    notes
        What could not be checked.
    """

    behaviors: tuple[str, ...]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedEthogram:
    """What came of saving an ethogram.

    Parameters
    ----------
    saved
        The file.
    hash
        Of what it says now, see `text_hash`.
    behaviors
        How many there are.
    label_again
        Recordings that were labelled with another ethogram, and have to be labelled again.
    notes
        What could not be told.
    """

    saved: Path
    hash: str
    behaviors: int
    label_again: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def in_words(self) -> str:
        """Return it in a sentence or two."""
        said = f"Saved: {counted(self.behaviors, 'behavior')}."
        if self.label_again:
            again = counted(len(self.label_again), "recording")
            have = "has" if len(self.label_again) == 1 else "have"
            said += f" {again} {have} to be labelled again."
        return " ".join((said, *self.notes))


def text_hash(text: str) -> str:
    """Return a short hash of a text, by which one sees that it was changed."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def ethogram_as_written(project: Project) -> str:
    """Return the text of a project's ethogram, right or wrong.

    Raises
    ------
    UserError
        It cannot be read.
    """
    path = project.ethogram_path
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read ({error}). Expected a TOML file in UTF-8."
        raise UserError(message) from None


def check_ethogram(project: Project, text: str) -> Checked:
    """Check the text of an ethogram: entries, rules, and functions where they may be looked at.

    Parameters
    ----------
    project
        Whose own functions count, if they are trusted.
    text
        In TOML.
    """
    try:
        ethogram = parse_ethogram(text, project.ethogram_path.name)
    except UserError as error:
        return Checked((), _faults(str(error), text))
    found, notes = _faults_of_rules(ethogram, text), list[str]()
    if any(entry.function is not None for entry in ethogram):
        if untrusted_files(project.folder):
            notes.append(
                "Functions were not looked at: the project's own are not trusted on this machine."
            )
        else:
            try:
                complete(ethogram, project.folder)
            except UserError as error:
                found += _faults(str(error), text)
    faults = sorted(found, key=lambda one: one.line or 0)
    return Checked(tuple(ethogram.behaviors), tuple(faults), tuple(notes))


def save_ethogram(project: Project, text: str, if_hash: str | None = None) -> SavedEthogram:
    """Write the ethogram of a project, if it is right and nobody else changed it.

    Parameters
    ----------
    project
        Whose it is.
    text
        In TOML.
    if_hash
        `text_hash` of what was read before; without it whatever is there is written over.

    Raises
    ------
    UserError
        Something is wrong with it: all faults are listed with their lines. Or the file says
        something else than was read. Nothing is changed then.
    """
    text = text if text.endswith("\n") else f"{text}\n"
    checked = check_ethogram(project, text)
    name = project.ethogram_path.name
    if checked.faults:
        listing = "\n".join(f"{_ITEM}{in_words(fault)}" for fault in checked.faults)
        message = f"{name} was not saved, {counted(len(checked.faults), 'fault')}:\n{listing}"
        raise UserError(message)
    with _saving:
        there = text_hash(ethogram_as_written(project)) if if_hash is not None else None
        if there != if_hash:
            message = (
                f"{name} was not saved: somebody changed it since it was read (it is {there} now, "
                f"expected {if_hash}). See what it says: workbench ethogram show. To write over "
                f"that: --if-hash {there}"
            )
            raise UserError(message)
        write_atomic(project.ethogram_path, text.encode())
    again, notes = _label_again(project)
    behaviors = len(checked.behaviors)
    return SavedEthogram(project.ethogram_path, text_hash(text), behaviors, again, notes)


def in_words(fault: Fault) -> str:
    """Return a fault with its line."""
    return fault.text if fault.line is None else f"line {fault.line}: {fault.text}"


def _label_again(project: Project) -> tuple[tuple[str, ...], tuple[str, ...]]:
    from workbench.labelled import stale_recordings  # slow to import

    try:
        return tuple(stale_recordings(project, project.store().recordings())), ()
    except WorkbenchError as error:
        return (), (f"Which recordings have to be labelled again cannot be told: {error}",)


def _faults_of_rules(ethogram: Ethogram, text: str) -> list[Fault]:
    try:
        compile_rules(ethogram)
    except UserError as error:
        return list(_faults(str(error), text))
    return []


def _faults(message: str, text: str) -> tuple[Fault, ...]:
    """Return the faults that a message lists, or itself, each with its line."""
    lines = text.split("\n")
    listed = [line.removeprefix(_ITEM) for line in message.split("\n") if line.startswith(_ITEM)]
    return tuple(Fault(_line_of(fault, lines), fault) for fault in listed or [message])


def _line_of(fault: str, lines: list[str]) -> int | None:
    place = _TOML_PLACE.search(fault)
    if place:
        return int(place[1])
    if "(at end of document)" in fault:
        return len(lines)
    blocks = _blocks(lines)
    about = _ABOUT.fullmatch(fault)
    if about and about[1] in blocks:
        block = blocks[about[1]]
        start = _line_of_key(block, lines, about[2] or "", about[3])
        return _line_of_word(block, lines, start, about[3])
    named = [name for name in blocks if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", fault)]
    if not named:
        keys = ((number, _KEY.match(line)) for number, line in enumerate(lines, 1))
        return next((n for n, key in keys if key and f"'{key[1]}'" in fault), None)
    return blocks[named[-1]][0]


def _blocks(lines: list[str]) -> dict[str, list[int]]:
    """Return the lines of each behavior, that of its heading first."""
    found: dict[str, list[int]] = {}
    now: list[int] | None = None
    for number, line in enumerate(lines, 1):
        header = _HEADER.match(line)
        if header:
            now = found.setdefault(next(filter(None, header.groups()), ""), [])
        elif re.match(r"^\s*\[", line):
            now = None
        if now is not None:
            now.append(number)
    return found


def _line_of_key(block: Iterable[int], lines: list[str], key: str, problem: str) -> int:
    """Return the line of the entry that a fault speaks of; the heading if it names none."""
    numbers = list(block)
    keys = [(number, match[1]) for number, match in _keys(numbers, lines)]
    for number, found in keys:
        if found == key:
            return number
    said = problem.partition("; did you mean")[0]
    for number, found in keys:
        if re.search(rf"(?<![\w-]){re.escape(found)}(?![\w-])", said):
            return number
    return numbers[0]


def _keys(numbers: Iterable[int], lines: list[str]) -> Iterator[tuple[int, re.Match[str]]]:
    for number in numbers:
        match = _KEY.match(lines[number - 1])
        if match:
            yield number, match


def _line_of_word(block: Iterable[int], lines: list[str], start: int, problem: str) -> int:
    """Return where the word is that a rule's fault points at; rules may have several lines."""
    place = _RULE_PLACE.search(problem)
    if place is None:
        return start
    word = place[1].removesuffix("...")
    later = (number for number in block if number >= start)
    return next((number for number in later if word in lines[number - 1]), start)
