"""`workbench.knowledge.graph`: asked in Python and in words, corrected, renamed, from threads."""

from __future__ import annotations

import math
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from told_project import LOOKED_S, ONE, TWO, damage, told_fact, told_project, told_recording

from graphs.errors import UserError
from graphs.filters import FactFilter
from graphs.query.nodes import Combined, Count, Pattern, Related, Sequence, Transitions
from workbench.analysis.bouts import Bouts
from workbench.knowledge import lookup
from workbench.knowledge.asked import completed, only, window_of
from workbench.knowledge.graph import KnowledgeGraph
from workbench.project import open_project

Rows = dict[tuple[str, str, str | None, str], tuple[list[list[float]], list[list[float]]]]


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KnowledgeGraph:
    monkeypatch.setenv("WORKBENCH_USER", "mara")
    return told_project(tmp_path).graph()


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """A graph that tests only ask; of its chases one is rejected and one corrected."""
    graph = told_project(tmp_path_factory.mktemp("corrected")).graph()
    first, second, *_ = graph.records(FactFilter(predicate="chase"))
    graph.corrections.reject(first, "mara")
    graph.corrections.edit(second, "mara", stop_s=second.stop_s + 0.5)
    return graph


def rows(bouts: Bouts | None) -> Rows:
    """Return who does what to whom -> bouts and assessed times."""
    assert bouts is not None
    return {
        (row.recording, row.subject or "", row.object, row.label): (
            bouts.span(i).tolist(), bouts.assessed[i].tolist(),
        )
        for i, row in enumerate(bouts.rows)
    }  # fmt: skip


def spans(bouts: Bouts | None) -> dict[tuple[str, str, str | None, str], list[list[float]]]:
    return {key: found for key, (found, _) in rows(bouts).items() if found}


# facts and questions in words -------------------------------------------------------------------


def test_facts_with_what_was_assessed(graph: KnowledgeGraph) -> None:
    whole = [[0, LOOKED_S]]
    assert rows(graph.facts("A", "chase", recording=ONE)) == {
        (ONE, "A", "B", "chase"): ([[2, 4], [10, 12]], whole),
    }
    assert spans(graph.facts(predicate="chase")) == {
        (ONE, "A", "B", "chase"): [[2, 4], [10, 12]],
        (TWO, "A", "B", "chase"): [[1, 3]],
        (TWO, "A", "C", "chase"): [[5, 6]],
    }
    assert float(graph.facts("B", "rest").total_s) == 3
    assert spans(graph.facts(object=[None], recording=TWO)) == {(TWO, "C", None, "rest"): [[8, 10]]}
    assert spans(graph.facts(object="shelter")) == {(ONE, "A", "shelter", "enter"): [[15, 15]]}


def test_what_has_no_object_is_not_assessed_towards_one(graph: KnowledgeGraph) -> None:
    """Run and rest were looked for as well, but not towards anybody."""
    towards = graph.facts(object="B", recording=ONE)
    assert {row.label for row in towards.rows} == {"chase", "flee"}
    alone = graph.facts(predicate=["run", "rest", "enter"], recording=ONE)
    assert float(alone.assessed_s) == 3 * LOOKED_S
    assert float(towards.assessed_s) == 2 * LOOKED_S
    assert float(towards.fraction) == pytest.approx(4 / (2 * LOOKED_S))
    in_words = graph.query(f'? ? B in "{ONE}"')
    assert in_words.totals is not None
    assert in_words.totals["assessed_s"] == float(towards.assessed_s)
    assert {row.label for row in graph.facts(object="shelter", recording=ONE).rows} == {"enter"}
    with_none = graph.facts(object=["B", None], recording=ONE)
    assert {"run", "rest", "chase"} <= {row.label for row in with_none.rows}


