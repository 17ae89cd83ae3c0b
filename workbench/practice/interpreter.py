"""A program walked step by step over known things: nothing of it is run as Python.

Only what short programs need is there: names, calls, operators, functions of one expression, loops
over what is at hand. Attributes and methods are those that `workbench.sandbox.surface` lists.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.practice.reference.amounts import Amount, NotJudgedError, rounded
from workbench.practice.reference.project import Project
from workbench.practice.telling import Answers
from workbench.sandbox.surface import EXPOSED, FUNCTIONS

if TYPE_CHECKING:
    from workbench.practice.worlds import World

_STEPS = 200_000
_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.BitAnd: operator.and_, ast.BitOr: operator.or_,
    ast.BitXor: operator.xor, ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
}  # fmt: skip
_UNARY: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg, ast.Invert: operator.invert, ast.Not: operator.not_,
}  # fmt: skip
_COMPARED: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
    ast.In: lambda a, b: a in b, ast.NotIn: lambda a, b: a not in b,
    ast.Is: operator.is_, ast.IsNot: operator.is_not,
}  # fmt: skip
_SURFACE = {one.name: (*one.attributes, *one.methods) for one in EXPOSED}


class Interpreter:
    """Walks one program.

    Parameters
    ----------
    world
        What it is about.
    """

    def __init__(self, world: World) -> None:
        self.answers = Answers()
        self.used: set[str] = set()
        """Functions that were reached: ``Recording.speed``."""
        self._steps = 0
        self._names: dict[str, Any] = {
            "open_project": lambda: Project(world),
            "answer": self.answers.tell,
            "len": len, "round": rounded, "abs": abs, "float": float, "int": int, "sum": _sum,
            "min": min, "max": max, "sorted": sorted, "list": list, "str": str, "bool": bool,
            "zip": zip, "range": range, "dict": dict, "enumerate": enumerate, "any": any,
            "all": all,
        }  # fmt: skip

    def run(self, program: str) -> Answers:
        """Return what a program answers.

        Raises
        ------
        NotJudgedError
            It has something that is not covered here, or fails.
        """
        try:
            tree = ast.parse(program)
            for statement in tree.body:
                self._do(statement, self._names)
        except NotJudgedError:
            raise
        except Exception as error:
            message = f"{type(error).__name__}: {error}"
            raise NotJudgedError(message) from error
        return self.answers

    # statements -----------------------------------------------------------------------------------

    def _do(self, node: ast.stmt, names: dict[str, Any]) -> None:
        self._count()
        match node:
            case ast.ImportFrom(module="workbench"):
                pass
            case ast.Assign(targets=[target], value=value):
                self._bind(target, self._value(value, names), names)
            case ast.Expr(value=value):
                self._value(value, names)
            case ast.For(target=target, iter=over, body=body, orelse=[]):
                for one in self._value(over, names):
                    self._bind(target, one, names)
                    for statement in body:
                        self._do(statement, names)
            case ast.If(test=test, body=body, orelse=other):
                for statement in body if self._value(test, names) else other:
                    self._do(statement, names)
            case ast.AugAssign(target=ast.Name(id=name), op=op, value=value):
                how = _known(_BINARY, op)
                names[name] = how(names[name], self._value(value, names))
            case _:
                message = f"a program with {type(node).__name__}"
                raise NotJudgedError(message)

    def _bind(self, target: ast.expr, value: Any, names: dict[str, Any]) -> None:
        if isinstance(target, ast.Name):
            names[target.id] = value
        elif isinstance(target, ast.Tuple):
            for part, one in zip(target.elts, value, strict=True):
                self._bind(part, one, names)
        elif isinstance(target, ast.Subscript):
            self._value(target.value, names)[self._value(target.slice, names)] = value
        else:
            message = "an assignment to that"
            raise NotJudgedError(message)

    # expressions ----------------------------------------------------------------------------------

    def _value(self, node: ast.expr, names: Mapping[str, Any]) -> Any:
        self._count()
        how = getattr(self, f"_of_{type(node).__name__.lower()}", None)
        if how is None:
            message = f"a program with {type(node).__name__}"
            raise NotJudgedError(message)
        return how(node, names)

    def _count(self) -> None:
        self._steps += 1
        if self._steps > _STEPS:
            message = "more steps than are walked"
            raise NotJudgedError(message)

    def _of_constant(self, node: ast.Constant, _names: Mapping[str, Any]) -> Any:
        return node.value

    def _of_name(self, node: ast.Name, names: Mapping[str, Any]) -> Any:
        if node.id not in names:
            message = f"the name {node.id!r}"
            raise NotJudgedError(message)
        if node.id in FUNCTIONS:
            self.used.add(node.id)
        return names[node.id]

    def _of_attribute(self, node: ast.Attribute, names: Mapping[str, Any]) -> Any:
        of = self._value(node.value, names)
        if isinstance(of, Amount) and node.attr in _SURFACE["Quantity"]:
            self.used.add(f"Quantity.{node.attr}")
            return getattr(of, node.attr)
        if isinstance(of, list | dict | str) and node.attr in _OF_PLAIN:
            return getattr(of, node.attr)
        if node.attr not in _SURFACE.get(getattr(of, "surface", ""), ()):
            message = f"{type(of).__name__}.{node.attr}"
            raise NotJudgedError(message)
        self.used.add(f"{of.surface}.{node.attr}")
        return getattr(of, node.attr)

    def _of_call(self, node: ast.Call, names: Mapping[str, Any]) -> Any:
        function = self._value(node.func, names)
        values: list[Any] = []
        for one in node.args:
            if isinstance(one, ast.Starred):
                values += self._value(one.value, names)
            else:
                values.append(self._value(one, names))
        named = {k.arg: self._value(k.value, names) for k in node.keywords if k.arg}
        return function(*values, **named)

    def _of_binop(self, node: ast.BinOp, names: Mapping[str, Any]) -> Any:
        left, right = self._value(node.left, names), self._value(node.right, names)
        return _known(_BINARY, node.op)(left, right)

    def _of_unaryop(self, node: ast.UnaryOp, names: Mapping[str, Any]) -> Any:
        return _known(_UNARY, node.op)(self._value(node.operand, names))

    def _of_compare(self, node: ast.Compare, names: Mapping[str, Any]) -> Any:
        if len(node.ops) != 1:
            message = "a chain of comparisons"
            raise NotJudgedError(message)
        left, right = self._value(node.left, names), self._value(node.comparators[0], names)
        return _known(_COMPARED, node.ops[0])(left, right)

    def _of_boolop(self, node: ast.BoolOp, names: Mapping[str, Any]) -> Any:
        found = None
        for part in node.values:
            found = self._value(part, names)
            if bool(found) != isinstance(node.op, ast.And):
                break
        return found

    def _of_ifexp(self, node: ast.IfExp, names: Mapping[str, Any]) -> Any:
        return self._value(node.body if self._value(node.test, names) else node.orelse, names)

    def _of_subscript(self, node: ast.Subscript, names: Mapping[str, Any]) -> Any:
        of, which = self._value(node.value, names), self._value(node.slice, names)
        return of[which]

    def _of_lambda(self, node: ast.Lambda, names: Mapping[str, Any]) -> Any:
        parameters = [one.arg for one in node.args.args]

        def called(*values: Any) -> Any:
            inner = dict(names) | dict(zip(parameters, values, strict=True))
            return self._value(node.body, inner)

        return called

    def _of_list(self, node: ast.List, names: Mapping[str, Any]) -> Any:
        return [self._value(one, names) for one in node.elts]

    def _of_tuple(self, node: ast.Tuple, names: Mapping[str, Any]) -> Any:
        return tuple(self._value(one, names) for one in node.elts)

    def _of_dict(self, node: ast.Dict, names: Mapping[str, Any]) -> Any:
        return {
            self._value(key, names): self._value(value, names)
            for key, value in zip(node.keys, node.values, strict=True)
            if key is not None
        }

    def _of_listcomp(self, node: ast.ListComp, names: Mapping[str, Any]) -> Any:
        return [self._value(node.elt, inner) for inner in self._loops(node.generators, names)]

    def _of_generatorexp(self, node: ast.GeneratorExp, names: Mapping[str, Any]) -> Any:
        return [self._value(node.elt, inner) for inner in self._loops(node.generators, names)]

    def _of_dictcomp(self, node: ast.DictComp, names: Mapping[str, Any]) -> Any:
        return {
            self._value(node.key, inner): self._value(node.value, inner)
            for inner in self._loops(node.generators, names)
        }

    def _loops(
        self, loops: Sequence[ast.comprehension], names: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        if not loops:
            return [dict(names)]
        first, found = loops[0], []
        for one in self._value(first.iter, names):
            inner = dict(names)
            self._bind(first.target, one, inner)
            if all(self._value(test, inner) for test in first.ifs):
                found += self._loops(loops[1:], inner)
        return found


_OF_PLAIN = ("append", "items", "keys", "values", "index", "count")


def _known(how: Mapping[type, Callable[..., Any]], sign: ast.AST) -> Callable[..., Any]:
    if type(sign) not in how:
        message = f"the sign {type(sign).__name__}"
        raise NotJudgedError(message)
    return how[type(sign)]


def _sum(values: Sequence[Any], start: Any = 0) -> Any:
    total = start
    for value in values:
        total = total + value
    return total
