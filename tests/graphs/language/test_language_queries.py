"""Questions and the queries that they are, by hand."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from language_lab import Lab

from graphs.filters import FactFilter
from graphs.language import EXAMPLES, Measure, in_words, parse
from graphs.query.nodes import (
    Budget,
    Combined,
    Count,
    Match,
    Node,
    Pattern,
    Related,
    Relation,
    Select,
    Sequence,
    Transitions,
)
from graphs.records import STANDING

LAB = Lab()
SWAPPED: Match = (("object", "subject"), ("subject", "object"))
SUBJECT: Match = (("subject", "subject"),)


def facts(predicate: Any = None, **conditions: Any) -> Pattern:
    return Pattern(FactFilter(**{"predicate": predicate, "status": STANDING} | conditions))


CHASE = facts(("chase", "pursue"))
APPROACH, FLEE, REST, GROOM = map(facts, ("approach", "flee", "rest", "groom"))
ENTER, ATTACK = facts("enter"), facts("attack")


def related(
    first: Node, relation: Relation, second: Node, within_s: float | None = None, **more: Any
) -> Related:
    return Related(first, relation, second, within_s, **more)


NODES: list[tuple[str, Node]] = [
    # patterns
    ("chase", CHASE),
    ("chases", CHASE),
    ("pursue", facts("pursue")),
    ('"chase"', facts("chase")),
    ("mouse_1 chase mouse_2", facts(("chase", "pursue"), subject="mouse_1", object="mouse_2")),
    ("? chase mouse_2", facts(("chase", "pursue"), object="mouse_2")),
    ("chase mouse_2", facts(("chase", "pursue"), object="mouse_2")),
    ("mouse_1 chase ?", facts(("chase", "pursue"), subject="mouse_1")),
    ("mouse_1 chase", facts(("chase", "pursue"), subject="mouse_1")),
    ("mouse_1 ? mouse_2", facts(subject="mouse_1", object="mouse_2")),
    ("? ? mouse_2", facts(object="mouse_2")),
    ("? mouse_2", facts(object="mouse_2")),
    ("mouse_1 ?", facts(subject="mouse_1")),
    ("?", facts()),
    ("? ? ?", facts()),
    ("mouse_1 groom nobody", facts("groom", subject="mouse_1", object=(None,))),
    ("groom nobody/mouse_2", facts("groom", object=(None, "mouse_2"))),
    ("mouse_2/mouse_1 rest", facts("rest", subject=("mouse_1", "mouse_2"))),
    ("rest/groom", facts(("groom", "rest"))),
    ("rest/rest", REST),
    ("aggression", facts(("attack", "bite"))),
    ("aggressive behavior", facts(("attack", "bite"))),
    ("Aggressive-Behavior", facts(("attack", "bite"))),
    ("mouse_1 nose to tail mouse_2", facts("nose_to_tail", subject="mouse_1", object="mouse_2")),
    ("run away from mouse_2", facts("flee", object="mouse_2")),
    ('enter "north arm"', facts("enter", object="north arm")),
    ("enter north arm", facts("enter", object="north arm")),
    ("Mouse 1 rest", facts("rest", subject="mouse_1")),
    ("MOUSE-1 rest", facts("rest", subject="mouse_1")),
    ("rat-1 rest", facts("rest", subject="rat-1")),
    ('"say ""so"""', facts('say "so"')),
    ('"in"', facts("in")),
    ('"nobody" rest', facts("rest", subject="nobody")),
    # a name that is a behavior and a zone: its position tells which
    ("shelter", facts("shelter")),
    ("mouse_1 shelter", facts("shelter", subject="mouse_1")),
    ("enter shelter", facts("enter", object="shelter")),
    ("? shelter shelter", facts("shelter", object="shelter")),
    ("predicate:shelter ?", facts("shelter")),
    ("? object:shelter", facts(object="shelter")),
    ("subject:shelter ?", facts(subject="shelter")),
    # chains
    (
        "approach then chase within 10 s then flee within 10 s",
        Sequence((APPROACH, CHASE, FLEE), (10.0, 10.0), (None, None)),
    ),
    (
        "?x approach ?y then ?y flee ?x within 5 s",
        Sequence((APPROACH, FLEE), (5.0,), (SWAPPED,)),
    ),
    (
        "?x approach then chase within 1 s then flee ?x within 100 ms",
        Sequence((APPROACH, CHASE, FLEE), (1.0, 0.1), ((), (("subject", "object"),))),
    ),
    ("?x approach then ?y flee within 5 s", Sequence((APPROACH, FLEE), (5.0,), ((),))),
    (
        "approach then flee within 5 s matching subject = object, object = subject",
        Sequence((APPROACH, FLEE), (5.0,), (SWAPPED,)),
    ),
    ("approach then flee within 5 s matching anybody", Sequence((APPROACH, FLEE), (5.0,), ((),))),
    ("(approach) then (flee) within 5 s", Sequence((APPROACH, FLEE), (5.0,), (None,))),
    # relations
    (
        "chase while (mouse_2 enter shelter)",
        related(CHASE, "overlapping", facts("enter", subject="mouse_2", object="shelter")),
    ),
    ("rest not during chase", related(REST, "during", CHASE, negated=True)),
    ("groom after attack within 5 s", related(GROOM, "after", ATTACK, 5.0)),
    ("groom after attack", related(GROOM, "after", ATTACK)),
    ("groom before chase", related(GROOM, "before", CHASE)),
    ("approach followed by chase within 2 s", related(APPROACH, "followed_by", CHASE, 2.0)),
    (
        "approach not followed by chase within 2 s",
        related(APPROACH, "followed_by", CHASE, 2.0, negated=True),
    ),
    ("chase within 2 s of enter", related(CHASE, "within", ENTER, 2.0)),
    ("rest not within 1 min of chase", related(REST, "within", CHASE, 60.0, negated=True)),
    ("?x rest while chase ?x", related(REST, "overlapping", CHASE, on=(("subject", "object"),))),
    (
        "groom after (attack then flee within 1 h)",
        related(GROOM, "after", Sequence((ATTACK, FLEE), (3600.0,), (None,))),
    ),
    # names that differ: who must be the same?
    (
        "mouse_1 rest while mouse_2 rest",
        related(
            facts("rest", subject="mouse_1"),
            "overlapping",
            facts("rest", subject="mouse_2"),
            on=(),
        ),
    ),
    (
        "mouse_1 rest while mouse_2 rest matching as usual",
        related(facts("rest", subject="mouse_1"), "overlapping", facts("rest", subject="mouse_2")),
    ),
    (
        "mouse_1/mouse_2 rest while mouse_2 rest",
        related(
            facts("rest", subject=("mouse_1", "mouse_2")),
            "overlapping",
            facts("rest", subject="mouse_2"),
        ),
    ),
    (
        "chase mouse_1 while flee mouse_2",
        related(
            facts(("chase", "pursue"), object="mouse_1"),
            "overlapping",
            facts("flee", object="mouse_2"),
            on=SUBJECT,
        ),
    ),
    (
        "(mouse_1 rest or mouse_2 rest) while mouse_3 rest",
        related(
            Combined(facts("rest", subject="mouse_1"), "or", facts("rest", subject="mouse_2")),
            "overlapping",
            facts("rest", subject="mouse_3"),
            on=(),
        ),
    ),
    # set algebra
    ("chase and approach", Combined(CHASE, "and", APPROACH)),
    ("chase or rest", Combined(CHASE, "or", REST)),
    ("rest without groom", Combined(REST, "without", GROOM)),
    (
        "rest without groom without flee",
        Combined(Combined(REST, "without", GROOM), "without", FLEE),
    ),
    ("rest without (groom or flee)", Combined(REST, "without", Combined(GROOM, "or", FLEE))),
    (
        "rest during chase and groom",
        Combined(related(REST, "during", CHASE), "and", GROOM),
    ),
    (
        "rest and groom then flee within 1 s",
        Combined(REST, "and", Sequence((GROOM, FLEE), (1.0,), (None,))),
    ),
    ("?x chase and rest ?x", Combined(CHASE, "and", REST, (("subject", "object"),))),
    (
        "(?x chase or ?x approach) then flee ?x within 1 s",
        Sequence((Combined(CHASE, "or", APPROACH), FLEE), (1.0,), ((("subject", "object"),),)),
    ),
    ("rest and groom matching anybody", Combined(REST, "and", GROOM, ())),
    (
        "rest and groom after flee matching anybody",
        Combined(REST, "and", related(GROOM, "after", FLEE, on=())),
    ),
    # conditions
    ("chase in m12", facts(("chase", "pursue"), recording="m12")),
    ("chase in m13, M12", facts(("chase", "pursue"), recording=("m12", "m13"))),
    ("rest in day 3, 10s", facts("rest", recording=("10s", "day 3"))),
    ("rest of group control", facts("rest", recording=("m12", "m13"))),
    ("rest of session DAY1", facts("rest", recording=("m12", "m14"))),
    ("rest of group control of session day1", facts("rest", recording="m12")),
    ("rest of group treated, control in m13, m14", facts("rest", recording=("m13", "m14"))),
    ("rest from 10 s to 60 s", facts("rest", between=(10.0, 60.0))),
    ("rest from 300ms to 0.5 min", facts("rest", between=(0.3, 30.0))),
    ("rest between 1 min and 2 min", facts("rest", between=(60.0, 120.0))),
    ("rest with confidence >= 0.8", facts("rest", min_confidence=0.8)),
    ("rest by human", facts("rest", source="human")),
    ("rest by model, human, rule", facts("rest", source=("rule", "model", "human"))),
    ("rest source = model", facts("rest", source="model")),
    ("rest with source model", facts("rest", source="model")),
    ("rest with status rejected", facts("rest", status="rejected")),
    ("rest status = rejected", facts("rest", status="rejected")),
    ("rest with status rejected, accepted", facts("rest", status=("accepted", "rejected"))),
    ("rest with any status", facts("rest", status=None)),
    ("rest with status any", facts("rest", status=None)),
    (
        "rest with status superseded, rejected, accepted, proposed, asserted",
        facts("rest", status=None),
    ),
    (
        "chase while rest in m12",
        related(
            facts(("chase", "pursue"), recording="m12"),
            "overlapping",
            facts("rest", recording="m12"),
        ),
    ),
    (
        "(chase in m12) or (rest by human) from 1 s to 2 s",
        Combined(
            facts(("chase", "pursue"), recording="m12", between=(1.0, 2.0)),
            "or",
            facts("rest", source="human", between=(1.0, 2.0)),
        ),
    ),
    # words of the language in any case
    ("REST Without GROOM In M12 With ANY Status", Combined(
        facts("rest", recording="m12", status=None),
        "without",
        facts("groom", recording="m12", status=None),
    )),
    ("  rest\twithout\n groom ", Combined(REST, "without", GROOM)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "node"), NODES, ids=[text for text, _ in NODES])
