"""Scene graph pictures: what is said, and that nothing lies on anything else."""

from __future__ import annotations

import itertools
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from matplotlib.patches import Circle, Rectangle
from plots_records import ETHOGRAM, bout, fact, texts

from graphs.networks.scene import scene_graph
from graphs.records import Fact
from workbench.plots.scene_graph import draw_scene
from workbench.plots.scene_layout import Box, lay_out
from workbench.plots.scene_words import MOST_NODES, chosen_entities, richest_event

EVENT = bout(3, 10, 20)
FACTS = [
    fact("mouse_1", "chase", "mouse_2", 5, 12),  # 2 s of it in the event
    fact("mouse_1", "chase", "mouse_2", 15, 16),
    fact("mouse_2", "rest", None, 17, 25),
    fact("mouse_2", "enter", "shelter", 18, 18),
    fact("mouse_2", "chase", "mouse_1", 30, 40),  # later
]


def scene(facts: list[Fact]) -> nx.MultiDiGraph:
    return scene_graph(facts, EVENT, ETHOGRAM)


def test_labels_say_who_what_to_whom_and_how_long_within_the_event() -> None:
    figure = draw_scene(scene(FACTS), ETHOGRAM, "Scene of r", duration_s=60)
    words = texts(figure)
    assert {"Scene of r", "mouse_1", "mouse_2", "shelter"} <= set(words)
    assert {"mouse_1 → mouse_2", "chases  3.0 s (2 bouts)"} <= set(words)
    assert {"mouse_2 → shelter", "enters  1 ×", "rests  3.0 s"} <= set(words)
    assert "mouse_2 → mouse_1" not in words
    assert any("bout-0003, 10.0 to 20.0 s" in text for text in words)


def test_animals_are_circles_and_places_are_squares() -> None:
    axes = draw_scene(scene(FACTS), ETHOGRAM).axes[0]
    assert sum(isinstance(patch, Circle) for patch in axes.patches) == 2
    sides = [p for p in axes.patches if isinstance(p, Rectangle) and p.get_zorder() == 4]
    assert [side.get_width() == side.get_height() for side in sides] == [True]


def test_time_is_written_as_fits_the_recording() -> None:
    words = " ".join(texts(draw_scene(scene(FACTS), ETHOGRAM, duration_s=4000)))
    assert "0:00:10 to 0:00:20" in words


def test_an_event_without_facts_says_so() -> None:
    words = " ".join(texts(draw_scene(scene([]), ETHOGRAM)))
    assert "No behavior was seen in bout-0003, 10.0 to 20.0 s" in words


def test_richest_event_has_most_different_facts_and_comes_first() -> None:
    events = [bout(1, 0, 10), bout(2, 10, 20), bout(3, 20, 30), bout(4, 30, 40)]
    facts = [
        *(fact("a", "chase", "b", t, t + 0.5) for t in range(9)),  # many, but all the same
        fact("a", "rest", None, 12, 18),
        fact("a", "enter", "shelter", 20, 20),
        fact("b", "rest", None, 22, 23),
        fact("a", "rest", None, 31, 32),
        fact("b", "rest", None, 31, 32),
        replace(fact("b", "chase", "a", 12, 13), status="rejected"),
        replace(fact("b", "enter", "shelter", 13, 13), status="rejected"),
    ]
    assert richest_event(events, facts) == events[2]
    assert richest_event(events, []) is None
    episode = replace(bout(1, 0, 40), level="episode")
    assert richest_event([episode], facts) == episode


def test_of_many_entities_connected_ones_are_kept() -> None:
    facts = [fact(f"m{i}", "rest", None, 11, 12) for i in range(1, 20)]
    facts += [fact("m7", "chase", f"m{i}", 11, 12) for i in (12, 13, 14, 15, 16)]
    names, left_out = chosen_entities(scene(facts))
    assert names == ["m7", "m12", "m13", "m14", "m15", "m16"]
    assert left_out == 19 - MOST_NODES
    assert "13 more animals or places are not shown" in " ".join(texts(draw_scene(scene(facts))))


def test_what_an_animal_does_to_itself_stands_beside_it() -> None:
    assert "lick  1.0 s" in texts(draw_scene(scene([fact("m1", "lick", "m1", 11, 12)])))


def test_many_behaviors_are_cut_and_counted() -> None:
    facts = [fact("m1", f"b{i:02}", None, 11, 12) for i in range(12)]
    words = texts(draw_scene(scene(facts)))
    assert "b06  1.0 s" in words
    assert "and 5 more" in words


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6])
def test_labels_lie_neither_on_each_other_nor_on_nodes(count: int) -> None:
    rng = np.random.default_rng(count)
    names = [f"m{i}" for i in range(count)]
    alone = {name: (0.7, 0.15 * rng.integers(1, 4)) for name in names}
    pairs = [pair for pair in itertools.permutations(names, 2) if rng.random() < 3 / count]
    between = {pair: (0.8, 0.1 + 0.08 * rng.integers(1, 5)) for pair in pairs}
    layout = lay_out(names, 0.46, names[2:], alone, between)
    boxes = layout.boxes
    assert len(boxes) == 2 * count + len(pairs)
    assert not [1 for a, b in itertools.combinations(boxes, 2) if a.meets(b, apart=0)]
    for pair, arrow in layout.arrows.items():
        gap = np.hypot(*(arrow.points - [arrow.label.x, arrow.label.y]).T)
        assert gap.min() < 0.2, pair  # the label sits on its arrow


def test_arrows_start_and_end_outside_of_their_nodes() -> None:
    layout = lay_out(["a", "b"], 0.5, ["b"], {}, {("a", "b"): (0.3, 0.1)})
    start, _, stop = layout.arrows["a", "b"].curve
    assert np.hypot(*(start - layout.nodes["a"])) > 0.5
    x, y = map(float, layout.nodes["b"])
    square = Box(x, y, 0.5, 0.5)
    assert not square.covers(stop[None])
    assert np.abs(stop - layout.nodes["b"]).max() == pytest.approx(0.54)
