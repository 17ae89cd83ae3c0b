"""From an answer to a description: every rule by hand, and nothing that fits the form breaks it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prompt_cases import (
    CHASE,
    CHASED,
    ENTER,
    EVENT,
    FOLLOW,
    REAR,
    REST,
    answer,
    candidates,
    said,
)

from pipelines.describe.claims import Claim, EventDescription, FreeText, Triple
from pipelines.describe.prompt.read import read_description
from pipelines.describe.prompt.schema import answer_schema
from pipelines.models.contract import Answer, Usage
from pipelines.models.json_schema import faults

ASKED = candidates()
LOW, HIGH = EVENT.start_s, EVENT.stop_s


def read(*claims: dict[str, Any], **lists: Any) -> EventDescription:
    return read_description(answer(*claims, **lists), EVENT, ASKED)


def test_a_plain_answer() -> None:
    found = read(
        said(CHASE, 13.0, 14.0, 0.9), said(REAR), other=[{"subject": None, "words": "a hand"}]
    )
    assert found.claims == (Claim(REAR, LOW, HIGH, 0.8), Claim(CHASE, 13.0, 14.0, 0.9))
    assert found.other == (FreeText("", "a hand"),)
    assert found.assessed == ASKED.legal
    assert found.not_visible == found.remarks == ()
    assert found.usage == Usage(1, 2, 300, 40, 0.5)
    assert found.event is EVENT


# names


@pytest.mark.parametrize(
    ("triple", "why"),
    [
        (Triple("mouse_3", "chase", "mouse_1"), "there is no 'mouse_3'"),
        (Triple("mouse_1", "chase", "mouse_3"), "there is no 'mouse_3'"),
        (Triple("nest", "enter", "mouse_1"), "there is no 'nest'"),
        (Triple("Mouse_1", "rear"), "there is no 'Mouse_1'"),
        (Triple("mouse_1", "chase"), "chase needs an object"),
        (Triple("mouse_1", "chase", "mouse_1"), "mouse_1 cannot do that to itself"),
        (Triple("mouse_1", "chase", "nest"), "the object of chase is of the kind animal"),
        (Triple("mouse_1", "enter", "mouse_2"), "the object of enter is of the kind zone:shelter"),
    ],
)
def test_what_is_not_legal_is_dropped_and_said(triple: Triple, why: str) -> None:
    found = read(said(triple), said(REST))
    assert [claim.triple for claim in found.claims] == [REST]
    assert len(found.remarks) == 1
    assert triple.subject in found.remarks[0]
    assert f"dropped, {why}" in found.remarks[0]
    assert found.other == ()


def test_an_invented_behavior_stays_in_its_own_words() -> None:
    """Even if it is nearly that of the ethogram, or a synonym."""
    found = read(said(Triple("mouse_1", "chases", "mouse_2")), said(Triple("mouse_2", "hunt")))
    assert found.claims == ()
    assert found.other == (FreeText("mouse_1", "chases mouse_2"), FreeText("mouse_2", "hunt"))
    assert "'chases' was not asked about" in found.remarks[0]


def test_an_object_too_many_is_left_out() -> None:
    found = read(said(Triple("mouse_1", "rear", "mouse_2")))
    assert found.claims == (Claim(REAR, LOW, HIGH, 0.8),)
    assert found.remarks == ("mouse_1 rear mouse_2: rear has no object; left out.",)


def test_free_text_of_nobody_known() -> None:
    words = [{"subject": "mouse_9", "words": "jumps"}, {"subject": "mouse_1", "words": " "}]
    found = read(other=words)
    assert found.other == (FreeText("", "jumps"),)
    assert "'mouse_9'" in found.remarks[0]


def test_what_the_tracks_ruled_out_cannot_be_claimed() -> None:
    left = candidates({CHASED: "mouse_2 stands still."})
    found = read_description(answer(said(CHASED), said(CHASE)), EVENT, left)
    assert [claim.triple for claim in found.claims] == [CHASE]
    assert found.remarks == (
        "mouse_2 chase mouse_1: dropped, ruled out before: mouse_2 stands still.",
    )
    assert CHASED in found.assessed


# times


@pytest.mark.parametrize(
    ("start", "stop", "span"),
    [
        (None, None, (LOW, HIGH)),
        (13.0, None, (13.0, HIGH)),
        (None, 13.0, (LOW, 13.0)),
        (12.4, 15.9, (LOW, HIGH)),
        (12.36, 15.94, (LOW, HIGH)),  # within rounding
    ],
)
def test_times_as_said(start: float | None, stop: float | None, span: tuple[float, float]) -> None:
    found = read(said(CHASE, start, stop))
    assert [(one.start_s, one.stop_s) for one in found.claims] == [span]
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("start", "stop", "span"),
    [(11.0, 13.0, (LOW, 13.0)), (13.0, 20.0, (13.0, HIGH)), (0.0, 99.0, (LOW, HIGH))],
)
def test_what_reaches_out_of_the_event_is_cut_and_said(
    start: float, stop: float, span: tuple[float, float]
) -> None:
    found = read(said(CHASE, start, stop))
    assert [(one.start_s, one.stop_s) for one in found.claims] == [span]
    assert "is cut to the event" in found.remarks[0]


@pytest.mark.parametrize(
    ("start", "stop", "why"),
    [
        (1.0, 3.0, "lies outside"),
        (16.0, 17.0, "lies outside"),
        (14.0, 13.0, "is none"),
        (math.nan, 13.0, "is none"),
        (15.9, 15.93, "nothing of its time"),
    ],
)
@pytest.mark.parametrize("triple", [CHASE, REAR])
def test_no_time_in_the_event(start: float, stop: float, why: str, triple: Triple) -> None:
    found = read(said(triple, start, stop))
    assert found.claims == ()
    assert why in found.remarks[0]
    assert triple in found.assessed


def test_a_lasting_behavior_at_one_moment_holds_for_the_event() -> None:
    found = read(said(CHASE, 13.0, 13.0))
    assert found.claims == (Claim(CHASE, LOW, HIGH, 0.8),)
    assert "is a moment" in found.remarks[0]


@pytest.mark.parametrize(
    ("start", "stop", "span"),
    [
        (13.0, 13.0, (13.0, 13.0)),
        (13.0, None, (13.0, 13.0)),
        (None, 13.0, (13.0, 13.0)),
        (None, None, (LOW, HIGH)),
        (12.36, 12.36, (LOW, LOW)),
        (15.9, 15.9, (HIGH - 1e-6, HIGH - 1e-6 + 1e-6)),  # before the stop, which is not in it
    ],
)
def test_moments(start: float | None, stop: float | None, span: tuple[float, float]) -> None:
    found = read(said(ENTER, start, stop))
    assert [(one.start_s, one.stop_s) for one in found.claims] == [pytest.approx(span, abs=1e-9)]
    assert found.claims[0].start_s < HIGH
    assert found.remarks == ()


# claims that say the same, and that exclude each other


def test_equal_claims_become_one() -> None:
    found = read(said(CHASE, 13, 14, 0.5), said(CHASE, 13.5, 15, 0.9), said(CHASE, 15.2, 15.4, 0.1))
    assert found.claims == (Claim(CHASE, 13, 15, 0.9), Claim(CHASE, 15.2, 15.4, 0.1))
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("chase", "follow", "stays"), [(0.9, 0.5, CHASE), (0.5, 0.9, FOLLOW), (0.7, 0.7, CHASE)]
)
def test_of_two_that_exclude_each_other_the_surer_stays(
    chase: float, follow: float, stays: Triple
) -> None:
    found = read(said(FOLLOW, sure=follow), said(CHASE, sure=chase))
    assert [claim.triple for claim in found.claims] == [stays]
    lost = FOLLOW if stays == CHASE else CHASE
    assert found.remarks == (
        f"mouse_1 {lost.predicate} mouse_2: excluded by mouse_1 {stays.predicate} mouse_2; "
        "dropped.",
    )
    assert lost in found.assessed  # seen, and seen not to happen


def test_only_the_time_in_common_is_lost() -> None:
    found = read(said(FOLLOW, 12.5, 15.5, 0.5), said(CHASE, 13.0, 14.0, 0.9))
    assert found.claims == (
        Claim(FOLLOW, 12.5, 13.0, 0.5),
        Claim(CHASE, 13.0, 14.0, 0.9),
        Claim(FOLLOW, 14.0, 15.5, 0.5),
    )
    assert "only 12.50 to 13.00 s and 14.00 to 15.50 s is left" in found.remarks[0]


@pytest.mark.parametrize(
    "pair",
    [
        (said(CHASE), said(Triple("mouse_2", "follow", "mouse_1"))),  # of another subject
        (said(CHASE), said(REST)),  # not excluded by the ethogram
        (said(CHASE, 12.5, 13.0), said(FOLLOW, 13.0, 15.0)),  # one after the other
    ],
)
def test_what_does_not_exclude_each_other(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    found = read(*pair)
    assert len(found.claims) == 2
    assert found.remarks == ()


def test_a_moment_gives_way() -> None:
    found = read(said(ENTER, 13.5, 13.5, 1.0), said(CHASE, 13.0, 14.0, 0.1))
    assert [claim.triple for claim in found.claims] == [CHASE]
    outside = read(said(ENTER, 14.0, 14.0, 1.0), said(CHASE, 13.0, 14.0, 0.1))
    assert len(outside.claims) == 2


def test_a_confidence_that_is_none() -> None:
    found = read(said(CHASE, sure=85.0))
    assert math.isnan(found.claims[0].confidence)
    assert "confidence 85" in found.remarks[0]


# not visible


def unseen(subject: str, predicate: str | None = None, why: str = "hidden") -> dict[str, Any]:
    return {"subject": subject, "predicate": predicate, "why": why}


def test_one_behavior_is_not_visible() -> None:
    found = read(not_visible=[unseen("mouse_1", "chase")])
    assert found.not_visible == (CHASE,)
    assert set(found.assessed) == set(ASKED.legal) - {CHASE}
    assert found.remarks == ("Not visible: mouse_1 chase (hidden).",)


def test_an_animal_is_not_visible_nor_what_is_done_to_it() -> None:
    found = read(not_visible=[unseen("mouse_2")])
    assert set(found.assessed) == {REAR, REST, ENTER}
    assert CHASE in found.not_visible


def test_what_is_claimed_was_seen() -> None:
    found = read(said(CHASE), not_visible=[unseen("mouse_1")])
    assert CHASE in found.assessed
    assert CHASED in found.not_visible
    assert "claimed and called not visible" in found.remarks[1]


def test_the_tracks_can_tell_what_the_model_cannot() -> None:
    left = candidates({CHASED: "slow"})
    data = answer(not_visible=[unseen("mouse_2"), unseen("mouse_9")])
    found = read_description(data, EVENT, left)
    assert CHASED in found.assessed
    assert CHASED not in found.not_visible
    assert "mouse_9, which was not asked about" in found.remarks[1]


# whatever fits the form


def fitting(schema: Any) -> st.SearchStrategy[Any]:
    """Values that fit a schema."""
    if "anyOf" in schema:
        return st.one_of([fitting(one) for one in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "object":
        return st.fixed_dictionaries({k: fitting(v) for k, v in schema["properties"].items()})
    if schema["type"] == "array":
        return st.lists(fitting(schema["items"]), max_size=min(6, schema["maxItems"]))
    if schema["type"] == "number":
        return st.floats(schema["minimum"], schema["maximum"])
    return {"string": st.text(max_size=8), "null": st.none()}[schema["type"]]


FREE = replace(EVENT, start_s=12.4333333, stop_s=15.8666667)
STRUCK = candidates({CHASED: "slow", REAR: "long"})


@given(
    st.sampled_from([ASKED, STRUCK]).flatmap(
        lambda c: st.tuples(st.just(c), fitting(answer_schema(FREE, c)))
    )
)
@settings(max_examples=200, deadline=None)
def test_anything_that_fits_is_read(case: Any) -> None:
    asked, data = case
    assert faults(data, answer_schema(FREE, asked)) == []
    found = read_description(Answer(data, "", Usage()), FREE, asked)
    check(found, asked)
    entries = len(data["claims"])
    if entries and not found.claims:
        assert found.remarks  # nothing gets lost without a word


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["mouse_1", "mouse_2", "nest", "x"]),
            st.sampled_from(["chase", "follow", "rear", "rest", "enter", "x"]),
            st.sampled_from([None, "mouse_1", "mouse_2", "nest", "x"]),
            st.none() | st.floats(),
            st.none() | st.floats(),
            st.floats(),
        ),
        max_size=8,
    )
)
@settings(max_examples=200, deadline=None)
def test_whatever_a_model_invents(entries: Any) -> None:
    """Names, times and confidences of servers that hold a model to nothing."""
    claims = [said(Triple(s, p, o), start, stop, sure) for s, p, o, start, stop, sure in entries]
    found = read_description(answer(*claims), FREE, STRUCK)
    check(found, STRUCK)


def check(found: EventDescription, asked: Any) -> None:
    """What holds for every description."""
    for claim in found.claims:
        assert FREE.start_s <= claim.start_s <= claim.stop_s <= FREE.stop_s
        assert claim.start_s < FREE.stop_s
        assert math.isnan(claim.confidence) or 0 <= claim.confidence <= 1
        assert claim.triple in found.assessed
        assert claim.triple in asked.asked
    assert set(found.assessed) | set(found.not_visible) == set(asked.legal)
    assert not set(found.assessed) & set(found.not_visible)
    times = {(c.triple, c.start_s) for c in found.claims}
    assert len(times) == len(found.claims)
    chases = [c for c in found.claims if c.triple == CHASE]
    for other in (c for c in found.claims if c.triple == FOLLOW):
        assert all(other.stop_s <= c.start_s or c.stop_s <= other.start_s for c in chases)
