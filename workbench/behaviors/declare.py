"""What a behavior that is a function looks like, and the decorator that makes one.

```python
from workbench import Length, behavior

@behavior(target="animal", needs=["nose", "tailbase"], verb="chases the tail of")
def tail_chase(rec, subject, target, near: Length = "3 cm"):
    \"\"\"The subject's nose stays at the tail base of the other animal while both run.\"\"\"
    at_tail = rec.distance(f"{subject}.nose", f"{target}.tailbase") < near
    both_run = (rec.speed(subject) > "10 cm/s") & (rec.speed(target) > "10 cm/s")
    return (at_tail & both_run).bouts(min_s=0.3, max_gap_s=0.2)
```

The function gets a `Recording`, the name of one subject and, where it has a target, the name of one
target, and returns a `Mask` or `Bouts`. Its further arguments have a unit by their annotation.
"""

from __future__ import annotations

import inspect
import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_type_hints, overload

from graphs.errors import UserError, WorkbenchError
from graphs.ethogram import Behavior, ObjectClass, spelled_alike
from graphs.records import Kind
from graphs.words import did_you_mean
from pipelines.describe.tree import (
    ANGLE,
    LENGTH,
    NUMBER,
    SPEED,
    TIME,
    TURN,
    Dimension,
    dimension_words,
)
from workbench.analysis.selection import NothingToMeasure
from workbench.analysis.units import QuantityLike, seconds

if TYPE_CHECKING:
    from workbench.analysis.bouts import Bouts
    from workbench.analysis.masks import Mask
    from workbench.analysis.recording import Recording

Length = Annotated[QuantityLike, LENGTH]
"""A length: ``"3 cm"``, ``"40 px"``, ``"0.5 BL"``; a plain number is cm, or px without a scale."""
Speed = Annotated[QuantityLike, SPEED]
"""A speed: ``"10 cm/s"``, ``"2 BL/s"``, ``"3 px/frame"``."""
Angle = Annotated[QuantityLike, ANGLE]
"""An angle: ``"30 deg"``; a plain number is degrees."""
Turn = Annotated[QuantityLike, TURN]
"""A turning rate: ``"90 deg/s"``."""
Duration = Annotated[QuantityLike, TIME]
"""A duration: ``"0.5 s"``, ``"200 ms"``; a plain number is seconds."""
Number = Annotated[float, NUMBER]
"""A plain number."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Argument:
    """A setting of a behavior.

    Parameters
    ----------
    name
        As in the function.
    dimension
        What it is: a length, a time...; ``None`` for text (the name of a zone, say).
    default
        What it is if nobody says; ``inspect.Parameter.empty`` if it must be said.
    """

    name: str
    dimension: Dimension | None
    default: Any

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return self.default is inspect.Parameter.empty

    def __str__(self) -> str:
        kind = dimension_words(self.dimension) if self.dimension is not None else "text"
        return f"{self.name}: {kind}" + ("" if self.required else f" = {self.default}")


@dataclass(frozen=True, slots=True)
class Example:
    """Intervals of a recording that people judged, to try a behavior on.

    Parameters
    ----------
    recording
        Name of a recording of the project; ``"open_field"`` of the sample if there is none.
    subject
        Who does it.
    target
        To whom or where; ``None`` for behaviors without a target.
    present
        Where it happens, pairs of seconds.
    absent
        Where it does not.
    """

    recording: str
    subject: str
    target: str | None = None
    present: Sequence[tuple[float, float]] = ()
    absent: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True, slots=True)
class BehaviorFunction:
    """A behavior that is a function; made by `behavior`.

    Parameters
    ----------
    entry
        The same as an entry of an ethogram: name, definition, target, kind, synonyms.
    function
        What finds it.
    needs
        Roles or keypoints that the tracks must have.
    arguments
        Settings, in order.
    examples
        Judged intervals.
    score
        F1 that it must reach on its examples, 0 to 1.
    origin
        File that it is in.
    """

    entry: Behavior
    function: Callable[..., Mask | Bouts]
    needs: tuple[str, ...]
    arguments: tuple[Argument, ...]
    examples: tuple[Example, ...] = ()
    score: float = 0.0
    origin: str = ""

    @property
    def name(self) -> str:
        """Name of the behavior, and of the function."""
        return self.entry.name

    def __call__(self, rec: Recording, subject: str, *target: str, **settings: Any) -> Bouts:
        """Return the bouts of one subject (and one target) in a recording.

        Raises
        ------
        UserError
            The tracks lack a keypoint that it needs (`NothingToMeasure`), or a setting is
            unknown, missing or of another unit.
        """
        from workbench.analysis.bouts import Bouts
        from workbench.analysis.masks import Mask

        self.check_settings(settings)
        self._check_needs(rec)
        found = self._called(rec, subject, *target, **self.settings(rec, settings))
        if isinstance(found, Mask):
            found = found.bouts()
        if not isinstance(found, Bouts):
            message = (
                f"Behavior {self.name!r} returned {type(found).__name__}; expected a mask (such as "
                "rec.speed(subject) > '2 cm/s') or bouts (mask.bouts(min_s=0.5))."
            )
            raise UserError(message)
        return found.one_row(rec, subject, target[0] if target else None, self.name)

    def _called(self, rec: Recording, *args: str, **settings: Any) -> object:
        """Call the function; what goes wrong in it is said with its place."""
        try:
            return self.function(rec, *args, **settings)
        except WorkbenchError:
            raise
        except (Exception, SystemExit) as error:
            frames = traceback.extract_tb(error.__traceback__)
            lines = [frame.lineno for frame in frames if frame.filename == self.origin]
            where = f"{Path(self.origin).name}, line {lines[-1] if lines else '?'}"
            message = f"Behavior {self.name!r} ({where}): {type(error).__name__}: {error}."
            raise UserError(message) from error

    def settings(self, rec: Recording, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return all settings, those given and defaults, checked for a recording.

        Lengths, speeds and angles become numbers in the units of `rec`, times seconds.

        Raises
        ------
        UserError
            As `check_settings`, or a value is of another unit or needs a scale that is not known.
        """
        self.check_settings(given)
        return {
            argument.name: _value(rec, argument, given.get(argument.name, argument.default))
            for argument in self.arguments
        }

    def check_settings(self, given: Mapping[str, Any]) -> None:
        """Check the names of settings, whatever the recording.

        Raises
        ------
        UserError
            A setting is unknown, or one that must be given is missing.
        """
        known = {argument.name: argument for argument in self.arguments}
        faults = [f"unknown setting {n!r}{did_you_mean(n, known)}" for n in given if n not in known]
        faults += [
            f"{argument} must be given"
            for argument in self.arguments
            if argument.required and argument.name not in given
        ]
        if faults:
            message = f"Behavior {self.name!r}: {'; '.join(faults)}."
            raise UserError(message)

    def _check_needs(self, rec: Recording) -> None:
        missing = [name for name in self.needs if not rec.scene.roles.resolve(name)]
        if missing:
            message = (
                f"Behavior {self.name!r} needs {', '.join(self.needs)}; the tracks of {rec.name!r} "
                f"have no keypoint for {', '.join(missing)} (they have: {', '.join(rec.keypoints)}"
                "). Say which keypoint it is under 'keypoints' in project.toml."
            )
            raise NothingToMeasure(message)


