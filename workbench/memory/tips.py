"""Tips: one line each, learnt from a question that failed, told when a question is like it.

```
FOLDER/
  tips.toml        at most 50
  archived.toml    those that made room, with all that is known of them
```
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graphs.errors import UserError
from graphs.storage.lock import locked
from graphs.words import counted, did_you_mean
from workbench.memory.plain_store import make_folder, one_line, read_record, write_record
from workbench.memory.plain_text import writable
from workbench.memory.situation import alike

MOST_TIPS = 50
MOST_TOLD = 5
_MOST_LETTERS = 200
_LEAST_ALIKE = 0.2
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Tip:
    """What to do, or not to do.

    Parameters
    ----------
    text
        One line.
    question, failed
        The case that taught it: what was asked, and the error or what was wrong.
    hits
        How often it was told for a question that then went well.
    number
        The how many-eth tip it is, from 1.
    last_hit
        The how many-eth hit of all tips was its last; 0 if it was never of use.
    """

    text: str
    question: str
    failed: str
    hits: int = 0
    number: int = 0
    last_hit: int = 0

    def line(self) -> str:
        """Return it as a planner is told it."""
        return f"- {self.text}"


@dataclass(frozen=True, slots=True)
class TipFile:
    """Tips as they stand in a file, and how many there ever were, and hits of them."""

    tips: tuple[Tip, ...] = ()
    ever: int = 0
    hits: int = 0


class Tips:
    """The tips in a folder, which is made with the first one.

    Several processes may add to it at once.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[Tip]:
        """Return the tips, oldest first; `DataError` if their file cannot be used."""
        return list(self._read("tips.toml").tips)

    def archived(self) -> list[Tip]:
        """Return the tips that made room for others, in that order."""
        return list(self._read("archived.toml").tips)

    def add(self, text: str, question: str, failed: str) -> Tip | None:
        """Add a tip.

        Parameters
        ----------
        text, question, failed
            As of `Tip`. A tip that is there already gets this case in place of its old one.

        Returns
        -------
        Tip or None
            The tip that made room: of those that were never of use the oldest, else the one that
            was not of use for longest.

        Raises
        ------
        UserError
            The text is no line of 1 to 200 characters, or no case is given.
        """
        text = one_line(text, "A tip", _MOST_LETTERS)
        question, failed = writable(question).strip(), writable(failed).strip()
        if not question or not failed:
            message = f"The tip {text!r} needs the case that taught it: a question and what failed."
            raise UserError(message)
        out: list[Tip] = []

        def added(file: TipFile) -> TipFile:
            same = [tip for tip in file.tips if tip.text.casefold() == text.casefold()]
            if same:
                new = replace(same[0], question=question, failed=failed)
                return replace(file, tips=tuple(new if t is same[0] else t for t in file.tips))
            tips = [*file.tips, Tip(text, question, failed, number=file.ever + 1)]
            while len(tips) > MOST_TIPS:
                out.append(min(tips[:-1], key=lambda tip: (tip.last_hit, tip.number)))
                tips.remove(out[-1])
            return replace(file, tips=tuple(tips), ever=file.ever + 1)

        self._change(added, out)
        return out[-1] if out else None

    def hit(self, tips: Sequence[Tip]) -> None:
        """Note that tips were told for a question that then went well."""
        numbers = {tip.number for tip in tips}

        def counted_up(file: TipFile) -> TipFile:
            hits = file.hits
            new = []
            for tip in file.tips:
                if tip.number in numbers:
                    hits += 1
                    tip = replace(tip, hits=tip.hits + 1, last_hit=hits)
                new.append(tip)
            return replace(file, tips=tuple(new), hits=hits)

        self._change(counted_up, [])

    def forget(self, text: str) -> None:
        """Archive a tip; `UserError` if there is none of this text."""
        out: list[Tip] = []

        def without(file: TipFile) -> TipFile:
            out.extend(tip for tip in file.tips if tip.text == text.strip())
            return replace(file, tips=tuple(tip for tip in file.tips if tip not in out))

        self._change(without, out)
        if not out:
            hint = did_you_mean(text, [tip.text for tip in self.all()])
            message = f"There is no tip {text!r} among {counted(len(self.all()), 'tip')}{hint}"
            raise UserError(message)

    def restore(self, number: int) -> Tip:
        """Bring an archived tip back; `UserError` if there is none of this number."""
        found = [tip for tip in self.archived() if tip.number == number]
        if not found:
            message = f"There is no archived tip {number}; there are {len(self.archived())}."
            raise UserError(message)
        make_folder(self.folder)
        with locked(self.folder / _LOCK):
            file, archived = self._read("tips.toml"), self._read("archived.toml")
            kept = tuple(tip for tip in archived.tips if tip.number != number)
            there = {tip.number for tip in file.tips}
            tips = (*file.tips, *(tip for tip in found[:1] if tip.number not in there))
            write_record(self.folder / "tips.toml", replace(file, tips=tips))
            write_record(self.folder / "archived.toml", replace(archived, tips=kept))
        return found[0]

    def best(self, question: str, most: int = MOST_TOLD) -> list[Tip]:
        """Return the tips whose case, or text, is most like a question, best first."""
        tips = self.all()
        of_case = alike(question, [tip.question for tip in tips])
        of_text = alike(question, [tip.text for tip in tips])
        ranked = sorted(
            zip(tips, map(max, of_case, of_text), strict=True),
            key=lambda pair: (-pair[1], -pair[0].hits),
        )
        return [tip for tip, likeness in ranked if likeness >= _LEAST_ALIKE][:most]

    def _read(self, name: str) -> TipFile:
        path = self.folder / name
        return read_record(path, TipFile) if path.is_file() else TipFile()

    def _change(self, change: Callable[[TipFile], TipFile], out: Sequence[Tip]) -> None:
        """Write what `change` makes of the tips; what it puts `out` is archived before."""
        make_folder(self.folder)
        with locked(self.folder / _LOCK):
            file = change(self._read("tips.toml"))
            if out:
                archived = self._read("archived.toml")
                write_record(
                    self.folder / "archived.toml",
                    replace(archived, tips=(*archived.tips, *out)),
                )
            write_record(self.folder / "tips.toml", file)
