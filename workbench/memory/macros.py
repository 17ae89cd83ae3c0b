"""Macros: a piece of analysis under a name, with arguments, as calls of the workbench in a row.

A macro has a condition on the data without which it makes no sense, and becomes the text of a
program, which runs like any other: running it is running its calls by hand.

```toml
name = "approaches_after_rearing"
description = "How often an animal approaches another soon after it reared."
when = "n_animals >= 2 and 'rear' in behaviors"
asked = "how often does one approach within {within_s} s of rearing"

[[arguments]]
name = "within_s"
type = "number"
default = 5

[[calls]]
gives = "found"
call = "approach.after"
arguments = { other = "$rearing", within_s = "$within_s" }
```

A text that begins with ``$`` is an argument of the macro or what an earlier call gave, or a
property of that (``$found.count``); ``$$`` begins a text with a dollar sign.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from graphs.errors import UserError
from graphs.words import did_you_mean
from workbench.memory.conditions import Fact, why_not

ArgumentType = Literal[
    "animal", "zone", "object", "behavior", "keypoint", "recording", "number", "text"
]

Plain = str | float | int | bool
"""What can be given for an argument, and stand in a call."""

OPERATORS = (">", ">=", "<", "<=", "&", "|", "+", "-", "*", "/")
"""What else may stand for a function in a call."""

FACT_OF: Mapping[str, str] = {
    "animal": "animals", "zone": "zones", "object": "objects", "behavior": "behaviors",
    "keypoint": "keypoints", "recording": "recordings",
}  # fmt: skip
"""Type of argument -> the fact that lists what it can be."""


@dataclass(frozen=True, slots=True)
class Argument:
    """What a macro is told.

    Parameters
    ----------
    name
        How its calls refer to it, after ``$``.
    type
        Names are looked up in the data; ``number`` and ``text`` are taken as they are.
    default
        If it is not given; without one it has to be.
    sense
        What it is, in a few words.
    """

    name: str
    type: ArgumentType
    default: Plain | None = None
    sense: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One call.

    Parameters
    ----------
    call
        A function of the workbench (``answer``), a method of what an earlier call gave
        (``rec.facts``), or one of `OPERATORS`, whose arguments are ``left`` and ``right``.
    arguments
        Name of the argument -> plain value or ``$reference``.
    gives
        Name for what it gives; ``""`` if nothing is done with that.
    """

    call: str
    arguments: Mapping[str, Plain] = field(default_factory=dict)
    gives: str = ""


@dataclass(frozen=True, slots=True)
class Macro:
    """A piece of analysis under a name.

    Parameters
    ----------
    name
        Lower case letters, digits and ``_``.
    description
        What it tells, in a sentence.
    calls
        In order.
    arguments
        At most six.
    when
        Condition on the data; see `workbench.memory.conditions`.
    version
        1 for the first of this name; given when it is saved.
    asked
        How a question asks for it, if not by its name; see `workbench.memory.macro_words`.
    """

    name: str
    description: str
    calls: tuple[Call, ...]
    arguments: tuple[Argument, ...] = ()
    when: str = ""
    version: int = 0
    asked: str = ""

    def line(self) -> str:
        """Return how it is called and what it tells, as a planner is told it."""
        said = ", ".join(
            f"{one.name}: {one.type}" + ("" if one.default is None else f" = {one.default!r}")
            for one in self.arguments
        )
        return f"{self.name}({said}): {self.description}"

    def program(self, values: Mapping[str, Plain], facts: Mapping[str, Fact]) -> str:
        """Return the program that the macro is, for some arguments.

        Parameters
        ----------
        values
            Argument -> value.
        facts
            What is known of the data, as `workbench.ask.card.DataCard.facts` gives it.

        Raises
        ------
        UserError
            Its condition does not hold (says why), or arguments are wrong, missing or unknown: all
            faults are told.
        """
        reason = why_not(self.when, facts)
        if reason:
            message = f"The macro {self.name!r} cannot be used here: {reason}."
            raise UserError(message)
        given = {one.name: one.default for one in self.arguments if one.default is not None}
        faults = list(_faults_of_values(self, values, facts))
        if faults:
            message = f"The macro {self.name!r} cannot be used so: {'; '.join(faults)}."
            raise UserError(message)
        return rendered(self, {**given, **values})


def _faults_of_values(
    macro: Macro, values: Mapping[str, Plain], facts: Mapping[str, Fact]
) -> Iterator[str]:
    known = {one.name: one for one in macro.arguments}
    for name in values:
        if name not in known:
            yield f"it has no argument {name!r}{did_you_mean(name, known)}"
    for name, one in known.items():
        value = values.get(name, one.default)
        if value is None:
            yield f"{name} is missing; expected {expected(one.type)}"
        elif not has_type(one.type, value):
            yield f"{name} is {value!r}; expected {expected(one.type)}"
        elif one.type in FACT_OF:
            there = facts.get(FACT_OF[one.type])
            if isinstance(there, Collection) and str(value) not in there:
                hint = did_you_mean(str(value), there)
                yield f"{name} is {value!r}, which is no {one.type}{hint}"


def has_type(wanted: ArgumentType, value: Plain) -> bool:
    """Whether a value can stand for an argument of a type."""
    if wanted == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


def expected(wanted: ArgumentType) -> str:
    """Return what can stand for an argument of a type, in words."""
    return {"number": "a number", "text": "text"}.get(wanted, f"the name of {_article(wanted)}")


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def rendered(macro: Macro, values: Mapping[str, Plain]) -> str:
    """Return the calls as the text of a program; what has no value stays a name."""
    functions = sorted({c.call for c in macro.calls if c.call.isidentifier()})
    head = [f"from workbench import {', '.join(functions)}", ""] if functions else []
    return "\n".join([*head, *(_line(call, values) for call in macro.calls)]) + "\n"


def _line(call: Call, values: Mapping[str, Plain]) -> str:
    gives = f"{call.gives} = " if call.gives else ""
    said = {name: _said(value, values) for name, value in call.arguments.items()}
    if call.call in OPERATORS:
        return f"{gives}{said['left']} {call.call} {said['right']}"
    return f"{gives}{call.call}({', '.join(f'{name}={value}' for name, value in said.items())})"


def _said(value: Plain, values: Mapping[str, Plain]) -> str:
    if isinstance(value, str) and value.startswith("$$"):
        return repr(value[1:])
    if isinstance(value, str) and value.startswith("$"):
        return repr(values[value[1:]]) if value[1:] in values else value[1:]
    return repr(value)