def _value(rec: Recording, argument: Argument, value: Any) -> Any:
    if argument.dimension is None or value is None:
        return value
    what = f"{argument.name} ({rec.units.name(argument.dimension)})"
    if argument.dimension == TIME:
        return seconds(value, argument.name)
    return rec.units.value(value, argument.dimension, what)


@overload
def behavior(function: Callable[..., Mask | Bouts], /) -> BehaviorFunction: ...


@overload
def behavior(
    *,
    target: str = ...,
    needs: Sequence[str] = ...,
    kind: Kind = ...,
    verb: str | None = ...,
    synonyms: Sequence[str] = ...,
    reference: str | None = ...,
    examples: Sequence[Example] = ...,
    score: float = ...,
) -> Callable[[Callable[..., Mask | Bouts]], BehaviorFunction]: ...


def behavior(
    function: Callable[..., Mask | Bouts] | None = None,
    /,
    *,
    target: str = "none",
    needs: Sequence[str] = (),
    kind: Kind = "state",
    verb: str | None = None,
    synonyms: Sequence[str] = (),
    reference: str | None = None,
    examples: Sequence[Example] = (),
    score: float = 0.8,
) -> BehaviorFunction | Callable[[Callable[..., Mask | Bouts]], BehaviorFunction]:
    """Make a function a behavior; its name and docstring are the behavior's.

    Parameters
    ----------
    function
        As ``@behavior`` without brackets gives it: the rest is as it is if nothing is said.
    target
        ``"none"``, ``"animal"``, ``"zone"`` or ``"object"``, as in an ethogram.
    needs
        Roles (``nose``, ``tailbase``...) or keypoints without which it means nothing.
    kind
        ``"state"``, or ``"point"`` if it returns points in time.
    verb
        How it reads in a sentence: ``"chases the tail of"``; the name if not given.
    synonyms
        Other words for it.
    reference
        Where definition and thresholds come from.
    examples
        Judged intervals; ``workbench behaviors test`` scores it on them.
    score
        F1 over the judged time that it must reach; saving it in a project fails below.

    Raises
    ------
    UserError
        The function has no docstring, its arguments do not fit the target, or have no unit.
    """

    def make(function: Callable[..., Mask | Bouts]) -> BehaviorFunction:
        return _declared(
            function, target, tuple(needs), kind, verb, tuple(synonyms), reference,
            tuple(examples), score,
        )  # fmt: skip

    return make if function is None else make(function)


