"""To which facts reviews apply after labelling again."""

from __future__ import annotations

from said_reviews import Said, fact, point

from graphs.corrections.reviewed import Carried, carried, reviewed
from graphs.records import Fact, Status


def told(one: Carried) -> tuple[int, list[tuple[float, float, Status]], bool, bool]:
    to = [(new.start_s, new.stop_s, new.status) for new in one.to]
    return one.review.seq, to, one.stays, one.is_changed


def new(start_s: float, stop_s: float, who: str = "m1 chase m2") -> Fact:
    return fact(start_s, stop_s, who, "new")


def test_what_a_rejection_covers_that_nobody_judged() -> None:
    said = Said()
    said.reject(fact(65, 67))  # 1
    said.reject(fact(10, 12))  # 2: found again as it was
    said.reject(fact(20, 22))  # 3: in two pieces
    said.reject(fact(30, 32))  # 4: not found again
    said.reject(new(40, 42))  # 5: is there
    facts = [new(64, 68), new(10, 12), new(20, 20.5), new(21, 22), new(40, 42)]
    assert [told(one) for one in carried(facts, said.all)] == [
        (1, [(64, 68, "rejected")], False, True),
        (2, [(10, 12, "rejected")], False, False),
        (3, [(20, 20.5, "rejected"), (21, 22, "rejected")], False, True),
        (4, [], False, True),
    ]


def test_corrections_and_acceptances_stay_as_facts_of_their_own() -> None:
    said = Said()
    said.edit(fact(0, 10), stop_s=9)  # 1: replaces the new one
    said.edit(fact(20, 22), stop_s=23)  # 2: the new one reaches too far to be it
    said.accept(fact(40, 50))  # 3: like the new one
    said.accept(fact(60, 62))  # 4: like none
    facts = [new(0, 11), new(15, 30), new(40, 51), new(61, 70)]
    assert [told(one) for one in carried(facts, said.all)] == [
        (1, [(0, 11, "superseded")], True, True),
        (2, [], True, True),
        (3, [(40, 51, "accepted")], False, True),
        (4, [], True, True),
    ]


def test_later_reviews_and_own_reviews_settle_it() -> None:
    said = Said()
    said.reject(fact(0, 10))  # 1: 2 decides instead
    said.reject(fact(0, 10.5))  # 2
    said.reject(fact(20, 30))  # 3: the new one has a review of its own
    said.accept(new(20, 31))
    said.reject(fact(50, 60))  # 5: taken back
    said.undo(5)
    said.add(fact(70, 80))  # 7: an added fact was never about another
    facts = [new(0, 11), new(20, 31), new(50, 61), new(70, 79)]
    assert [told(one) for one in carried(facts, said.all)] == [
        (2, [(0, 11, "rejected")], False, True),
    ]


def test_what_it_tells_is_what_stands() -> None:
    said = Said()
    said.reject(point(5))
    said.accept(fact(10, 20))
    said.edit(fact(30, 40), predicate="follow")
    facts = [point(5.25, "new"), new(11, 20), new(31, 40), new(90, 99)]
    standing = reviewed(facts, said.all)
    decided = [one for c in carried(facts, said.all) for one in c.to]
    assert decided == standing[:3]
    assert [one.status for one in decided] == ["rejected", "accepted", "superseded"]
    assert carried(facts, []) == []
