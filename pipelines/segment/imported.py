"""Events drawn by someone else: a CSV file of intervals or of boundaries.

The file has either the columns ``start_s`` and ``stop_s`` or the column ``time_s``, in seconds
from the first frame. Two columns may be added: ``recording``, to hold several recordings in one
file, and ``level`` (``bout`` or ``episode``). What lies between two intervals becomes an event too,
because events tile the recording. Without episodes in the file there is one, the whole recording.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graphs.errors import DataError, UserError
from graphs.records import Event
from pipelines.segment.inputs import SegmentInput
from pipelines.segment.registry import register_segmenter
from pipelines.segment.tiling import tile

_SHOWN = 10  # faults that are quoted
_SLACK_S = 0.05  # rounded times may lie after the end by as much


@register_segmenter("imported")
@dataclass(frozen=True, slots=True)
class ImportedSegmenter:
    """Boundaries from a file.

    Parameters
    ----------
    path
        CSV file; see the module for its columns.
    """

    path: str | Path

    @property
    def inputs(self) -> Mapping[str, Path]:
        """The file: another content gives other events."""
        return {"path": Path(self.path)}

    def segment(self, clip: SegmentInput) -> list[Event]:
        """Return bouts and episodes of a recording.

        Raises
        ------
        UserError
            The file is not there.
        DataError
            The file is not text in UTF-8, columns are missing, all rows are of other recordings, or
            rows are wrong; all wrong rows are listed by line.
        """
        path = Path(self.path)
        times, rows = _read_rows(path)
        names = {(row.get("recording") or "").strip() for _, row in rows}
        if rows and not names & {"", clip.recording}:
            message = (
                f"{path.name!r} has no row of {clip.recording!r}; it has rows of "
                f"{', '.join(sorted(map(repr, names)))}. Correct the column 'recording'."
            )
            raise DataError(message)
        found: dict[str, list[float]] = {"bout": [], "episode": []}
        faults = []
        for line, row in rows:
            if (row.get("recording") or "").strip() not in ("", clip.recording):
                continue
            fault = _read_row(row, times, clip.duration_s, found)
            if fault:
                faults.append(f"line {line}: {fault}")
        if faults:
            more = f"\n  and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
            listed = "\n  ".join(faults[:_SHOWN])
            message = f"{path.name!r}: {len(faults)} wrong rows; correct them:\n  {listed}{more}"
            raise DataError(message)
        return tile(clip, "imported", found["bout"] + found["episode"], found["episode"])


def _read_rows(path: Path) -> tuple[tuple[str, ...], list[tuple[int, dict[str, str]]]]:
    """Return the columns that hold times, and line number and cells of each row."""
    if not path.is_file():
        message = f"There is no file {str(path)!r} with boundaries. Give the path of a CSV file."
        raise UserError(message)
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            columns = [name.strip() for name in reader.fieldnames or []]
            reader.fieldnames = columns
            return _time_columns(path, columns), [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        message = (
            f"{path.name!r} is not a CSV file in UTF-8 ({error}). Save it as CSV UTF-8 from your "
            "spreadsheet."
        )
        raise DataError(message) from error


def _time_columns(path: Path, columns: list[str]) -> tuple[str, ...]:
    for wanted in (("start_s", "stop_s"), ("time_s",)):
        if all(name in columns for name in wanted):
            return wanted
    message = (
        f"{path.name!r} has the columns {', '.join(columns) or 'none'}; expected start_s and "
        "stop_s, or time_s (seconds from the first frame)."
    )
    raise DataError(message)


def _read_row(
    row: dict[str, str], columns: tuple[str, ...], duration_s: float, found: dict[str, list[float]]
) -> str | None:
    """Add the times of a row to those found; return what is wrong with it, if anything is."""
    level = (row.get("level") or "bout").strip()
    if level not in found:
        return f"level is {level!r}; expected bout or episode"
    times = []
    for column in columns:
        text = row.get(column) or ""
        try:
            time = float(text)
        except ValueError:
            return f"{column} is {text!r}; expected seconds"
        if not math.isfinite(time):
            return f"{column} is {text}; expected seconds"
        if not 0 <= time <= duration_s + _SLACK_S:
            return f"{column} is {time:g} s; the recording lasts from 0 to {duration_s:g} s"
        times.append(time)
    if times != sorted(set(times)):
        return f"stops at {times[1]:g} s, not after its start at {times[0]:g} s"
    found[level] += times
    return None
