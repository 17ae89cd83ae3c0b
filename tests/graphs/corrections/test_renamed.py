"""Animals that got other names: what was said of them before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from said_reviews import R, fact

from graphs.corrections.renamed import renamed_facts
from graphs.corrections.reviewed import reviewed
from graphs.corrections.reviews import ReviewLog
from graphs.errors import UserError
from graphs.individuals.entities import Mention
from graphs.individuals.entity_log import EntityLog
from graphs.records import Fact

SWAP = {"m1": "m2", "m2": "m1"}
OLD = [fact(0, 1), fact(2, 3), fact(4, 5), fact(6, 7, "m2 chase m1")]
LATER = "9999-01-01T00:00:00+00:00"
"""A moment after all that is said here."""


def said(facts: list[Fact]) -> list[tuple[str, str | None, float, float, str, str]]:
    return sorted((f.subject, f.object, f.start_s, f.stop_s, f.status, f.source) for f in facts)


@pytest.fixture
def log(tmp_path: Path) -> ReviewLog:
    log = ReviewLog(tmp_path / "project.db")
    log.accept(OLD[0], "mara")
    log.reject(OLD[1], "mara")
    first = log.edit(OLD[2], "mara", stop_s=5.5)
    assert first.after is not None
    log.edit(first.after, "mara", stop_s=5.6)
    log.comment(OLD[3], "mara", "late")
    return log


@pytest.mark.parametrize("run", ["old", "new"])
def test_facts_stand_as_before_under_the_names_of_today(log: ReviewLog, run: str) -> None:
    before = reviewed(OLD, log.reviews())
    log.name(R, SWAP, "kim", LATER)
    log.name(R, SWAP, "kim", LATER)  # begun again by another process
    assert log.last_seq() == 6
    here = [fact(f.start_s, f.stop_s, "m2 chase m1" if f.subject == "m1" else "m1 chase m2", run)
            for f in OLD]  # fmt: skip
    after = reviewed(here, log.reviews())
    swapped = [(SWAP[s], SWAP[str(o)], *rest) for s, o, *rest in said(before)]
    assert said(after) == sorted(swapped)


def test_corrections_name_what_they_correct(log: ReviewLog) -> None:
    log.name(R, SWAP, "kim", LATER)
    log.name(R, {"m2": "bob"}, "kim", LATER.replace("9999", "9999-02")[:-3])
    reviews = log.reviews()
    edit, second = reviews[2], reviews[3]
    assert edit.before is not None
    assert edit.after is not None
    assert second.after is not None
    assert (edit.before.subject, edit.before.object) == ("bob", "m1")
    assert edit.fact_id == edit.before.fact_id
    assert edit.after.evidence["edits"] == edit.before.fact_id
    assert second.before == edit.after
    assert second.after.evidence["edits"] == edit.after.fact_id
    undone = log.undo(4, by="mara")
    assert log.reviews()[-1].fact_id == second.fact_id != undone.fact_id


def test_what_is_said_after_has_the_names_of_then(log: ReviewLog) -> None:
    log.name(R, {"m1": "bob"}, "kim", LATER)
    log.name("day 2", {"bob": "tim"}, "kim", LATER)
    review = log.reject(fact(8, 9, "bob chase m2"), "mara")
    assert log.reviews()[-1] == review
    assert {r.before.subject for r in log.reviews(R) if r.before} == {"bob", "m2"}


def test_names_are_not_undone_here(log: ReviewLog) -> None:
    log.name(R, SWAP, "kim", LATER)
    with pytest.raises(UserError, match="Review 6 gave animals the names that"):
        log.undo(by="kim")
    with pytest.raises(UserError, match="must not be empty"):
        log.name(R, {"m1": " "}, "kim", LATER)


def test_facts_that_speak_of_each_other() -> None:
    corrected = replace(fact(0, 1.5, source="human"), evidence={"edits": OLD[0].fact_id})
    old, new = renamed_facts([OLD[0], corrected], SWAP)
    assert new.evidence["edits"] == old.fact_id != OLD[0].fact_id
    assert renamed_facts(OLD, {"m3": "m4"}) == OLD


def test_what_was_said_of_names_goes_along(tmp_path: Path) -> None:
    path = tmp_path / "project.db"
    names, log = EntityLog(path), ReviewLog(path)
    here = [Mention(R, "m1", "animal"), Mention("day 2", "m1", "animal")]
    names.rename(R, "m1", "Bob", "mara", mentions=here)
    names.rename("day 2", "m1", "Tim", "mara", mentions=here)
    log.name(R, {"m1": "m2"}, "kim", LATER)
    assert [one.mentions for one in names.operations()] == [((R, "m2"),), (("day 2", "m1"),)]
