"""Several answers to one question: shares, mean times, and a score of how far they disagree."""

from __future__ import annotations

import math

import numpy as np
import pytest
from prompt_cases import CHASE, CHASED, EVENT, FOLLOW, REAR, REST, answer, candidates, said

from graphs.records import Event
from pipelines.describe.by_model.facts import Judged
from pipelines.describe.claims import Claim, EventDescription, Triple, Verdict
from pipelines.describe.prompt.read import read_description
from pipelines.describe.prompt.samples import (
    DIM,
    answer_vectors,
    combine,
    disagreement,
)

RESTS = Triple("mouse_2", "rest")


def described(*claims: dict[str, object], unseen: tuple[str, ...] = ()) -> EventDescription:
    not_visible = [{"subject": name, "predicate": None, "why": "hidden"} for name in unseen]
    return read_description(answer(*claims, not_visible=not_visible), EVENT, candidates())


def test_shares_decide_what_is_asserted() -> None:
    """5, 3 and 1 of 5 answers: stored, stored, proposed."""
    answers = [
        described(said(CHASE), said(REAR), said(RESTS, 12.5, 12.9)),
        described(said(CHASE), said(REAR)),
        described(said(CHASE), said(REAR)),
        described(said(CHASE)),
        described(said(CHASE)),
    ]
    agreement = combine(answers)
    assert agreement.shares == {CHASE: 1.0, REAR: 0.6, RESTS: 0.2}
    assert agreement.answers == 5
    fine = Verdict("untestable")
    status = {
        claim.triple: Judged(claim, fine, 5, agreement.shares[claim.triple]).status
        for claim in agreement.description.claims
    }
    assert status == {CHASE: "asserted", REAR: "asserted", RESTS: "proposed"}


def test_mean_times_and_confidence() -> None:
    agreement = combine(
        [
            described(said(CHASE, 13.0, 14.0, 0.5)),
            described(said(CHASE, 13.2, 13.4, 0.9), said(CHASE, 14.5, 15.0, 0.1)),
            described(),
        ]
    )
    [claim] = agreement.description.claims
    assert (claim.start_s, claim.stop_s) == (pytest.approx(13.1), pytest.approx(14.5))
    assert claim.confidence == pytest.approx(0.7)
    assert agreement.shares[CHASE] == pytest.approx(2 / 3)


def test_unknown_confidence_stays_unknown() -> None:
    one = EventDescription(EVENT, (Claim(CHASE, 13.0, 14.0),), assessed=candidates().legal)
    assert math.isnan(combine([one, one]).description.claims[0].confidence)


def test_the_mean_of_equal_times_is_that_time() -> None:
    event = Event("r", "e", "bout", 0.0, 0.1, None, "by hand")  # 3 * 0.1 / 3 is above 0.1
    one = EventDescription(event, (Claim(CHASE, 0.0, 0.1, 0.5),), assessed=candidates().legal)
    assert combine([one] * 3).description.claims[0].stop_s == 0.1


def test_not_visible_by_majority() -> None:
    agreement = combine([described(unseen=("mouse_2",))] * 2 + [described(said(CHASE))])
    assert CHASE in agreement.description.not_visible
    assert agreement.shares == {CHASE: pytest.approx(1 / 3)}
    even = combine([described(unseen=("mouse_2",)), described()])
    assert even.description.not_visible == ()
    assert set(even.description.assessed) == set(candidates().legal)


def test_usage_adds_up_and_remarks_say_whose() -> None:
    wrong = described(said(Triple("mouse_1", "chase")))
    agreement = combine([described(), wrong])
    assert agreement.description.usage.requests == 2
    assert agreement.description.usage.input_tokens == 600
    assert agreement.description.remarks[0].startswith("Answer 2: mouse_1 chase: dropped")
    assert combine([wrong]).description == wrong


def test_the_published_trial() -> None:
    """Five equal and five random unit vectors of 64 dimensions: -6.03 against -4.12."""
    random = np.random.default_rng(0).standard_normal((5, 64))
    random /= np.linalg.norm(random, axis=1, keepdims=True)
    assert disagreement(np.repeat(random[:1], 5, axis=0)) == pytest.approx(-6.03, abs=0.01)
    assert disagreement(random) == pytest.approx(-4.12, abs=0.05)


def test_disagreement_by_hand() -> None:
    """Two orthogonal vectors of mean 0 and length 1 in 4 dimensions: log(1/4 + 1/1000)."""
    vectors = np.array([[1, -1, 1, -1], [1, 1, -1, -1]]) / 2
    assert disagreement(vectors) == pytest.approx(math.log(0.251))


def test_the_more_answers_differ_the_higher() -> None:
    equal = disagreement(answer_vectors([[CHASE]] * 5))
    one_off = disagreement(answer_vectors([[CHASE]] * 4 + [[REAR]]))
    all_off = disagreement(answer_vectors([[CHASE], [REAR], [REST], [FOLLOW], []]))
    assert equal == pytest.approx(-6.03, abs=0.01)
    assert equal < one_off < all_off
    assert all_off == pytest.approx(-4.12, abs=0.1)


def test_who_chases_whom_turned_round_is_another_answer() -> None:
    turned = disagreement(answer_vectors([[CHASE]] * 3 + [[CHASED]] * 2))
    assert turned > disagreement(answer_vectors([[CHASE]] * 5)) + 0.2
    assert answer_vectors([[CHASE, REAR]]) == pytest.approx(answer_vectors([[REAR, CHASE]]))
    vectors = answer_vectors([[CHASE], [CHASED], []])
    assert vectors.shape == (3, DIM)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(3))
    assert abs(float(vectors[0] @ vectors[1])) < 0.5


def test_to_say_nothing_is_an_answer() -> None:
    assert combine([described()] * 5).disagreement == pytest.approx(-6.03, abs=0.01)
