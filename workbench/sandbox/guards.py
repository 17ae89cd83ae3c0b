"""What a program may give to the host: plain values and things of the host, and not too much.

Every call that comes in is looked at here before anything is done for it.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from graphs.errors import UserError
from graphs.words import did_you_mean
from workbench.sandbox.surface import EXPOSED, Exposure

PLAIN = (bool, int, float, str, type(None))
"""What is the same on both sides."""

_MOST_TEXT = 4000
_MOST_VALUES = 20_000
_MOST_TOLD = 200_000
_MOST_NAMES = 1000
_MOST_ROW_SECONDS = 2_000_000
_LARGEST = 10**300
_DEEPEST = 30
_LONGEST_S = {"window_s": 600.0, "smooth_s": 600.0, "before_s": 600.0, "after_s": 600.0}
"""Parameter -> most seconds: the work grows with them."""
_NO_VALUE = ("<function ", "<built-in ", "<generator ", "<class ", "<bound method ")
"""How the worker puts into words what cannot leave it."""


@cache
def _exposures() -> Mapping[type[Any], Exposure]:
    return {one.real(): one for one in EXPOSED}


def exposure_of(thing: object) -> Exposure | None:
    """Return what programs see of a thing; ``None`` if it is none of the host's."""
    known = _exposures()
    return next((known[kind] for kind in type(thing).__mro__ if kind in known), None)


def check_call(thing: object, name: str, given: Sequence[Any], named: Mapping[str, Any]) -> None:
    """Refuse a call of a method with arguments that programs may not give, or that do not fit.

    Raises
    ------
    UserError
        With what there is.
    """
    check_arguments(name, given, named)
    exposed = exposure_of(thing)
    allowed = None if exposed is None else exposed.parameters.get(name)
    if allowed is not None and (len(given) > len(allowed) or not set(named) <= set(allowed)):
        takes = ", ".join(allowed) or "nothing"
        message = f"{name}() of a {exposed.name if exposed else thing} takes {takes} in programs."
        raise UserError(message)
    bound = check_fits(name, getattr(thing, name), given, named)
    for parameter in _LONGEST_S.keys() & bound.keys():
        _check_seconds(f"{parameter} of {name}()", bound[parameter], _LONGEST_S[parameter])
    if exposed is not None and exposed.name == "Recording":
        _check_names(name, bound, thing)
    if name == "sort_values":
        by = bound["by"]
        for column in by if isinstance(by, list | tuple) else [by]:
            check_column(thing, column)


def check_column(table: Any, name: object) -> None:
    """Refuse a name that is no column of a table.

    Raises
    ------
    UserError
        With the columns that there are.
    """
    columns = [one for one in table.columns if isinstance(one, str)]
    if not isinstance(name, str) or name not in columns:
        message = f"The table has no column {name!r}{did_you_mean(str(name), columns)}"
        raise UserError(message)


def _check_seconds(what: str, value: Any, most_s: float) -> None:
    from workbench.analysis.units import seconds

    if isinstance(value, float | int | str) and seconds(value, what) > most_s:
        message = f"{what} is {value}; in programs it is at most {most_s:g} s."
        raise UserError(message)


def _check_names(name: str, bound: Mapping[str, Any], recording: Any) -> None:
    """Refuse names that are given twice, and more combinations of them than fit in memory."""
    several = [one for one in bound.values() if isinstance(one, list | tuple)]
    for names in several:
        texts = [one for one in names if isinstance(one, str)]
        twice = (
            [one for one in texts if texts.count(one) > 1] if len(texts) <= _MOST_NAMES else texts
        )
        if twice:
            message = f"{_called(name)} was given {twice[0]!r} more than once, or too many names."
            raise UserError(message)
    rows = math.prod(len(names) or 1 for names in several)
    if rows > _MOST_NAMES and rows * recording.duration_s > _MOST_ROW_SECONDS:
        message = f"{name}() would make {rows} signals; ask for fewer animals or parts at once."
        raise UserError(message)


def check_fits(
    name: str, function: Callable[..., Any], given: Sequence[Any], named: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return arguments by the names of a function's parameters.

    Raises
    ------
    UserError
        The function has no such parameter, with the names that come near, or too few are given.
    """
    signature = inspect.signature(function)
    kinds = {one.kind for one in signature.parameters.values()}
    unknown = [one for one in named if one not in signature.parameters]
    if unknown and inspect.Parameter.VAR_KEYWORD not in kinds:
        hint = did_you_mean(unknown[0], signature.parameters)
        message = f"{name}() has no argument {unknown[0]!r}{hint}"
        raise UserError(message)
    try:
        return signature.bind(*given, **named).arguments
    except TypeError as error:
        message = f"{name}(): {error}"
        raise UserError(message) from None


def check_arguments(name: str, given: Sequence[Any], named: Mapping[str, Any]) -> None:
    """Refuse arguments that are nothing a program may give, or that are too much.

    Raises
    ------
    UserError
        What is wrong with them.
    """
    private = [one for one in named if not isinstance(one, str) or one.startswith("_")]
    if private:
        message = f"{name}(): {private[0]!r}: names that begin with an underscore are private."
        raise UserError(message)
    most = _MOST_TOLD if name == "answer" else _MOST_VALUES
    count, level = 0, [*given, *named.values()]
    for _ in range(_DEEPEST):
        if not level:
            return
        count += len(level)
        if count > most:
            message = f"{_called(name)} was given more than {most} values."
            raise UserError(message)
        level = [part for one in level for part in _parts(name, one)]
    message = f"{_called(name)} was given values nested more than {_DEEPEST} deep."
    raise UserError(message)


def _parts(name: str, value: Any) -> Sequence[Any]:
    """Return what is in a value, if anything is."""
    if isinstance(value, str):
        _check_text(name, value)
    elif isinstance(value, int) and abs(value) > _LARGEST:
        message = f"{_called(name)} was given a number that is too large."
        raise UserError(message)
    elif isinstance(value, list | tuple | set | frozenset):
        return list(value)
    elif isinstance(value, dict):
        return [*value, *value.values()]
    elif not isinstance(value, PLAIN) and exposure_of(value) is None:
        message = f"{_called(name)} takes no {type(value).__name__}."
        raise UserError(message)
    return ()


def _called(name: str) -> str:
    return name if name.endswith("]") else f"{name}()"


def _check_text(name: str, text: str) -> None:
    if len(text) > _MOST_TEXT:
        message = (
            f"{_called(name)} was given a text of {len(text)} characters; "
            f"{_MOST_TEXT} are the most."
        )
        raise UserError(message)
    if text.startswith(_NO_VALUE) and text.endswith(">"):
        what = text.split(" at 0x")[0].strip("<>")
        message = f"{_called(name)} was given {what}, which is no value."
        raise UserError(message)
