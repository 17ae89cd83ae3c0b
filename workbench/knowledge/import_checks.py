"""What a file tells that cannot be so, or that the project has under other names.

A fact cannot start after the end of its recording. A name that differs from a known one only in
case, spaces, ``_`` or ``-`` is a misspelling. And a fact of an unknown name, of the same behavior,
times, source and run as one of the project, is that one, from a time at which names were others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from graphs.errors import DataError
from graphs.ethogram import spelled_alike
from graphs.formats.contract import Described
from graphs.records import Fact
from graphs.words import counted
from workbench.knowledge.incoming import ROUNDING_S, Incoming, length_s, names_in, translated
from workbench.knowledge.present import Present, moment_of

_MOST_PLACES = 50

Placed = tuple[str, Fact]
"""Where in a file a fact stands, and the fact."""


def check_told(
    path: Path, recordings: Mapping[str, Described], here: Mapping[str, Present], how: Incoming
) -> None:
    """Raise a `DataError` that lists all that a file tells and that cannot be so.

    Parameters
    ----------
    path
        The file.
    recordings
        Name in the project -> what the file tells of it.
    here
        Name in the project -> what the project has of it.
    how
        The import.
    """
    faults: list[str] = []
    for recording, one in recordings.items():
        facts = translated(one, here[recording], how)
        new = [
            (one.places.get(old.fact_id) or _in_words(old), fact)
            for old, fact in zip(one.facts, facts, strict=True)
            if fact.fact_id not in here[recording].status
        ]
        faults += _faults(new, one, here[recording])
    if faults:
        listing = "\n".join(f"  - {fault}" for fault in faults)
        message = (
            f"{path.name} cannot be imported: {counted(len(faults), 'fault')}:\n{listing}\n"
            "Correct the file, or import it as it is with --force. Nothing was changed."
        )
        raise DataError(message)


def _in_words(fact: Fact) -> str:
    return f"{fact.predicate} of {fact.subject} at {fact.start_s:g} s"


def _faults(new: list[Placed], one: Described, here: Present) -> Iterator[str]:
    length = length_s(one, here)
    late = [] if length is None else [p for p in new if p[1].start_s > length + ROUNDING_S]
    if late:
        starts = [f"{where} ({fact.start_s:g} s)" for where, fact in late]
        yield (
            f"{here.recording!r} ends at {length:g} s, and {counted(len(late), 'fact')} "
            f"{_verb('start', len(late))} after that: {_listed(starts)}"
        )
    if not here.is_known:
        return
    renamed = [place for place in new if _is_renamed(place[1], here)]
    if renamed:
        yield _renamed_in_words(renamed, here)
    others = [place for place in new if not _is_renamed(place[1], here)]
    spelled = {spelled_alike(name): name for name in sorted(here.known)}
    for name in sorted(names_in(fact for _, fact in others) - here.known):
        if spelled_alike(name) in spelled:
            places = [where for where, fact in others if name in (fact.subject, fact.object)]
            known = spelled[spelled_alike(name)]
            yield f"{name!r} is spelled {known!r} in {here.recording!r}: {_listed(places)}"


def _is_renamed(fact: Fact, here: Present) -> bool:
    return not names_in([fact]) <= here.known and moment_of(fact) in here.called


def _renamed_in_words(renamed: Iterable[Placed], here: Present) -> str:
    pairs: dict[str, str] = {}
    for _, fact in renamed:
        ends = zip((fact.subject, fact.object), here.called[moment_of(fact)], strict=True)
        for told, name in ends:
            if told is not None and told not in here.known and name is not None:
                pairs.setdefault(told, f"{told!r} in the file, {here.shown.get(name, name)!r} here")
    places = [where for where, _ in renamed]
    return (
        f"{here.recording!r} has {counted(len(places), 'fact')} of the file already, with the same "
        f"behavior, times, source and run, but names differ ({'; '.join(pairs.values())}): "
        f"{_listed(places)}"
    )


def _verb(word: str, count: int) -> str:
    return f"{word}s" if count == 1 else word


def _listed(places: list[str]) -> str:
    more = len(places) - _MOST_PLACES
    return ", ".join(places[:_MOST_PLACES]) + (f" and {more} more" if more > 0 else "")
