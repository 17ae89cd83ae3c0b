"""Questions in plain language: how many are answered, how many of these rightly, and how fast.

The questions are those of ``tests/workbench/ask_questions`` that may be looked at, of both sets;
each is asked in a conversation of its own. ``python -m benchmarks.ask --held-out`` asks the others,
and prints sums alone: whoever works on what answers questions is not to see them.

Fact and answer are marked apart (Jang et al. 2024). Where stretches of time are the fact that one
has to know, the clips of an answer tell it; else what the next question of the conversation gives
("for how many seconds is its position known?"). Answers that tell no fact are counted apart.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphs.errors import UserError
from workbench.ask.answer import Answer
from workbench.ask.asking import Conversation, ProgramError

QUESTIONS = Path(__file__).parents[1] / "tests" / "workbench" / "ask_questions"
sys.path.insert(0, str(QUESTIONS))

from question_expected import Intervals  # noqa: E402 - beside the tests, not a package
from question_judge import Outcome, judge, judge_fact, two_steps  # noqa: E402
from question_set import Question, Split, load  # noqa: E402
from question_worlds import WORLDS, question_project  # noqa: E402

NEW_PROCESSES = 5
FIRST_QUESTION = "How often did mouse_1 walk?"
FIRST = """\
import sys
from workbench.ask.asking import Conversation
from workbench.project import open_project
print(Conversation(open_project(sys.argv[1])).ask(sys.argv[2]).text)
"""


@dataclass(frozen=True, slots=True)
class Marked:
    """What became of a question.

    Parameters
    ----------
    question
        What was asked.
    given
        The answer, or the error.
    outcome
        As it was marked.
    fact
        Whether the fact behind it is right; ``None`` where none was told.
    seconds
        How long the question took; of several turns the last.
    """

    question: Question
    given: Answer | UserError
    outcome: Outcome
    fact: bool | None
    seconds: float

    @property
    def accepted(self) -> bool:
        """Whether it was answered, rightly or not."""
        return self.outcome != "refused" and isinstance(self.given, Answer)


SETS: dict[bool, tuple[Split, ...]] = {
    False: ("dev", "second_dev"),
    True: ("held_out", "second_kept"),
}
"""Whether questions are held out -> the sets of them."""


def main(held_out: bool = False) -> bool:
    """Print the tables; return whether no program failed that was written for a question."""
    marked: list[Marked] = []
    for split in SETS[held_out]:
        of_set = [_asked(question) for question in load(split)]
        print(f"{split}:")
        _print_worlds(of_set, ("all",) if held_out else (*WORLDS, "all"))
        marked += of_set
    print("both:")
    _print_worlds(marked, ("all",))
    _print_two_steps(marked)
    times = [one.seconds for one in marked]
    print(f"seconds per question: median {statistics.median(times):.2f}, most {max(times):.2f}")
    if not held_out:
        _print_wrong(marked)
    _print_first()
    failed = sum(isinstance(one.given, ProgramError) for one in marked)
    print(f"programs that did not fit or failed: {failed}")
    return failed == 0


def _asked(question: Question) -> Marked:
    conversation = Conversation(question_project(question.world))
    given: Answer | UserError
    started = time.perf_counter()
    try:
        for turn in question.turns:
            started = time.perf_counter()
            given = conversation.ask(turn)
    except UserError as error:
        given = error
    seconds = time.perf_counter() - started
    outcome = judge(question, given)
    fact = _fact(conversation, question, given) if isinstance(given, Answer) else None
    return Marked(question, given, outcome, fact, seconds)


def _fact(conversation: Conversation, question: Question, given: Answer) -> bool | None:
    """Return whether the fact that an answer shows or tells is right, ``None`` if there is none."""
    if question.cannot:
        return None
    if given.clips and all(isinstance(one, Intervals) for one in question.fact):
        return judge_fact(question, given)
    try:
        return judge_fact(question, conversation.ask(question.fact_question))
    except UserError:
        return None


# what is printed --------------------------------------------------------------------------------


def _print_worlds(marked: Sequence[Marked], names: Sequence[str]) -> None:
    print(f"{'':<8}{'can be answered':>24}{'':>22}   {'cannot be answered':>18}")
    heads = ("asked", "accepted", "right", "wrong", "refused")
    print(f"{'world':<8}" + "".join(f"{head:>10}" for head in heads), end="")
    print("".join(f"{head:>16}" for head in ("asked", "silently wrong", "says why not", "only no")))
    for name in names:
        of = [one for one in marked if name in (one.question.world, "all")]
        can = [one for one in of if not one.question.cannot]
        cannot = [one for one in of if one.question.cannot]
        accepted = [one for one in can if one.accepted]
        right, wrong, refused = (_count(can, what) for what in ("right", "wrong", "refused"))
        print(f"{name:<8}{len(can):>10}{_share(len(accepted), len(can)):>10}", end="")
        print(f"{_share(right, len(accepted)):>10}{wrong:>10}{refused:>10}", end="")
        silent, precise, plain = (_count(cannot, what) for what in ("wrong", "right", "refused"))
        print(f"{len(cannot):>16}{silent:>16}{precise:>16}{plain:>16}")


def _print_two_steps(marked: Sequence[Marked]) -> None:
    answered = [one for one in marked if one.accepted and not one.question.cannot]
    told = [one for one in answered if one.fact is not None]
    table = two_steps((bool(one.fact), one.outcome == "right") for one in told)
    print(f"{'':<12}{'task right':>12}{'task wrong':>12}")
    for fact in ("right", "wrong"):
        print(f"fact {fact:<7}{table[fact, 'right']:>12}{table[fact, 'wrong']:>12}")
    without = [one for one in answered if one.fact is None]
    right = _count(without, "right")
    print(f"{'no fact told':<12}{right:>12}{len(without) - right:>12}")


def _print_wrong(marked: Iterable[Marked]) -> None:
    for one in marked:
        turns, given = " // ".join(one.question.turns), one.given
        said = given.text if isinstance(given, Answer) else str(given)
        line = f"{one.question.id} ({one.question.world}) {turns!r}: {said[:160]!r}"
        if one.outcome != "right":
            print(f"  {one.outcome}: {line}")
        elif one.fact is False:
            print(f"  right, with other clips than those of the fact: {line}")


def _print_first() -> None:
    """Print how long a first question takes, from the start of Python to the end of it."""
    folder = question_project("sample").folder
    seconds = []
    for _ in range(NEW_PROCESSES):
        started = time.perf_counter()
        command = [sys.executable, "-c", FIRST, str(folder), FIRST_QUESTION]
        subprocess.run(command, check=True, capture_output=True)
        seconds.append(time.perf_counter() - started)
    print(
        f"first question in a new process, imports included: median "
        f"{statistics.median(seconds):.2f} s, most {max(seconds):.2f} s"
    )


def _count(marked: Iterable[Marked], outcome: Outcome) -> int:
    return sum(one.outcome == outcome for one in marked)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ask")
    parser.add_argument("--held-out", action="store_true", help="ask the others; print sums alone")
    sys.exit(0 if main(parser.parse_args().held_out) else 1)
