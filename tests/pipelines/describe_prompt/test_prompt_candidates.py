"""What may be asked: legal triples, those that the tracks rule out, and how the list is written."""

from __future__ import annotations

import pytest
from prompt_cases import (
    ANIMALS,
    CHASE,
    CHASED,
    ENTER,
    ETHOGRAM,
    EVENT,
    REAR,
    candidates,
    cast,
    still,
)

from graphs.errors import UserError
from pipelines.arena import Arena
from pipelines.describe.claims import Triple
from pipelines.describe.prompt.candidates import (
    Candidates,
    behavior_lines,
    legal_triples,
    nothing_to_ask,
)
from pipelines.describe.prompt.cast import animal_lines, cast_of, check_marks, place_lines


def test_legal_triples_by_hand() -> None:
    legal = legal_triples(ETHOGRAM, cast())
    assert set(legal) == {
        CHASE,
        CHASED,
        Triple("mouse_1", "follow", "mouse_2"),
        Triple("mouse_2", "follow", "mouse_1"),
        REAR,
        Triple("mouse_2", "rear"),
        Triple("mouse_1", "rest"),
        Triple("mouse_2", "rest"),
        ENTER,  # not the feeder, which is no shelter
        Triple("mouse_2", "enter", "nest"),
    }
    assert len(legal) == len(set(legal))


def test_only_some_behaviors_and_what_cannot_happen_here() -> None:
    assert {t.predicate for t in legal_triples(ETHOGRAM, cast(), ["rear"])} == {"rear"}
    with pytest.raises(UserError, match="hunt"):
        legal_triples(ETHOGRAM, cast(), ["rear", "hunt"])
    alone = cast_of(["mouse_1"], Arena())
    assert {t.predicate for t in legal_triples(ETHOGRAM, alone)} == {"rear", "rest"}


def test_only_some_animals() -> None:
    """Those that are not tracked in an event neither act nor are acted on."""
    legal = legal_triples(ETHOGRAM, cast(), animals=["mouse_2"])
    assert set(legal) == {
        Triple("mouse_2", "rear"),
        Triple("mouse_2", "rest"),
        Triple("mouse_2", "enter", "nest"),
    }


def test_what_is_struck_out_is_not_asked_but_counted() -> None:
    left = candidates({CHASED: "mouse_2 stands still.", Triple("x", "y"): "no candidate"})
    assert CHASED not in left.asked
    assert left.ruled_out == (CHASED,)
    assert len(left.asked) == len(left.legal) - 1
    assert "chase" in {behavior.name for behavior in left.behaviors}
    gone = candidates({CHASE: "slow", CHASED: "slow"})
    assert "chase" not in {behavior.name for behavior in gone.behaviors}
    assert "excludes" not in behavior_lines(gone)
    assert "chase" not in behavior_lines(gone)


def test_nothing_left_to_ask() -> None:
    everything = candidates().legal
    none = candidates(dict.fromkeys(everything, "Nobody moves."))
    description = nothing_to_ask(EVENT, none)
    assert description.claims == ()
    assert description.assessed == everything
    assert "Nobody moves" in description.remarks[0]
    assert "7 more" in description.remarks[0]
    with pytest.raises(ValueError, match="10 triples left"):
        nothing_to_ask(EVENT, candidates())


def test_nobody_there() -> None:
    nobody = Candidates(ETHOGRAM, legal_triples(ETHOGRAM, cast_of([], Arena())))
    description = nothing_to_ask(EVENT, nobody)
    assert description.assessed == ()
    assert "no animal" in description.remarks[0]


def test_the_list_says_who_where_not_all_can() -> None:
    text = behavior_lines(candidates({CHASED: "slow", REAR: "long", ENTER: "far"}))
    assert text.splitlines() == [
        "- chase (animal chases animal): The subject runs behind the other animal, head turned to "
        "it.",
        "  Possible here only: mouse_1 -> mouse_2.",
        "- follow (animal follows animal): The subject walks behind the other animal, head turned "
        "to it. Not together with: chase.",
        "- rear (animal rears): The subject stands on its hind legs.",
        "  Possible here only: mouse_2.",
        "- rest (animal rests): The whole body stays where it is. Not together with: rear.",
        "- enter (animal enters nest, a moment): The subject's centre crosses into the shelter. "
        "Not together with: chase.",
        "  Possible here only: mouse_2 -> nest.",
    ]


def test_the_list_grows_with_animals_not_with_pairs() -> None:
    def letters(animals: int) -> int:
        names = tuple(f"m{n:02d}" for n in range(animals))
        legal = legal_triples(ETHOGRAM, cast(names))
        struck = {triple: "slow" for triple in legal if triple.subject == "m00"}
        return len(behavior_lines(Candidates(ETHOGRAM, legal, struck)))

    assert letters(20) - letters(10) == letters(30) - letters(20)


def test_numbers_are_those_of_the_pictures() -> None:
    names = ("mouse_1", "mouse_2", "mouse_3")
    pictures = [
        still(1, 12.5, "mouse_3", all_of=names),
        still(2, 13.0, "mouse_1", "mouse_3", all_of=names),
    ]
    three = cast_of(names, Arena(), pictures)
    assert animal_lines(three) == (
        "1 = mouse_1 (red-orange disc)\n2 = mouse_2\n3 = mouse_3 (yellow disc)"
    )
    check_marks(three, pictures)
    turned = still(3, 13.5, "mouse_3", all_of=("mouse_3", "mouse_1"))
    with pytest.raises(ValueError, match="marks mouse_3 with 1, the prompt has 3"):
        check_marks(three, [*pictures, turned])
    with pytest.raises(ValueError, match="mouse_3 with 3, the prompt has no such animal"):
        check_marks(cast_of(ANIMALS, Arena()), pictures)


def test_a_colour_that_tells_nothing_is_not_told() -> None:
    changing = [still(1, 12.5, "mouse_2"), still(2, 13.0, "mouse_2", all_of=("mouse_2",))]
    assert animal_lines(cast_of(ANIMALS, Arena(), changing)) == "1 = mouse_1\n2 = mouse_2"


def test_places() -> None:
    assert place_lines(cast()) == "nest (zone, a shelter)\nfeeder (zone)\nball (object)"
    assert place_lines(cast_of(ANIMALS, Arena())) == "none"
