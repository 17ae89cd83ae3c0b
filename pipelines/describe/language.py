"""The rule language: comparisons with units over signals, joined by ``and``, ``or``, ``not``.

::

    speed(subject) > 2 BL/s and distance(subject, object) < 4 BL

This module turns text into a tree and knows nothing of tracks. Which functions exist, what they
take and what dimension they return is told by `Signature` records (`pipelines.describe.signals`).
Faults are reported with the place in the text and the nearest known word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from graphs.errors import UserError
from graphs.ethogram import ObjectClass
from graphs.words import nearest
from pipelines.describe.tree import (
    TIME,
    Arithmetic,
    Call,
    Comparison,
    Constant,
    Dimension,
    Logical,
    Node,
    ParameterKind,
    Place,
    Signature,
    dimension_words,
    is_condition,
    unit_dimension,
    walk,
)

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*|\.\d+)(?:\s*(?P<unit>(?:cm|mm|px|BL|deg|ms|s)(?:/s2|/s)?|%)(?![\w/]))?"
    r"|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)"
    r"|(?P<symbol><=|>=|[<>()+\-*/,]))"
)


SHOWN = 60
"""Characters of a rule that a message shows before and after the place of a fault."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Literal["number", "name", "symbol", "end"]
    text: str
    unit: str
    start: int


def parse_condition(text: str, signatures: Mapping[str, Signature], target: ObjectClass) -> Node:
    """Parse and check a condition.

    Parameters
    ----------
    text
        The rule as written.
    signatures
        Functions that exist.
    target
        What ``object`` means: an animal, a zone, a fixed object, or nothing.

    Raises
    ------
    UserError
        With the place of the fault, what was expected there, and near matches.
    """
    parser = _Parser(text, signatures, target)
    node = parser.disjunction()
    parser.expect_end()
    if not is_condition(node):
        raise parser.fault(0, "expected a condition such as 'speed(subject) > 2 BL/s'")
    return node


