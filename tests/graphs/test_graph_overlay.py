"""Reviews and names as of one moment, read again when there is something new."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from said_reviews import Said
from stored_graphs import fact

from graphs.corrections.reviewed import by_recording
from graphs.individuals.entities import Names, Operation, mentions_of
from graphs.records import as_labelled
from graphs.storage.overlay import Overlay, Overlays, with_names

CHASE = fact("day 1", "A", "chase", "B", 1, 2)
REST = fact("day 2", "A", "rest", None, 1, 2)
MENTIONS = mentions_of([CHASE, REST])


@pytest.fixture
def overlays(tmp_path: Path) -> Overlays:
    return Overlays(tmp_path / "project.db")


def test_nothing_was_said(overlays: Overlays, tmp_path: Path) -> None:
    overlay = overlays()
    assert (overlay.marks, overlay.names_mark) == ({}, 0)
    assert overlay.reviewed("day 1", [CHASE]) == [CHASE]
    assert overlay.shown_names("day 1", ["A"]) == {}
    assert not (tmp_path / "project.db").exists()


def test_marks_are_of_the_last_review_of_each_recording() -> None:
    said = Said()
    said.accept(CHASE)
    said.reject(REST)
    said.reject(CHASE)
    assert Overlay(by_recording(said.all)).marks == {"day 1": 3, "day 2": 2}


def test_it_is_the_same_until_something_is_said(overlays: Overlays) -> None:
    overlays.reviews.accept(CHASE, "mara")
    first = overlays()
    assert first.marks == {"day 1": 1}
    second = overlays()
    assert (second.reviews is first.reviews, second.names is first.names) == (True, True)
    overlays.reviews.reject(REST, "mara")
    third = overlays()
    assert third.marks == {"day 1": 1, "day 2": 2}
    assert third.names is first.names
    assert first.marks == {"day 1": 1}
    overlays.entities.rename("day 1", "A", "Max", "mara", mentions=MENTIONS)
    fourth = overlays()
    assert fourth.names_mark == 1
    assert fourth.reviews is third.reviews
    assert fourth.shown_names("day 1", ["A", "B"]) == {"A": "Max", "B": "B"}
    assert fourth.shown_names("day 2", ["A"]) == {"A": "A"}


def test_what_another_process_said_is_seen(overlays: Overlays, tmp_path: Path) -> None:
    overlays()
    other = Overlays(tmp_path / "project.db")
    other.reviews.reject(CHASE, "jo")
    other.entities.rename(None, "A", "Max", "jo", mentions=MENTIONS)
    assert [f.status for f in overlays().reviewed("day 1", [CHASE])] == ["rejected"]
    assert overlays().shown_names("day 2", ["A"]) == {"A": "Max"}
    other.reviews.undo(by="jo")
    assert overlays().reviewed("day 1", [CHASE]) == [CHASE]
    assert overlays().marks == {"day 1": 2}


def test_who_is_known_changes_with_the_project(tmp_path: Path) -> None:
    named: dict[str, list[str]] = {}
    overlays = Overlays(tmp_path / "project.db", lambda: dict(named))
    assert not overlays().names.known("day 1", "A")
    named["day 1"] = ["A"]
    assert overlays().names.known("day 1", "A")
    overlays.reviews.accept(CHASE, "mara")
    named.clear()
    assert not overlays().names.known("day 1", "A")


def test_a_database_that_is_gone_says_nothing(overlays: Overlays, tmp_path: Path) -> None:
    overlays.reviews.reject(CHASE, "mara")
    overlays.entities.rename(None, "A", "Max", "mara", mentions=MENTIONS)
    assert overlays().marks
    (tmp_path / "project.db").unlink()
    overlay = overlays()
    assert (overlay.marks, overlay.shown_names("day 1", ["A"])) == ({}, {})


def test_threads_at_once(overlays: Overlays) -> None:
    seen: list[list[int]] = []

    def ask() -> None:
        marks = [max(overlays().marks.values(), default=0) for _ in range(20)]
        seen.append(marks)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        overlays.reviews.accept(CHASE, "mara")
    for thread in threads:
        thread.join()
    assert len(seen) == 4
    assert all(marks == sorted(marks) for marks in seen)
    assert overlays().marks == {"day 1": 5}


def test_a_fact_keeps_the_names_that_its_file_has() -> None:
    shown = with_names(CHASE, {"A": "Max", "B": "B"})
    assert (shown.subject, shown.object, shown.labelled) == ("Max", "B", ("A", "B"))
    assert shown.fact_id == CHASE.fact_id
    assert as_labelled(shown) == CHASE
    unary = with_names(REST, {"A": "Max"})
    assert (unary.subject, unary.object, unary.labelled) == ("Max", None, ("A", None))
    assert as_labelled(unary) == REST
    for same in (with_names(CHASE, {}), with_names(CHASE, {"A": "A"}), as_labelled(CHASE)):
        assert same is CHASE


def test_names_are_those_of_the_operations() -> None:
    swap = [
        Operation(1, "now", "mara", "rename", (("day 1", "A"),), "B"),
        Operation(2, "now", "mara", "rename", (("day 1", "B"),), "A"),
    ]
    overlay = Overlay(names=Names(swap), names_mark=2)
    assert overlay.shown_names("day 1", ["A", "B"]) == {"A": "B", "B": "A"}
    shown = with_names(CHASE, overlay.shown_names("day 1", ["A", "B"]))
    assert (shown.subject, shown.object) == ("B", "A")
    assert shown.fact_id == CHASE.fact_id
