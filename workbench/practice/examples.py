"""Verified examples: kept as text files, one per function, and given as exemplars.

The set that comes with the workbench is of three made worlds (`workbench.practice.casts`) and one
seed; `workbench practise --check` judges all of it again.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from graphs.storage.atomic import write_atomic
from workbench.memory.exemplars import Exemplar
from workbench.memory.plain_text import to_toml
from workbench.memory.situation import Situation
from workbench.practice.casts import SHIPPED, Cast
from workbench.practice.proposal import Proposal, Verdict

SEED = 20
"""Of the worlds and the questions of the set that is shipped."""

SOURCE = "practice"
"""Stands in `Exemplar.data_version`, before the name of the world, for what was practised."""

_FOLDER = "shipped"
_WORD = re.compile(r"\w+(?:\.\d+)?")
MOST_ALIKE = 0.8
"""Share of words that two kept questions have in common at most (Jaccard)."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question with a program whose answer was found to be right.

    Parameters
    ----------
    function
        What it practises.
    world
        Name of the cast that it is asked of.
    question, program, found
        Texts.
    """

    function: str
    world: str
    question: str
    program: str
    found: str

    @classmethod
    def of(cls, proposal: Proposal, verdict: Verdict) -> Example:
        """Return what is kept of a proposal that is right."""
        return cls(
            proposal.function, proposal.world, proposal.question, proposal.program, verdict.found
        )

    @property
    def proposal(self) -> Proposal:
        """The proposal that it was, to be judged again."""
        return Proposal(self.function, self.world, self.question, self.program, self.program)

    def exemplar(self, cast: Cast, situation: Situation | None = None) -> Exemplar:
        """Return it as it is shown to a planner.

        Parameters
        ----------
        cast
            Of its world.
        situation
            The data that it is of, where it is a project's; that of the cast if not given.
        """
        data = situation or situation_of(cast)
        asked = Situation(self.question, data.species, data.n_animals, data.keypoints, data.zones)
        return Exemplar(
            asked, steps(self.program), self.program, self.found, "check", f"{SOURCE} {self.world}"
        )


def situation_of(cast: Cast) -> Situation:
    """Return the data of a world, without a question."""
    return Situation("", cast.species, len(cast.animals), cast.keypoints, tuple(cast.places))


def steps(program: str) -> tuple[str, ...]:
    """Return the subgoals of a program: what each of its lines is for, in its own order."""
    lines = [line.strip() for line in program.splitlines()]
    work = [line for line in lines if line and not line.startswith(("from ", "project ="))]
    return tuple(_step(line) for line in work)


def _step(line: str) -> str:
    name, sign, value = line.partition(" = ")
    if line.startswith("answer("):
        calls = re.findall(r"\.(\w+)", line)
        return "Answer with " + (" of ".join(reversed(calls)) or "what was found")
    if sign and name.isidentifier():
        calls = re.findall(r"\.(\w+)\(", value)
        return f"Take {' of '.join(reversed(calls)) or value} as {name}"
    return line


# how alike questions are --------------------------------------------------------------------------


def tokens(question: str) -> frozenset[str]:
    """Return the words of a question, as they are compared with those of another one."""
    return frozenset(_WORD.findall(question.lower()))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of words that two questions have in common."""
    return len(one & other) / len(one | other) if one | other else 1.0


def is_new(question: str, known: Iterable[frozenset[str]]) -> bool:
    """Return whether a question is not nearly one that is known."""
    mine = tokens(question)
    return all(jaccard(mine, other) <= MOST_ALIKE for other in known)


# files --------------------------------------------------------------------------------------------


def write_examples(folder: Path, examples: Sequence[Example]) -> list[Path]:
    """Write examples to a folder, one file per function; files that were there are replaced."""
    by_function: dict[str, list[Example]] = {}
    for example in examples:
        by_function.setdefault(example.function, []).append(example)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for function, several in by_function.items():
        entries = [
            {key: value for key, value in asdict(one).items() if key != "function"}
            for one in several
        ]
        path = folder / f"{function}.toml"
        write_atomic(path, to_toml({"function": function, "example": entries}).encode())
        written.append(path)
    return written


def shipped() -> list[Example]:
    """Return the examples that come with the workbench, by function."""
    return list(_shipped())


@cache
def _shipped() -> tuple[Example, ...]:
    folder = files("workbench.practice") / _FOLDER
    paths = [path for path in folder.iterdir() if path.name.endswith(".toml")]
    texts = [path.read_text(encoding="utf-8") for path in sorted(paths, key=lambda p: p.name)]
    return tuple(example for text in texts for example in _read(tomllib.loads(text)))


def _read(data: Mapping[str, object]) -> Iterator[Example]:
    entries = data["example"]
    assert isinstance(entries, list)
    for one in entries:
        yield Example(str(data["function"]), **one)


@cache
def practice_exemplars() -> Sequence[Exemplar]:
    """Return the practice set that comes with the workbench, as exemplars for a planner."""
    casts = {cast.name: cast for cast in SHIPPED}
    return tuple(example.exemplar(casts[example.world]) for example in _shipped())
