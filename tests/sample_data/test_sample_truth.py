"""The truth says what the clean motion does, and the script got what it asked for."""

import csv
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from graphs.intervals import tiou
from pipelines import describe
from sample_data import truth
from sample_data.boris import COLUMNS
from sample_data.generate import OUT, capture_times, open_field_motion
from sample_data.motion import STEP_S, Motion
from sample_data.scene import ANIMALS
from sample_data.script import DURATION_S, OPEN_FIELD
from sample_data.truth import FIELDS, TruthFact, bouts, read_truth

ASKS_FOR = {
    "rest": {"rest"},
    "rear": {"rear"},
    "groom": {"groom"},
    "feed": {"feed"},
    "chase": {"chase"},
    "follow": {"follow"},
    "sniff": {"approach", "nose_to_nose", "nose_to_tail"},
}


@pytest.fixture(scope="module")
def motion() -> Motion:
    return open_field_motion()


@pytest.fixture(scope="module")
def facts(motion: Motion) -> list[TruthFact]:
    return read_truth(motion)


def test_committed_truth_is_what_the_motion_does(facts: list[TruthFact]) -> None:
    with (OUT / "truth.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == FIELDS
    for recording in ("open_field", "open_field_vfr"):
        stored = [
            TruthFact(
                float(row["start_s"]), float(row["stop_s"]),
                row["subject"], row["predicate"], row["object"], row["kind"],
            )
            for row in rows
            if row["recording"] == recording
        ]  # fmt: skip
        for found, expected in zip(stored, facts, strict=True):
            assert (found.subject, found.predicate, found.object, found.kind) == (
                expected.subject, expected.predicate, expected.object, expected.kind,
            )  # fmt: skip
            assert found.start_s == pytest.approx(expected.start_s, abs=1e-3)
            assert found.stop_s == pytest.approx(expected.stop_s, abs=1e-3)


def test_every_behavior_of_the_ethogram_occurs_twice_and_by_both(facts: list[TruthFact]) -> None:
    path = Path(describe.__file__).parent / "ethograms" / "social_rodents.toml"
    behaviors = set(tomllib.loads(path.read_text(encoding="utf-8"))["behavior"])
    behaviors -= {"walk", "run", "contact"}  # go on all the time, and are not scripted
    counts = Counter(fact.predicate for fact in facts)
    assert set(counts) <= behaviors
    assert {name for name in behaviors if counts[name] < 2} == set()
    for animal in ANIMALS:
        assert behaviors - {fact.predicate for fact in facts if fact.subject == animal} == set()


def test_every_scripted_act_is_in_the_truth_and_little_else(facts: list[TruthFact]) -> None:
    unscripted = {f for f in facts if f.kind == "state"}
    for animal in ANIMALS:
        start_s = 0.0
        for act in OPEN_FIELD[animal].acts:
            wanted = ASKS_FOR.get(act.doing, set()) - (
                {"nose_to_nose", "nose_to_tail"} - {f"nose_to_{act.at[:4]}"}
            )
            for predicate in wanted:
                inside = [
                    f
                    for f in facts
                    if (f.subject, f.predicate) == (animal, predicate)
                    and f.start_s < act.until_s
                    and f.stop_s > start_s
                ]
                assert inside, (animal, act)
                unscripted -= set(inside)
            start_s = act.until_s
    # who is chased or run from flees; who is sniffed at the nose sniffs back: nothing else
    assert {f.predicate for f in unscripted} <= {"flee", "nose_to_nose"}
    for fact in unscripted:
        if fact.predicate == "nose_to_nose":
            assert any(
                (f.predicate, f.subject, f.start_s) == ("nose_to_nose", fact.object, fact.start_s)
                for f in facts
            )


def test_states_of_one_kind_do_not_overlap_and_lie_in_the_recording(
    facts: list[TruthFact],
) -> None:
    last: dict[tuple[str, str], float] = defaultdict(float)
    for fact in facts:
        assert 0 <= fact.start_s <= fact.stop_s <= DURATION_S
        assert (fact.kind == "point") == (fact.start_s == fact.stop_s)
        key = (fact.subject, fact.predicate)
        assert fact.kind == "point" or fact.start_s >= last[key]
        last[key] = fact.stop_s


def test_excluded_behaviors_do_not_overlap(facts: list[TruthFact]) -> None:
    exclusive = [("chase", "follow"), ("approach", "chase"), ("approach", "follow")]
    exclusive += [("rest", "groom"), ("rest", "rear"), ("groom", "rear")]
    for one in facts:
        for two in facts:
            if one.subject == two.subject and (one.predicate, two.predicate) in exclusive:
                assert min(one.stop_s, two.stop_s) <= max(one.start_s, two.start_s)


def test_bouts_by_hand() -> None:
    seconds = np.arange(480) * STEP_S
    mask = ((seconds >= 0.5) & (seconds < 1.0)) | ((seconds >= 1.2) & (seconds < 1.5))
    mask |= (seconds >= 3.0) & (seconds < 3.1)
    assert bouts(mask, min_s=0.2, max_gap_s=0.25) == pytest.approx(np.array([[0.5, 1.5]]))
    apart = bouts(mask, min_s=0.05, max_gap_s=0.1)
    assert apart == pytest.approx(np.array([[0.5, 1.0], [1.2, 1.5], [3.0, 3.1]]))
    assert bouts(np.zeros(9, bool), min_s=0.1, max_gap_s=0.1).shape == (0, 2)


def test_boris_export_pairs_start_and_stop_and_says_the_same(facts: list[TruthFact]) -> None:
    with (OUT / "truth_boris.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    found, opened = [], {}
    for row in rows:
        who = (row["Observation id"], row["Subject"], row["Behavior"], row["Modifier #1"])
        time_s = float(row["Time"])
        if row["Behavior type"] == "START":
            assert who not in opened
            opened[who] = time_s
        elif row["Behavior type"] == "STOP":
            found.append((*who, opened.pop(who), time_s))
        else:
            assert row["Behavior type"] == "POINT"
            found.append((*who, time_s, time_s))
    assert not opened
    for recording in ("open_field", "open_field_vfr"):
        said = sorted(f[1:] for f in found if f[0] == recording)
        expected = sorted((f.subject, f.predicate, f.object, f.start_s, f.stop_s) for f in facts)
        assert [s[:3] for s in said] == [e[:3] for e in expected]
        assert np.array([s[3:] for s in said]) == pytest.approx(
            np.array([e[3:] for e in expected]), abs=1e-3
        )


@pytest.mark.parametrize("threshold", ["WALK_CM_S", "RUN_CM_S", "TOUCH_CM", "STILL_CM_S"])
@pytest.mark.parametrize("factor", [0.75, 1.25])
def test_another_careful_student_would_score_the_same(
    motion: Motion,
    facts: list[TruthFact],
    monkeypatch: pytest.MonkeyPatch,
    threshold: str,
    factor: float,
) -> None:
    monkeypatch.setattr(truth, threshold, factor * getattr(truth, threshold))
    others = read_truth(motion)
    for fact in facts:
        key, when = (fact.subject, fact.predicate), (fact.start_s, fact.stop_s)
        same = [(o.start_s, o.stop_s) for o in others if (o.subject, o.predicate) == key]
        assert when in same or max(tiou(when, other) for other in same) > 0.6
    assert abs(len(others) - len(facts)) <= 1


def test_no_fact_starts_or_stops_where_the_troubled_camera_was_blind(
    facts: list[TruthFact],
) -> None:
    times_s = capture_times()["open_field_vfr"]
    edges = np.array([edge for fact in facts for edge in (fact.start_s, fact.stop_s)])
    after = np.searchsorted(times_s, edges, side="right")
    seen = after < len(times_s)
    assert (times_s[after[seen]] - times_s[after[seen] - 1]).max() < 0.08
