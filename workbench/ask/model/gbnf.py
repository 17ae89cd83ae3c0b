"""A grammar of answers with a program in them, for servers that hold answers to one (GBNF).

It is made from `workbench.sandbox.surface` and the names of a project: a small model that is held
to it can call nothing that is not there, and name no animal that there is not. It knows call
chains, comparisons, sums, conditions, comprehensions, and ``if`` and ``for`` without nesting; not
everything that programs may say. Types are for the check.

GBNF is the form of grammars of llama.cpp. The program stands in a JSON text, so its quotes and line
ends are written as JSON writes them.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any

from workbench.memory.context import MOST_SUBGOALS
from workbench.sandbox.names import DataNames
from workbench.sandbox.surface import EXPOSED, FUNCTIONS

_BUILTINS = (
    "abs", "all", "any", "bool", "dict", "enumerate", "float", "int", "len", "list", "max", "min",
    "range", "round", "set", "sorted", "str", "sum", "zip",
)  # fmt: skip
_OF_PLAIN = ("append", "get", "items", "keys", "setdefault", "values")
"""Methods of lists and dictionaries."""

_WORDS = ("never", "not assessed", "yes", "no", "none")
"""Texts that an answer may be, beside names."""

_FREE = ("label", "name", "note", "unit")
"""Arguments that take any text."""

_SCHEMES = ("any", "subject", "object", "pair", "reverse", "group", "session", "records",
            "mean", "median", "min", "max", "std")  # fmt: skip
_UNITS = ("px", "mm", "cm", "m", "BL", "s", "ms", "min", "deg", "%")
_PER = ("/s", "/s2", "/s^2", "/frame")
_HEAD = "from workbench import answer, open_project\n\nproject = open_project()\n"

_FIXED = r"""
statement ::= simple nl | branch | loop
branch ::= "if " expr ":" nl indented+ ("else:" nl indented+)?
loop ::= "for " names " in " expr ":" nl indented+
indented ::= "    " simple nl
simple ::= name " = " expr | "answer(" args ")" | name suffix+
expr ::= either (" if " either " else " expr)?
either ::= one ((" and " | " or ") one)*
one ::= "not "? sum ((" < " | " <= " | " > " | " >= " | " == " | " != " | " in ") sum)*
sum ::= term ((" + " | " - " | " * " | " / " | " & " | " | " | " ^ ") term)*
term ::= ("-" | "~")? atom suffix*
atom ::= number | text | "True" | "False" | "None" | builtin "(" args? ")" | name | grouped
grouped ::= "(" expr (", " expr)* ")" | "[" listed? "]" | "{" entries? "}"
listed ::= expr (of | (", " expr)*)
entries ::= entry (of | (", " entry)*)
entry ::= expr ": " expr
of ::= " for " names " in " either (" if " either)?
suffix ::= "." attribute | "." method "(" args? ")" | "[" index "]"
index ::= expr (", " expr)? | number? ":" number?
args ::= arg (", " arg)*
arg ::= free "=" any | (parameter "=")? expr of?
names ::= name (", " name)?
name ::= [a-z_] [a-zA-Z0-9_]*
number ::= [0-9]+ ("." [0-9]+)?
text ::= quote said quote | apostrophe said apostrophe
any ::= quote word quote | apostrophe word apostrophe | expr
said ::= who | place | known | quantity | scheme
who ::= (animal | "*")? ("." part)?
quantity ::= number " "? unit per?
word ::= [^"'\\\x00-\x1F]{1,80}
written ::= [^"\\\x00-\x1F]{1,200}
apostrophe ::= "'"
"""


def answer_grammar(names: DataNames, *, plans: bool, begins: bool) -> str:
    """Return the grammar of an answer: a program for a plan or a subgoal, or a refusal.

    Parameters
    ----------
    names
        Of the project.
    plans
        Whether the answer has subgoals (`workbench.ask.model.reply.PLAN_SCHEMA`).
    begins
        Whether the program is the first one, which imports and opens the project.
    """
    goal = f'"\\"" written "\\"" (", " "\\"" written "\\""){{0,{MOST_SUBGOALS - 1}}}'
    goals = f'"{{\\"subgoals\\": [" ({goal})? "], "' if plans else '"{\\"subgoal\\": " goal ", "'
    root = [
        f'root ::= {goals} (does | refuses) "}}"',
        'does ::= "\\"program\\": \\"" program "\\", \\"refuse\\": \\"\\""',
        'refuses ::= "\\"program\\": \\"\\", \\"refuse\\": \\"" written "\\""',
        f"program ::= {'head ' if begins else ''}statement+",
        *([] if plans else ['goal ::= "\\"" written "\\""']),
    ]
    return "\n".join(
        [*root, *_FIXED.strip().splitlines(), *_of_programs(begins), *_of_data(names), ""]
    )


def _of_programs(begins: bool) -> list[str]:
    """Return the rules that say what can be called, from the surface."""
    attributes = {name for one in EXPOSED for name in one.attributes}
    methods = {name for one in EXPOSED for name in one.methods}
    parameters = {name for one in EXPOSED for names in one.parameters.values() for name in names}
    for function in _functions():
        parameters |= inspect.signature(function).parameters.keys()
    return [
        _choice("attribute", sorted(attributes)),
        _choice("method", sorted({*methods, *_OF_PLAIN})),
        _choice("parameter", sorted({*parameters, "key", "reverse"} - {"self", "settings"})),
        _choice("builtin", _BUILTINS),
        _choice("free", _FREE),
        _choice("scheme", (*_SCHEMES, *_WORDS)),
        _choice("unit", _UNITS),
        _choice("per", _PER),
        *([_choice("head", [_HEAD])] if begins else []),
        _choice("nl", ["\n"]),
        _choice("quote", ['"']),
    ]


def _functions() -> Iterator[Callable[..., Any]]:
    """Yield everything that programs may call with all its arguments."""
    for one in EXPOSED:
        yield from (getattr(one.real(), name) for name in one.methods if name not in one.parameters)
    module, _, attribute = FUNCTIONS["answer"].partition(":")
    yield getattr(import_module(module), attribute)


def _of_data(names: DataNames) -> list[str]:
    """Return the rules of names; any word for animals where not all recordings were read."""
    known = (*names.recordings, *names.groups, *names.sessions, *names.behavior_words)
    anything = ["word"] if names.unread else []
    return [
        _choice("animal", map(_inside, names.animals), anything),
        _choice("part", map(_inside, names.parts), anything),
        _choice("place", map(_inside, (*names.zones, *names.objects))),
        _choice("known", map(_inside, known)),
    ]


def _inside(name: str) -> str:
    """Return a name as it stands in a text of a program, in either sort of quotes."""
    return name.replace("\\", "\\\\").replace('"', '\\"').replace("'", "\\'")


def _choice(rule: str, texts: Iterable[str], rules: Iterable[str] = ()) -> str:
    parts = [*dict.fromkeys(map(_literal, texts)), *rules]
    return f"{rule} ::= {' | '.join(parts) or _literal('-')}"


def _literal(text: str) -> str:
    """Return what a text is in JSON, as a literal of GBNF."""
    inner = json.dumps(text, ensure_ascii=False)[1:-1]
    escaped = inner.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
