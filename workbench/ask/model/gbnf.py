"""A grammar of answers with a program in them, for servers that hold answers to one (GBNF).

It is made from `workbench.sandbox.surface` and the names of a project: a small model that is held
to it can call nothing that is not there, and name no animal that there is not. It knows call
chains, comparisons, sums, conditions, comprehensions, and ``if`` and ``for`` without nesting; not
everything that programs may say. Types are for the check. A first program begins with what it is
about, variables have names that are given, and nothing is repeated without end: a small model that
may go on forever does.

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
_VARIABLES = (
    "project", "rec", "recs", "recordings", "graph", "animal", "animals", "one", "other", "others",
    "found", "facts", "bout", "bouts", "mine", "alone", "near", "mask", "signal", "speed", "back",
    "value", "values", "best", "total", "count", "counts", "groups", "table", "name", "names",
    "first", "second", "start", "stop", "line",
)  # fmt: skip
"""Names of variables, each with a number if there are several: small models that may invent names
go on inventing."""

_HEAD = "from workbench import answer, open_project\n\nproject = open_project()\n"
_OPENS = r"""
opens ::= "rec = project.recording(" which ")" | "recs = project.recordings()" | graph
graph ::= "graph = project.graph()"
which ::= quote recording quote | apostrophe recording apostrophe
"""

_FIXED = r"""
statement ::= simple nl | branch | loop
branch ::= "if " expr ":" nl indented{1,6} ("else:" nl indented{1,6})?
loop ::= "for " names " in " expr ":" nl indented{1,6}
indented ::= "    " simple nl
simple ::= name " = " expr | "answer(" args ")" | name suffix{1,6}
expr ::= either (" if " either " else " expr)?
either ::= one ((" and " | " or ") one){0,3}
one ::= "not "? sum ((" < " | " <= " | " > " | " >= " | " == " | " != " | " in ") sum){0,2}
sum ::= term ((" + " | " - " | " * " | " / " | " & " | " | " | " ^ ") term){0,4}
term ::= ("-" | "~")? atom suffix{0,6}
atom ::= number | text | "True" | "False" | "None" | builtin "(" args? ")" | name | grouped
grouped ::= "(" expr (", " expr){0,5} ")" | "[" listed? "]" | "{" entries? "}"
listed ::= expr (of | (", " expr){0,9})
entries ::= entry (of | (", " entry){0,9})
entry ::= expr ": " expr
of ::= " for " names " in " either (" if " either)?
suffix ::= "." attribute | "." method "(" args? ")" | "[" index "]"
index ::= expr (", " expr)? | number? ":" number?
args ::= arg (", " arg){0,5}
arg ::= free "=" any | (parameter "=")? expr of?
names ::= name (", " name)?
name ::= variable ("_" [1-9])?
number ::= [0-9]{1,6} ("." [0-9]{1,4})?
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
    beginning = "head opens nl statement{0,20}" if begins else "statement{1,20}"
    root = [
        f'root ::= {goals} (does | refuses) "}}"',
        'does ::= "\\"program\\": \\"" program "\\", \\"refuse\\": \\"\\""',
        'refuses ::= "\\"program\\": \\"\\", \\"refuse\\": \\"" written "\\""',
        f"program ::= {beginning}",
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
        _choice("variable", _VARIABLES),
        *([_choice("head", [_HEAD]), *_OPENS.strip().splitlines()] if begins else []),
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
        _choice("recording", map(_inside, names.recordings)),
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
