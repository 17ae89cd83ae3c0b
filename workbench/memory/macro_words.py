"""Which words ask for a macro: the pattern that it gives, or its name with arguments.

``how fast is {animal} in the {zone}`` is asked for by *How fast is mouse_1 in the shelter?*, and
any macro by ``speed_in(mouse_1, zone=shelter)``. A name stands for itself only where the data have
it; a question with any other word is not one of the macro.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from workbench.memory.conditions import Fact
from workbench.memory.macros import FACT_OF, Argument, Macro, Plain

_PLACE = re.compile(r"\{([^{}]*)\}")
_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_END = r"[\s?.!]*"
_BETWEEN = re.compile(r"[\s_-]+")
_LEANING = re.compile(
    r"(?:and|but|ok|now|then|so|what about|how about|same for|for|of|in|the|[\s,])*", re.IGNORECASE
)


def faults_of_pattern(macro: Macro) -> Iterator[str]:
    """Yield what is wrong with the pattern of a macro."""
    if not macro.asked:
        return
    places = _PLACE.findall(macro.asked)
    known = {one.name: one for one in macro.arguments}
    yield from (
        f"asked names {{{one}}}, which is no argument" for one in places if one not in known
    )
    yield from (f"asked names {{{one}}} twice" for one in set(places) if places.count(one) > 1)
    missing = [n for n, one in known.items() if one.default is None and n not in places]
    yield from (f"asked does not name {{{name}}}, which has no default" for name in missing)
    words = [part.strip() for part in _PLACE.split(macro.asked)[::2]]
    if not any(re.search(r"\w", part) for part in words):
        yield "asked has no word beside its arguments"
    if not all(words[1:-1]):
        yield "asked has two arguments without a word between them"


def values_asked(macro: Macro, question: str, facts: Mapping[str, Fact]) -> dict[str, Plain] | None:
    """Return the arguments with which a question asks for a macro; ``None`` if it does not.

    Parameters
    ----------
    macro
        Any.
    question
        In full.
    facts
        What is known of the data: which names there are.
    """
    called = _called(macro, question, facts)
    if called is not None or not macro.asked:
        return called
    types = {one.name: one for one in macro.arguments}
    parts = _PLACE.split(macro.asked)
    pattern = "".join(
        _place(types[part], facts) if n % 2 else _literal(part) for n, part in enumerate(parts)
    )
    found = re.fullmatch(rf"\s*{pattern}{_END}", question, re.IGNORECASE)
    if found is None:
        return None
    return {name: _value(types[name], said, facts) for name, said in found.groupdict().items()}


def value_exchanged(
    macro: Macro, values: Mapping[str, Plain], question: str, facts: Mapping[str, Fact]
) -> dict[str, Plain] | None:
    """Return other arguments for a question that leans on the one before (*and mouse_2?*).

    ``None`` if it is not a bare name, or one that could stand for several arguments.
    """
    said = re.fullmatch(rf"\s*{_LEANING.pattern}(?P<name>.+?){_END}", question, re.IGNORECASE)
    if said is None:
        return None
    other = [
        (one.name, name)
        for one in macro.arguments
        if (name := _known(one, said["name"], facts)) is not None
    ]
    if len(other) != 1:
        return None
    [(argument, name)] = other
    return {**values, argument: name}


def _called(macro: Macro, question: str, facts: Mapping[str, Fact]) -> dict[str, Plain] | None:
    """Return the arguments of ``NAME(...)``; ``None`` if the question is none such."""
    found = re.fullmatch(rf"\s*{re.escape(macro.name)}\s*\(([^()]*)\){_END}", question)
    if found is None:
        return None
    types = {one.name: one for one in macro.arguments}
    order = [one.name for one in macro.arguments]
    values: dict[str, Plain] = {}
    for place, part in enumerate(filter(None, map(str.strip, found[1].split(",")))):
        name, sign, said = (one.strip() for one in part.rpartition("="))
        if not sign:
            name = order[place] if place < len(order) else f"argument {place + 1}"
        argument = types.get(name)
        said = said.strip("'\"")
        values[name] = said if argument is None else _value(argument, said, facts)
    return values


def _literal(text: str) -> str:
    """Return a pattern for words: case does not matter, nor how wide the blanks are."""
    words = r"\s+".join(map(re.escape, text.split()))
    before = r"\s+" if text[:1].isspace() else ""
    behind = r"\s+" if text[-1:].isspace() and words else ""
    return f"{before}{words}{behind}"


def _place(argument: Argument, facts: Mapping[str, Fact]) -> str:
    if argument.type == "number":
        return f"(?P<{argument.name}>{_NUMBER})"
    if argument.type == "text":
        return f"(?P<{argument.name}>.+?)"
    names = sorted(_names(argument, facts), key=len, reverse=True)
    spelled = (r"[\s_-]+".join(map(re.escape, _BETWEEN.split(name))) for name in names)
    return f"(?P<{argument.name}>{'|'.join(spelled) or '(?!)'})"


def _value(argument: Argument, said: str, facts: Mapping[str, Fact]) -> Plain:
    if argument.type == "number" and re.fullmatch(_NUMBER, said):
        return float(said) if "." in said else int(said)
    known = _known(argument, said, facts)
    return said if known is None else known


def _known(argument: Argument, said: str, facts: Mapping[str, Fact]) -> str | None:
    """Return the name in the data that is meant; ``None`` if there is none."""
    key = _spelled(said)
    return next((name for name in _names(argument, facts) if _spelled(name) == key), None)


def _names(argument: Argument, facts: Mapping[str, Fact]) -> Sequence[str]:
    there = facts.get(FACT_OF.get(argument.type, ""), ())
    return list(there) if isinstance(there, Collection) and not isinstance(there, str) else []


def _spelled(name: str) -> str:
    return _BETWEEN.sub(" ", name.strip()).casefold()
