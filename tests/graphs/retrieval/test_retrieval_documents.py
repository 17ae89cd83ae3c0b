"""Documents from records and tables; words, vectors and BM25 by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pytest
from made_events import crowd, event, fact

from graphs.errors import UserError
from graphs.ethogram import parse_ethogram
from graphs.records import microseconds
from graphs.retrieval.documents import ANIMAL, OBJECT, ZONE, Documents, Floats
from graphs.retrieval.embedding import DenseIndex, HashedNgrams, embedded
from graphs.retrieval.lexical import LexicalIndex, name_words, stem, words
from graphs.retrieval.reading import documents_from_tables, documents_of
from graphs.storage.tables import EVENT_SCHEMA, FACT_SCHEMA


def contents(documents: Documents) -> dict[tuple[str, str], tuple[float, float, list[str]]]:
    return {
        documents.key(d): (
            int(documents.start_us[d]) / 1e6,
            int(documents.stop_us[d]) / 1e6,
            documents.sentences(d),
        )
        for d in range(len(documents))
    }


def test_facts_go_to_their_event_or_where_they_start_or_to_a_window() -> None:
    facts = [
        fact("a", "m1", "rear", None, 15.0),  # by name, although it starts in b
        fact(None, "m1", "chase", "m2", 10.0),
        fact(None, "m1", "groom", None, 9.99, lasts=0.0),
        fact("gone", "m2", "rear", None, 9.0),  # its event is not there
        fact(None, "m2", "rear", None, 20.0),  # b is over
        fact(None, "m2", "rear", None, 130.0, recording="s"),
        fact("a", "m2", "rear", None, 1.0, status="rejected"),
        fact("a", "m2", "rear", None, 1.0, status="superseded"),
    ]
    events = [event("a", 0, 10), event("b", 10, 20), event("c", 30, 30)]
    assert contents(documents_of(facts, events, window_s=60)) == {
        ("r", "a"): (0, 10, [
            "m2 rears from 9.0 to 10.0 s", "m1 grooms at 9.99 s", "m1 rears from 15.0 to 16.0 s",
        ]),
        ("r", "b"): (10, 20, ["m1 chases m2 from 10.0 to 11.0 s"]),
        ("r", "c"): (30, 30, []),
        ("r", "window-000000"): (0, 60, ["m2 rears from 20.0 to 21.0 s"]),
        ("s", "window-000002"): (120, 180, ["m2 rears from 130.0 to 131.0 s"]),
    }  # fmt: skip


def test_without_events_those_that_facts_name_last_as_long_as_they_do() -> None:
    facts = [fact("a", "m1", "rear", None, 5.0), fact("a", "m1", "rear", None, 1.0)]
    facts += [fact(None, "m1", "rear", None, 3.0)]
    found = contents(documents_of(facts))
    assert {key: value[:2] for key, value in found.items()} == {("r", "a"): (1, 6)}
    assert len(found["r", "a"][2]) == 3


def test_nothing_is_a_document() -> None:
    empty = documents_of([])
    assert len(empty) == 0
    assert len(documents_of([], [event("a", 0, 1)])) == 1
    assert len(documents_from_tables(FACT_SCHEMA.empty_table(), EVENT_SCHEMA.empty_table())) == 0


def test_tables_give_the_same_as_records() -> None:
    facts = crowd(2, 30)
    animals = {(f.recording, f.subject) for f in facts}
    columns = {
        "recording": [f.recording for f in facts],
        "fact_id": [f.fact_id for f in facts],
        "subject": [f.subject for f in facts],
        "predicate": [f.predicate for f in facts],
        "object": [f.object for f in facts],
        "start_us": [microseconds(f.start_s) for f in facts],
        "stop_us": [microseconds(f.stop_s) for f in facts],
        "kind": ["state"] * len(facts),
        "status": [f.status for f in facts],
        "source": ["rule"] * len(facts),
        "run": ["r1"] * len(facts),
        "event_id": [f.event_id for f in facts],
        "evidence": ["{}"] * len(facts),
        "object_is_animal": [(f.recording, f.object) in animals for f in facts],
        "subject_labelled": [f.subject for f in facts],
    }
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    table = pa.Table.from_pylist(rows, schema=FACT_SCHEMA)
    ours, theirs = documents_from_tables(table), documents_of(facts)
    assert contents(ours) == contents(theirs)
    assert sorted(ours.facts.fact_id.tolist()) == sorted(f.fact_id for f in facts)


def test_kinds_of_objects() -> None:
    ethogram = parse_ethogram('[behavior.enter]\ndefinition = "d"\ntarget = "zone"')
    facts = [
        fact("e", "m1", "enter", "hut", 0),
        fact("e", "m1", "sniff", "hut", 1),
        fact("e", "m1", "enter", "m1", 2),
        fact("e", "m1", "rear", None, 3),
    ]
    documents = documents_of(facts, ethogram=ethogram)
    assert documents.facts.object_kind.tolist() == [ZONE, OBJECT, ANIMAL, 0]


def test_own_texts_stand_for_facts() -> None:
    facts = [fact("a", "m1", "rear", None, 1.0), fact("b", "m1", "rear", None, 9.0)]
    documents = documents_of(facts, texts={("r", "a"): "A mouse stands up."})
    found = contents(documents)
    assert found["r", "a"][2] == ["A mouse stands up."]
    index, dense = LexicalIndex.of(documents), DenseIndex.of(documents, HashedNgrams())
    a = next(d for d in range(2) if documents.key(d)[1] == "a")
    assert index.scores(["stand"]).nonzero()[0].tolist() == [a]
    assert index.scores(["rear"]).nonzero()[0].tolist() == [1 - a]
    assert dense.scores("A mouse stands up.")[a] == pytest.approx(1)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: documents_of([], window_s=0), "Windows last 0 s"),
        (lambda: documents_of([], [event("a", 0, 1), event("a", 1, 2)]), "'a' of 'r'"),
        (lambda: documents_of([], [event("a", 0, 1)], texts={("r", "b"): ""}), "'b' of 'r'"),
    ],
)
def test_documents_that_cannot_be(make: object, message: str) -> None:
    assert callable(make)
    with pytest.raises(UserError, match=message):
        make()


@pytest.mark.parametrize(
    "same",
    [
        ("chase", "chases", "chased", "chasing"), ("rest", "rests", "resting"),
        ("groom", "grooms", "grooming"), ("run", "running", "runs"), ("fly", "flies", "flying"),
        ("sniff", "sniffs", "sniffed"), ("watch", "watches"), ("ride", "riding"),
        ("horse", "horses"), ("approach", "approaches", "approached"), ("sit", "sitting"),
    ],
)  # fmt: skip
def test_forms_of_a_word_are_one(same: Sequence[str]) -> None:
    assert len({stem(word) for word in same}) == 1


def test_other_words_are_others() -> None:
    others = ["grass", "gras", "chaser", "bus", "bring", "bed", "king", "this", "leave", "leaf"]
    assert len({stem(word) for word in others}) == len(others)


def test_words_of_a_text() -> None:
    assert words("Did mouse_1 chase the mouse-2, or mouse3?") == ["mous1", "mous2", "mous3", "chas"]
    assert words("mouse 1") == ["mous1", "mous", "1"]
    assert name_words("Mouse_1") == name_words("mouse 1") == ("mous", "1")
    assert name_words("nose_to_tail") == ("nos", "to", "tail")


def test_bm25_by_hand() -> None:
    texts = {("r", "a"): "wolf wolf deer", ("r", "b"): "deer", ("r", "c"): "fox deer hare owl"}
    events = [event(name, i, i + 1) for i, (_, name) in enumerate(texts)]
    index = LexicalIndex.of(documents_of([], events, texts=texts))
    # mean length 8 / 3; wolf: idf ln(1 + 2.5 / 1.5), 2 of 3 words
    expected = np.log(1 + 2.5 / 1.5) * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / (8 / 3)))
    assert index.scores(["wolf"]).tolist() == pytest.approx([expected, 0, 0])
    assert index.scores(["wolf", "wolf"])[0] == pytest.approx(2 * expected)
    # a and b alone: mean length 2, deer in both
    idf, part = np.log(1 + 0.5 / 2.5), 2.2 / (1 + 1.2 * (0.25 + 0.75 * 1 / 2))
    allowed = np.array([True, True, False])
    assert index.scores(["deer"], allowed)[1:].tolist() == pytest.approx([idf * part, 0])
    assert not index.scores(["unheard"]).any()


def test_vectors_of_spelling() -> None:
    encoder = HashedNgrams()
    sniff, sniffing, shelter, refuge, nothing = encoder.embed(
        ["sniff", "sniffing", "shelter", "refuge", "..."]
    )
    assert np.linalg.norm(sniff) == pytest.approx(1)
    assert not nothing.any()
    assert sniff @ sniffing > 0.4
    assert abs(shelter @ refuge) < 0.2
    assert (encoder.embed(["mouse chases"]) == HashedNgrams().embed(["mouse chases"])).all()
    # the same on every machine: CRC-32 is no secret of this process
    assert np.flatnonzero(HashedNgrams(16).embed(["ab"])[0]).tolist() == [5, 10, 14]
    with pytest.raises(UserError, match="at least 1"):
        HashedNgrams(0)


def test_an_encoder_that_returns_another_shape() -> None:
    class Wrong:
        name, dim = "wrong", 3

        def embed(self, texts: Sequence[str]) -> Floats:
            return np.zeros((len(texts), 4), np.float32)

    with pytest.raises(UserError, match="'wrong' returned shape"):
        embedded(Wrong(), ["a"])
