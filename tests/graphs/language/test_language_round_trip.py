"""Any query, written in words, parses to the same query."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from language_lab import Lab

from graphs.filters import FactFilter
from graphs.language import in_words, parse
from graphs.language.keywords import KEYS, SOURCES, STATUSES
from graphs.query.nodes import (
    Budget,
    Combined,
    Count,
    Node,
    Pattern,
    Query,
    Related,
    Select,
    Sequence,
    Transitions,
)
from graphs.records import STANDING

LAB = Lab()
PREDICATES = ("approach", "chase", "count", "in", "nose_to_tail", "pursue", 'say "so"', "shelter")


def one_or_several(*names: str) -> st.SearchStrategy[Any]:
    """None, one name, or several in the order in which they are given."""
    several = st.lists(st.sampled_from(names), min_size=2, unique=True)
    ordered = several.map(lambda some: tuple(sorted(some, key=names.index)))
    return st.none() | st.sampled_from(names) | ordered


ENTITIES = one_or_several(*sorted(LAB.entities()))
TIMES = st.floats(0, 1e12) | st.integers(0, 100).map(float) | st.sampled_from((2.000001, 0.099999))
FILTERS = st.builds(
    FactFilter,
    recording=one_or_several(*sorted(LAB.recordings())),
    subject=ENTITIES,
    predicate=one_or_several(*PREDICATES),
    object=ENTITIES
    | ENTITIES.map(
        lambda names: (None, *((names,) if isinstance(names, str) else names or ())),
    ),
    between=st.none()
    | TIMES.map(lambda start_s: (start_s, 1e12))
    | st.tuples(TIMES, TIMES).map(lambda pair: (min(pair), max(pair))),
    min_confidence=st.none() | st.floats(0, 1) | st.just(math.nextafter(0.7, 1)),
    source=one_or_several(*SOURCES),
    status=(one_or_several(*STATUSES) | st.just(STANDING)).filter(lambda s: s != STATUSES),
    min_s=st.none() | TIMES,
    max_s=st.none() | TIMES,
)
BARE = st.builds(
    FactFilter,
    subject=st.none() | st.sampled_from(("mouse_1", "mouse_2")),
    predicate=st.sampled_from(PREDICATES),
    object=st.none() | st.sampled_from(("mouse_1", "shelter")),
    status=st.just(STANDING),
)
SIDES = st.sampled_from(("subject", "object"))
MATCHES = st.none() | st.sets(st.tuples(SIDES, SIDES)).map(lambda pairs: tuple(sorted(pairs)))


@st.composite
def composites(draw: st.DrawFn, parts: st.SearchStrategy[Node]) -> Node:
    kind = draw(st.sampled_from(("sequence", "related", "and", "or", "without")))
    if kind == "sequence":
        steps = draw(st.lists(parts, min_size=2, max_size=4))
        limits, ons = ([draw(one) for _ in steps[1:]] for one in (TIMES, MATCHES))
        return Sequence(tuple(steps), tuple(limits), tuple(ons))
    first, second = draw(parts), draw(parts)
    on = None if kind == "or" else draw(MATCHES)
    if kind != "related":
        return Combined(first, kind, second, on)
    relation, limit = draw(
        st.tuples(st.sampled_from(("within", "followed_by", "before", "after")), TIMES)
        | st.tuples(
            st.sampled_from(("before", "after", "during", "overlapping")),
            st.none(),
        )
    )
    return Related(first, relation, second, limit, on, negated=draw(st.booleans()))


def nodes(filters: st.SearchStrategy[FactFilter]) -> st.SearchStrategy[Node]:
    return st.recursive(st.builds(Pattern, filters), composites, max_leaves=6)


QUERIES: st.SearchStrategy[Query] = st.one_of(
    st.builds(Select, nodes(FILTERS)),
    st.builds(Select, nodes(BARE)),
    st.builds(
        Count,
        nodes(FILTERS | BARE),
        st.lists(st.sampled_from(KEYS), unique=True).map(tuple),
        st.none() | st.floats(1e-6, 1e12),
    ),
    st.builds(Budget, FILTERS, st.booleans()),
    st.builds(Transitions, FILTERS, st.none() | TIMES),
)


@settings(max_examples=80, deadline=None)
@given(QUERIES)
def test_in_words_and_back(query: Query) -> None:
    for text in (in_words(query), in_words(query, LAB)):
        parsed = parse(text, LAB)
        assert parsed.query == query
        assert parse(parsed.text, LAB) == parsed
