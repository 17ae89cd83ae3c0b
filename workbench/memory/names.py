"""Names of symbols, and how a message writes and reads them.

``<|name|>`` writes: it gives a name to what the message says. ``<name>`` reads it, and ``<name@2>``
reads its second version. A message may hold many of both, in any order.

Case does not matter, and spaces, hyphens and ``_`` are the same: ``<|Social approach|>`` is read by
``<social-approach>``; its name is ``social_approach``. A ``<`` right behind a letter, a digit or a
bracket is a comparison (``x<y``), and so is one with a space or a number behind it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from graphs.errors import UserError

MOST_LETTERS = 60

_BETWEEN = re.compile(r"[\s_\-\u2010-\u2015]+")
_WRITE = re.compile(r"<\|([^<>|]*)\|>")
_OPEN = re.compile(r"<\|\s*[^\W\d_](?![^<>|]*\|>)[^<>|\n]{0,20}")
_READ = re.compile(r"(?<![A-Za-z0-9_)\]<|])<([^\W\d_][^<>|@\n]*)(?:@([0-9]{1,6}))?>")
_KEPT_BY_WINDOWS = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)


class SymbolRef(NamedTuple):
    """One version of a symbol; ``str`` gives ``name@2``."""

    name: str
    version: int

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a message that writes or reads a symbol.

    Parameters
    ----------
    name
        As `normalised` gives it.
    start, stop
        Where it stands: ``message[start:stop]``.
    version
        That is read; ``None`` for the latest.
    """

    name: str
    start: int
    stop: int
    version: int | None = None


class Marks(NamedTuple):
    """What a message writes and reads, in its order."""

    writes: tuple[Mark, ...]
    reads: tuple[Mark, ...]


def normalised(name: str) -> str:
    """Return a name as it is compared and stored: lower case, ``_`` between words.

    Raises
    ------
    UserError
        It is no name; the message says why.
    """
    key = _key(name)
    fault = _fault(key)
    if fault:
        message = (
            f"{name!r} cannot be the name of a symbol: {fault}. Expected letters and digits, with "
            "spaces, hyphens or _ between words, and a letter first."
        )
        raise UserError(message)
    return key


def split_version(text: str) -> tuple[str, int | None]:
    """Return the name and the version that ``name@2`` speaks of; ``None`` for the latest."""
    name, at, version = text.strip().removeprefix("<").removesuffix(">").rpartition("@")
    if not at:
        return normalised(version), None
    if not re.fullmatch(r"[0-9]{1,6}", version):
        message = f"{text!r} names no version: behind @ stands {version!r}; expected a whole number"
        raise UserError(message)
    return normalised(name), int(version)


def marks(message: str) -> Marks:
    """Return what a message writes and reads.

    Raises
    ------
    UserError
        It writes a name that is none, one name twice, or leaves ``<|name`` open; all such faults
        are listed.
    """
    faults = [f"{found[0]!r} is not closed; expected '|>'" for found in _OPEN.finditer(message)]
    writes: list[Mark] = []
    for found in _WRITE.finditer(message):
        key = _key(found[1])
        fault = _fault(key)
        if fault:
            faults.append(f"{found[0]!r}: {fault}")
        elif key in {mark.name for mark in writes}:
            faults.append(f"{found[0]!r} is written twice; say it in one place, or in two messages")
        writes.append(Mark(key, found.start(), found.end()))
    if faults:
        listing = "\n".join(f"  - {fault}" for fault in faults)
        error = f"Names in the message; a symbol is written as <|name|>:\n{listing}"
        raise UserError(error)
    return Marks(tuple(writes), reads_of(message))


def reads_of(text: str) -> tuple[Mark, ...]:
    """Return what a text reads: ``<name>`` and ``<name@2>``, in its order."""
    return tuple(
        Mark(_key(found[1]), found.start(), found.end(), int(found[2]) if found[2] else None)
        for found in _READ.finditer(text)
        if found[1] == found[1].strip(" _-") and not _fault(_key(found[1]))
    )


def definitions(message: str) -> dict[str, str]:
    """Return what each name that a message writes stands for, word for word.

    A message that writes one name is the text of that name, unchanged. One that writes several is
    cut at them: where it begins with a name, each text reaches from its name to the next; else
    each text ends with its name and the sentence mark behind it. Spaces around the pieces are left
    out, and what is behind the last name belongs to it.
    """
    writes = marks(message).writes
    if len(writes) < 2:
        return {mark.name: message for mark in writes}
    names_first = not message[: writes[0].start].strip()
    cuts = [mark.start if names_first else _behind(message, mark.stop) for mark in writes]
    starts = cuts if names_first else [0, *cuts[:-1]]
    stops = [*starts[1:], len(message)]
    return {
        mark.name: message[start:stop].strip()
        for mark, start, stop in zip(writes, starts, stops, strict=True)
    }


def _behind(message: str, stop: int) -> int:
    """Return where the sentence mark behind a name ends."""
    return stop + len(message[stop:]) - len(message[stop:].lstrip(".,;:!?。，；！？"))


def _key(name: str) -> str:
    """Return a name as it is compared, whether or not it may be one."""
    text = unicodedata.normalize("NFKC", name)
    text = unicodedata.normalize("NFKC", text.lower())
    return _BETWEEN.sub("_", text).strip("_")


def _fault(key: str) -> str:
    """Return why a key is no name; empty if it is one."""
    if not key:
        return "it has no letters"
    wrong = sorted({one for one in key if one != "_" and unicodedata.category(one)[0] not in "LMN"})
    if wrong:
        return f"it holds {', '.join(map(repr, wrong))}"
    if unicodedata.category(key[0])[0] != "L":
        return f"it begins with {key[0]!r}"
    if len(key) > MOST_LETTERS:
        return f"it has {len(key)} letters, at most {MOST_LETTERS} are possible"
    if key in _KEPT_BY_WINDOWS:
        return "Windows lets no file have that name"
    return ""
