"""Whether a text fits a GBNF grammar: a small reader of grammars, and a matcher of all ways.

It knows what `workbench.ask.model.gbnf` writes: literals, classes of letters, groups, ``|``, ``?``,
``*``, ``+`` and ``{m,n}``. No rule may begin with itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_TOKEN = re.compile(
    r'\s*("(?:\\.|[^"\\])*"|\[(?:\\.|[^\]\\])*\]|\{\d+,\d+\}|[A-Za-z][A-Za-z0-9-]*|[()|?*+])'
)
_ESCAPES = {"n": "\n", '"': '"', "\\": "\\", "]": "]", "'": "'"}


def _unescaped(text: str) -> str:
    text = re.sub(r"\\x([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), text)
    return re.sub(r"\\(.)", lambda found: _ESCAPES[found[1]], text)


class Grammar:
    """A grammar; its first rule is ``root``."""

    def __init__(self, text: str) -> None:
        self.rules: dict[str, Any] = {}
        for line in text.strip().splitlines():
            name, _, body = line.partition(" ::= ")
            assert name not in self.rules, name
            tokens = self._tokens(body)
            self.rules[name], rest = self._either(tokens)
            assert not rest, (name, rest)
        used = set(
            re.findall(
                r"(?<![\w-])[a-z]+(?![\w-])",
                re.sub(r'"(\\.|[^"\\])*"|\[(\\.|[^\]\\])*\]', "", text),
            )
        )
        assert used <= self.rules.keys(), used - self.rules.keys()

    def _tokens(self, body: str) -> list[str]:
        tokens, at = [], 0
        while at < len(body.rstrip()):
            found = _TOKEN.match(body, at)
            assert found, body[at:]
            tokens.append(found[1])
            at = found.end()
        return tokens

    def _either(self, tokens: list[str]) -> tuple[Any, list[str]]:
        ways, sequence = [], []
        while tokens and tokens[0] != ")":
            token, tokens = tokens[0], tokens[1:]
            if token == "|":
                ways.append(sequence)
                sequence = []
                continue
            if token == "(":
                item, tokens = self._either(tokens)
                assert tokens[0] == ")"
                tokens = tokens[1:]
            elif token[0] == '"':
                item = ("text", _unescaped(token[1:-1]))
            elif token[0] == "[":
                item = ("class", re.compile(token))
            else:
                item = ("rule", token)
            if tokens and (tokens[0] in "?*+" or tokens[0][0] == "{"):
                item = ("many", item, *self._times(tokens[0]))
                tokens = tokens[1:]
            sequence.append(item)
        return ("either", [*ways, sequence]), tokens

    @staticmethod
    def _times(token: str) -> tuple[int, int]:
        known = {"?": (0, 1), "*": (0, 10**6), "+": (1, 10**6)}
        if token in known:
            return known[token]
        low, high = token[1:-1].split(",")
        return int(low), int(high)

    def fits(self, text: str) -> bool:
        """Whether a whole text is one of the grammar."""
        self._text, self._known = text, {}
        return len(text) in self._ends(("rule", "root"), 0)

    def _ends(self, node: Any, at: int) -> frozenset[int]:
        if node[0] == "text":
            return frozenset({at + len(node[1])} if self._text.startswith(node[1], at) else ())
        if node[0] == "class":
            return frozenset({at + 1} if node[1].match(self._text[at : at + 1]) else ())
        if node[0] == "rule":
            key = (node[1], at)
            if key not in self._known:
                self._known[key] = self._ends(self.rules[node[1]], at)
            return self._known[key]
        if node[0] == "many":
            return frozenset(self._many(node, at))
        return frozenset(end for sequence in node[1] for end in self._sequence(sequence, at))

    def _sequence(self, sequence: list[Any], at: int) -> set[int]:
        ends = {at}
        for item in sequence:
            ends = {end for start in ends for end in self._ends(item, start)}
        return ends

    def _many(self, node: Any, at: int) -> Iterator[int]:
        _, item, low, high = node
        ends, seen, count = {at}, set(), 0
        while ends and count <= high:
            if count >= low:
                yield from ends
            seen |= ends
            ends = {end for start in ends for end in self._ends(item, start)} - (
                seen if count >= low else set()
            )
            count += 1
