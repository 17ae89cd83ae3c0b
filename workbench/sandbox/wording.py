"""What the type check finds, in the words of a person who studies behavior.

Its messages come as ``Argument to bound method `Recording.speed` is incorrect: Expected `...` ``;
what is expected is said with an example, and a wrong word with the nearest right one.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from graphs.words import counted, did_you_mean
from pipelines.describe.tree import dimension_words
from workbench.sandbox.names import DataNames
from workbench.sandbox.quantities import DIMENSIONS, letter
from workbench.sandbox.refusals import MODULE
from workbench.sandbox.surface import EXPOSED, FUNCTIONS, exposure

_EXAMPLES = {
    "L": "3 cm", "V": "3 cm/s", "A": "50 cm/s2", "D": "30 deg", "R": "90 deg/s", "T": "2 s",
    "N": "50 %",
}  # fmt: skip
_DIMENSION = {
    short: dimension_words(of).partition(" (")[0] for of, (_, short) in DIMENSIONS.items()
}
_PLAIN = {
    "float": "a number", "int": "a number", "str": "a text", "bool": "True or False",
    "None": "None", "Quantity": "a value", "Bouts": "bouts", "Mask": "a mask", "Table": "a table",
    "Recording": "a recording", "Recordings": "recordings", "Figure": "a picture",
    "KnowledgeGraph": "a graph", "Column": "a column of a table", "Comparison": "a comparison",
    "Answered": "an answer of the graph", "Project": "a project", "Bout": "a bout",
}  # fmt: skip
_CALLED = r"(?:bound method |function )?`(?P<of>[^`]*)`"
_MOST_LISTED = 6


def in_words(message: str, names: DataNames | None) -> str:
    """Return a message of the type check in plain words.

    Parameters
    ----------
    message
        Of the type checker.
    names
        Of the project, for examples.
    """
    for pattern, say in _SAYINGS:
        if match := re.match(pattern, message):
            return say(match, names)
    return message.replace("bound method ", "").replace("`", "'").rstrip()


def place(message: str) -> str:
    """Return which function a message is about: ``"speed()"``."""
    match = re.search(_CALLED, message)
    return "" if match is None else f"{match['of'].rpartition('.')[2]}()"


# types --------------------------------------------------------------------------------------------


def type_words(text: str, names: DataNames | None) -> str:
    """Return a type in words: ``"a number, or a speed such as '3 cm/s'"``."""
    said = dict.fromkeys(word for part in _parts(text) for word in [_word(part, names)] if word)
    if "a number" in said and "a value" in said:
        del said["a value"]
    last = [one for one in said if one == "None"]
    several = [*(one for one in said if one != "None"), *last]
    return " or ".join(several)


def _parts(text: str) -> Iterator[str]:
    """Yield the parts of a union."""
    depth, start, quoted = 0, 0, False
    for index, sign in enumerate(text):
        quoted ^= sign == '"'
        depth += 0 if quoted else (sign in "[(") - (sign in "])")
        if sign == "|" and not depth and not quoted:
            yield text[start:index].strip()
            start = index + 1
    yield text[start:].strip()


def _word(part: str, names: DataNames | None) -> str:
    part = part.rstrip("*")
    if part in _PLAIN:
        return _PLAIN[part]
    if part.startswith("Literal["):
        return _literal_words(part, names)
    if part.startswith(("list[Literal", "tuple[Literal")):
        return ""  # of what may stand alone, too
    if part.startswith(("Signal[", "Vectors[")):
        kind, found = part.split("[", 1)[0], re.search(r'Literal\["([A-Z])"\]', part)
        of = f" that is {_DIMENSION[found[1]]}" if found and found[1] in _DIMENSION else ""
        return f"a signal{of}" if kind == "Signal" else f"positions or velocities{of}"
    if "->" in part:
        return "a function"
    return part.replace("list[", "a list of ").replace("]", "") if "list[" in part else part


def _literal_words(part: str, names: DataNames | None) -> str:
    values = [a or b for a, b in re.findall(r'"((?:[^"\\]|\\.)*)"|(\b\d[\d.]*|True|False)', part)]
    if len(values) == 1 and values[0] in _DIMENSION:
        return f"{_DIMENSION[values[0]]} such as '{_EXAMPLES[values[0]]}'"
    if names is not None and (kind := _kind_of_name(values, names)):
        return kind
    if len(values) == 1:
        return repr(values[0]) if f'"{values[0]}"' in part else values[0]
    listed = ", ".join(repr(value) for value in values[:_MOST_LISTED])
    return f"one of {listed}{', ...' if len(values) > _MOST_LISTED else ''}"


def _kind_of_name(values: list[str], names: DataNames) -> str:
    kinds = (
        ("an animal", names.animals),
        ("a zone", names.zones),
        ("a behavior", names.behavior_words),
        ("a recording", names.recordings),
        ("a group", names.groups),
        ("a session", names.sessions),
    )
    known = [value for value in values if value != "*"]
    for kind, of_kind in kinds:
        if known and known[0] in of_kind:
            parts = kind == "an animal" and any("." in value for value in values)
            part = f" (or a part: '{next(v for v in values if '.' in v)}')" if parts else ""
            return f"the name of {kind} such as '{known[0]}'{part}"
    return ""


# sayings ------------------------------------------------------------------------------------------


def _argument(match: re.Match[str], names: DataNames | None) -> str:
    expected = type_words(match["expected"], names)
    text = re.fullmatch(r'Literal\["(.*)"\]', match["found"])
    letters = re.search(r'(?<!\[)Literal\["([A-Z])"\]', match["expected"])
    if text and letters and not letter(text[1]) and text[1] not in _DIMENSION:
        what = _DIMENSION[letters[1]]
        return f"{place(match[0])}: {text[1]!r} is not {what}; write {expected}."
    return f"{place(match[0])} takes {expected}; found {_found(match['found'], names)}."


def _found(text: str, names: DataNames | None) -> str:
    one = re.fullmatch(r'Literal\["((?:[^"\\]|\\.)*)"\]', text)
    if one and one[1] not in _DIMENSION:
        return repr(one[1])
    said = type_words(text, names)
    return said.partition(" such as ")[0] if 'Literal["' in text else said


def _attribute(match: re.Match[str], names: DataNames | None) -> str:
    of = match["of"].split("[")[0]
    what = "A value" if of == "Quantity" else _capital(type_words(match["of"], names))
    known: tuple[str, ...] = ()
    if any(one.name == of for one in EXPOSED):
        exposed = exposure(of)
        known = (*exposed.attributes, *exposed.methods)
    have = "have" if what in ("Bouts", "Recordings") else "has"
    return f"{what} {have} no {match['name']!r}{did_you_mean(match['name'], known)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _missing(match: re.Match[str], _names: DataNames | None) -> str:
    wanted = " and ".join(re.findall(r"`([^`]*)`", match["names"]))
    return f"{place(match['rest'])} needs {wanted}, too."


def _too_many(match: re.Match[str], _names: DataNames | None) -> str:
    own = 1 if "." in match["of"] else 0  # of a method, the thing itself is counted
    most, given = int(match["most"]) - own, int(match["given"]) - own
    return f"{place(match[0])} takes {counted(most, 'argument')} without a name; found {given}."


def _unknown(match: re.Match[str], _names: DataNames | None) -> str:
    known = [one for one in _parameters(match["of"]) if one != "self"]
    return f"{place(match['rest'])} has no argument {match['name']!r}" + did_you_mean(
        match["name"], known
    )


def _parameters(called: str) -> list[str]:
    of, _, name = called.rpartition(".")
    if any(one.name == of for one in EXPOSED):
        exposed = exposure(of)
        if name in exposed.parameters:
            return list(exposed.parameters[name])
        return list(inspect.signature(getattr(exposed.real(), name)).parameters)
    if called == "answer":
        from workbench.ask.telling import answer

        return list(inspect.signature(answer).parameters)
    return []


def _operator(match: re.Match[str], names: DataNames | None) -> str:
    left, right = (_found(match[side], names) for side in ("left", "right"))
    hint = ""
    if match["left"] == "Quantity" and match["sign"] in ("<", ">", "<=", ">="):
        hint = "; expected a number, or a quantity such as '3 cm'"
    elif "a signal that is" in left and match["sign"] in ("<", ">", "<=", ">="):
        found = re.search(r'Literal\["([A-Z])"\]', match["left"])
        example = f" such as '{_EXAMPLES[found[1]]}'" if found and found[1] in _EXAMPLES else ""
        hint = f"; expected {_DIMENSION[found[1]]}{example}" if example and found else ""
    return f"'{match['sign']}' is not possible between {left} and {right}{hint}."


def _truth(match: re.Match[str], names: DataNames | None) -> str:
    what = _capital(_found(match["of"], names))
    return (
        f"{what} has a value in each frame, and is not true or false as a whole. Use & | ~ instead "
        f"of and, or, not; or ask for .fraction() or .bouts()."
    )


def _undefined(match: re.Match[str], _names: DataNames | None) -> str:
    name = match["name"]
    if name in FUNCTIONS:
        return f"{name!r} is not there yet. Begin with: from {MODULE} import {name}"
    return f"{name!r} was not given a meaning before{did_you_mean(name, FUNCTIONS)}"


_SAYINGS = (
    (rf"Argument to {_CALLED} is incorrect: Expected `(?P<expected>.*)`, found `(?P<found>.*)`$",
     _argument),
    (r"Object of type `(?P<of>.*)` has no attribute `(?P<name>[^`]*)`", _attribute),
    (r"No arguments? provided for required parameters? (?P<names>`.*`) of (?P<rest>.*)", _missing),
    (rf"Too many positional arguments to {_CALLED}: expected (?P<most>\d+), got (?P<given>\d+)",
     _too_many),
    (rf"Argument `(?P<name>[^`]*)` does not match any known parameter of (?P<rest>{_CALLED})",
     _unknown),
    (r"Operator `(?P<sign>[^`]*)` is not supported between objects of type `(?P<left>.*)` and "
     r"`(?P<right>.*)`$", _operator),
    (r"Boolean conversion is not supported for type `(?P<of>.*)`", _truth),
    (r"Name `(?P<name>[^`]*)` used when not defined", _undefined),
)  # fmt: skip
"""What a message looks like, and how it is said."""
