"""All that memory holds besides symbols, each with an identifier: ``macro:speed_in``, ``tip:3``.

```
memory/
  macros/ tips/ exemplars/ practice/ cases/ conversations/
  forgotten/macro/speed_in/     what was forgotten, as it was; tips are in tips/archived.toml
```

A conversation is spoken of by its name alone, a turn of it with a number: ``2026-03-02-1.2``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from graphs.errors import DataError, UserError, WorkbenchError
from graphs.storage.atomic import cannot_write
from graphs.words import counted, did_you_mean
from workbench.ask.by_macro import macros_of
from workbench.ask.told import tips_of
from workbench.memory.cases import Cases
from workbench.memory.conversation import Transcript, Turn
from workbench.memory.conversations import Conversations
from workbench.memory.exemplars import Exemplars
from workbench.memory.plain_store import make_folder
from workbench.memory.store import MEMORY_FOLDER

if TYPE_CHECKING:
    from workbench.memory.cases import Case
    from workbench.memory.exemplars import Exemplar
    from workbench.memory.macros import Macro
    from workbench.memory.tips import Tip
    from workbench.project import Project

Kind = Literal["macro", "tip", "exemplar", "practice", "case", "conversation"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_CONVERSATION = re.compile(r"(?:\d{4}-\d\d-\d\d-\d+|last)(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that memory holds.

    Parameters
    ----------
    kind, name
        Together they are its identifier.
    line
        What it is, in one line.
    record
        All of it: a macro, tip, exemplar, case, or the turns of a conversation.
    path
        Its file or folder; that of all tips for one.
    """

    kind: Kind
    name: str
    line: str
    record: Macro | Tip | Exemplar | Case | tuple[Turn, ...]
    path: Path

    @property
    def id(self) -> str:
        """How it is spoken of."""
        return self.name if self.kind == "conversation" else f"{self.kind}:{self.name}"


def is_other(name: str, symbols: Collection[str] = ()) -> bool:
    """Whether a name is an identifier of something else than a symbol.

    Parameters
    ----------
    name
        As a person gives it.
    symbols
        Names that stand for symbols, whatever they look like: one may be called ``last``.
    """
    kind, colon, _ = name.partition(":")
    is_conversation = _CONVERSATION.fullmatch(name) is not None and name not in symbols
    return (bool(colon) and kind in KINDS) or is_conversation


