"""Questions as an ethologist types them, with the shape they have and where the answer comes from.

``dev_*.toml`` may be looked at while something is built that answers questions; ``held_out*.toml``
may not: it says how well it does on what nobody tuned for. ``second_dev.toml`` and
``second_kept.toml`` are the two halves of a second set, in other words, and are to be used in the
same way. A shape gives the world, the oracle and what it is about; a question of it may be about
something else of the same kind.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from question_expected import Expected
from question_oracle import Found

Split = Literal["dev", "held_out", "second_dev", "second_kept"]
MARKS: dict[Split, str] = {"dev": "", "held_out": "h", "second_dev": "s", "second_kept": "k"}
"""Split -> letter before the number in the identifiers of its questions."""

HERE = Path(__file__).parent
TAGS = {"visual", "temporal", "several hops", "code"}


@dataclass(frozen=True)
class Question:
    """One question, or several turns of which the last is asked.

    Parameters
    ----------
    id
        Shape and number.
    shape
        Questions of one shape differ in words only, and in whom they are about.
    world
        "sample" or "group"; see `question_worlds`.
    turns
        What is typed, one after the other.
    oracle, about
        Function that computes the answer, and what it is given.
    tags
        Some of `TAGS`.
    fact_question
        Asks for the fact that one has to know first.
    cannot
        Why it cannot be answered; empty if it can.
    names
        Words that a precise refusal repeats.
    """

    id: str
    shape: str
    world: str
    turns: tuple[str, ...]
    oracle: str = ""
    about: Mapping[str, Any] | None = None
    tags: frozenset[str] = frozenset()
    fact_question: str = ""
    cannot: str = ""
    names: tuple[str, ...] = ()

    @property
    def found(self) -> Found:
        """What the oracle says; the world is made when this is first asked."""
        function = getattr(_home(self.oracle), self.oracle)
        found: Found = function(self.world, **(self.about or {}))
        return found

    @property
    def expected(self) -> tuple[Expected, ...]:
        """The answers that are accepted, with their tolerances; the first is the one meant."""
        return self.found.answers

    @property
    def fact(self) -> tuple[Expected, ...]:
        """The accepted answers to `fact_question`."""
        return self.found.fact


def load(split: Split) -> list[Question]:
    """Return the questions of a split: those that can be answered first, then the others."""
    shapes, asked = _read()
    found = [_question(shapes, *one) for one in asked[split]]
    for kind, entries in _refused(split).items():
        for number, (world, text, *names) in enumerate(entries["ask"], start=1):
            turns = tuple(part.strip() for part in text.split("//"))
            found.append(
                Question(f"{kind}/{number}", kind, world, turns, cannot=entries["why"],
                         names=tuple(names))
            )  # fmt: skip
    return found


def _refused(split: Split) -> dict[str, Any]:
    """Return what has no answer; the second set keeps it beside what has one."""
    own = HERE / f"{split}_cannot.toml"
    if own.is_file():
        return tomllib.loads(own.read_text("utf-8"))
    entries = tomllib.loads((HERE / f"{split}.toml").read_text("utf-8"))
    return {kind: entry for kind, entry in entries.items() if "why" in entry}


Asked = tuple[str, str, str | dict[str, Any]]
"""Shape, identifier, and text or table of a question."""


@cache
def _read() -> tuple[dict[str, dict[str, Any]], dict[Split, list[Asked]]]:
    shapes: dict[str, dict[str, Any]] = {}
    asked: dict[Split, list[Asked]] = {split: [] for split in MARKS}
    files: dict[str, Split] = {
        "dev_facts": "dev", "dev_places": "dev", "dev_group": "dev", "held_out": "held_out",
        "second_dev": "second_dev", "second_kept": "second_kept",
    }  # fmt: skip
    for name, split in files.items():
        for shape, entry in tomllib.loads((HERE / f"{name}.toml").read_text("utf-8")).items():
            if "why" in entry:
                continue
            mark = MARKS[split]
            lines = enumerate(entry.pop("ask"), start=1)
            asked[split] += [(shape, f"{shape}/{mark}{number}", text) for number, text in lines]
            if entry:
                assert shape not in shapes, shape
                shapes[shape] = entry
    return shapes, asked


def _question(shapes: Mapping[str, dict[str, Any]], shape: str, key: str, text: Any) -> Question:
    """Return a question.

    A table holds its text as ``q`` and what it is about where that differs from its shape; with
    another oracle it says all that it is about.
    """
    entry = shapes[shape]
    own = {"q": text} if isinstance(text, str) else dict(text)
    turns = tuple(part.strip() for part in own.pop("q").split("//"))
    oracle = own.pop("oracle", "")
    about = own if oracle else {**entry.get("about", {}), **own}
    tags = frozenset(entry.get("tags", ()))
    assert tags <= TAGS, (shape, tags)
    return Question(
        key, shape, entry["world"], turns, oracle or entry["oracle"], about, tags, entry["fact"]
    )


def _home(oracle: str) -> ModuleType:
    import question_oracle
    import question_oracle_group
    import question_oracle_more
    import question_oracle_order
    import question_oracle_places

    homes = (
        question_oracle, question_oracle_places, question_oracle_group, question_oracle_order,
        question_oracle_more,
    )  # fmt: skip
    return next(
        home
        for home in homes
        if hasattr(home, oracle) and home.__dict__[oracle].__module__ == home.__name__
    )
