"""Captions and what they say, by hand; by the lists alone, and with WordNet if it is there."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.captions.graph import CaptionGraph, CaptionTriple
from graphs.captions.parse import parse_caption
from graphs.captions.word_classes import Words
from graphs.lexicon.wordnet import find_wordnet

LISTS = Words()

# caption = triples; triples // what is withheld and the word that takes it back
CAPTIONS = """
two dogs and a cat sit on the sofa = dog is 2; dog > sit on > sofa; cat > sit on > sofa
the zebra's head is behind the tree = zebra > have > head; head > behind > tree
zebra's head = zebra > have > head
a dog 's tongue = dog > have > tongue
it's mane = nothing
there are three birds in a tree = bird is 3; bird > in > tree
there is no cat on the mat = // cat > on > mat (no)
this is a giraffe = nothing
a man who is riding a horse = man > ride > horse
the woman is not holding the dog = // woman > hold > dog (not)
a giraffe enclosed in a pen = pen > enclose > giraffe
the car is covered with snow = snow > cover > car
a bottle held by a man = man > hold > bottle
a horse is ridden by a girl in a red hat = girl > ride > horse; girl > wear > hat; hat is red
a man wearing a grey jacket riding a horse = man > wear > jacket; jacket is grey; man > ride > horse
the cat with the white paws sleeps under the table = cat > have > paw; paw is white; cat > sleep under > table
elephants walking in front of a fence = elephant > walk in front of > fence
people on the back of an elephant = people > on back of > elephant
the dog is next to the chair and looks at the ball = dog > next to > chair; dog > look at > ball
a herd of elephants crossing the road = elephant is herd of; elephant > cross > road
a bird without feathers = // bird > have > feather (without)
the dog tries to catch the frisbee = // dog > catch > frisbee (try)
a table with a cup on it = cup > on > table
a chair with a cat sitting on it = cat > sit on > chair
the boy pets the dog and it wags its tail = boy > pet > dog; dog > wag > tail; dog > have > tail
she holds the puppy = //  > hold > puppy (nobody named)
the bear is bigger than the cub = bear > bigger than > cub
the baby elephant's trunk touches the water = elephant is baby; elephant > have > trunk; trunk > touch > water
a picture of a giraffe = giraffe > in > picture
the head of a bear = bear > have > head
a field of grass = field > have > grass
four legs of a cow = leg is 4; cow > have > leg
elephant trunk = elephant > have > trunk
a white polar bear = polar bear is white
computer mouse on the desk = computer mouse > on > desk
the black mouse chases the white one into the nest = mouse is black; mouse is white; mouse > chase > mouse; mouse > chase into > nest
mouse_1 chases mouse_2 while the other one rears = mouse_1 > chase > mouse_2; mouse_2 > rear
mouse_1 rests and the other one rears = mouse_1 > rest; mouse is other; mouse > rear
mouse 1 leaves the shelter = mouse 1 > leave > shelter
mouse_1 leaves home = mouse_1 > leave > home
the mouse does not rear = // mouse > rear (not)
mouse 1 may still rear up = // mouse 1 > rear up (may)
mouse 1 starts to rear = // mouse 1 > rear (start)
the mouse runs to open fields = mouse > run to > field; field is open
resident chases intruder = resident > chase > intruder
a brick wall = wall is brick
light brown horse in a field = horse is light brown; horse > in > field
black, brown and white goat = goat is black; goat is brown; goat is white
black and white cat sitting on a wooden table near the window = cat is black; cat is white; cat > sit on > table; cat > sit near > window; table is wooden
the left ear of the cat = cat > have > left ear
field that the cows are in = cow > in > field
the branch that the bird is resting on = bird > rest on > branch
the cage in which the mouse sleeps = mouse > sleep in > cage
cat lying down = cat > lie down
cat is white = cat is white
the mouse is hungry and tired = mouse is hungry; mouse is tired
a striped cat's tail = cat is striped; cat > have > tail
running mouse = mouse is running
mouse running = mouse > run
the resident sniffs the intruder's flank = resident > sniff > flank; intruder > have > flank
the intruder freezes = intruder > freeze
the female mouse is mounted by the male mouse = mouse is female; mouse > mount > mouse; mouse is male
the mice are huddled together in the nest = mouse > huddle in > nest
mouse 1 never enters the shelter = // mouse 1 > enter > shelter (not)
mouse 1 seems to chase mouse 2 = // mouse 1 > chase > mouse 2 (seem)
mouse 1 will follow mouse 2 = // mouse 1 > follow > mouse 2 (will)
mouse 1 started chasing mouse 2 = // mouse 1 > chase > mouse 2 (start)
mouse 1 stops chasing mouse 2 = // mouse 1 > chase > mouse 2 (stop)
mouse 2 may be resting = // mouse 2 > rest (may)
mouse 1 is about to fall = // mouse 1 > fall (about)
if mouse 1 moves, mouse 2 follows it = // mouse 1 > move (if); mouse 2 > follow > mouse 1 (if)
no mouse is in the shelter = // mouse > in > shelter (no)
neither mouse 1 nor mouse 2 moves = // mouse 1 > move (no); mouse 2 > move (no)
none of the mice moves = // mouse > move (no)
the mouse hasn't moved = // mouse > move (not)
mouse 1 doesn't chase mouse 2, but mouse 2 chases mouse 1 = mouse 2 > chase > mouse 1 // mouse 1 > chase > mouse 2 (not)
mouse 1 digs while mouse 2 rests = mouse 1 > dig; mouse 2 > rest
a fly walks toward another fly, extends its wing and vibrates it = fly > walk towards > fly; fly is other; fly > extend > wing; fly > have > wing; fly > vibrate > wing
mouse 1 and mouse 2 fight = mouse 1 > fight; mouse 2 > fight
mouse 1 and mouse 2 touch each other = mouse 1 > touch > mouse 2; mouse 2 > touch > mouse 1
the two mice sniff each other = mouse is 2; mouse > sniff > mouse
the mouse, which is black, is eating = mouse is black; mouse > eat
the mouse sits up and eats = mouse > sit up; mouse > eat
mouse 2 was bitten = mouse 2 is bitten
mouse 1 got chased by mouse 2 = mouse 2 > chase > mouse 1
the tail of mouse 1 is touched by mouse 2 = mouse 1 > have > tail; mouse 2 > touch > tail
mouse 3, mouse 4 and mouse 5 rest in the corner = mouse 3 > rest in > corner; mouse 4 > rest in > corner; mouse 5 > rest in > corner
MOUSE 1 CHASES MOUSE 2 = mouse 1 > chase > mouse 2
mouse_1 follows mouse_2 = mouse_1 > follow > mouse_2
M1 sniffs M2 = m1 > sniff > m2
mouse 1 grooms itself = mouse 1 > groom
mouse 1 chased mouse 2. It then hid behind the shelter. = mouse 1 > chase > mouse 2; mouse 1 > hide behind > shelter
the rat that was followed by the other rat enters the feeder zone = rat > follow > rat; rat is other; rat > enter > feeder zone
the resident attacks the intruder, which flees to the corner = resident > attack > intruder; intruder > flee to > corner
the animal is sitting in the corner of the cage, grooming = animal > sit in corner of > cage; animal > groom
the darker mouse sniffs mouse 2 and then chases it into the shelter while the other one is grooming = mouse is darker; mouse > sniff > mouse 2; mouse > chase > mouse 2; mouse > chase into > shelter; mouse 2 > groom
Mouse 1 approaches mouse 2, sniffs its nose and runs away = mouse 1 > approach > mouse 2; mouse 1 > sniff > nose; mouse 2 > have > nose; mouse 1 > run away
the mouse jumps over the wall and disappears = mouse > jump over > wall; mouse > disappear
mouse 1 is not grooming or resting = // mouse 1 > groom (not); mouse 1 > rest (not)
mouse 1 neither chases nor follows mouse 2 = // mouse 1 > chase (not); mouse 1 > follow > mouse 2 (not)
mouse 1 does not chase but follows mouse 2 = mouse 1 > follow > mouse 2 // mouse 1 > chase (not)
mouse 1 walks without touching mouse 2 = mouse 1 > walk // mouse 1 > touch > mouse 2 (without)
it looks like mouse 1 is chasing mouse 2 = // mouse 1 > chase > mouse 2 (look like)
there is no evidence that mouse 1 chases mouse 2 = // mouse 1 > chase > mouse 2 (no)
mouse 1 attempts to mount mouse 2, but mouse 2 escapes = mouse 2 > escape // mouse 1 > mount > mouse 2 (try)
mouse 1 remains motionless = mouse 1 is motionless
mouse 2 runs back to the shelter, pursued by mouse 1 = mouse 2 > run to > shelter; mouse 1 > pursue > mouse 2
mouse 1 is sniffed by mouse 2 and then flees from it = mouse 2 > sniff > mouse 1; mouse 1 > flee from > mouse 2
the animals sniff each other's noses = animal > sniff > nose; animal > have > nose
das 鼠 🐭 = nothing
 = nothing
