"""Context for an answer: all of a recording in summaries, and in detail where something was found.

Events are cut into chunks of 32, or of ten minutes where these hold fewer. A chunk that holds a hit
is shown in full, with one neighbor on each side; every other chunk is one line. Chunks choose
nothing: what was found was found among all events.

Where that is more than the budget, what is dropped first are the events of neighboring chunks, then
the other events of chunks with hits, then the worst hits; of equals those furthest from the best
hit. Lines take at most half of the budget: they become shorter, and then chunks share one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graphs.errors import UserError
from graphs.records import microseconds
from graphs.retrieval.documents import Bools, Documents
from graphs.retrieval.results import Hit
from graphs.words import counted

CHUNK_EVENTS, CHUNK_S = 32, 600.0
BUDGET_CHARACTERS = 24_000
SMALLEST_BUDGET = 200
MOST_NAMED = 4  # statements in a summary


@dataclass(frozen=True, slots=True)
class Chunk:
    """Events that follow each other.

    Parameters
    ----------
    recording
        Name.
    documents
        Numbers, in time order.
    """

    recording: str
    documents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What is shown.

    Parameters
    ----------
    text
        At most as many characters as the budget.
    chunks
        All of them, in order.
    detailed
        Numbers of the chunks that are shown in full, or in part.
    left_out
        Hits that did not fit.
    """

    text: str
    chunks: tuple[Chunk, ...]
    detailed: tuple[int, ...]
    left_out: tuple[int, ...]


def chunks_of(
    documents: Documents,
    recordings: Iterable[str],
    *,
    events: int = CHUNK_EVENTS,
    length_s: float = CHUNK_S,
) -> tuple[Chunk, ...]:
    """Return the chunks of some recordings, in time order.

    Parameters
    ----------
    documents
        Whose.
    recordings
        Names.
    events
        At most so many in a chunk.
    length_s
        A chunk ends before an event that starts so many seconds after its first, or later.
    """
    wanted, found = set(recordings), list[Chunk]()
    last = ""
    current: list[int] = []
    for document in documents.order.tolist():
        recording = documents.key(document)[0]
        if recording not in wanted:
            continue
        start = documents.start_us[document]
        full = current and (
            recording != last
            or len(current) == events
            or start - documents.start_us[current[0]] >= microseconds(length_s)
        )
        if full:
            found.append(Chunk(last, tuple(current)))
            current = []
        current.append(document)
        last = recording
    return (*found, Chunk(last, tuple(current))) if current else tuple(found)


