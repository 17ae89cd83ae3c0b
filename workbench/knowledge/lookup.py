"""Facts by their identifiers, or by a question to which they are the only answer.

Of an identifier a beginning is enough if it is the only one. What has a space in it is a question
in the query language: ``mouse_1 chase mouse_2 between 10 s and 20 s``. It is about facts that
stand; if none of them answers, about rejected ones, else about superseded ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from graphs.corrections.reviews import Review
from graphs.errors import UserError, WorkbenchError
from graphs.filters import FactFilter
from graphs.language import parse
from graphs.language.trees import with_filters
from graphs.networks.scene import sentence
from graphs.query.nodes import Select
from graphs.records import STANDING, Fact, Status
from graphs.storage.shard_read import records_from
from graphs.storage.tables import FACT
from graphs.words import MOST_LISTED

if TYPE_CHECKING:
    import duckdb

    from graphs.ethogram import Ethogram
    from workbench.knowledge.graph import KnowledgeGraph
    from workbench.project import Project

LEAST_CHARACTERS = 4
"""Of an identifier that a person gives."""

_NOT_STANDING: tuple[Status, ...] = ("rejected", "superseded")
"""Of what a question is if no standing fact answers it, in this order."""

_BEGINS = "starts_with(fact_id, $start)"

FactLike = Fact | str
"""A fact, its identifier or the beginning of that, or a question with one answer."""


def fact(graph: KnowledgeGraph, identifier: str) -> Fact:
    """Return the fact of an identifier, as it stands; rejected and superseded ones are found too.

    Parameters
    ----------
    graph
        The graph.
    identifier
        `Fact.fact_id`, or its beginning, or a question.

    Raises
    ------
    UserError
        There is none, there are several (they are listed), the beginning is too short, or the
        question is not understood.
    """
    if is_question(identifier):
        return _answer(graph, identifier)
    start = _beginning(identifier)
    with graph.graph.index.cursor() as cursor:
        found = selected(cursor, _BEGINS, {"start": start})
        problems = graph.graph.index.problems(cursor)
    if len(found) > 1:
        head = f"{len(found)} facts have identifiers that begin with {start!r}; give more of it:"
        raise UserError(_several(graph, head, list(found.values())))
    if not found:
        raise UserError(" ".join([_unknown(graph, start), *problems]))
    return next(iter(found.values()))


def identifier_of(graph: KnowledgeGraph, which: FactLike) -> str:
    """Return the whole identifier of a fact, also of one that only reviews still tell of.

    Raises
    ------
    UserError
        As `fact`.
    """
    if isinstance(which, Fact):
        return which.fact_id
    if is_question(which):
        return _answer(graph, which).fact_id
    start = _beginning(which)
    with graph.graph.index.cursor() as cursor:
        there = selected(cursor, _BEGINS, {"start": start})
    gone = None if there else _gone(graph, start)
    return gone[1].fact_id if gone else fact(graph, which).fact_id


def is_question(which: FactLike) -> bool:
    """Tell whether a fact is named by a question, not by its identifier."""
    return isinstance(which, str) and " " in which.strip()


def ethogram_for_words(project: Project) -> tuple[Ethogram | None, str | None]:
    """Return the ethogram to make sentences with; or ``None``, and in one line why it cannot be."""
    try:
        return project.ethogram(), None
    except WorkbenchError as error:
        first = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
        return None, f"Behaviors are called by their plain names: {first}"


def _beginning(identifier: str) -> str:
    start = identifier.strip().lower()
    if len(start) < LEAST_CHARACTERS:
        message = (
            f"{identifier!r} is too short for an identifier of a fact: give at least "
            f"{LEAST_CHARACTERS} characters of it."
        )
        raise UserError(message)
    return start


def selected(
    cursor: duckdb.DuckDBPyConnection, condition: str, values: Mapping[str, object]
) -> dict[str, Fact]:
    """Return identifier -> fact; equal claims are one."""
    # the condition is ours; what people say travels in the values
    query = f"SELECT * FROM {FACT} WHERE {condition} ORDER BY recording, start_us, fact_id"  # noqa: S608
    facts = records_from(cursor.sql(query, params=dict(values)).to_arrow_table(), Fact)
    found = dict[str, Fact]()
    for one in facts:
        found.setdefault(one.fact_id, one)
    return found


def _answer(graph: KnowledgeGraph, question: str) -> Fact:
    """Return the fact that alone answers a question."""
    query = parse(question, graph.names()).query
    found = graph.answer(query) if isinstance(query, Select) else None
    if found is None or "fact_id" not in found.table.column_names:
        message = f"{question!r} asks for no single facts; name who, what and when."
        raise UserError(message)
    facts = {one.fact_id: one for one in records_from(found.table, Fact)}
    for status in _NOT_STANDING:
        if facts or not isinstance(query, Select):
            break
        other = replace(query, node=with_filters(query.node, partial(_of_status, status)))
        facts = {one.fact_id: one for one in records_from(graph.answer(other).table, Fact)}
    if not facts:
        raise UserError("\n".join([f"No fact answers {question!r}.", *found.problems]))
    if len(facts) > 1:
        head = f"{len(facts)} facts answer {question!r}; say more, or give an identifier:"
        raise UserError(_several(graph, head, list(facts.values())))
    return next(iter(facts.values()))


def _of_status(status: Status, wanted: FactFilter) -> FactFilter:
    return replace(wanted, status=[status]) if wanted.status == STANDING else wanted


def _several(graph: KnowledgeGraph, head: str, facts: Sequence[Fact]) -> str:
    ethogram, _ = ethogram_for_words(graph.project)
    lines = [
        f"  {found.fact_id}  {found.recording}: {sentence(found, ethogram)}"
        for found in facts[:MOST_LISTED]
    ]
    more = [f"  and {len(facts) - MOST_LISTED} more"] if len(facts) > MOST_LISTED else []
    return "\n".join([head, *lines, *more])


def _unknown(graph: KnowledgeGraph, start: str) -> str:
    gone = _gone(graph, start)
    if gone is None:
        return (
            f"No fact has an identifier that begins with {start!r}. "
            "Those to review are listed by: workbench review list"
        )
    review, old = gone
    return (
        f"The fact {old.fact_id} is not there any more: labelling again replaced it, or the review "
        f"that made it is undone. Review {review.seq} is the last one that tells of it."
    )


def _gone(graph: KnowledgeGraph, start: str) -> tuple[Review, Fact] | None:
    """Return the last review that tells of a fact, with that fact."""
    for review in reversed(graph.overlays.reviews.reviews()):
        for told in (review.after, review.before):
            if told is not None and told.fact_id.startswith(start):
                return review, told
    return None


def facts_of(
    graph: KnowledgeGraph,
    facts: FactLike | Iterable[FactLike],
    check: Callable[[FactLike, Fact], None] | None = None,
) -> list[Fact]:
    """Return facts, each once, all faults told together.

    Parameters
    ----------
    graph
        The graph.
    facts
        One or several.
    check
        Takes what was given and the fact that it means; raises `UserError` if that will not do.
    """
    several = [facts] if isinstance(facts, Fact | str) else list(facts)
    found, faults = dict[str, Fact](), []
    for one in several:
        try:
            known = fact(graph, one) if isinstance(one, str) else one
            if check is not None:
                check(one, known)
            found[known.fact_id] = known
        except UserError as error:
            faults.append(str(error))
    if faults:
        raise UserError("\n".join(dict.fromkeys(faults)))
    if not found:
        message = "Say which facts are meant: none were given."
        raise UserError(message)
    return list(found.values())