def test_a_window_cuts_bouts_and_assessed(graph: KnowledgeGraph) -> None:
    found = graph.facts("A", "chase", recording=ONE, between=(3, 11))
    assert rows(found) == {(ONE, "A", "B", "chase"): ([[3, 4], [10, 11]], [[3, 11]])}
    assert float(found.fraction) == pytest.approx(2 / 8)
    late = graph.facts("A", "chase", recording=ONE, between=(11, math.inf))
    assert rows(late) == {(ONE, "A", "B", "chase"): ([[11, 12]], [[11, LOOKED_S]])}


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("chase", {"predicate": "chase"}),
        ("pursue", {"predicate": "pursue"}),
        ("A chase B", {"subject": "A", "predicate": "chase", "object": "B"}),
        ("A/C ?", {"subject": ["A", "C"]}),
        ("? ? B", {"object": "B"}),
        ("locomotion", {"predicate": "locomotion"}),
        (f'chase in "{ONE}"', {"predicate": "chase", "recording": ONE}),
        ("chase with confidence >= 0.8", {"predicate": "chase", "min_confidence": 0.8}),
        ("chase between 3 s and 11 s", {"predicate": "chase", "between": (3, 11)}),
        ("chase with status rejected", {"predicate": "chase", "status": "rejected"}),
        ("chase with any status", {"predicate": "chase", "status": None}),
        ("chase by human", {"predicate": "chase", "source": "human"}),
        ("chase by rule", {"predicate": "chase", "source": "rule"}),
    ],
)
def test_words_and_arguments_give_the_same(
    corrected: KnowledgeGraph, words: str, asked: dict[str, object]
) -> None:
    found = rows(corrected.facts(**asked))  # type: ignore[arg-type]
    answered = rows(corrected.query(words).bouts)
    assert {k: v for k, v in answered.items() if v[0]} == {k: v for k, v in found.items() if v[0]}
    assert {key: looked for key, (_, looked) in answered.items()} == {
        key: looked for key, (_, looked) in found.items()
    }


def test_a_question_in_a_window_never_exceeds_what_was_assessed(graph: KnowledgeGraph) -> None:
    answered = graph.query(f'A chase B in "{ONE}" between 3 s and 11 s')
    assert rows(answered.bouts) == {
        (ONE, "A", "B", "chase"): ([[3, 4], [10, 11]], [[3, 11]]),
    }
    assert answered.table["start_us"].tolist() == [2_000_000, 10_000_000]
    fled = graph.query("?x chase ?y while (?y flee ?x) between 3 s and 20 s").bouts
    assert spans(fled) == {(ONE, "A", "B", "chase"): [[3, 4]]}


def test_count_duration_fraction_rate(graph: KnowledgeGraph) -> None:
    answered = graph.query("count chase per recording")
    assert answered.bouts is None
    assert answered.parsed.measure == "count"
    table = answered.table.set_index("recording")
    assert table["count"].to_dict() == {ONE: 2, TWO: 2}
    assert table["total_s"].to_dict() == {ONE: 4.0, TWO: 3.0}
    counted = graph.answer(Count(Pattern(FactFilter(predicate="chase")), ("group",))).table
    assert counted.to_pandas().set_index("group")["count"].to_dict() == {"control": 2, "drug": 2}
    after = spans(graph.query("run then rest within 5 s matching anybody").bouts)
    assert after == {(ONE, "A", None, "run then rest"): [[2, 9]]}


# what cannot be asked ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"subject": "a"}, "No subject 'a' was labelled here; did you mean 'A'"),
        ({"subject": "C", "recording": ONE}, "No subject 'C' was labelled here"),
        ({"object": "shelters"}, "No object 'shelters' was labelled here; did you mean 'shelter'"),
        ({"predicate": "chse"}, "Did you mean 'chase'"),
        ({"recording": "day"}, "No recording 'day'"),
        ({"status": "rejcted"}, "No fact has the status 'rejcted'; did you mean 'rejected'"),
        ({"source": ["rule", "robot"]}, "No fact has the source 'robot'"),
        ({"min_confidence": 7}, "A confidence is 0 to 1, found 7"),
        ({"between": (3, 1)}, "ends before it starts"),
        ({"between": (math.nan, 1)}, "Times are numbers of seconds, found nan"),
    ],
)
def test_faults_are_said(corrected: KnowledgeGraph, asked: dict[str, object], message: str) -> None:
    with pytest.raises(UserError, match=message):
        corrected.facts(**asked)  # type: ignore[arg-type]


