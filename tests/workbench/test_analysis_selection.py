"""Who is meant by a text: animals, points, pairs, zones, lists, names with dots."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from analysis_recordings import recording

from graphs.errors import UserError
from pipelines.arena import Zone
from workbench.analysis.cached import ArrayCache
from workbench.analysis.measures import Measures
from workbench.analysis.recording import Recording

POINTS = ("nose", "centre", "tailbase")
NEST = Zone.polygon("nest", [(0, 0), (10, 0), (10, 10), (0, 10)])
ZONE_2 = Zone.polygon("zone.2", [(20, 0), (30, 0), (30, 10), (20, 10)])


@pytest.fixture
def rec() -> Recording:
    """Three animals whose nose, centre and tail base lie at x = 0, 1, 2; 10, 11, 12; 20, 21, 22."""
    animals = {
        name: [[(10 * n, 0), (10 * n + 1, 0), (10 * n + 2, 0)]] * 2
        for n, name in enumerate(("a", "b", "c"))
    }
    return recording(animals, POINTS, zones=[NEST, ZONE_2])


@pytest.mark.parametrize(
    ("who", "rows", "x"),
    [
        ("a", ["a"], [1]),
        ("a.nose", ["a"], [0]),
        ("b.tailbase", ["b"], [12]),
        ("b.tail_base", ["b"], [12]),
        ("*", ["a", "b", "c"], [1, 11, 21]),
        ("*.nose", ["a", "b", "c"], [0, 10, 20]),
        (["c", "a"], ["c", "a"], [21, 1]),
        (["a.nose", "b"], ["a", "b"], [0, 11]),
        (("a",), ["a"], [1]),
    ],
)
def test_animals(rec: Recording, who: str | Sequence[str], rows: list[str], x: list[float]) -> None:
    found = rec.position(who).x
    assert [str(row) for row in found.rows] == rows
    assert found.values[:, 0].tolist() == x
    assert [str(row) for row in rec.speed(who).rows] == rows


@pytest.mark.parametrize(
    ("first", "second", "rows", "px"),
    [
        ("a", "b", ["a -> b"], [10]),
        ("*", "*", ["a -> b", "a -> c", "b -> a", "b -> c", "c -> a", "c -> b"],
         [10, 20, 10, 10, 20, 10]),
        ("a", "*", ["a -> b", "a -> c"], [10, 20]),
        ("*", "a", ["b -> a", "c -> a"], [10, 20]),
        ("*.nose", "*.tailbase", ["a -> b", "a -> c", "b -> a", "b -> c", "c -> a", "c -> b"],
         [12, 22, 8, 12, 18, 8]),
        ("a", ["b", "c"], ["a -> b", "a -> c"], [10, 20]),
        (["a", "b"], ["a", "b"], ["a -> b", "b -> a"], [10, 10]),
        ("a.nose", "a.tailbase", ["a"], [2]),
        ("*", ".nose", ["a", "b", "c"], [1, 1, 1]),
        ("*.nose", ".tailbase", ["a", "b", "c"], [2, 2, 2]),
        ("a", [".nose", "b"], ["a -> b", "a"], [10, 1]),
        ("a", "nest", ["a -> nest"], [0]),
        ("b", ["nest", "zone.2"], ["b -> nest", "b -> zone.2"], [1, 9]),
    ],
)  # fmt: skip
def test_pairs(
    rec: Recording,
    first: str | Sequence[str],
    second: str | Sequence[str],
    rows: list[str],
    px: list[float],
) -> None:
    found = rec.distance(first, second)
    assert [str(row) for row in found.rows] == rows
    assert found.values[:, 0].tolist() == px


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda r: r.speed("d"), "No animal 'd'; known: a, b, c"),
        (lambda r: r.speed("A"), "No animal 'A'; did you mean 'a'"),
        (lambda r: r.speed("a.nozze"), "'nozze' is neither a role nor a keypoint; did you mean"),
        (lambda r: r.speed("a.left_ear"), "the tracks have no keypoint for 'left_ear'"),
        (lambda r: r.distance("a", "nets"), "No animal, zone or thing 'nets'; did you mean 'nest'"),
        (lambda r: r.distance("nest", "a"), "No animal 'nest'"),
        (lambda r: r.distance("a", "a"), "make no pair: the recording has a, b, c"),
        (lambda r: r.in_zone("a", "a"), "No zone 'a'; known: nest, zone.2"),
        (lambda r: r.speed([]), "Nobody is named: expected an animal such as 'mouse_1', or '\\*'"),
        (lambda r: r.position(()), "Nobody is named"),
        (lambda r: r.distance([], "a"), "Nobody is named"),
        (lambda r: r.in_zone([], "nest"), "Nobody is named"),
        (lambda r: r.distance("a", []), "make no pair: the recording has a, b, c"),
    ],
)
def test_unknown_names_are_said(rec: Recording, call: object, message: str) -> None:
    with pytest.raises(UserError, match=message):
        call(rec)  # type: ignore[operator]


def test_names_with_dots() -> None:
    animals = {"m.1": [[(0, 0), (1, 0)]], "m.1.b": [[(5, 0), (7, 0)]], "m": [[(9, 0), (9, 9)]]}
    rec = recording(animals, ("nose", "nose.tip"), zones=[ZONE_2])
    assert rec.position("m.1").x.rows[0].subject == "m.1"
    assert rec.position("m.1.nose").x.values.tolist() == [[0]]
    assert rec.position("m.1.nose.tip").x.values.tolist() == [[1]]
    assert rec.position("m.1.b").x.rows[0].subject == "m.1.b"
    assert rec.position("m.1.b.nose").x.values.tolist() == [[5]]
    assert rec.distance("m.1.nose", "m.1.b.nose").values.tolist() == [[5]]
    assert rec.in_zone("m.1", "zone.2").rows[0].object == "zone.2"


@pytest.mark.parametrize(
    ("measure", "name"),
    [
        (lambda r: r.distance("a.nose", "b.tailbase"), "distance(nose, tailbase)"),
        (lambda r: r.distance("a.nose", "b"), "distance(nose, centre)"),
        (lambda r: r.distance("*", "*"), "distance"),
        (lambda r: r.distance("a.nose", "nest"), "distance(nose, nest)"),
        (lambda r: r.distance("a", "nest"), "distance(nest)"),
        (lambda r: r.distance("a", ["nest", "zone.2"]), "distance"),
        (lambda r: r.distance("a.nose", ["b.nose", "b.tailbase"]), "distance(nose, nose/tailbase)"),
        (lambda r: r.speed(["a.nose", "b"]), "speed(nose/centre)"),
        (lambda r: r.in_zone("*", "nest"), "in_zone(nest)"),
        (lambda r: r.in_zone("*.nose", "nest"), "in_zone(nose, nest)"),
        (lambda r: r.in_zone("*"), "in_zone"),
    ],
)
def test_names_of_measures(rec: Recording, measure: object, name: str) -> None:
    assert measure(rec).name == name  # type: ignore[operator]


# computed once ----------------------------------------------------------------------------------


def kept(rec: Measures) -> int:
    """The number of arrays that a recording has computed and kept."""
    return len(rec._cache._arrays)


@pytest.mark.parametrize(
    "measure", ["distance", "closest_distance", "alignment", "closing_speed", "relative_speed"]
)
def test_what_is_the_same_both_ways_is_computed_once(rec: Recording, measure: str) -> None:
    getattr(rec, measure)("*", "*")  # six ordered pairs
    assert kept(rec) == 3
    getattr(rec, measure)("c", "a")
    assert kept(rec) == 3


@pytest.mark.parametrize("measure", ["bearing", "facing", "approach_speed"])
def test_what_differs_both_ways_is_computed_for_each(rec: Recording, measure: str) -> None:
    getattr(rec, measure)("*", "*")
    assert kept(rec) == 6


def test_points_and_windows_are_kept_apart(rec: Recording) -> None:
    rec.speed("a"), rec.speed("a"), rec.speed("*")
    assert kept(rec) == 3
    rec.speed("a", 0), rec.speed("a.nose")
    assert kept(rec) == 5
    rec.distance("a.nose", "b.tailbase"), rec.distance("b.nose", "a.tailbase")
    assert kept(rec) == 7
    rec.distance("b.tailbase", "a.nose")
    assert kept(rec) == 7


def test_what_was_kept_is_not_changed_by_what_is_made_of_it(rec: Recording) -> None:
    first = rec.distance("a", "b")
    first.values[:] = 99
    assert rec.distance("a", "b").values.tolist() == [[10, 10]]


def test_a_closed_recording_keeps_nothing_computed(rec: Recording) -> None:
    rec.distance("*", "*")
    rec.close()
    assert kept(rec) == 0
    assert rec.distance("a", "b").values.tolist() == [[10, 10]]


def test_the_cache_lets_go_of_what_was_not_used_for_longest() -> None:
    import numpy as np

    cache, made = ArrayCache(limit_bytes=3 * 80), []

    def get(key: str, size: int = 10) -> None:
        def compute() -> np.ndarray:
            made.append(key)
            return np.zeros(size)

        assert len(cache.get(key, compute)) == size

    for key in "abc":
        get(key)
    get("a")  # b is now the one not used for longest
    get("d")
    assert made == ["a", "b", "c", "d"]
    get("a"), get("c"), get("d")
    assert made == ["a", "b", "c", "d"]
    get("b")
    assert made == ["a", "b", "c", "d", "b"]
    get("large", 1000)  # larger than the limit: kept alone
    get("large", 1000)
    assert made[5:] == ["large"]
    get("a")
    assert made[6:] == ["a"]
    cache.clear()
    get("a")
    assert made[7:] == ["a"]
