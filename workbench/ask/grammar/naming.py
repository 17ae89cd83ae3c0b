"""Reading who and where: animals by name, all, each, the other; their points; zones and things."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.ask.grammar.frames import How, Who
from workbench.ask.grammar.reader import Read, Reader, remembered
from workbench.ask.grammar.vocabulary import ANIMAL, ANIMALS, ONE_ANIMAL

_SPOKEN: tuple[tuple[How, str], ...] = (
    ("each", rf"(each|every)( single)?( one of the| of the)? ({ANIMAL}|one)|"
             rf"(the )?({ANIMALS}) each"),
    ("both", rf"(all|both|all the|all of the|both of the|both the|all two|all three)( two| three)?"
             rf"( tested| experimental)? ({ANIMALS})|all of them|both of them|both|everyone|"
             "everybody"),
    ("any", rf"(any|either|any of the|either of the|an?|one of the) ({ANIMAL})|"
            rf"one ({ONE_ANIMAL})|any one|anyone|anybody|some({ONE_ANIMAL}|one)"),
    ("", rf"the (two |three |tested |experimental )?({ANIMALS})|({ANIMALS})|"
         rf"(two|three) ({ANIMALS})"),
    ("", "they"),
    ("it", rf"it|he|she|(this|that|the same) ({ONE_ANIMAL})|the ({ONE_ANIMAL})"),
)  # fmt: skip
_OTHERS: tuple[tuple[How, str], ...] = (
    ("mutual", "each other|one another"),
    ("any", rf"(any|an|a|some) ?other( ({ANIMAL}|one))?|another( ({ONE_ANIMAL}|one))?|"
            rf"(the )?others|(the )?other ({ANIMALS})|"
            rf"(its|the|their) (partner|conspecific|cagemate|cage mate|mate|companion)s"),
)  # fmt: skip
_THE_OTHER = (
    rf"the other( ({ONE_ANIMAL}|one))?|"
    rf"(its|the|their) (partner|conspecific|cagemate|cage mate|mate|companion)"
)
_TWO = 2


class NameReader(Reader):
    """Reads names of animals and places."""

    @remembered
    def named(self, place: int) -> Read[Who]:
        """Read animals by name: ``mouse 1``, ``the first mouse``, ``mouse 1 and mouse 2``."""
        for names, stop in self._names(place):
            yield Who(names, how="any" if "or" in self.words[place:stop] else ""), stop

    def _names(self, place: int) -> Read[tuple[str, ...]]:
        for name, stop in self._name(place):
            yield (name,), stop
            for others, end in self.then(stop, "and|or|", self._names):
                separate = self.words[stop] in ("and", "or") or len(others) > 1
                if name not in others and separate:
                    yield (name, *others), end

    def _name(self, place: int) -> Read[str]:
        for start in self.maybe(place, "the|animal|individual"):
            for name, stop in self.vocabulary.animals.at(self.words, start):
                self.reached(stop)
                yield str(name), stop

    @remembered
    def who(self, place: int) -> Read[Who]:
        """Read who does something: named, or each, or all."""
        yield from self.named(place)
        for how, words in _SPOKEN:
            for stop in self.lit(place, words):
                if words == "they" and len(self.vocabulary.names.animals) != _TWO:
                    continue
                yield self._spoken(how), stop

    def _spoken(self, how: How) -> Who:
        """Return *the mouse* as the only one, where there is only one."""
        animals = self.vocabulary.names.animals
        return Who((animals[0],)) if how == "it" and len(animals) == 1 else Who(how=how)

    @remembered
    def whom(self, place: int) -> Read[Who]:
        """Read to whom something is done: also the other animal, or any."""
        for how, words in _OTHERS:
            for stop in self.lit(place, words):
                yield Who(how=how), stop
        if len(self.vocabulary.names.animals) <= _TWO:
            for stop in self.lit(place, _THE_OTHER):
                yield Who(), stop
        yield from self.who(place)

    @remembered
    def point(self, place: int) -> Read[Who]:
        """Read an animal, or a point of one: ``the nose of mouse 1``, ``mouse 1's nose``."""
        for who, stop in self.whom(place):
            for start in self.maybe(stop, "'s"):
                for part, end in self._part(start):
                    yield Who(who.names, part, who.how), end
            yield who, stop
        for start in self.maybe(place, "the"):
            for part, stop in self._part(start):
                for who, end in self.then(stop, "of", self.whom):
                    yield Who(who.names, part, who.how), end

    def _part(self, place: int) -> Iterator[tuple[str, int]]:
        for part, stop in self.vocabulary.parts.at(self.words, place):
            self.reached(stop)
            yield str(part), stop

    @remembered
    def place_(self, place: int) -> Read[str]:
        """Read a zone or a thing: ``the shelter``, ``shelter zone``."""
        for start in self.maybe(place, "the|its|a|zone|object|the zone|the object"):
            for name, stop in self.vocabulary.places.at(self.words, start):
                self.reached(stop)
                for end in self.maybe(stop, "zone|area|object|region"):
                    yield str(name), end

    def group(self, place: int) -> Read[str]:
        """Read a group by its name."""
        for name, stop in self.vocabulary.groups.at(self.words, place):
            self.reached(stop)
            yield str(name), stop

    def recording(self, place: int) -> Read[str]:
        """Read a recording by its name."""
        for name, stop in self.vocabulary.recordings.at(self.words, place):
            self.reached(stop)
            yield str(name), stop
