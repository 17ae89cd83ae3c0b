r"""GraphML: one graph of all recordings, for Gephi, Cytoscape, yEd and networkx.

Nodes
    One per individual, zone or object, the same one in all recordings; its id is its identity.
    ``kind`` is ``animal``, ``zone`` or ``object``, ``label`` what to show, ``names`` what the
    recordings call it and ``recordings`` where it occurs (lists are texts, ``"a; b"``). A behavior
    without an object is a node ``behavior:NAME`` of kind ``behavior`` with ``verb``,
    ``definition``, ``synonyms``, ``parent`` and ``synset``, as in `graphs.networks.scene`.
Edges
    One per fact, from the subject to the object or behavior. Its id is the fact's id, also in
    ``fact_id`` (networkx makes an int of an id that is all digits, unless it is told
    ``edge_key_type=str``). All facts are there; ``stands`` is false for those that a person
    rejected or corrected: filter by it before counting. ``start_s``, ``stop_s`` and ``duration_s``
    are seconds of the recording, half-open, rounded to the microsecond; ``start_frame`` and
    ``stop_frame`` 0-based, half-open. ``label`` is the predicate, ``arity`` 1 or 2. ``subject`` and
    ``object`` are the names in the recording, ``group`` and ``session`` those of the recording.
    Evidence is ``evidence_KEY``, a number or a text; where a key holds both, the second sort is
    ``evidence_KEY_text`` or ``_number``.

What is unknown (confidence, object, event) is left out. Events, assessed intervals and parameters
of runs are not in the file. Characters that XML cannot hold are written as ``\u0001``.
"""

from __future__ import annotations

import math
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, TypeAlias
from xml.sax.saxutils import escape

from graphs.formats.contract import Context, Described
from graphs.formats.entities import Entity, Unique, entities_of
from graphs.networks.scene import in_time_order
from graphs.records import STANDING, Fact, microseconds
from graphs.storage.atomic import write_atomic

