"""Programs written so that the worker can run them: operators on things of the host become calls.

The worker's interpreter knows no operators between its values and things of the host (signals,
masks, bouts, quantities), no ``len`` or ``for`` over them, and no functions that the host calls.
So ``near & fast`` becomes ``wb_and(near, fast)``, a function of `workbench.sandbox.prelude`, which
works on plain values as Python does and asks the host for all else. What a program means does not
change: the same text runs as a script.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.sandbox.surface import EXPOSED, WITH_FUNCTION

BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.FloorDiv: "floordiv",
    ast.Mod: "mod", ast.Pow: "pow", ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "xor",
}  # fmt: skip
COMPARED: dict[type[ast.cmpop], str] = {
    ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.Eq: "eq", ast.NotEq: "ne",
}  # fmt: skip
UNARY: dict[type[ast.unaryop], str] = {ast.USub: "neg", ast.Invert: "invert"}
BUILTINS = (
    "abs", "all", "any", "bool", "enumerate", "filter", "float", "format", "int", "isinstance",
    "len", "list", "map", "max", "min", "print", "repr", "reversed", "round", "set", "sorted",
    "str", "sum", "tuple", "zip",
)  # fmt: skip
"""Built-in functions that also take things of the host."""


_METHODS = frozenset(name for one in EXPOSED for name in one.methods)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A program as it is run.

    Parameters
    ----------
    text
        What the worker gets.
    starts, lines
        First line of each statement in `text`, in order, and its line in the program.
    """

    text: str
    starts: tuple[int, ...]
    lines: tuple[int, ...]

    def line(self, line: int) -> int:
        """Return the line of the program for a line of the text."""
        place = bisect_right(self.starts, line) - 1
        return self.lines[max(place, 0)] if self.lines else 1


def rewritten(tree: ast.Module) -> Rewritten:
    """Return a program, parsed and found to be allowed, as the worker can run it."""
    new = ast.fix_missing_locations(_Rewriter(_assigned(tree)).visit(_copied(tree)))
    text = ast.unparse(new)
    pairs = zip(_statements(ast.parse(text)), _statements(tree), strict=True)
    places = sorted((there.lineno, here.lineno) for there, here in pairs)
    return Rewritten(text, tuple(a for a, _ in places), tuple(b for _, b in places))


def _copied(tree: ast.Module) -> ast.Module:
    return ast.parse(ast.unparse(tree))


def _statements(tree: ast.Module) -> list[ast.stmt]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]


def _assigned(tree: ast.Module) -> set[str]:
    """Return names that a program gives a meaning of its own."""
    return {name for node in ast.walk(tree) for name in assigned_names(node)}


