"""What was asked of a model for a question, what it wrote, and what came of it; kept as JSON.

```
runs/ask/ID/
  trace.json       question, prompts, answers, programs, faults; written after every step
  work.toml        the subgoals with their programs (`workbench.memory.context`)
  ledger.jsonl     what left this machine, if anything did (`pipelines.models.ledger`)
```
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from graphs.errors import DataError
from graphs.plain_json import to_json
from graphs.records import content_id
from graphs.storage.atomic import cannot_write, write_atomic

TRACE = "trace.json"
ASK = "ask"
"""Folder of questions, beside those of other runs."""

StepKind = Literal["plan", "write", "repair", "replan"]
Outcome = Literal["open", "answered", "refused", "stopped", "budget", "failed"]
"""``open`` while it goes on, or where the process was killed; ``failed``: the model cannot be
asked."""


@dataclass(frozen=True, slots=True)
class Step:
    """One request and what came of it.

    Parameters
    ----------
    kind
        What was asked for.
    subgoal
        What the program is for.
    prompt, answer
        As they were sent and came; the instructions that all steps share are in the trace.
    program
        What the model wrote; ``""`` where it wrote none.
    faults
        Why it was sent back; empty if it ran and passed the checks.
    printed
        What it printed.
    seconds
        Of checking and running it.
    asked_s
        Of waiting for the model.
    input_tokens, output_tokens
        As the provider counts them; 0 where the answer was stored.
    stored
        Whether the answer was known from before, and nothing was sent.
    """

    kind: StepKind
    subgoal: str
    prompt: str
    answer: str
    program: str = ""
    faults: tuple[str, ...] = ()
    printed: str = ""
    seconds: float = 0.0
    asked_s: float = 0.0
    input_tokens: int = 0
    output_tokens: int = 0
    stored: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """All steps of a question.

    Parameters
    ----------
    run
        Name of the folder.
    question
        As it was put to the model.
    model
        Its name.
    texts
        Fingerprint of the texts it was asked with.
    system
        The instructions.
    symbols
        Name -> version of what was recalled for it.
    steps
        In order.
    outcome, reason
        How it ended, and why if not with an answer.
    program
        The whole program, if there is one that answers.
    """

    run: str
    question: str
    model: str
    texts: str
    system: str
    symbols: Mapping[str, int] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    outcome: Outcome = "open"
    reason: str = ""
    program: str = ""

    @property
    def requests(self) -> int:
        """Steps for which the model was asked: those whose answer was not stored."""
        return sum(not step.stored for step in self.steps)

    def tried(self) -> str:
        """Return what was tried, a line per step, for a person."""
        return "\n".join(
            f"  {number}. {step.kind}{f' ({step.subgoal})' if step.subgoal else ''}: "
            + ("; ".join(step.faults) or "ran")
            for number, step in enumerate(self.steps, 1)
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return asdict(self)


class Recorder:
    """Keeps the trace of a question in its folder, whole after every step.

    Parameters
    ----------
    folder
        Of this question; made now.
    trace
        As it begins.

    Raises
    ------
    UserError
        The folder cannot be written.
    """

    def __init__(self, folder: Path, trace: Trace) -> None:
        self.folder, self.trace = folder, trace
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(folder, error) from error
        self._save()

    def add(self, step: Step) -> Trace:
        """Add a step, and return all of it so far."""
        self.trace = replace(self.trace, steps=(*self.trace.steps, step))
        self._save()
        return self.trace

    def end(self, outcome: Outcome, reason: str = "", program: str = "") -> Trace:
        """Say how it ended, and return all of it."""
        self.trace = replace(self.trace, outcome=outcome, reason=reason, program=program)
        self._save()
        return self.trace

    def _save(self) -> None:
        write_atomic(self.folder / TRACE, to_json(self.trace.to_dict()).encode())


def run_name(question: str, folder: Path) -> str:
    """Return a name for the run of a question that no folder has yet."""
    now = datetime.now(UTC)
    name = f"{now:%Y%m%dT%H%M%S}-{content_id(question, length=6)}"
    taken = sum(1 for _ in folder.glob(f"{name}*"))
    return f"{name}-{taken + 1}" if taken else name


def read_trace(folder: Path) -> Trace:
    """Return the trace of a question from its folder; `DataError` if it cannot be read."""
    path = folder / TRACE
    try:
        said = json.loads(path.read_bytes())
        steps = tuple(Step(**{**one, "faults": tuple(one["faults"])}) for one in said["steps"])
        return Trace(**{**said, "steps": steps})
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{path} is no trace of a question: {error}."
        raise DataError(message) from error
