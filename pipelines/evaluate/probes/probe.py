"""Probes: small questions about clips, each with what is right and the facts that make it so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Aspect = Literal[
    "presence", "count", "identity", "attribute", "action", "target", "spatial", "direction",
    "zone", "order",
]  # fmt: skip
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)

Form = Literal["yes_no", "choice", "open"]
FORMS: tuple[Form, ...] = get_args(Form)

LETTERS = "ABCD"
"""Of the four choices."""

Claim = Mapping[str, object]
"""What a statement says: ``{"says": "does", "subject": ..., "predicate": ..., "object": ...}``,
``{"says": "count", "count": 2}``, ``{"says": "left of", "subject": ..., "object": ...}``,
``{"says": "inside", "subject": ..., "object": ...}``, ``{"says": "before", "first": ..., "second":
...}`` or ``{"says": "between", "predicate": ..., "start_s": ..., "stop_s": ...}``."""


@dataclass(frozen=True)
class Probe:
    """One small question; the fields are those of `pipelines.evaluate.probes.file`."""

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

    @property
    def clip(self) -> tuple[str, float, float]:
        """Recording, start and stop in seconds."""
        return self.recording, self.start_s, self.stop_s


@dataclass(frozen=True, slots=True)
class Shown:
    """A recording that probes show, so that no other one is taken for it.

    Parameters
    ----------
    individuals
        Its animals, in the order of the numbers that probes call them by.
    video
        Fingerprint of the file, from `pipelines.fingerprint.file_fingerprint`; empty if nobody
        looked.
    """

    individuals: tuple[str, ...]
    video: str = ""


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
    recordings
        Name -> what is known of it.
    """

    seed: int
    scored: tuple[str, ...]
    probes: tuple[Probe, ...]
    dropped: tuple[Dropped, ...]
    recordings: Mapping[str, Shown] = field(default_factory=dict)
