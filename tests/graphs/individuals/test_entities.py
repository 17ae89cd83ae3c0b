"""What is called how, who is who, and operations that people append."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.errors import DataError, UserError
from graphs.individuals.entities import Entity, Mention, Names, Operation, entities, mentions_of
from graphs.individuals.entity_log import EntityLog
from graphs.records import Fact

MENTIONS = [
    Mention("A", "ind1", "animal", 3), Mention("A", "ind2", "animal", 2),
    Mention("B", "ind1", "animal", 5), Mention("B", "m12", "animal", 4),
    Mention("C", "m12", "animal", 1), Mention("C", "Nest", "zone", 1),
    Mention("A", "nest", "zone", 1), Mention("B", "nest", "zone", 2),
]  # fmt: skip
NAMED = {"B": {"m12"}}


@pytest.fixture
def log(tmp_path: Path) -> EntityLog:
    return EntityLog(tmp_path / "project.db")


def names(log: EntityLog) -> Names:
    return Names(log.operations(), NAMED)


def test_by_default_a_name_is_the_name(log: EntityLog, tmp_path: Path) -> None:
    said = names(log)
    assert said.resolved("A", "ind1") == "ind1"
    assert said.mapping("A", ["ind1", "nest"]) == {"ind1": "ind1", "nest": "nest"}
    assert said.identity("A", "ind1") == "ind1@A"
    assert said.identity("B", "ind1") == "ind1@B"
    assert said.identity("B", "m12") == "m12"  # a person named it there
    assert said.identity("C", "m12") == "m12@C"
    assert said.identity("A", "nest", "zone") == said.identity("B", "nest", "zone") == "nest"
    assert said.identity("A", "cup", "object") == "cup"
    assert said.class_of("A", "ind1") is None
    assert list(tmp_path.iterdir()) == []


def test_one_that_is_named_is_known(log: EntityLog) -> None:
    made = log.rename("A", "ind1", "m12", "mara", mentions=MENTIONS)
    assert made == Operation(1, made.at, "mara", "rename", (("A", "ind1"),), "m12")
    assert datetime.fromisoformat(made.at).utcoffset() is not None
    assert log.operations() == [made]
    assert names(log).mapping("A", ["ind1", "ind2"]) == {"ind1": "m12", "ind2": "ind2"}
    assert names(log).identity("A", "ind1") == names(log).identity("B", "m12") == "m12"
    assert names(log).identity("C", "m12") == "m12@C"
    assert names(log).resolved("B", "ind1") == "ind1"


def test_other_words_everywhere_say_nothing_about_who(log: EntityLog) -> None:
    log.rename(None, "ind1", "resident", "mara", mentions=MENTIONS)
    said = names(log)
    assert (said.identity("A", "ind1"), said.identity("B", "ind1")) == ("resident@A", "resident@B")
    log.rename(None, "m12", "Bo", "mara", mentions=MENTIONS)
    said = names(log)
    assert (said.identity("B", "m12"), said.identity("C", "m12")) == ("Bo", "Bo@C")
    log.rename(None, "nest", "shelter", "mara", mentions=MENTIONS)
    assert names(log).identity("A", "nest", "zone") == "shelter"


def test_operations_follow_what_is_shown(log: EntityLog) -> None:
    log.rename(None, "ind2", "Bo", "mara", mentions=MENTIONS)
    log.rename("A", "ind1", "m12", "mara", mentions=MENTIONS)
    log.rename(None, "m12", "Max", "mara", mentions=MENTIONS)
    said = names(log)
    assert [said.resolved(*m) for m in (("A", "ind1"), ("B", "m12"), ("C", "m12"))] == ["Max"] * 3
    log.rename(None, "Bo", "ind1", "mara", mentions=MENTIONS)  # shown as ind1 is not labelled so
    assert names(log).resolved("A", "ind2") == "ind1"
    log.rename("A", "ind2", "Moritz", "mara", mentions=MENTIONS)  # starts from the label again
    assert names(log).resolved("A", "ind2") == "Moritz"
    with pytest.raises(UserError, match=r"'m12' does not occur in any recording"):
        log.rename(None, "m12", "Mia", "mara", mentions=MENTIONS)


def test_merge_is_one_individual(log: EntityLog) -> None:
    log.merge([("A", "ind2"), ("B", "ind1")], "Bo", "mara", mentions=MENTIONS)
    said = names(log)
    assert said.identity("A", "ind2") == said.identity("B", "ind1") == "Bo"
    assert said.resolved("A", "ind1") == "ind1"
    log.merge([(None, "m12")], "m12", "mara", mentions=MENTIONS)
    assert names(log).identity("C", "m12") == "m12"
    log.merge([(None, "nest"), (None, "Nest")], "nest", "mara", mentions=MENTIONS)
    assert names(log).identity("C", "Nest", "zone") == "nest"


def test_kept_apart(log: EntityLog) -> None:
    log.merge([("A", "ind1"), ("C", "m12")], "m12", "mara", mentions=MENTIONS)
    log.separate([("C", "m12")], "mara", mentions=MENTIONS)
    log.merge([(None, "m12")], "Bo", "mara", mentions=MENTIONS)  # leaves out what is apart
    said = names(log)
    assert said.resolved("C", "m12") == "m12"
    assert said.identity("C", "m12") == "m12@C"
    assert said.known("C", "m12")
    assert said.identity("A", "ind1") == "Bo"
    log.separate([("A", "nest")], "mara", mentions=MENTIONS)
    assert names(log).identity("A", "nest", "zone") == "nest@A"
    assert names(log).identity("B", "nest", "zone") == "nest"
    log.separate([(None, "nest"), (None, "Nest")], "mara", mentions=MENTIONS)
    assert names(log).kept_apart("Nest", "nest")
    assert not names(log).kept_apart("Nest", "ind1")


def test_classes(log: EntityLog) -> None:
    log.classify([(None, "m12")], "house mouse", "mara", synset="mouse.n.01", mentions=MENTIONS)
    log.rename("A", "ind1", "m12", "mara", mentions=MENTIONS)
    log.rename(None, "m12", "Bo", "mara", mentions=MENTIONS)
    log.classify([("C", "m12")], "wood mouse", "mara", mentions=MENTIONS)
    said = names(log)
    assert said.class_of("A", "ind1") == ("house mouse", "mouse.n.01")
    assert said.class_of("B", "m12") == ("house mouse", "mouse.n.01")
    assert said.class_of("C", "m12") == ("wood mouse", None)
    assert said.class_of("A", "ind2") is None


def test_two_at_once_are_not_one(log: EntityLog) -> None:
    attempts: list[Callable[[], Operation]] = [
        lambda: log.rename("A", "ind1", "ind2", "mara", mentions=MENTIONS),
        lambda: log.rename(None, "ind1", "m12", "mara", mentions=MENTIONS),
        lambda: log.merge([(None, "ind1"), (None, "m12")], "Bo", "mara", mentions=MENTIONS),
    ]
    for wrong in attempts:
        with pytest.raises(UserError, match=r"'.*' and '.*' both occur in recording '[AB]'.*force"):
            wrong()
    assert log.operations() == []
    forced = log.rename("A", "ind1", "ind2", "mara", mentions=MENTIONS, force=True)
    assert (forced.action, forced.mentions) == ("merge", (("A", "ind1"), ("A", "ind2")))
    assert names(log).identity("A", "ind1") == names(log).identity("A", "ind2") == "ind2"
    log.rename("B", "ind1", "m13", "mara", mentions=MENTIONS)  # A is no news and in nobody's way
    alone = log.rename("B", "ind1", "m14", "mara", mentions=MENTIONS, force=True)
    assert alone.action == "rename"
    log.merge([(None, "nest"), (None, "ind2")], "x", "mara", mentions=MENTIONS)


def test_labels_that_were_swapped(log: EntityLog) -> None:
    log.rename("A", "ind1", "for now", "mara", mentions=MENTIONS)
    log.rename("A", "ind2", "ind1", "mara", mentions=MENTIONS)
    log.rename("A", "ind1", "ind2", "mara", mentions=MENTIONS)
    assert names(log).mapping("A", ["ind1", "ind2"]) == {"ind1": "ind2", "ind2": "ind1"}
    with pytest.raises(UserError, match="both occur in recording 'A'"):
        log.undo(2, by="mara", mentions=MENTIONS)
    assert log.undo(2, by="mara", mentions=MENTIONS, force=True).undoes == 2


WRONG: list[tuple[str, Callable[[EntityLog], object]]] = [
    ("Who did it", lambda log: log.rename("A", "ind1", "Bo", " ", mentions=MENTIONS)),
    ("The new name must not", lambda log: log.rename("A", "ind1", "", "x", mentions=MENTIONS)),
    ("The name of the one", lambda log: log.merge([("A", "ind1")], " ", "x", mentions=MENTIONS)),
    ("The class must not", lambda log: log.classify([(None, "m12")], "", "x", mentions=MENTIONS)),
    ("none were given", lambda log: log.merge([], "Bo", "x", mentions=MENTIONS)),
    ("no names were given", lambda log: log.classify([], "mouse", "x", mentions=MENTIONS)),
    ("'Bo' does not occur in recording 'A'; known: ind1, ind2, nest",
     lambda log: log.rename("A", "Bo", "Max", "x", mentions=MENTIONS)),
    ("'ind3' does not occur in any recording; did you mean 'ind",
     lambda log: log.rename(None, "ind3", "Max", "x", mentions=MENTIONS)),
    ("'a' does not .*'b' does not",
     lambda log: log.merge([("A", "a"), ("A", "b")], "c", "x", mentions=MENTIONS)),
    ("at least two names", lambda log: log.separate([(None, "ind1")], "x", mentions=MENTIONS)),
    ("at least two names", lambda log: log.separate([], "x", mentions=MENTIONS)),
    ("at least two names",
     lambda log: log.separate([("A", "ind1"), (None, "m12")], "x", mentions=MENTIONS)),
    ("no entry 3", lambda log: log.undo(3, by="x", mentions=MENTIONS)),
    ("nothing left to undo", lambda log: log.undo(by="x", mentions=MENTIONS)),
    ("nothing to bring back", lambda log: log.redo(by="x", mentions=MENTIONS)),
]  # fmt: skip


@pytest.mark.parametrize(("message", "say"), WRONG, ids=[f"{i}" for i in range(len(WRONG))])
def test_what_cannot_be_said(
    log: EntityLog, message: str, say: Callable[[EntityLog], object]
) -> None:
    with pytest.raises(UserError, match=message):
        say(log)
    assert log.operations() == []


def test_a_shown_name_is_told_from_a_label(log: EntityLog) -> None:
    log.rename("A", "ind1", "Bo", "mara", mentions=MENTIONS)
    with pytest.raises(
        UserError, match="'Bo' does not occur in recording 'A'; labelled there as 'ind1'"
    ):
        log.rename("A", "Bo", "Max", "mara", mentions=MENTIONS)


def test_undo_and_redo(log: EntityLog) -> None:
    log.rename("A", "ind1", "Bo", "mara", mentions=MENTIONS)
    log.rename("A", "ind1", "Max", "ben", mentions=MENTIONS)
    assert names(log).resolved("A", "ind1") == "Max"
    assert log.undo(by="mara", mentions=MENTIONS).undoes == 1
    assert log.undo(2, by="mara", mentions=MENTIONS).undoes == 2
    assert names(log).resolved("A", "ind1") == "ind1"
    log.redo(by="mara", mentions=MENTIONS)
    assert names(log).resolved("A", "ind1") == "Max"
    assert [op.action for op in log.operations()] == ["rename", "rename", "undo", "undo", "undo"]
    assert log.last_seq() == 5


def test_several_at_once_or_none(log: EntityLog) -> None:
    with pytest.raises(UserError, match="does not occur"):
        half_wrong(log)
    assert log.operations() == []


def half_wrong(log: EntityLog) -> None:
    with log.together():
        log.rename("A", "ind1", "Bo", "mara", mentions=MENTIONS)
        log.rename("A", "nobody", "Max", "mara", mentions=MENTIONS)


def test_a_row_that_holds_no_names_is_named(log: EntityLog) -> None:
    log.rename("A", "ind1", "Bo", "mara", mentions=MENTIONS)
    connection = sqlite3.connect(log._db.path)
    connection.execute(
        "INSERT INTO entity_operation (seq, at, by, action, mentions, name) "
        "VALUES (2, 'now', 'x', 'rename', ?, 'y')",
        [json.dumps([["A"]])],
    )
    connection.commit()
    connection.close()
    with pytest.raises(DataError, match=r"'project.db' .*operation 2 does not hold names"):
        log.operations()


CHASE = Fact("A", "m1", "chase", "m2", 0, 1, 0, 30, "state", 1, "asserted", "rule", "run")


def test_mentions_of_facts() -> None:
    facts = [
        CHASE,
        replace(CHASE, status="rejected"),
        replace(CHASE, predicate="enter", object="nest"),
        replace(CHASE, subject="m2", predicate="rear", object=None),
        replace(CHASE, subject="m2", predicate="groom", object="m2"),
        replace(CHASE, recording="B", object="m2"),
    ]
    assert mentions_of(facts, {"nest": "zone"}) == [
        Mention("A", "m1", "animal", 2),
        Mention("A", "m2", "animal", 3),
        Mention("A", "nest", "zone", 1),
        Mention("B", "m1", "animal", 1),
        Mention("B", "m2", "object", 1),
    ]


def test_entities(log: EntityLog) -> None:
    log.rename("A", "ind1", "m12", "mara", mentions=MENTIONS)
    log.classify([("B", "m12")], "house mouse", "mara", synset="mouse.n.01", mentions=MENTIONS)
    assert entities(MENTIONS, names(log)) == [
        Entity("ind1", "animal", "ind1@B", False, ("B",), 5),
        Entity("ind2", "animal", "ind2@A", False, ("A",), 2),
        Entity("m12", "animal", "m12", True, ("A", "B"), 7, "house mouse", "mouse.n.01"),
        Entity("m12", "animal", "m12@C", False, ("C",), 1),
        Entity("Nest", "zone", "Nest", True, ("C",), 1),
        Entity("nest", "zone", "nest", True, ("A", "B"), 3),
    ]


SPOKEN = st.tuples(st.sampled_from(["A", "B", None]), st.sampled_from(["x", "y", "z"]))


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["rename", "merge", "separate", "classify"]),
            st.lists(SPOKEN, min_size=1, max_size=3),
            st.sampled_from(["x", "y", "z", "w"]),
        ),
        max_size=8,
    ),
    st.permutations(range(8)),
)
def test_undoing_everything_gives_the_labels(
    deeds: list[tuple[str, list[tuple[str | None, str]], str]], order: list[int]
) -> None:
    done = [
        Operation(
            seq, "now", "mara", action, tuple(spoken), None if action == "separate" else name,  # type: ignore[arg-type]
        )
        for seq, (action, spoken, name) in enumerate(deeds, 1)
    ]  # fmt: skip
    Names(done).mapping("A", ["x", "y", "z"])  # ends, whatever goes in circles
    targets = [index + 1 for index in order if index < len(deeds)]
    undone = [
        Operation(len(done) + i, "now", "mara", "undo", (), undoes=target)
        for i, target in enumerate(targets, 1)
    ]
    said = Names([*done, *undone])
    assert said.mapping("A", ["x", "y", "z"]) == {"x": "x", "y": "y", "z": "z"}
    assert said.identity("A", "x") == "x@A"
    assert said.class_of("A", "x") is None
