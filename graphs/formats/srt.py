"""SubRip subtitles: a folder with one file per recording, a sentence per fact.

Subtitles stand in order of time and may overlap, which players show one above the other. Only facts
that stand are there, none that a person rejected or corrected. Times are milliseconds, rounded to
the nearest (halves to even), and a subtitle lasts 500 ms at least; see `graphs.formats.cues`.

The format knows no escapes, and players take ``<i>`` and ``{...}`` for markup and ``-->`` for a
time. In names, ``<`` and ``>`` are therefore written as ‹ and ›, and braces as parentheses; ``&``
stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from graphs.formats.contract import Context, Described
from graphs.formats.cues import clock, one_line, shown_ms, standing
from graphs.formats.folder import file_stem, written_folder
from graphs.networks.scene import sentence
from graphs.records import Fact

_LOOK_ALIKES = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")"})


def write(graphs: Iterable[Described], path: Path, context: Context) -> None:
    """Write recordings to a folder, a file each; `UserError` if it cannot be written."""
    about = (
        f"Subtitles of {context.project}: what happens, in words. Milliseconds from the first "
        "frame; a subtitle lasts 500 ms at least."
    )
    taken: set[str] = set()
    with written_folder(path, about) as folder:
        for graph in graphs:
            cues = [
                _cue(number, fact, context)
                for number, fact in enumerate(standing(graph.facts), start=1)
            ]
            file = folder / f"{file_stem(graph.recording, taken)}.srt"
            file.write_bytes("\n".join(cues).encode())


def _cue(number: int, fact: Fact, context: Context) -> str:
    start_ms, stop_ms = shown_ms(fact)
    text = one_line(sentence(fact, context.ethogram)).translate(_LOOK_ALIKES)
    return f"{number}\n{clock(start_ms, ',')} --> {clock(stop_ms, ',')}\n{text}\n"
