"""What the host does for a program that runs apart: it holds the things, and works on them.

Everything that a program asks comes in here: methods and attributes by
`workbench.sandbox.surface`, operators by `Host.operate`. What is not listed there cannot be
reached, whatever a program says: it holds handles, never the things.
"""

from __future__ import annotations

import operator
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic_monty import ClassInstance

from graphs.errors import UserError, WorkbenchError
from graphs.words import did_you_mean
from workbench.ask.telling import answer
from workbench.sandbox.guards import (
    PLAIN,
    check_arguments,
    check_call,
    check_column,
    check_fits,
    exposure_of,
)
from workbench.sandbox.surface import WITH_FUNCTION

if TYPE_CHECKING:
    from workbench.analysis.recording import Recording
    from workbench.project import Project

_MOST_VALUES = 200_000
"""Numbers of one array that a program is given as a list."""

_BINARY: Mapping[str, Callable[[Any, Any], Any]] = {
    name: getattr(operator, f"__{name}__")
    for name in ("add", "sub", "mul", "truediv", "and", "or", "xor", "lt", "le", "gt", "ge")
}
_UNARY: Mapping[str, Callable[[Any], Any]] = {
    "neg": operator.neg, "invert": operator.invert, "abs": abs, "len": len, "float": float,
    "int": int,
}  # fmt: skip
_MIRRORED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le"}
_ANY_ARGUMENTS = (
    "bool", "done_with", "given_of", "has_method", "is_host", "is_number", "is_user_error", "text",
    "with_function",
)  # fmt: skip
"""Operations that are asked of whatever a program has."""

_WORDS = {"getitem": "[]", "slice": "[:]", "method": "a method"}

TOO_LONG = "The program took too long."


