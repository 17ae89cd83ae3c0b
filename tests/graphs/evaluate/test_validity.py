"""Answers against the graph: invented, broken and late steps, loops, detours; by brute force."""

from __future__ import annotations

import itertools
import random

import pytest

from graphs.errors import UserError
from graphs.evaluate.validity import Step, check_path, check_sequence
from graphs.records import Fact, Status


def fact(
    who: str,
    does: str,
    whom: str | None,
    start: float = 0,
    stop: float = 1,
    status: Status = "asserted",
    recording: str = "r1",
) -> Fact:
    kind = "point" if start == stop else "state"
    return Fact(recording, who, does, whom, start, stop, 0, 1, kind, 1.0, status, "rule", "run")


FACTS = [
    fact("A", "chase", "B", 0, 4),
    fact("B", "follow", "C", 5, 8),
    fact("C", "sniff", "D", 9, 10),
    fact("A", "sniff", "C", 11, 12),
    fact("C", "chase", "A", 13, 14),
    fact("D", "rest", None, 15, 20),
    fact("A", "enter", "hut", 21, 21),
    fact("B", "chase", "D", 0, 9, status="rejected"),
    fact("A", "chase", "D", 0, 9, status="superseded"),
]
AB, BC, CD = Step("A", "chase", "B"), Step("B", "follow", "C"), Step("C", "sniff", "D")
AC, CA = Step("A", "sniff", "C"), Step("C", "chase", "A")


def test_a_path_that_is_there() -> None:
    found = check_path([AC, CD, Step("D", "rest", None)], FACTS)
    assert found.valid
    assert (found.invented, found.broken, found.loops, found.detour_steps) == ((), (), (), 0)
    assert found.text() == "In the graph: 3 steps"


@pytest.mark.parametrize(
    "step",
    [
        Step("B", "chase", "D"),  # rejected
        Step("A", "chase", "D"),  # superseded
        Step("B", "chase", "A"),  # the other way round
        Step("A", "follow", "B"),  # another predicate
        Step("E", "chase", "B"),
        Step("A", "rest", None),
    ],
)
def test_invented_steps(step: Step) -> None:
    found = check_path([step], FACTS)
    assert (found.invented, found.valid) == ((0,), False)
    assert found.text().startswith("NOT SUPPORTED BY THE GRAPH\nstep 1, " + step.words())
    assert not check_sequence([step], FACTS).valid


@pytest.mark.parametrize(
    ("start", "stop", "valid"),
    [(3, 9, True), (4, 9, False), (0, 0, True), (4, 4, False), (-1, 0, False)],
)
def test_a_step_with_a_time_overlaps_its_fact(start: float, stop: float, valid: bool) -> None:
    assert check_path([Step("A", "chase", "B", start, stop)], FACTS).valid == valid


@pytest.mark.parametrize(("start", "stop", "valid"), [(21, 21, True), (20, 21, False)])
def test_a_point_lies_in_its_step(start: float, stop: float, valid: bool) -> None:
    assert check_path([Step("A", "enter", "hut", start, stop)], FACTS).valid == valid


def test_a_detour() -> None:
    """A to D by B and C takes three steps, by C alone two."""
    found = check_path([AB, BC, CD], FACTS)
    assert found.valid
    assert found.detour_steps == 1
    assert found.text() == "In the graph: 3 steps (1 step longer than the shortest path)"


def test_a_loop() -> None:
    found = check_path([AC, CA, AC, CD], FACTS)
    assert found.loops == (1, 2)
    assert found.detour_steps == 2
    assert found.valid
    assert "2 loops, 2 steps longer" in found.text()
    groomed = [fact("A", "groom", "A")]
    assert check_path([Step("A", "groom", "A")], groomed).loops == (0,)


def test_faults_are_counted_separately() -> None:
    """Invented B chase A comes back to A; then the path goes on from C, where it never was."""
    found = check_path([AB, Step("B", "chase", "A"), CD], FACTS)
    assert (found.invented, found.loops, found.broken) == ((1,), (1,), (2,))
    assert found.detour_steps == 1
    assert found.text().splitlines() == [
        "NOT SUPPORTED BY THE GRAPH",
        "step 2, B chase A: not in the graph",
        "step 3, C sniff D: does not go on from the step before",
    ]


