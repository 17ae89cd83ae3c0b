"""Aggregated events as BORIS exports them (*Export events > Aggregated events*), csv or tsv.

One row per bout: ``Observation id`` (the recording), ``Subject``, ``Behavior``, ``Behavior type``
(STATE or POINT), ``Start (s)`` and ``Stop (s)``, in seconds from the start of the media file. What
was chosen as modifiers becomes evidence, ``modifier_1``, ``modifier_2``...; comments do, too. Names
of columns of several versions are understood, in any order. The export of single events, in which
START and STOP of a bout are rows of their own, is not: BORIS itself pairs them best.
"""

from __future__ import annotations

import math
import re
import warnings
from collections import defaultdict
from collections.abc import Collection, Sequence
from pathlib import Path

from graphs.errors import DataError
from graphs.formats.checked import Faults, Fields
from graphs.formats.contract import Described
from graphs.formats.csv_cells import csv_rows
from graphs.formats.records_json import Parts, described
from graphs.formats.table_rows import Column, Row
from graphs.records import UNKNOWN_FRAMES, Fact, Run

NO_FOCAL_SUBJECT = "No focal subject"
"""What BORIS writes where no subject was chosen."""

MODIFIER = "modifier_1"
"""In the evidence: the first modifier, by which scorers often say to whom something is done."""

_COLUMNS = (
    *(Column(name, "seconds", "") for name in ("start (s)", "stop (s)")),
    *(Column(name, "number", "") for name in ("time offset (s)", "media duration (s)")),
)
_TYPES = ("STATE", "POINT")
_MODIFIER = re.compile(r"modifiers?(?: #?(\d+))?")
_COMMENT = re.compile(r"comment(?: start| stop)?")
_ADVICE = "Nothing was read. Correct it in BORIS, and export the aggregated events again."


def is_boris(header: Collection[str]) -> bool:
    """Return whether the names of columns, in small letters, are those of a file of BORIS."""
    return "observation id" in header


def read_boris(path: Path) -> list[Described]:
    """Return the observations of a file as recordings.

    Raises
    ------
    UserError
        The file is not there.
    DataError
        It is another export of BORIS (says which one is needed, and how it is made), or rows are
        wrong; the first ten are listed.

    Warns
    -----
    UserWarning
        An observation has several media files, over which its times go on.
    """
    faults = Faults(path.name)
    header, rows = csv_rows(path, _COLUMNS, faults)
    if not {"subject", "behavior", "start (s)", "stop (s)"} <= set(header):
        raise _another_export(path)
    run = Run(f"import:{path.stem}", "import", "", "boris", "", "", {"file": path.name}, {})
    parts: dict[str, Parts] = defaultdict(Parts)
    media: dict[str, set[object]] = defaultdict(set)
    for where, row in rows:
        fields = Fields(row, where, faults)
        recording = fields.name("observation id").strip()
        parts[recording].add(_fact(fields, row, recording, run.run_id), where)
        parts[recording].runs[:] = [run]
        duration_s = row.get("media duration (s)")
        if isinstance(duration_s, float) and math.isfinite(duration_s):
            parts[recording].attributes["duration_s"] = duration_s
        media[recording].add(row.get("media file name"))
    faults.raise_any(_ADVICE)
    several = sorted(recording for recording, files in media.items() if len(files) > 1)
    if several:
        message = (
            f"{path.name!r}: several media files were scored as one observation, and times go on "
            f"over them, from the start of the first: {', '.join(several)}."
        )
        warnings.warn(message, stacklevel=2)
    return described(parts)


def _another_export(path: Path) -> DataError:
    return DataError(
        f"{path.name!r} is an export of BORIS, but not of aggregated events: expected the columns "
        "Subject, Behavior, Start (s) and Stop (s), one row per bout. In BORIS: Observations > "
        "Export events > Aggregated events, choose the observations, and save as csv or tsv."
    )


def _fact(fields: Fields, row: Row, recording: str, run: str) -> Fact:
    offset_s = row.get("time offset (s)")
    if offset_s not in (None, 0.0):
        fields.fault(
            f"Time offset (s) is {offset_s}; expected 0, so that times are seconds from the first "
            "frame. Set it in BORIS: Observations > Edit"
        )
    is_point = fields.word("behavior type", _TYPES) == "POINT" if "behavior type" in row else (
        row["stop (s)"] in (None, "NA", row["start (s)"])
    )  # fmt: skip
    start_s = fields.seconds("start (s)")
    stop_s = start_s if is_point else fields.seconds("stop (s)")
    if stop_s < start_s and isinstance(row["stop (s)"], float):
        fields.fault(f"stops before it starts: Start (s) is {start_s}, Stop (s) is {stop_s}")
    return Fact(
        recording,
        fields.name("subject").strip(),
        fields.name("behavior").strip(),
        None,
        start_s,
        stop_s,
        *UNKNOWN_FRAMES,
        "point" if is_point else "state",
        math.nan,
        "asserted",
        "import",
        run,
        evidence=_evidence(row, list(row)),
    )


def _evidence(row: Row, header: Sequence[str]) -> dict[str, float | int | str]:
    evidence: dict[str, float | int | str] = {}
    for name in header:
        value = row[name]
        text = value.strip() if isinstance(value, str) else ""
        modifier = _MODIFIER.fullmatch(name)
        if not text or text.casefold() in ("na", "none"):
            continue
        if modifier:
            evidence[f"modifier_{modifier[1] or 1}"] = text
        elif _COMMENT.fullmatch(name):
            evidence[name.replace(" ", "_")] = text
    return evidence