def test_facts(text: str, node: Node) -> None:
    parsed = parse(text, LAB)
    assert parsed.query == Select(node)
    assert parsed.measure == "list"
    assert parse(parsed.text, LAB) == parsed
    assert parse(in_words(parsed.query), LAB).query == parsed.query


MEASURES: list[tuple[str, Measure, Any]] = [
    ("count chase", "count", Count(CHASE)),
    ("count of chase", "count", Count(CHASE)),
    ("count chase per subject", "count", Count(CHASE, ("subject",))),
    (
        "duration of rest per recording and subject",
        "duration",
        Count(REST, ("recording", "subject")),
    ),
    ("duration rest per subject, recording", "duration", Count(REST, ("subject", "recording"))),
    ("fraction of rest per group", "fraction", Count(REST, ("group",))),
    ("rate of rest per subject per 60 s", "rate", Count(REST, ("subject",), 60.0)),
    ("rate of rest per 1 min per subject", "rate", Count(REST, ("subject",), 60.0)),
    ("rate of rest per .5 s", "rate", Count(REST, (), 0.5)),
    ("count ? per behavior", "count", Count(facts(), ("predicate",))),
    ("count ? per pair and session", "count", Count(facts(), ("pair", "session"))),
    (
        "count approach then chase within 2 s per subject",
        "count",
        Count(Sequence((APPROACH, CHASE), (2.0,), (None,)), ("subject",)),
    ),
    ("budget", "budget", Budget(FactFilter(status=STANDING))),
    ("budget in m12", "budget", Budget(FactFilter(recording="m12", status=STANDING))),
    (
        "budget of group control",
        "budget",
        Budget(FactFilter(recording=("m12", "m13"), status=STANDING)),
    ),
    ("budget of mouse_1", "budget", Budget(FactFilter(subject="mouse_1", status=STANDING))),
    (
        "budget of mouse_2/mouse_1 in m12",
        "budget",
        Budget(
            FactFilter(subject=("mouse_1", "mouse_2"), recording="m12", status=STANDING)
        ),
    ),
    ("budget of mouse_1 chase ?", "budget", Budget(
        FactFilter(subject="mouse_1", predicate=("chase", "pursue"), status=STANDING)
    )),
    ("budget of rest", "budget", Budget(FactFilter(predicate="rest", status=STANDING))),
    ("budget of subject:shelter", "budget", Budget(
        FactFilter(subject="shelter", status=STANDING)
    )),
    (
        "budget with objects together by human",
        "budget",
        Budget(FactFilter(source="human", status=STANDING), per_object=False),
    ),
    ("transitions", "transitions", Transitions(FactFilter(status=STANDING))),
    (
        "transitions of mouse_1",
        "transitions",
        Transitions(FactFilter(subject="mouse_1", status=STANDING)),
    ),
    (
        "transitions with max gap 2 s",
        "transitions",
        Transitions(FactFilter(status=STANDING), 2.0),
    ),
    (
        "transitions of mouse_1 with max gap 0 s with any status",
        "transitions",
        Transitions(FactFilter(subject="mouse_1"), 0.0),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "measure", "query"), MEASURES, ids=[m[0] for m in MEASURES])