def assigned_names(node: ast.AST) -> Iterator[str]:
    """Yield names that a node gives a meaning to."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.FunctionDef(name=name):
            yield name
        case ast.alias(name=name, asname=other):
            yield other or name
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            yield name
        case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            yield name


class _Rewriter(ast.NodeTransformer):
    def __init__(self, assigned: set[str]) -> None:
        self._builtins = set(BUILTINS) - assigned

    # operators ------------------------------------------------------------------------------

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        name = BINARY.get(type(node.op))
        return node if name is None else _call(f"wb_{name}", node.left, node.right)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        if isinstance(node.operand, ast.Constant):
            return node
        self.generic_visit(node)
        if isinstance(node.op, ast.Not):
            node.operand = _call("wb_truth", node.operand)
        name = UNARY.get(type(node.op))
        return node if name is None else _call(f"wb_{name}", node.operand)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        names = [COMPARED.get(type(op)) for op in node.ops]
        if len(names) == 1:
            [name], [other] = names, node.comparators
            return node if name is None else _call(f"wb_{name}", node.left, other)
        if None in names:
            return node
        signs = ast.List([ast.Constant(name) for name in names], ast.Load())
        first, *later = node.comparators
        return _call("wb_chain", signs, node.left, first, *map(_later, later))

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        name = "wb_both" if isinstance(node.op, ast.And) else "wb_either"
        return _call(name, node.values[0], *map(_later, node.values[1:]))

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        name, target = BINARY.get(type(node.op)), node.target
        if name is None:
            return node
        sign = ast.Constant(name)
        if isinstance(target, ast.Subscript) and not isinstance(target.slice, ast.Slice):
            return ast.Expr(_call("wb_more_item", sign, target.value, target.slice, node.value))
        if not isinstance(target, ast.Name):
            return node
        value = _call("wb_more", sign, ast.Name(target.id, ast.Load()), node.value)
        return ast.Assign([target], value, lineno=node.lineno)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
        if not isinstance(node.ctx, ast.Load) or any(isinstance(p, ast.Slice) for p in parts):
            return node
        if isinstance(node.slice, ast.Slice):
            of = (node.slice.lower, node.slice.upper, node.slice.step)
            return _call("wb_slice", node.value, *(p or ast.Constant(None) for p in of))
        return _call("wb_item", node.value, node.slice)

    # truth ----------------------------------------------------------------------------------

    def visit_If(self, node: ast.If) -> ast.AST:
        return self._tested(node)

    def visit_While(self, node: ast.While) -> ast.AST:
        return self._tested(node)

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        return self._tested(node)

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        return self._tested(node)

    def visit_match_case(self, node: ast.match_case) -> ast.AST:
        self.generic_visit(node)
        if node.guard is not None:
            node.guard = _call("wb_truth", node.guard)
        return node

    def _tested(self, node: ast.If | ast.While | ast.IfExp | ast.Assert) -> ast.AST:
        self.generic_visit(node)
        node.test = _call("wb_truth", node.test)
        return node

    # loops ----------------------------------------------------------------------------------

    def visit_For(self, node: ast.For) -> ast.AST:
        self.generic_visit(node)
        node.iter = _call("wb_iter", node.iter)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        node.iter = _call("wb_iter", node.iter)
        node.ifs = [_call("wb_truth", test) for test in node.ifs]
        return node

    def visit_Starred(self, node: ast.Starred) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.ctx, ast.Load):
            node.value = _call("wb_iter", node.value)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        self.generic_visit(node)
        if any(isinstance(target, ast.Tuple | ast.List) for target in node.targets):
            node.value = _call("wb_iter", node.value)
        return node

    # calls ----------------------------------------------------------------------------------

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if isinstance(node.ctx, ast.Load) and node.id in self._builtins:
            return ast.Name(f"wb_{node.id}", node.ctx)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if _is_of_type(node, self._builtins):  # the second argument holds types, not functions
            return _call("wb_isinstance", self.visit(node.args[0]), node.args[1])
        if isinstance(node.func, ast.Attribute):
            node.func.value = self.visit(node.func.value)
            node.args = [self.visit(one) for one in node.args]
            node.keywords = [self.visit(one) for one in node.keywords]
        else:
            self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in WITH_FUNCTION:
            method = ast.Constant(node.func.attr)
            return ast.Call(
                ast.Name("wb_with_function", ast.Load()),
                [node.func.value, method, *node.args],
                node.keywords,
            )
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Write a method that is not called here, but handed on: ``key=rec.path_length``."""
        self.generic_visit(node)
        if node.attr not in _METHODS or not isinstance(node.ctx, ast.Load):
            return node
        x = ast.arguments([], [ast.arg("x")], None, [], [], None, [])
        of = ast.Lambda(x, ast.Attribute(ast.Name("x", ast.Load()), node.attr, ast.Load()))
        return _call("wb_bound", node.value, ast.Constant(node.attr), of)

    def visit_MatchClass(self, node: ast.MatchClass) -> ast.AST:
        return node  # its class is a type, not a function

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return _call("wb_joined", *map(self.visit, node.values))

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        self.generic_visit(node)
        value = node.value
        if node.conversion != -1:
            value = _call("wb_converted", value, ast.Constant(chr(node.conversion)))
        return _call("wb_text", value, node.format_spec or ast.Constant(""))

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.body = [self.visit(statement) for statement in node.body]
        node.args.defaults = [self.visit(value) for value in node.args.defaults]
        node.args.kw_defaults = [value and self.visit(value) for value in node.args.kw_defaults]
        return node


def _is_of_type(node: ast.Call, builtins: set[str]) -> bool:
    function = node.func
    known = (
        isinstance(function, ast.Name) and function.id == "isinstance" and "isinstance" in builtins
    )
    return known and len(node.args) == 2 and not node.keywords


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def _later(value: ast.expr) -> ast.Lambda:
    nothing = ast.arguments([], [], None, [], [], None, [])
    return ast.Lambda(nothing, value)
