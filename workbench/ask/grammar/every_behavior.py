"""Questions about every behavior of an animal at once: ranked, counted, or never shown.

They are asked of one recording; the program goes through the stored facts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from workbench.ask.answer import Term
from workbench.ask.grammar.expressions import Writing
from workbench.ask.grammar.vocabulary import ANIMALS, ONE_ANIMAL
from workbench.ask.plan import Plan

_BEHAVIORS = "(?:behaviou?rs?|acts|actions)"
_RANK = "(?:rank|sort|order|sorted|ranked)"
_LEAD = (
    "(?:what (?:is|are) |which |list |show me |show |give me |tabulate |table of )?"
    "(?:all |the |all the )*"
)
_TIME = "(?:total |summed |overall )?(?:time|duration)(?: spent)?"
_NUMBER = "(?:count|counts|number(?: of bouts)?|frequency|how often)"
_DOWN = "(?: (?:descending|in descending order|longest first|most first|from most to least))?"
_ANY_KIND = (
    "(?: regardless of (?:type|kind|behaviou?r)| of any (?:kind|type|behaviou?r)"
    "| in all| in total)*"
)

_Made = Callable[[Writing, str], list[str]]


@dataclass(frozen=True)
class EveryBehavior:
    """Plans questions about every behavior.

    Parameters
    ----------
    compiled
        Makes a pattern with names of the project in it.
    writing
        What programs are written for.
    """

    compiled: Callable[[str], re.Pattern[str]]
    writing: Writing

    def plan(self, text: str) -> Plan | None:
        """Return a program; ``None`` if this is no such question."""
        if not self.writing.labelled:
            return None
        for said, meaning, write in _RULES:
            match = self.compiled(said).fullmatch(text)
            if match is None:
                continue
            animals = self._animals(match)
            lines = write(self.writing, animals) if animals else []
            if lines:
                program = "\n".join([_OPENING, *lines]) + "\n"
                return Plan(program, (Term("behavior", meaning),), ())
        return None

    def _animals(self, match: re.Match[str]) -> str:
        """Return whom the question names, as a list; every animal where each is asked for."""
        vocabulary = self.writing.vocabulary
        said = match.groupdict().get("who") or ""
        names = vocabulary.animals.at(tuple(said.split()), 0)
        found = [str(name) for name, stop in names if stop == len(said.split())]
        if found:
            return repr(found[:1])
        return repr(list(vocabulary.names.animals))


_LASTS = "bout.stop_s > bout.start_s"
_OPENING = "from workbench import answer, open_project\n\nproject = open_project()"


def _in_one(writing: Writing, *lines: str) -> list[str]:
    """Return lines about the one recording, ``rec``; none if there are several."""
    names = writing.vocabulary.names.recordings
    return [f"rec = project.recording({names[0]!r})", *lines] if len(names) == 1 else []


def _by_time(writing: Writing, animals: str) -> list[str]:
    return _in_one(
        writing,
        f"animal = {animals}[0]",
        "shown = sorted(set(bout.label for bout in rec.facts(animal)))",
        "pairs = [(float(rec.facts(animal, name).per_animal().total_s), name) for name in shown]",
        "pairs = sorted(pairs, reverse=True)",
        'answer({pair[1]: pair[0] for pair in pairs}, unit="s")',
    )


def _by_number(writing: Writing, animals: str) -> list[str]:
    return _in_one(
        writing,
        f"animal = {animals}[0]",
        "value = {}",
        "for bout in rec.facts(animal):",
        "    value[bout.label] = value.get(bout.label, 0) + 1",
        "names = sorted(value, key=lambda name: value[name], reverse=True)",
        "answer({name: value[name] for name in names})",
    )


def _never(writing: Writing, animals: str) -> list[str]:
    names = sorted(writing.vocabulary.behaviors)
    return _in_one(
        writing,
        f"animal = {animals}[0]",
        "never = []",
        f"for name in {names!r}:",
        "    found = rec.facts(animal, name)",
        "    if found.count == 0 and found.assessed_s > 0:",
        "        never.append(name)",
        'answer(never if never else "none")',
    )


def _first_and_last(writing: Writing, animals: str) -> list[str]:
    return _in_one(
        writing,
        f"animal = {animals}[0]",
        "starts = {}",
        "for bout in rec.facts(animal):",
        "    starts.setdefault(bout.label, []).append(bout.start_s)",
        "rows = []",
        "for name in sorted(starts):",
        "    first, last = min(starts[name]), max(starts[name])",
        '    rows.append({"behavior": name, "first_s": first, "last_s": last})',
        "answer(table=rows)",
    )


def _counted(writing: Writing, animals: str) -> list[str]:
    return _in_one(
        writing,
        "def bouts(animal):",
        f"    return sum(1 for bout in rec.facts(animal) if {_LASTS})",
        f"answer({{animal: bouts(animal) for animal in {animals}}})",
    )


def _counted_by_recording(_writing: Writing, _animals: str) -> list[str]:
    number = f"sum(1 for bout in rec.facts() if {_LASTS})"
    return [f"answer({{rec.name: {number} for rec in project.recordings()}})"]


_EVERY = "every bout of any behavior; what has no length, such as an entry, is left out"
_SHOWN = "(?:shown|performed|done|displayed|seen|exhibited)"
_RULES: tuple[tuple[str, str, _Made], ...] = (
    (rf"{_RANK} (?:the |all )*{_BEHAVIORS} (?:of|by|for) (?P<who>NAME) by {_TIME}{_DOWN}",
     "each one that it shows, by the seconds in its bouts", _by_time),
    (rf"{_RANK} (?:the |all )*{_BEHAVIORS} (?:of|by|for) (?P<who>NAME) by {_NUMBER}{_DOWN}",
     "each one that it shows, by the number of its bouts", _by_number),
    (rf"{_LEAD}{_BEHAVIORS} (?:that )?(?:were |was |are )?never {_SHOWN} by (?P<who>NAME)",
     "each one that was looked for in it and not found", _never),
    (rf"{_LEAD}{_BEHAVIORS} (?:does|did) (?P<who>NAME) never (?:show|do|perform|display)",
     "each one that was looked for in it and not found", _never),
    (rf"{_LEAD}first and last (?:onset|start|start time|time|occurrence)s? of (?:each|every) "
     rf"{_BEHAVIORS} (?:of |by |for |in )?(?P<who>NAME)",
     "each one that it shows, with the starts of its first and last bout", _first_and_last),
    (rf"how many (?:behaviou?r(?:al)? )?bouts (?:did|does|do) (?:each|every) (?:{ONE_ANIMAL}) "
     rf"(?:have|show|make|do|perform){_ANY_KIND}", _EVERY, _counted),
    (rf"(?:the )?number of (?:behaviou?r(?:al)? |all )?bouts (?:of|by|for|per|in) "
     rf"(?:each (?:{ONE_ANIMAL})|(?:{ONE_ANIMAL})|all (?:{ANIMALS})){_ANY_KIND}",
     _EVERY, _counted),
    (rf"(?:the )?number of (?:behaviou?r(?:al)? |all )?bouts (?:per|in each|by|for each) "
     rf"(?:recording|video){_ANY_KIND}", _EVERY,
     _counted_by_recording),
)  # fmt: skip
