"""Captions in names of a project, with the ethogram that is shipped for social rodents."""

from __future__ import annotations

from pathlib import Path

import pytest

import pipelines.describe
from graphs.captions.claims import ClaimsOfCaption, as_claims
from graphs.captions.model import from_model
from graphs.captions.parse import parse_caption
from graphs.captions.word_classes import Words
from graphs.ethogram import load_ethogram

ETHOGRAMS = Path(pipelines.describe.__file__).parent / "ethograms"
SOCIAL = load_ethogram(ETHOGRAMS / "social_rodents.toml")
INDIVIDUALS = {"mouse_1": ["dark mouse"], "mouse_2": []}
PLACES = {"home": ["shelter", "nest box"], "feeder": []}
LISTS = Words()


def claims_of(caption: str) -> ClaimsOfCaption:
    return as_claims(parse_caption(caption, LISTS), SOCIAL, INDIVIDUALS, PLACES)


COVERED = {
    "mouse 1 is chased by mouse 2": ["mouse_2 chase mouse_1"],
    "the first mouse pursues the second mouse": ["mouse_1 chase mouse_2"],
    "the dark mouse goes to mouse 2": ["mouse_1 approach mouse_2"],
    "mouse 1 sniffs the tail base of mouse 2": ["mouse_1 nose_to_tail mouse_2"],
    "mouse 1 approaches mouse 2 and sniffs its nose": [
        "mouse_1 approach mouse_2",
        "mouse_1 nose_to_nose mouse_2",
    ],
    "the two mice touch each other": ["mouse_1 contact mouse_2", "mouse_2 contact mouse_1"],
    "both mice are resting": ["mouse_1 rest", "mouse_2 rest"],
    "mouse 1 enters the shelter": ["mouse_1 enter home"],
    "mouse 1 eats at the feeder": ["mouse_1 feed feeder"],
    "mouse 1 grooms itself": ["mouse_1 groom"],
    "mouse 1 is still": ["mouse_1 rest"],
    "mouse 1 runs away from mouse 2": ["mouse_1 flee mouse_2"],
    "mouse 1 chases mouse 2 while the other one rears": [
        "mouse_1 chase mouse_2",
        "mouse_2 rear",
    ],
    "mouse 1 rears up against the wall": ["mouse_1 rear"],
}

SPOKEN = [
    (f"mouse_1 {behavior.verb}{target}", behavior.name)
    for behavior in SOCIAL
    for target in [{"none": "", "animal": " mouse_2"}.get(behavior.target, " the home")]
    if behavior.target_kind in (None, "shelter")
]
"""What the ethogram itself calls its behaviors in a sentence."""

NOT_COVERED = {
    "mouse 1 does not chase mouse 2": "does not state it: not",
    "mouse 1 may chase mouse 2": "does not state it: may",
    "it chases mouse 2": "somebody it does not name",
    "the black mouse chases mouse 2": "'mouse' is no individual",
    "the third mouse chases mouse 2": "'mouse' is no individual",
    "a mouse chases mouse 2": "'mouse' is no individual",
    "mouse 1 chases the rat": "the object of 'chase' is no animal",
    "mouse 1 chases": "'chase' needs animal",
    "mouse 1 enters the feeder": "the object of 'enter' is no shelter",
    "mouse 1 grooms mouse 2": "'groom' has no object",
    "mouse 1 ignores mouse 2": "'ignore' is no behavior of 'social rodents'",
    "mouse 1 chases mouse 2 into the shelter": "'chase into' is no behavior",
    "mouse 1 rests in the corner": "'in corner' is left out",
}


@pytest.mark.parametrize(("caption", "expected"), COVERED.items())
def test_what_the_ethogram_has_becomes_claims(caption: str, expected: list[str]) -> None:
    found = [
        f"{c.subject} {c.predicate} {c.object or ''}".strip() for c in claims_of(caption).claims
    ]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(("caption", "behavior"), SPOKEN)
