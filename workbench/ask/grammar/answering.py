"""Programs that go through recordings go on without those that cannot answer.

A recording may lack an animal, a zone or a label that a question names. What a program asks of each
recording is read from its text, and asked once before: `Recordings.answering` keeps the recordings
that have an answer, and says of the others why they have none.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from workbench.ask.grammar.expressions import RECORDING

RECORDINGS = "recordings"
"""The variable that holds recordings."""

_ALWAYS_KNOWN = frozenset({"name", "group", "session"})
"""Attributes that the project file gives: no recording lacks them."""

_LONGEST = 100
"""Characters of a line."""

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
_Loop = ast.For | ast.comprehension
_Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp


def leaving_out(program: str) -> str:
    """Return a program of the grammar that asks only the recordings that can answer.

    Parameters
    ----------
    program
        Its loops over ``project.recordings()``, or some groups or sessions of it, call a recording
        ``rec``. Recordings that it takes by name are asked in any case.
    """
    tree = ast.parse(program)
    bodies: dict[str, list[ast.AST]] = defaultdict(list)
    given = ""
    for statement in tree.body:
        given = _given(program, statement) or given
        for loop, body in _loops(statement):
            through = _text(program, loop.iter)
            bodies[given if through == RECORDINGS else through] += body
    functions = [
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and [a.arg for a in node.args.args] == [RECORDING]
        for line in node.body
    ]
    asked = {
        several: _Asked.of(program, [*body, *functions])
        for several, body in bodies.items()
        if several.startswith("project.recordings()") and ".answering(" not in several
    }
    return "\n".join(_lines(program, tree, asked))


def _given(program: str, statement: ast.stmt) -> str:
    """Return what a statement calls recordings, as its text says it; empty if it does not."""
    begins = f"{RECORDINGS} = "
    text = _text(program, statement)
    return text.removeprefix(begins) if text.startswith(begins) else ""


def _lines(program: str, tree: ast.Module, asked: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the lines of a program, with the recordings chosen before the first loop over them."""
    lines, done, now = program.split("\n"), 0, ""
    for statement in tree.body:
        given = _given(program, statement)
        inside = {_text(program, loop.iter) for loop, _ in _loops(statement)} & asked.keys()
        several = given or (inside.pop() if len(inside) == 1 else "")
        now = "" if given and several != now else now
        if not asked.get(several):
            continue
        start, stop = statement.lineno - 1, statement.end_lineno
        yield from lines[done:start]
        if several != now:
            yield from _choosing(several, asked[several])
        if not given:
            each = f"for {RECORDING} in "
            of_each = (f"{each}{several}", f"{each}{RECORDINGS}")
            yield from (line.replace(*of_each) for line in lines[start:stop])
        done, now = stop or start, several
    yield from lines[done:]


def _choosing(several: str, asked: list[str]) -> Iterator[str]:
    """Yield lines that keep the recordings that can answer."""
    start, what = f"{RECORDINGS} = {several}.answering(", f"lambda {RECORDING}: "
    if len(asked) == 1 and len(start + what + asked[0]) < _LONGEST:
        yield f"{start}{what}{asked[0]})"
        return
    yield start
    if len(asked) == 1:
        yield f"    {what}{asked[0]}"
    else:
        yield f"    {what}["
        yield from (f"        {one}," for one in asked)
        yield "    ]"
    yield ")"


def _loops(tree: ast.AST) -> Iterator[tuple[_Loop, list[ast.AST]]]:
    """Yield loops over recordings, each with what it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.For) and _is_recording(node.target):
            yield node, [*node.body]
        elif isinstance(node, _COMPREHENSIONS):
            [first, *_] = node.generators
            if _is_recording(first.target):
                yield first, [_without_first(node), *first.ifs]


def _without_first(node: _Comprehension) -> ast.expr:
    """Return what a comprehension makes of one recording."""
    made = (
        ast.Tuple([node.key, node.value], ast.Load())
        if isinstance(node, ast.DictComp)
        else node.elt
    )
    return ast.ListComp(made, node.generators[1:]) if node.generators[1:] else made


def _is_recording(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == RECORDING


def _is_of_recording(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and _is_recording(node.value)


@dataclass
class _Asked:
    """What is asked of a recording: expressions that need nothing but the recording.

    Parameters
    ----------
    program
        The text.
    found
        Expressions, each once.
    given
        Variable -> what it goes through, of the loops around.
    """

    program: str
    found: dict[str, None] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, program: str, bodies: Iterable[ast.AST]) -> list[str]:
        """Return what some lines ask, without what is a part of something else that they ask."""
        asked = cls(program)
        for body in bodies:
            asked.look(body)
        return [one for one in asked.found if not any(one in o for o in asked.found if o != one)]

    def look(self, node: ast.AST) -> None:
        """Look for what a part of the program asks."""
        if isinstance(node, ast.For):
            with self._within([node]):
                self._look_into(node)
        elif isinstance(node, _COMPREHENSIONS):
            with self._within(node.generators):
                self._look_into(node)
        elif isinstance(node, ast.Call) and _is_of_recording(node.func):
            if not self._add(node):
                for part in (*node.args, *node.keywords):
                    self.look(part)
        elif isinstance(node, ast.Attribute) and _is_of_recording(node):
            if node.attr not in _ALWAYS_KNOWN:
                self._add(node)
        else:
            self._look_into(node)

    def _look_into(self, node: ast.AST) -> None:
        for part in ast.iter_child_nodes(node):
            self.look(part)

    def _add(self, node: ast.expr) -> bool:
        """Add an expression, if it needs nothing but the recording and the loops around it."""
        names = _names(node) - {RECORDING}
        if not names <= self.given.keys():
            return False
        text = _text(self.program, node)
        loops = [f"for {name} in {self.given[name]}" for name in self.given if name in names]
        self.found[f"[{text} {' '.join(loops)}]" if loops else text] = None
        return True

    @contextmanager
    def _within(self, loops: Iterable[_Loop]) -> Iterator[None]:
        """Know the variables of loops that go through something that is known before."""
        before = self.given
        self.given = dict(before)
        for loop in loops:
            for name in _names(loop.target):
                self.given.pop(name, None)
            if isinstance(loop.target, ast.Name) and _names(loop.iter) <= {RECORDING}:
                self.given[loop.target.id] = _text(self.program, loop.iter)
        yield
        self.given = before


def _names(node: ast.AST) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def _text(program: str, node: ast.AST) -> str:
    return ast.get_source_segment(program, node) or ""
