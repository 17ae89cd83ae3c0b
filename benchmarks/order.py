"""Which came first: questions of order about a made recording of an hour, and about the sample.

No model is asked. A reader looks for the two segments in the text that it is given and names the
one that stands further up, so its figures say what is in the text, whoever reads it. It is given
everything in order, everything shuffled (where nothing but the order is wrong), and what the search
of the project finds: for the whole question at once, or for each event of the segments apart. The
graph, asked when the segments were, needs no text at all.
"""

from __future__ import annotations

import math
import random
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from benchmarks.order_world import RECORDING, long_project
from graphs.evaluate.order import AskedCell, OrderScore, order_questions, score_order
from graphs.evaluate.order_parts import (
    Claim,
    DescribedEvent,
    Letter,
    OrderQuestion,
    Segment,
    described_events,
)
from graphs.filters import FactFilter
from graphs.records import STANDING
from pipelines.batch import label_all
from workbench.cli.demo import SAMPLE, sample_project
from workbench.knowledge.graph import KnowledgeGraph
from workbench.knowledge.searching import Searched, searchable
from workbench.project import Project

FOUND_AT_ONCE, FOUND_APART = 10, 5
"""Events that a search for a whole question finds, and one for an event of a segment."""

BUDGETS = (4_000, 24_000)
"""Characters of the text that is made of what was found; the second is the usual budget."""

Answerer = Callable[[OrderQuestion], Letter | None]
_MARK = re.compile(r"  (\[\d+\] )?\S+, ([\d.]+) to [\d.]+ s: ")
_SUMMARY = re.compile(r"\S+, ([\d.]+) to [\d.]+ s: ")
_TIME = re.compile(r" (from [\d.]+ to|at) [\d.]+ s$")


def main() -> bool:
    """Print right answers by condition and cell; return whether those that must be right all are.

    These are the times themselves, everything in order, and the graph asked by questions.
    """
    with tempfile.TemporaryDirectory(prefix="order-") as folder:
        long = long_project(Path(folder) / "long")
        sample = sample_project(Path(folder) / "sample")
        label_all(
            sample.specs(), sample.graph_folder, sample.full_ethogram(), sample.label_settings(),
            jobs=0,
        )  # fmt: skip
        return all([_told(long, RECORDING), _told(sample, SAMPLE)])


def events_of(project: Project, recording: str) -> list[DescribedEvent]:
    """Return the events of a recording in words, as the search of the project has them."""
    graph = project.graph()
    found = searchable(graph.graph, graph.ethogram(), graph.overlays().names)
    return described_events(found.index.documents, recording)


# who answers ------------------------------------------------------------------------------------


def by_time(question: OrderQuestion) -> Letter:
    """Answer from the times of the segments."""
    return "A" if question.a[0].start_s < question.b[0].start_s else "B"


def by_coin(seed: int) -> Answerer:
    """Return who flips a coin."""
    rng = random.Random(seed)
    return lambda _: "A" if rng.random() < 0.5 else "B"


def by_reading(prompt: Callable[[OrderQuestion], str]) -> Answerer:
    """Return who looks in a prompt for which segment stands further up, if both are there."""

    def answer(question: OrderQuestion) -> Letter | None:
        text = prompt(question).partition("\n\n")[0].splitlines()[1:]
        lines = [said_in(line) for line in text if not _SUMMARY.match(line)]
        return _earlier(_place(question.a, lines), _place(question.b, lines))

    return answer


def by_query(graph: KnowledgeGraph, recording: str) -> Answerer:
    """Return who asks the graph for every claim of a segment, and when the event with all is."""
    facts = graph.records(FactFilter(recording=recording, status=STANDING))
    order = dict.fromkeys(f.event_id for f in sorted(facts, key=lambda fact: fact.start_s))
    numbers = {event_id: number for number, event_id in enumerate(order)}

    @cache
    def starts(claim: Claim) -> dict[int, float]:
        """Return number of an event -> when the claim first was so in it."""
        words = " ".join(word for word in claim if word)
        table = graph.query(f'{words} in "{recording}"').table.sort_values("start_us")
        first = table.drop_duplicates("event_id")
        return {
            numbers[event]: start_us / 1e6
            for event, start_us in zip(first["event_id"], first["start_us"], strict=True)
        }

    def when(segment: Segment) -> float:
        told = [[starts(claim) for claim in event.claims] for event in segment]
        events = [set.intersection(*(set(found) for found in claims)) for claims in told]
        places = [p for p in events[0] if all(p + i in of for i, of in enumerate(events))]
        return min(found[places[0]] for found in told[0]) if len(places) == 1 else math.nan

    return lambda question: _earlier(when(question.a), when(question.b))


def _earlier(a: float, b: float) -> Letter | None:
    """Return which is less; ``None`` where one is not known."""
    return None if math.isnan(a) or math.isnan(b) else "A" if a < b else "B"


def _place(segment: Segment, lines: Sequence[tuple[str, ...]]) -> float:
    """Return the line of a segment that is there whole, else of an event that is there once."""
    wanted = [event.sentences for event in segment]
    whole = [i for i in range(len(lines)) if list(lines[i : i + len(wanted)]) == wanted]
    once = [lines.index(event) for event in wanted if lines.count(event) == 1]
    return next(iter(whole + once), math.nan)