def test_sentences_of_the_ethogram_are_claims(caption: str, behavior: str) -> None:
    (claim,) = claims_of(caption).claims
    assert (claim.subject, claim.predicate) == ("mouse_1", behavior)


@pytest.mark.parametrize(("caption", "why"), NOT_COVERED.items())
def test_what_has_no_name_is_listed(caption: str, why: str) -> None:
    found = claims_of(caption)
    assert any(why in left.why for left in found.not_covered), found
    assert all(caption[left.start : left.stop] == left.words for left in found.not_covered)
    assert {c.predicate for c in found.claims} <= {"chase", "rest"}


def test_a_color_is_a_name_only_where_somebody_said_so() -> None:
    graph = parse_caption("the black mouse chases the white mouse", LISTS)
    colors = {"m1": ["black mouse"], "m2": ["white mouse"]}
    (claim,) = as_claims(graph, SOCIAL, colors).claims
    assert (claim.subject, claim.object, claim.words) == ("m1", "m2", "chases the white mouse")
    assert not as_claims(graph, SOCIAL, {"m1": [], "m2": []}).claims


def test_the_only_individual_is_the_mouse() -> None:
    graph = parse_caption("the mouse is rearing", LISTS)
    assert as_claims(graph, SOCIAL, {"ind1": []}).claims[0].subject == "ind1"
    assert not as_claims(graph, SOCIAL, {"ind1": [], "ind2": []}).claims


def test_a_word_for_two_individuals_is_nobody() -> None:
    graph = parse_caption("the dark mouse is rearing", LISTS)
    both = {"m1": ["dark mouse"], "m2": ["dark mouse"]}
    assert not as_claims(graph, SOCIAL, both).claims


def test_what_fits_better_is_meant() -> None:
    """A name goes before a word, and a noun with its attribute before the noun alone."""
    animals = {"ind1": ["ind2"], "ind2": ["ind1"], "mouse": [], "m4": ["dark mouse"]}
    places = {"home": ["shelter"], "shelter": ["shelter"]}
    for caption, expected in {
        "ind1 follows ind2": ("ind1", "follow", "ind2"),
        "the dark mouse follows the mouse": ("m4", "follow", "mouse"),
        "ind2 enters the shelter": ("ind2", "enter", "shelter"),
        "ind2 enters the home": ("ind2", "enter", "home"),
    }.items():
        (claim,) = as_claims(parse_caption(caption, LISTS), SOCIAL, animals, places).claims
        assert (claim.subject, claim.predicate, claim.object) == expected


def test_answers_of_a_model_are_mapped_the_same_way() -> None:
    data = {
        "triples": [
            {"subject": "mouse 1", "predicate": "chase", "object": "mouse 2"},
            {"subject": "mouse 2", "predicate": "rest", "object": None, "negated": True},
        ]
    }
    found = as_claims(from_model(data, "mouse 1 chases mouse 2"), SOCIAL, INDIVIDUALS)
    assert [(c.subject, c.predicate, c.object) for c in found.claims] == [
        ("mouse_1", "chase", "mouse_2")
    ]
    assert [left.why for left in found.not_covered] == ["the caption does not state it: not"]


def test_the_names_of_a_model_may_describe_or_count() -> None:
    data = {
        "triples": [
            {"subject": "dark mouse", "predicate": "pursue", "object": "second mouse"},
            {"subject": "second mouse", "predicate": "ignore", "object": "dark mouse"},
        ]
    }
    found = as_claims(from_model(data, "Dark one is after the 2nd"), SOCIAL, INDIVIDUALS)
    (claim,) = found.claims
    assert (claim.subject, claim.predicate, claim.object) == ("mouse_1", "chase", "mouse_2")
    assert (claim.words, claim.start, claim.stop) == ("pursue", 0, 0)
    assert [left.words for left in found.not_covered] == ["ignore"]
