"""Rules of an ethogram, compiled: parsed, checked, and with the time that they look around."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graphs.errors import UserError
from graphs.ethogram import Behavior, Ethogram, RuleText
from graphs.words import counted
from pipelines.describe.language import parse_condition
from pipelines.describe.signals import signatures
from pipelines.describe.stretch import VELOCITY_WINDOW_S
from pipelines.describe.tree import (
    TIME,
    Arithmetic,
    Call,
    Comparison,
    Constant,
    Logical,
    Node,
    Place,
    walk,
)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """The rule of one behavior.

    Parameters
    ----------
    behavior
        The entry of the ethogram.
    text
        The rule as written, with its durations.
    when, hold
        Parsed conditions; `hold` is `when` if the rule has none.
    """

    behavior: Behavior
    text: RuleText
    when: Node
    hold: Node

    @property
    def reach_s(self) -> float:
        """How far from a frame the rule looks at most, in seconds."""
        return max(_reach(self.when), _reach(self.hold))

    @property
    def places(self) -> frozenset[Place]:
        """Animals and points that the rule speaks of."""
        nodes = (*walk(self.when), *walk(self.hold))
        return frozenset(node for node in nodes if isinstance(node, Place))


def compile_rules(ethogram: Ethogram) -> list[Rule]:
    """Compile the rules of an ethogram, those that others exclude themselves by first.

    Raises
    ------
    UserError
        Rules with faults; all are listed, each with its behavior and the place in the text.
    """
    rules: dict[str, Rule] = {}
    faults: list[str] = []
    for behavior in ethogram:
        if behavior.rule is None:
            continue
        conditions: dict[str, Node] = {}
        for key, text in (("when", behavior.rule.when), ("hold", behavior.rule.hold)):
            if text is None:
                continue
            try:
                conditions[key] = parse_condition(text, signatures(), behavior.target)
            except UserError as error:
                faults.append(f"{behavior.name}.rule.{key}: {error}")
        if "when" in conditions:
            when = conditions["when"]
            hold = conditions.get("hold", when)
            rules[behavior.name] = Rule(behavior, behavior.rule, when, hold)
    if faults:
        listing = "\n".join(f"  - {fault}" for fault in faults)
        message = (
            f"Ethogram {ethogram.name!r}: {counted(len(faults), 'fault')} in its rules. Correct "
            f"them in its TOML file and run again:\n{listing}"
        )
        raise UserError(message)
    return list(_excluding_first(rules))


def _excluding_first(rules: dict[str, Rule]) -> Iterator[Rule]:
    """Yield rules so that each comes after those that it is excluded by (there is no circle)."""
    done: set[str] = set()

    def visit(name: str) -> Iterator[Rule]:
        if name in done or name not in rules:
            return
        done.add(name)
        for other in rules[name].behavior.excludes:
            yield from visit(other)
        yield rules[name]

    for name in rules:
        yield from visit(name)


def _reach(node: Node | None) -> float:
    if isinstance(node, Call):
        windows = [a.value for a in node.arguments if isinstance(a, Constant) and _is_time(a)]
        # where no window is written a function may use its default, twice for an acceleration
        own = max(windows, default=2 * VELOCITY_WINDOW_S)
        return own + max((_reach(a) for a in node.arguments), default=0.0)
    if isinstance(node, Arithmetic | Comparison | Logical):
        return max(_reach(node.left), _reach(node.right))
    return 0.0


def _is_time(constant: Constant) -> bool:
    return constant.dimension == TIME
