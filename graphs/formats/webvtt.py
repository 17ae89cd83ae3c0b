"""WebVTT: chapters and metadata cues that every HTML5 player can load.

A folder with two files per recording:

``NAME.chapters.vtt``
    One chapter per bout; without bouts per episode, else per session; without events, per moment
    at which facts start. In order and without overlap: a chapter ends where the next one starts at
    the latest.
``NAME.metadata.vtt``
    One cue per fact, in order of time; they may overlap. The identifier of the cue is the
    ``fact_id``, its text a JSON object: the fields of the fact, and a ``sentence``.

Only facts that stand are there, none that a person rejected or corrected. Times are milliseconds,
rounded to the nearest (halves to even), and a cue lasts 500 ms at least; see `graphs.formats.cues`.
The JSON of a metadata cue has the exact seconds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from graphs.ethogram import Ethogram
from graphs.formats.contract import Context, Described
from graphs.formats.cues import clock, one_line, shown_ms, standing
from graphs.formats.folder import file_stem, written_folder
from graphs.formats.records_json import fact_json, sorted_events
from graphs.networks.scene import sentence
from graphs.plain_json import to_json
from graphs.records import Level

_FINEST_FIRST: tuple[Level, ...] = ("bout", "episode", "session")


def write(graphs: Iterable[Described], path: Path, context: Context) -> None:
    """Write recordings to a folder, two files each; `UserError` if it cannot be written."""
    about = (
        f"Chapters and metadata cues of {context.project} as WebVTT, for the <track> of a <video>: "
        "kind=chapters and kind=metadata. Milliseconds from the first frame; a cue lasts 500 ms at "
        "least."
    )
    taken: set[str] = set()
    with written_folder(path, about) as folder:
        for graph in graphs:
            stem = file_stem(graph.recording, taken)
            chapters = _file(graph.recording, _chapters(graph, context.ethogram))
            (folder / f"{stem}.chapters.vtt").write_bytes(chapters)
            metadata = _file(graph.recording, _metadata(graph, context.ethogram))
            (folder / f"{stem}.metadata.vtt").write_bytes(metadata)


def _file(recording: str, cues: Iterable[str]) -> bytes:
    return "\n".join([f"WEBVTT {_escaped(recording)}\n", *cues]).encode()


def _cue(name: str, start_ms: int, stop_ms: int, text: str) -> str:
    return f"{name}\n{clock(start_ms, '.')} --> {clock(stop_ms, '.')}\n{text}\n"


def _escaped(text: str) -> str:
    """Return a text as the text of a cue; without ``>`` it cannot hold an arrow, either."""
    text = one_line(text.replace("\0", "\ufffd"))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _metadata(graph: Described, ethogram: Ethogram | None) -> Iterator[str]:
    for fact in standing(graph.facts):
        told = to_json({**fact_json(fact), "sentence": sentence(fact, ethogram)})
        # as escapes of JSON, for a player hands out the text of these cues as it stands
        for sign in "&<>":
            told = told.replace(sign, f"\\u{ord(sign):04x}")
        yield _cue(fact.fact_id, *shown_ms(fact), told)


def _chapters(graph: Described, ethogram: Ethogram | None) -> Iterator[str]:
    """Return the cues of chapters, each cut where the next one starts."""
    named = _titles_of_events(graph) or _titles_of_moments(graph, ethogram)
    starts = sorted(named)
    for number, start_ms in enumerate(starts):
        stop_ms, title = named[start_ms]
        if number + 1 < len(starts):
            stop_ms = min(stop_ms, starts[number + 1])
        yield _cue(f"chapter-{number + 1}", start_ms, stop_ms, _escaped(title))


def _titles_of_events(graph: Described) -> dict[int, tuple[int, str]]:
    """Return start -> end and title of the events of the finest level, with what starts in them."""
    levels = {event.level for event in graph.events}
    finest = next((level for level in _FINEST_FIRST if level in levels), None)
    facts = standing(graph.facts)
    starts = [fact.start_s for fact in facts]
    named: dict[int, tuple[int, str]] = {}
    for event in sorted_events(graph.events):
        if event.level == finest:
            inside = slice(bisect_left(starts, event.start_s), bisect_left(starts, event.stop_s))
            behaviors = Counter(fact.predicate for fact in facts[inside])
            _add(named, *shown_ms(event), _title(event.event_id, behaviors))
    return named


def _title(event_id: str, behaviors: Counter[str]) -> str:
    """Return ``bout-0001: chase x 2, rear``, the most frequent behaviors first."""
    told = [f"{name} x {count}" if count > 1 else name for name, count in behaviors.most_common()]
    return f"{event_id}: {', '.join(told)}" if told else event_id


def _titles_of_moments(graph: Described, ethogram: Ethogram | None) -> dict[int, tuple[int, str]]:
    named: dict[int, tuple[int, str]] = {}
    for fact in standing(graph.facts):
        _add(named, *shown_ms(fact), sentence(fact, ethogram))
    return named


def _add(named: dict[int, tuple[int, str]], start_ms: int, stop_ms: int, title: str) -> None:
    """Add a chapter, to the one that starts in the same millisecond if there is one."""
    before, told = named.get(start_ms, (0, ""))
    named[start_ms] = (max(before, stop_ms), f"{told}; {title}" if told else title)
