"""Words and the predicates they mean: by the ethogram alone, and with a tiny WordNet."""

from __future__ import annotations

from pathlib import Path

import pytest

import pipelines.describe
from graphs.errors import UserError
from graphs.ethogram import load_ethogram, parse_ethogram
from graphs.lexicon.vocabulary import Vocabulary
from graphs.lexicon.wordnet import VARIABLE, WordNet, find_wordnet
from graphs.lexicon.wordnet_meanings import meanings, way_up

ETHOGRAMS = Path(pipelines.describe.__file__).parent / "ethograms"
TINY = WordNet.open(Path(__file__).parent / "wordnet_files")

TEXT = """
name = "cage"
[behavior.attack]
definition = "The subject begins a fight."
target = "animal"
parent = "aggression"
[behavior.bite]
definition = "x"
target = "animal"
parent = "attack"
[behavior.bite_tail]
definition = "x"
target = "animal"
parent = "bite"
[behavior.chase]
definition = "The subject runs behind another that runs off."
target = "animal"
synonyms = ["pursue"]
parent = "aggression"
[behavior.sniff_nose]
definition = "x"
target = "animal"
parent = "social contact"
[behavior.sniff_tail]
definition = "x"
target = "animal"
parent = "social contact"
[behavior.walk]
definition = "x"
[behavior.stand_up]
definition = "x"
"""
ETHOGRAM = parse_ethogram(TEXT)
SYNSETS = parse_ethogram(
    TEXT.replace('parent = "aggression"\n', "")
    .replace("[behavior.chase]", '[behavior.chase]\nsynset = "chase.v.01"')
    .replace("[behavior.attack]", '[behavior.attack]\nsynset = "attack.v.01"')
    .replace("[behavior.walk]", '[behavior.walk]\nsynset = "walk.v.01"')
)
PLAIN = Vocabulary(ETHOGRAM)
RICH = Vocabulary(SYNSETS, TINY)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("chase", ["chase"]),
        ("Pursue", ["chase"]),
        ("chases", ["chase"]),
        ("is chasing", ["chase"]),
        ("chased", ["chase"]),
        ("pursuing", ["chase"]),
        ("attack", ["attack", "bite", "bite_tail"]),
        ("bites", ["bite", "bite_tail"]),
        ("bite tail", ["bite_tail"]),
        ("aggression", ["attack", "chase", "bite", "bite_tail"]),
        ("aggressive behavior", ["attack", "chase", "bite", "bite_tail"]),
        ("Aggressive Behaviours", ["attack", "chase", "bite", "bite_tail"]),
        ("social contacts", ["sniff_nose", "sniff_tail"]),
        ("chasing behavior", ["chase"]),
        ("chasing bouts", ["chase"]),
        ("sniff", ["sniff_nose", "sniff_tail"]),
        ("sniffing", ["sniff_nose", "sniff_tail"]),
    ],
)
def test_by_the_ethogram(word: str, expected: list[str]) -> None:
    assert list(PLAIN.predicates(word)) == expected


