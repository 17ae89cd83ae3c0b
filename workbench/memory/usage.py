"""The log of a memory: a line of JSON for all that happened to symbols, only ever added to.

What was recalled for a question, and which versions its answer used. How strong a symbol is follows
from it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from workbench.memory.lines import add_line, bytes_from
from workbench.memory.plain_text import writable
from workbench.memory.symbol_file import is_time

What = Literal["recalled", "used", "wrote", "forgot", "restored", "imported"]
_WHATS = get_args(What)


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the log.

    Parameters
    ----------
    when
        ISO 8601.
    what
        What happened.
    symbols
        Name -> version.
    question
        That recalled or used them.
    answer
        What was answered, in a line.
    """

    when: str
    what: What
    symbols: Mapping[str, int] = field(default_factory=dict)
    question: str = ""
    answer: str = ""


@dataclass(slots=True)
class _Strengths:
    """Who was recalled how often, and when last."""

    times: dict[str, int] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)
    question: str = ""
    counted: set[str] = field(default_factory=set)

    def take(self, event: Event) -> None:
        """Count an event: a symbol once for the recall and the use that belong to one question."""
        if event.what == "restored":
            self.last.update(dict.fromkeys(event.symbols, event.when))
        if event.what not in ("recalled", "used"):
            return
        if event.what == "recalled" or event.question != self.question:
            self.counted = set()
        self.question = event.question
        for name in event.symbols:
            self.last[name] = event.when
            if name not in self.counted:
                self.times[name] = self.times.get(name, 0) + 1
        self.counted |= set(event.symbols)


class UsageLog:
    """The log in a file.

    Parameters
    ----------
    path
        Of the file; made with the first line.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._reading = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        self._read_to = 0
        self._lines = 0
        self._events: list[Event] = []
        self._faults: list[str] = []
        self._strengths = _Strengths()

    def add(self, event: Event) -> None:
        """Add a line; the lock is held."""
        record = {key: value for key, value in asdict(event).items() if value or key == "symbols"}
        add_line(self.path, writable(json.dumps(record, ensure_ascii=False)))

    def events(self) -> list[Event]:
        """Return what happened, oldest first."""
        self._read()
        return list(self._events)

    def faults(self) -> list[str]:
        """Say which lines cannot be read."""
        self._read()
        return list(self._faults)

    def recalls(self, name: str) -> tuple[int, str]:
        """Return how many questions recalled a symbol, and when the last one did or ``""``."""
        self._read()
        return self._strengths.times.get(name, 0), self._strengths.last.get(name, "")

    def _read(self) -> None:
        """Read the lines that are new; anew if somebody made the file shorter."""
        with self._reading:
            size = self.path.stat().st_size if self.path.exists() else 0
            if size < self._read_to:
                self._begin()
            if size == self._read_to:
                return
            new = bytes_from(self.path, self._read_to)
            whole = new[: new.rfind(b"\n") + 1]
            self._read_to += len(whole)
            for event in self._parsed(whole):
                self._events.append(event)
                self._strengths.take(event)

    def _parsed(self, content: bytes) -> Iterator[Event]:
        for line in content.splitlines():
            self._lines += 1
            event = _event(line)
            if event is not None:
                yield event
            elif line.strip():
                self._faults.append(
                    f"{self.path}, line {self._lines} is left out: no event in JSON"
                )


def _event(line: bytes) -> Event | None:
    """Return the event of a line; ``None`` if it holds none."""
    try:
        said: Any = json.loads(line)
        return Event(**said) if _is_event(said) else None
    except (ValueError, TypeError):
        return None


def _is_event(said: Any) -> bool:
    return (
        isinstance(said, dict)
        and said.get("what") in _WHATS
        and isinstance(said.get("symbols"), dict)
        and all(isinstance(said.get(key, ""), str) for key in ("when", "question", "answer"))
        and is_time(said.get("when", ""))
    )
