"""What people say about facts: written once, in order, by many at a time, and taken back."""

from __future__ import annotations

import itertools
import math
import multiprocessing
import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.context import ForkServerContext
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any

import pytest

from graphs.corrections.reviews import Review, ReviewLog
from graphs.errors import DataError, UserError
from graphs.records import Fact

CHASE = Fact(
    "day 1", "m1", "chase", "m2", 10.0, 12.0, 300, 360, "state", 0.7, "asserted", "rule", "run-a",
    "bout-0003", {"distance_cm": 2.5, "coverage": math.inf, "frames": 60},
)  # fmt: skip
REAR = replace(CHASE, predicate="rear", object=None, start_s=20.0, stop_s=21.5)
JUMP = replace(REAR, predicate="jump", stop_s=20.0, kind="point", start_frame=600, stop_frame=601)


@pytest.fixture
def log(tmp_path: Path) -> ReviewLog:
    return ReviewLog(tmp_path / "project.db")


def test_nothing_was_said(log: ReviewLog, tmp_path: Path) -> None:
    assert log.reviews() == []
    assert log.last_seq() == 0
    assert list(tmp_path.iterdir()) == []


def test_what_is_said_comes_back(log: ReviewLog) -> None:
    before = datetime.now(UTC)
    said = [
        log.accept(CHASE, "mara"),
        log.reject(REAR, "ben", "it only\n  sniffs — “honest”\x00 ' OR 1=1;\t"),
        log.comment(CHASE, "mara", "see 0:11"),
        log.edit(CHASE, "mara", "m2 was first", subject="m2", object="m1"),
        log.add(JUMP, "mara"),
        log.undo(2, by="mara"),
    ]
    assert log.reviews() == said
    assert [r.seq for r in said] == [1, 2, 3, 4, 5, 6]
    assert log.last_seq() == 6
    assert [r.fact_id for r in said] == [
        CHASE.fact_id, REAR.fact_id, CHASE.fact_id, CHASE.fact_id, None, REAR.fact_id,
    ]  # fmt: skip
    assert said[0].before == CHASE
    assert said[5] == Review(6, said[5].at, "mara", "day 1", REAR.fact_id, "undo", undoes=2)
    times = [before, *(datetime.fromisoformat(r.at) for r in said), datetime.now(UTC)]
    assert times == sorted(times)
    assert all(len(r.at) == len("2026-01-01T00:00:00.000000+00:00") for r in said)
    assert log.reviews("day 1", since=4) == said[4:]
    assert log.reviews("day 2") == []


def test_a_corrected_fact(log: ReviewLog) -> None:
    review = log.edit(CHASE, "mara", predicate="follow", confidence=1.0)
    assert review.before == CHASE
    assert review.after == replace(
        CHASE, predicate="follow", confidence=1.0, status="accepted", source="human",
        run="review:1", evidence={"edits": CHASE.fact_id, "by": "mara", "at": review.at},
    )  # fmt: skip
    assert review.after is not None
    assert review.after.fact_id != CHASE.fact_id
    again = log.edit(review.after, "ben", predicate="chase")
    assert again.after is not None
    assert again.after.evidence["edits"] == review.after.fact_id
    whole = log.edit(CHASE, "mara", after=replace(REAR, status="rejected", run="mine"))
    assert whole.after is not None
    assert (whole.after.predicate, whole.after.run) == ("rear", "review:3")
    assert whole.after.status == "accepted"


def test_an_added_fact_keeps_its_evidence(log: ReviewLog) -> None:
    review = log.add(JUMP, "mara")
    assert review.after == replace(
        JUMP, status="accepted", source="human", run="review:1",
        evidence={**JUMP.evidence, "by": "mara", "at": review.at},
    )  # fmt: skip
    assert log.reviews()[0].after == review.after


def test_a_fact_shown_under_other_names_is_kept_as_labelled(log: ReviewLog) -> None:
    shown = replace(CHASE, subject="Bo", object="Max", labelled=("m1", "m2"))
    assert log.accept(shown, "mara").before == CHASE
    review = log.edit(shown, "mara", predicate="follow")
    assert review.before == CHASE
    assert review.fact_id == shown.fact_id == CHASE.fact_id
    assert review.after is not None
    assert (review.after.subject, review.after.object) == ("m1", "m2")
    assert log.edit(shown, "mara", object="m3").after == log.reviews()[-1].after
    with pytest.raises(UserError, match=r"names as labelled, \('m1', 'm2'\)"):
        log.add(shown, "mara")
    with pytest.raises(UserError, match="names as labelled"):
        log.edit(CHASE, "mara", after=replace(shown, predicate="follow"))


def edited(log: ReviewLog, fact: Fact, **changes: Any) -> Fact:
    after = log.edit(fact, "mara", **changes).after
    assert after is not None
    return after


