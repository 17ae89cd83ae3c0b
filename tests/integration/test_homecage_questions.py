"""Questions about real labels: every answer is the one that the table itself gives.

Labels of three mice in each of ten cages, one per second, are imported as facts, and questions in
the query language are answered by the project and, independently, from the table with pandas.
Counts and seconds must be equal, and so must shares of assessed time; only rates and means, which
are rounded in another order, may differ in their last digits. Limits such as ``within 7 s`` are
those at which a second more or less gives another answer.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from homecage_answers import (
    SUBJECT,
    Frame,
    Homecage,
    both,
    called,
    either,
    following,
    lacking,
    listed,
    runs,
    standing,
)
from homecage_files import BEHAVIORS, homecage_project

from workbench.knowledge.graph import KnowledgeGraph

ROUNDED = ["rate_per_min", "mean_s"]
IMMOBILE, FEED, DRINK, LOCOMOTE = ["immobile"], ["feed"], ["drink"], ["locomote"]
GROOM = ["allo_groom", "self_groom"]

Expected = Callable[[Homecage], Frame]


@pytest.fixture(scope="module")
def labels(shared_data: Path) -> Path:
    """The table of labels."""
    path = shared_data / "mice_homecage_labels" / "annotations.csv.gz"
    if not path.is_file():
        pytest.skip(f"no labels of mice in their home cage: {path.name} is not in {path.parent}")
    return path


@pytest.fixture(scope="module")
def cages(labels: Path) -> Homecage:
    """What the table says."""
    return Homecage(labels)


@pytest.fixture(scope="module")
def graph(labels: Path, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """What the project says."""
    return homecage_project(labels, tmp_path_factory.mktemp("homecage")).graph()


def same(found: Frame, expected: Frame) -> None:
    """Assert that the columns expected are there, with the same rows in the same order."""
    assert len(expected), "a question whose answer is empty shows nothing"
    assert set(expected.columns) <= set(found.columns)
    found, expected = found[list(expected.columns)], expected.reset_index(drop=True)
    exact = [name for name in expected.columns if name not in ROUNDED]
    pd.testing.assert_frame_equal(
        found[exact], expected[exact], check_dtype=False, check_exact=True
    )
    for name in set(expected.columns) & set(ROUNDED):
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-12)


# what is counted --------------------------------------------------------------------------------


def sequence_figures(h: Homecage) -> Frame:
    name = "immobile then locomote"
    found = following([h.of(IMMOBILE), h.of(LOCOMOTE)], [7], name)
    return h.counted(h.placed(found), called(h.looked(IMMOBILE), name), SUBJECT)


def together_figures(h: Homecage) -> Frame:
    name = "immobile and immobile and immobile"
    red, green, blue = (h.of(IMMOBILE, subject=mouse) for mouse in "RGB")
    found = h.placed(both(both(red, green, "immobile"), blue, name))
    looked = h.looked(IMMOBILE, subject="R")
    for mouse in "GB":
        looked = looked.merge(h.looked(IMMOBILE, subject=mouse)[["recording", "second"]])
    return h.counted(found, called(looked, name), ["group"])


def window_figures(h: Homecage) -> Frame:
    """Facts and what was assessed are cut to the window."""
    found, looked = h.of(IMMOBILE), h.looked(IMMOBILE)
    found = found[(found.start < 720) & (found.stop > 600)]
    found = found.assign(start=found.start.clip(lower=600), stop=found.stop.clip(upper=720))
    return h.counted(found, looked[looked.second.between(600, 719)], SUBJECT)


def not_followed_figures(h: Homecage) -> Frame:
    found = standing(
        h.of(FEED),
        h.of(DRINK),
        lambda p: (p.start_2 > p.start) & (p.start_2 <= p.stop + 5),
        SUBJECT,
        negated=True,
    )
    return h.counted(found, h.looked(FEED), ["group"])


def either_figures(h: Homecage) -> Frame:
    name = "feed or drink"
    looked = called(h.looked(FEED), name)
    return h.counted(
        h.placed(either(h.of(FEED), h.of(DRINK), name)), looked, ["recording", "subject"]
    )


COUNTED: dict[str, Expected] = {
    "count immobile": lambda h: h.counted(h.of(IMMOBILE), h.looked(IMMOBILE)),
    "count feed per subject": lambda h: h.counted(h.of(FEED), h.looked(FEED), SUBJECT),
    "duration of drink per group": lambda h: h.counted(h.of(DRINK), h.looked(DRINK), ["group"]),
    "fraction of self_groom per recording and subject": lambda h: h.counted(
        h.of(["self_groom"]), h.looked(["self_groom"]), ["recording", "subject"]
    ),
    "rate of locomote per group and subject": lambda h: h.counted(
        h.of(LOCOMOTE), h.looked(LOCOMOTE), ["group", "subject"]
    ),
    "count ? per behavior": lambda h: h.counted(h.of(), h.looked(), ["predicate"]),
    "fraction of ? per group, subject, behavior": lambda h: h.counted(
        h.of(), h.looked(), ["group", "subject", "predicate"]
    ),
    "duration of groom per session": lambda h: h.counted(
        h.of(GROOM), h.looked(GROOM), ["session"]
    ),
    "fraction of immobile per 60 s": lambda h: h.counted(
        h.of(IMMOBILE), h.looked(IMMOBILE), bin_s=60
    ),
    "count locomote per subject per 300 s": lambda h: h.counted(
        h.of(LOCOMOTE), h.looked(LOCOMOTE), SUBJECT, 300
    ),
    "duration of R/B rest of group A, J per recording": lambda h: h.counted(
        h.of(IMMOBILE, subject=["R", "B"], group=["A", "J"]),
        h.looked(IMMOBILE, subject=["R", "B"], group=["A", "J"]),
        ["recording"],
    ),
    "count feed in A117, C115 by import per subject": lambda h: h.counted(
        h.of(FEED, recording=["A117", "C115"]),
        h.looked(FEED, recording=["A117", "C115"]),
        SUBJECT,
    ),
    "fraction of immobile between 10 min and 12 min per subject": window_figures,
    "count immobile then locomote within 7 s per subject": sequence_figures,
    "count feed not followed by drink within 5 s per group": not_followed_figures,
    "duration of R immobile and G immobile and B immobile per group": together_figures,
    "duration of feed or drink per recording and subject": either_figures,
}  # fmt: skip
"""Question -> its keys and figures."""


@pytest.mark.parametrize("question", COUNTED)
def test_counts_seconds_and_shares(question: str, graph: KnowledgeGraph, cages: Homecage) -> None:
    same(graph.query(question).table, COUNTED[question](cages))


# which bouts ------------------------------------------------------------------------------------


def sharing(first: Frame, second: Frame) -> Frame:
    return standing(first, second, lambda p: (p.start_2 < p.stop) & (p.stop_2 > p.start))


def of_either_cage(h: Homecage) -> Frame:
    red, green = h.of(FEED, subject="R", group="A"), h.of(FEED, subject="G", group="C")
    return called(pd.concat([red, green]), "feed or feed")


def nested(h: Homecage) -> Frame:
    """Sequences of any mouse while B does something."""
    found = following([h.of(IMMOBILE), h.of(LOCOMOTE)], [7], "immobile then locomote")
    return sharing(found, h.of(["other"], subject="B"))


LISTED: dict[str, Expected] = {
    "B ?": lambda h: h.of(subject="B"),
    "grooming in H046": lambda h: h.of(GROOM, recording="H046"),
    "R feed while G feed": lambda h: sharing(h.of(FEED, subject="R"), h.of(FEED, subject="G")),
    "R feed and G feed": lambda h: both(
        h.of(FEED, subject="R"), h.of(FEED, subject="G"), "feed and feed"
    ),
    "R immobile without G immobile": lambda h: lacking(
        h.of(IMMOBILE, subject="R"), h.of(IMMOBILE, subject="G"), "immobile without immobile"
    ),
    "B immobile during R immobile": lambda h: standing(
        h.of(IMMOBILE, subject="B"),
        h.of(IMMOBILE, subject="R"),
        lambda p: (p.start_2 <= p.start) & (p.stop_2 >= p.stop),
    ),
    "R allo_groom while G/B allo_groom": lambda h: sharing(
        h.of(["allo_groom"], subject="R"), h.of(["allo_groom"], subject=["G", "B"])
    ),
    "feed followed by drink within 4 s": lambda h: standing(
        h.of(FEED),
        h.of(DRINK),
        lambda p: (p.start_2 > p.start) & (p.start_2 <= p.stop + 4),
        SUBJECT,
    ),
    "drink after feed within 16 s": lambda h: standing(
        h.of(DRINK),
        h.of(FEED),
        lambda p: (p.stop_2 <= p.start) & (p.stop_2 >= p.start - 16),
        SUBJECT,
    ),
    "self_groom before immobile": lambda h: standing(
        h.of(["self_groom"]), h.of(IMMOBILE), lambda p: p.start_2 >= p.stop, SUBJECT
    ),
    "locomote not before immobile within 6 s": lambda h: standing(
        h.of(LOCOMOTE),
        h.of(IMMOBILE),
        lambda p: (p.start_2 >= p.stop) & (p.start_2 <= p.stop + 6),
        SUBJECT,
        negated=True,
    ),
    "drink within 5 s of locomote matching anybody": lambda h: standing(
        h.of(DRINK),
        h.of(LOCOMOTE),
        lambda p: (p.start_2 <= p.stop + 5) & (p.stop_2 >= p.start - 5),
    ),
    "immobile then locomote within 7 s": lambda h: following(
        [h.of(IMMOBILE), h.of(LOCOMOTE)], [7], "immobile then locomote"
    ),
    "other then self_groom within 1 s then other within 3 s": lambda h: following(
        [h.of(["other"]), h.of(["self_groom"]), h.of(["other"])],
        [1, 3],
        "other then self_groom then other",
    ),
    "R locomote then G locomote within 5 s": lambda h: following(
        [h.of(LOCOMOTE, subject="R"), h.of(LOCOMOTE, subject="G")],
        [5],
        "locomote then locomote",
        same=(),
    ),
    "(immobile then locomote within 7 s) while B other matching anybody": nested,
    "(R feed of group A) or (G feed of group C)": of_either_cage,
}  # fmt: skip
"""Question -> its bouts."""


@pytest.mark.parametrize("question", LISTED)
def test_bouts(question: str, graph: KnowledgeGraph, cages: Homecage) -> None:
    answered, expected = graph.query(question), listed(LISTED[question](cages))
    same(answered.table, expected)
    assert answered.bouts is not None
    assert float(answered.bouts.count) == len(expected)


# tables -----------------------------------------------------------------------------------------


TABLES: dict[str, Expected] = {
    "budget": lambda h: h.budget(),
    "budget of R": lambda h: h.budget(subject="R"),
    "budget of group A": lambda h: h.budget(group="A"),
    "transitions": lambda h: h.transitions(),
    "transitions with max gap 0 s": lambda h: h.transitions(max_gap_s=0),
    "transitions of G of group B": lambda h: h.transitions(subject="G", group="B"),
}
"""Question -> its table."""


@pytest.mark.parametrize("question", TABLES)
def test_budgets_and_transitions(question: str, graph: KnowledgeGraph, cages: Homecage) -> None:
    same(graph.query(question).table, TABLES[question](cages))


def test_the_longest_and_the_first(graph: KnowledgeGraph, cages: Homecage) -> None:
    """Which bouts are longest, and who feeds first in each recording, stand in the tables."""
    table = graph.query("immobile").table
    lasted = table.stop_us - table.start_us
    rest = cages.of(IMMOBILE)
    most = (rest.stop - rest.start).max()
    longest = rest[rest.stop - rest.start == most]
    same(table[lasted == lasted.max()].reset_index(), listed(longest))
    first = graph.query("feed").table.drop_duplicates("recording").reset_index()
    same(first, listed(cages.of(FEED)).drop_duplicates("recording"))


# what was assessed ------------------------------------------------------------------------------


def test_what_could_not_be_seen_is_in_no_denominator(
    graph: KnowledgeGraph, cages: Homecage
) -> None:
    """The wrong denominator, all seconds that have a label, gives smaller shares."""
    labels = cages.labels
    unseen = labels.behaviour.isin(["N/Obs", "N/Adm"])
    assert (labels.observable[labels.behaviour == "N/Obs"] == 0).all()
    assert (labels.behaviour[labels.observable == 1] == "N/Adm").all()
    assert (unseen.sum(), len(labels)) == (5729, 50400)
    table = graph.query("fraction of immobile per subject").table
    of_mouse = labels.groupby("subject")
    labelled = of_mouse.size().to_numpy()
    hidden = unseen.groupby(labels.subject).sum().to_numpy()
    assert (table.assessed_s == labelled - hidden).all()
    assert (table.fraction > table.total_s / labelled).all()


def test_each_assessed_second_has_one_behavior(graph: KnowledgeGraph, cages: Homecage) -> None:
    """The facts of a mouse fill its assessed time, and nothing else."""
    table = graph.query("fraction of ? per recording, subject, behavior").table
    mouse = table.groupby(["recording", "subject"])
    assert (mouse.total_s.sum() == mouse.assessed_s.max()).all()
    assert (mouse.assessed_s.nunique() == 1).all()
    assert (mouse.size() == len(BEHAVIORS)).all()
    assert table.total_s.sum() == len(cages.seconds) == 44671


def test_a_mouse_that_was_never_seen_has_no_share(graph: KnowledgeGraph, cages: Homecage) -> None:
    """It has no row in a budget: nothing is known of it, which is not the same as 0."""
    every = cages.labels[["recording", "subject"]].drop_duplicates()
    seen = cages.seconds[["recording", "subject"]].drop_duplicates()
    never = set(every.itertuples(index=False)) - set(seen.itertuples(index=False))
    assert len(never) == 17
    rows = set(graph.query("budget").table[["recording", "subject"]].itertuples(index=False))
    assert rows == set(every.itertuples(index=False)) - never


def test_facts_of_a_window_are_cut_with_what_was_assessed(
    graph: KnowledgeGraph, cages: Homecage
) -> None:
    """`KnowledgeGraph.facts` cuts both bouts and assessed time, so shares stay right."""
    bouts = graph.facts(subject="G", predicate="immobile", between=(1000, 1300))
    inside = cages.seconds[cages.seconds.second.between(1000, 1299)]
    green = inside[inside.subject == "G"]
    still = green[green.predicate == "immobile"]
    assert float(bouts.count) == len(runs(still))
    assert float(bouts.total_s) == len(still)
    assert bouts.assessed_s == len(green)
    assert float(bouts.fraction) == len(still) / len(green)


def test_a_source_that_never_looked_has_no_share(graph: KnowledgeGraph) -> None:
    """All labels are imported, so of what people of the project saw nothing is known."""
    figures = ["count", "total_s", "assessed_s", "fraction"]
    (found,) = graph.query("count feed by human").table[figures].to_numpy()
    np.testing.assert_array_equal(found, [0, 0, 0, np.nan])
