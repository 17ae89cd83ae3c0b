"""Which behavior follows which: by hand, by brute force, and on labels of real mice."""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.errors import UserError
from graphs.networks.view_transitions import transition_graph
from graphs.records import Fact, Status


def fact(
    who: str,
    does: str,
    start: float,
    stop: float,
    *,
    recording: str = "r1",
    status: Status = "asserted",
) -> Fact:
    kind = "point" if start == stop else "state"
    return Fact(recording, who, does, None, start, stop, 0, 1, kind, 0.5, status, "rule", "run")


def edges_of(graph: nx.DiGraph) -> dict[tuple[str, str], tuple[int, float, float]]:
    return {
        (u, v): (data["count"], data["probability"], data["median_gap_s"])
        for u, v, data in graph.edges(data=True)
    }


def test_transitions_by_hand() -> None:
    facts = [
        fact("m1", "rest", 0, 2),
        fact("m1", "walk", 3, 5),
        fact("m1", "rest", 4, 10),  # starts before the walk has stopped
        fact("m1", "rest", 11, 12),
        fact("m1", "walk", 20, 21),
        fact("m2", "walk", 6, 7),  # another animal comes in between
        fact("m1", "walk", 10.5, 10.7, status="rejected"),
        fact("m1", "rest", 1, 2, recording="r2"),
    ]
    graph = transition_graph(facts)
    assert edges_of(graph) == {
        ("rest", "walk"): (2, pytest.approx(2 / 3), 4.5),
        ("walk", "rest"): (1, 1.0, -1.0),
        ("rest", "rest"): (1, pytest.approx(1 / 3), 1.0),
    }
    assert graph.nodes["walk"] == {"count": 3, "followed": 1}
    assert graph.nodes["rest"] == {"count": 4, "followed": 3}
    assert graph.graph == {"transitions": 4, "max_gap_s": None, "self_transitions": True}
    without = edges_of(transition_graph(facts, self_transitions=False))
    assert without == {("rest", "walk"): (2, 1.0, 4.5), ("walk", "rest"): (1, 1.0, -1.0)}
    soon = edges_of(transition_graph(facts, max_gap_s=1.0))
    assert soon == {
        ("rest", "walk"): (1, 0.5, 1.0),
        ("walk", "rest"): (1, 1.0, -1.0),
        ("rest", "rest"): (1, 0.5, 1.0),
    }


def test_facts_that_start_together() -> None:
    """The first by stop is the next one of an earlier fact; both have the same next one."""
    facts = [
        fact("m1", "rest", 0, 1),
        fact("m1", "sniff", 2, 4),
        fact("m1", "walk", 2, 3),
        fact("m1", "groom", 2 + 4e-7, 5),  # the same microsecond
        fact("m1", "rear", 6, 6),
    ]
    expected = {("rest", "walk"), ("sniff", "rear"), ("walk", "rear"), ("groom", "rear")}
    assert set(edges_of(transition_graph(facts))) == expected
    assert set(edges_of(transition_graph(facts[::-1]))) == expected


def test_a_gap_is_compared_at_the_resolution_of_stored_times() -> None:
    facts = [fact("m1", "rest", 4, 4.1), fact("m1", "walk", 4.3, 5)]
    assert edges_of(transition_graph(facts, max_gap_s=0.2)) == {("rest", "walk"): (1, 1.0, 0.2)}
    assert transition_graph(facts, max_gap_s=0.199999).number_of_edges() == 0
    assert transition_graph(facts, max_gap_s=math.inf).number_of_edges() == 1
    for wrong in (-1.0, math.nan):
        with pytest.raises(UserError, match="zero or more seconds"):
            transition_graph(facts, max_gap_s=wrong)
    assert transition_graph([]).number_of_nodes() == 0


bouts = st.tuples(st.sampled_from("ab"), st.integers(0, 12), st.integers(0, 4))


@given(
    st.lists(st.tuples(st.sampled_from(["m1", "m2"]), bouts), max_size=25),
    st.sampled_from([None, 0, 2]),
    st.booleans(),
)
def test_transitions_against_brute_force(
    drawn: list[tuple[str, tuple[str, int, int]]], max_gap_s: float | None, keep: bool
) -> None:
    facts = [fact(who, does, at, at + long) for who, (does, at, long) in drawn]
    gaps: dict[tuple[str, str], list[float]] = defaultdict(list)
    for one in facts:
        later = [f for f in facts if f.subject == one.subject and f.start_s > one.start_s]
        if not later:
            continue
        following = min(later, key=lambda f: (f.start_s, f.stop_s, f.predicate))
        gap = following.start_s - one.stop_s
        if (max_gap_s is None or gap <= max_gap_s) and (
            keep or following.predicate != one.predicate
        ):
            gaps[one.predicate, following.predicate].append(gap)
    leaving = Counter(pair[0] for pair, found in gaps.items() for _ in found)
    graph = transition_graph(facts, max_gap_s=max_gap_s, self_transitions=keep)
    assert edges_of(graph) == {
        pair: (len(found), len(found) / leaving[pair[0]], statistics.median(found))
        for pair, found in gaps.items()
    }


NOT_SEEN = ("N/Obs", "N/Adm")
HOME_CAGES = ["cage", "segment", "snippet", "mouse"]


@pytest.fixture(scope="module")
def home_cage_bouts(shared_data: Path) -> pd.DataFrame:
    """Runs of equal labels in successive seconds per mouse and snippet, without unseen ones."""
    folder = shared_data / "mice_homecage_labels"
    if not folder.is_dir():
        pytest.skip(f"no {folder.name} in {shared_data}")
    table = pd.read_csv(folder / "annotations.csv.gz", keep_default_na=False)
    table = table.sort_values([*HOME_CAGES, "second"])
    grouped = table.groupby(HOME_CAGES, sort=False)
    opens = (table["behaviour"] != grouped["behaviour"].shift()) | (grouped["second"].diff() != 1)
    runs = table.assign(run=opens.cumsum()).groupby("run")
    found = runs[[*HOME_CAGES, "behaviour"]].first()
    found["start"], found["stop"] = runs["second"].min(), runs["second"].max() + 1
    return found[~found["behaviour"].isin(NOT_SEEN)].reset_index(drop=True)


@pytest.mark.parametrize("max_gap_s", [None, 0.0])
def test_transitions_of_real_mice_equal_a_pandas_computation(
    home_cage_bouts: pd.DataFrame, max_gap_s: float | None
) -> None:
    table = home_cage_bouts
    facts = [
        fact(
            row.mouse, row.behaviour, row.start, row.stop,
            recording=f"{row.cage}/{row.segment}/{row.snippet}",
        )
        for row in table.itertuples()
    ]  # fmt: skip
    grouped = table.groupby(HOME_CAGES, sort=False)
    following = table.assign(after=grouped["behaviour"].shift(-1), gap=grouped["start"].shift(-1))
    following["gap"] -= following["stop"]
    if max_gap_s is not None:
        following = following[following["gap"] <= max_gap_s]
    cross = pd.crosstab(following["behaviour"], following["after"])
    share = pd.crosstab(following["behaviour"], following["after"], normalize="index")
    median = following.groupby(["behaviour", "after"])["gap"].median()
    expected = {
        (one, other): (count, pytest.approx(share.loc[one, other]), median[one, other])
        for (one, other), count in cross.stack().items()
        if count
    }
    graph = transition_graph(facts, max_gap_s=max_gap_s)
    assert edges_of(graph) == expected
    assert graph.graph["transitions"] == cross.to_numpy().sum() > 1000
    assert dict(graph.nodes(data="count")) == table["behaviour"].value_counts().to_dict()