def test_faults_of_a_question_are_said(corrected: KnowledgeGraph) -> None:
    with pytest.raises(UserError, match="did you mean 'chase'"):
        corrected.query("A chse B")
    with pytest.raises(UserError):
        corrected.query("chase in nowhere")


# corrections and names --------------------------------------------------------------------------


def test_corrections_count_at_once(graph: KnowledgeGraph) -> None:
    first, second = graph.records(FactFilter(recording=ONE, predicate="chase"))
    graph.corrections.reject(first)
    assert spans(graph.facts(predicate="chase", recording=ONE)) == {
        (ONE, "A", "B", "chase"): [[10, 12]]
    }
    graph.corrections.edit(second, stop_s=13.0)
    assert spans(graph.query(f'chase in "{ONE}"').bouts) == {(ONE, "A", "B", "chase"): [[10, 13]]}
    graph.corrections.undo()
    graph.corrections.undo()
    assert spans(graph.facts(predicate="chase", recording=ONE)) == {
        (ONE, "A", "B", "chase"): [[2, 4], [10, 12]]
    }
    assert set(graph.recording(ONE).facts) == set(told_recording(ONE).facts)


def test_both_ends_follow_a_new_name(graph: KnowledgeGraph) -> None:
    graph.individuals.rename("B", "Bea", recording=ONE)
    assert spans(graph.facts(object="Bea")) == {(ONE, "A", "Bea", "chase"): [[2, 4], [10, 12]]}
    assert spans(graph.facts("Bea", "flee", "A")) == {(ONE, "Bea", "A", "flee"): [[2, 5]]}
    assert spans(graph.query("? ? Bea").bouts) == spans(graph.facts(object="Bea"))
    assert rows(graph.facts("Bea", "rest"))[ONE, "Bea", None, "rest"][1] == [[0, LOOKED_S]]
    shown = graph.recording(ONE)
    assert {fact.subject for fact in shown.facts} == {"A", "Bea"}
    assert {span.subject for span in shown.assessed} == {"A", "Bea"}
    assert {f.fact_id for f in shown.facts} == {f.fact_id for f in told_recording(ONE).facts}
    with pytest.raises(UserError, match="No subject 'B' was labelled here"):
        graph.facts("B", recording=ONE)


def test_two_names_that_are_one(graph: KnowledgeGraph) -> None:
    graph.individuals.merge(["B", "C"], "Bea", recording=TWO, force=True)
    assert spans(graph.facts(predicate="chase", recording=TWO)) == {
        (TWO, "A", "Bea", "chase"): [[1, 3], [5, 6]]
    }
    count = graph.query(f'count chase per object in "{TWO}"').table
    assert dict(zip(count["object"], count["count"], strict=True))["Bea"] == 2


# facts by a question ----------------------------------------------------------------------------


def test_a_fact_is_named_by_the_question_that_it_alone_answers(graph: KnowledgeGraph) -> None:
    wanted = told_fact(ONE, "A chase B", 10, 12, 0.5)
    question = f'A chase B in "{ONE}" from 9 s to 20 s'
    assert lookup.fact(graph, question) == wanted
    assert lookup.identifier_of(graph, question) == wanted.fact_id
    (done,) = graph.corrections.reject(question)
    assert done.after is not None
    assert done.after.fact_id == wanted.fact_id
    for of_rejected in (question, f"{question} with status rejected"):
        assert lookup.fact(graph, of_rejected) == done.after
    with pytest.raises(UserError, match="No fact answers"):
        lookup.fact(graph, f"{question} with status accepted")
    with pytest.raises(UserError, match=r"(?s)3 facts answer 'A chase \?'.*day 1: A chases B"):
        lookup.fact(graph, "A chase ?")
    for no_fact in ("count chase", "chase and run"):
        with pytest.raises(UserError, match="asks for no single facts"):
            lookup.fact(graph, no_fact)


