"""How probes are made: balanced, the same again, and never false by mistake."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from probe_world import (
    ANIMALS,
    ETHOGRAM,
    PLACES,
    fact,
    rodents,
    sample_clips,
    sample_scene,
    truth_rows,
    world,
    world_probes,
)

from graphs.errors import DataError, UserError
from pipelines.evaluate.describer.clips import LabelledClip, clip_between
from pipelines.evaluate.probes.fewer import at_most
from pipelines.evaluate.probes.file import probes_text, read_probes, write_probes
from pipelines.evaluate.probes.generate import ProbeSettings, make_probes, places_of
from pipelines.evaluate.probes.neighbours import neighbours
from pipelines.evaluate.probes.probe import ASPECTS, Probe, ProbeSet
from pipelines.evaluate.probes.score import ProbeOutcome, score_probes


def sample_probes(seed: int = 0) -> ProbeSet:
    chosen = ProbeSettings(seed=seed, places={"open_field": places_of(sample_scene())})
    return make_probes(sample_clips(), rodents(), chosen)


@pytest.mark.parametrize("made", ["world", "sample"])
def test_yes_and_no_are_exactly_balanced_in_every_aspect(made: str) -> None:
    probes = (world_probes() if made == "world" else sample_probes()).probes
    counts = Counter((one.aspect, one.right) for one in probes if one.form == "yes_no")
    for aspect in {one.aspect for one in probes}:
        assert counts[aspect, "yes"] == counts[aspect, "no"] > 0
    pairs: dict[str, list[Probe]] = {}
    for one in probes:
        assert (one.pair is None) == (one.form != "yes_no")
        pairs.setdefault(one.pair or one.probe, []).append(one)
    for pair in pairs.values():
        if pair[0].pair:
            assert sorted(str(one.right) for one in pair) == ["no", "yes"]
            assert len({one.aspect for one in pair}) == 1
    assert len({one.probe for one in probes}) == len(probes)


def test_the_two_of_a_pair_differ_in_one_element() -> None:
    pairs: dict[str, list[Probe]] = {}
    for one in world_probes().probes:
        if one.pair:
            pairs.setdefault(one.pair, []).append(one)
    changed: dict[str, set[tuple[str, ...]]] = {}
    for first, second in pairs.values():
        a, b = first.claims[0], second.claims[0]
        different = tuple(sorted(key for key in a if a[key] != b[key]))
        changed.setdefault(first.aspect, set()).add(different)
    assert changed == {
        "presence": {("predicate",)},
        "count": {("count",)},
        "identity": {("subject",)},
        "attribute": {("predicate",)},
        "action": {("predicate",)},
        "target": {("object",)},
        "spatial": {("says",)},
        "direction": {("object", "subject")},
        "zone": {("object",)},
        "order": {("first", "second"), ("start_s", "stop_s")},
    }


def test_none_of_these_is_right_in_a_fifth_of_the_choices() -> None:
    choices = [one for one in world_probes().probes if one.form == "choice"]
    assert {len(one.options or ()) for one in choices} == {4}
    assert all(one.options[3] == "none of these" for one in choices)
    none = [one for one in choices if one.right == "D"]
    assert len(none) == round(0.2 * len(choices))
    assert len({one.aspect for one in none}) >= 4
    letters = Counter(one.right for one in choices if one.right != "D")
    assert min(letters.values()) > 0.2 * sum(letters.values())
    by_text = {one.ask for one in choices}
    assert len(by_text) > 0.5 * len(choices)


def test_the_same_seed_makes_the_same_file(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.jsonl", "b.jsonl", "c.jsonl")]
    for path, seed in zip(paths, (0, 0, 1), strict=True):
        made = make_probes(world(), ETHOGRAM, ProbeSettings(seed=seed, places=PLACES))
        write_probes(made, path)
    first, again, other = (path.read_bytes() for path in paths)
    assert first == again != other
    assert probes_text(read_probes(paths[0])).encode() == first
    back = read_probes(paths[0])
    assert back.probes[0].ask == world_probes().probes[0].ask
    assert back.dropped == world_probes().dropped


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "probes.jsonl"
    path.write_text('{"format": "other"}\n', encoding="utf-8")
    with pytest.raises(DataError, match="expected the format 'probes-2'"):
        read_probes(path)
    lines = probes_text(world_probes()).splitlines()
    path.write_text("\n".join([lines[0], lines[1], "{}", "nonsense"]), encoding="utf-8")
    with pytest.raises(DataError, match=r"line 3.probe is missing.*line 4 is None; expected obj"):
        read_probes(path)
    with pytest.raises(UserError, match="cannot be read"):
        read_probes(tmp_path / "missing.jsonl")


def test_what_people_change_in_a_file_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "probes.jsonl"
    lines = [json.loads(line) for line in probes_text(world_probes()).splitlines()]

    def refused(number: int, **changes: object) -> str:
        changed = [*lines[: number - 1], {**lines[number - 1], **changes}, *lines[number:]]
        path.write_text("\n".join(map(json.dumps, changed)), encoding="utf-8")
        with pytest.raises(DataError) as found:
            read_probes(path)
        return str(found.value)

    assert lines[1]["form"] == "yes_no"
    assert "line 2.form is 'maybe'; expected one of 'yes_no'" in refused(2, form="maybe")
    assert "line 2.right is 'A'; expected one of 'yes', 'no'" in refused(2, right="A")
    assert "line 2.options do not fit the form 'yes_no'" in refused(2, options=["a"] * 4)
    assert "line 2 stops at 0.0 s and starts at 5.0 s" in refused(2, start_s=5.0, stop_s=0.0)
    assert "line 2 has a name that another line has, too" in refused(3, probe=lines[1]["probe"])
    assert "line 3 is not the only 'yes' of its pair" in refused(3, right="yes")
    assert "line 1.recordings.one.individuals is missing" in refused(1, recordings={"one": {}})


def test_who_takes_a_line_out_breaks_one_pair(tmp_path: Path) -> None:
    path = tmp_path / "probes.jsonl"
    lines = probes_text(world_probes()).splitlines()
    path.write_text("\n".join([lines[0], *lines[2:], ""]), encoding="utf-8")
    fewer = read_probes(path)
    assert fewer.probes == world_probes().probes[1:]
    aspect = world_probes().probes[0].aspect
    outcomes = [ProbeOutcome(one, {"answer": "yes"}) for one in fewer.probes]
    rows = {r.measure: r for r in score_probes(outcomes, ETHOGRAM) if r[:2] == (aspect, "yes_no")}
    whole = rows["pair accuracy"].n
    assert (rows["true accepted"].n, rows["false rejected"].n) == (whole, whole + 1)


def test_fewer_probes_are_of_all_aspects_and_in_whole_pairs() -> None:
    fewer = at_most(world_probes(), 45)
    assert len(fewer.probes) == 45
    counts = Counter(one.aspect for one in fewer.probes)
    assert set(counts) == set(ASPECTS)
    assert max(counts.values()) - min(counts.values()) <= 3
    pairs = Counter(one.pair for one in fewer.probes if one.pair)
    assert set(pairs.values()) == {2}
    assert fewer == at_most(world_probes(), 45)
    assert at_most(world_probes(), 10**6) is world_probes()
    with pytest.raises(UserError, match="a pair is two"):
        at_most(world_probes(), 1)


def test_an_animal_without_tracks_may_be_seen_all_the_same() -> None:
    seen = replace(clip(fact("ann", "groom", None, 2.0, 5.0)), visible=("ann", "bob"))
    made = make_probes([seen], ETHOGRAM, ProbeSettings(aspects=("count",)))
    assert made.probes == ()
    assert [(one.aspect, one.count) for one in made.dropped] == [("count", 1)]


def test_a_fact_about_an_animal_without_tracks_is_counted() -> None:
    strange = replace(clip(fact("ann", "groom", None, 2.0, 5.0)), visible=("bob", "cat"))
    made = make_probes([strange], ETHOGRAM, ProbeSettings(aspects=("presence",)))
    assert made.probes == ()
    assert [one.why for one in made.dropped] == [
        "an animal that the fact names is not tracked in the clip"
    ]


def test_an_open_question_has_every_right_answer() -> None:
    """Who rests and then feeds does both: neither is wrong for the other one's sake."""
    both = clip(fact("ann", "rest", None, 1.0, 4.0), fact("ann", "feed", "left_feeder", 6.0, 9.0))
    asked: dict[str, set] = {}
    every = ProbeSettings(scored=tuple(ETHOGRAM.behaviors))
    for one in make_probes([both], ETHOGRAM, every).probes:
        if one.form == "open" and one.ask.startswith("What does animal 1 do?"):
            asked.setdefault(one.ask, set()).add(one.right)
    assert list(asked.values()) == [{("rest", "feed")}]