def test_measures(text: str, measure: Measure, query: Any) -> None:
    parsed = parse(text, LAB)
    assert (parsed.query, parsed.measure) == (query, measure)
    assert parse(parsed.text, LAB) == parsed


UNDERSTOOD = [
    ("aggression", "attack/bite"),
    ("Chase mouse 2", "? chase/pursue mouse_2"),
    ("? ? ?", "?"),
    ("enter north arm", '? enter "north arm"'),
    ('"in"', '"in"'),
    ("? object:shelter", "? ? shelter"),
    ("subject:shelter ?", '"shelter" ? ?'),
    ("?a approach ?b then ?b flee ?a within 5 s", "?x approach ?y then ?y flee ?x within 5 s"),
    ("?b rest while ?a groom", "rest while groom matching anybody"),
    (
        "?x approach then rest within 1 s then chase ?x within 2 s",
        "?x approach then rest within 1 s matching anybody then ? chase/pursue ?x within 2 s",
    ),
    (
        "mouse_1 approach ?y then ?y flee within 5 s",
        "mouse_1 approach ?y then ?y flee within 5 s",
    ),
    (
        "mouse_1 chase ?y then mouse_2 flee within 5 s",
        "mouse_1 chase/pursue then mouse_2 flee within 5 s",
    ),
    (
        "(?x chase ?y then ?y flee ?x within 1 s) and ?x rest",
        "(chase/pursue then flee within 1 s matching object = subject, subject = object) and rest "
        "matching subject = subject",
    ),
    (
        "rest between 1 min and 90 s by human in m13, m12",
        "rest in m12, m13 from 60 s to 90 s by human",
    ),
    ("(rest in m12) and (groom in m12)", "rest and groom in m12"),
    ("(rest in m12) and groom", "(rest in m12) and groom"),
    ("count rest per behavior", "count of rest per predicate"),
    ("budget of mouse_1 with objects together", "budget of mouse_1 ? with objects together"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "understood"), UNDERSTOOD)
