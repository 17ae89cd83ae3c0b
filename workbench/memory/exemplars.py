"""Whole dialogues that went well, shown to a planner whose question is like theirs.

A dialogue is kept from the question over its subgoals and program to what was found, because whole
trajectories teach a model more than single steps (Zheng et al. 2024, Synapse). It is kept only if
it ran and a person accepted it or a check passed; one that a person rejects later stays on disk, so
that it is not learnt again, and is never shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from graphs.errors import UserError
from graphs.records import content_id
from graphs.retrieval.embedding import Embedder
from workbench.memory.plain_store import SUFFIX, read_records, stem_for, write_record
from workbench.memory.plain_text import writable
from workbench.memory.situation import Situation, similarities

MOST_SHOWN = 3
LEAST_ALIKE = 0.35
"""Of dialogues that are shown; below, a question has little but words of no content in common."""

By = Literal["person", "check"]


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A dialogue from question to result.

    Parameters
    ----------
    situation
        The question and its data.
    subgoals
        How it was planned.
    program
        What answered it.
    found
        The answer, in words.
    accepted_by
        A person, or a check: an answer that was known.
    data_version
        Of what it was asked of.
    rejected
        Why a person rejected it later; ``""`` if nobody did.
    """

    situation: Situation
    subgoals: tuple[str, ...]
    program: str
    found: str
    accepted_by: By
    data_version: str = ""
    rejected: str = ""

    @property
    def key(self) -> str:
        """What tells it from others: the same question and program are one exemplar."""
        return content_id(self.situation.question, self.program.strip(), length=8)

    def text(self) -> str:
        """Return it as a planner is shown it."""
        plan = [f"{number}. {text}" for number, text in enumerate(self.subgoals, 1)]
        lines = [f"Question: {self.situation.question}"]
        lines += ["Plan:", *plan] if plan else []
        lines += ["Program:", self.program.rstrip(), f"Found: {self.found}"]
        return "\n".join(lines)


class Ranked(NamedTuple):
    """An exemplar and how alike its situation is, 0 to 1."""

    exemplar: Exemplar
    likeness: float


class Exemplars:
    """The dialogues in a folder, one text file each.

    Parameters
    ----------
    folder
        Made when the first is added.
    embedder
        See `workbench.memory.situation.similarities`.
    """

    def __init__(self, folder: Path, embedder: Embedder | None = None) -> None:
        self.folder = folder
        self._embedder = embedder

    def all(self) -> list[Exemplar]:
        """Return all that can be read, rejected ones too, by file name."""
        return list(self.files().values())

    def files(self) -> dict[Path, Exemplar]:
        """Return all that can be read, by their files."""
        return self._read()[0]

    def faults(self) -> list[str]:
        """Say which files cannot be read."""
        return self._read()[1]

    def add(self, exemplar: Exemplar, *, ran: bool) -> Path:
        """Keep a dialogue, and return its file; the same one again replaces it.

        Parameters
        ----------
        exemplar
            What was asked, done and found.
        ran
            Whether its program ran to its end without an error.

        Raises
        ------
        UserError
            It did not run, it was rejected before and no person accepts it now, or the place cannot
            be written.
        """
        exemplar = _writable(exemplar)
        faults = [] if ran else ["its program did not run to its end"]
        said = {
            "question": exemplar.situation.question,
            "program": exemplar.program,
            "answer": exemplar.found,
        }
        faults += [f"it has no {what}" for what, text in said.items() if not text.strip()]
        before = self._files(exemplar.key)
        if exemplar.accepted_by != "person" and any(one.rejected for one in before.values()):
            faults.append("a person rejected it before, and only a person can accept it again")
        if faults:
            question = exemplar.situation.question
            message = f"The dialogue {question!r} is not kept: {'; '.join(faults)}."
            raise UserError(message)
        stem = stem_for(exemplar.situation.question)
        path = next(iter(before), self.folder / f"{stem}-{exemplar.key}{SUFFIX}")
        write_record(path, exemplar)
        return path

    def reject(self, question: str, program: str, why: str) -> bool:
        """Keep a dialogue from being shown, and tell whether it is one that is kept."""
        key = content_id(writable(question), writable(program).strip(), length=8)
        files = self._files(key)
        for path, exemplar in files.items():
            write_record(path, replace(exemplar, rejected=writable(why).strip() or "rejected"))
        return bool(files)

    def best(self, situation: Situation, most: int = MOST_SHOWN) -> list[Ranked]:
        """Return the dialogues that are most alike, best first; none that was rejected.

        Those that are hardly alike (below `LEAST_ALIKE`) are left out, and of several with one
        program only the best is there.
        """
        known = [one for one in self.all() if not one.rejected]
        likeness = similarities(situation, [one.situation for one in known], self._embedder)
        ranked = sorted(
            map(Ranked, known, likeness), key=lambda one: (-one.likeness, one.exemplar.key)
        )
        by_program: dict[str, Ranked] = {}
        for one in ranked:
            if one.likeness >= LEAST_ALIKE:
                by_program.setdefault(one.exemplar.program.strip(), one)
        return list(by_program.values())[:most]

    def _read(self) -> tuple[dict[Path, Exemplar], list[str]]:
        return read_records(self.folder, Exemplar)

    def _files(self, key: str) -> dict[Path, Exemplar]:
        return {path: one for path, one in self.files().items() if one.key == key}


def _writable(exemplar: Exemplar) -> Exemplar:
    """Return it as its file gives it back."""
    return replace(
        exemplar,
        situation=replace(exemplar.situation, question=writable(exemplar.situation.question)),
        subgoals=tuple(map(writable, exemplar.subgoals)),
        program=writable(exemplar.program),
        found=writable(exemplar.found),
    )
