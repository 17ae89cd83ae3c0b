"""Facts as they stand: corrections hold, reach nothing else, outlive labelling again, go back."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from said_reviews import Said, fact, point

from graphs.corrections.made import Changes
from graphs.corrections.reviewed import by_recording, comments, reviewed, standing_reviews
from graphs.corrections.reviews import Review, ReviewLog
from graphs.intervals import tiou
from graphs.records import STANDING, Fact, Status


@pytest.fixture
def said() -> Said:
    return Said()


def standing_facts(facts: Sequence[Fact]) -> list[Fact]:
    return [f for f in facts if f.status in STANDING]


def statuses(facts: Sequence[Fact]) -> list[Status]:
    return [f.status for f in facts]


# reviews of facts that are there ------------------------------------------------------------------

BASE = [fact(0, 10), fact(20, 30), fact(0, 10, "m2 rear"), point(5)]


def test_no_reviews_no_work() -> None:
    now = reviewed(BASE, [])
    assert all(a is b for a, b in zip(now, BASE, strict=True))


def test_accept_reject_edit_add(said: Said) -> None:
    said.accept(BASE[0])
    said.reject(BASE[1])
    edited = said.edit(BASE[2], subject="m1", stop_s=8.0)
    added = said.add(fact(50, 60, "m2 flee m1"))
    assert reviewed(BASE, said.all) == [
        replace(BASE[0], status="accepted"),
        replace(BASE[1], status="rejected"),
        replace(BASE[2], status="superseded"),
        BASE[3],
        edited,
        added,
    ]
    assert reviewed(BASE, said.all[::-1]) == reviewed(BASE, said.all)


def test_the_last_review_decides(said: Said) -> None:
    said.accept(BASE[0])
    said.reject(BASE[0])
    assert statuses(reviewed(BASE, said.all))[0] == "rejected"
    said.undo(2)
    assert statuses(reviewed(BASE, said.all))[0] == "accepted"
    said.undo(3)
    assert statuses(reviewed(BASE, said.all))[0] == "rejected"


def test_chains(said: Said) -> None:
    first = said.edit(BASE[0], stop_s=9.0)
    second = said.edit(first, subject="m3")
    assert statuses(reviewed(BASE, said.all)) == [
        "superseded", "asserted", "asserted", "asserted", "superseded", "accepted",
    ]  # fmt: skip
    said.reject(second)
    assert statuses(reviewed(BASE, said.all))[4:] == ["superseded", "rejected"]
    said.undo(2)  # then nothing is left of what was said about its result
    assert reviewed(BASE, said.all) == [replace(BASE[0], status="superseded"), *BASE[1:], first]


def test_a_second_edit_replaces_the_first(said: Said) -> None:
    first = said.edit(BASE[0], stop_s=9.0)
    deep = said.edit(first, stop_s=8.5)
    second = said.edit(BASE[0], stop_s=8.0)
    assert standing_facts(reviewed(BASE, said.all)) == [*BASE[1:], second]
    said.accept(BASE[0])
    accepted = replace(BASE[0], status="accepted")
    assert standing_facts(reviewed(BASE, said.all)) == [accepted, *BASE[1:]]
    said.undo(4)
    said.undo(3)
    assert standing_facts(reviewed(BASE, said.all)) == [*BASE[1:], deep]


def test_rejecting_the_original_leaves_its_correction(said: Said) -> None:
    edited = said.edit(BASE[0], stop_s=9.0)
    said.reject(BASE[0])
    now = reviewed(BASE, said.all)
    assert now == [replace(BASE[0], status="rejected"), *BASE[1:], edited]


def test_accepting_a_correction_that_is_undone_says_nothing(said: Said) -> None:
    edited = said.edit(BASE[0], stop_s=9.0)
    said.accept(edited)
    said.undo(1)
    assert reviewed(BASE, said.all) == BASE
    said.undo(3)
    assert standing_facts(reviewed(BASE, said.all)) == [*BASE[1:], edited]


def test_comments_change_nothing_and_are_found(said: Said) -> None:
    first = said.say("comment", BASE[0], comment="unclear")
    said.say("comment", BASE[0], comment="a slip")
    said.undo(2)
    rejected = said.say("reject", BASE[1], comment="no contact")
    said.accept(BASE[2])
    added = said.add(fact(50, 60))
    assert reviewed(BASE[:1], said.all[:1]) == BASE[:1]
    assert comments(said.all) == {BASE[0].fact_id: [first], BASE[1].fact_id: [rejected]}
    words = replace(said.all[-1], comment="missed")
    assert comments([words]) == {added.fact_id: [words]}


def test_reviews_by_recording(said: Said) -> None:
    other = replace(BASE[0], recording="day 2")
    said.accept(BASE[0])
    said.reject(other)
    said.undo(2)
    assert by_recording(said.all) == {"day 1": [said.all[0]], "day 2": said.all[1:]}
    assert standing_reviews(said.all) == said.all[:1]
    both = [*BASE, other]
    assert reviewed(both, said.all) == [replace(BASE[0], status="accepted"), *BASE[1:], other]


# labelled again ---------------------------------------------------------------------------------


def again(*times: tuple[float, float], who: str = "m1 chase m2") -> list[Fact]:
    return [fact(start, stop, who, "new") for start, stop in times]


CARRIED: list[tuple[str, Sequence[tuple[float, float]], list[Status]]] = [
    ("the same", [(10, 20)], ["rejected"]),
    ("other bounds", [(9, 21)], ["rejected"]),
    ("in pieces", [(10, 13), (14, 17), (18, 22)], ["rejected"] * 3),
    ("half of it inside", [(15, 25)], ["rejected"]),
    ("less than half inside", [(15, 25.001)], ["asserted"]),
    ("around it", [(0, 100)], ["asserted"]),
    ("elsewhere", [(20, 30), (0, 10)], ["asserted", "asserted"]),
]


@pytest.mark.parametrize(("what", "times", "expected"), CARRIED, ids=[c[0] for c in CARRIED])
def test_a_rejected_fact_does_not_come_back(
    said: Said, what: str, times: Sequence[tuple[float, float]], expected: list[Status]
) -> None:
    said.reject(fact(10, 20))
    new = again(*times)
    assert statuses(reviewed(new, said.all)) == expected
    said.undo(1)
    assert reviewed(new, said.all) == new


@pytest.mark.parametrize(
    "other",
    [
        fact(10, 20, "m2 chase m1"), fact(10, 20, "m1 chase m3"), fact(10, 20, "m1 follow m2"),
        fact(10, 20, "m1 chase"), fact(10, 20, source="rule"), fact(10, 20, source="import"),
        replace(fact(10, 20), recording="day 2"), fact(15, 15, kind="point"),
    ],
)  # fmt: skip
def test_it_is_carried_to_the_same_claim_only(said: Said, other: Fact) -> None:
    other = replace(other, run="new")
    said.reject(fact(10, 20))
    said.accept(fact(30, 40))
    said.edit(fact(50, 60), stop_s=61.0)
    assert reviewed([other], said.all)[0] is other


def test_points_are_carried_by_half_a_second(said: Said) -> None:
    said.reject(point(5))
    said.accept(point(10))
    new = [point(t, "new") for t in (4.4, 4.5, 5.5, 5.6, 9.9, 10.3)]
    assert statuses(reviewed(new, said.all)) == [
        "asserted", "rejected", "rejected", "asserted", "accepted", "asserted",
    ]  # fmt: skip
    far = [point(10.6, "new")]
    assert reviewed(far, said.all) == [*far, replace(point(10), status="accepted")]


def test_an_accepted_fact_is_matched_or_stays(said: Said) -> None:
    old = fact(10, 20)
    said.accept(old)
    best = again((5, 15), (11, 21), (12, 17))  # tIoU 0.33, 0.82, 0.5
    assert statuses(reviewed(best, said.all)) == ["asserted", "accepted", "asserted"]
    just, short = again((10, 15)), again((10, 14.9))
    assert statuses(reviewed(just, said.all)) == ["accepted"]
    kept = replace(old, status="accepted")
    assert reviewed(short, said.all) == [replace(short[0], status="superseded"), kept]
    wide = again((0, 100))
    assert reviewed(wide, said.all) == [*wide, kept]
    assert reviewed([], said.all) == [kept]


def test_a_corrected_fact_does_not_come_back_and_nothing_counts_twice(said: Said) -> None:
    edited = said.edit(fact(10, 20), subject="m2", object="m1")
    wrong, right = again((9, 20)), again((11, 20), who="m2 chase m1")
    elsewhere = again((40, 50), who="m2 chase m1")
    now = reviewed([*wrong, *right, *elsewhere], said.all)
    assert statuses(now) == ["superseded", "superseded", "asserted", "accepted"]
    assert standing_facts(now) == [*elsewhere, edited]
    old = [fact(10, 20), fact(12, 19, "m2 chase m1")]  # was there when the person looked
    assert statuses(reviewed(old, said.all)) == ["superseded", "asserted", "accepted"]


def test_chains_are_carried(said: Said) -> None:
    first = said.edit(fact(10, 20), start_s=30.0, stop_s=40.0)
    second = said.edit(first, start_s=50.0, stop_s=60.0)
    new = again((10, 20), (30, 40), (50, 60))
    assert statuses(reviewed(new, said.all))[:3] == ["superseded"] * 3
    said.reject(second)
    assert statuses(reviewed(new, said.all))[:3] == ["superseded", "superseded", "rejected"]
    said.accept(fact(10, 20))  # the original after all
    assert statuses(reviewed(new, said.all)) == [
        "accepted", "asserted", "asserted", "superseded", "superseded",
    ]  # fmt: skip


def test_a_review_of_its_own_governs_alone(said: Said) -> None:
    said.reject(fact(10, 20))
    new = again((10, 20), (11, 19))
    said.accept(new[0])
    assert statuses(reviewed(new, said.all)) == ["accepted", "rejected"]


def test_rejecting_what_an_acceptance_was_carried_to(said: Said) -> None:
    said.accept(fact(10, 20))
    new = again((10, 19))
    assert statuses(reviewed(new, said.all)) == ["accepted"]
    said.reject(new[0])
    assert statuses(reviewed(new, said.all)) == ["rejected"]  # and the old one does not come back
    newer = [fact(10, 20, run="newer")]
    assert statuses(reviewed(newer, said.all)) == ["rejected"]
    (rest,) = reviewed([], said.all)
    assert rest.status == "rejected"


def test_a_kept_fact_is_reviewed_like_any_other(said: Said) -> None:
    said.accept(fact(10, 20))
    (kept,) = reviewed([], said.all)
    edited = said.edit(kept, stop_s=18.0)
    assert reviewed([], said.all) == [edited]
    said.undo(2)
    said.reject(kept)
    assert reviewed([], said.all) == []


def test_two_acceptances_of_the_same_do_not_count_twice(said: Said) -> None:
    said.accept(fact(10, 20))
    said.accept(fact(10, 19, run="newer"))
    assert len(standing_facts(reviewed([], said.all))) == 1
    assert len(standing_facts(reviewed([fact(10.5, 19, run="newest")], said.all))) == 1


def test_a_kept_fact_gives_way_to_a_match_of_a_later_acceptance(said: Said) -> None:
    said.accept(fact(10, 20))  # tIoU 0.4 with the new one: stays
    said.accept(fact(11, 30, run="newer"))  # 18/19: matched
    now = reviewed([fact(12, 30, run="newest")], said.all)
    assert [(f.start_s, f.status) for f in now] == [(12, "accepted"), (10, "superseded")]


def test_carried_in_the_order_of_the_last_word(said: Said) -> None:
    old, newer, newest = (fact(10, 20, run=run) for run in ("old", "newer", "newest"))
    said.accept(old)
    said.reject(newer)
    assert statuses(reviewed([newest], said.all)) == ["rejected"]
    said.accept(old)
    assert statuses(reviewed([newest], said.all)) == ["accepted"]


def test_an_added_fact_supersedes_what_machines_find_later(said: Said) -> None:
    added = said.add(fact(10, 20))
    rule, model = fact(11, 20, run="new", source="rule"), fact(9, 20, run="new")
    imported, elsewhere = fact(10, 20, source="import"), fact(20, 30)
    now = reviewed([rule, model, imported, elsewhere], said.all)
    assert statuses(now) == ["superseded", "superseded", "asserted", "asserted", "accepted"]
    said.reject(added)
    now = reviewed([rule, model], said.all)
    assert now == [rule, model, replace(added, status="rejected")]


# corrections hold, reach every way of asking, and nothing else ------------------------------------


def test_twenty_edits_five_ways_of_asking_fifty_other_facts(tmp_path: Path) -> None:
    generator = random.Random(7)
    base = [fact(20.0 * i, 20.0 * i + 8, "m1 chase m2") for i in range(20)]
    others = [
        fact(t, t + 5, generator.choice(["m3 rear", "m4 chase m3", "m3 sniff m4"]), source="rule")
        for t in generator.sample(range(400), 50)
    ]
    log = ReviewLog(tmp_path / "project.db")
    changes: list[Changes] = [
        {"predicate": "follow"}, {"subject": "m2", "object": "m1"}, {"object": "m5"},
        {"start_s": 2.0}, {"confidence": 1.0},
    ]  # fmt: skip
    edits = []
    for i, old in enumerate(base):
        change = dict(changes[i % 5])
        if "start_s" in change:
            change["start_s"] = old.start_s + 2.0
        edits.append(log.edit(old, "mara", **change))  # type: ignore[arg-type]
    now = standing_facts(reviewed([*base, *others], log.reviews()))

    def asked(corrected: Fact) -> Iterator[list[Fact]]:
        middle = (corrected.start_s + corrected.stop_s) / 2
        during = [f for f in now if f.start_s <= middle < f.stop_s]
        yield [
            f
            for f in during
            if (f.subject, f.predicate) == (corrected.subject, corrected.predicate)
        ]
        yield [
            f for f in during if (f.object, f.predicate) == (corrected.object, corrected.predicate)
        ]
        yield [f for f in during if {f.subject, f.object} == {corrected.subject, corrected.object}]
        yield [
            f for f in during if f.predicate == corrected.predicate and f.subject in ("m1", "m2")
        ]
        yield [f for f in now if f.source == "human" and tiou_of(f, corrected) == 1]

    reliable, general = 0, 0
    for edit in edits:
        assert edit.after is not None
        reliable += edit.after in now and edit.before not in now
        general += sum(found == [edit.after] for found in asked(edit.after))
    local = sum(sum(f is other for f in now) == 1 for other in others)
    assert (reliable / 20, general / 100, local / 50) == (1.0, 1.0, 1.0)
    labelled_again = [replace(f, run="new", stop_s=f.stop_s + 0.5) for f in base]
    renewed = reviewed([*labelled_again, *others], log.reviews())
    assert set(standing_facts(renewed)) == set(now)
    for _ in edits:
        log.undo(by="mara")
    assert reviewed([*base, *others], log.reviews()) == [*base, *others]


def tiou_of(first: Fact, second: Fact) -> float:
    return tiou((first.start_s, first.stop_s), (second.start_s, second.stop_s))


# any reviews ------------------------------------------------------------------------------------

TIMES = st.integers(0, 12)


@st.composite
def some_facts(draw: st.DrawFn) -> list[Fact]:
    facts = []
    for _ in range(draw(st.integers(0, 8))):
        start = draw(TIMES)
        who = draw(st.sampled_from(["m1 chase m2", "m2 chase m1"]))
        run = draw(st.sampled_from(["old", "new"]))
        facts.append(fact(start, start + draw(st.integers(1, 6)), who, run))
    return list({f.fact_id: f for f in facts}.values())


@st.composite
def anything_said(draw: st.DrawFn, base: list[Fact]) -> Said:
    said, known = Said(), [*base, fact(3, 8, run="gone"), point(4, "gone")]
    for _ in range(draw(st.integers(0, 12))):
        about = draw(st.sampled_from(known))
        deed = draw(st.sampled_from(["accept", "reject", "edit", "add", "comment", "undo"]))
        if deed == "accept":
            said.accept(about)
        elif deed == "reject":
            said.reject(about)
        elif deed == "edit":
            known.append(said.edit(about, subject=draw(st.sampled_from(["m1", "m2", "m3"]))))
        elif deed == "add":
            known.append(said.add(about))
        elif deed == "comment":
            said.say("comment", about, comment="hm")
        elif said.all:
            said.undo(draw(st.integers(1, len(said.all))))
    return said


@settings(deadline=None, max_examples=80)
@given(st.data())
def test_undoing_everything_gives_the_base(data: st.DataObject) -> None:
    base = data.draw(some_facts())
    said = data.draw(anything_said(base))
    now = reviewed(base, said.all)
    assert [f.fact_id for f in now[: len(base)]] == [f.fact_id for f in base]
    assert len({f.fact_id for f in now}) == len(now)
    count = len(said.all)
    seqs = [r.seq for r in standing_reviews(said.all)]
    for seq in data.draw(st.permutations(seqs)):
        said.undo(seq)
    after = reviewed(base, said.all)
    assert all(a is b for a, b in zip(after, base, strict=True))
    for undo in reversed(said.all[count:]):  # and taking that back gives all again
        said.undo(undo.seq)
    assert reviewed(base, said.all) == now


@settings(deadline=None, max_examples=80)
@given(some_facts(), st.lists(st.tuples(TIMES, st.integers(1, 6), st.booleans()), max_size=6))
def test_carried_rejections_and_acceptances_against_a_slow_reading_of_the_rule(
    base: list[Fact], old: list[tuple[int, int, bool]]
) -> None:
    said = Said()
    gone = {start: fact(start, start + length, run="gone") for start, length, _ in old}
    for index, (start, _, accepted) in enumerate(old):
        about = replace(gone[start], run=f"gone {index}")
        (said.accept if accepted else said.reject)(about)
    assert reviewed(base, said.all) == slowly(base, said.all)


def slowly(base: list[Fact], reviews: list[Review]) -> list[Fact]:
    """Carry one review after the other, fact by fact."""
    pool, first_kept = list(base), len(base)

    def half_inside(inner: Fact, outer: Fact) -> bool:
        shared = min(inner.stop_s, outer.stop_s) - max(inner.start_s, outer.start_s)
        return shared >= inner.duration_s / 2

    for old in (r.before for r in reviews):
        assert old is not None
        action = next(r.action for r in reviews if r.before is old)
        same = [
            i for i, f in enumerate(pool)
            if (f.subject, f.predicate, f.object) == (old.subject, old.predicate, old.object)
        ]  # fmt: skip
        inside = [i for i in same if half_inside(pool[i], old)]
        ranked = sorted((i for i in same if i < first_kept), key=lambda i: -tiou_of(pool[i], old))
        matched = bool(ranked) and tiou_of(pool[ranked[0]], old) >= 0.5
        for i in inside:
            if action == "reject":
                pool[i] = replace(pool[i], status="rejected")
            elif not matched or i >= first_kept:
                pool[i] = replace(pool[i], status="superseded")
        if action == "accept" and matched:
            pool[ranked[0]] = replace(pool[ranked[0]], status="accepted")
        elif action == "accept":
            pool.append(replace(old, status="accepted"))
    return pool


def test_many_facts_and_reviews() -> None:
    generator = random.Random(3)
    who = [
        f"m{a} {p} m{b}" for a, b in itertools.permutations(range(4), 2) for p in ("chase", "sniff")
    ]
    old = [
        fact(
            start := generator.uniform(0, 36_000),
            start + generator.uniform(0.2, 9),
            generator.choice(who),
        )
        for _ in range(10_000)
    ]
    said = Said()
    deeds: list[Callable[[Fact], object]] = [
        said.accept, said.reject, lambda f: said.edit(f, predicate="nose")
    ]  # fmt: skip
    for about in generator.sample(old, 1000):
        generator.choice(deeds)(about)
    direct = reviewed(old, said.all)
    new = [replace(f, run="new", stop_s=f.stop_s + 0.01) for f in old]
    carried = reviewed(new, said.all)
    count = sum(f.status != "asserted" for f in direct)
    assert count == 1000 + sum(r.action == "edit" for r in said.all)
    assert sum(f.status != "asserted" for f in carried) >= count
