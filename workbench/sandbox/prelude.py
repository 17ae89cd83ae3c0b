"""Functions that stand before every program: Python on plain values, the host for all else.

The text is run in the worker's interpreter, which is not this one; `workbench.sandbox.rewrite` says
what calls them. ``wb_host`` asks the host to do an operation on things that it holds.
"""

from __future__ import annotations

from workbench.sandbox.rewrite import BINARY, COMPARED, UNARY

_SIGNS = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**",
    "and": "&", "or": "|", "xor": "^", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==",
    "ne": "!=", "neg": "-", "invert": "~",
}  # fmt: skip

_TEXT = """
from workbench_host import wb_host

wb_plain_types = (
    int, float, str, bool, list, tuple, dict, set, frozenset, type(None), range, bytes, complex,
    type({}.keys()), type({}.values()), type({}.items()), type(iter([])), type(lambda: 0),
)
wb_function_type = type(lambda: 0)

def wb_plain(x):
    return isinstance(x, wb_plain_types)

def wb_truth(x):
    return bool(x) if wb_plain(x) else wb_host("bool", x)

def wb_bool(x=False):
    return wb_truth(x)

def wb_both(x, *parts):
    for part in parts:
        if not wb_truth(x):
            return x
        x = part()
    return x

def wb_either(x, *parts):
    for part in parts:
        if wb_truth(x):
            return x
        x = part()
    return x

def wb_chain(names, left, right, *later):
    found = wb_signs[names[0]](left, right)
    for i in range(len(later)):
        if not wb_truth(found):
            return found
        left, right = right, later[i]()
        found = wb_signs[names[i + 1]](left, right)
    return found

def wb_more(sign, a, b):
    if isinstance(a, list) and sign == "add":
        a.extend(wb_iter(b))
        return a
    if isinstance(a, list) and sign == "mul":
        a[:] = a * b
        return a
    if isinstance(a, set) and isinstance(b, (set, frozenset)):
        new = wb_signs[sign](a, b)
        a.clear()
        a.update(new)
        return a
    if isinstance(a, dict) and sign == "or":
        a.update(b)
        return a
    return wb_signs[sign](a, b)

def wb_more_item(sign, a, i, b):
    a[i] = wb_more(sign, wb_item(a, i), b)

def wb_item(a, i):
    return a[i] if wb_plain(a) else wb_host("getitem", a, i)

def wb_slice(a, start, stop, step):
    if isinstance(a, (dict, set)):
        raise TypeError("only lists, tuples and texts have slices")
    return a[start:stop:step] if wb_plain(a) else wb_host("slice", a, start, stop, step)

def wb_iter(x):
    if wb_plain(x):
        return x
    return wb_host("iter", x) if wb_host("is_host", x) else x

def wb_len(x):
    return len(x) if wb_plain(x) else wb_host("len", x)

def wb_abs(x):
    return abs(x) if wb_plain(x) else wb_host("abs", x)

def wb_float(x=0.0):
    return float(x) if wb_plain(x) else wb_host("float", x)

def wb_int(x=0):
    return int(x) if wb_plain(x) else wb_host("int", x)

def wb_round(x, digits=None):
    if not wb_plain(x):
        return wb_host("round", x, digits)
    if digits is None:
        return round(x)
    if isinstance(x, float) and isinstance(digits, int) and digits >= 0:
        return float(format(x, "." + str(min(digits, 330)) + "f"))
    return round(x, digits)

def wb_text(x, spec=""):
    if wb_plain(x):
        if spec == "":
            return wb_repr(x) if isinstance(x, (list, tuple, dict)) else format(x, spec)
        if x is None or not isinstance(x, (int, float, complex, str)):
            raise TypeError("a format such as .2f is for numbers and texts")
        return format(x, spec)
    return wb_host("text", x, spec)

def wb_format(x, spec=""):
    return wb_text(x, spec)

def wb_joined(*texts):
    return "".join(texts)

def wb_converted(x, how):
    if how == "a":
        return f"{x!a}" if wb_plain(x) else wb_text(x)
    return wb_repr(x) if how == "r" else wb_text(x)

def wb_str(x=""):
    return wb_text(x)

def wb_isinstance(x, types):
    if wb_plain(x):
        return isinstance(x, types)
    several = types if isinstance(types, tuple) else (types,)
    return wb_host("is_number", x) if float in several else isinstance(x, types)

def wb_repr(x):
    if isinstance(x, list):
        return "[" + ", ".join([wb_repr(one) for one in x]) + "]"
    if isinstance(x, dict):
        return "{" + ", ".join([wb_repr(k) + ": " + wb_repr(x[k]) for k in x]) + "}"
    if isinstance(x, tuple):
        return "(" + ", ".join([wb_repr(one) for one in x]) + ("," if len(x) == 1 else "") + ")"
    return repr(x) if wb_plain(x) else wb_host("text", x, "")

def wb_print(*values, sep=" ", end="\\n", flush=False):
    print(sep.join([wb_text(value) for value in values]), end=end)

def wb_list(x=()):
    return list(wb_iter(x))

def wb_tuple(x=()):
    return tuple(wb_iter(x))

def wb_set(x=()):
    return set(wb_iter(x))

def wb_enumerate(x, start=0):
    return iter(list(enumerate(wb_iter(x), start)))

def wb_reversed(x):
    return iter(list(reversed(list(wb_iter(x)))))

def wb_zip(*several, strict=False):
    return iter(list(zip(*[wb_iter(one) for one in several], strict=strict)))

def wb_map(function, *several):
    return iter([function(*one) for one in wb_zip(*several)])

def wb_filter(function, x):
    return iter([x for x in wb_iter(x) if wb_truth(x if function is None else function(x))])

def wb_all(x):
    for one in wb_iter(x):
        if not wb_truth(one):
            return False
    return True

def wb_any(x):
    for one in wb_iter(x):
        if wb_truth(one):
            return True
    return False

def wb_sum(x, start=0):
    values = list(wb_iter(x))
    if all([wb_plain(one) for one in values]) and wb_plain(start):
        return sum(values, start)
    total = start
    for one in values:
        total = wb_add(total, one)
    return total

def wb_best(compare, values, key, default):
    values = wb_list(values[0]) if len(values) == 1 else list(values)
    if not values:
        if default is not wb_best:
            return default
        raise ValueError("There is nothing to take the smallest or largest of.")
    best = values[0]
    best_key = best if key is None else key(best)
    for one in values[1:]:
        its_key = one if key is None else key(one)
        if wb_truth(compare(its_key, best_key)):
            best, best_key = one, its_key
    return best

def wb_max(*values, key=None, default=wb_best):
    return wb_best(wb_gt, values, key, default)

def wb_min(*values, key=None, default=wb_best):
    return wb_best(wb_lt, values, key, default)

def wb_sortable(x):
    if isinstance(x, (list, tuple)):
        return tuple([wb_sortable(one) for one in x])
    return x if wb_plain(x) else wb_host("float", x)

def wb_sorted(x, key=None, reverse=False):
    values = wb_list(x)
    keys = [wb_sortable(one if key is None else key(one)) for one in values]
    order = sorted(range(len(values)), key=lambda i: keys[i], reverse=reverse)
    return [values[i] for i in order]

def wb_shown(x):
    if wb_plain(x):
        return x
    return wb_float(x) if wb_host("is_number", x) else wb_text(x)

def wb_mod(a, b):
    if isinstance(a, str):
        return a % (tuple([wb_shown(x) for x in b]) if isinstance(b, tuple) else wb_shown(b))
    if wb_plain(a) and wb_plain(b):
        return a % b
    return wb_host("mod", a, b)

def wb_is_function(x):
    return isinstance(x, wb_function_type)

def wb_called(function, *values):
    try:
        return (function(*values), "")
    except Exception as error:
        if wb_host("is_user_error", str(error)):
            return (None, str(error))
        raise

def wb_bound(x, name, of):
    if wb_plain(x) or not wb_host("has_method", x, name):
        return of(x)
    return lambda *values, **named: wb_host("method", x, name, list(values), named)

def wb_with_function(wb_thing, wb_method, *values, **named):
    what = named.pop("what") if "what" in named else (values[0] if values else None)
    functions = what if isinstance(what, dict) else {"": what}
    if not functions or not all([wb_is_function(one) for one in functions.values()]):
        if values:
            return wb_host("method", wb_thing, wb_method, list(values), named)
        if what is not None:
            named["what"] = what
        return wb_host("method", wb_thing, wb_method, [], named)
    rest, found = list(values[1:]), []
    for recording in wb_host("recordings_of", wb_thing):
        for more in wb_host("given_of", recording, wb_method, rest, named):
            for name in functions:
                value, fault = wb_called(functions[name], recording, *more)
                found.append((name, recording, more, value, fault))
        wb_host("done_with", recording)
    return wb_host("with_function", wb_thing, wb_method, isinstance(what, dict), found, rest, named)
"""


def prelude() -> str:
    """Return the text that is run in the worker before a program."""
    of_two = [*BINARY.values(), *COMPARED.values()]
    functions = [_binary(name, _SIGNS[name]) for name in of_two if name != "mod"]
    functions += [_unary(name, _SIGNS[name]) for name in UNARY.values()]
    table = ", ".join(f'"{name}": wb_{name}' for name in of_two)
    return "\n".join([_TEXT, *functions, f"wb_signs = {{{table}}}"])


def _binary(name: str, sign: str) -> str:
    return (
        f"def wb_{name}(a, b):\n"
        f"    if wb_plain(a) and wb_plain(b):\n"
        f"        return a {sign} b\n"
        f'    return wb_host("{name}", a, b)'
    )


def _unary(name: str, sign: str) -> str:
    return f'def wb_{name}(a):\n    return {sign}a if wb_plain(a) else wb_host("{name}", a)'
