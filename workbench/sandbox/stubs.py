"""Types of everything that a program may use, as the text of a ``.pyi`` file.

They are made from the signatures of the real classes, so that they cannot differ from them. Names
of animals, zones and behaviors are literal types, and so are dimensions: ``rec.speed("mouse_3")``
and ``rec.speed("mouse_1") > "3 cm"`` are type errors. For the check, a quantity is its dimension
(`workbench.sandbox.quantities`).
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, get_args

from graphs import relations
from workbench.analysis.matching import Same
from workbench.analysis.signals import Smoothing
from workbench.sandbox.names import DataNames
from workbench.sandbox.quantities import DIMENSIONS, letter
from workbench.sandbox.surface import EXPOSED, FUNCTIONS, Exposure

_MOST_NAMES = 3000
"""Names in one literal type; beyond, any text is taken and looked at when the program runs."""

_NUMBERS = "float | Quantity"
_QUANTITIES = " | ".join([_NUMBERS, *(name for name, _ in DIMENSIONS.values())])
_COMPARED = f"Signal[D] | D | {_NUMBERS}"

_BY_PARAMETER: Mapping[tuple[str, str], str] = {
    ("first", "str"): "Who",
    ("corner", "str"): "Who",
    ("second", "str"): "Who",
    ("who", "str"): "Who",
    ("who", "Who"): "Several[Who]",
    ("first", "Who"): "Several[Who]",
    ("second", "Who"): "Several[Target]",
    ("target", "Who"): "Several[Target]",
    ("place", "Who"): "Several[Place]",
    ("zone", "Who"): "Several[ZoneText]",
    ("zone", "str"): "ZoneText",
    ("paw", "str"): "Who",
    ("subject", "str"): "Who",
    ("target", "str"): "Target",
    ("subject", "Names"): "Several[Animal] | None",
    ("predicate", "Names"): "Several[Behavior] | None",
    ("object", "ObjectNames"): "Several[Target] | None",
    ("recording", "Names"): "Several[RecordingName] | None",
    ("group", "Names"): "Several[Group] | None",
    ("session", "Names"): "Several[Session] | None",
    ("source", "Names"): 'Several[Literal["rule", "model", "human", "import"]] | None',
    ("status", "Names"): "Several[str] | None",
    ("animals", "Sequence[str]"): "Several[Animal]",
    ("of", "Bouts | Mask | str"): "Bouts | Mask | Found",
    ("other", "Signal | QuantityLike"): _COMPARED,
    ("other", "QuantityLike"): f"D | {_NUMBERS}",
    ("low", "Signal | QuantityLike"): _COMPARED,
    ("high", "Signal | QuantityLike"): _COMPARED,
    ("threshold", "QuantityLike | None"): f"D | {_NUMBERS} | None",
    ("bin_size", "QuantityLike | None"): f"Length | {_NUMBERS} | None",
    ("at_least", "QuantityLike"): f"Speed | {_NUMBERS}",
    ("statistic", "Smoothing"): f"Literal{list(get_args(Smoothing))}",
    ("relation", "relations.Allen"): f"Literal{list(get_args(relations.Allen))}",
    ("by", "str"): 'Literal["group", "session"]',
    ("which", "str | tuple[str | None, str | None]"): "Target | tuple[Who | None, Target | None]",
    ("what", "Signal | Mask | Bouts"): "Signal[Any] | Mask | Bouts",
    ("colour", "Signal | None"): "Signal[Any] | None",
    ("other", "Signal | float"): f"Signal[Any] | {_NUMBERS}",
    ("other", "float"): _NUMBERS,
    ("folder", "Path | str | None"): "None",
    ("value", "object"): "object",
    ("other", "Bouts"): "Bouts | Mask",
    ("others", "Bouts"): "Bouts | Mask",
}  # fmt: skip
"""Parameter and its annotation -> type in the stubs."""

_SAME = (
    "str", "bool", "int", "float", "None", "float | None", "str | None", "list[str]",
    "list[str | None]", "Bouts", "Mask", "Mask | None", "Mask | Bouts", "Bouts | Mask",
    "Mask | Bouts | None", "Bouts | None", "Quantity", "Recording", "Recordings", "Project",
    "KnowledgeGraph", "Answered", "Comparison", "object", "tuple[str, str] | None",
    "tuple[float, float] | None", "tuple[str, ...]", "Iterator[Recording]", "Iterator[Bout]",
)  # fmt: skip
"""Annotations that are types in the stubs, too."""

_TYPES: Mapping[str, str] = {
    **{text: text for text in _SAME},
    "Any": "Any",
    "Self": "Bouts",
    "Numbers": "list[float]",
    "Same | None": f"Literal{list(get_args(Same))} | None",
    "QuantityLike": f"Time | {_NUMBERS}",
    "QuantityLike | None": f"Time | {_NUMBERS} | None",
    "Several": "Several[Bouts] | None",
    "pd.DataFrame": "Table",
    "pd.DataFrame | None": "Table | None",
    "pd.DataFrame | Mapping[str, object] | Sequence[Mapping[str, object]] | None": (
        "Table | dict[Any, Any] | list[dict[str, Any]] | None"
    ),
    "Bouts | Sequence[Bout] | None": "Bouts | list[Bout] | None",
    "Figure": "Figure",
    "Figure | None": "Figure | None",
    "Signal": "Signal[D]",
    "Measure": "Callable[[Recording, Any], Any]",
    "Measure | dict[str, Measure]": (
        "Callable[[Recording, Any], Any] | dict[str, Callable[[Recording, Any], Any]]"
    ),
    "Callable[[Recording, str], float]": "Callable[[Recording, Any], Any]",
    "Callable[[Recording], T]": "Callable[[Recording], Any]",
    "Callable[[Recording], object]": "Callable[[Recording], Any]",
    "Callable[[Recording], Signal | Mask | Bouts]": (
        "Callable[[Recording], Signal[Any] | Mask | Bouts]"
    ),
    "list[T]": "list[Any]",
    "Vectors": "Vectors[Any]",
}  # fmt: skip
"""Annotation -> type in the stubs."""

_WRITTEN: Mapping[str, tuple[str, ...]] = {
    "Table": (
        "columns: list[str]",
        "def head(self, n: int = ...) -> Table: ...",
        "def tail(self, n: int = ...) -> Table: ...",
        "def sort_values(self, by: str | list[str], *, ascending: bool = ...) -> Table: ...",
        'def to_dict(self, orient: Literal["records"]) -> list[dict[str, Any]]: ...',
        "def __getitem__(self, column: str) -> Column: ...",
        "def __len__(self) -> int: ...",
    ),
    "Column": (
        *(f"def {name}(self) -> float: ..."
          for name in ("max", "mean", "median", "min", "std", "sum")),
        "def tolist(self) -> list[Any]: ...",
        "def __len__(self) -> int: ...",
    ),
    "Quantity": (
        "unit: str",
        "assessed_s: float",
        *(f"def __{sign}__(self, other: {_QUANTITIES}) -> bool: ..."
          for sign in ("lt", "le", "gt", "ge")),
        *(f"def __{sign}__(self, other: {_NUMBERS}) -> Quantity: ..."
          for sign in ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv")),
        "def __neg__(self) -> Quantity: ...",
        "def __abs__(self) -> Quantity: ...",
        "def __float__(self) -> float: ...",
        "def __int__(self) -> int: ...",
        "@overload",
        "def __round__(self, digits: None = ...) -> int: ...",
        "@overload",
        "def __round__(self, digits: int) -> Quantity: ...",
    ),
    "Bout": (
        "recording: RecordingName", "subject: Animal", "object: Any", "label: str",
        "start_s: float", "stop_s: float", "confidence: float",
    ),
    "Figure": (),
    "Answered": ("bouts: Bouts", "table: Table"),
    "Comparison": (
        "animals: Table", "methods: str", "notes: list[str]", "table: Table",
        "def plot(self) -> Figure: ...",
    ),
}  # fmt: skip
"""Classes of libraries, or of which programs see plain values, by hand."""

_OVERLOADED: Mapping[tuple[str, str], tuple[str, ...]] = {
    **{
        ("Signal", f"__{sign}__"): (
            "@overload",
            f"def __{sign}__(self, other: Signal[Any]) -> Signal[Any]: ...",
            "@overload",
            f"def __{sign}__(self, other: float) -> Signal[D]: ...",
            "@overload",
            f"def __{sign}__(self, other: Quantity) -> Signal[Any]: ...",
        )
        for sign in ("mul", "truediv")
    },
    ("Mask", "__bool__"): ("__bool__: None",),
    ("Signal", "__bool__"): ("__bool__: None",),
    ("Recordings", "__getitem__"): (
        "@overload",
        "def __getitem__(self, which: int | RecordingName) -> Recording: ...",
        "@overload",
        "def __getitem__(self, which: slice) -> Recordings: ...",
    ),
}


class StubMaker:
    """Makes the stubs of a project's programs.

    Parameters
    ----------
    names
        That programs may use; any text where there are none.
    """

    def __init__(self, names: DataNames | None = None) -> None:
        self._names = names

    @cached_property
    def text(self) -> str:
        """The ``.pyi`` text of the module `workbench`, as programs see it."""
        return "\n".join([*self._head(), *self._aliases(), *_classes(), *_functions(), ""])

    def _head(self) -> Iterator[str]:
        yield "from collections.abc import Callable, Iterator"
        yield "from typing import Any, Generic, Literal, TypeVar, overload"
        yield "D = TypeVar('D')"
        for name, short in DIMENSIONS.values():
            yield f"{name} = Literal[{short!r}]"

    def _aliases(self) -> Iterator[str]:
        names = self._names
        if names is None:
            texts = ("Who", "Target", "Place", "ZoneText", "Animal", "Zone", "Behavior",
                     "Found", "RecordingName", "Group", "Session")  # fmt: skip
            yield from (f"{alias} = str" for alias in texts)
            return
        places = (*names.zones, *names.objects)
        animals = () if names.unread else names.animals
        who = list(_who(animals, names.parts))
        words = names.behavior_words
        yield _alias("Animal", animals)
        yield _alias("Who", who)
        yield _alias("Target", [*who, *places] if who else ())
        yield _alias("Zone", names.zones)
        yield _alias("ZoneText", ["*", *names.zones] if names.zones else ())
        yield _alias("Place", [*places, *_dotted(who)] if places and who else ())
        yield _alias("Behavior", [*words, *names.headings, *names.stored] if words else ())
        yield _alias("Found", [*words, *names.functions] if words else ())
        yield _alias("RecordingName", names.recordings)
        yield _alias("Group", names.groups)
        yield _alias("Session", names.sessions)


def _who(animals: Iterable[str], parts: Iterable[str]) -> Iterator[str]:
    animals = list(animals)
    if animals:
        yield from ("*", *animals)
        for part in parts:
            yield from (f"{animal}.{part}" for animal in ("*", *animals, ""))


def _dotted(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if "." in text]


def _alias(name: str, values: Iterable[str]) -> str:
    listed = list(dict.fromkeys(letter(value) or value for value in values))
    if not listed or len(listed) > _MOST_NAMES:
        return f"{name} = str"
    return f"{name} = Literal[{', '.join(map(repr, listed))}]"


def _classes() -> Iterator[str]:
    for one in EXPOSED:
        bases = "(Generic[D])" if one.name in ("Signal", "Vectors") else ""
        yield f"class {one.name}{bases}:"
        body = _WRITTEN.get(one.name)
        lines = list(_members(one)) if body is None else list(body)
        yield from (f"    {line}" for line in lines or ["pass"])


def _members(one: Exposure) -> Iterator[str]:
    real = one.real()
    for name in one.attributes:
        yield f"{name}: {one.typed.get(name) or _attribute(real, name)}"
    for name in (*one.methods, *(f"__{operator}__" for operator in one.operators)):
        if (one.name, name) in _OVERLOADED:
            yield from _OVERLOADED[one.name, name]
        else:
            yield _function(name, getattr(real, name), one.typed.get(name), f"{one.name}.")


def _functions() -> Iterator[str]:
    from importlib import import_module

    for name, home in FUNCTIONS.items():
        module, _, attribute = home.partition(":")
        yield _function(name, getattr(import_module(module), attribute), None, "")


def _function(name: str, real: Any, typed: str | None, of: str) -> str:
    signature = inspect.signature(real)
    parameters, starred = [], False
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            parameters.append("*")
        starred |= parameter.kind in (parameter.KEYWORD_ONLY, parameter.VAR_POSITIONAL)
        parameters.append(_parameter(parameter, f"{of}{name}"))
    returned = typed or _type(str(signature.return_annotation), f"what {of}{name} returns")
    return f"def {name}({', '.join(parameters)}) -> {returned}: ..."


def _parameter(parameter: inspect.Parameter, where: str) -> str:
    if parameter.name == "self":
        return "self"
    stars = "*" * (parameter.kind is parameter.VAR_POSITIONAL)
    stars += "**" * (parameter.kind is parameter.VAR_KEYWORD)
    default = "" if parameter.default is parameter.empty else " = ..."
    text = str(parameter.annotation)
    typed = _BY_PARAMETER.get((parameter.name, text)) or _named(parameter.name, text, where)
    return f"{stars}{parameter.name}: {_several(typed)}{default}"


def _several(typed: str) -> str:
    """Return a type in which ``Several[X]`` is written out: one X, or several of them.

    Not as a sequence: the text ``"*"`` is one, of itself.
    """
    parts = r"\1 | list[\1] | list[Animal] | tuple[\1, ...]"
    return re.sub(r"Several\[((?:[^][]|\[[^]]*\])*)\]", parts, typed)


def _named(name: str, text: str, where: str) -> str:
    """Return the type of a parameter that only some methods have."""
    if (where, name) in _BY_METHOD:
        return _BY_METHOD[where, name]
    return _type(text, f"{name!r} of {where}")


_BY_METHOD = {
    ("Project.recording", "name"): "RecordingName",
    ("Recording.behavior", "name"): "Found",
    ("Recordings.behavior", "name"): "Found",
}


def _attribute(real: type[Any], name: str) -> str:
    found = inspect.getattr_static(real, name)
    getter = getattr(found, "fget", None) or getattr(found, "func", None)
    if getter is None:
        return _type(str(inspect.get_annotations(real)[name]), f"{real.__name__}.{name}")
    returned = str(inspect.signature(getter).return_annotation)
    return _type(returned, f"{real.__name__}.{name}")


def _type(text: str, what: str) -> str:
    if text not in _TYPES:
        message = f"the stubs have no type for {text!r}, {what}; see workbench/sandbox/stubs.py"
        raise LookupError(message)
    return _TYPES[text]