def _declared(
    function: Callable[..., Mask | Bouts],
    target: str,
    needs: tuple[str, ...],
    kind: Kind,
    verb: str | None,
    synonyms: tuple[str, ...],
    reference: str | None,
    examples: tuple[Example, ...],
    score: float,
) -> BehaviorFunction:
    name, faults = function.__name__, []
    definition = inspect.cleandoc(function.__doc__ or "")
    if not definition:
        faults.append("it has no docstring, which is its definition")
    if not _NAME.fullmatch(name):
        faults.append("its name is not lower case with _ between words")
    of, _, target_kind = target.partition(":")
    if of not in get_args(ObjectClass):
        faults.append(f"target is {target!r}; expected one of {', '.join(get_args(ObjectClass))}")
    wanted = ["rec", "subject"] + ([] if of == "none" else ["target"])
    parameters = list(inspect.signature(function).parameters.values())
    if [p.name for p in parameters[: len(wanted)]] != wanted:
        faults.append(f"its first arguments are not ({', '.join(wanted)})")
    arguments = tuple(_arguments(function, parameters[len(wanted) :], faults))
    if not 0 <= score <= 1:
        faults.append(f"score is {score}; expected 0 to 1")
    if faults:
        message = f"Behavior {name!r}: {'; '.join(faults)}."
        raise UserError(message)
    entry = Behavior(
        name=name,
        definition=definition,
        verb=verb or name.replace("_", " "),
        target=of,  # type: ignore[arg-type]  # checked above
        target_kind=target_kind or None,
        kind=kind,
        synonyms=synonyms,
        reference=reference,
    )
    return BehaviorFunction(
        entry, function, needs, arguments, examples, score, inspect.getfile(function)
    )


def _arguments(
    function: Callable[..., Any], parameters: Sequence[inspect.Parameter], faults: list[str]
) -> list[Argument]:
    arguments = []
    for parameter in parameters:
        hint = _hint(function, parameter)
        marks = [mark for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, tuple)]
        if not marks and hint is not str:
            faults.append(
                f"argument {parameter.name!r} says no unit; annotate it as Length, Speed, Angle, "
                "Turn, Duration, Number or str"
            )
        arguments.append(Argument(parameter.name, marks[0] if marks else None, parameter.default))
    return arguments


def _hint(function: Callable[..., Any], parameter: inspect.Parameter) -> Any:
    """Return the annotation of one argument, also where others cannot be evaluated at run time."""

    def alone() -> None:
        """Carry that annotation only."""

    alone.__annotations__ = {parameter.name: parameter.annotation}
    try:
        hints = get_type_hints(alone, function.__globals__, include_extras=True)
    except NameError:
        return None
    return hints[parameter.name]


@dataclass(frozen=True, slots=True)
class Library:
    """Behaviors by name.

    Parameters
    ----------
    behaviors
        Name -> behavior.
    """

    behaviors: Mapping[str, BehaviorFunction] = field(default_factory=dict)

    def find(self, name: str, *, synonyms: bool = True) -> BehaviorFunction | None:
        """Return the behavior of a name, or (unless `synonyms` is false) of a synonym, else None.

        A name wins over a synonym. How they are compared: `graphs.ethogram.spelled_alike`.
        """
        wanted = spelled_alike(name)
        if wanted in self.behaviors or not synonyms:
            return self.behaviors.get(wanted)
        for found in self.behaviors.values():
            if wanted in map(spelled_alike, found.entry.synonyms):
                return found
        return None


def behaviors_in(namespace: Mapping[str, object]) -> Library:
    """Return the behaviors that a module defines, or has imported: those in its `namespace`."""
    found = [value for value in namespace.values() if isinstance(value, BehaviorFunction)]
    return Library({one.name: one for one in found})
