"""Rounds of practice: a question and a program are proposed, judged, and kept if they are right.

Who proposes is a seam: patterns (`workbench.practice.proposing`), or a model
(`workbench.practice.by_model`). What is kept is new and verified, whoever proposed it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from workbench.practice.examples import Example, is_new, tokens
from workbench.practice.judge import Judge
from workbench.practice.proposal import Proposal, Verdict
from workbench.practice.proposing import proposals

NEAR_REPEAT = "nearly a question that is kept"

LEAST_OF_EACH = 5
"""Examples that every public function has in the set that is shipped."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round.

    Parameters
    ----------
    proposal
        What was proposed.
    verdict
        What came of it.
    """

    proposal: Proposal
    verdict: Verdict


class Proposer(Protocol):
    """Proposes questions with programs."""

    def propose(self, function: str, judges: Mapping[str, Judge]) -> Iterator[Proposal]:
        """Yield proposals for a function, about worlds that are judged."""
        ...

    def heard(self, done: Round) -> None:
        """Take in what came of the proposal that was yielded last."""
        ...


class Scripted:
    """Proposes from patterns, in one world after the other; no model is needed.

    Parameters
    ----------
    seed
        Decides what is asked.
    tries
        Proposals per function and world at most.
    """

    def __init__(self, seed: int, tries: int = 40) -> None:
        self.seed, self.tries = seed, tries

    def propose(self, function: str, judges: Mapping[str, Judge]) -> Iterator[Proposal]:
        """Yield proposals for a function, the worlds taking turns."""
        sources = [
            proposals(function, judge.world.cast, self.seed, number)
            for number, judge in enumerate(judges.values())
        ]
        for _ in range(self.tries):
            for source in sources:
                proposal = next(source, None)
                if proposal is not None:
                    yield proposal

    def heard(self, done: Round) -> None:
        """Take in nothing: a pattern does not learn."""


class Practice:
    """What is kept, round by round.

    Parameters
    ----------
    judges
        Name of a world -> its judge.
    proposer
        Who proposes.
    kept
        Examples that are there already: what is nearly asked in them is not kept again.
    """

    def __init__(
        self, judges: Mapping[str, Judge], proposer: Proposer, kept: Sequence[Example] = ()
    ) -> None:
        self.judges, self.proposer = judges, proposer
        self.kept = list(kept)
        self._asked = [tokens(example.question) for example in kept]

    def function(self, function: str, most: int) -> Iterator[Round]:
        """Practise a function until `most` examples of it are kept; yields every round."""
        left = most - sum(example.function == function for example in self.kept)
        if left <= 0:
            return
        for proposal in self.proposer.propose(function, self.judges):
            done = Round(proposal, self._judged(proposal))
            self.proposer.heard(done)
            if done.verdict.right:
                self.kept.append(Example.of(proposal, done.verdict))
                self._asked.append(tokens(proposal.question))
                left -= 1
            yield done
            if left <= 0:
                return

    def _judged(self, proposal: Proposal) -> Verdict:
        if not is_new(proposal.question, self._asked):
            return Verdict((NEAR_REPEAT,))
        return self.judges[proposal.world].judge(proposal)


def checked_again(
    examples: Iterable[Example],
    judges: Mapping[str, Judge],
    progress: Callable[[Example], None] = lambda _example: None,
) -> list[Round]:
    """Judge examples again, and return those that are not right any more."""
    wrong = []
    for example in examples:
        verdict = judges[example.world].judge(example.proposal)
        if not verdict.right:
            wrong.append(Round(example.proposal, verdict))
        progress(example)
    return wrong
