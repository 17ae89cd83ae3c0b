"""Long-term memory: symbols in text files, recalled by name or by what they say.

```
memory/
  symbols/        see `workbench.memory.symbol_folder`
  log.jsonl       what was recalled, and used by which answer; see `workbench.memory.usage`
  days.txt        the days on which the project was used
  conversations/  what was asked and answered; see `workbench.memory.conversations`
  macros/         see `workbench.memory.macro_folder`
  tips/           see `workbench.memory.tips`
  exemplars/      dialogues that models are shown; see `workbench.memory.exemplars`
  cases/          answers that were accepted; see `workbench.memory.cases`
```
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from workbench.memory.names import SymbolRef, normalised
from workbench.memory.recall import MOST_RECALLED, Recalled, Similarity, alike, ranked
from workbench.memory.retention import ARCHIVE_BELOW, days_between, retention
from workbench.memory.symbol_store import SymbolStore, local_time
from workbench.memory.symbols import START, Symbol
from workbench.memory.usage import What

MEMORY_FOLDER = "memory"


class Memory(SymbolStore):
    """The long-term memory of a project.

    Parameters
    ----------
    folder, clock, start
        As of `SymbolStore`.
    similarity
        How alike texts are to a question.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], datetime] = local_time,
        start: int = START,
        similarity: Similarity = alike,
    ) -> None:
        super().__init__(folder, clock=clock, start=start)
        self._similarity = similarity

    def active(self) -> None:
        """Note that the project is used today."""
        with self.files.locked():
            self.days.note(self.time()[:10])

    def retention(self, symbol: Symbol) -> float:
        """Return how well a symbol is remembered today, 0 to 1; 1 if it is pinned."""
        return self._retention(symbol, self.days.all())

    def is_archived(self, symbol: Symbol) -> bool:
        """Whether a symbol is left out when a question recalls what it is about."""
        return self.retention(symbol) < ARCHIVE_BELOW

    def _retention(self, symbol: Symbol, days: Sequence[str]) -> float:
        if symbol.pinned:
            return 1.0
        unused = days_between(days, symbol.last_used[:10], self.time()[:10])
        return retention(unused, symbol.strength)

    def rank(
        self, question: str, most: int = MOST_RECALLED, *, archived: bool = False
    ) -> list[Recalled]:
        """Return what a question is about, best first; nothing is strengthened.

        Parameters
        ----------
        question
            In words.
        most
            Symbols at most.
        archived
            Whether archived ones are there, too.
        """
        days = self.days.all()
        retained = [(symbol, self._retention(symbol, days)) for symbol in self.symbols()]
        meant = [(symbol, kept) for symbol, kept in retained if archived or kept >= ARCHIVE_BELOW]
        symbols, kept = [one for one, _ in meant], [one for _, one in meant]
        return ranked(question, symbols, kept, self._similarity)[:most]

    def recall(
        self, question: str, most: int = MOST_RECALLED, *, archived: bool = False
    ) -> list[Recalled]:
        """Return what a question is about, as `rank` does, and strengthen it."""
        found = self.rank(question, most, archived=archived)
        self._event("recalled", question, [one.symbol.ref for one in found])
        return found

    def used(
        self,
        question: str,
        symbols: Mapping[str, int] | Iterable[SymbolRef],
        answer: str = "",
    ) -> None:
        """Note which versions an answer used; what it did not recall before is strengthened.

        Parameters
        ----------
        question
            As it was asked.
        symbols
            Name -> version, or pairs of them.
        answer
            In a line.
        """
        pairs = symbols.items() if isinstance(symbols, Mapping) else symbols
        self._event("used", question, [SymbolRef(*pair) for pair in pairs], answer)

    def _event(
        self, what: What, question: str, refs: Sequence[SymbolRef], answer: str = ""
    ) -> None:
        with self.files.locked():
            self._note(
                what, {normalised(name): version for name, version in refs}, question, answer
            )
