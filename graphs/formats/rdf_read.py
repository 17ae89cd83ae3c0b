"""The graph from RDF: what Turtle and JSON-LD share when they read. See `graphs.formats.rdf`.

Order and prefixes of the file do not matter; what is said with other words is passed over. Names
are the last part of an identifier, percent-decoded. All faults are reported together.
"""

from __future__ import annotations

import contextlib
import json
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar, get_args
from urllib.parse import unquote

from graphs.errors import DataError, UserError, missing_extra
from graphs.formats.contract import Described
from graphs.formats.rdf_words import ATTRIBUTE, BW, NOTATION, PROV, RUN_PARTS, TIME, TYPE, XSD
from graphs.networks.scene import in_time_order
from graphs.plain_json import evidence_from_json
from graphs.records import Assessed, Event, Evidence, Fact, Kind, Level, Run, Source, Status
from graphs.words import MOST_LISTED, counted

if TYPE_CHECKING:
    from pyoxigraph import RdfFormat

Nodes = Mapping[str, Mapping[str, Sequence[str | float]]]
"""Resource -> property -> values; identifiers and literals are text, only attributes numbers."""

_T = TypeVar("_T")
_R = TypeVar("_R", Fact, Event, Assessed)
_NUMBERS = {f"{XSD}integer": int, f"{XSD}double": float, f"{XSD}decimal": float}


def read_rdf(path: Path, syntax: Literal["TURTLE", "JSON_LD"]) -> list[Described]:
    """Return the recordings in a file; see `graphs.formats.turtle.read`."""
    try:
        from pyoxigraph import RdfFormat
    except ImportError:
        what = "Reading RDF"
        raise missing_extra(what, "rdf") from None
    try:
        content = path.read_bytes()
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror})."
        raise UserError(message) from None
    try:
        if syntax == "JSON_LD":
            # what is written here can be read as a stream, in a fraction of the memory
            with contextlib.suppress(SyntaxError):
                found = _parsed(content, RdfFormat.STREAMING_JSON_LD)
                return _Reader(found, path.name).described()
        found = _parsed(content, getattr(RdfFormat, syntax))
    except (SyntaxError, ValueError) as error:
        message = f"{path.name}: no valid {syntax.replace('_', '-').title()}: {error}."
        raise DataError(message) from None
    return _Reader(found, path.name).described()


def _parsed(content: bytes, syntax: RdfFormat) -> Nodes:
    from pyoxigraph import Literal, Triple, parse

    found: dict[str, dict[str, list[str | float]]] = defaultdict(dict)
    texts: dict[str, str] = {}  # each identifier once, which most of the memory would go to
    for subject, predicate, term, _ in parse(content, format=syntax):
        name = sys.intern(predicate.value)
        value: str | float
        if isinstance(term, Literal):
            value = term.value
            if name.startswith(ATTRIBUTE):
                value = _NUMBERS.get(term.datatype.value, str)(term.value)
        elif isinstance(term, Triple):
            continue
        else:
            value = texts.setdefault(term.value, term.value)
        iri = texts.setdefault(subject.value, subject.value)
        values = found[iri].setdefault(name, [])
        if value not in values:
            values.append(value)
    return found


class _Fault(Exception):  # noqa: N818 - caught here, so that all faults are reported together
    """What is wrong with one resource."""