def test_why() -> None:
    reached = {one.predicate: one for one in PLAIN.why("aggressive behavior")}
    assert reached["attack"].how == "heading"
    assert reached["attack"].because == "'attack' has the parent 'aggression'"
    assert reached["bite_tail"].how == "parent"
    assert reached["bite_tail"].because == (
        "'attack' has the parent 'aggression'; 'bite' is a case of it; 'bite_tail' is a case of it"
    )
    hows = {word: PLAIN.why(word)[0].how for word in ("chase", "pursue", "chasing", "sniff")}
    assert hows == {"chase": "name", "pursue": "synonym", "chasing": "form", "sniff": "part"}


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("atack", "Did you mean 'attack'"),
        ("agression", "Did you mean 'aggression'"),
        ("locomotion", r"Known: attack, .* need WordNet \(WORKBENCH_WORDNET\)"),
        ("is chased by", "passive of 'chase'"),
        ("stand", "'stand' means no behavior of 'cage'. Did you mean 'stand up'"),
        ("not chasing", "means no behavior"),
        ("", "means no behavior"),
    ],
)
def test_words_that_mean_none(word: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        PLAIN.predicates(word)


def test_parents_in_a_circle_end() -> None:
    text = '[behavior.a]\ndefinition="x"\nparent="b"\n[behavior.b]\ndefinition="x"\nparent="a"\n'
    assert Vocabulary(parse_ethogram(text)).predicates("a") == ("a", "b")


def test_a_parent_may_be_a_synonym() -> None:
    text = TEXT.replace('parent = "bite"', 'parent = "pursue"')
    assert Vocabulary(parse_ethogram(text)).predicates("chase") == ("chase", "bite_tail")


def test_predicates_of_the_graph() -> None:
    vocabulary = Vocabulary(ETHOGRAM, extra=["Chasing", "pursue", "Barking", "chase", "chased by"])
    assert vocabulary.predicates("chase") == ("chase", "Chasing", "pursue")
    assert vocabulary.why("chases")[1].because.endswith("facts also call it 'Chasing'")
    assert vocabulary.predicates("pursue") == ("chase", "Chasing", "pursue")
    assert vocabulary.predicates("barks") == ("Barking",)
    assert vocabulary.predicates("barking") == ("Barking",)
    assert vocabulary.predicates("chased by") == ("chased by",)  # the other way round: its own
    with pytest.raises(UserError):
        PLAIN.predicates("barking")


# --- WordNet ---


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("aggression", ["attack", "bite", "bite_tail"]),
        ("aggressive behavior", ["attack", "bite", "bite_tail"]),
        ("aggress", ["attack", "bite", "bite_tail"]),
        ("fighting", ["attack", "bite", "bite_tail"]),
        ("travels", ["chase", "walk"]),
        ("goes", ["chase", "walk"]),
        ("following", ["chase"]),
        ("pursuit", ["chase"]),
        ("attacks", ["attack", "bite", "bite_tail"]),
        ("chase", ["chase"]),
    ],
)
def test_by_wordnet(word: str, expected: list[str]) -> None:
    assert list(RICH.predicates(word)) == expected


def test_the_way_through_wordnet() -> None:
    [attack, *_] = RICH.why("aggression")
    assert attack.how == "wordnet"
    assert attack.because == (
        "WordNet: aggression.n.01 makes attack.v.02 is grouped with attack.v.01"
    )
    assert RICH.why("travel")[0].because == "WordNet: travel.v.01 > pursue.v.01 > chase.v.01"


def test_wordnet_adds_to_a_heading_and_not_to_a_name() -> None:
    text = SYNSETS.source.replace("[behavior.bite]", '[behavior.bite]\nsynset = "walk.v.01"')
    text = text.replace("[behavior.stand_up]", '[behavior.stand_up]\nparent = "travel"')
    vocabulary = Vocabulary(parse_ethogram(text), TINY)
    assert vocabulary.predicates("walk") == ("walk",)
    assert vocabulary.predicates("travel") == ("stand_up", "bite", "chase", "walk", "bite_tail")


@pytest.mark.parametrize("word", ["hostility", "mouse", "act"])
def test_words_that_wordnet_knows_and_that_mean_none(word: str) -> None:
    """The ill will called hostility makes no verb, though aggression, its synonym, does."""
    vocabulary = Vocabulary(SYNSETS, TINY)
    if word == "hostility":
        assert set(meanings(word, TINY)) == {"hostility.n.01"}
    with pytest.raises(UserError, match="WordNet knows the word"):
        vocabulary.predicates(word)


def test_entries_without_synset_are_not_guessed() -> None:
    with pytest.raises(UserError, match="means no behavior"):
        Vocabulary(ETHOGRAM, TINY).predicates("travel")


def test_synsets_of_another_release_are_told_and_left() -> None:
    text = TEXT.replace("[behavior.walk]", '[behavior.walk]\nsynset = "walk.v.07"')
    vocabulary = Vocabulary(parse_ethogram(text), TINY)
    [fault] = vocabulary.faults
    assert fault.startswith("walk: No synset 'walk.v.07'")
    assert Vocabulary(parse_ethogram(text)).faults == ()


