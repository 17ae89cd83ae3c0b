"""The question about one event: what it says, word for word, and what is left out if it is long."""

from __future__ import annotations

from dataclasses import replace

import pytest
from prompt_cases import (
    ANIMALS,
    ARENA,
    CHASE,
    ENTER,
    ETHOGRAM,
    EVENT,
    FOLLOW,
    REAR,
    candidates,
    fact,
    still,
)

from graphs.records import Event
from pipelines.describe.claims import Claim, Triple
from pipelines.describe.prompt.build import PromptSettings, build_question
from pipelines.describe.prompt.cast import cast_of
from pipelines.describe.prompt.context import Context
from pipelines.describe.prompt.exemplars import Exemplar, exemplars_from
from pipelines.models.contract import Question
from pipelines.models.estimate import text_tokens

STILLS = [
    still(1, 12.9, "mouse_1", "mouse_2"),
    still(2, 14.1, "mouse_2"),
    still(3, 15.3),
]
CAST = cast_of(ANIMALS, ARENA, STILLS)
STRUCK_OUT = {
    Triple("mouse_2", "chase", "mouse_1"): "mouse_2 stands still.",
    REAR: "Its body is long.",
    Triple("mouse_2", "rear"): "Its body is long.",
}

EXPECTED = """\
Event: 12.40 to 15.90 s of the recording (3.50 s).

Animals:
1 = mouse_1 (red-orange disc)
2 = mouse_2 (blue disc)

Places:
nest (zone, a shelter)
feeder (zone)
ball (object)

Behaviors:
- chase (animal chases animal): The subject runs behind the other animal, head turned to it.
  Possible here only: mouse_1 -> mouse_2.
- follow (animal follows animal): The subject walks behind the other animal, head turned to it. \
Not together with: chase.
- rest (animal rests): The whole body stays where it is.
- enter (animal enters nest, a moment): The subject's centre crosses into the shelter. \
Not together with: chase.

Pictures, in order of time:
Picture 1, crop, 12.900 s: numbers 1, 2
Picture 2, crop, 14.100 s: numbers 2
Picture 3, crop, 15.300 s: numbers none

What people confirmed in other events; letters stand for other animals.
- 3.0 s: A chase B; B rear
- 2.0 s: A enter nest

What was said of earlier events of this recording, the same animals. It may be wrong, and nothing \
of it need hold now.
The event before:
- 8.00 to 9.50 s: mouse_1 follow mouse_2
- 9.50 to 12.40 s: mouse_1 chase mouse_2
All so far: 3 events so far, to 12.40 s. Last at a place: mouse_1 enter nest. mouse_1 chase \
mouse_2: 2 events. mouse_1 enter nest: 1 event. mouse_1 follow mouse_2: 1 event.
Earlier events that may be like this one:
- 0.00 to 4.00 s: mouse_1 chase mouse_2
- 4.00 to 8.00 s: mouse_1 enter nest

Which of these behaviors does each animal show in this event?"""


def bout(number: int, start_s: float, stop_s: float) -> Event:
    return Event("drug_day3", f"bout-{number:04d}", "bout", start_s, stop_s, None, "by hand")


def context() -> Context:
    """Three events before this one."""
    before = Context(places=("nest", "feeder", "ball"))
    before = before.after(bout(1, 0, 4), [Claim(CHASE, 0, 4)])
    before = before.after(bout(2, 4, 8), [Claim(ENTER, 5, 5)])
    return before.after(bout(3, 8, 12.4), [Claim(CHASE, 9.5, 12.4), Claim(FOLLOW, 8, 9.5)])


def exemplars() -> list[Exemplar]:
    """Two confirmed events of other recordings."""
    return exemplars_from(
        [
            fact("chase", "m7", event="bout-1", subject="m9"),
            fact("rear", None, event="bout-1", start=1.0, subject="m7"),
            fact("enter", "nest", "third", event="bout-2", start=5.0),
        ],
        ETHOGRAM,
    )


