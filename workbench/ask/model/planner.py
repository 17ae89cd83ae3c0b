"""A question answered by programs of a model: planned, written, checked, run, looked at, repaired.

The loop is that of agents that plan, act and reflect (Wang et al. 2025, Mobile-Agent-E) over a
memory in subgoals (Hu et al. 2024, HiAgent). Machine checks come first: a program that does not
fit the interface never runs, and what it found is looked at before it counts. Two failures in a
row ask for another plan, with all errors that stand; when to stop is `workbench.memory.attempts`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from graphs.errors import BudgetReached, UserError, WorkbenchError
from workbench.ask.model.cells import Runs, Tried, same_answer, try_program
from workbench.ask.model.prompts import Prompts
from workbench.ask.model.reply import Reply, read_reply
from workbench.ask.model.texts import ask_digest
from workbench.ask.model.trace import Recorder, Step, StepKind, Trace, run_name
from workbench.ask.model.work import AskingModel
from workbench.ask.reflect import Checks
from workbench.memory.attempts import Attempts, Limits
from workbench.memory.context import WorkingMemory
from workbench.memory.subgoals import Cell
from workbench.sandbox.running import Ran

WORK = "work.toml"


class NotAnsweredError(UserError):
    """A question that the model did not answer: it says so, or it was stopped.

    Parameters
    ----------
    message
        Why, and what was tried.
    trace
        All steps.
    """

    def __init__(self, message: str, trace: Trace) -> None:
        super().__init__(message)
        self.trace = trace


class AskingStopped(BudgetReached):
    """The budget was reached before a question was answered; what was answered is stored.

    Parameters
    ----------
    message
        Which budget, and what was tried.
    trace
        All steps.
    """

    def __init__(self, message: str, trace: Trace) -> None:
        super().__init__(message)
        self.trace = trace


class Written(NamedTuple):
    """A program that answers, what it found, and how it came about."""

    program: str
    ran: Ran
    doubts: tuple[str, ...]
    trace: Trace


@dataclass
class ModelLoop:
    """Asks a model for programs until one answers.

    Parameters
    ----------
    model
        Who is asked.
    sandbox
        Where programs are checked and run.
    checks
        Of what they find.
    runs
        Folder of all questions; each gets one of its own in it.
    limits
        When to stop.
    progress
        Hears of every step, as soon as it is done.
    """

    model: AskingModel
    sandbox: Runs
    checks: Checks
    runs: Path
    limits: Limits = field(default_factory=Limits)
    progress: Callable[[Trace], None] = lambda _trace: None

    def answer(self, prompts: Prompts, symbols: dict[str, int] | None = None) -> Written:
        """Return a program that answers a question, and what it found.

        Parameters
        ----------
        prompts
            Of the question.
        symbols
            Name -> version of what they tell from memory.

        Raises
        ------
        NotAnsweredError
            The model refuses, or it was stopped.
        AskingStopped
            The budget is reached.
        ModelError
            The model cannot be asked.
        """
        run = run_name(prompts.question, self.runs)
        begun = Trace(
            run, prompts.question, self.model.name, ask_digest(), prompts.system, symbols or {}
        )
        recorder = Recorder(self.runs / run, begun)
        return _Question(self, prompts, recorder).answered()


@dataclass
class _Question:
    """One question while it is answered."""

    loop: ModelLoop
    prompts: Prompts
    recorder: Recorder
    faults: tuple[str, ...] = ()
    """Of the last program, if it is to be repaired."""

    doubted: bool = False
    """Whether a program was sent back for doubts: that happens once."""

    def __post_init__(self) -> None:
        folder = self.recorder.folder
        self.memory = WorkingMemory(self.prompts.question, folder / WORK)
        self.attempts = Attempts(self.loop.limits)

    def answered(self) -> Written:
        """Ask until there is an answer or a reason to stop."""
        try:
            while True:
                found = self._step()
                if found is not None:
                    return self._checked_again(found)
                if self.attempts.reason:
                    raise self._stopped(self.attempts.reason)
        except BudgetReached as error:
            trace = self.recorder.end("budget", str(error))
            raise AskingStopped(_with_steps(str(error), trace), trace) from error
        except NotAnsweredError:
            raise
        except WorkbenchError as error:
            self.recorder.end("failed", str(error))
            raise

    def _step(self) -> Tried | None:
        """Ask for one program and try it; return it if it answers the question."""
        kind = self._kind()
        reply, step = self._ask(kind)
        self.faults = step.faults or self._planned(kind, reply)
        goal, found, started = self.memory.current, None, time.monotonic()
        if not self.faults and not reply.refuse:
            found = self._tried(reply)
        elif self.faults and goal is not None:
            self.memory.record(Cell(reply.program, error="\n".join(self.faults)))
        seconds = time.monotonic() - started
        step = replace(
            step,
            subgoal=goal.text if goal else "",
            program=reply.program,
            faults=self.faults,
            printed=found.cell.printed if found else "",
            seconds=seconds,
        )
        self.loop.progress(self.recorder.add(step))
        if reply.refuse and not self.faults:
            said = f"The model {self.loop.model.name!r} does not answer this: {reply.refuse}"
            raise self._ended(said, self.recorder.end("refused", reply.refuse))
        return self._noted(step, found)

    def _ask(self, kind: StepKind) -> tuple[Reply, Step]:
        """Ask the model, and return what it wrote with the step as it begins."""
        if kind == "plan":
            question = self.prompts.first(self.faults)
        else:
            question = self.prompts.next(kind, self.memory, self.faults)
        started = time.monotonic()
        heard = self.loop.model.ask(question, self.recorder.folder)
        step = Step(kind, "", question.text, "", asked_s=time.monotonic() - started)
        if heard.answer is None:
            return Reply(""), replace(
                step, faults=(f"the answer was not as asked for: {heard.error}",)
            )
        answer, usage = heard.answer, heard.answer.usage
        step = replace(
            step,
            answer=answer.text,
            stored=heard.stored,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
        )
        return read_reply(answer.data), step

    def _kind(self) -> StepKind:
        if not self.memory.subgoals:
            return "plan"
        if not self.faults:
            return "write"
        return "replan" if self.attempts.must_replan else "repair"

    def _planned(self, kind: StepKind, reply: Reply) -> tuple[str, ...]:
        """Take over the subgoals of an answer, and return what is wrong with it."""
        if reply.refuse:
            if reply.program.strip():
                return ("both program and refuse are given: leave one of them empty",)
            return ()
        if not reply.program.strip():
            return ("program is empty, and refuse does not say why",)
        if kind in ("plan", "replan"):
            try:
                self.memory.plan(reply.subgoals or (self.prompts.question,))
            except UserError as error:
                return (str(error),)
            if kind == "replan":
                self.attempts.replanned()
        return ()

    def _tried(self, reply: Reply) -> Tried:
        """Check and run a program; note what it did in working memory."""
        memory = self.memory
        is_last = sum(part.outcome == "open" for part in memory.subgoals) == 1
        before = memory.program if any(not cell.error for cell in memory.cells) else ""
        found = try_program(
            self.loop.sandbox,
            before,
            reply.program,
            self.prompts.question,
            self.loop.checks,
            answers=is_last,
        )
        if found.doubts and not self.doubted:
            self.doubted = True
            found = found.sent_back(
                tuple(f"{doubt}; if that is how it is, give it again" for doubt in found.doubts)
            )
        self.faults = found.faults
        memory.record(found.cell)
        return found

    def _noted(self, step: Step, found: Tried | None) -> Tried | None:
        """Note a step, close a subgoal that is done, and return what answers the question."""
        took, tokens = step.seconds + step.asked_s, step.input_tokens + step.output_tokens
        tried = step.program or step.answer or str(step.faults)
        self.attempts.note(tried, ok=not step.faults, seconds=took, tokens=tokens)
        if step.faults or found is None:
            return None
        self.memory.close()
        return found if self.memory.current is None else None

    def _checked_again(self, found: Tried) -> Written:
        """Run the whole program once more from the start: it must find the same."""
        program = self.memory.program
        ran = self.loop.sandbox.run(program)
        first = found.ran
        assert first is not None
        if ran.fault is not None or not same_answer(first.told, ran.told):
            what = str(ran.fault) if ran.fault is not None else "it found something else"
            why = f"run again, the whole program did not do the same: {what}"
            raise self._stopped(why)
        trace = self.recorder.end("answered", "", program)
        return Written(program, ran, found.doubts, trace)

    def _stopped(self, why: str) -> NotAnsweredError:
        return self._ended(f"Stopped: {why}.", self.recorder.end("stopped", why))

    def _ended(self, why: str, trace: Trace) -> NotAnsweredError:
        return NotAnsweredError(_with_steps(why, trace), trace)


def _with_steps(why: str, trace: Trace) -> str:
    steps = trace.tried()
    return f"{why}\nTried:\n{steps}" if steps else why
