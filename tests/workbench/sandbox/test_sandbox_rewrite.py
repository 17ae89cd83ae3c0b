"""Programs as the worker gets them mean what they mean in Python."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import pydantic_monty as monty
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.sandbox.prelude import prelude
from workbench.sandbox.refusals import parsed, refused
from workbench.sandbox.rewrite import rewritten


@pytest.fixture(scope="module")
def worker() -> Iterator[Any]:
    def host(name: str, *values: Any) -> Any:
        """Answer as for things that the host does not have."""
        assert name in ("is_host", "is_number", "is_user_error"), (name, values)
        return False

    modules = {"workbench_host": monty.ExternalModule({"wb_host": host})}
    with (
        monty.Monty(min_processes=1, max_processes=1) as pool,
        pool.checkout(external_modules=modules) as session,
    ):
        session.feed_run(prelude())
        yield session


def _apart(worker: Any, text: str) -> object:
    tree = ast.parse(text)
    assert refused(tree) == []
    try:
        return worker.feed_run(rewritten(tree).text)
    except monty.MontyRuntimeError as error:
        return type(error.exception()).__name__


def _here(text: str) -> object:
    try:
        return eval(text, {})
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        return type(error).__name__


_LEAVES = st.one_of(
    st.integers(-9, 20).map(str),
    st.floats(-50, 50, allow_nan=False).map(lambda x: repr(round(x, 3))),
    st.sampled_from(["''", "'a'", "'b c'", "'10'", "True", "False", "None", "1.5", "0"]),
    st.sampled_from(["[]", "[1, 2, 3]", "[3.5, 1]", "['b', 'a']", "(1, 'x')", "{'a': 1}"]),
)


def _larger(of: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def filled(template: str) -> st.SearchStrategy[str]:
        return st.tuples(of, of, of).map(lambda parts: template.format(*parts))

    templates = [f"({{}} {sign} {{}})" for sign in ("+", "-", "*", "//", "%", "/", "&", "|", "^")]
    templates += [f"({{}} {sign} {{}})" for sign in ("<", "<=", "==", "!=", ">=", "and", "or")]
    templates += [
        "({} < {} <= {})", "({} == {} != {})", "(not {})", "(-{})", "({} if {} else {})",
        "{}[{}]", "{}[{}:{}]", "{}[::-1]", "[{}, {}]", "({}, {})", "len({})", "sum({})",
        "max({}, {})", "min({})", "sorted({})", "sorted({}, key=str, reverse=True)", "abs({})",
        "round({}, 2)", "round({})", "str({})", "repr({})", "int({})", "float({})", "bool({})",
        "list({})", "[x for x in {} if x]", "[(x, {}) for x in {}]", "any({})", "all({})",
        "list(map(str, {}))", "list(zip({}, {}))", "list(enumerate({}))", "list(reversed({}))",
        "(lambda a, b={}: (a, b))({})", "isinstance({}, (int, str))", "sum(x for x in {})",
    ]  # fmt: skip
    templates += ["f'{{{}}}'", "f'{{{}:>6}}'", "f'{{{}!r}}|{{{}}}'", "f'{{{}:.2f}}'"]
    quoted = [one.replace("{{{}", "{{({})") for one in templates if one.startswith("f'")]
    plain = [one for one in templates if not one.startswith("f'")]
    texts = st.sampled_from(quoted).flatmap(
        lambda one: st.tuples(_LEAVES, _LEAVES).map(
            lambda parts: one.replace("f'", 'f"').removesuffix("'").format(*parts) + '"'
        )
    )
    return st.one_of(st.sampled_from(plain).flatmap(filled), texts)


EXPRESSIONS = st.recursive(_LEAVES, _larger, max_leaves=12).filter(
    lambda text: not isinstance(parsed(text), Exception) and "0000" not in text
)


@settings(
    max_examples=150, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(text=EXPRESSIONS)
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_an_expression_has_the_same_value_in_the_worker(worker: Any, text: str) -> None:
    apart, here = _apart(worker, text), _here(text)
    assert repr(apart) == repr(here)
    assert type(apart) is type(here)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("x = 1\ny = (2 +\n     3)\nz = y\n1 / 0", 5),
        ("if True:\n    x = 1\n\n\n    for i in range(2):\n        x += i\n        x /= 0", 7),
        ("'''a text\nof two lines'''\nf = lambda: 1 / 0\n\nf()", 3),
        ("def f(a,\n      b=2):\n    '''doc\n    string'''\n    return a / 0\n\nf(1)", 5),
        ("x = [\n    1,\n    2,\n]\ntry:\n    x[5]\nexcept IndexError:\n    x[6]", 8),
        ("x = 1; y = 2; z = [][3]", 1),
    ],
)
def test_a_fault_has_the_line_of_its_statement(worker: Any, text: str, lines: int) -> None:
    new = rewritten(ast.parse(text))
    with pytest.raises(monty.MontyRuntimeError) as error:
        worker.feed_run(new.text)
    frames = error.value.traceback()
    own = [frame.line for frame in frames if frame.filename != "<python-input-0>"]
    assert new.line(own[-1]) == lines
