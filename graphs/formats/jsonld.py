"""JSON-LD: the same nodes as in Turtle, see `graphs.formats.rdf`, one in a line.

The ``@context`` is in the file, so nothing is fetched from anywhere. Numbers are texts with their
type in the context: JSON-LD turns a JSON number into 16 significant digits, and a double needs 17.
Writing needs no extra, reading the extra ``rdf``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from graphs.formats.contract import Context, Described
from graphs.formats.rdf import nodes
from graphs.formats.rdf_read import read_rdf
from graphs.formats.rdf_words import BW, PROV, SKOS, TIME, TYPE, XSD, Iri, Node, Value, prefixes
from graphs.storage.atomic import write_atomic

_LINKS = (
    *(f"{BW}{name}" for name in ("recording", "clock", "run", "event", "parent", "undoes")),
    *(f"{BW}{name}" for name in ("subject", "predicate", "object")),
    *(f"{TIME}{name}" for name in ("hasTime", "hasBeginning", "hasEnd", "inTimePosition")),
    *(f"{PROV}{name}" for name in ("wasGeneratedBy", "wasAssociatedWith", "wasAttributedTo")),
    *(f"{PROV}{name}" for name in ("wasRevisionOf", "used")),
    *(f"{SKOS}{name}" for name in ("broader", "closeMatch", "inScheme")),
    f"{TIME}hasTRS",
)
_TYPES = {
    **dict.fromkeys(_LINKS, "@id"),
    f"{BW}confidence": "xsd:double",
    f"{BW}startFrame": "xsd:integer",
    f"{BW}stopFrame": "xsd:integer",
    f"{TIME}numericPosition": "xsd:decimal",
}
_STRING = f"{XSD}string"


def write(graphs: Iterable[Described], path: Path, context: Context) -> None:
    """Write recordings to a JSON-LD file; equal input gives equal bytes.

    Raises
    ------
    UserError
        The place cannot be written.
    """
    short = _Short(prefixes(context.project))

    def fill(file: BinaryIO) -> None:
        head = json.dumps(short.context(), ensure_ascii=False, indent=1)
        file.write(f'{{"@context": {head},\n"@graph": ['.encode())
        comma = "\n"
        for node in nodes(graphs, context):
            file.write(f"{comma}{short.line(node)}".encode())
            comma = ",\n"
        file.write(b"\n]}\n")

    write_atomic(path, fill)


def read(path: Path) -> list[Described]:
    """Return the recordings in a JSON-LD file.

    Raises
    ------
    UserError
        The extra ``rdf`` is not installed, or there is no such file.
    DataError
        The file is damaged (says where), or holds something else.
    """
    return read_rdf(path, "JSON_LD")


class _Short:
    """Writes identifiers with prefixes.

    Parameters
    ----------
    named
        Prefix -> what it stands for.
    """

    def __init__(self, named: dict[str, str]) -> None:
        self._named = named
        self._prefix = {space: prefix for prefix, space in named.items()}
        self._terms: dict[str, str] = {}

    def context(self) -> dict[str, object]:
        """Return the prefixes, and the types of what is not plain text."""
        terms = {self.iri(name): {"@type": kind} for name, kind in _TYPES.items()}
        return {**self._named, **terms}

    def line(self, node: Node) -> str:
        """Return a node as JSON text."""
        values: dict[str, list[object]] = {"@type": [], "@id": [self.iri(node.iri)]}
        for name, term in node.said:
            if name == TYPE:
                values["@type"].append(self.iri(term.value))
            else:
                values.setdefault(self._term(name), []).append(self._value(name, term))
        plain = {
            key: found[0] if len(found) == 1 else found for key, found in values.items() if found
        }
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))

    def iri(self, iri: str) -> str:
        """Return an identifier with the prefix of its namespace, if it has one."""
        end = max(iri.rfind(":"), iri.rfind("/"), iri.rfind("#")) + 1
        while end > 0:
            prefix = self._prefix.get(iri[:end])
            if prefix is not None:
                return f"{prefix}:{iri[end:]}"
            end = max(iri.rfind(mark, 0, end - 1) for mark in ":/#") + 1
        return iri

    def _term(self, name: str) -> str:
        term = self._terms.get(name)
        if term is None:
            term = self._terms[name] = self.iri(name)
        return term

    def _value(self, name: str, term: Iri | Value) -> object:
        expected = _TYPES.get(name)
        if isinstance(term, Iri):
            short = self.iri(term.value)
            return short if expected == "@id" else {"@id": short}
        if expected is not None or term.datatype == _STRING:
            return term.value
        return {"@type": self.iri(term.datatype), "@value": term.value}
