"""Scores on captions with triples that people drew: bounds a little under what was measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.caption_graphs import (
    Caption,
    as_factual,
    misses,
    read_captions,
    score,
)
from graphs.captions.parse import parse_caption
from graphs.captions.word_classes import Words

LISTS = Words()


@pytest.mark.parametrize(
    ("file", "odd", "least"),
    [("animals.csv", True, 0.77), ("animals.csv", False, 0.77), ("general_dev.csv", None, 0.68)],
)
def test_captions_of_visual_genome(
    shared_data: Path, file: str, odd: bool | None, least: float
) -> None:
    every = read_captions(shared_data / "visual_genome_caption_graphs" / file, LISTS)
    captions = [c for c in every if odd is None or bool(c.image % 2) == odd]
    found = [as_factual(parse_caption(c.text, LISTS), LISTS) for c in captions]
    measured = score(captions, found)
    assert measured.micro >= least
    assert measured.macro >= least
    assert sum(misses(captions, found).values()) == sum(
        len(c.drawn - f) for c, f in zip(captions, found, strict=True)
    )


def test_scores_by_hand() -> None:
    drawn = frozenset({("cat", "on", "mat"), ("cat", "is", "black"), ("mat", "is", "red")})
    found = frozenset({("cat", "on", "mat"), ("mat", "on", "cat")})
    empty = Caption(2, "", frozenset())
    measured = score([Caption(1, "", drawn), empty], [found, frozenset()])
    assert measured == (1 / 2, 1 / 3, 2 / 5, (2 / 5 + 1) / 2)


def test_synonyms_count_each_drawn_triple_once() -> None:
    drawn = frozenset({("cat", "watch", "rock")})
    found = frozenset({("cat", "watch", "stone"), ("cat", "watch", "boulder")})

    def alike(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
        return one[:2] == other[:2]

    captions = [Caption(1, "", drawn)]
    assert score(captions, [found]).micro == 0
    assert score(captions, [found], alike).micro == 2 / 3
