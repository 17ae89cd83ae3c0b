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
from dataclasses import dataclass

from workbench.sandbox.surface import WITH_FUNCTION

BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.FloorDiv: "floordiv",
    ast.Mod: "mod", ast.Pow: "pow", ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "xor",
}  # fmt: skip
COMPARED: dict[type[ast.cmpop], str] = {
    ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.Eq: "eq", ast.NotEq: "ne",
}  # fmt: skip
UNARY: dict[type[ast.unaryop], str] = {ast.USub: "neg", ast.Invert: "invert"}
BUILTINS = (
    "abs", "all", "any", "bool", "enumerate", "filter", "float", "int", "len", "list", "map", "max",
    "min", "print", "repr", "round", "set", "sorted", "str", "sum", "tuple", "zip",
)  # fmt: skip
"""Built-in functions that also take things of the host."""


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
    named = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    named |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return named | {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


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
        return _call("wb_chain", signs, ast.List([node.left, *node.comparators], ast.Load()))

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        name = "wb_both" if isinstance(node.op, ast.And) else "wb_either"
        return _call(name, *(_later(value) for value in node.values))

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        name = BINARY.get(type(node.op))
        if name is None:
            return node
        plus = "wb_more" if name == "add" else f"wb_{name}"
        value = _call(plus, _loaded(node.target), node.value)
        return ast.Assign([node.target], value, lineno=node.lineno)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load):
            return node
        if isinstance(node.slice, ast.Slice):
            parts = (node.slice.lower, node.slice.upper, node.slice.step)
            return _call("wb_slice", node.value, *(p or ast.Constant(None) for p in parts))
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
        if isinstance(node.func, ast.Name) and node.func.id == "isinstance":
            return node
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in WITH_FUNCTION:
            method = ast.Constant(node.func.attr)
            return ast.Call(
                ast.Name("wb_with_function", ast.Load()),
                [node.func.value, method, *node.args],
                node.keywords,
            )
        return node

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        self.generic_visit(node)
        spec = node.format_spec or ast.Constant("")
        name = "wb_repr" if node.conversion == ord("r") else "wb_text"
        arguments = [node.value] if name == "wb_repr" else [node.value, spec]
        return ast.FormattedValue(_call(name, *arguments), -1, None)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.body = [self.visit(statement) for statement in node.body]
        node.args.defaults = [self.visit(value) for value in node.args.defaults]
        return node


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def _later(value: ast.expr) -> ast.Lambda:
    nothing = ast.arguments([], [], None, [], [], None, [])
    return ast.Lambda(nothing, value)


def _loaded(target: ast.Name | ast.Attribute | ast.Subscript) -> ast.expr:
    """Return what is assigned to, as it is read."""
    if isinstance(target, ast.Subscript):
        return _call("wb_item", target.value, target.slice)
    if isinstance(target, ast.Attribute):
        return ast.Attribute(target.value, target.attr, ast.Load())
    return ast.Name(target.id, ast.Load())