def test_ways_up() -> None:
    chase = TINY.synset("chase.v.01")
    assert [s.name for s in way_up(chase, {"travel.v.01"}, TINY)] == [
        "chase.v.01", "pursue.v.01", "travel.v.01",
    ]  # fmt: skip
    assert way_up(chase, {"chase.v.01", "travel.v.01"}, TINY) == (chase,)
    assert way_up(chase, {"touch.v.01"}, TINY) == ()
    assert way_up(TINY.synset("hold.v.01"), set(), TINY) == ()


# --- suggestions ---


def test_suggested_synsets() -> None:
    vocabulary = Vocabulary(ETHOGRAM, TINY)
    chase = vocabulary.suggest_synsets("chase")
    assert [one.synset for one in chase] == ["chase.v.01", "chase.n.01", "pursue.v.01"]
    assert chase[0].definition == "run behind another that runs off"
    assert [one.synset for one in vocabulary.suggest_synsets("attack", most=1)] == ["attack.v.01"]
    assert vocabulary.suggest_synsets("stand_up") == ()


def test_suggested_synonyms_are_new_words() -> None:
    assert RICH.suggest_synonyms("chase") == ("chase after", "track")
    assert Vocabulary(ETHOGRAM, TINY).suggest_synonyms("chase") == ("chase after", "track")
    taken = SYNSETS.source.replace("[behavior.walk]", '[behavior.walk]\nsynonyms = ["track"]')
    assert Vocabulary(parse_ethogram(taken), TINY).suggest_synonyms("chase") == ("chase after",)
    assert RICH.suggest_synonyms("stand_up") == ()


def test_suggestions_need_wordnet_and_an_entry() -> None:
    with pytest.raises(UserError, match="wordnet-base"):
        PLAIN.suggest_synsets("chase")
    with pytest.raises(UserError, match="wordnet-base"):
        PLAIN.suggest_synonyms("chase")
    with pytest.raises(UserError, match="No behavior 'swim'"):
        RICH.suggest_synsets("swim")


# --- the real WordNet ---

RIGHT = {
    "approach": "approach.v.01",
    "chase": "chase.v.01",
    "flee": "flee.v.01",
    "follow": "follow.v.01",
    "nose_to_nose": "sniff.v.01",
    "nose_to_tail": "sniff.v.01",
    "rest": "rest.v.01",
    "rear": "rear.v.01",
    "groom": "wash.v.13",
    "enter": "enter.v.01",
    "leave": "exit.v.01",
    "feed": "feed.v.06",
    "contact": "touch.v.05",
    "walk": "walk.v.01",
    "run": "run.v.01",
}
"""Picked from the glosses before anything was suggested; all but that of grooming are found."""


@pytest.fixture(scope="module")
def real() -> WordNet:
    found = find_wordnet()
    if found is None or not found.synsets("entity", "n"):
        pytest.skip(f"no WordNet: neither {VARIABLE} nor Debian's package wordnet-base")
    return found


def test_the_right_synset_is_among_three(real: WordNet) -> None:
    vocabulary = Vocabulary(load_ethogram(ETHOGRAMS / "social_rodents.toml"), real)
    found = [
        name
        for name, right in RIGHT.items()
        if right in {one.synset for one in vocabulary.suggest_synsets(name)}
    ]
    assert len(found) >= 0.9 * len(RIGHT), sorted(set(RIGHT) - set(found))


def test_general_words_with_the_real_wordnet(real: WordNet) -> None:
    vocabulary = Vocabulary(SYNSETS, real)
    assert vocabulary.predicates("aggressive behavior")[0] == "attack"
    assert set(vocabulary.predicates("locomotion")) == {"chase", "walk"}
    with pytest.raises(UserError, match="WordNet knows the word"):
        vocabulary.predicates("sleep")