def test_frames_follow_times_at_30_per_second(log: ReviewLog) -> None:
    later = edited(log, CHASE, start_s=10.5)
    assert (later.start_frame, later.stop_frame, later.event_id) == (315, 360, None)
    longer = edited(log, CHASE, stop_s=13.0)
    assert (longer.start_frame, longer.stop_frame, longer.event_id) == (300, 390, "bout-0003")
    jump = edited(log, JUMP, start_s=19.0, stop_s=19.0)
    assert (jump.start_frame, jump.stop_frame) == (570, 571)
    own = edited(log, CHASE, start_s=10.5, start_frame=314)
    assert (own.start_frame, own.stop_frame) == (314, 360)
    exact = edited(log, CHASE, stop_s=0.1 + 0.2 + 12)
    assert exact.stop_s == 12.3


def test_unknown_confidence_comes_back_unknown(log: ReviewLog) -> None:
    log.accept(replace(CHASE, confidence=math.nan), "mara")
    fact = log.reviews()[0].before
    assert fact is not None
    assert math.isnan(fact.confidence)
    assert fact.evidence["coverage"] == math.inf


WRONG: list[tuple[str, Callable[[ReviewLog], object]]] = [
    ("Who did it must not be empty", lambda log: log.accept(CHASE, " ")),
    ("Who did it must not be empty", lambda log: log.undo(by="")),
    ("holds bytes that are no text", lambda log: log.accept(CHASE, "mara", "\udcff")),
    ("The comment must not be empty", lambda log: log.comment(CHASE, "mara", "\n")),
    ("changes nothing", lambda log: log.edit(CHASE, "mara")),
    ("changes nothing", lambda log: log.edit(CHASE, "mara", subject="m1")),
    ("not both", lambda log: log.edit(CHASE, "mara", after=REAR, subject="m1")),
    ("The subject must not be empty", lambda log: log.edit(CHASE, "mara", subject="")),
    ("The object must not be empty", lambda log: log.edit(CHASE, "mara", object=" ")),
    ("stops before it starts: found 13", lambda log: log.edit(CHASE, "mara", start_s=13)),
    ("starts before the recording", lambda log: log.edit(CHASE, "mara", start_s=-1)),
    ("must be finite", lambda log: log.edit(CHASE, "mara", stop_s=math.inf)),
    ("a state lasts", lambda log: log.edit(CHASE, "mara", stop_s=10)),
    ("a point has no duration", lambda log: log.edit(JUMP, "mara", stop_s=30)),
    ("frames cannot be: found 361", lambda log: log.edit(CHASE, "mara", start_frame=361)),
    ("from 0 to 1: found 7", lambda log: log.edit(CHASE, "mara", confidence=7)),
    ("Reject it, and add", lambda log: log.edit(CHASE, "x", after=replace(CHASE, recording="x"))),
    ("0 to 1.*|before.*", lambda log: log.add(replace(CHASE, confidence=-1, stop_s=1), "mara")),
    ("There is no entry 5; the last one is 0", lambda log: log.undo(5, by="mara")),
    ("nothing left to undo that 'mara' did", lambda log: log.undo(by="mara")),
    ("nothing to bring back", lambda log: log.redo(by="mara")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("message", "say"), WRONG, ids=[f"{i} {m}" for i, (m, _) in enumerate(WRONG)]
)
def test_what_cannot_be_said(
    log: ReviewLog, message: str, say: Callable[[ReviewLog], object]
) -> None:
    with pytest.raises(UserError, match=message):
        say(log)
    assert log.reviews() == []


def test_undo_and_redo_step_by_step(log: ReviewLog) -> None:
    log.accept(CHASE, "mara")  # 1
    log.reject(REAR, "mara")  # 2
    log.accept(JUMP, "ben")  # 3
    assert log.undo(by="mara").undoes == 2  # 4: her last, not Ben's
    assert log.undo(by="mara").undoes == 1  # 5
    with pytest.raises(UserError, match="nothing left to undo that 'mara' did"):
        log.undo(by="mara")
    assert log.redo(by="mara").undoes == 5  # 6
    assert log.redo(by="mara").undoes == 4  # 7
    with pytest.raises(UserError, match="the last thing 'mara' did was not to undo"):
        log.redo(by="mara")
    assert log.undo(by="mara").undoes == 2  # 8: undone once more
    with pytest.raises(UserError, match=r"2 is undone already \(by 'mara', entry 8\).*entry 8"):
        log.undo(2, by="ben")
    with pytest.raises(UserError, match=r"4 is undone already \(by 'mara', entry 7\)"):
        log.undo(4, by="ben")
    assert log.undo(8, by="ben").undoes == 8  # 9: brought back by another
    log.undo(by="mara")  # 10
    log.comment(CHASE, "mara", "something else")  # 11
    with pytest.raises(UserError, match="nothing to bring back"):
        log.redo(by="mara")


def test_all_or_none(log: ReviewLog) -> None:
    made = log.accept_all([CHASE, REAR], "mara", "both clear")
    assert [r.seq for r in made] == [1, 2]
    with pytest.raises(UserError, match="changes nothing"):
        half_wrong(log)
    assert log.reviews() == made
    with log.together():
        log.reject(CHASE, "mara")
        with log.together():
            log.reject(REAR, "mara")
        assert log.undo(by="mara").undoes == 4
    assert log.last_seq() == 5


def half_wrong(log: ReviewLog) -> None:
    with log.together():
        log.accept(JUMP, "mara")
        log.edit(CHASE, "mara")


def test_a_row_that_holds_no_fact_is_named(log: ReviewLog) -> None:
    log.accept(CHASE, "mara")
    connection = sqlite3.connect(log._db.path)
    connection.execute(
        "INSERT INTO review (seq, at, by, recording, action, before) "
        "VALUES (2, 'now', 'x', 'day 1', 'accept', '{\"recording\": 1}')"
    )
    connection.commit()
    connection.close()
    with pytest.raises(DataError, match=r"'project.db' .*review 2 does not hold a fact"):
        log.reviews()


# many at once -----------------------------------------------------------------------------------


@pytest.fixture
def processes() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["graphs.corrections.reviews"])
    return context


