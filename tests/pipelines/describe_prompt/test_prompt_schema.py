"""The form of an answer: strict, bounded, and the names are those of the question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from prompt_cases import CHASE, ENTER, ETHOGRAM, EVENT, REAR, answer, candidates, cast, said

from pipelines.arena import Arena
from pipelines.describe.claims import Triple
from pipelines.describe.prompt.candidates import Candidates, legal_triples
from pipelines.describe.prompt.cast import cast_of
from pipelines.describe.prompt.schema import answer_schema
from pipelines.models.json_schema import faults


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema in a schema."""
    yield schema
    inner = [*schema.get("properties", {}).values(), *schema.get("anyOf", [])]
    for one in [*inner, *([schema["items"]] if "items" in schema else [])]:
        yield from parts(one)


@pytest.mark.parametrize("reasoning", [False, True])
def test_strict(reasoning: bool) -> None:
    """As the strict mode of hosted models asks: all is required, nothing else is allowed."""
    schema = answer_schema(EVENT, candidates(), reasoning=reasoning)
    for one in parts(schema):
        assert ("type" in one) != ("anyOf" in one)
        if one.get("type") == "object":
            assert one["required"] == list(one["properties"])
            assert one["additionalProperties"] is False
        if one.get("type") == "array":
            assert 0 < one["maxItems"] <= 16
    assert next(iter(schema["properties"])) == ("reasoning" if reasoning else "claims")


def test_answers_that_fit_and_that_do_not() -> None:
    schema = answer_schema(EVENT, candidates())
    unseen = {"subject": "mouse_2", "predicate": None, "why": "in the nest"}
    other = {"subject": None, "words": "a hand"}
    good = answer(said(CHASE), said(REAR, 12.4, 13), not_visible=[unseen], other=[other])
    assert faults(dict(good.data), schema) == []

    def wrong(**change: Any) -> list[str]:
        return faults(dict(answer({**said(CHASE), **change}).data), schema)

    assert "claims[0].subject" in wrong(subject="mouse_3")[0]
    assert "claims[0].predicate" in wrong(predicate="hunt")[0]
    assert "claims[0].object" in wrong(object="feeder")[0]
    assert "claims[0].start_s" in wrong(start_s=11.0)[0]
    assert "claims[0].stop_s" in wrong(stop_s=16.5)[0]
    assert "claims[0].confidence" in wrong(confidence=85)[0]
    assert "not asked for" in wrong(why="it runs")[0]
    assert len(faults(dict(answer(*[said(CHASE)] * 17).data), schema)) == 1


def test_every_text_has_a_longest_length() -> None:
    schema = answer_schema(EVENT, candidates(), reasoning=True)
    free = [one for one in parts(schema) if one.get("type") == "string" and "enum" not in one]
    assert [one["maxLength"] for one in free] == [1500, 200, 200]
    runaway = {"subject": None, "words": "digs and " * 30}
    [fault] = faults({"reasoning": "", **answer(other=[runaway]).data}, schema)
    assert fault == "the answer.other[0].words has 270 letters; expected at most 200"


def test_printed_times_fit() -> None:
    """Times are printed with two decimals, so 12.44 and 15.86 stand for this event."""
    third = EVENT.__class__("r", "e", "bout", 12.4444, 15.8555, None, "by hand")
    schema = answer_schema(third, candidates())
    assert faults(dict(answer(said(CHASE, 12.44, 15.86)).data), schema) == []


def test_struck_out_names_are_not_offered() -> None:
    left = candidates({triple: "far" for triple in candidates().legal if triple.object is not None})
    schema = answer_schema(EVENT, left)
    assert faults(dict(answer(said(REAR)).data), schema) == []
    found = faults(dict(answer(said(ENTER)).data), schema)
    assert any("predicate" in fault for fault in found)
    assert any("object" in fault for fault in found)
    alone = Candidates(ETHOGRAM, legal_triples(ETHOGRAM, cast_of(["a"], Arena())))
    assert faults(dict(answer(said(Triple("a", "rest"))).data), answer_schema(EVENT, alone)) == []


def test_many_animals_can_all_be_named() -> None:
    names = tuple(f"m{n}" for n in range(30))
    many = Candidates(ETHOGRAM, legal_triples(ETHOGRAM, cast(names)))
    lists = answer_schema(EVENT, many)["properties"]
    assert lists["not_visible"]["maxItems"] == 30  # type: ignore[index]
    assert lists["claims"]["maxItems"] == 60  # type: ignore[index]
