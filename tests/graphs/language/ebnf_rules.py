"""EBNF as data: sentences of a grammar, and whether a text is one."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from graphs.language.tokens import Token, tokens_of

_SIGNS = re.compile(
    r'\s*(?:"([^"]+)"|\'([^\']+)\'|(\?(?: .*? )\?)(?= [;|,])|([a-z]+)|([\[\]{}()|,;=]))'
)


@dataclass(frozen=True)
class Rule:
    """``kind`` is one of word, name, all, any, maybe, many, special."""

    kind: str
    text: str = ""
    parts: tuple[Rule, ...] = ()


def rules_of(grammar: str) -> dict[str, Rule]:
    """Return the rules of a grammar by name, the first one first."""
    return dict(_Reader(grammar).rules())


class _Reader:
    def __init__(self, grammar: str) -> None:
        text = re.sub(r"\(\*.*?\*\)", " ", grammar, flags=re.DOTALL).strip()
        self.found: list[tuple[str, str]] = []
        position = 0
        while position < len(text):
            match = _SIGNS.match(text, position)
            assert match, text[position:]
            word, quoted, special, name, sign = match.groups()
            kinds = (("word", word or quoted), ("special", special), ("name", name), ("sign", sign))
            self.found.append(next(pair for pair in kinds if pair[1]))
            position = match.end()
        self.at = 0

    def rules(self) -> list[tuple[str, Rule]]:
        found = []
        while self.at < len(self.found):
            name = self._take("name")
            self._take("sign", "=")
            found.append((name, self._any()))
            self._take("sign", ";")
        return found

    def _take(self, kind: str, text: str | None = None) -> str:
        found = self.found[self.at]
        assert found[0] == kind, found
        assert text in (None, found[1]), found
        self.at += 1
        return found[1]

    def _is(self, sign: str) -> bool:
        if self.found[self.at] != ("sign", sign):
            return False
        self.at += 1
        return True

    def _any(self) -> Rule:
        parts = [self._all()]
        while self._is("|"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Rule("any", parts=tuple(parts))

    def _all(self) -> Rule:
        parts = [self._one()]
        while self._is(","):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Rule("all", parts=tuple(parts))

    def _one(self) -> Rule:
        for opening, closing, kind in (
            ("(", ")", "group"),
            ("[", "]", "maybe"),
            ("{", "}", "many"),
        ):
            if self._is(opening):
                inside = self._any()
                self._take("sign", closing)
                return inside if kind == "group" else Rule(kind, parts=(inside,))
        kind, text = self.found[self.at]
        assert kind != "sign", text
        self.at += 1
        return Rule(kind, text)


def sentence(
    rules: Mapping[str, Rule],
    leaves: Mapping[str, Callable[[random.Random], str]],
    by: random.Random,
) -> str:
    """Return a random sentence of the first rule; `leaves` are written instead of their rules."""

    def written(rule: Rule, depth: int) -> list[str]:
        match rule.kind:
            case "word":
                return [rule.text]
            case "name":
                if rule.text in leaves:
                    return [leaves[rule.text](by)]
                return written(rules[rule.text], depth + 1)
            case "all":
                return [word for part in rule.parts for word in written(part, depth)]
            case "any":
                return written(rule.parts[0] if depth > 12 else by.choice(rule.parts), depth)
            case "maybe" | "many":
                most = {"maybe": 1, "many": 2}[rule.kind] if depth <= 12 else 0
                times = min(by.randint(0, 2 * most), most) if by.random() < 0.5 else 0
                return [word for _ in range(times) for word in written(rule.parts[0], depth)]
            case kind:
                raise AssertionError(kind, rule.text)

    text = " ".join(written(Rule("name", next(iter(rules))), 0))
    return text.replace(": ", ":") if by.random() < 0.5 else text


def is_sentence(
    rules: Mapping[str, Rule], specials: Mapping[str, Callable[[Token], bool]], text: str
) -> bool:
    """Return whether a text is a sentence of the first rule; `specials` are rules for one token."""
    tokens = tokens_of(text)[:-1]
    known: dict[tuple[Rule, int], frozenset[int]] = {}

    def ends(rule: Rule, start: int) -> frozenset[int]:
        if (rule, start) not in known:
            known[rule, start] = find(rule, start)
        return known[rule, start]

    def find(rule: Rule, start: int) -> frozenset[int]:
        match rule.kind:
            case "word":
                wanted = tokens_of(rule.text)[:-1]
                here = tokens[start : start + len(wanted)]
                same = len(here) == len(wanted) and all(
                    token.kind == other.kind and token.text.casefold() == other.text
                    for token, other in zip(here, wanted, strict=True)
                )
                return frozenset((start + len(wanted),) if same else ())
            case "name":
                if rule.text in specials:
                    fits = start < len(tokens) and specials[rule.text](tokens[start])
                    return frozenset((start + 1,) if fits else ())
                return ends(rules[rule.text], start)
            case "all":
                reached = frozenset((start,))
                for part in rule.parts:
                    reached = frozenset[int]().union(*(ends(part, at) for at in reached))
                return reached
            case "any":
                return frozenset[int]().union(*(ends(part, start) for part in rule.parts))
            case "maybe":
                return ends(rule.parts[0], start) | {start}
            case _:
                reached, new = {start}, {start}
                while new:
                    new = {end for at in new for end in ends(rule.parts[0], at)} - reached
                    reached |= new
                return frozenset(reached)

    return len(tokens) in ends(Rule("name", next(iter(rules))), 0)
