"""What is told of earlier events: in three levels, by rules, and animals keep their names."""

from __future__ import annotations

import re

from prompt_cases import (
    ANIMALS,
    ARENA,
    CHASE,
    CHASED,
    ENTER,
    ETHOGRAM,
    REAR,
    REST,
    answer,
    candidates,
    said,
    still,
)

from graphs.records import Event
from pipelines.describe.claims import Claim, Triple
from pipelines.describe.prompt.build import build_question
from pipelines.describe.prompt.candidates import Candidates, legal_triples
from pipelines.describe.prompt.cast import cast_of
from pipelines.describe.prompt.context import MOST_WORDS, Context, Earlier
from pipelines.describe.prompt.read import read_description
from pipelines.models.contract import Question


def bout(number: int) -> Event:
    """The nth event, 2 s long."""
    return Event("r", f"bout-{number}", "bout", 2.0 * number, 2.0 * number + 2, None, "by hand")


def after(*events: list[Triple]) -> Context:
    context = Context(places=("nest",))
    for number, triples in enumerate(events):
        start = 2.0 * number
        claims = [Claim(triple, start + 0.1 * n, start + 2) for n, triple in enumerate(triples)]
        context = context.after(bout(number), claims)
    return context


def test_the_first_event_has_no_memory() -> None:
    assert Context().earlier(candidates().asked) == Earlier()


def test_a_context_is_a_value() -> None:
    first = after([CHASE])
    second = first.after(bout(1), [])
    assert len(first.told) == 1
    assert len(second.told) == 2


def test_the_last_five_triples_word_for_word() -> None:
    many = [CHASE, CHASED, REAR, REST, ENTER, Triple("mouse_2", "rear")]
    last = after([REST], many).earlier([CHASE]).last
    assert last[0] == "2.10 to 4.00 s: mouse_2 chase mouse_1"
    assert last[-1] == "2.50 to 4.00 s: mouse_2 rear"
    assert len(last) == 5
    assert after([REST], []).earlier([CHASE]).last == ()


def test_the_summary_counts_events_and_says_where_animals_were() -> None:
    context = after([CHASE, CHASE], [ENTER, CHASE], [REAR], [])
    assert context.summary() == (
        "4 events so far, to 8.00 s. Last at a place: mouse_1 enter nest. mouse_1 chase mouse_2: "
        "2 events. mouse_1 enter nest: 1 event. mouse_1 rear: 1 event."
    )


def test_the_summary_stays_short_and_keeps_the_frequent() -> None:
    animals = [f"m{n}" for n in range(30)]
    events = [[Triple(a, "chase", b) for b in animals if b != a] for a in animals]
    summary = after(*events, [CHASE], [CHASE]).summary()
    assert MOST_WORDS - 6 < len(summary.split()) <= MOST_WORDS
    assert "mouse_1 chase mouse_2: 2 events" in summary


def test_three_similar_events_the_last_one_not_again() -> None:
    context = after([CHASE], [REAR], [CHASE], [CHASE], [CHASE], [REST], [CHASE])
    similar = context.earlier([CHASE]).similar
    assert similar == (
        "8.00 to 10.00 s: mouse_1 chase mouse_2",
        "6.00 to 8.00 s: mouse_1 chase mouse_2",
        "4.00 to 6.00 s: mouse_1 chase mouse_2",
    )
    assert context.earlier([REAR]).similar[0] == "2.00 to 4.00 s: mouse_1 rear"
    assert after([], [], [CHASE]).earlier([CHASE]).similar == ()


def test_animals_keep_their_names_across_a_cut() -> None:
    """A scripted model that knows animals by their numbers alone, over four views of a scene."""
    views = [("mouse_1", "mouse_2"), ("mouse_2",), (), ("mouse_2", "mouse_1")]
    context, told = Context(), []
    for number, shown in enumerate(views):
        event = bout(number)
        pictures = [still(1, event.start_s + 1, *shown)]
        cast = cast_of(ANIMALS, ARENA, pictures)
        left = Candidates(ETHOGRAM, legal_triples(ETHOGRAM, cast))
        question = build_question(event, pictures, cast, left, context)
        assert question is not None
        seen = rearing(question)
        told.append(seen)
        claims = [said(Triple(name, "rear")) for name in seen]
        description = read_description(answer(*claims), event, left)
        assert [claim.triple.subject for claim in description.claims] == seen
        context = context.after(event, description.claims)
    assert told == [["mouse_1", "mouse_2"], ["mouse_2"], [], ["mouse_1", "mouse_2"]]
    assert "mouse_2 rear: 3 events" in context.summary()


def rearing(question: Question) -> list[str]:
    """Say of each number that is drawn that it rears, under the name in the list of animals."""
    names = dict(re.findall(r"^(\d+) = (\w+)", question.text, re.MULTILINE))
    drawn = re.findall(r"numbers ([\d, ]+)$", question.text, re.MULTILINE)
    return [names[number] for line in drawn for number in line.split(", ")]
