"""Which rankings find a caption by part of what it says: words, vectors, the graph, together.

Captions of Visual Genome with triples drawn by people (FACTUAL): a caption is an event, its triples
are its facts, an attribute (``cat is black``) is a fact without object. Equal names are one entity,
for captions speak of kinds, not of individuals. A question is a triple with one slot left out
(``what ride horse``); the captions that have a triple with the rest of it are relevant. Only
questions with at most five relevant captions are asked, so that recall@5 can be 1.

The graph is made of the same triples that say what is relevant, so its share is what good facts
give; words and vectors are tried on the caption alone, and on the caption and its facts. Vectors
are those of spelling; where a sentence encoder is installed (`benchmarks.minilm`), its, too.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

from benchmarks.minilm import MiniLM
from graphs.records import Event, Fact
from graphs.retrieval.embedding import Embedder, HashedNgrams
from graphs.retrieval.lexical import name_words
from graphs.retrieval.phrase_graph import GraphOptions
from graphs.retrieval.reading import documents_of
from graphs.retrieval.results import RELATED, Settings
from graphs.retrieval.search import SearchIndex

DATA = Path(__file__).parents[2] / "shared" / "data" / "visual_genome_caption_graphs"
FILES = ("animals.csv", "general_dev.csv")
QUESTIONS, MOST_RELEVANT, KS = 1000, 5, (1, 5, 10)

RANKINGS: Mapping[str, Settings] = {
    "words": Settings(lexical=1, dense=0, graph=0),
    "vectors": Settings(lexical=0, dense=1, graph=0),
    "graph": RELATED,
    "words, vectors": Settings(lexical=1, dense=1, graph=0),
    "words, vectors, 0.3 graph": Settings(lexical=1, dense=1, graph=0.3),
    "words, vectors, graph": Settings(lexical=1, dense=1, graph=1),
}

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption, its triples, and which event it is."""

    key: tuple[str, str]
    text: str
    triples: tuple[Triple, ...]


def read_captions(file: Path) -> list[Caption]:
    """Return the captions of a file."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [
        Caption((row["image_id"], f"{i:05d}"), row["caption"], tuple(_triples(row["scene_graph"])))
        for i, row in enumerate(rows)
    ]


def _triples(text: str) -> Iterator[Triple]:
    for inner in re.findall(r"\(([^()]*)\)", text):
        parts = [part.strip() for part in inner.split(" , ")]
        if len(parts) == 3:
            yield parts[0], parts[1], parts[2]


def facts_of(captions: Sequence[Caption]) -> tuple[list[Event], list[Fact]]:
    """Return captions as events of one second, one after the other, and their triples as facts."""
    events, facts = [], []
    for second, caption in enumerate(captions):
        recording, event = caption.key
        start, stop = float(second), second + 1.0
        events.append(Event(recording, event, "bout", start, stop, None, "captions"))
        for subject, predicate, thing in caption.triples:
            does, whom = (thing, None) if predicate == "is" else (predicate, thing)
            facts.append(
                Fact(
                    recording, subject, does, whom, start, stop, 0, 1, "state", 1.0,
                    "asserted", "import", "captions", event,
                )
            )  # fmt: skip
    return events, facts


def questions_of(captions: Sequence[Caption]) -> list[tuple[str, set[tuple[str, str]]]]:
    """Return questions with the captions that are relevant, drawn by a fixed seed."""
    relevant: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for caption in captions:
        for subject, predicate, thing in caption.triples:
            if predicate == "is":
                relevant[f"what is {thing}"].add(caption.key)
                continue
            relevant[f"what {predicate} {thing}"].add(caption.key)
            relevant[f"what {subject} {predicate}"].add(caption.key)
            relevant[f"{subject} and {thing}"].add(caption.key)
    few = sorted((q, keys) for q, keys in relevant.items() if len(keys) <= MOST_RELEVANT)
    return Random(0).sample(few, min(QUESTIONS, len(few)))


def indexed(captions: Sequence[Caption], encoder: Embedder, *, with_facts: bool) -> SearchIndex:
    """Return the index of captions; their text may say their facts, too."""
    events, facts = facts_of(captions)
    texts = {
        c.key: ". ".join([c.text, *(" ".join(t) for t in c.triples)] if with_facts else [c.text])
        for c in captions
    }
    same_word = GraphOptions(identities=lambda _, name: " ".join(name_words(name)) or None)
    return SearchIndex.of(documents_of(facts, events, texts=texts), encoder, same_word)


def recalls(
    index: SearchIndex, settings: Settings, questions: Sequence[tuple[str, set[tuple[str, str]]]]
) -> list[float]:
    """Return the mean share of the relevant captions among the first k, for each k."""
    sums = [0.0 for _ in KS]
    for question, relevant in questions:
        hits = index.search(question, max(KS), settings=settings).hits
        rank = {(hit.recording, hit.event_id): hit.rank for hit in hits}
        for i, k in enumerate(KS):
            sums[i] += sum(rank.get(key, k + 1) <= k for key in relevant) / len(relevant)
    return [total / len(questions) for total in sums]


def main() -> None:
    """Print recall of all rankings."""
    if not DATA.is_dir():
        print(f"no captions: {DATA.parent.name}/{DATA.name} is not beside the project")
        return
    meaning = sentence_encoder()
    for file in FILES:
        captions = read_captions(DATA / file)
        questions = questions_of(captions)
        table = Table(title=f"{file}: {len(captions)} captions, {len(questions)} questions, recall")
        table.add_column("ranking")
        for text in ("caption", "+ facts"):
            for k in KS:
                table.add_column(f"{text} @{k}", justify="right")
        spelling = HashedNgrams()
        both = [indexed(captions, spelling, with_facts=facts) for facts in (False, True)]
        for name, settings in RANKINGS.items():
            figures = [value for index in both for value in recalls(index, settings, questions)]
            table.add_row(name, *(f"{value:.3f}" for value in figures))
        if meaning is not None:
            index = indexed(captions, meaning, with_facts=False)
            for name, settings in RANKINGS.items():
                if settings.dense:
                    figures = recalls(index, settings, questions)
                    named = name.replace("vectors", meaning.name)
                    table.add_row(named, *(f"{value:.3f}" for value in figures))
        Console(width=130).print(table)


def sentence_encoder() -> Embedder | None:
    """Return an encoder of meaning, if its packages are installed."""
    try:
        return MiniLM()
    except ImportError as missing:
        print(f"without all-MiniLM-L6-v2: {missing} (see benchmarks/minilm.py)")
        return None