def ask(settings: PromptSettings | None = None) -> Question:
    question = build_question(
        EVENT, STILLS, CAST, candidates(STRUCK_OUT), context(), exemplars(), settings
    )
    assert question is not None
    return question


def test_word_for_word() -> None:
    question = ask()
    assert question.text == EXPECTED
    assert question.images == tuple(one.image for one in STILLS)
    assert question.name == "drug_day3 bout-0004"
    assert question.max_tokens == 1024


def test_the_name_of_the_recording_is_not_told() -> None:
    question = ask()
    assert "drug" not in question.system + question.text + str(question.schema)
    assert "other" not in EXPECTED.split("What people confirmed")[1].split("\n")[1]


def test_without_context_and_examples() -> None:
    bare = build_question(EVENT, STILLS, CAST, candidates(STRUCK_OUT))
    first = build_question(EVENT, STILLS, CAST, candidates(STRUCK_OUT), Context(), [])
    assert bare is not None
    assert first == bare
    start, stop = EXPECTED.index("What people"), EXPECTED.index("Which of these")
    assert bare.text == EXPECTED[:start] + EXPECTED[stop:]


def test_nothing_is_asked_if_nothing_is_left() -> None:
    none = candidates(dict.fromkeys(candidates().legal, "Nobody moves."))
    assert build_question(EVENT, STILLS, CAST, none) is None


def test_a_wrong_number_in_a_picture() -> None:
    turned = still(2, 14.1, "mouse_2", all_of=("mouse_2", "mouse_1"))
    with pytest.raises(ValueError, match="marks mouse_2 with 1, the prompt has 2"):
        build_question(EVENT, [STILLS[0], turned], CAST, candidates())


def test_a_dollar_sign_in_a_definition_stays() -> None:
    entry = replace(ETHOGRAM.behaviors["rear"], definition="It costs $5 or $names.")
    ethogram = replace(ETHOGRAM, behaviors={**ETHOGRAM.behaviors, "rear": entry})
    question = build_question(EVENT, STILLS, CAST, replace(candidates(), ethogram=ethogram))
    assert question is not None
    assert "It costs $5 or $names." in question.text


def test_reasons_only_where_asked_for() -> None:
    plain, reasons = ask(), ask(PromptSettings(reasoning=True))
    assert "reasoning" not in plain.schema["properties"]  # type: ignore[operator]
    assert "reasoning" in reasons.schema["properties"]  # type: ignore[operator]
    assert "reasoning" in reasons.system
    assert plain.digest != reasons.digest


def test_a_budget_is_kept_by_cutting_in_order() -> None:
    """Similar events first, then examples, the summary, and the event before; never behaviors."""
    whole = ask()
    size = text_tokens(whole.system + whole.text)
    parts = [
        "- 4.00 to 8.00 s: mouse_1 enter nest",
        "- 0.00 to 4.00 s: mouse_1 chase mouse_2",
        "- 2.0 s: A enter nest",
        "- 3.0 s: A chase B; B rear",
        "All so far:",
        "- 8.00 to 9.50 s: mouse_1 follow mouse_2",
        "- 9.50 to 12.40 s: mouse_1 chase mouse_2",
    ]
    gone = set()
    for budget in range(int(size) + 1, int(size) - 260, -1):
        question = ask(PromptSettings(budget=budget))
        here = [part not in question.text for part in parts]
        assert here == sorted(here, reverse=True)  # what is gone is a beginning of the list
        gone.add(sum(here))
        within = text_tokens(question.system + question.text) <= budget
        assert within or all(here)
    assert gone == set(range(len(parts) + 1))
    smallest = ask(PromptSettings(budget=1))
    assert "Possible here only: mouse_1 -> mouse_2." in smallest.text
    assert "What people confirmed" not in smallest.text
    assert "earlier events" not in smallest.text