def may_be_true(claim: dict, start_s: float, stop_s: float) -> bool:
    """Whether truth.csv, read anew, has anything that makes a statement true; nose to nose is
    written down for both animals there, and no behavior of it is a kind of another."""
    rows = [
        row
        for row in truth_rows()
        if float(row["start_s"]) < stop_s and max(float(row["stop_s"]), 1e-9) > start_s
    ]
    if claim["says"] == "does":
        return any(
            claim["predicate"] == row["predicate"]
            and claim["subject"] in (None, row["subject"])
            and claim["object"] in (None, row["object"])
            for row in rows
        )
    if claim["says"] == "before":
        starts = {
            name: [float(r["start_s"]) for r in rows if r["predicate"] == name]
            for name in (claim["first"], claim["second"])
        }
        return any(a < b for a in starts[claim["first"]] for b in starts[claim["second"]])
    if claim["says"] == "between":
        return any(
            row["predicate"] == claim["predicate"]
            and float(row["start_s"]) < claim["stop_s"]
            and float(row["stop_s"]) > claim["start_s"]
            for row in truth_rows()
        )
    if claim["says"] == "count":
        return claim["count"] == 2
    return placed(claim, start_s, stop_s)


def placed(claim: dict, start_s: float, stop_s: float) -> bool:
    """Whether tracks have an animal on a side, or inside, in some frame."""
    scene = sample_scene()
    frames = (scene.times_s >= start_s) & (scene.times_s < stop_s)

    def centre(name: str) -> np.ndarray:
        with np.errstate(invalid="ignore"):
            points = scene.position[frames, :, :, scene.individuals.index(name)]
            known = np.isfinite(points)
            return np.where(known, points, 0).sum(2) / np.maximum(known.sum(2), 1)

    one = centre(claim["subject"])
    seen = one[:, 0] > 0
    if claim["says"] == "inside":
        inside = scene.arena.zones[claim["object"]].contains(one[seen, 0], one[seen, 1])
        return bool(inside.any())
    other = centre(claim["object"])
    seen &= other[:, 0] > 0
    gap = (other - one)[seen]
    side = {"left of": gap[:, 0], "right of": -gap[:, 0], "above": gap[:, 1], "below": -gap[:, 1]}
    return bool((side[claim["says"]] > 0).any())


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_no_false_statement_about_the_sample_is_true(seed: int) -> None:
    true, false = 0, 0
    for one in sample_probes(seed).probes:
        claims = [may_be_true(claim, one.start_s, one.stop_s) for claim in one.claims]
        if one.form == "yes_no":
            assert claims == [one.right == "yes"], one
        elif one.form == "choice":
            right = "ABCD".index(str(one.right))
            assert claims == [place == right for place in range(3)], one
        true += sum(claims)
        false += len(claims) - sum(claims)
    assert true > 400
    assert false > 600