def zoom(
    documents: Documents,
    hits: Sequence[Hit],
    *,
    budget: int = BUDGET_CHARACTERS,
    allowed: Bools | None = None,
    kept: Bools | None = None,
) -> Context:
    """Return summaries of the recordings with hits, and detail where the hits are.

    Parameters
    ----------
    documents
        Where the hits were found.
    hits
        What was found.
    budget
        Characters.
    allowed
        Which documents may be shown at all, shape (documents,), as `Scope.allows` says.
    kept
        Which are kept in detail (`places.in_detail`); others are shown only if they are hits.

    Raises
    ------
    UserError
        The budget is too small for anything.
    """
    if budget < SMALLEST_BUDGET:
        message = f"A budget of {budget} characters; expected at least {SMALLEST_BUDGET}."
        raise UserError(message)
    chunks = chunks_of(documents, {hit.recording for hit in hits})
    if allowed is not None:
        visible = (tuple(d for d in chunk.documents if allowed[d]) for chunk in chunks)
        pairs = zip(chunks, visible, strict=True)
        chunks = tuple(Chunk(chunk.recording, rest) for chunk, rest in pairs if rest)
    lines = _lines(documents, chunks, budget // 2)
    left = budget - sum(len(line) + 1 for line in lines.values())
    rank = {hit.document: hit.rank for hit in hits}
    details: dict[int, str] = {}
    for document in _wanted(chunks, rank, kept):
        line = _detail(documents, document, rank.get(document))
        if len(line) + 1 > left:
            break
        details[document] = line
        left -= len(line) + 1
    text: list[str] = []
    for number, chunk in enumerate(chunks):
        text += [lines[number]] if number in lines else []
        text += [details[document] for document in chunk.documents if document in details]
    return Context(
        "\n".join(text),
        chunks,
        tuple(
            n for n, chunk in enumerate(chunks) if not details.keys().isdisjoint(chunk.documents)
        ),
        tuple(sorted(rank.keys() - details.keys(), key=rank.__getitem__)),
    )


def _wanted(chunks: Sequence[Chunk], rank: Mapping[int, int], kept: Bools | None) -> list[int]:
    """Return the documents to show in full, the most wanted first."""
    best = [min((rank[d] for d in chunk.documents if d in rank), default=0) for chunk in chunks]
    urgency: dict[int, tuple[int, int, int]] = {}
    for number, chunk in enumerate(chunks):
        for other in (number, number - 1, number + 1):
            if not (0 <= other < len(chunks) and best[other]):
                continue
            if chunks[other].recording != chunk.recording:
                continue
            hit = next(d for d in chunks[other].documents if rank.get(d) == best[other])
            places = (*chunks[min(number, other)].documents, *chunks[max(number, other)].documents)
            at = places.index(hit)
            for document in chunk.documents:
                if document in rank:
                    urgency[document] = (0, rank[document], 0)
                elif kept is None or kept[document]:
                    away = abs(places.index(document) - at)
                    level = (1 if other == number else 2, best[other], away)
                    urgency[document] = min(urgency.get(document, level), level)
    return sorted(urgency, key=lambda document: (urgency[document], document))


def _lines(documents: Documents, chunks: Sequence[Chunk], budget: int) -> dict[int, str]:
    """Return the number of a chunk -> the line that stands for it, and for those up to the next."""
    lines = {n: summary(documents, [chunk]) for n, chunk in enumerate(chunks)}
    several, named = 1, MOST_NAMED
    while sum(len(line) + 1 for line in lines.values()) > budget:
        if named:
            named = 0
        elif several > len(chunks):
            count = len(lines)
            message = (
                f"A line for each of {count} recordings needs more than half of the budget of "
                f"{2 * budget} characters. Raise it, or ask about fewer recordings."
            )
            raise UserError(message)
        else:
            several *= 2
        groups = _grouped(chunks, several)
        lines = {n: summary(documents, group, named) for n, group in groups.items()}
    return lines


def _grouped(chunks: Sequence[Chunk], several: int) -> dict[int, list[Chunk]]:
    """Return up to `several` chunks of one recording together, by the number of the first."""
    groups: dict[int, list[Chunk]] = {}
    first = 0
    for number, chunk in enumerate(chunks):
        group = groups.get(first, [])
        if not group or len(group) == several or group[0].recording != chunk.recording:
            first = number
        groups.setdefault(first, []).append(chunk)
    return groups


def summary(documents: Documents, chunks: Sequence[Chunk], named: int = MOST_NAMED) -> str:
    """Return some chunks of one recording in a line: when, how many events, what most often.

    Parameters
    ----------
    documents
        Whose.
    chunks
        That follow each other.
    named
        So many of the most frequent statements are given.
    """
    inside = [document for chunk in chunks for document in chunk.documents]
    start_s = int(documents.start_us[inside[0]]) / 1e6
    stop_s = int(documents.stop_us[inside].max()) / 1e6
    line = (
        f"{chunks[0].recording}, {start_s:.1f} to {stop_s:.1f} s: {counted(len(inside), 'event')}"
    )
    if not named:
        return line
    facts, said = documents.facts, Counter[tuple[int, int, int]]()
    for document in inside:
        rows = documents.fact_rows(document)
        columns = (facts.subject[rows], facts.predicate[rows], facts.object[rows])
        said.update(zip(*(column.tolist() for column in columns), strict=True))
    most = [f"{documents.statement(*triple)} ({n})" for triple, n in said.most_common(named)]
    return f"{line}; {', '.join(most)}" if most else line


def _detail(documents: Documents, document: int, rank: int | None) -> str:
    start_s, stop_s = (int(t[document]) / 1e6 for t in (documents.start_us, documents.stop_us))
    mark = "  " if rank is None else f"  [{rank}] "
    said = "; ".join(documents.sentences(document)) or "nothing labelled"
    return f"{mark}{documents.key(document)[1]}, {start_s:.1f} to {stop_s:.1f} s: {said}"
