"""The files of a Neo4j export and their columns. See `graphs.formats.neo4j`."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from graphs.plain_json import to_json

Type = Literal["string", "double", "long", "boolean", "string[]"]
Cell: TypeAlias = "str | float | bool | None"
Columns: TypeAlias = Mapping[str, Type]


@dataclass(frozen=True, slots=True)
class NodeTable:
    """A file of nodes.

    Parameters
    ----------
    label
        Of all its nodes, and the namespace of their identifiers.
    key
        The property that identifies a node.
    columns
        The further properties.
    """

    label: str
    key: str
    columns: Columns

    def header(self) -> list[str]:
        """Return the names of the columns as ``neo4j-admin`` reads them."""
        return [f"{self.key}:ID({self.label})", *map(_typed, self.columns.items()), ":LABEL"]


@dataclass(frozen=True, slots=True)
class LinkTable:
    """A file of relationships.

    Parameters
    ----------
    start, end
        Labels of the nodes that it links.
    type
        Of the relationships; ``None`` if each row has its own.
    columns
        Properties.
    """

    start: str
    end: str
    type: str | None
    columns: Columns

    def header(self) -> list[str]:
        """Return the names of the columns as ``neo4j-admin`` reads them."""
        ends = [f":START_ID({self.start})", f":END_ID({self.end})", ":TYPE"]
        return [*ends, *map(_typed, self.columns.items())]


_SPAN: dict[str, Type] = {"start_s": "double", "stop_s": "double"}
_CLAIM: dict[str, Type] = dict.fromkeys(("recording", "subject", "predicate", "object"), "string")

NODES = {
    "recordings": NodeTable("Recording", "recording", {}),  # and what attributes there are
    "entities": NodeTable("Entity", "identity", {"name": "string", "kind": "string"}),
    "behaviors": NodeTable(
        "Behavior",
        "behavior",
        {
            **dict.fromkeys(("verb", "definition", "target", "kind"), "string"),
            "synonyms": "string[]",
            **dict.fromkeys(("synset", "reference"), "string"),
        },
    ),
    "runs": NodeTable(
        "Run",
        "run",
        dict.fromkeys(
            ("tool", "version", "describer", "segmenter", "tracker", "parameters", "inputs"),
            "string",
        ),
    ),
    "events": NodeTable(
        "Event",
        "event",
        {
            **dict.fromkeys(("recording", "event_id", "level", "segmenter"), "string"),
            **_SPAN,
        },
    ),
    "assessed": NodeTable("Assessed", "assessed", {**_CLAIM, **_SPAN}),
    "facts": NodeTable(
        "Fact",
        "fact_id",
        {
            **_CLAIM,
            **_SPAN,
            **dict.fromkeys(("start_frame", "stop_frame"), "long"),
            "kind": "string",
            "confidence": "double",
            "status": "string",
            "stands": "boolean",
            **dict.fromkeys(("source", "run", "event_id", "evidence"), "string"),
        },
    ),
}
LINKS = {
    "entity_recording": LinkTable("Entity", "Recording", "SEEN_IN", {"name": "string"}),
    "recording_run": LinkTable("Recording", "Run", "DESCRIBED_BY", {}),
    "behavior_parent": LinkTable("Behavior", "Behavior", "BROADER", {}),
    "event_recording": LinkTable("Event", "Recording", "IN_RECORDING", {}),
    "event_parent": LinkTable("Event", "Event", "PART_OF", {}),
    "assessed_recording": LinkTable("Assessed", "Recording", "IN_RECORDING", {}),
    "assessed_subject": LinkTable("Assessed", "Entity", "SUBJECT", {}),
    "assessed_object": LinkTable("Assessed", "Entity", "OBJECT", {}),
    "assessed_behavior": LinkTable("Assessed", "Behavior", "PREDICATE", {}),
    "fact_recording": LinkTable("Fact", "Recording", "IN_RECORDING", {}),
    "fact_subject": LinkTable("Fact", "Entity", "SUBJECT", {}),
    "fact_object": LinkTable("Fact", "Entity", "OBJECT", {}),
    "fact_behavior": LinkTable("Fact", "Behavior", "PREDICATE", {}),
    "fact_event": LinkTable("Fact", "Event", "STARTS_IN", {}),
    "fact_run": LinkTable("Fact", "Run", "MADE_BY", {}),
    "fact_revision": LinkTable("Fact", "Fact", "REVISION_OF", {}),
    "direct": LinkTable(
        "Entity",
        "Entity",
        None,
        {
            **dict.fromkeys(("fact_id", "predicate", "recording"), "string"),
            **_SPAN,
            "confidence": "double",
            "source": "string",
        },
    ),
}


def _typed(column: tuple[str, Type]) -> str:
    name, kind = column
    return name if kind == "string" else f"{name}:{kind}"


def csv_row(cells: Iterable[Cell]) -> bytes:
    """Return a line of a CSV file.

    Text is in quotes, also the empty one, which is a property; what is missing is without.
    """
    return (",".join(map(_cell, cells)) + "\n").encode()


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        quoted = value.replace('"', '""')
        return f'"{quoted}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if math.isfinite(value):
        return repr(value)
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def json_cell(value: object) -> str:
    r"""Return JSON text without ``\"`` and ``\\``, which ``LOAD CSV`` takes for escapes of its own.

    ``\u0022`` and ``\u005c`` mean the same in JSON.
    """
    return re.sub(r'\\(["\\])', lambda found: f"\\u{ord(found[1]):04x}", to_json(value))


def listed(texts: Iterable[str]) -> str | None:
    """Return texts as an array: divided by semicolons, so those in a text become commas."""
    return ";".join(text.replace(";", ",") for text in texts) or None