... !? , = nothing
of of of with = nothing
"""  # noqa: E501

WRONG = {
    "mouse 1 chases and bites mouse 2": "mouse 1 > chase > mouse 2",
    "man playing frisbee with a dog": "man > play with > dog",  # read as the frisbee's dog
    "two zebras standing together": "zebra > stand with > zebra",
    "giraffe mouth with tongue sticking out": "tongue > stick out of > mouth",
    "mouse 1 gives mouse 2 a nudge": "mouse 1 > nudge > mouse 2",
    "the mouse chases the rat and bites": "mouse > bite > rat",
}
"""Captions -> a triple that a person would draw and these rules do not find."""


def _cases() -> list[tuple[str, str]]:
    lines = CAPTIONS.strip("\n").split("\n")
    return [tuple(part.strip() for part in line.split(" = ", 1)) for line in lines]  # type: ignore[misc]


def written(triple: CaptionTriple) -> str:
    """Return a triple as the table above has it."""
    if triple.kind in ("attribute", "count"):
        return f"{triple.subject} is {triple.object}"
    target = "" if triple.object is None else f" > {triple.object}"
    return f"{triple.subject} > {triple.predicate}{target}".strip()


def said(graph: CaptionGraph) -> tuple[list[str], list[str]]:
    """Return what is stated and what is withheld, sorted."""
    withheld = [f"{written(triple)} ({triple.hedge})" for triple in graph.withheld]
    return sorted(map(written, graph.triples)), sorted(withheld)


@pytest.mark.parametrize(("caption", "expected"), _cases())
def test_captions_are_read_as_by_hand(caption: str, expected: str) -> None:
    stated, _, withheld = expected.removeprefix("nothing").partition("//")
    wanted = tuple(
        sorted(part.strip() for part in text.split(";") if part.strip())
        for text in (stated, withheld)
    )
    for words in filter(None, (LISTS, _wordnet_words())):
        assert said(parse_caption(caption, words)) == wanted


def _wordnet_words() -> Words | None:
    wordnet = find_wordnet()
    return Words(wordnet) if wordnet is not None else None


@pytest.mark.parametrize(("caption", "drawn"), WRONG.items())
def test_known_limits(caption: str, drawn: str) -> None:
    assert drawn not in said(parse_caption(caption, LISTS))[0]


def test_spans_name_what_was_said() -> None:
    text = "Mouse 1 is chased by the dark mouse"
    graph = parse_caption(text, LISTS)
    chase = next(t for t in graph.triples if t.predicate == "chase")
    assert text[chase.start : chase.stop] == "is chased by the dark mouse"
    assert chase.words == "is chased by"
    assert [text[e.start : e.stop] for e in graph.entities] == ["Mouse 1", "the dark mouse"]
    assert (chase.subject_at, chase.object_at) == (1, 0)


def test_entities_have_attributes_and_counts() -> None:
    graph = parse_caption("three small brown dogs chase a cat", LISTS)
    dogs, cat = graph.entities
    assert (dogs.name, dogs.attributes, dogs.count, dogs.plural) == (
        "dog", ("small", "brown"), 3, True,
    )  # fmt: skip
    assert (cat.count, cat.plural) == (None, False)


@pytest.mark.parametrize(
    ("caption", "steps"),
    [
        ("mouse 1 digs and then rests", {"dig": 0, "rest": 1}),
        ("mouse 1 digs while mouse 2 rests", {"dig": 0, "rest": 0}),
        ("after digging, mouse 1 rests", {"dig": 0, "rest": 1}),
        ("before digging, mouse 1 rests", {"rest": 0, "dig": 1}),
        ("mouse 1 rests after it digs", {"dig": 0, "rest": 1}),
        ("mouse 1 rests before it digs", {"rest": 0, "dig": 1}),
    ],
)
def test_words_of_time_give_the_order(caption: str, steps: dict[str, int]) -> None:
    assert {t.predicate: t.step for t in parse_caption(caption, LISTS).triples} == steps


def test_the_same_noun_is_one_entity_and_another_is_not() -> None:
    graph = parse_caption("a cat chases a dog. the cat bites another cat", LISTS)
    assert [e.name for e in graph.entities] == ["cat", "dog", "cat"]
    bite = next(t for t in graph.triples if t.predicate == "bite")
    assert (bite.subject_at, bite.object_at) == (0, 2)


ANY = re.findall(
    r"\S+",
    "the a mouse 2 and it 's not is chased chasing by in of to with that while who then , . "
    "its no without other one each has may trying black very three on top than if before after",
)
UNITS = [
    "the mouse chases the rat and it runs. ", "black, ", "not ", "try to ", "group of ", "cat 's ",
    "a cat and ", "about to ", "the ", "a a ", "black ", "slowly ", "( ", "the cat on the mat in ",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_long_texts_take_time_in_proportion(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = [0]
    noun = Words.is_noun

    def counted(self: Words, word: str) -> bool:
        looks[0] += 1
        return noun(self, word)

    monkeypatch.setattr(Words, "is_noun", counted)
    counts = []
    for times in (200, 800):
        looks[0] = 0
        parse_caption(unit * times, LISTS)
        counts.append(looks[0])
    assert counts[1] <= 5 * counts[0] + 100


def test_a_very_long_text_is_read_to_its_end() -> None:
    graph = parse_caption("mouse 1 chases mouse 2. " * 3000 + "mouse 2 rests", LISTS)
    assert said(graph)[0] == ["mouse 1 > chase > mouse 2", "mouse 2 > rest"]


@given(st.text(max_size=80))
def test_any_text_is_read_without_fault(text: str) -> None:
    _check(text)


def test_any_order_of_words_is_read_without_fault() -> None:
    draw = random.Random(0)
    for _ in range(1500):
        _check(" ".join(draw.choices(ANY, k=draw.randint(0, 14))))


def _check(text: str) -> None:
    graph = parse_caption(text, LISTS)
    assert graph == parse_caption(text, Words())
    for triple in (*graph.triples, *graph.withheld):
        assert 0 <= triple.start <= triple.stop <= len(text)
        if triple.subject_at is not None:
            assert graph.entities[triple.subject_at].name == triple.subject
    assert all(not t.hedge and t.subject for t in graph.triples)
    assert all(t.hedge for t in graph.withheld)