def test_the_check_itself_finds_what_is_true() -> None:
    chase = {"says": "does", "subject": "mouse_1", "predicate": "chase", "object": "mouse_2"}
    assert may_be_true(chase, 10.0, 13.0)
    assert not may_be_true({**chase, "subject": "mouse_2", "object": "mouse_1"}, 10.0, 13.0)
    assert placed({"says": "inside", "subject": "mouse_2", "object": "shelter"}, 15.0, 21.0)


def clip(*facts) -> LabelledClip:
    return clip_between("one", 0.0, 12.0, ANIMALS, facts)


def false_claims(probes: ProbeSet, aspect: str) -> list[tuple]:
    return [
        tuple(one.claims[0][key] for key in ("subject", "predicate", "object"))
        for one in probes.probes
        if one.aspect == aspect and one.right == "no"
    ]


def test_what_may_be_true_is_dropped_and_counted() -> None:
    both = clip(fact("ann", "sniff", "bob", 2.0, 5.0), fact("bob", "sniff", "ann", 6.0, 8.0))
    made = make_probes([both], ETHOGRAM, ProbeSettings(aspects=("direction",)))
    assert made.probes == ()
    assert [(one.aspect, one.count) for one in made.dropped] == [("direction", 2)]

    one_way = clip(fact("ann", "sniff", "bob", 2.0, 5.0))
    chosen = ProbeSettings(aspects=("direction",))
    assert false_claims(make_probes([one_way], ETHOGRAM, chosen), "direction") == [
        ("bob", "sniff", "ann")
    ]
    mutual = ProbeSettings(aspects=("direction",), symmetric=("sniff",))
    assert make_probes([one_way], ETHOGRAM, mutual).probes == ()


def test_a_behavior_that_is_left_out_is_no_false_statement() -> None:
    """Who chases also follows, only it is not scored then; who follows does not chase."""
    every = tuple(ETHOGRAM.behaviors)
    chosen = ProbeSettings(aspects=("action",), scored=every)
    chasing = make_probes([clip(fact("ann", "chase", "bob", 2.0, 5.0))], ETHOGRAM, chosen)
    assert [one[1] for one in false_claims(chasing, "action")] == ["sniff"]
    following = make_probes([clip(fact("ann", "follow", "bob", 2.0, 5.0))], ETHOGRAM, chosen)
    assert [one[1] for one in false_claims(following, "action")] == ["chase"]


def test_confused_behaviors_come_first_then_siblings_then_near_definitions() -> None:
    names = neighbours("chase", ETHOGRAM)
    assert names[0] == "follow"  # the same parent
    assert set(names) == set(ETHOGRAM.behaviors) - {"chase"}
    assert neighbours("chase", ETHOGRAM, {"chase": ["mount"]})[:2] == ["mount", "follow"]
    assert neighbours("groom", ETHOGRAM)[0] == "dig"  # both with paws
    chosen = ProbeSettings(aspects=("action",), scored=tuple(ETHOGRAM.behaviors),
                           confused={"follow": ("mount",)})  # fmt: skip
    made = make_probes([clip(fact("ann", "follow", "bob", 2.0, 5.0))], ETHOGRAM, chosen)
    assert false_claims(made, "action") == [("ann", "mount", "bob")]


def test_faults_are_said() -> None:
    with pytest.raises(UserError, match="at least one labelled clip"):
        make_probes([], ETHOGRAM)
    with pytest.raises(UserError, match="a share from 0 to 1"):
        ProbeSettings(none_share=20)
    assert {one.aspect for one in world_probes().probes} == set(ASPECTS)
