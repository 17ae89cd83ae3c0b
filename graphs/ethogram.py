"""The ethogram: the list of behaviors, in a TOML file that people edit.

A behavior has a name (what a fact's predicate says), a definition in the form body part + action +
target, an arity, a kind, and optionally a geometric rule. This module reads the file and checks
everything that can be checked without tracks; the rule text itself is compiled where kinematics
are known (`pipelines.describe.rules`).
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from graphs.errors import UserError
from graphs.records import Kind
from graphs.toml_fields import number_at, text_at, texts_at, unknown_keys
from graphs.words import counted, nearest

ObjectClass = Literal["none", "animal", "zone", "object"]

_FILE_KEYS = frozenset({"name", "description", "body_length_cm", "behavior"})
_RULE_KEYS = frozenset({"when", "hold", "min_s", "max_s", "max_gap_s", "at"})
_BEHAVIOR_KEYS = frozenset(
    {
        "arguments",
        "definition",
        "function",
        "verb",
        "target",
        "kind",
        "synonyms",
        "parent",
        "excludes",
        "synset",
        "reference",
        "rule",
    }
)


@dataclass(frozen=True, slots=True)
class RuleText:
    """A geometric rule as it stands in the file.

    Parameters
    ----------
    when
        Condition that must be met at least once in a bout.
    hold
        Weaker condition that a bout lasts for, before and after `when` is met; the same as `when`
        if absent.
    min_s
        Bouts shorter than this are dropped.
    max_s
        Bouts longer than this are dropped; ``None`` for no limit.
    max_gap_s
        Gaps up to this length between two bouts are closed.
    at
        For point behaviors: the ``start`` or the ``stop`` of the condition's bout is the point.
    """

    when: str
    hold: str | None = None
    min_s: float = 0.0
    max_s: float | None = None
    max_gap_s: float = 0.0
    at: Literal["start", "stop"] = "start"


@dataclass(frozen=True, slots=True)
class FunctionText:
    """A function that finds a behavior, as it stands in the file.

    Parameters
    ----------
    name
        Of a behavior that is a function (`workbench.behaviors`).
    arguments
        Settings that differ from the function's own: numbers or text such as ``"2 cm"``.
    file
        Where the function is, once somebody has looked for it.
    fingerprint
        Of the code in that file.
    """

    name: str
    arguments: Mapping[str, float | str] = field(default_factory=dict)
    file: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Behavior:
    """One entry of the ethogram.

    Parameters
    ----------
    name
        Base form of the verb, lower case, ``_`` for spaces: ``nose_to_tail``.
    definition
        What the body part does to which target, in words that two people would score alike.
    verb
        How it reads in a sentence: ``"sniffs the tail base of"``. Defaults to ``name``.
    target
        ``"none"`` for unary behaviors, else the class of the object: ``animal``, ``zone`` or
        ``object``.
    target_kind
        For zones and objects: only those of this kind (``"shelter"``); ``None`` for any.
    kind
        ``state`` (has a duration) or ``point``.
    synonyms
        Other words for it.
    parent
        The more general behavior that it is a case of.
    excludes
        While one of these holds for the same subject (and the same object, where both have an
        animal as object), this behavior is not scored.
    synset
        WordNet identifier such as ``chase.v.01``.
    reference
        Where definition and thresholds come from.
    rule
        Geometric rule, or ``None`` for behaviors that only people, models or a function label.
    function
        Function that finds it, or ``None``; its definition, target and kind stand for those that
        the entry does not give.
    """

    name: str
    definition: str
    verb: str
    target: ObjectClass
    target_kind: str | None
    kind: Kind
    synonyms: tuple[str, ...] = ()
    parent: str | None = None
    excludes: tuple[str, ...] = ()
    synset: str | None = None
    reference: str | None = None
    rule: RuleText | None = None
    function: FunctionText | None = None

    @property
    def arity(self) -> int:
        """1 for behaviors without an object, 2 for those with one."""
        return 1 if self.target == "none" else 2


@dataclass(frozen=True, slots=True)
class Ethogram:
    """The behaviors of a project, by name, in file order.

    Parameters
    ----------
    name
        Short name of the ethogram.
    description
        For whom it is, in a sentence.
    body_length_cm
        Typical body length (nose to tail base) of the species: turns thresholds in cm into body
        lengths where a recording has no scale. ``None`` if unknown.
    behaviors
        Name -> entry.
    source
        The TOML text, kept with every run.
    """

    name: str
    description: str
    body_length_cm: float | None
    behaviors: Mapping[str, Behavior]
    source: str

    def __iter__(self) -> Iterator[Behavior]:
        return iter(self.behaviors.values())

    def __getitem__(self, name: str) -> Behavior:
        """Return the behavior of this name or synonym; `UserError` lists near matches."""
        wanted = spelled_alike(name)
        for behavior in self:
            if wanted in map(spelled_alike, (behavior.name, *behavior.synonyms)):
                return behavior
        near = difflib.get_close_matches(wanted, self.behaviors, n=3)
        hint = (
            f"Did you mean {', '.join(near)}?" if near else f"Known: {', '.join(self.behaviors)}."
        )
        message = f"No behavior {name!r} in ethogram {self.name!r}. {hint}"
        raise UserError(message)


def spelled_alike(name: str) -> str:
    """Return a name as it is compared: case, spaces, ``_`` and ``-`` do not matter."""
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def load_ethogram(path: Path) -> Ethogram:
    """Read an ethogram from a TOML file.

    Raises
    ------
    UserError
        The file cannot be read, is no TOML, or entries are wrong; all faults are listed together.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        message = f"Ethogram {path} does not exist."
        raise UserError(message) from None
    except OSError as error:
        message = f"Ethogram {path} cannot be read ({error.strerror}). Expected a TOML file."
        raise UserError(message) from None
    except UnicodeDecodeError:
        message = f"Ethogram {path} is not valid UTF-8 text. Save it as UTF-8 and try again."
        raise UserError(message) from None
    return _parsed(text, path.name)