# what they are given ----------------------------------------------------------------------------


def everything(events: Sequence[DescribedEvent]) -> Callable[[OrderQuestion], str]:
    """Return what makes prompts of all events, one a line, as they are ordered."""
    text = "\n".join(event.text for event in events)
    return lambda question: question.prompt(text)


def retrieved(
    finds: Callable[[OrderQuestion], Searched], budget: int
) -> Callable[[OrderQuestion], str]:
    """Return what makes prompts of what a search finds; they have to be in order of time."""

    def prompt(question: OrderQuestion) -> str:
        made = question.prompt(finds(question).context(budget).text)
        times = list(times_in(made))
        assert times, f"nothing is shown: {made}"
        assert times == sorted(times), f"not in order of time: {made}"
        return made

    return prompt


def at_once(graph: KnowledgeGraph, recording: str) -> Callable[[OrderQuestion], Searched]:
    """Return who searches for the text of a question."""
    return cache(lambda question: graph.search(question.text, FOUND_AT_ONCE, recording=recording))


def apart(graph: KnowledgeGraph, recording: str) -> Callable[[OrderQuestion], Searched]:
    """Return who searches for each event of both segments, and puts together what is found."""
    search = cache(lambda text: graph.search(text, FOUND_APART, recording=recording))

    def finds(question: OrderQuestion) -> Searched:
        found = [search(event.text) for event in (*question.a, *question.b)]
        hits = sorted((hit for one in found for hit in one.hits), key=lambda hit: hit.rank)
        first = {hit.document: hit for hit in reversed(hits)}  # a better rank comes last and stays
        best = sorted(first.values(), key=lambda hit: hit.rank)
        ranked = [replace(hit, rank=rank) for rank, hit in enumerate(best, start=1)]
        ranked.sort(key=lambda hit: hit.start_s)
        return replace(found[0], found=replace(found[0].found, hits=tuple(ranked)))

    return finds


def times_in(prompt: str) -> Iterator[float]:
    """Yield when the events and summaries of a prompt start, as they stand there."""
    for line in prompt.partition("\n\n")[0].splitlines()[1:]:
        marked, summed = _MARK.match(line), _SUMMARY.match(line)
        yield float(marked[2] if marked else summed[1] if summed else math.nan)


def said_in(line: str) -> tuple[str, ...]:
    """Return the sentences of a line without mark and times, each once."""
    said = _MARK.sub("", line).split("; ")
    return tuple(dict.fromkeys(_TIME.sub("", sentence) for sentence in said))


# what comes out ---------------------------------------------------------------------------------


def conditions(project: Project, recording: str) -> dict[str, Answerer]:
    """Return all who answer about a recording, by name."""
    events, graph = events_of(project, recording), project.graph()
    mixed = random.Random(1).sample(events, len(events))
    found = {
        f"{name}, {budget:,}": by_reading(retrieved(finds, budget))
        for name, finds in (
            ("found at once", at_once(graph, recording)),
            ("found apart", apart(graph, recording)),
        )
        for budget in BUDGETS
    }
    return {
        "times": by_time,
        "coin": by_coin(0),
        "always A": lambda _: "A",
        "all, in order": by_reading(everything(events)),
        "all, shuffled": by_reading(everything(mixed)),
        **found,
        "graph query": by_query(graph, recording),
    }


CERTAIN = ("times", "all, in order", "graph query")


def _told(project: Project, recording: str) -> bool:
    events = events_of(project, recording)
    asked = order_questions(events)
    print(f"{recording}: {len(events)} events; right answers in %, by cell")
    _print_cells(asked)
    certain = True
    for name, answerer in conditions(project, recording).items():
        said = [[(q, answerer(q)) for q in cell.questions] for cell in asked]
        score = score_order([one for cell in said for one in cell])
        _print(name, [score_order(cell) for cell in said], score)
        certain &= name not in CERTAIN or score.right == score.asked
    return certain


def _print_cells(asked: Sequence[AskedCell]) -> None:
    for number, one in enumerate(asked, start=1):
        print(
            f"  ({number}) {one.cell.name}: {len(one.questions)} of {one.possible:,} possible pairs"
        )
    heads = "".join(f"{f'({i})':>6}" for i in range(1, len(asked) + 1))
    print(f"  {'':<22}{heads}{'all':>7}{'asked':>7}{'no answer':>11}{'said A':>8}{'by chance':>11}")


def _print(name: str, cells: Sequence[OrderScore], score: OrderScore) -> None:
    shares = "".join(f"{_percent(cell.accuracy):>6}" for cell in cells)
    print(
        f"  {name:<22}{shares}{100 * score.accuracy:>7.1f}{score.asked:>7}{score.unanswered:>11}"
        f"{_percent(score.share_of_a):>8}{score.chance:>11.2g}",
        flush=True,
    )


def _percent(share: float) -> str:
    return "-" if math.isnan(share) else f"{100 * share:.0f}"
