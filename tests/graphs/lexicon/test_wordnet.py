"""The reader of WordNet files: a tiny dictionary made by hand, damaged ones, and the real one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from graphs.errors import DataError, UserError
from graphs.lexicon.wordnet import VARIABLE, Synset, WordNet, find_wordnet
from graphs.lexicon.wordnet_files import Pos

TINY = Path(__file__).parent / "wordnet_files"


@pytest.fixture
def tiny() -> WordNet:
    return WordNet.open(TINY)


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A copy that may be spoilt."""
    return shutil.copytree(TINY, tmp_path / "dict")


def names(synsets: object) -> list[str]:
    return [synset.name for synset in synsets]  # type: ignore[attr-defined]


@pytest.mark.parametrize("suffix", ["noun", "verb"])
def test_the_tiny_dictionary_is_in_the_genuine_format(suffix: str) -> None:
    content = (TINY / f"data.{suffix}").read_bytes()
    offset = 0
    for line in content.splitlines(keepends=True):
        assert line.startswith((b"  ", f"{offset:08d} ".encode()))
        offset += len(line)
    lemmas = [
        line.split()[0]
        for line in (TINY / f"index.{suffix}").read_bytes().splitlines()
        if not line.startswith(b"  ")
    ]
    assert lemmas == sorted(lemmas)


def test_a_synset(tiny: WordNet) -> None:
    chase = tiny.synset("chase.v.01")
    assert chase.lemmas == ("chase", "chase_after", "track")
    assert chase.definition == "run behind another that runs off"
    assert chase.examples == ("the cat chased a mouse", "one dog chases the other")
    assert (chase.pos, chase.topic, chase.offset) == ("v", 38, 463)


def test_names_are_those_of_the_first_lemma(tiny: WordNet) -> None:
    assert tiny.synset("follow.v.01").name == "pursue.v.01"
    assert tiny.synset("aggress.v.01").name == "attack.v.02"
    assert tiny.synset("mickey.n.01").lemmas == ("Mickey",)


@pytest.mark.parametrize(
    ("word", "pos", "expected"),
    [
        ("chase", "v", ["chase.v.01", "engrave.v.01"]),
        ("chase", None, ["chase.v.01", "engrave.v.01", "chase.n.01"]),
        ("Chases", "n", ["chase.n.01"]),
        ("chase after", None, ["chase.v.01"]),
        ("chasing after", None, ["chase.v.01"]),
        ("swim", None, []),
        ("", None, []),
        ("act", None, ["act.n.01"]),  # the first
        ("walk", None, ["walk.v.01"]),  # the last
    ],
)
def test_senses(tiny: WordNet, word: str, pos: Pos | None, expected: list[str]) -> None:
    assert names(tiny.synsets(word, pos)) == expected


def test_every_lemma_is_found(tiny: WordNet) -> None:
    for pos, suffix in (("n", "noun"), ("v", "verb")):
        for line in (TINY / f"index.{suffix}").read_text().splitlines():
            if not line.startswith("  "):
                assert tiny.synsets(line.split()[0], pos), line  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("form", "pos", "base"),
    [
        ("chases", "v", "chase"),
        ("chased", "v", "chase"),
        ("chasing", "v", "chase"),
        ("ran", "v", "run"),
        ("running", "v", "run"),
        ("runs away", "v", "run_away"),
        ("ran_away", "v", "run_away"),
        ("mice", "n", "mouse"),
        ("chases", "n", "chase"),
        ("tail bases", "n", "tail_base"),
        ("touches", "v", "touch"),
        ("swims", "v", None),
        ("mousing", "n", None),
        ("ss", "n", None),
        ("s", "v", None),
    ],
)
def test_base_forms(tiny: WordNet, form: str, pos: Pos, base: str | None) -> None:
    assert tiny.morph(form, pos) == base


def test_what_a_synset_is_a_case_of(tiny: WordNet) -> None:
    chase, travel = tiny.synset("chase.v.01"), tiny.synset("travel.v.01")
    assert names(tiny.hypernyms(chase)) == ["pursue.v.01"]
    assert names(tiny.hypernym_closure(chase)) == ["pursue.v.01", "travel.v.01"]
    assert tiny.is_a(chase, travel)
    assert tiny.is_a(chase, chase)
    assert not tiny.is_a(travel, chase)
    assert tiny.is_a(tiny.synset("mickey.n.01"), tiny.synset("animal.n.01"))  # an instance


def test_cases_of_a_synset(tiny: WordNet) -> None:
    below = names(tiny.hyponym_closure(tiny.synset("travel.v.01")))
    assert below == ["pursue.v.01", "walk.v.01", "run.v.01", "chase.v.01", "flee.v.01"]


def test_verbs_that_are_cases_of_each_other_end(tiny: WordNet) -> None:
    assert names(tiny.hypernym_closure(tiny.synset("hold.v.01"))) == ["restrain.v.01"]
    assert not tiny.is_a(tiny.synset("hold.v.01"), tiny.synset("touch.v.01"))


