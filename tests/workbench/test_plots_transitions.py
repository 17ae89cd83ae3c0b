"""Transition graphs: probabilities, what is drawn, and that no number is hidden."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import QuadMesh
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch
from plots_records import ETHOGRAM, texts

from graphs.errors import UserError
from workbench.plots.scene_layout import Box
from workbench.plots.style import behavior_colour
from workbench.plots.transition_layout import Layout, lay_out
from workbench.plots.transitions import MOST_BEHAVIORS, conditional, draw_transitions

NAMES = ["rest", "chase", "enter"]
COUNTS = pd.DataFrame([[10, 30, 0], [17, 2, 1], [0, 0, 0]], NAMES, NAMES)


def arrows(figure: Figure) -> list[FancyArrowPatch]:
    return [patch for patch in figure.axes[0].patches if isinstance(patch, FancyArrowPatch)]


def numbers(figure: Figure) -> list[str]:
    return sorted(text.get_text() for text in figure.axes[0].texts if "." in text.get_text())


def simulated(count: int, spread: float = 0.4, seed: int = 4) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    chances = rng.dirichlet(np.full(count, spread), count)
    names = [f"behavior {i}" for i in range(count)]
    return pd.DataFrame([rng.multinomial(200, row) for row in chances], names, names)


# probabilities ------------------------------------------------------------------------------------


def test_rows_are_divided_by_their_sum_and_unknown_after_nothing() -> None:
    chances = conditional(COUNTS.to_numpy(dtype=np.float64))
    nan = np.nan
    expected = [[0.25, 0.75, 0], [0.85, 0.1, 0.05], [nan, nan, nan]]
    assert chances == pytest.approx(np.array(expected), nan_ok=True)


def test_the_table_shows_all_probabilities() -> None:
    figure = draw_transitions(COUNTS, ETHOGRAM)
    [cells] = [c for c in figure.axes[1].collections if isinstance(c, QuadMesh)]
    shown = np.ma.filled(np.ma.masked_invalid(np.ma.asarray(cells.get_array())), -1.0)
    assert shown == pytest.approx(np.array([[0.25, 0.75, 0], [0.85, 0.1, 0.05], [-1, -1, -1]]))
    words = [text.get_text() for text in figure.axes[1].texts]
    assert {"0.25", "0.75", "0.85", "0.10", "0.05"} <= set(words)
    assert "0.00" not in words  # what never happened is blank
    rare = draw_transitions(pd.DataFrame([[1, 999], [1, 0]], NAMES[:2], NAMES[:2]))
    assert "<.01" in texts(rare)


def test_self_transitions_may_be_left_out_before_probabilities_are_taken() -> None:
    figure = draw_transitions(COUNTS, ETHOGRAM, self_transitions=False)
    # rest: 30 of 30; chase: 17 and 1 of 18
    assert numbers(figure) == ["0.94", "1.00"]
    assert len(arrows(figure)) == 3
    assert any("follows itself is not counted" in text for text in texts(figure))


def test_columns_may_come_in_another_order() -> None:
    turned = COUNTS[["enter", "rest", "chase"]]
    assert numbers(draw_transitions(turned)) == numbers(draw_transitions(COUNTS))


# what is drawn ------------------------------------------------------------------------------------


def test_weak_arrows_are_left_out_and_that_is_said() -> None:
    figure = draw_transitions(COUNTS, ETHOGRAM, least=0.08, least_number=0.2)
    assert len(arrows(figure)) == 4
    assert numbers(figure) == ["0.25", "0.75", "0.85"]
    words = " ".join(texts(figure)).replace("\u00a0", " ")
    assert "its number is written from 0.2 on" in words
    # one of five arrows, one of sixty transitions
    assert "Below P = 0.08 an arrow is left out: 1 of 5, 1.7 % of the transitions" in words
    assert "is left out" not in " ".join(texts(draw_transitions(COUNTS, least=0.01)))


def test_not_asked_for_the_least_leaves_three_arrows_per_behavior() -> None:
    counts = simulated(12, 1.0)
    figure = draw_transitions(counts)
    assert 12 < len(arrows(figure)) <= 36
    assert len(arrows(draw_transitions(COUNTS))) == 5


def test_arrows_are_as_wide_as_likely_and_circles_as_large_as_often() -> None:
    figure = draw_transitions(COUNTS, ETHOGRAM)
    widths = sorted(arrow.get_linewidth() for arrow in arrows(figure))
    low, *_, high = widths
    assert (high - low) / (0.85 - 0.05) == pytest.approx((widths[-2] - low) / (0.75 - 0.05))
    circles = [patch for patch in figure.axes[0].patches if isinstance(patch, Circle)]
    rest, chase, enter = (circle.radius for circle in circles)
    # rest is followed 40 times; chase 20 times, but it follows 32 times
    assert (chase / rest) ** 2 == pytest.approx(32 / 40)
    assert enter < chase
    assert {"rests (40)", "chases (32)", "enters (1)"} <= set(texts(figure))
    faces = [circle.get_facecolor() for circle in circles]
    assert faces[0] == Circle((0, 0), fc=behavior_colour("rest", ETHOGRAM)).get_facecolor()


def test_arrows_lead_from_the_first_to_the_next() -> None:
    figure = draw_transitions(pd.DataFrame([[0, 5], [0, 0]], NAMES[:2], NAMES[:2]))
    [arrow] = arrows(figure)
    rest, chase = (p for p in figure.axes[0].patches if isinstance(p, Circle))
    path = arrow._path_original  # type: ignore[attr-defined]
    for end, circle in ((path.vertices[0], rest), (path.vertices[-1], chase)):
        assert np.hypot(*(end - np.array(circle.center))) < circle.radius + 0.1


def test_many_behaviors_are_cut_and_said_and_keep_their_probabilities() -> None:
    counts = simulated(26)
    figure = draw_transitions(counts)
    circles = [patch for patch in figure.axes[0].patches if isinstance(patch, Circle)]
    assert len(circles) == MOST_BEHAVIORS
    words = " ".join(texts(figure))
    assert "The 20 most frequent behaviors; 6 more are not shown." in words
    [cells] = [c for c in figure.axes[1].collections if isinstance(c, QuadMesh)]
    assert np.asarray(cells.get_array()).sum(axis=1).max() < 1


def test_behaviors_that_never_occur_are_left_out() -> None:
    names = [*NAMES, "fly"]
    counts = COUNTS.reindex(index=names, columns=names, fill_value=0)
    assert not [text for text in texts(draw_transitions(counts)) if "fly" in text]


@pytest.mark.parametrize("count", [0, 3])
def test_nothing_to_show_is_said(count: int) -> None:
    empty = pd.DataFrame(np.zeros((count, count)), NAMES[:count], NAMES[:count])
    assert "No behavior follows another." in texts(draw_transitions(empty))


def test_a_single_behavior_is_drawn() -> None:
    figure = draw_transitions(pd.DataFrame([[4]], ["rest"], ["rest"]))
    assert numbers(figure) == ["1.00"]
    alone = draw_transitions(pd.DataFrame([[4]], ["rest"], ["rest"]), self_transitions=False)
    assert "No behavior follows another." in texts(alone)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (COUNTS.iloc[:2], "rows rest, chase and columns rest, chase, enter"),
        (pd.DataFrame([[1, 2], [3, 4]], ["a", "a"], ["a", "a"]), "every behavior once"),
        (COUNTS - 1, "0 or more"),
        (COUNTS.astype(float).replace(30, np.nan), "must be known"),
    ],
)
def test_tables_that_are_none_are_faults(counts: pd.DataFrame, said: str) -> None:
    with pytest.raises(UserError, match=said):
        draw_transitions(counts)


# places -------------------------------------------------------------------------------------------


def laid_out(count: int) -> Layout:
    chances = conditional(simulated(count, 0.3).to_numpy(dtype=np.float64))
    pairs = sorted(
        ((int(a), int(b)) for a, b in np.argwhere(chances >= 0.12)),
        key=lambda pair: -chances[pair],
    )
    return lay_out(
        chances, np.full(count, 0.2), [(0.5, 0.06)] * count, dict.fromkeys(pairs, (0.125, 0.06))
    )


@pytest.mark.parametrize("count", [2, 3, 6, 10, 15])
def test_numbers_lie_neither_on_each_other_nor_on_circles_and_names(count: int) -> None:
    layout = laid_out(count)
    circles = [Box(x, y, 0.2, 0.2) for x, y in layout.nodes.tolist()]
    boxes = [edge.number for edge in layout.edges.values()]
    parts = [*circles, *layout.names, *boxes]
    assert not [pair for pair in itertools.combinations(parts, 2) if pair[0].meets(pair[1], 0.0)]


def test_the_arrow_back_is_another_curve() -> None:
    layout = laid_out(10)
    both = [(a, b) for a, b in layout.edges if a < b and (b, a) in layout.edges]
    assert both
    for a, b in both:
        middles = [layout.edges[pair].points[12] for pair in ((a, b), (b, a))]
        assert np.hypot(*(middles[0] - middles[1])) > 0.1


def test_behaviors_that_follow_each_other_stand_together() -> None:
    weights = np.zeros((8, 8))
    chain = [0, 4, 2, 6, 1, 5, 3, 7]
    for a, b in itertools.pairwise(chain):
        weights[a, b] = 1.0
    nodes = lay_out(weights, np.full(8, 0.2), [(0.3, 0.06)] * 8, {}).nodes
    apart = [float(np.hypot(*(nodes[a] - nodes[b]))) for a, b in itertools.pairwise(chain)]
    assert max(apart) == pytest.approx(min(apart))
