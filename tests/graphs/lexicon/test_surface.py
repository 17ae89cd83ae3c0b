"""Texts and the behaviors they mean, with the ethogram that is shipped for social rodents."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipelines.describe
from graphs.ethogram import Ethogram, load_ethogram, parse_ethogram
from graphs.lexicon.surface import Lexicon, Reading, canonical, map_texts
from graphs.lexicon.surface_forms import forms, from_ing, from_third_person
from graphs.lexicon.wordnet import WordNet

ETHOGRAMS = Path(pipelines.describe.__file__).parent / "ethograms"
SOCIAL = load_ethogram(ETHOGRAMS / "social_rodents.toml")
LEXICON = Lexicon(SOCIAL)
TINY = WordNet.open(Path(__file__).parent / "wordnet_files")

KNOWN = {
    "chase": "chases|is chasing|chases after|pursues|was pursuing|has been chasing|has chased|"
    "did chase|Is Hunting|quickly chases|chases the other mouse|is chasing it|chase",
    "approach": "approaches|goes to|went to|has gone to|coming near|comes near the other|"
    "is slowly approaching|approached another rat",
    "flee": "flees|fled|has fled from|runs away|ran away from the other|is running away|escaped|"
    "escapes from|escaping",
    "follow": "follows|follows behind|is trailing|trailed|followed|closely follows",
    "run": "runs|ran|is running|has run|dashes|runs around",
    "walk": "walks|walking|walked about",
    "nose_to_nose": "sniffs the nose of|is sniffing the nose|sniffs nose|nose-to-nose|"
    "nose to nose|oral-oral contact",
    "nose_to_tail": "sniffed the tail base of|sniffs the tail base of the other|"
    "anogenital sniffing|nose_to_tail",
    "rest": "rests|resting|is immobile|was still|immobility",
    "rear": "rears|is rearing|reared up|stands up|stood up|has stood up|standing up",
    "groom": "grooms|grooms itself|self-grooming|self-grooms|is washing|washes",
    "enter": "enters|entering the shelter|goes into|went into the shelter|entered",
    "leave": "leaves|left|is leaving|exits the shelter|came out of the shelter|comes out of",
    "feed": "feeds|feeds at|is eating|ate|eats from|fed|has eaten",
    "contact": "touches|is touching|touched it|body contact|body contacts|contact",
}
SWAPPED = {
    "was being followed by": "follow",
    "is followed": "follow",
    "chased by": "chase",
    "is chased by the other mouse": "chase",
    "has been chased": "chase",
    "gets chased by": "chase",
    "was touched by another": "contact",
    "was approached by it": "approach",
}
UNKNOWN = """ignores|leads|is led by|avoids|walks away|runs towards|runs by|is not chasing|
never chases|doesn't chase|stops chasing|may chase|starts to chase|grooms the other mouse|
is groomed by|is rested by|chases its tail|approaching death|chaser|rester|resists|raring|feels|
fleas|near|chases away|leaves behind|attacks|keeps chasing|each other|chases each other|is|the||?|
chase follow|sniffs the air|runs after"""


@pytest.mark.parametrize(
    ("text", "name"), [(text, name) for name, texts in KNOWN.items() for text in texts.split("|")]
)
def test_texts_that_mean_a_behavior(text: str, name: str) -> None:
    assert LEXICON.read(text) == Reading(text, name)


@pytest.mark.parametrize(("text", "name"), SWAPPED.items())
def test_passives_swap_the_roles(text: str, name: str) -> None:
    assert LEXICON.read(text) == Reading(text, name, swapped=True)


@pytest.mark.parametrize("text", [text.strip("\n") for text in UNKNOWN.split("|")])
def test_texts_that_mean_none(text: str) -> None:
    reading = LEXICON.read(text)
    assert reading.behavior is None
    assert not reading.swapped


def test_canonical_names() -> None:
    assert canonical("pursues", SOCIAL) == "chase"
    assert canonical("ignores", SOCIAL) is None
    assert canonical("is chased by", SOCIAL) is None  # a name alone would lose who chases whom


def test_texts_between_two_behaviors_are_none_and_name_both() -> None:
    assert LEXICON.read("sniffs").candidates == ("nose_to_nose", "nose_to_tail")
    assert set(LEXICON.read("goes").candidates) == {"approach", "enter"}
    assert LEXICON.read("stands").candidates == ("rear",)


def test_two_entries_of_one_verb_are_told_apart_by_their_target() -> None:
    text = """
    [behavior.sniff_animal]
    definition = "x"
    verb = "sniffs"
    target = "animal"
    [behavior.sniff_food]
    definition = "x"
    verb = "sniffs"
    target = "object:food"
    """
    lexicon = Lexicon(parse_ethogram(text))
    assert lexicon.read("sniffed") == Reading("sniffed", candidates=("sniff_animal", "sniff_food"))
    assert lexicon.read("sniffs the food").behavior == "sniff_food"
    assert lexicon.read("sniffs the other").behavior == "sniff_animal"
    assert lexicon.read("is sniffed by").candidates == ("sniff_animal", "sniff_food")


def test_lists_of_texts() -> None:
    mapped = map_texts(["chasing", "ignores", "sniffs", "chasing", "chased by"], SOCIAL)
    assert {text: (r.behavior, r.swapped) for text, r in mapped.known.items()} == {
        "chasing": ("chase", False),
        "chased by": ("chase", True),
    }
    assert mapped.unknown == {"ignores": (), "sniffs": ("nose_to_nose", "nose_to_tail")}


def every_ethogram() -> list[Ethogram]:
    return [load_ethogram(path) for path in sorted(ETHOGRAMS.glob("*.toml"))]


@pytest.mark.parametrize("ethogram", every_ethogram(), ids=lambda ethogram: ethogram.name)
def test_names_verbs_and_synonyms_of_every_ethogram_mean_their_entry(ethogram: Ethogram) -> None:
    lexicon = Lexicon(ethogram)
    for behavior in ethogram:
        for text in (behavior.name, behavior.verb, *behavior.synonyms):
            assert lexicon.read(text) == Reading(text, behavior.name)


def test_names_that_are_no_words() -> None:
    text = '[behavior.a]\ndefinition = "x"\n[behavior."?"]\ndefinition = "x"\n[behavior.B2]\n'
    lexicon = Lexicon(parse_ethogram(f'{text}definition = "x"'))
    assert lexicon.read("a").behavior == "a"
    assert lexicon.read("?").behavior is None
    assert lexicon.read("b2").behavior == "B2"


def test_an_empty_ethogram_knows_nothing() -> None:
    assert Lexicon([]).read("chases") == Reading("chases")


# --- WordNet ---

WITH_SYNSETS = """
[behavior.chase]
definition = "x"
target = "animal"
synset = "chase.v.01"
[behavior.pursuit_of_food]
definition = "x"
synonyms = ["track"]
[behavior.go_away]
definition = "x"
synset = "flee.v.09"
"""


def test_words_of_a_synset_count_where_nobody_claims_them() -> None:
    ethogram = parse_ethogram(WITH_SYNSETS)
    assert canonical("chases after", ethogram, TINY) == "chase"
    assert canonical("is tracking", ethogram, TINY) == "pursuit_of_food"
    assert canonical("engraves", ethogram, TINY) is None
    assert canonical("flees", ethogram, TINY) is None  # no such sense here
    assert canonical("goes away", ethogram, TINY) == "go_away"


def test_a_word_of_two_entries_synsets_is_none() -> None:
    text = WITH_SYNSETS.replace('"flee.v.09"', '"chase.v.01"').replace('"track"', '"hunt"')
    reading = Lexicon(parse_ethogram(text), TINY).read("tracks")
    assert reading == Reading("tracks", candidates=("chase", "go_away"))


# --- inflection ---


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("chase", "chase chases chasing chased"),
        ("hug", "hug hugs hugging hugged"),
        ("approach", "approach approaches approaching approached"),
        ("carry", "carry carries carrying carried"),
        ("play", "play plays playing played"),
        ("tie", "tie ties tying tied"),
        ("flee", "flee flees fleeing fled"),
        ("run", "run runs running ran"),
        ("quit", "quit quits quitting quitted"),
        ("sniff", "sniff sniffs sniffing sniffed"),
        ("rear", "rear rears rearing reared"),
        ("visit", "visit visits visiting visitting visited visitted"),
        ("go", "go goes going went gone"),
        ("bite", "bite bites biting bit bitten"),
        ("groom", "groom grooms grooming groomed"),
        ("box", "box boxes boxing boxed"),
        ("tiptoe", "tiptoe tiptoes tiptoeing tiptoed"),
        ("rate", "rate rates rating rated"),
        ("rat", "rat rats ratting ratted"),
    ],
)
def test_forms(base: str, expected: str) -> None:
    assert {form for form, _ in forms(base)} == set(expected.split())


def test_what_a_form_is() -> None:
    assert [tense for form, tense in forms("bite") if form == "bit"] == ["past"]
    assert [tense for form, tense in forms("feed") if form == "fed"] == ["past", "participle"]
    assert [tense for form, tense in forms("come") if form == "come"] == ["base", "participle"]


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("chases", "chase"), ("touches", "touch"), ("goes", "go"), ("carries", "carry"),
        ("ties", "tie"), ("dies", "die"), ("sniffs", "sniff"), ("passes", "pass"),
        ("press", "press"), ("chase", "chase"), ("is", "is"),
    ],
)  # fmt: skip
def test_third_persons(form: str, base: str) -> None:
    assert from_third_person(form) == base


def test_forms_in_ing_undone() -> None:
    assert from_ing("hugging") == ("hug", "hugg", "hugge")
    assert "chase" in from_ing("chasing")
    assert from_ing("ring") == ()
    assert from_ing("chase") == ()


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=9))
def test_forms_lead_back_to_their_base(base: str) -> None:
    made = list(forms(base))
    assert (base, "base") in made
    assert {tense for _, tense in made} == {"base", "s", "ing", "past", "participle"}


@given(st.text(max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    reading = LEXICON.read(text)
    assert reading.behavior is None or not reading.candidates
