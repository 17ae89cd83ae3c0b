"""What can be wrong with a macro, told before it is saved."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Iterator

from graphs.errors import UserError
from graphs.words import did_you_mean
from workbench.memory.conditions import check_condition
from workbench.memory.macro_words import faults_of_pattern
from workbench.memory.macros import OPERATORS, Call, Macro, Plain, expected, has_type

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_PATH = re.compile(r"[A-Za-z]\w*(?:\.[A-Za-z]\w*)*", re.ASCII)
_MOST_ARGUMENTS = 6


def check_macro(macro: Macro, functions: Collection[str], facts: Collection[str]) -> None:
    """Check all that can be checked of a macro without running it.

    Parameters
    ----------
    macro
        To check.
    functions
        What calls may name: functions (``answer``), methods and properties of classes
        (``Recording.facts``, ``Bouts.count``).
    facts
        Names that its condition may use.

    Raises
    ------
    UserError
        Says all that is wrong.
    """
    faults = faults_of_macro(macro, functions)
    try:
        check_condition(macro.when, facts)
    except UserError as error:
        faults.append(str(error).removesuffix("."))
    if faults:
        message = f"The macro {macro.name!r} is not saved: {'; '.join(faults)}."
        raise UserError(message)


def faults_of_macro(macro: Macro, functions: Collection[str]) -> list[str]:
    """Return what is wrong with a macro, its condition apart; `functions` as for `check_macro`."""
    return [
        *_faults_of_head(macro),
        *faults_of_pattern(macro),
        *_faults_of_calls(macro, functions),
    ]


def _faults_of_head(macro: Macro) -> Iterator[str]:
    if not _NAME.fullmatch(macro.name) or keyword.iskeyword(macro.name):
        yield "its name is not made of up to 60 lower case letters, digits and _"
    if not macro.description.strip() or "\n" in macro.description:
        yield "its description is not one line"
    names = [one.name for one in macro.arguments]
    if len(names) > _MOST_ARGUMENTS:
        yield f"it has {len(names)} arguments; at most {_MOST_ARGUMENTS}"
    if len(set(names)) < len(names):
        yield "two arguments have one name"
    for one in macro.arguments:
        if not _is_variable(one.name):
            yield f"{one.name!r} cannot be the name of an argument"
        elif one.default is not None and not has_type(one.type, one.default):
            yield f"the default of {one.name} is {one.default!r}; expected {expected(one.type)}"


def _faults_of_calls(macro: Macro, functions: Collection[str]) -> Iterator[str]:
    plain = {name for name in functions if "." not in name}
    parts = {name.rpartition(".")[2] for name in functions if "." in name}
    arguments = {one.name for one in macro.arguments}
    given: set[str] = set()
    if not macro.calls:
        yield "it has no calls"
    for number, call in enumerate(macro.calls, 1):
        where = f"call {number} ({call.call})"
        yield from (f"{where}: {fault}" for fault in _faults_of_path(call, given, plain, parts))
        for name, value in call.arguments.items():
            if not _is_variable(name):
                yield f"{where}: {name!r} cannot be the name of an argument"
            for fault in _faults_of_reference(value, arguments | given, given, parts):
                yield f"{where}: {fault}"
        if call.gives and (not _is_variable(call.gives) or call.gives in arguments | plain):
            yield f"{where}: {call.gives!r} cannot be the name of what it gives"
        given.add(call.gives)


def _faults_of_path(
    call: Call, given: Collection[str], plain: Collection[str], parts: Collection[str]
) -> Iterator[str]:
    if call.call in OPERATORS:
        if set(call.arguments) != {"left", "right"}:
            yield "expected the arguments left and right"
        return
    if not _PATH.fullmatch(call.call):
        yield "expected the name of a function, or variable.method"
        return
    first, *rest = call.call.split(".")
    if rest and first not in given:
        yield f"no call before it gives {first!r}"
    if not rest and first not in plain:
        yield f"there is no function {first!r}{did_you_mean(first, plain)}"
    yield from (f"there is no {p!r}{did_you_mean(p, parts)}" for p in rest if p not in parts)


def _faults_of_reference(
    value: Plain, names: Collection[str], given: Collection[str], parts: Collection[str]
) -> Iterator[str]:
    if not isinstance(value, str) or not value.startswith("$") or value.startswith("$$"):
        return
    first, *rest = value[1:].split(".")
    if first not in names:
        hint = did_you_mean(first, names)
        yield f"{value!r} is neither an argument nor given by a call before{hint}"
    if rest and first not in given:
        yield f"{value!r}: an argument has no properties"
    yield from (f"there is no {p!r}{did_you_mean(p, parts)}" for p in rest if p not in parts)


def _is_variable(name: str) -> bool:
    usable = name.isidentifier() and name.isascii() and not keyword.iskeyword(name)
    return usable and not name.startswith("_")
