"""Words of the RDF files: namespaces, terms, how values are written. See `graphs.formats.rdf`."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

URN = "urn:behavior-workbench:"
BW = f"{URN}vocabulary:"
ATTRIBUTE = f"{URN}attribute:"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TIME = "http://www.w3.org/2006/time#"
PROV = "http://www.w3.org/ns/prov#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
TYPE, LABEL, NOTATION = f"{RDF}type", f"{RDFS}label", f"{SKOS}notation"
COMMENT = f"{RDFS}comment"

_KINDS = (
    *("recording", "clock", "fact", "entity", "behavior", "event", "assessed"),
    *("run", "input", "agent", "person", "review", "instant", "position", "interval"),
)


RUN_PARTS = ("tool", "version", "describer", "segmenter", "tracker")
"""The fields of a run that are names."""


class Iri(NamedTuple):
    """A resource."""

    value: str


class Value(NamedTuple):
    """A literal: its text and the IRI of its datatype."""

    value: str
    datatype: str = f"{XSD}string"


Said = list[tuple[str, Iri | Value]]
"""What is said of a node: (property, value)."""


class Node(NamedTuple):
    """A resource and what is said of it."""

    iri: str
    said: Said


def prefixes(project: str) -> dict[str, str]:
    """Return prefix -> what it stands for, in the files of a project."""
    general = {
        "bw": BW,
        "attribute": ATTRIBUTE,
        "rdf": RDF,
        "rdfs": RDFS,
        "xsd": XSD,
        "time": TIME,
        "prov": PROV,
        "skos": SKOS,
        "dcterms": DCTERMS,
        "wordnet": f"{URN}wordnet:",
    }
    return general | {kind: f"{base_of(project)}:{kind}:" for kind in _KINDS}


def base_of(project: str) -> str:
    """Return what the identifiers of a project begin with."""
    return f"{URN}data:{encoded(project)}"


@lru_cache(maxsize=4096)
def encoded(text: str | int) -> str:
    """Return a name as part of an identifier, percent-encoded.

    Also a dot at the end, which in prefixed Turtle names not every reader takes.
    """
    quoted = quote(str(text), safe="")
    return f"{quoted[:-1]}%2E" if quoted.endswith(".") else quoted


def seconds_text(microsecond: int) -> str:
    """Return microseconds as decimal seconds: ``-1500000`` is ``"-1.500000"``."""
    whole, rest = divmod(abs(microsecond), 1_000_000)
    return f"{'-' if microsecond < 0 else ''}{whole}.{rest:06d}"


def a(kind: str) -> tuple[str, Iri | Value]:
    """Return what says of which class a node is."""
    return TYPE, Iri(kind)


def integer(number: int) -> Value:
    """Return a whole number as a literal."""
    return Value(str(int(number)), f"{XSD}integer")


def double(number: float) -> Value:
    """Return a number as the shortest text that gives it back exactly."""
    if math.isnan(number):
        return Value("NaN", f"{XSD}double")
    text = repr(float(number)) if math.isfinite(number) else "INF" if number > 0 else "-INF"
    return Value(text, f"{XSD}double")