class Handle(ClassInstance):
    """A thing of the host, as a program holds it."""

    host: Host

    def convert_value(self, /, name: str, value: Any) -> Any:  # noqa: ARG002 - as the base has it
        """Return what a method gives, as a program gets it."""
        return self.host.handed(value)

    def lookup_lazy_attrs(self, name: str) -> Any:
        """Return an attribute."""
        with self.host.working():
            return super().lookup_lazy_attrs(name)

    def call_method(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Return what a method gives for arguments that programs may give."""
        with self.host.working():
            exposed = exposure_of(self.value)
            if exposed is None or name not in exposed.methods:
                raise self.attr_error(name)
            check_call(self.value, name, args, kwargs)
            with naming(name):
                return super().call_method(name, args, kwargs)

    def attr_error(self, name: str) -> AttributeError:
        """Return the error of an attribute that programs do not have."""
        exposed = exposure_of(self.value)
        known = () if exposed is None else (*exposed.attributes, *exposed.methods)
        hint = "; call it: add ()" if name in known else did_you_mean(name, known)
        return AttributeError(f"A {_kind(self.value)} has no {name!r} in programs{hint}")


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Say in errors of wrong types of arguments which method it was."""
    try:
        yield
    except (TypeError, AttributeError, ValueError, OverflowError) as error:
        if type(error).__module__ != "builtins":
            raise
        message = f"{name}() cannot work with what it was given: {error}"
        raise type(error)(message) from error


def _listed(value: Any) -> Iterable[Any]:
    if len(value) > _MOST_VALUES:
        message = (
            f"{len(value)} values are too many for a program to go through one by one "
            f"({_MOST_VALUES} at most). Ask for their mean, or compare all of them at once."
        )
        raise UserError(message)
    found: Iterable[Any] = value.tolist() if isinstance(value, np.ndarray) else value
    return found


class Host:
    """Does for one program what it asks.

    Parameters
    ----------
    project
        What `open_project` gives.
    until
        By `time.monotonic`: later, nothing is done any more.
    """

    def __init__(self, project: Project, until: float) -> None:
        self._project, self._until = project, until
        self.error: Exception | None = None
        """The last error of the host's work."""
        self._unread: dict[int, Recording] = {}

    def functions(self) -> dict[str, Callable[..., Any]]:
        """Return the functions that a program imports from `workbench`."""
        return {
            "open_project": self._function("open_project", self._open),
            "answer": self._function("answer", answer),
        }

    def operations(self) -> dict[str, Callable[..., Any]]:
        """Return the functions of the prelude."""
        return {"wb_host": self._worked(self.operate)}

    def _open(self, *, check_files: bool = True) -> Project:  # noqa: ARG002 - files are not opened
        return self._project

    def _function(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def checked(*arguments: Any, **named: Any) -> Any:
            check_arguments(name, arguments, named)
            check_fits(name, function, arguments, named)
            return function(*arguments, **named)

        return self._worked(checked)

    def _worked(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def of_program(*arguments: Any, **named: Any) -> Any:
            with self.working():
                return self.handed(function(*arguments, **named))

        return of_program

    @contextmanager
    def working(self) -> Iterator[None]:
        """Do work for a program: not when its time is over, and errors are kept.

        Raises
        ------
        TimeoutError
            The program took too long.
        """
        if time.monotonic() > self._until:
            raise TimeoutError(TOO_LONG)
        try:
            yield
        except MemoryError as error:
            message = "There is not enough memory for that; ask for less at once."
            self.error = UserError(message)
            raise self.error from error
        except Exception as error:
            self.error = error
            raise

    def handed(self, value: Any) -> Any:
        """Return a value as a program gets it: plain, or a handle.

        Raises
        ------
        UserError
            It is nothing that programs may have, or too much.
        """
        exposed = exposure_of(value)
        if exposed is not None:
            handle = Handle(
                value,
                lazy_attrs=exposed.attributes,
                allowed_methods=exposed.methods,
            )
            handle.host = self
            if exposed.name == "Bout":  # fields of one line: they go along
                handle.eager_attrs = exposed.attributes
            return handle
        if isinstance(value, PLAIN):
            return value
        if isinstance(value, np.generic):
            return value.item()
        if isinstance(value, Mapping):
            return {key: self.handed(one) for key, one in value.items()}
        if isinstance(value, np.ndarray) or (
            isinstance(value, Iterable) and hasattr(value, "__len__")
        ):
            return [self.handed(one) for one in _listed(value)]
        message = f"A program cannot have a {type(value).__name__}."
        raise UserError(message)

    # operations -----------------------------------------------------------------------------

    def operate(self, name: str, *arguments: Any) -> Any:
        """Do an operation of the prelude on things and plain values.

        Raises
        ------
        UserError, TypeError
            There is no such operation between these.
        """
        own = getattr(self, f"_do_{name}", None) if isinstance(name, str) else None
        if name not in _ANY_ARGUMENTS:
            check_arguments(_WORDS.get(name, name), arguments, {})
        if own is not None:
            return own(*arguments)
        if name in _BINARY:
            return self._binary(name, *arguments)
        if name in _UNARY:
            [thing] = arguments
            return _UNARY[name](self._with_operator(thing, name))
        message = f"{name!r} is no operation."
        raise UserError(message)

    def _binary(self, name: str, left: Any, right: Any) -> Any:
        mirrored = _MIRRORED.get(name, f"r{name}")
        if not (_has(left, name) or _has(right, mirrored) or _has(right, name)):
            message = f"{name} is not possible between {_kind(left)} and {_kind(right)}."
            raise TypeError(message)
        for side in (left, right):
            if exposure_of(side) is None and not isinstance(side, PLAIN):
                message = f"{name} is not possible with a {_kind(side)}."
                raise TypeError(message)
        return _BINARY[name](left, right)

    def _with_operator(self, thing: Any, name: str) -> Any:
        if not _has(thing, name):
            message = f"{name}() is not possible of a {_kind(thing)}."
            raise TypeError(message)
        return thing

    def _do_is_number(self, thing: Any) -> bool:
        return isinstance(thing, float)

    def _do_is_host(self, thing: Any) -> bool:
        return exposure_of(thing) is not None

    def _do_is_user_error(self, message: str) -> bool:
        return isinstance(self.error, WorkbenchError) and str(self.error) == message

    def _do_bool(self, thing: Any) -> bool:
        return bool(thing) if exposure_of(thing) is not None else True

    def _do_eq(self, left: Any, right: Any) -> bool:
        if _has(left, "eq") or _has(right, "eq"):
            return bool(left == right)
        return left is right

    def _do_ne(self, left: Any, right: Any) -> bool:
        return not self._do_eq(left, right)

    def _do_getitem(self, thing: Any, which: Any) -> Any:
        which = tuple(which) if isinstance(which, list | tuple) else which
        if _kind(thing) == "Table":
            check_column(thing, which)
            return thing[which]
        return self._with_operator(thing, "getitem")[which]

    def _do_slice(self, thing: Any, start: Any, stop: Any, step: Any) -> Any:
        if _kind(thing) == "Table":
            message = "A table has columns by name, not lines by number; use .head() or .tail()."
            raise UserError(message)
        return self._with_operator(thing, "getitem")[start:stop:step]

    def _do_iter(self, thing: Any) -> list[Any]:
        return list(_listed(list(self._with_operator(thing, "iter"))))

    def _do_round(self, thing: Any, digits: int | None) -> Any:
        return round(self._with_operator(thing, "round"), digits)

    def _do_text(self, thing: Any, spec: str) -> str:
        from workbench.analysis.units import Quantity

        if isinstance(thing, Quantity) and spec:
            return format(float(thing), spec)
        return str(thing)

    def _do_has_method(self, thing: Any, name: str) -> bool:
        exposed = exposure_of(thing)
        return exposed is not None and name in exposed.methods

    # methods that are given a function -------------------------------------------------------

    def _do_method(
        self, thing: Any, name: str, values: Sequence[Any], named: Mapping[str, Any]
    ) -> Any:
        if not self._do_has_method(thing, name):
            message = f"A {_kind(thing)} has no {name}() in programs."
            raise AttributeError(message)
        if name in WITH_FUNCTION and _kind(thing) in ("Recording", "Recordings"):
            message = (
                f"{name}() takes a function of a recording, such as lambda rec: rec.duration_s "
                f"(and of an animal, in measure() and compare())."
            )
            raise UserError(message)
        check_call(thing, name, values, named)
        with naming(name):
            return getattr(thing, name)(*values, **named)

    def _do_recordings_of(self, thing: Any) -> list[Any]:
        from workbench.analysis.recording import Recording
        from workbench.analysis.recordings import Recordings

        if isinstance(thing, Recording):
            return [thing]
        if isinstance(thing, Recordings):
            return list(thing)
        message = f"A {_kind(thing)} takes no function."
        raise TypeError(message)

    def _do_given_of(
        self, recording: Recording, method: str, rest: Sequence[Any], named: Mapping[str, Any]
    ) -> list[list[str]]:
        """Return what the function is called with beside a recording, call by call."""
        if method == "answering":  # it is gone through next: what is read is kept
            return [[]]
        if not recording.is_read:
            self._unread[id(recording)] = recording
        if method in ("each", "table"):
            return [[]]
        wanted = named.get("animals") or (rest[1] if method == "measure" and rest[1:] else ())
        wanted = [wanted] if isinstance(wanted, str) else list(wanted)
        with suppress(WorkbenchError):  # the method itself says what is wrong with the recording
            return [[name] for name in wanted or recording.animals if name in recording.animals]
        return []

    def _do_done_with(self, recording: Recording) -> None:
        if self._unread.pop(id(recording), None) is not None:
            recording.close()

    def _do_with_function(
        self,
        thing: Any,
        method: str,
        by_name: bool,
        found: Sequence[Sequence[Any]],
        rest: Sequence[Any],
        named: Mapping[str, Any],
    ) -> Any:
        """Call a method with functions that give what the program's functions gave."""
        given: dict[str, dict[tuple[str, ...], tuple[Any, str]]] = {}
        for name, recording, more, value, fault in found:
            given.setdefault(name, {})[recording.name, *more] = (value, fault)
        functions = {name: _replayed(values) for name, values in given.items()}
        what: Any = functions if by_name else functions.get("", _replayed({}))
        check_arguments(method, rest, named)
        check_fits(method, getattr(thing, method), [what, *rest], named)
        with naming(method):
            return getattr(thing, method)(what, *rest, **named)


def _replayed(values: Mapping[tuple[str, ...], tuple[Any, str]]) -> Callable[..., Any]:
    def what(recording: Recording, *more: str) -> Any:
        value, fault = values[recording.name, *more]
        if fault:
            raise UserError(fault)
        return value

    return what


def _has(thing: object, name: str) -> bool:
    exposed = exposure_of(thing)
    return exposed is not None and name in exposed.operators


def _kind(thing: object) -> str:
    exposed = exposure_of(thing)
    return type(thing).__name__ if exposed is None else exposed.name
