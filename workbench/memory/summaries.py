"""What is kept of a finished part of a question: a summary that names all that was made.

A summary of a model takes the place of the written one only if it is as short, names every variable
and file, and says no number that was not there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.memory.variables import names_missing

if TYPE_CHECKING:
    from workbench.memory.subgoals import Subgoal

MOST_WORDS = 60

_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")


def summary_of(subgoal: Subgoal) -> str:
    """Return a summary of at most `MOST_WORDS` words; of more only where names alone are more.

    What each variable is, where there is room for it, then what was printed or went wrong last.
    """
    bare = _made([one.name for one in subgoal.variables], subgoal.files)
    full = _made([str(one) for one in subgoal.variables], subgoal.files)
    made = full if _words(full) <= MOST_WORDS else bare
    said = _last_said(subgoal).split()
    room = MOST_WORDS - _words(made) - 1
    if not said or room < 1:
        return made
    short = " ".join(said if len(said) <= room else [*said[: room - 1], "..."])
    told = "Failed:" if subgoal.failing else "Said:"
    return " ".join(filter(None, (made, told, short)))


def faults_of_summary(text: str, subgoal: Subgoal) -> list[str]:
    """Return why a summary cannot stand for what was done; empty if it can."""
    made = (*(one.name for one in subgoal.variables), *subgoal.files)
    faults = []
    if _words(text) > MOST_WORDS:
        faults.append(f"{_words(text)} words; expected at most {MOST_WORDS}")
    missing = names_missing(text, made)
    if missing:
        faults.append(f"does not name {', '.join(missing)}")
    known = set(_NUMBER.findall(subgoal.detail))
    invented = [number for number in _NUMBER.findall(text) if number not in known]
    if invented:
        faults.append(f"numbers that were not there: {', '.join(invented)}")
    return faults


def _made(variables: Sequence[str], files: Sequence[str]) -> str:
    parts = []
    if variables:
        parts.append(f"Made {', '.join(variables)}.")
    if files:
        parts.append(f"Wrote {', '.join(files)}.")
    return " ".join(parts)


def _last_said(subgoal: Subgoal) -> str:
    """Return the last line of the error that stands, else of what was printed."""
    if subgoal.failing:
        return subgoal.failing[-1].error.strip().rpartition("\n")[2]
    printed = [cell.printed.strip() for cell in subgoal.cells if cell.printed.strip()]
    return printed[-1].rpartition("\n")[2] if printed else ""


def _words(text: str) -> int:
    return len(text.split())
