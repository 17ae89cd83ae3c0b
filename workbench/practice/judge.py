"""Whether a question, a program and its answer may be kept: all checks have to pass.

The program says what the question says (`workbench.practice.said`); its arguments are those that
are meant, where that is known; it uses the function that is practised; it fits the interface; it
runs; and what it answers is what the second computation gives.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.ask.answer import Answer, Provenance
from workbench.practice.interpreter import Interpreter
from workbench.practice.proposal import Proposal, Verdict
from workbench.practice.reference.amounts import NotJudgedError
from workbench.practice.said import same_arguments, unsaid
from workbench.practice.same import differences, informative
from workbench.practice.worlds import World, write_world
from workbench.sandbox.running import Sandbox

if TYPE_CHECKING:
    from workbench.practice.telling import Answers


class Judge:
    """Judges proposals about one world.

    Parameters
    ----------
    world
        What is known.
    folder
        Empty; the world is written there, for programs to run on.
    """

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.project = write_world(world, folder)
        self.sandbox = Sandbox(self.project)

    def judge(self, proposal: Proposal) -> Verdict:
        """Return what is wrong with a proposal; the first check that fails ends it."""
        try:
            unlike = unsaid(proposal.question, proposal.program, self.world.cast)
        except SyntaxError as error:
            return Verdict((f"no program: {error}",))
        if unlike:
            return Verdict(tuple(unlike))
        walked, meant = Interpreter(self.world), Interpreter(self.world)
        try:
            known = walked.run(proposal.program)
            if proposal.intended:
                known = meant.run(proposal.intended)
        except NotJudgedError as error:
            return Verdict((f"not judged: {error}",))
        if proposal.intended and not same_arguments(
            proposal.program, proposal.intended, self.world.cast
        ):
            return Verdict(("its arguments are not those that are meant",))
        if proposal.function not in walked.used:
            return Verdict((f"{proposal.function} is not used",))
        if not informative(known):
            return Verdict(("the right answer says nothing: only zeros or unknown numbers",))
        return self._run(proposal, known, tuple(sorted(walked.used)))

    def _run(self, proposal: Proposal, known: Answers, used: tuple[str, ...]) -> Verdict:
        faults = self.sandbox.check(proposal.program)
        if faults:
            return Verdict(tuple(map(str, faults)))
        ran = self.sandbox.run(proposal.program)
        if ran.fault is not None:
            return Verdict((str(ran.fault),))
        ordered = any(word in proposal.program for word in ("sort_values", ".head(", ".tail("))
        unlike = differences(ran.told, known, ordered=ordered)
        if unlike:
            return Verdict((f"the answer is not the right one: {', '.join(unlike)}",))
        told = ran.told
        answer = Answer(
            proposal.question, proposal.program, Provenance("person", "", ""), (),
            tuple(told.values), tuple(told.tables), tuple(told.figures), tuple(told.clips),
        )  # fmt: skip
        return Verdict((), answer.text, used)