Value: TypeAlias = "str | float | bool | None"

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
"""
_NODE_TYPES = dict.fromkeys(
    ("label", "kind", "names", "recordings", "verb", "definition", "synonyms", "parent", "synset"),
    "string",
)
_EDGE_TYPES = {
    **dict.fromkeys(("label", "fact_id", "predicate", "recording"), "string"),
    **dict.fromkeys(("group", "session"), "string"),
    **dict.fromkeys(("subject", "object", "kind", "status", "source", "run", "event"), "string"),
    **dict.fromkeys(("start_s", "stop_s", "duration_s", "confidence"), "double"),
    **dict.fromkeys(("start_frame", "stop_frame"), "long"),
    "arity": "int",
    "stands": "boolean",
}
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def write(graphs: Iterable[Described], path: Path, context: Context) -> None:
    """Write recordings to a GraphML file; edges wait in a temporary file for what heads them.

    Raises
    ------
    UserError
        The place cannot be written.
    """

    def fill(file: BinaryIO) -> None:
        with tempfile.TemporaryFile() as edges:
            written = _Written(context)
            for graph in graphs:
                for edge in written.edges(graph):
                    edges.write(edge.encode())
            edges.seek(0)
            file.write(_HEAD.encode())
            for text in (*written.keys(), '<graph edgedefault="directed">\n', *written.nodes()):
                file.write(text.encode())
            shutil.copyfileobj(edges, file)
            file.write(b"</graph>\n</graphml>\n")

    write_atomic(path, fill)


class _Written:
    """Writes edges, and keeps what is known of their nodes and keys."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._unique = Unique()
        self._node_id = Unique()
        self._ids: dict[tuple[str, bool], str] = {}  # (identity or behavior, is it a behavior)
        self._nodes: dict[str, dict[str, Value]] = {}
        self._lists: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
        self._evidence: dict[tuple[str, str], tuple[str, str]] = {}  # (key, type): (id, name)
        self._column_name = Unique()

    def edges(self, graph: Described) -> Iterator[str]:
        """Yield the facts of a recording as elements."""
        entities = entities_of(graph, self._context)
        ids = {name: self._entity(graph.recording, found) for name, found in entities.items()}
        common = {key: graph.attributes.get(key) for key in ("group", "session")}
        common = {key: None if value is None else str(value) for key, value in common.items()}
        for fact in sorted(graph.facts, key=in_time_order):
            target = self._behavior(fact.predicate) if fact.object is None else ids[fact.object]
            ends = f"source={_quoted(ids[fact.subject])} target={_quoted(target)}"
            values = {**_about(fact), **common}
            data = _data("e", values) + self._evidence_of(fact)
            yield f"<edge id={_quoted(self._unique(fact.fact_id))} {ends}>{data}</edge>\n"

    def keys(self) -> Iterator[str]:
        """Yield the declarations of all attributes."""
        for domain, types in (("node", _NODE_TYPES), ("edge", _EDGE_TYPES)):
            for name, kind in types.items():
                yield _key(f"{domain[0]}_{name}", domain, name, kind)
        for (_, kind), (column, name) in self._evidence.items():
            yield _key(column, "edge", name, kind)

    def nodes(self) -> Iterator[str]:
        """Yield all nodes as elements."""
        for node, values in self._nodes.items():
            names, recordings = self._lists.get(node, ({}, {}))
            lists = {"names": _listed(names), "recordings": _listed(recordings)}
            yield f"<node id={_quoted(node)}>{_data('n', {**values, **lists})}</node>\n"

    def _id(self, key: str, is_behavior: bool) -> str:
        if (key, is_behavior) not in self._ids:
            text = f"behavior:{key}" if is_behavior else key
            self._ids[key, is_behavior] = self._node_id(_allowed(text))
        return self._ids[key, is_behavior]

    def _entity(self, recording: str, entity: Entity) -> str:
        node = self._id(entity.identity, is_behavior=False)
        about = self._nodes.setdefault(node, {"label": entity.label, "kind": entity.kind})
        if entity.kind == "animal":  # one that acts in some recording, though not in the first
            about["kind"] = "animal"
        names, recordings = self._lists.setdefault(node, ({}, {}))
        names[entity.name] = recordings[recording] = None
        return node

    def _behavior(self, predicate: str) -> str:
        node = self._id(predicate, is_behavior=True)
        if node not in self._nodes:
            ethogram = self._context.ethogram
            known = ethogram.behaviors.get(predicate) if ethogram else None
            self._nodes[node] = {"label": predicate, "kind": "behavior"}
            if known is not None:
                self._nodes[node] |= {
                    "verb": known.verb,
                    "definition": known.definition,
                    "synonyms": _listed(known.synonyms),
                    "parent": known.parent,
                    "synset": known.synset,
                }
        return node

    def _evidence_of(self, fact: Fact) -> str:
        data = []
        for key, value in sorted(fact.evidence.items()):
            if isinstance(value, str):
                column = _quoted(self._column(key, "string"))
                data.append(f"<data key={column}>{_text(value)}</data>")
            elif not math.isnan(value):
                column = _quoted(self._column(key, "double"))
                data.append(f"<data key={column}>{_text(float(value))}</data>")
        return "".join(data)

    def _column(self, key: str, kind: str) -> str:
        """Return the id of the column for evidence of a type; a name has one type in GraphML."""
        if (key, kind) not in self._evidence:
            other = "double" if kind == "string" else "string"
            suffix = {"string": "_text", "double": "_number"}[kind]
            name = f"evidence_{key}{suffix if (key, other) in self._evidence else ''}"
            self._evidence[key, kind] = (f"v{len(self._evidence)}", self._column_name(name))
        return self._evidence[key, kind][0]


def _about(fact: Fact) -> dict[str, Value]:
    start_us, stop_us = microseconds(fact.start_s), microseconds(fact.stop_s)
    return {
        "label": fact.predicate,
        "fact_id": fact.fact_id,
        "predicate": fact.predicate,
        "recording": fact.recording,
        "subject": fact.subject,
        "object": fact.object,
        "kind": fact.kind,
        "arity": 1 if fact.object is None else 2,
        "start_s": start_us / 1e6,
        "stop_s": stop_us / 1e6,
        "duration_s": (stop_us - start_us) / 1e6,
        "start_frame": fact.start_frame,
        "stop_frame": fact.stop_frame,
        "confidence": None if math.isnan(fact.confidence) else float(fact.confidence),
        "status": fact.status,
        "stands": fact.status in STANDING,
        "source": fact.source,
        "run": fact.run,
        "event": fact.event_id,
    }


def _key(key: str, domain: str, name: str, kind: str) -> str:
    return f'<key id={_quoted(key)} for="{domain}" attr.name={_quoted(name)} attr.type="{kind}"/>\n'


def _data(domain: str, values: Mapping[str, Value]) -> str:
    return "".join(
        f'<data key="{domain}_{name}">{_text(value)}</data>'
        for name, value in values.items()
        if value is not None
    )


def _listed(texts: Iterable[str]) -> str | None:
    return "; ".join(texts) or None


def _text(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return escape(_allowed(value), {"\r": "&#13;"})
    if isinstance(value, float) and math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"  # as Java spells it, and Python reads it
    return repr(value)


def _quoted(text: str) -> str:
    return f'"{escape(_allowed(text), {chr(34): "&quot;", **_SPACES})}"'


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