def test_a_path_that_walks_backwards() -> None:
    """How is A connected with D in facts that both act on C?"""
    facts = [fact("A", "chase", "C"), fact("D", "chase", "C"), fact("E", "sniff", "D")]
    steps = [Step("A", "chase", "C"), Step("D", "chase", "C"), Step("E", "sniff", "D")]
    assert check_path(steps, facts).broken == (1, 2)
    found = check_path(steps, facts, directed=False)
    assert (found.valid, found.loops, found.detour_steps) == (True, (), 0)
    assert check_path(steps[::-1], facts, directed=False).valid


@pytest.mark.parametrize("directed", [True, False])
def test_walks_against_brute_force(directed: bool) -> None:
    draw = random.Random(3)
    for _ in range(60):
        pairs = {(a, b) for a, b in itertools.permutations("ABCDE", 2) if draw.random() < 0.3}
        ways = pairs if directed else pairs | {(b, a) for a, b in pairs}
        nodes = [draw.choice("ABCDE")]
        while len(nodes) < 6 and (onward := sorted(b for a, b in ways if a == nodes[-1])):
            nodes.append(draw.choice(onward))
        if len(nodes) < 3 or (not directed and nodes[0] == nodes[2]):
            continue  # of A chases B, B chases A nobody can tell where it started
        steps = [
            Step(a, "chase", b) if (a, b) in pairs else Step(b, "chase", a)
            for a, b in itertools.pairwise(nodes)
        ]
        reached, length = {nodes[0]}, 0
        while nodes[-1] not in reached:
            reached |= {b for a, b in ways if a in reached}
            length += 1
        found = check_path(steps, [fact(a, "chase", b) for a, b in pairs], directed=directed)
        assert found.valid
        assert found.detour_steps == len(steps) - length
        revisits = [at for at in range(len(steps)) if nodes[at + 1] in nodes[: at + 1]]
        assert found.loops == tuple(revisits)


# --- sequences ---


def test_a_sequence_in_order() -> None:
    assert check_sequence([AB, BC, CD, CA, Step("D", "rest", None)], FACTS).valid


def test_a_sequence_out_of_order() -> None:
    found = check_sequence([BC, AB, CD], FACTS)
    assert (found.out_of_order, found.invented) == ((1,), ())
    assert found.text().splitlines()[1] == "step 2, A chase B: cannot follow the step before"


def test_the_earliest_that_can_be_is_taken() -> None:
    facts = [fact("A", "rest", None, 9, 10), fact("A", "rest", None, 1, 2), *FACTS]
    rest = Step("A", "rest", None)
    assert check_sequence([rest, BC, rest], facts).valid
    assert check_sequence([rest, BC, rest, BC], facts).out_of_order == (3,)
    assert check_sequence([Step("A", "rest", None, 9, 10), BC], facts).out_of_order == (1,)


def test_an_invented_step_does_not_move_the_clock() -> None:
    found = check_sequence([AB, Step("A", "fly", None), BC], FACTS)
    assert (found.invented, found.out_of_order) == ((1,), ())


def test_a_sequence_is_of_one_recording() -> None:
    with pytest.raises(UserError, match="one recording; found facts of 2"):
        check_sequence([AB], [*FACTS, fact("A", "rest", None, recording="r2")])


def test_nothing_said_is_nothing_wrong() -> None:
    assert check_path([], FACTS).valid
    assert check_sequence([], []).valid


def test_times_of_steps() -> None:
    with pytest.raises(UserError, match="a start and a stop, or neither"):
        Step("A", "rest", None, 3.0)
    with pytest.raises(UserError, match="stops before it starts"):
        Step("A", "rest", None, 3.0, 2.0)
    assert Step("A", "chase", "B", 3, 5).words() == "A chase B [3, 5) s"
