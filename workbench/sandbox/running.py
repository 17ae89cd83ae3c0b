"""A program run apart, in a process of its own, with nothing but what `workbench` gives it.

The process is a pydantic-monty worker: another interpreter, without files, network, environment or
modules. Time, memory, depth, calls and output are limited; a worker that dies takes nothing along.
"""

from __future__ import annotations

import time
import warnings
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from graphs.errors import WorkbenchError
from workbench.ask.telling import Told, collecting
from workbench.sandbox.check import check
from workbench.sandbox.hosting import TOO_LONG, Host
from workbench.sandbox.names import DataNames, names_of
from workbench.sandbox.prelude import prelude
from workbench.sandbox.refusals import MODULE, Fault, parsed, refused
from workbench.sandbox.rewrite import Rewritten, rewritten
from workbench.sandbox.stubs import StubMaker

if TYPE_CHECKING:
    from pydantic_monty import Monty

    from workbench.project import Project

_PROGRAM = "<python-input-1>"
"""How the worker calls the second text that it is given: the program, after the prelude."""

_LONGEST = 2000
"""Characters of a message."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a program may use.

    Parameters
    ----------
    own_s
        Seconds that its own statements may take, without what the host does for it.
    total_s
        Seconds in all, looked at whenever it asks the host for something.
    memory
        Bytes of the worker's heap.
    calls
        What it may ask of the host.
    depth
        Functions that call each other.
    printed
        Bytes that it may print.
    check_s
        Seconds that its check may take.
    """

    own_s: float = 10.0
    total_s: float = 600.0
    memory: int = 128_000_000
    calls: int = 50_000
    depth: int = 200
    printed: int = 64_000
    check_s: float = 20.0


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a program.

    Parameters
    ----------
    told
        What it said that it found; so far, if it failed.
    printed
        What it printed.
    fault
        Why it failed, with the line; ``None`` if it did not.
    notes
        Warnings of what was asked of the host.
    seconds
        How long it took.
    """

    told: Told
    printed: str
    fault: Fault | None
    notes: tuple[str, ...]
    seconds: float


class Sandbox:
    """Checks and runs programs about a project.

    Parameters
    ----------
    project
        What programs open.
    limits
        How much each may use.
    """

    def __init__(self, project: Project, limits: Limits | None = None) -> None:
        self.project = project
        self.limits = limits or Limits()

    @cached_property
    def names(self) -> DataNames:
        """The names that programs may use."""
        return names_of(self.project)

    def check(self, program: str) -> list[Fault]:
        """Return what is wrong with a program; nothing of it runs."""
        return check(self._checkers, program, self.names, self._stubs)

    @cached_property
    def _stubs(self) -> str:
        return StubMaker(self.names).text

    @cached_property
    def _checkers(self) -> Monty:
        """A process that checks one program after the other: it runs none, so nothing stays."""
        import pydantic_monty as monty

        pool = monty.Monty(min_processes=1, max_processes=1, request_timeout=self.limits.check_s)
        pool.__enter__()
        weakref.finalize(self, pool.__exit__, None, None, None)
        return pool

    def run(self, program: str) -> Ran:
        """Run a program.

        What is wrong with it, seen by reading it or when it runs, is the result's `Ran.fault`:
        nothing is raised for it. Types are for `check`.
        """
        started = time.monotonic()
        tree = parsed(program)
        faults = [tree] if isinstance(tree, Fault) else refused(tree)
        if faults or isinstance(tree, Fault):
            return Ran(Told(), "", faults[0], (), 0.0)
        host = Host(self.project, started + self.limits.total_s)
        with _pool() as pool, collecting() as told, warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            printed, fault = self._fed(pool, rewritten(tree), host)
        notes = tuple(dict.fromkeys(str(one.message) for one in said))
        return Ran(told, printed, fault, notes, time.monotonic() - started)

    def _fed(self, pool: Monty, text: Rewritten, host: Host) -> tuple[str, Fault | None]:
        import pydantic_monty as monty

        out = monty.CollectString(self.limits.printed)
        modules = {
            MODULE: monty.ExternalModule(host.functions()),
            "workbench_host": monty.ExternalModule(host.operations()),
        }
        fault = None
        with pool.checkout(
            limits=self._limits(), external_modules=modules, assert_message_annotations=False
        ) as worker:
            try:
                worker.feed_run(prelude())
                worker.feed_run(text.text, print_callback=out)
            except monty.MontyError as error:
                fault = _fault(error, text, host, self.limits)
        return out.output, fault

    def _limits(self) -> Any:
        limits = self.limits
        return {
            "max_feed_duration_secs": limits.own_s,
            "max_memory": limits.memory,
            "max_recursion_depth": limits.depth,
            "max_suspensions": limits.calls,
            "max_total_sleep_secs": 0.0,
        }


@contextmanager
def _pool() -> Iterator[Monty]:
    import pydantic_monty as monty

    with monty.Monty(min_processes=1, max_processes=1) as pool:
        yield pool


def _fault(error: Any, text: Rewritten, host: Host, limits: Limits) -> Fault:
    import pydantic_monty as monty

    if isinstance(error, monty.MontyCrashedError):
        return Fault(_died(error, limits), 0)
    frames = error.traceback() if hasattr(error, "traceback") else []
    lines = [frame.line for frame in frames if frame.filename == _PROGRAM]
    message = str(error)
    said = error.exception()
    if isinstance(host.error, WorkbenchError) and str(host.error) in message:
        message = str(host.error)
    elif reached := _limit(message, limits):
        message = reached
    elif type(said) is Exception:
        message = str(said)
    return Fault(_shortened(message), text.line(lines[-1]) if lines else 0)


def _died(error: Any, limits: Limits) -> str:
    if getattr(error, "timed_out", False):
        return _limit("TimeoutError: feed", limits)
    return f"The process in which the program ran has died: {_shortened(str(error))}"


def _limit(message: str, limits: Limits) -> str:
    """Return in plain words which limit a program has reached; empty if none."""
    kind, _, rest = message.partition(": ")
    if kind == "TimeoutError" and rest.startswith("feed"):
        return (
            f"The program's own statements took more than {limits.own_s:g} s. Ask for all frames "
            f"at once (rec.speed(...).mean()) instead of going through them one by one."
        )
    if kind == "TimeoutError" and rest == TOO_LONG:
        return f"The program took longer than {limits.total_s:g} s."
    if kind == "MemoryError" and f"> {limits.printed} bytes" in rest:
        return f"The program printed more than {limits.printed} characters."
    if kind == "MemoryError":
        return f"The program needs more than {limits.memory // 1_000_000} MB of memory."
    if kind == "RecursionError":
        return f"The program's functions call each other more than {limits.depth} deep."
    if "Internal error in monty" in rest:
        return "The program raised an error that programs cannot raise."
    if "suspension" in rest:
        return f"The program asked for more than {limits.calls} things."
    return ""


def _shortened(message: str) -> str:
    return message if len(message) <= _LONGEST else f"{message[:_LONGEST]}..."