def test_text_as_understood(text: str, understood: str) -> None:
    assert parse(text, LAB).text == understood


def test_without_names_nothing_can_be_taken_for_something_else() -> None:
    query = parse("enter shelter then mouse_1 rest within 1 s in m12", LAB).query
    assert in_words(query) == ('? "enter" "shelter" then "mouse_1" "rest" ? within 1 s in "m12"')
    assert in_words(parse("count rest", LAB).query, LAB, "rate") == "rate of rest"


def test_names_that_are_gone_are_written_so_that_they_are_seen() -> None:
    query = Select(facts("yawn", subject="mouse_9"))
    assert in_words(query, LAB) == '"mouse_9" "yawn" ?'


CONDITIONS = (
    "in m12, m13",
    "of session day1",
    "from 1 s to 2 s",
    "with confidence >= 0.5",
    "by human",
    "with status rejected",
)


def test_conditions_in_any_order_are_the_same_question() -> None:
    queries = {
        parse(f"rest while groom {' '.join(order)}", LAB).query
        for order in itertools.permutations(CONDITIONS)
    }
    wanted = {"recording": "m12", "between": (1.0, 2.0), "min_confidence": 0.5}
    wanted |= {"source": "human", "status": "rejected"}
    assert queries == {
        Select(related(facts("rest", **wanted), "overlapping", facts("groom", **wanted)))
    }


def test_what_is_counted_per_may_stand_among_conditions() -> None:
    orders = itertools.permutations(("per subject", "per 60 s", "in m12", "by human"))
    queries = {parse(f"count rest {' '.join(order)}", LAB).query for order in orders}
    assert queries == {Count(facts("rest", recording="m12", source="human"), ("subject",), 60.0)}


@pytest.mark.parametrize("text", [text for text, _ in EXAMPLES])
def test_examples_of_the_help(text: str) -> None:
    parsed = parse(text, LAB)
    assert parse(parsed.text, LAB) == parsed
    assert parse(f"  {text}\n", LAB) == parsed