def test_a_file_that_cannot_be_read_is_told_where_nothing_is_found(tmp_path: Path) -> None:
    project = told_project(tmp_path)
    damage(project)
    graph = project.graph()
    answered = graph.query("chase")
    assert {key[0] for key in rows(answered.bouts)} == {TWO}
    assert "'day 1'" in "".join(answered.problems)
    with pytest.raises(UserError, match=r"(?s)No fact answers.*'day 1'"):
        lookup.fact(graph, "A chase B with confidence >= 0.95")


# recordings of the project only -----------------------------------------------------------------


def test_what_is_no_longer_in_the_project_is_left_out(graph: KnowledgeGraph) -> None:
    path = graph.project.folder / "project.toml"
    text = path.read_text()
    path.write_text(text[: text.rindex("[[recording")])
    graph = open_project(graph.project.folder, check_files=False).graph()
    assert {key[0] for key in rows(graph.facts(predicate="chase"))} == {ONE}
    assert spans(graph.query("chase").bouts) == spans(graph.facts(predicate="chase"))
    assert graph.query("count chase").table["count"].tolist() == [2]
    assert {fact.recording for fact in graph.records()} == {ONE}
    assert {hit.recording for hit in graph.search("chases").hits} == {ONE}
    with pytest.raises(UserError, match="No subject 'C'"):
        graph.facts("C")
    with pytest.raises(UserError):
        graph.query("C ?")


def test_questions_about_some_recordings() -> None:
    chase, there = Pattern(FactFilter(predicate="chase")), Pattern(FactFilter(recording="x"))
    inside = Pattern(FactFilter(recording=["a"], predicate="chase"))
    node = Sequence((chase, Combined(chase, "and", there)), (1.0,), (None,))

    def of_a(wanted: FactFilter) -> FactFilter:
        return only(wanted, ["a"])

    found = completed(Count(node), of_a)
    assert found == Count(Sequence((inside, Combined(inside, "and", there)), (1.0,), (None,)))
    assert completed(Transitions(), of_a) == Transitions(FactFilter(recording=["a"]))


def test_the_window_of_a_question() -> None:
    inside, free = (Pattern(FactFilter(between=w)) for w in ((1.0, 2.0), None))
    assert window_of(Related(inside, "before", free)) == (1.0, 2.0)
    assert window_of(Combined(inside, "or", inside)) == (1.0, 2.0)
    assert window_of(Sequence((inside, free), (1.0,), (None,))) is None


# at once ----------------------------------------------------------------------------------------


def test_two_ask_while_a_third_labels_and_reviews(graph: KnowledgeGraph) -> None:
    """Every answer is of whole files: either version of a file, and never a mixture."""
    stop, faults, answers = threading.Event(), list[Exception](), list[float]()
    long = told_recording(ONE)
    short = [told_fact(ONE, "A chase B", 10, 11, 0.5), *(f for f in long.facts if f.start_s != 10)]
    versions = {4.0: long, 3.0: replace(long, fingerprint="f1", facts=short)}

    def ask() -> None:
        try:
            while not stop.is_set():
                found = graph.facts("A", "chase", recording=ONE)
                answers.append(float(found.total_s))
                assert graph.query("count chase").table["count"].tolist()[0] in (3, 4)
                assert graph.search("chases", 3).hits
        except Exception as error:  # noqa: BLE001 - told by the main thread
            faults.append(error)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        other = lookup.fact(graph, f'A chase C in "{TWO}"')
        for number in range(6):
            graph.project.store().write(versions[3.0 if number % 2 else 4.0])
            graph.corrections.reject(other)
            graph.corrections.undo()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not faults
    assert set(answers) <= {3.0, 4.0}
    assert float(graph.facts("A", "chase", recording=ONE).total_s) == 3.0
