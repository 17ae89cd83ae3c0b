"""Projects to ask questions about, made once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "ask_questions"))  # the set of questions, and who judges

from grammar_worlds import grammar_world  # noqa: E402 - as above

from workbench.ask.grammar.planner import GrammarPlanner  # noqa: E402
from workbench.project import Project  # noqa: E402

ZONES = {
    "shelter": {"kind": "shelter", "polygon": [[50, 50], [150, 50], [150, 150], [50, 150]]},
    "water port": {"kind": "port", "circle": {"centre": [300, 100], "radius": 30}},
}
PAIR = [
    ("mouse_1", "chase", "mouse_2", 2, 6), ("mouse_2", "chase", "mouse_1", 12, 13),
    ("mouse_1", "rear", None, 1, 2), ("mouse_1", "rear", None, 8, 11),
    ("mouse_2", "rear", None, 9, 10), ("mouse_1", "rest", None, 14, 19),
    ("mouse_2", "rest", None, 15, 17), ("mouse_1", "enter", "shelter", 5, 5),
    ("mouse_1", "groom", None, 11.5, 13),
]  # fmt: skip
THREE = [
    ("ann", "chase", "bob", 2, 6), ("ann", "chase", "cid", 4, 8), ("bob", "flee", "ann", 2, 5),
    ("bob", "rear", None, 7, 9), ("ann", "rear", None, 10, 12),
]  # fmt: skip
TRIO = ("ann", "bob", "cid")


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two mice in one recording, whose facts are `PAIR`; lengths in cm."""
    folder = tmp_path_factory.mktemp("pair")
    return grammar_world(folder, claims=PAIR, zones=ZONES, px_per_cm=10.0)


@pytest.fixture(scope="session")
def three(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Three animals in one recording without a scale, whose facts are `THREE`."""
    looked = [(a, "chase", b) for a in TRIO for b in TRIO if a != b]
    looked += [(who, "rear", None) for who in TRIO]
    folder = tmp_path_factory.mktemp("three")
    return grammar_world(folder, TRIO, claims=THREE, looked=looked, zones=ZONES)


@pytest.fixture(scope="session")
def several(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Three recordings of two groups with odd names."""
    recordings = {"2024-05-03 cage 2": "wild type", "2024-05-04 cage 2": "KO", "day 3": "KO"}
    folder = tmp_path_factory.mktemp("several")
    return grammar_world(folder, recordings=recordings, claims=PAIR, zones=ZONES)


@pytest.fixture(scope="session")
def plans(pair: Project) -> GrammarPlanner:
    """Who plans questions about the pair."""
    return GrammarPlanner(pair)
