"""Verbs with their auxiliaries: *is not being chased by*, *may try to escape*, *standing up*."""

from __future__ import annotations

from dataclasses import dataclass

from graphs.captions.items import VerbGroup
from graphs.captions.open_words import OPENING
from graphs.captions.tokens import Token
from graphs.captions.word_classes import Words

_MAIN = frozenset({"VB", "VG", "VN"})
_VERBAL = _MAIN | {"BE", "HV", "DO", "MD", "GT"}
_BASES = {"HV": "have", "DO": "do", "GT": "get"}
_LONGEST = 12  # words before a verb
_MOST_ADVERBS = 6
_DEEPEST = 4  # verbs in a row: *wants to try to stop chasing*
_TO_COME = frozenset({"about", "going", "ready", "able", "used", "likely"})


@dataclass(slots=True)
class _Auxiliaries:
    hedge: str = ""
    be: bool = False
    finite: bool = False


class VerbGroups:
    """Reads verb groups from tagged tokens."""

    def __init__(self, tokens: list[Token], words: Words) -> None:
        self.tokens = tokens
        self.words = words

    def _tag(self, at: int) -> str:
        return self.tokens[at].tag if at < len(self.tokens) else ""

    def read(self, at: int, depth: int = 0) -> tuple[VerbGroup | None, int]:
        """Return the verb group that begins here and where it ends; ``None`` if there is none."""
        start, seen = at, _Auxiliaries()
        if not self._begins(at):
            return None, at
        while at < min(len(self.tokens), start + _LONGEST):
            if self._is_main(at):
                if depth < _DEEPEST and self._opens(at):
                    return self._opened(start, at, seen, depth)
                return self._main(start, at, seen)
            words = self._auxiliary(at, seen)
            if not words:
                break
            at += words
        if not seen.be:
            return None, start
        stop = self.tokens[at - 1].stop
        first = self.tokens[start].start
        return VerbGroup("", "BE", first, stop, finite=True, hedge=seen.hedge), at

    def _begins(self, at: int) -> bool:
        tag = self._tag(at)
        if tag == "NEG":
            return self._verb_after(at)
        return tag in _VERBAL or self._is_to_come(at) or self._is_infinitive(at)

    def _auxiliary(self, at: int, seen: _Auxiliaries) -> int:
        """Take in what stands before the verb; return of how many words it is, 0 if it is none."""
        tag, low = self._tag(at), self.tokens[at].low
        if tag == "BE":
            seen.be, seen.finite = True, seen.finite or low not in ("being", "be", "been")
        elif tag == "MD":
            seen.hedge, seen.finite = seen.hedge or low, True
        elif tag == "NEG":
            seen.hedge = "not"
        elif tag in _BASES:
            seen.be = seen.be or tag == "GT"
            seen.finite = seen.finite or low not in ("having", "getting")
        elif self._is_to_come(at):
            seen.hedge = seen.hedge or low
            return 2
        elif tag == "TO" and self._is_infinitive(at):
            seen.hedge = seen.hedge or "to"
        elif not (tag == "RB" and self._verb_after(at)):
            return 0
        return 1

    def _is_to_come(self, at: int) -> bool:
        return self.tokens[at].low in _TO_COME and self._tag(at + 1) == "TO"

    def _is_main(self, at: int) -> bool:
        tag = self._tag(at)
        if tag in _MAIN:
            return not self._is_to_come(at)
        return tag in _BASES and not self._is_auxiliary(at)

    def _opens(self, at: int) -> bool:
        """Return whether a verb leaves open the one after it: *tries to escape*."""
        complement = self._tag(at + 1) == "VG" or self._is_infinitive(at + 1)
        return complement and self._base(at) in OPENING

    def _opened(
        self, start: int, at: int, seen: _Auxiliaries, depth: int
    ) -> tuple[VerbGroup | None, int]:
        more = OPENING[self._base(at)] if seen.hedge in ("", "to") else seen.hedge
        inner, stop = self.read(at + 1, depth + 1)
        if inner is not None:
            inner.hedge = "not" if inner.hedge == "not" else more
            inner.start = self.tokens[start].start
            inner.finite = seen.finite or self._form(at) == "VB"
        return inner, stop

    def _main(self, start: int, at: int, seen: _Auxiliaries) -> tuple[VerbGroup, int]:
        base, form, after, particle = self._base(at), self._form(at), at + 1, ""
        while self._tag(after) == "RP":
            particle, after = f"{particle} {self.tokens[after].low}".strip(), after + 1
        group = VerbGroup(
            base, form, self.tokens[start].start, self.tokens[after - 1].stop,
            particle, seen.finite or form == "VB", seen.be and form == "VN", seen.hedge,
        )  # fmt: skip
        return group, after

    def _form(self, at: int) -> str:
        tag = self._tag(at)
        return tag if tag in _MAIN else "VG" if self.tokens[at].low.endswith("ing") else "VB"

    def _base(self, at: int) -> str:
        auxiliary = _BASES.get(self._tag(at))
        if auxiliary is not None:
            return auxiliary
        found = self.words.verb(self.tokens[at].low)
        return found.base if found is not None else self.tokens[at].low

    def _is_infinitive(self, at: int) -> bool:
        if self._tag(at) != "TO":
            return False
        while self._tag(at + 1) in ("RB", "NEG"):
            at += 1
        return self._tag(at + 1) in ("VB", "BE", "HV", "DO")

    def _is_auxiliary(self, at: int) -> bool:
        tag = self.tokens[at].tag
        at += 1
        while self._tag(at) in ("RB", "NEG"):
            at += 1
        if tag == "HV":
            return self._tag(at) == "VN" or self._tag(at) == "BE"
        return self._tag(at) == ("VB" if tag == "DO" else "VN")

    def _verb_after(self, at: int) -> bool:
        last = at + _MOST_ADVERBS
        while at < last and self._tag(at) in ("RB", "NEG"):
            at += 1
        return self._tag(at) in _MAIN | {"BE", "HV", "TO"}