def test_derived_words_go_with_their_lemma(tiny: WordNet) -> None:
    hostility = tiny.synset("hostility.n.01")
    assert names(tiny.derived(hostility)) == ["attack.v.02"]  # and no adjective
    assert names(tiny.derived(hostility, "aggression")) == ["attack.v.02"]
    assert names(tiny.derived(hostility, "hostility")) == []
    assert names(tiny.grouped(tiny.synset("attack.v.02"))) == ["attack.v.01"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("chase.v.03", "'chase' has 2 senses as a verb"),
        ("chase.v.00", "2 senses"),
        ("swim.v.01", "0 senses"),
        ("chase", "such as 'chase.v.01'"),
        ("chase.a.01", "no synset of a noun or a verb"),
        ("chase.v.x", "such as"),
        ("", "such as"),
    ],
)
def test_names_that_are_none(tiny: WordNet, name: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        tiny.synset(name)


# --- where it is ---


def test_a_folder_without_wordnet(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"index\.noun, .*data\.verb missing"):
        WordNet.open(tmp_path)


def test_a_subfolder_dict_will_do(damaged: Path) -> None:
    assert WordNet.open(damaged.parent).folder == damaged


def test_found_by_the_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, str(TINY))
    found = find_wordnet()
    assert found is not None
    assert found.folder == TINY
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(UserError, match="is no WordNet"):
        find_wordnet()
    given = find_wordnet(TINY)  # goes before the variable
    assert given is not None
    assert given.folder == TINY


def test_none_where_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr("graphs.lexicon.wordnet.USUAL_FOLDER", tmp_path)
    assert find_wordnet() is None
    monkeypatch.setattr("graphs.lexicon.wordnet.USUAL_FOLDER", TINY)
    assert find_wordnet() is not None


def test_without_exception_lists(damaged: Path) -> None:
    (damaged / "verb.exc").unlink()
    wordnet = WordNet.open(damaged)
    assert wordnet.morph("ran", "v") is None
    assert wordnet.morph("runs", "v") == "run"


# --- damaged files ---


def spoil(path: Path, old: str, new: str) -> None:
    content = path.read_bytes()
    assert old.encode() in content
    path.write_bytes(content.replace(old.encode(), new.encode(), 1))


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("index.verb", "chase v 2", "chase v 3", r"index\.verb, line 7: .* as many offsets"),
        ("index.verb", "chase v 2 2", "chase v x 2", r"index\.verb, line 7"),
        ("index.verb", "2 0 00000463 ", "2 0 00000464 ", r"data\.verb, line 6: .*00000464"),
        ("index.verb", "2 0 00000463 ", "2 0 99999999 ", r"data\.verb, line \d+: .*99999999"),
        ("data.verb", "00000463 38 v 03", "00000463 38 v 13", r"data\.verb, line 6: .* counted"),
        ("data.verb", "00000463 38 v 03", "00000463 38 v 00", r"data\.verb, line 6"),
        ("data.verb", "chase_after 0 track", "chase_after_0 track", r"data\.verb, line 6"),
        ("data.verb", "| run behind", "  run behind", r"data\.verb, line 6"),
        ("data.verb", "00000463 38", "        38", r"data\.verb, line 6: expected a synset"),
    ],
)
def test_damage_is_told_with_its_line(
    damaged: Path, file: str, old: str, new: str, told: str
) -> None:
    spoil(damaged / file, old, new)
    with pytest.raises(DataError, match=told):
        WordNet.open(damaged).synsets("chase", "v")


def test_files_that_do_not_belong_together(damaged: Path) -> None:
    for lemma in ("chase", "chase_after", "track"):
        spoil(damaged / "index.verb", f"\n{lemma} v", f"\n{lemma[:-1]}~ v")
    with pytest.raises(DataError, match=r"no lemma of synset 00000463 \(chase, chase_after, track"):
        list(WordNet.open(damaged).hyponym_closure(WordNet.open(damaged).synset("pursue.v.01")))


def test_an_empty_file(damaged: Path) -> None:
    (damaged / "data.verb").write_bytes(b"")
    with pytest.raises(DataError, match=r"data\.verb is empty"):
        WordNet.open(damaged).synsets("chase")


def test_a_damaged_exception_list(damaged: Path) -> None:
    (damaged / "verb.exc").write_text("ran run\nfled\n")
    with pytest.raises(DataError, match=r"verb\.exc, line 2: .*'fled'"):
        WordNet.open(damaged).morph("ran", "v")


# --- the real one ---


@pytest.fixture(scope="module")
def real() -> WordNet:
    found = find_wordnet()
    if found is None or not found.synsets("entity", "n"):
        pytest.skip(f"no WordNet: neither {VARIABLE} nor Debian's package wordnet-base")
    return found


def test_real_senses_have_the_names_that_nltk_gives(real: WordNet) -> None:
    assert names(real.synsets("dog", "n"))[:3] == ["dog.n.01", "frump.n.01", "dog.n.03"]
    chase = real.synset("chase.v.01")
    assert chase.definition == "go after with the intent to catch"
    assert "give_chase" in chase.lemmas
    assert names(real.hypernym_closure(chase)) == ["pursue.v.02", "travel.v.01"]


def test_real_relations(real: WordNet) -> None:
    def one(name: str) -> Synset:
        return real.synset(name)

    assert real.is_a(one("dog.n.01"), one("animal.n.01"))
    assert real.is_a(one("mouse.n.01"), one("rodent.n.01"))
    assert real.is_a(one("sniff.v.01"), one("perceive.v.01"))
    assert not real.is_a(one("chase.v.01"), one("attack.v.01"))
    assert names(real.derived(one("aggression.n.04"), "aggression")) == ["attack.v.03"]
    assert len(list(real.hyponym_closure(one("rodent.n.01")))) > 100


def test_real_base_forms(real: WordNet) -> None:
    assert real.morph("chases", "v") == "chase"
    assert real.morph("runs away", "v") == "run_away"
    assert real.morph("ponies", "n") == "pony"
    if (real.folder / "noun.exc").is_file():
        assert real.morph("mice", "n") == "mouse"
        assert real.morph("fled", "v") == "flee"