class Others:
    """What the memory of a project holds besides symbols.

    Parameters
    ----------
    project
        Whose memory it is.
    """

    def __init__(self, project: Project) -> None:
        self.folder = project.folder / MEMORY_FOLDER
        self.macros = macros_of(project)
        self.tips = tips_of(project)
        self.conversations = Conversations(project.memory)
        self.cases = Cases(self.folder / "cases")
        self.faults: list[str] = []
        """Why files could not be read, of what was asked for so far."""

    def exemplars(self, kind: Kind = "exemplar") -> Exemplars:
        """Return the dialogues that people accepted, or those that were practised."""
        return Exemplars(self.folder / ("practice" if kind == "practice" else "exemplars"))

    def all(self, kind: Kind) -> list[Entry]:
        """Return all of a kind that can be read, oldest first where that is known."""
        found: dict[Kind, Callable[[], Iterator[Entry]]] = {
            "macro": self._macros, "tip": self._tips, "case": self._cases,
            "exemplar": lambda: self._exemplars("exemplar"),
            "practice": lambda: self._exemplars("practice"),
            "conversation": self._conversations,
        }  # fmt: skip
        return list(found[kind]())

    def find(self, name: str) -> Entry:
        """Return what an identifier stands for; `UserError` if there is none."""
        if _CONVERSATION.fullmatch(name):
            return self._conversation(self.conversations.find(name)[0])
        kind, _, own = name.partition(":")
        if kind not in KINDS:
            message = f"There is no kind {kind!r}{did_you_mean(kind, KINDS)}"
            raise UserError(message)
        if kind == "macro":
            own, _, version = own.partition("@")
            macro = self.macros.get(own, int(version) if version.isdecimal() else None)
            return self._macro(macro)
        if kind == "conversation":
            return self._conversation(self.conversations.get(own))
        entries = {entry.name: entry for entry in self.all(kind)}
        if own not in entries:
            there = f" among {counted(len(entries), kind)}" if kind != "practice" else ""
            message = f"There is no {kind} {own!r}{there}{did_you_mean(own, entries)}"
            raise UserError(message)
        return entries[own]

    def count(self, kind: Kind) -> int:
        """Return how many there are of a kind, without reading them where that is possible."""
        if kind == "conversation":
            return len(self.conversations.names())
        if kind in ("exemplar", "practice", "case"):
            folder = self.cases.folder if kind == "case" else self.exemplars(kind).folder
            return sum(1 for _ in folder.glob("*.toml"))
        return len(self.macros.names()) if kind == "macro" else len(self.all(kind))

    # forgetting -----------------------------------------------------------------------------

    def forget(self, name: str) -> Entry:
        """Take something out of use, and return it; nothing of it is deleted."""
        entry = self.find(name)
        if entry.kind == "tip":
            self.tips.forget(entry.line)
        else:
            _move(entry.path, self._forgotten(entry.kind) / entry.path.name)
        return entry

    def restore(self, name: str) -> Entry:
        """Bring back what was forgotten, and return it; `UserError` if there is nothing such."""
        kind, _, own = name.partition(":") if ":" in name else ("conversation", "", name)
        if kind == "tip" and own.isdecimal():
            self.tips.restore(int(own))
            return self.find(name)
        for path in self._forgotten(kind).glob("*"):
            # files of dialogues and cases end with their key
            if path.name == own or path.stem.endswith(f"-{own}"):
                _move(path, self._place(kind) / path.name)
                return self.find(name)
        message = f"Nothing that was forgotten is called {name!r}. See: workbench memory list"
        raise UserError(message)

    def forgotten(self) -> list[str]:
        """Return the identifiers of what was forgotten, and of tips that made room."""
        found = [f"tip:{tip.number}" for tip in self.tips.archived()]
        for kind in KINDS:
            for path in sorted(self._forgotten(kind).glob("*")):
                name = path.name if path.is_dir() else path.stem.rpartition("-")[2]
                found.append(name if kind == "conversation" else f"{kind}:{name}")
        return found

    def _forgotten(self, kind: str) -> Path:
        return self.folder / "forgotten" / kind

    def _place(self, kind: str) -> Path:
        places = {
            "macro": self.macros.folder, "case": self.cases.folder,
            "conversation": self.conversations.folder,
        }  # fmt: skip
        if kind in ("exemplar", "practice"):
            return self.exemplars("practice" if kind == "practice" else "exemplar").folder
        return places[kind]

    # reading --------------------------------------------------------------------------------

    def _macros(self) -> Iterator[Entry]:
        for name in self.macros.names():
            try:
                yield self._macro(self.macros.get(name))
            except WorkbenchError as error:
                self.faults.append(str(error))

    def _macro(self, macro: Macro) -> Entry:
        return Entry("macro", macro.name, macro.line(), macro, self.macros.folder / macro.name)

    def _tips(self) -> Iterator[Entry]:
        try:
            tips = self.tips.all()
        except DataError as error:
            self.faults.append(str(error))
            return
        for tip in tips:
            yield Entry("tip", str(tip.number), tip.text, tip, self.tips.folder)

    def _exemplars(self, kind: Kind) -> Iterator[Entry]:
        store = self.exemplars(kind)
        self.faults += store.faults()
        for path, one in store.files().items():
            rejected = f" (rejected: {one.rejected})" if one.rejected else ""
            line = f"{one.situation.question} -> {one.found}{rejected}"
            yield Entry(kind, one.key, line, one, path)

    def _cases(self) -> Iterator[Entry]:
        self.faults += self.cases.faults()
        for path, one in sorted(self.cases.files().items(), key=lambda pair: pair[1].number):
            found = "; ".join(map(str, one.values)) or "a table"
            asked = " / ".join([*one.before, one.question])
            yield Entry("case", one.key, f"{asked} -> {found}", one, path)

    def _conversations(self) -> Iterator[Entry]:
        for name in self.conversations.names():
            try:
                yield self._conversation(Transcript(self.conversations.folder / name))
            except DataError as error:
                self.faults.append(str(error))

    def _conversation(self, one: Transcript) -> Entry:
        line = f"{counted(len(one.turns), 'question')}: {one.turns[-1].line()}"
        return Entry("conversation", one.name, line, tuple(one.turns), one.folder)


def _move(path: Path, there: Path) -> None:
    make_folder(there.parent)
    if there.exists():
        message = f"{there} is there already. Move it away, then try again."
        raise UserError(message)
    try:
        path.rename(there)
    except OSError as error:
        raise cannot_write(there, error) from error
