"""What a program may see: classes, their methods and attributes, and nothing else.

This list decides, for a program that runs apart, what can be called at all
(`workbench.sandbox.hosting`), what its types are (`workbench.sandbox.stubs`), and what a model is
told that there is. Nothing on it writes a file, opens one by name, or reaches another process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

COMPARISONS = ("lt", "le", "gt", "ge")
SUMS = ("add", "radd", "sub", "rsub")
PRODUCTS = ("mul", "rmul", "truediv")


@dataclass(frozen=True, slots=True)
class Exposure:
    """What programs see of a class.

    Parameters
    ----------
    name
        What programs call it.
    home
        Module and name of the real one: ``"workbench.analysis.signals:Signal"``.
    attributes, methods
        By name.
    operators
        Names of special methods without underscores: ``"and"``, ``"getitem"``, ``"len"``.
    typed
        Attribute or method -> type of what it gives, where the annotation says less than is known,
        in the words of the stubs.
    sense
        One line for people and models.
    parameters
        Method -> what it takes, where that is less than the real one does.
    """

    name: str
    home: str
    sense: str
    attributes: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    operators: tuple[str, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def real(self) -> type[Any]:
        """Return the class itself."""
        module, _, name = self.home.partition(":")
        found: type[Any] = getattr(import_module(module), name)
        return found


_LENGTHS = ("body_length", "closest_distance", "distance", "distance_to")
_SPEEDS = ("approach_speed", "closing_speed", "relative_speed", "speed")
_ANGLES = ("alignment", "angle", "bearing", "facing", "head_facing", "heading")

EXPOSED: tuple[Exposure, ...] = (
    Exposure(
        "Project",
        "workbench.project:Project",
        "an open project",
        methods=("graph", "recording", "recordings"),
    ),
    Exposure(
        "Recordings",
        "workbench.analysis.recordings:Recordings",
        "several recordings: the same question to each",
        methods=(
            "answering", "behavior", "compare", "each", "facts", "measure", "of", "table",
            "time_budget",
        ),
        operators=("getitem", "iter", "len"),
    ),
    Exposure(
        "Recording",
        "workbench.analysis.recording:Recording",
        "one recording: tracks and facts",
        attributes=(
            "animals", "duration_s", "group", "keypoints", "name", "objects", "scale", "session",
            "warnings", "zones",
        ),
        methods=(
            "acceleration", *_ANGLES, *_SPEEDS, *_LENGTHS, "behavior", "co_occurrence", "entries",
            "exits", "facts", "first", "in_zone", "last", "latency", "longest", "measure",
            "overlap", "path_length", "plot_budget", "plot_occupancy", "plot_paths",
            "plot_transitions", "position", "strides", "time_budget", "time_in", "tracked",
            "transitions", "turning", "velocity", "window",
        ),
        typed={
            **dict.fromkeys(_LENGTHS, "Signal[Length]"),
            **dict.fromkeys(_SPEEDS, "Signal[Speed]"),
            **dict.fromkeys(_ANGLES, "Signal[Angle]"),
            "turning": "Signal[Turn]",
            "acceleration": "Signal[Acceleration]",
            "position": "Vectors[Length]",
            "velocity": "Vectors[Speed]",
            "animals": "list[Animal]",
            "zones": "list[Zone]",
        },
    ),
    Exposure(
        "Signal",
        "workbench.analysis.signals:Signal",
        "a number per frame, with a unit",
        attributes=("label", "name", "unit"),
        methods=(
            "between", "max", "mean", "median", "min", "of_object", "percentile", "plot",
            "plot_around", "rate", "smooth", "std", "table", "when",
        ),
        operators=(*COMPARISONS, *SUMS, *PRODUCTS, "neg", "abs", "getitem"),
        typed={
            "of_object": "Signal[D]", "smooth": "Signal[D]", "when": "Signal[D]",
            "rate": "Signal[Any]",
        },
    ),
    Exposure(
        "Vectors",
        "workbench.analysis.vectors:Vectors",
        "positions or velocities: a signal per axis",
        attributes=("x", "y", "z"),
        methods=("length",),
        typed={"x": "Signal[D]", "y": "Signal[D]", "z": "Signal[D]", "length": "Signal[D]"},
    ),
    Exposure(
        "Mask",
        "workbench.analysis.masks:Mask",
        "yes, no or not assessed per frame",
        attributes=("name",),
        methods=("bouts", "fraction", "of_object", "table", "total_s"),
        operators=("and", "or", "xor", "invert", "getitem", "bool"),
    ),
    Exposure(
        "Bouts",
        "workbench.analysis.bouts:Bouts",
        "intervals of time: who does what to whom",
        attributes=(
            "assessed_s", "count", "duration_s", "fraction", "inter_bout_s", "label", "latency_s",
            "mean_s", "object", "rate_per_min", "start_s", "stop_s", "subject", "total_s",
        ),
        methods=(
            "after", "allen", "before", "confident", "difference", "during", "first",
            "followed_by", "in_window", "intersection", "labelled", "last", "lasting", "longest",
            "mask", "not_followed_by", "not_overlapping", "outside", "overlapping", "per_animal",
            "plot",
            "sequence", "summary", "table", "union", "within",
        ),
        operators=("and", "or", "sub", "getitem", "iter", "len"),
        typed={"subject": "list[Animal]", "object": "list[Any]"},
    ),
    Exposure(
        "Bout",
        "workbench.analysis.bout_rows:Bout",
        "one bout",
        attributes=(
            "recording", "subject", "object", "label", "start_s", "stop_s", "confidence",
        ),
    ),
    Exposure(
        "Quantity",
        "workbench.analysis.units:Quantity",
        "a number with a unit and the seconds that it rests on; NaN if unknown",
        attributes=("unit", "assessed_s"),
        operators=(
            *COMPARISONS, "eq", "ne", *SUMS, *PRODUCTS, "rtruediv", "neg", "abs", "float", "int",
            "round",
        ),
    ),
    Exposure(
        "KnowledgeGraph",
        "workbench.knowledge.graph:KnowledgeGraph",
        "all facts of a project",
        methods=("facts", "query"),
    ),
    Exposure(
        "Answered",
        "workbench.knowledge.graph:Answered",
        "the answer to a question in the query language",
        attributes=("bouts", "table"),
    ),
    Exposure(
        "Comparison",
        "workbench.stats.comparison:Comparison",
        "two groups compared, animal by animal",
        attributes=("animals", "methods", "notes", "table"),
        methods=("plot",),
    ),
    Exposure(
        "Table",
        "pandas:DataFrame",
        "a table (a pandas DataFrame)",
        attributes=("columns",),
        methods=("head", "sort_values", "tail", "to_dict"),
        operators=("getitem", "len"),
        parameters={
            "head": ("n",), "tail": ("n",), "sort_values": ("by", "ascending"),
            "to_dict": ("orient",),
        },
    ),
    Exposure(
        "Column",
        "pandas:Series",
        "a column of a table (a pandas Series)",
        methods=("max", "mean", "median", "min", "std", "sum", "tolist"),
        operators=("len",),
        parameters=dict.fromkeys(("max", "mean", "median", "min", "std", "sum", "tolist"), ()),
    ),
    Exposure("Figure", "matplotlib.figure:Figure", "a picture"),
)  # fmt: skip

FUNCTIONS: Mapping[str, str] = {
    "answer": "workbench.ask.telling:answer",
    "open_project": "workbench.project:open_project",
}
"""Functions of the module `workbench` that programs may import -> where they are."""

WITH_FUNCTION = ("answering", "compare", "each", "measure", "table")
"""Methods that are given a function: the program calls it, not the host."""


def exposure(name: str) -> Exposure:
    """Return what programs see of a class, by the name they know it by."""
    return next(one for one in EXPOSED if one.name == name)