@lru_cache(maxsize=8)
def _parsed(text: str, origin: str) -> Ethogram:
    """Return what `parse_ethogram` does; a file is read far oftener than it is changed."""
    return parse_ethogram(text, origin)


def parse_ethogram(text: str, origin: str = "ethogram") -> Ethogram:
    """Build an ethogram from TOML text; `origin` names it in error messages."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{origin}: not valid TOML: {error}."
        raise UserError(message) from None
    faults = unknown_keys(origin, data, _FILE_KEYS)
    table = data.get("behavior", {})
    if not isinstance(table, dict) or not table:
        faults.append("no behaviors found; expected tables such as [behavior.chase]")
        table = {}
    behaviors: dict[str, Behavior] = {}
    for name, entry in table.items():
        if isinstance(entry, dict):
            behaviors[name] = _behavior(name, entry, faults)
        else:
            faults.append(f"{name}: expected a table [behavior.{name}], found {entry!r}")
    _check_references(behaviors, faults)
    _check_names(behaviors, faults)
    length = number_at(origin, data, "body_length_cm", faults)
    if faults:
        listing = "\n".join(f"  - {fault}" for fault in faults)
        message = f"{origin}: {counted(len(faults), 'fault')}:\n{listing}"
        raise UserError(message)
    return Ethogram(
        name=str(data.get("name", origin)),
        description=str(data.get("description", "")),
        body_length_cm=length,
        behaviors=behaviors,
        source=text,
    )


def _behavior(name: str, entry: Mapping[str, Any], faults: list[str]) -> Behavior:
    faults.extend(unknown_keys(name, entry, _BEHAVIOR_KEYS))
    function = _function(name, entry, faults)
    if "definition" not in entry and function is None:
        faults.append(f"{name}: 'definition' is missing")
    kind = entry.get("kind", "state")
    if kind not in ("state", "point"):
        faults.append(f"{name}: kind is {kind!r}; expected 'state' or 'point'")
    target, _, target_kind = (text_at(name, entry, "target", faults) or "none").partition(":")
    if target not in ("none", "animal", "zone", "object"):
        faults.append(
            f"{name}: target is {target!r}; expected 'none', 'animal', 'zone' or 'object' "
            "(optionally 'zone:KIND')"
        )
    return Behavior(
        name=name,
        definition=(text_at(name, entry, "definition", faults) or "").strip(),
        verb=text_at(name, entry, "verb", faults) or name.replace("_", " "),
        target=target,  # type: ignore[arg-type]  # checked above; faults are raised together
        target_kind=target_kind or None,
        kind=kind,
        synonyms=texts_at(name, entry, "synonyms", faults),
        parent=text_at(name, entry, "parent", faults),
        excludes=texts_at(name, entry, "excludes", faults),
        synset=text_at(name, entry, "synset", faults),
        reference=text_at(name, entry, "reference", faults),
        rule=_rule(name, entry["rule"], faults) if "rule" in entry else None,
        function=function,
    )


def _function(name: str, entry: Mapping[str, Any], faults: list[str]) -> FunctionText | None:
    function, arguments = text_at(name, entry, "function", faults), entry.get("arguments", {})
    if function is None:
        if arguments:
            faults.append(f"{name}: 'arguments' without 'function'")
        return None
    faults.extend(
        f"{name}: 'function' and {key!r}; the function alone says when it holds"
        for key in ("rule", "excludes")
        if key in entry
    )
    if not isinstance(arguments, dict) or not all(
        isinstance(value, int | float | str) for value in arguments.values()
    ):
        faults.append(f"{name}: arguments are {arguments!r}; expected numbers or text with a unit")
        arguments = {}
    return FunctionText(function, arguments)


def _rule(name: str, entry: object, faults: list[str]) -> RuleText | None:
    where = f"{name}.rule"
    if isinstance(entry, str):
        entry = {"when": entry}
    if not isinstance(entry, dict):
        faults.append(f"{where}: expected a condition or a table with 'when', found {entry!r}")
        return None
    faults.extend(unknown_keys(where, entry, _RULE_KEYS))
    if "when" not in entry:
        faults.append(f"{where}: 'when' is missing")
    at = entry.get("at", "start")
    if at not in ("start", "stop"):
        faults.append(f"{where}: at is {at!r}; expected 'start' or 'stop'")
    min_s, max_s = (number_at(where, entry, key, faults) for key in ("min_s", "max_s"))
    if min_s is not None and max_s is not None and max_s < min_s:
        faults.append(f"{where}: max_s is {max_s}, less than min_s, {min_s}; no bout fits")
    return RuleText(
        when=text_at(where, entry, "when", faults) or "",
        hold=text_at(where, entry, "hold", faults),
        min_s=min_s or 0.0,
        max_s=max_s,
        max_gap_s=number_at(where, entry, "max_gap_s", faults) or 0.0,
        at=at,
    )


def _check_names(behaviors: Mapping[str, Behavior], faults: list[str]) -> None:
    meant: dict[str, str] = {}
    for behavior in behaviors.values():
        for name in {spelled_alike(n) for n in (behavior.name, *behavior.synonyms)}:
            other = meant.setdefault(name, behavior.name)
            if other != behavior.name:
                faults.append(f"{name!r} names both {other!r} and {behavior.name!r}")


def _check_references(behaviors: Mapping[str, Behavior], faults: list[str]) -> None:
    for behavior in behaviors.values():
        for other in behavior.excludes:
            if other not in behaviors:
                faults.append(
                    f"{behavior.name}: excludes {other!r}, which is not in the file"
                    f"{nearest(other, behaviors)}"
                )
            elif behaviors[other].kind == "point":
                faults.append(
                    f"{behavior.name}: excludes {other!r}, a point behavior, which has no duration "
                    "to exclude anything in"
                )
        if behavior.parent is not None and behavior.parent not in behaviors:
            # a parent may be a mere heading ("aggression"), but hardly one letter off a behavior
            near = difflib.get_close_matches(behavior.parent, behaviors, n=1, cutoff=0.8)
            if near:
                faults.append(
                    f"{behavior.name}: parent {behavior.parent!r}; did you mean {near[0]!r}?"
                )
        if behavior.target in ("none", "animal") and behavior.target_kind is not None:
            faults.append(
                f"{behavior.name}: target {behavior.target + ':' + behavior.target_kind!r}; only "
                "zones and objects have kinds"
            )
    for behavior in behaviors.values():
        chain = exclusion_cycle(behavior.name, behaviors)
        if chain and min(chain) == behavior.name:
            faults.append(f"exclusions run in a circle: {' -> '.join(chain)} -> {chain[0]}")


def exclusion_cycle(start: str, behaviors: Mapping[str, Behavior]) -> list[str]:
    """Return a chain of exclusions that leads from a behavior back to itself, or an empty list."""
    stack: list[tuple[str, list[str]]] = [(start, [start])]
    seen: set[str] = set()
    while stack:
        name, chain = stack.pop()
        for other in behaviors[name].excludes if name in behaviors else ():
            if other == start:
                return chain
            if other not in seen:
                seen.add(other)
                stack.append((other, [*chain, other]))
    return []
