"""Turtle (RDF), as `graphs.formats.rdf` describes; needs the extra ``rdf``.

Reading gives back everything that was written; facts, events and assessed intervals are sorted by
time. A file that another program wrote with the same words, in any order, is read as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import missing_extra
from graphs.formats.contract import Context, Described
from graphs.formats.rdf import nodes
from graphs.formats.rdf_read import read_rdf
from graphs.formats.rdf_words import Iri, Node, prefixes
from graphs.storage.atomic import write_atomic

if TYPE_CHECKING:
    from pyoxigraph import Triple


def write(graphs: Iterable[Described], path: Path, context: Context) -> None:
    """Write recordings to a Turtle file; equal input gives equal bytes.

    Raises
    ------
    UserError
        The extra ``rdf`` is not installed, or the place cannot be written.
    """
    try:
        from pyoxigraph import RdfFormat, serialize
    except ImportError:
        what = "Writing Turtle"
        raise missing_extra(what, "rdf") from None
    triples = _triples(nodes(graphs, context))
    named = prefixes(context.project)
    write_atomic(path, lambda file: serialize(triples, file, RdfFormat.TURTLE, prefixes=named))


def read(path: Path) -> list[Described]:
    """Return the recordings in a Turtle file.

    Raises
    ------
    UserError
        The extra ``rdf`` is not installed, or there is no such file.
    DataError
        The file is damaged (says where), or holds something else.
    """
    return read_rdf(path, "TURTLE")


def _triples(found: Iterable[Node]) -> Iterator[Triple]:
    from pyoxigraph import Literal, NamedNode, Triple

    named = lru_cache(maxsize=1024)(NamedNode)  # properties, types, and what was just spoken of
    for node in found:
        about = named(node.iri)
        for predicate, term in node.said:
            says = named(predicate)
            if isinstance(term, Iri):
                yield Triple(about, says, named(term.value))
            else:
                yield Triple(about, says, Literal(term.value, datatype=named(term.datatype)))
