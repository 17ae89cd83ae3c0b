"""Probes, and the file that keeps them: JSON lines, the same bytes for equal probes.

The first line says what made them: ``{"format": "probes-1", "seed": ..., "scored": [...],
"dropped": [{"aspect": ..., "why": ..., "count": ...}]}``. Every other line is an object:

- ``probe``: unique; ``aspect``: what it is about; ``form``: ``yes_no``, ``choice`` or ``open``
- ``pair``: what the two statements of a matched pair, one true and one false, have in common; else
  null
- ``recording``, ``start_s``, ``stop_s``: what is shown, seconds, half-open
- ``ask``: what the model reads; ``options``: what it chooses from, by letter; else null
- ``right``: the right answer: ``yes``, ``no``, a letter, a number, or names of behaviors of which
  each is right
- ``claims``: what each statement says, for programs, in the order of the options
- ``facts``: identifiers of the facts that make it right
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from graphs.errors import DataError, UserError
from graphs.plain_json import to_json
from graphs.storage.atomic import cannot_write, write_atomic

FORMAT = "probes-1"

Aspect = Literal[
    "presence", "count", "identity", "attribute", "action", "target", "spatial", "direction",
    "zone", "order",
]  # fmt: skip
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)

Form = Literal["yes_no", "choice", "open"]

Claim = Mapping[str, object]
"""What a statement says: ``{"says": "does", "subject": ..., "predicate": ..., "object": ...}``,
``{"says": "count", "count": 2}``, ``{"says": "left of", "subject": ..., "object": ...}``,
``{"says": "inside", "subject": ..., "object": ...}``, ``{"says": "before", "first": ..., "second":
...}`` or ``{"says": "between", "predicate": ..., "start_s": ..., "stop_s": ...}``."""


@dataclass(frozen=True)
class Probe:
    """One small question; the fields are those of the file, see the module."""

    probe: str
    aspect: Aspect
    form: Form
    pair: str | None
    recording: str
    start_s: float
    stop_s: float
    ask: str
    options: tuple[str, ...] | None
    right: str | int | tuple[str, ...]
    claims: tuple[Claim, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """Probes of an aspect that were not made, and why."""

    aspect: Aspect
    why: str
    count: int


@dataclass(frozen=True, slots=True)
class ProbeSet:
    """Probes, with what made them.

    Parameters
    ----------
    seed
        Of what was drawn.
    scored
        Behaviors that people looked for.
    probes
        In the order of clips and aspects.
    dropped
        What could not be asked.
    """

    seed: int
    scored: tuple[str, ...]
    probes: tuple[Probe, ...]
    dropped: tuple[Dropped, ...]

    def to_jsonl(self) -> str:
        """Return the text of the file."""
        first = {
            "format": FORMAT,
            "seed": self.seed,
            "scored": self.scored,
            "dropped": [asdict(one) for one in self.dropped],
        }
        return "".join(f"{to_json(line)}\n" for line in (first, *map(asdict, self.probes)))


def write_probes(probes: ProbeSet, path: Path) -> None:
    """Write the file, whole or not at all; `UserError` if it cannot be written."""
    try:
        write_atomic(path, probes.to_jsonl().encode())
    except OSError as error:
        raise cannot_write(path, error) from error


def read_probes(path: Path) -> ProbeSet:
    """Return the probes of a file.

    Raises
    ------
    UserError
        The file cannot be read.
    DataError
        It is no such file; all lines that are wrong are listed.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read as text ({error}). Expected a file of probes."
        raise UserError(message) from error
    head = _object(lines[0]) if lines else None
    if head is None or head.get("format") != FORMAT:
        message = f"{path.name}, line 1: expected the format {FORMAT!r}; make the probes again."
        raise DataError(message)
    found = [_probe(line) for line in lines[1:]]
    wrong = [str(number) for number, one in enumerate(found, 2) if one is None]
    if wrong:
        message = f"{path.name}: no probe on line {', '.join(wrong)}. Make the probes again."
        raise DataError(message)
    dropped = tuple(Dropped(**one) for one in head["dropped"])
    probes = tuple(one for one in found if one is not None)
    return ProbeSet(head["seed"], tuple(head["scored"]), probes, dropped)


def _object(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _probe(line: str) -> Probe | None:
    value = _object(line)
    if value is None or set(value) != set(Probe.__dataclass_fields__):
        return None
    return Probe(**{name: _frozen(one) for name, one in value.items()})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
