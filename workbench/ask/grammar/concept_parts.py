"""The things of a question, sorted: main clause, conditions, limits, and what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from workbench.ask.grammar.concept_items import Item
from workbench.ask.grammar.frames import Scope, Who

ORDER = frozenset({"first", "last", "longest", "shortest", "start", "stop"})
"""What is asked of one bout, which a condition cannot say."""

OF_WHICH = "of which"
"""Said of *how many*, after which stands what is counted."""

_CONTENT = frozenset({"who", "verb", "zone", "limit"})
_LIMITS = frozenset({"window", "windows", "scope", "per", "unit", "than", "soon"})
_ANYWHERE = frozenset({"whole", "mean", "median", "bout", "unit s", "unit min", "unit %"})
_TWO, _THREE = 2, 3


@dataclass
class Parted:
    """Things of a question.

    Parameters
    ----------
    main
        Of the main clause.
    conditions
        Each with the word that begins it.
    limits
        Stretches of time, recordings, units, ...
    tags
        What is asked for.
    """

    main: list[Item] = field(default_factory=list)
    conditions: list[tuple[Item, list[Item]]] = field(default_factory=list)
    limits: list[Item] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    _now: list[Item] | None = None

    @property
    def is_begun(self) -> bool:
        """Whether the main clause has something in it."""
        return any(item.kind in _CONTENT for item in self.main)

    @property
    def leads(self) -> bool:
        """Whether a condition stands before what is asked."""
        first = [item.start for item in self.conditions[0][1]] if self.conditions else []
        return bool(first and self.main) and min(first) < min(item.start for item in self.main)

    def add(self, item: Item, after: Sequence[Item]) -> bool:
        """Sort a thing in; `after` are those after it. Whether it has a place."""
        if item.value == "by" and after and after[0].kind == "asked":
            return True  # *which travels more, by distance*
        if item.kind in _LIMITS:
            self.limits.append(item)
        elif item.kind == "relation":
            self._now = []
            self.conditions.append((item, self._now))
        elif item.kind == "asked":
            return self._ask(item, after)
        else:
            (self.main if self._now is None else self._now).append(item)
        return True

    def _ask(self, item: Item, after: Sequence[Item]) -> bool:
        if "when" in item.value and self.is_begun and "when" not in self.tags:
            return False
        if self._now is not None and not self._is_main_again(item, after):
            if set(item.value) & ORDER:
                return False
            if item.value == ("moves",):
                self._now.append(item)
                return True
            if not set(item.value) <= _ANYWHERE:
                return False
            if item.value == ("bout",):
                return True
        self.tags.extend(tag for tag in item.value if tag != OF_WHICH)
        return True

    def _is_main_again(self, item: Item, after: Sequence[Item]) -> bool:
        """Whether the main clause goes on after a condition: *after it rears, how often ...*."""
        if set(item.value) & ORDER:
            return False
        if all(one.kind in ("empty", "be") for one in after):
            return True  # *..., how many are there*
        told = any(one.kind in _CONTENT for one in self._now or ())
        if self.is_begun or not told or item.value == ("moves",):
            return False
        self._now = None
        return True

    # what is said of two --------------------------------------------------------------------

    def put_beside(self) -> bool:
        """Take *than mouse 2* out of the main clause; whether it is clear what it is beside."""
        than = [at for at, item in enumerate(self.main) if item.value == "than"]
        if not than:
            return True
        after = self.main[than[0] + 1 :]
        rest = [one for one in after if one.kind not in ("empty", "preposition", "in")]
        more = [tag for tag in self.tags if tag in ("most", "least")]
        if len(than) > 1 or len(more) != 1:
            return False
        self.tags.append("more")
        before = self.main[: than[0]]
        scopes = [item for item in self.limits if item.kind == "scope"]
        if not rest and len(scopes) == _TWO:
            self.main = before
            return self._of_groups(scopes)
        return len(rest) == 1 and not scopes and self._of_animals(before, rest[0])

    def _of_groups(self, scopes: Sequence[Item]) -> bool:
        first, second = (item.value for item in scopes)
        if len(first.groups) != 1 or len(second.groups) != 1 or first.groups == second.groups:
            return False
        both = Scope(groups=(*first.groups, *second.groups), words=f"{first.words}, {second.words}")
        self.limits = [item for item in self.limits if item.kind != "scope"]
        self.limits.append(replace(scopes[0], value=both))
        return True

    def _of_animals(self, before: Sequence[Item], other: Item) -> bool:
        names = [item for item in before if item.kind == "who"]
        if other.kind != "who" or not names or self.conditions:
            return False
        first, second = names[0].value, other.value
        if not len(first.names) == len(second.names) == 1 or first == second:
            return False
        both = replace(names[0], value=Who((*first.names, *second.names)))
        self.main = [both if item is names[0] else item for item in before]
        return True

    # conditions -----------------------------------------------------------------------------

    def told_soon(self) -> bool:
        """Say of the one condition how soon after it; whether that is clear."""
        soon = [item for item in self.limits if item.kind == "soon"]
        if not soon:
            return True
        if len(soon) > 1 or len(self.conditions) != 1:
            return False
        said, items = self.conditions[0]
        relation, within_s = said.value
        if relation not in ("after", "followed by") or within_s is not None:
            return False
        self.conditions[0] = (replace(said, value=(relation, float(soon[0].value))), items)
        self.limits.remove(soon[0])
        return True

    def of_time_in_which(self) -> None:
        """Take *the time in which a mouse rests* as that of its resting."""
        if self.is_begun or len(self.conditions) != 1:
            return
        said, items = self.conditions[0]
        if said.value == ("while", None) and set(self.tags) & {"time", "fraction", "portion"}:
            self.main, self.conditions = items, []


def parted(items: Sequence[Item]) -> Parted | None:
    """Return things, sorted; ``None`` if one has no place."""
    found = Parted()
    for at, item in enumerate(items):
        if _is_share_of(item, items[at + 1 : at + 2]):
            return None
        if _counts_others(item, items[at + 1 : at + 2]) or _is_first_of(items[at : at + 3]):
            return None
        if not found.add(item, items[at + 1 :]):
            return None
    if not found.put_beside() or not found.told_soon():
        return None
    found.of_time_in_which()
    return found


def _counts_others(item: Item, after: Sequence[Item]) -> bool:
    """Whether animals or recordings are counted, and not what they do: *how many mice rear*."""
    if item.kind != "asked" or OF_WHICH not in item.value or not after:
        return False
    [other] = after
    return other.kind == "scope" or (other.kind == "who" and not other.value.names)


def _is_share_of(item: Item, after: Sequence[Item]) -> bool:
    """Whether it is the share of something else than of time: *of its resting time*."""
    return item.kind == "asked" and "portion" in item.value and any(i.value == "of" for i in after)


def _is_first_of(items: Sequence[Item]) -> bool:
    """Whether it is the first among animals: *first of the two mice*."""
    if len(items) < _THREE or items[0].kind != "asked" or not set(items[0].value) & ORDER:
        return False
    of, who = items[1:]
    return of.value == "of" and who.kind == "who" and not who.value.names