class _Parser:
    def __init__(self, text: str, signatures: Mapping[str, Signature], target: ObjectClass) -> None:
        self.text = text
        self.signatures = signatures
        self.target = target
        self.tokens = self._tokens()
        self.at = 0

    def fault(self, start: int, problem: str) -> UserError:
        before, after = " ".join(self.text[:start].split()), " ".join(self.text[start:].split())
        gap = " " if start and self.text[start - 1].isspace() else ""
        if len(before) > SHOWN:
            before = "..." + before[-SHOWN:]
        if len(after) > SHOWN:
            after = after[:SHOWN] + "..."
        message = f"{problem}, at >>> in: {before}{gap}>>>{after}"
        return UserError(message)

    def _tokens(self) -> list[_Token]:
        tokens: list[_Token] = []
        position = 0
        while self.text[position:].strip():
            match = _TOKEN.match(self.text, position)
            if match is None:
                raise self.fault(
                    position, "not a number, unit, name or operator of the rule language"
                )
            kind = str(match.lastgroup) if match.lastgroup != "unit" else "number"
            start = match.start(kind)
            tokens.append(_Token(kind, match[kind], match["unit"] or "", start))  # type: ignore[arg-type]  # group names are the kinds
            position = match.end()
        return [*tokens, _Token("end", "", "", len(self.text))]

    def peek(self) -> _Token:
        return self.tokens[self.at]

    def take(self, *texts: str) -> _Token | None:
        token = self.peek()
        if token.kind != "number" and token.text in texts:
            self.at += 1
            return token
        return None

    def expect(self, text: str) -> None:
        if self.take(text) is None:
            raise self.fault(self.peek().start, f"expected {text!r}, found {self._found()}")

    def expect_end(self) -> None:
        if self.peek().kind != "end":
            raise self.fault(
                self.peek().start, f"expected 'and', 'or' or the end, found {self._found()}"
            )

    def _found(self) -> str:
        return repr(self.peek().text) if self.peek().kind != "end" else "the end"

    def _condition(self, node: Node, start: int) -> Node:
        if not is_condition(node):
            raise self.fault(start, "expected a condition (something compared with < or >)")
        return node

    def disjunction(self) -> Node:
        return self._joined("or", self._conjunction)

    def _conjunction(self) -> Node:
        return self._joined("and", self._negation)

    def _joined(self, word: Literal["and", "or"], part: Callable[[], Node]) -> Node:
        start = self.peek().start
        node: Node = part()
        while self.take(word):
            left = self._condition(node, start)
            start = self.peek().start
            node = Logical(word, left, self._condition(part(), start))
        return node

    def _negation(self) -> Node:
        if self.take("not"):
            start = self.peek().start
            return Logical("not", self._condition(self._negation(), start))
        return self._comparison()

    def _comparison(self) -> Node:
        start = self.peek().start
        left = self._sum()
        left_text = self._since(start)
        node: Node | None = None
        while token := self.take("<", ">", "<=", ">="):
            right_start = self.peek().start
            right = self._sum()
            self._same_dimension(left, right, start)
            right_text = self._since(right_start)
            sign = token.text
            link = Comparison(sign[0] == ">", "=" in sign, left, right, left_text, right_text)
            node = link if node is None else Logical("and", node, link)
            left, left_text = right, right_text
        return left if node is None else node

    def _since(self, start: int) -> str:
        """Return the text from a place to the next token, on one line."""
        return " ".join(self.text[start : self.peek().start].split())

    def _sum(self) -> Node:
        start = self.peek().start
        node = self._product()
        while token := self.take("+", "-"):
            right = self._product()
            self._same_dimension(node, right, start)
            node = Arithmetic(token.text, node, right, self._dimension(node, start))  # type: ignore[arg-type]  # taken from a closed list
        return node

    def _product(self) -> Node:
        start = self.peek().start
        node = self._factor()
        while token := self.take("*", "/"):
            right = self._factor()
            sign = 1 if token.text == "*" else -1
            pairs = zip(self._dimension(node, start), self._dimension(right, start), strict=True)
            length, time, angle = (a + sign * b for a, b in pairs)
            node = Arithmetic(token.text, node, right, (length, time, angle))  # type: ignore[arg-type]  # taken from a closed list
        return node

    def _factor(self) -> Node:
        token = self.peek()
        if self.take("-"):
            operand = self._factor()
            zero = Constant(0.0, "", self._dimension(operand, token.start))
            return Arithmetic("-", zero, operand, zero.dimension)
        if self.take("("):
            node = self.disjunction()
            self.expect(")")
            return node
        self.at += 1
        if token.kind == "number":
            return Constant(float(token.text), token.unit, unit_dimension(token.unit))
        if token.kind == "name" and token.text not in ("and", "or", "not"):
            return self._call(token) if self.take("(") else self._place(token)
        self.at -= 1
        raise self.fault(
            token.start, f"expected a signal, number or condition, found {self._found()}"
        )

    def _place(self, token: _Token) -> Place:
        role, _, point = token.text.partition(".")
        if role == "object" and self.target == "none":
            raise self.fault(token.start, "'object' in the rule of a behavior that has no target")
        if role == "object" and point and self.target != "animal":
            raise self.fault(token.start, f"{point!r} of a {self.target}, which has no points")
        if role not in ("subject", "object"):
            hint = nearest(role, ("subject", "object")) or "; a rule speaks of subject and object"
            raise self.fault(token.start, f"unknown word {role!r}{hint}")
        return Place(role, point or None)  # type: ignore[arg-type]  # checked above

    def _call(self, token: _Token) -> Call:
        signature = self.signatures.get(token.text)
        if signature is None:
            known = f"; known: {', '.join(sorted(self.signatures))}"
            hint = nearest(token.text, self.signatures) or known
            raise self.fault(token.start, f"unknown function {token.text!r}{hint}")
        arguments: list[Node] = []
        starts: list[int] = []
        while not self.take(")"):
            if arguments:
                self.expect(",")
            starts.append(self.peek().start)
            arguments.append(self.disjunction())
        most = len(signature.parameters)
        if not most - signature.optional <= len(arguments) <= most:
            wanted = ", ".join(signature.parameters)
            raise self.fault(
                token.start, f"{token.text} takes ({wanted}), found {len(arguments)} argument(s)"
            )
        for kind, node, start in zip(signature.parameters, arguments, starts, strict=False):
            self._check_argument(token.text, kind, node, start)
        dimension = signature.dimension
        if dimension is None:
            dimension = self._dimension(arguments[0], starts[0])
        nodes = [node for argument in arguments for node in walk(argument)]
        roles = {node.role for node in nodes if isinstance(node, Place)}
        return Call(
            token.text, tuple(arguments), dimension, signature.condition, pairwise=len(roles) == 2
        )

    def _check_argument(self, name: str, kind: ParameterKind, node: Node, start: int) -> None:
        what = "animal" if isinstance(node, Place) and node.role == "subject" else self.target
        fits = {
            "point": isinstance(node, Place) and what != "zone",
            "animal": isinstance(node, Place) and node.point is None and what == "animal",
            "target": isinstance(node, Place),
            "zone": isinstance(node, Place) and what == "zone",
            "window": isinstance(node, Constant) and node.dimension == TIME,
            "signal": isinstance(node, Call | Arithmetic) and not is_condition(node),
            "line": isinstance(node, Call | Arithmetic)
            and not is_condition(node)
            and not (isinstance(node, Call) and self.signatures[node.name].circular),
            "condition": is_condition(node),
        }
        words = {
            "point": "an animal, a point of it or a fixed object, such as subject.nose",
            "animal": "an animal (subject, or object where the target is an animal)",
            "target": "an animal, point, zone or object, such as object.nose",
            "zone": "a zone: object, where the target is a zone",
            "window": "a time such as 0.5 s",
            "signal": "a signal such as speed(subject)",
            "line": "a signal that does not run in a circle, such as facing(subject, object)",
            "condition": "a condition such as speed(subject) > 2 BL/s",
        }
        if not fits[kind]:
            raise self.fault(start, f"{name} takes {words[kind]} here")

    def _dimension(self, node: Node, start: int) -> Dimension:
        if isinstance(node, Constant | Call | Arithmetic) and not is_condition(node):
            return node.dimension
        raise self.fault(start, "expected a signal or a number")

    def _same_dimension(self, left: Node, right: Node, start: int) -> None:
        first, second = self._dimension(left, start), self._dimension(right, start)
        zero = any(isinstance(n, Constant) and n.value == 0 and not n.unit for n in (left, right))
        if first != second and not zero:
            raise self.fault(
                start, f"{dimension_words(first)} cannot be put beside {dimension_words(second)}"
            )
