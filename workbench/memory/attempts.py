"""When a planner stops trying, and why: steps, failures in a row, one program again, cost.

The limits are those of agents that plan, act and reflect (Wang et al. 2025, Mobile-Agent-E), with
fewer steps, as a question about data is shorter than a task on a telephone.
"""

from __future__ import annotations

import ast
import math
from collections import Counter
from dataclasses import dataclass, field

from graphs.words import counted

REPLAN_AFTER = 2
"""Failures in a row after which the plan, not the program, is to be changed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a planner tries.

    Parameters
    ----------
    steps
        Programs that are run.
    failures
        In a row.
    same
        How often one program may be tried.
    seconds
        From the first step.
    tokens
        Read and written by a model.
    """

    steps: int = 12
    failures: int = 3
    same: int = 3
    seconds: float = math.inf
    tokens: float = math.inf


@dataclass
class Attempts:
    """What was tried so far.

    Parameters
    ----------
    limits
        When to stop.
    """

    limits: Limits = field(default_factory=Limits)
    steps: int = 0
    failures: int = 0
    seconds: float = 0.0
    tokens: int = 0
    _tried: Counter[str] = field(default_factory=Counter, init=False)
    _failures_of_plan: int = field(default=0, init=False)

    def note(self, program: str, *, ok: bool, seconds: float = 0.0, tokens: int = 0) -> str:
        """Note a step, and return why to stop; ``""`` to go on.

        Parameters
        ----------
        program
            What was tried; how it is laid out does not matter.
        ok
            Whether it ran and its result passed the checks.
        seconds, tokens
            What it took.
        """
        self.steps += 1
        self.failures = 0 if ok else self.failures + 1
        self._failures_of_plan = 0 if ok else self._failures_of_plan + 1
        self._tried[_meaning(program)] += 1
        self.seconds += seconds
        self.tokens += tokens
        return self.reason

    def replanned(self) -> None:
        """Note that there is a new plan: failures of the old one no longer ask for another."""
        self._failures_of_plan = 0

    @property
    def must_replan(self) -> bool:
        """Whether the plan failed `REPLAN_AFTER` times in a row."""
        return self._failures_of_plan >= REPLAN_AFTER

    @property
    def reason(self) -> str:
        """Why to stop; ``""`` to go on."""
        limits, most = self.limits, max(self._tried.values(), default=0)
        reasons = (
            (most >= limits.same, f"the same program was tried {counted(most, 'time')}"),
            (self.failures >= limits.failures, f"{counted(self.failures, 'failure')} in a row"),
            (self.steps >= limits.steps, f"{counted(self.steps, 'step')} without an answer"),
            (
                self.seconds >= limits.seconds,
                f"{self.seconds:.3g} s were used; at most {limits.seconds:g} s",
            ),
            (
                self.tokens >= limits.tokens,
                f"{self.tokens} tokens were used; at most {limits.tokens:g}",
            ),
        )
        return next((reason for stop, reason in reasons if stop), "")


def _meaning(program: str) -> str:
    """Return a program without layout and comments; as it is if it is none."""
    try:
        return ast.dump(ast.parse(program))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return " ".join(program.split())
