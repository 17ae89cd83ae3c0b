"""The file that keeps probes: JSON lines, the same bytes for equal probes.

The first line says what made them: ``{"format": "probes-2", "seed": ..., "scored": [...],
"dropped": [{"aspect": ..., "why": ..., "count": ...}], "recordings": {NAME: {"individuals": [...],
"video": FINGERPRINT}}}``. Every other line is an object; who finds one wrong takes it out:

- ``probe``: unique; ``aspect``: what it is about; ``form``: ``yes_no``, ``choice`` or ``open``
- ``pair``: what the two statements of a matched pair, one true and one false, have in common; else
  null
- ``recording``, ``start_s``, ``stop_s``: what is shown, seconds, half-open
- ``ask``: what the model reads; ``options``: what it chooses from, by letter; else null
- ``right``: the right answer: ``yes``, ``no``, a letter, a number, or names of behaviors of which
  each is right
- ``claims``: what each statement says, for programs, in the order of the options
- ``facts``: identifiers of the facts that make it right
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from graphs.errors import DataError, UserError
from graphs.plain_json import to_json
from graphs.storage.atomic import cannot_write, write_atomic
from pipelines.evaluate.probes.probe import (
    ASPECTS,
    FORMS,
    LETTERS,
    Dropped,
    Probe,
    ProbeSet,
    Shown,
)
from pipelines.models.contract import Json
from pipelines.models.json_schema import faults

FORMAT = "probes-2"
MOST_FAULTS = 20  # in a message

_TEXT: Json = {"type": "string", "minLength": 1}
_TEXTS: Json = {"type": "array", "items": _TEXT}
_COUNT: Json = {"type": "integer", "minimum": 0}


def _object(**properties: Json) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_HEAD = _object(
    format={"const": FORMAT},
    seed={"type": "integer"},
    scored=_TEXTS,
    dropped={
        "type": "array",
        "items": _object(aspect={"enum": list(ASPECTS)}, why=_TEXT, count=_COUNT),
    },
    recordings={"type": "object"},
)
_SHOWN = _object(individuals=_TEXTS, video={"type": "string"})
_LINE = _object(
    probe=_TEXT,
    aspect={"enum": list(ASPECTS)},
    form={"enum": list(FORMS)},
    pair={"type": ["string", "null"], "minLength": 1},
    recording=_TEXT,
    start_s={"type": "number", "minimum": 0},
    stop_s={"type": "number"},
    ask=_TEXT,
    options={"type": ["array", "null"], "items": _TEXT},
    right={},
    claims={"type": "array", "items": {"type": "object"}},
    facts=_TEXTS,
)
_RIGHT: Mapping[str, Json] = {
    "yes_no": {"enum": ["yes", "no"]},
    "choice": {"enum": list(LETTERS)},
    "open": {"anyOf": [_COUNT, {**_TEXTS, "minItems": 1}]},
}


def probes_text(probes: ProbeSet) -> str:
    """Return the text of the file."""
    first = {
        "format": FORMAT,
        "seed": probes.seed,
        "scored": probes.scored,
        "dropped": [asdict(one) for one in probes.dropped],
        "recordings": {name: asdict(one) for name, one in probes.recordings.items()},
    }
    return "".join(f"{to_json(line)}\n" for line in (first, *map(asdict, probes.probes)))


def write_probes(probes: ProbeSet, path: Path) -> None:
    """Write the file, whole or not at all; `UserError` if it cannot be written."""
    try:
        write_atomic(path, probes_text(probes).encode())
    except OSError as error:
        raise cannot_write(path, error) from error


def read_probes(path: Path) -> ProbeSet:
    """Return the probes of a file.

    Raises
    ------
    UserError
        The file cannot be read.
    DataError
        It is no such file; what is wrong is listed by line.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read as text ({error}). Expected a file of probes."
        raise UserError(message) from error
    head = _json(lines[0])
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        message = f"{path.name}, line 1: expected the format {FORMAT!r}; make the probes again."
        raise DataError(message)
    numbered = [(n, _json(line)) for n, line in enumerate(lines[1:], 2) if line.strip()]
    wrong = [*_wrong_head(head), *_wrong_lines(numbered)]
    if wrong:
        more = f"; and {len(wrong) - MOST_FAULTS} more" if len(wrong) > MOST_FAULTS else ""
        message = (
            f"{path.name}: {'; '.join(wrong[:MOST_FAULTS])}{more}. Take these lines out, or make "
            "the probes again."
        )
        raise DataError(message)
    return ProbeSet(
        head["seed"],
        tuple(head["scored"]),
        tuple(_probe(value) for _, value in numbered),
        tuple(Dropped(**one) for one in head["dropped"]),
        {
            name: Shown(tuple(one["individuals"]), one["video"])
            for name, one in head["recordings"].items()
        },
    )


def _json(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _wrong_head(head: Mapping[str, Any]) -> Iterator[str]:
    found = faults(head, _HEAD, "line 1")
    if not found:
        for name, one in head["recordings"].items():
            found += faults(one, _SHOWN, f"line 1.recordings.{name}")
    yield from found


def _wrong_lines(numbered: Sequence[tuple[int, Any]]) -> Iterator[str]:
    fitting = []
    for number, value in numbered:
        found = _wrong_line(value, f"line {number}")
        yield from found
        if not found:
            fitting.append((number, value))
    times = Counter(value["probe"] for _, value in fitting)
    halves = Counter(_half(value) for _, value in fitting if value["pair"] is not None)
    for number, value in fitting:
        if times[value["probe"]] > 1:
            yield f"line {number} has a name that another line has, too"
        if value["pair"] is not None and halves[_half(value)] > 1:
            yield f"line {number} is not the only {value['right']!r} of its pair"


def _half(value: Mapping[str, Any]) -> tuple[str, str]:
    return value["pair"], value["right"]


def _wrong_line(value: Any, at: str) -> list[str]:
    found = faults(value, _LINE, at) or faults(value["right"], _RIGHT[value["form"]], f"{at}.right")
    if found:
        return found
    if value["stop_s"] <= value["start_s"]:
        found.append(f"{at} stops at {value['stop_s']} s and starts at {value['start_s']} s")
    if len(value["options"] or ()) != (len(LETTERS) if value["form"] == "choice" else 0):
        found.append(f"{at}.options do not fit the form {value['form']!r}")
    if value["pair"] is not None and value["form"] != "yes_no":
        found.append(f"{at}.pair does not fit the form {value['form']!r}")
    return found


def _probe(value: Mapping[str, Any]) -> Probe:
    return Probe(**{name: _frozen(one) for name, one in value.items()})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