def accept_many(path: Path, by: str, count: int, out: SimpleQueue[object]) -> None:
    log = ReviewLog(path)
    for i in range(count):
        out.put(log.accept(replace(CHASE, start_frame=i), by, str(i)).seq)


def test_processes_at_once_lose_nothing(log: ReviewLog, processes: ForkServerContext) -> None:
    who, count = ["mara", "ben", "kim"], 25
    outs: list[SimpleQueue[Any]] = [processes.SimpleQueue() for _ in who]
    workers = [
        processes.Process(target=accept_many, args=(log._db.path, by, count, out))
        for by, out in zip(who, outs, strict=True)
    ]
    for worker in workers:
        worker.start()
    followed, seen = list[Review](), 0
    while any(worker.is_alive() for worker in workers):
        new = log.reviews(since=seen)  # a reader that polls misses nothing
        followed += new
        seen = new[-1].seq if new else seen
    for worker in workers:
        worker.join()
    followed += log.reviews(since=seen)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert [r.seq for r in followed] == list(range(1, 3 * count + 1))
    assert followed == log.reviews()
    for by, out in zip(who, outs, strict=True):
        mine = [r for r in followed if r.by == by]
        assert [r.seq for r in mine] == [out.get() for _ in range(count)]
        assert [r.comment for r in mine] == [str(i) for i in range(count)]


def accept_forever(path: Path, out: SimpleQueue[object]) -> None:
    log = ReviewLog(path)
    for i in itertools.count():
        if i % 3:
            out.put(log.accept(CHASE, "mara", "x" * 5000).seq)
        else:
            with log.together():
                first = log.reject(CHASE, "mara", "x" * 5000).seq
                second = log.reject(REAR, "mara", "x" * 5000).seq
            out.put(first)
            out.put(second)


@pytest.mark.parametrize("kills", [6, pytest.param(40, marks=pytest.mark.slow)])
def test_a_killed_writer_loses_at_most_what_was_not_acknowledged(
    log: ReviewLog, processes: ForkServerContext, kills: int
) -> None:
    generator = random.Random(kills)
    for _ in range(kills):
        before = log.last_seq()
        out: SimpleQueue[Any] = processes.SimpleQueue()
        writer = processes.Process(target=accept_forever, args=(log._db.path, out))
        writer.start()
        acknowledged = [out.get()]
        time.sleep(generator.uniform(0, 0.06))
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        while not out.empty():
            acknowledged.append(out.get())
        there = log.reviews(since=before)
        assert [r.seq for r in there] == list(range(before + 1, before + 1 + len(there)))
        assert set(acknowledged) <= {r.seq for r in there}
        assert len(there) <= len(acknowledged) + 2  # one block that was not yet acknowledged
        rejected = [r for r in there if r.action == "reject"]
        assert len(rejected) % 2 == 0  # blocks are whole
    log.accept(CHASE, "mara")  # and the next writer finds all in order


def kill_inside_of_a_block(path: Path) -> None:
    log = ReviewLog(path)
    with log.together():
        for _ in range(2000):
            log.accept(CHASE, "mara", "x" * 5000)  # more than fits in the cache: reaches the file
        os.kill(os.getpid(), signal.SIGKILL)


def test_killed_when_half_of_it_is_in_the_file(
    log: ReviewLog, processes: ForkServerContext
) -> None:
    said = log.accept(CHASE, "mara")
    writer = processes.Process(target=kill_inside_of_a_block, args=(log._db.path,))
    writer.start()
    writer.join()
    assert writer.exitcode == -signal.SIGKILL
    assert log._db.path.with_name("project.db-journal").exists()
    assert log.reviews() == [said]  # a mere reader takes the half back
    assert log.reject(CHASE, "mara").seq == 2