class _Reader:
    """Makes records of resources.

    Parameters
    ----------
    nodes
        All that the file says.
    name
        Of the file, for messages.
    """

    def __init__(self, nodes: Nodes, name: str) -> None:
        self._nodes = nodes
        self._name = name
        self._faults: list[str] = []
        self._times: dict[str, float] = {}

    def described(self) -> list[Described]:
        """Return the recordings in the order of the file; `DataError` lists what is wrong."""
        names = [self._notation(iri) for iri in self._of_class("Recording")]
        if not names and not any(self._of_class("Dataset")):
            message = (
                f"{self._name}: no recordings; expected resources of the class {BW}Recording, "
                "as an export to RDF writes them."
            )
            raise DataError(message)
        facts = self._by_recording("Fact", self._fact)
        events = self._by_recording("Event", self._event)
        assessed = self._by_recording("Assessed", self._assessed)
        about = {
            self._notation(iri): (self._runs(iri), self._attributes(iri))
            for iri in self._of_class("Recording")
        }
        if self._faults:
            raise DataError(self._message())
        return [
            Described(
                name,
                sorted(facts[name], key=in_time_order),
                sorted(events[name], key=lambda e: (e.start_s, e.stop_s, e.event_id)),
                sorted(assessed[name], key=lambda a: (a.start_s, a.stop_s, a.subject)),
                *about.get(name, ((), {})),
            )
            for name in dict.fromkeys([*names, *facts, *events, *assessed])
        ]

    def _message(self) -> str:
        listed = "\n".join(f"  - {fault}" for fault in self._faults[:MOST_LISTED])
        more = "\n  - ..." if len(self._faults) > MOST_LISTED else ""
        return f"{self._name}: {counted(len(self._faults), 'fault')}:\n{listed}{more}"

    def _of_class(self, name: str) -> Iterator[str]:
        kind = f"{BW}{name}"
        return (iri for iri, said in self._nodes.items() if kind in said.get(TYPE, ()))

    def _by_recording(self, kind: str, make: Callable[[str], _R]) -> dict[str, list[_R]]:
        records: dict[str, list[_R]] = defaultdict(list)
        for iri in self._of_class(kind):
            record = self._tried(iri, make)
            if record is not None:
                records[record.recording].append(record)
        return records

    def _tried(self, iri: str, make: Callable[[str], _T]) -> _T | None:
        try:
            return make(iri)
        except _Fault as fault:
            self._faults.append(f"{iri}: {fault}")
            return None

    # --- values ---

    def _one(self, iri: str, name: str) -> str:
        value = self._maybe(iri, name)
        if value is None:
            message = f"{_short(name)} is missing"
            raise _Fault(message)
        return value

    def _maybe(self, iri: str, name: str) -> str | None:
        values = self._nodes.get(iri, {}).get(name, ())
        if len(values) > 1:
            message = f"{_short(name)} has {len(values)} values, expected one: {values[:3]}"
            raise _Fault(message)
        return str(values[0]) if values else None

    def _choice(self, iri: str, name: str, choices: tuple[str, ...]) -> str:
        value = self._one(iri, f"{BW}{name}")
        if value not in choices:
            message = f"{name} is {value!r}, expected one of {', '.join(choices)}"
            raise _Fault(message)
        return value

    def _notation(self, iri: str) -> str:
        """Return the name of a resource, also where its identifier has a number to be unique."""
        values = self._nodes.get(iri, {}).get(NOTATION, ())
        return str(values[0]) if values else _last(iri)

    def _json(self, iri: str, name: str, decode: Callable[[str], object]) -> Mapping[str, object]:
        text = self._maybe(iri, f"{BW}{name}")
        try:
            value = {} if text is None else decode(text)
        except (ValueError, AttributeError):
            value = None
        if not isinstance(value, dict):
            message = f"{name} is no JSON object: {text!r:.80}"
            raise _Fault(message)
        return value

    def _number(self, iri: str, name: str, convert: Callable[[str], _T]) -> _T:
        text = self._one(iri, name)
        try:
            return convert(text)
        except (ValueError, InvalidOperation, OverflowError):
            message = f"{_short(name)} is {text!r}, expected a number"
            raise _Fault(message) from None

    def _times_of(self, iri: str) -> tuple[float, float]:
        when = self._one(iri, f"{TIME}hasTime")
        if f"{TIME}inTimePosition" in self._nodes.get(when, {}):
            return self._seconds(when), self._seconds(when)
        ends = (self._one(when, f"{TIME}{end}") for end in ("hasBeginning", "hasEnd"))
        start_s, stop_s = map(self._seconds, ends)
        if stop_s < start_s:
            message = f"ends at {stop_s} s, before it begins, at {start_s} s"
            raise _Fault(message)
        return start_s, stop_s

    def _seconds(self, instant: str) -> float:
        if instant not in self._times:
            position = self._one(instant, f"{TIME}inTimePosition")
            self._times[instant] = self._number(position, f"{TIME}numericPosition", _stored_seconds)
        return self._times[instant]

    # --- records ---

    def _fact(self, iri: str) -> Fact:
        start_s, stop_s = self._times_of(iri)
        event = self._maybe(iri, f"{BW}event")
        confidence = self._maybe(iri, f"{BW}confidence") is not None
        evidence: Evidence = self._json(iri, "evidence", evidence_from_json)  # type: ignore[assignment]
        return Fact(
            recording=_last(self._one(iri, f"{BW}recording")),
            subject=self._one(iri, f"{BW}subjectName"),
            predicate=_last(self._one(iri, f"{BW}predicate")),
            object=self._maybe(iri, f"{BW}objectName"),
            start_s=start_s,
            stop_s=stop_s,
            start_frame=self._number(iri, f"{BW}startFrame", int),
            stop_frame=self._number(iri, f"{BW}stopFrame", int),
            kind=self._choice(iri, "kind", get_args(Kind)),  # type: ignore[arg-type]
            confidence=self._number(iri, f"{BW}confidence", float) if confidence else math.nan,
            status=self._choice(iri, "status", get_args(Status)),  # type: ignore[arg-type]
            source=self._choice(iri, "source", get_args(Source)),  # type: ignore[arg-type]
            run=_last(self._one(iri, f"{PROV}wasGeneratedBy")),
            event_id=None if event is None else _last(event),
            evidence=evidence,
            labelled=self._labelled(iri),
        )

    def _labelled(self, iri: str) -> tuple[str, str | None] | None:
        subject, target = (self._maybe(iri, f"{BW}{end}Labelled") for end in ("subject", "object"))
        if subject is None and target is None:
            return None
        shown = self._one(iri, f"{BW}subjectName"), self._maybe(iri, f"{BW}objectName")
        return subject or shown[0], target or shown[1]

    def _event(self, iri: str) -> Event:
        parent = self._maybe(iri, f"{BW}parent")
        return Event(
            _last(self._one(iri, f"{BW}recording")),
            self._notation(iri),
            self._choice(iri, "level", get_args(Level)),  # type: ignore[arg-type]
            *self._times_of(iri),
            None if parent is None else _last(parent),
            self._one(iri, f"{BW}segmenter"),
        )

    def _assessed(self, iri: str) -> Assessed:
        return Assessed(
            _last(self._one(iri, f"{BW}recording")),
            self._one(iri, f"{BW}subjectName"),
            _last(self._one(iri, f"{BW}predicate")),
            self._maybe(iri, f"{BW}objectName"),
            *self._times_of(iri),
        )

    def _runs(self, recording: str) -> list[Run]:
        made = self._nodes[recording].get(f"{BW}run", ())
        return [run for iri in made if (run := self._tried(str(iri), self._run)) is not None]

    def _run(self, iri: str) -> Run:
        tool, version, describer, segmenter, tracker = (
            self._one(iri, f"{BW}{part}") for part in RUN_PARTS
        )
        parameters = self._json(iri, "parameters", json.loads)
        inputs = {
            self._one(str(used), f"{BW}role"): self._one(str(used), f"{BW}fingerprint")
            for used in self._nodes[iri].get(f"{PROV}used", ())
        }
        run_id = self._notation(iri)
        return Run(run_id, tool, version, describer, segmenter, tracker, parameters, inputs)

    def _attributes(self, recording: str) -> dict[str, str | float]:
        return {
            unquote(name.removeprefix(ATTRIBUTE)): values[0]
            for name, values in self._nodes[recording].items()
            if name.startswith(ATTRIBUTE)
        }


def _last(iri: str) -> str:
    """Return the last part of an identifier, decoded: the name of what it identifies."""
    return unquote(iri.rpartition(":")[2].rpartition("/")[2])


def _stored_seconds(text: str) -> float:
    """Return decimal seconds as they are stored: the nearest float of whole microseconds."""
    return int((Decimal(text) * 1_000_000).to_integral_value()) / 1e6


def _short(name: str) -> str:
    for space, prefix in ((BW, "bw"), (TIME, "time"), (PROV, "prov")):
        name = name.replace(space, f"{prefix}:")
    return name
