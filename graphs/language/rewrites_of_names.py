"""Rules for names in places that other languages have for them: ``chases by mouse_1``..."""

from __future__ import annotations

from graphs.language.rewrites import Asked, Hint
from graphs.language.rewrites_of_words import Rule

_BE = ("is", "are", "was", "were", "be", "been", "being", "gets", "got")
_FIRST_OF_TIME = ("time", "duration", "fraction", "count")


def group_unsaid(asked: Asked) -> Hint | None:
    """``chase of control`` is ``of group control``, ``budget of m12`` is ``budget in m12``."""
    lookup = asked.lookup
    for i, token in enumerate(asked.tokens):
        if token.keyword not in ("of", "in", "for", "by"):
            continue
        found = []
        for known, words in (
            (lookup.groups, "of group {}"),
            (lookup.sessions, "of session {}"),
            (lookup.recordings, "in {}"),
        ):
            named = asked.name_at(i + 1, known)
            if named is not None:
                name, last = named
                edit = (token.start, asked.tokens[last].stop, words.format(name))
                found.append((asked.edited([edit]), last))
        if found:
            problem = "Conditions name what they are on: 'of group', 'of session', 'in' a recording"
            return Hint(token, asked.tokens[found[0][1]], problem, tuple(text for text, _ in found))
    return None


def who_after(asked: Asked) -> Hint | None:
    """``chases by mouse_1`` is ``mouse_1 chases``; so is ``chases of mouse_1``."""
    for i, token in enumerate(asked.tokens):
        named = asked.name_at(i + 1, asked.lookup.entities)
        if token.keyword not in ("by", "of") or named is None or i == 0:
            continue
        name, last = named
        rest = asked.text[asked.tokens[last].stop :]
        instead = [*_passive(asked, i, name, rest)]
        for at in range(i - 1, -1, -1):
            start = asked.tokens[at].start
            before, verb = asked.text[:start], asked.text[start : token.start]
            instead.append(f"{before} {name} {verb} {rest}")
        problem = "Who does it stands before the behavior, to whom behind it"
        return Hint(token, asked.tokens[last], problem, tuple(instead))
    return None


def _passive(asked: Asked, by: int, agent: str, rest: str) -> list[str]:
    """Return ``mouse_2 is chased by mouse_1`` the other way round."""
    whom = asked.name_at(0, asked.lookup.entities)
    if whom is None or asked.keyword(by) != "by":
        return []
    patient, last = whom
    start = last + 1 + (asked.keyword(last + 1) in _BE)
    verb = " ".join(token.text for token in asked.tokens[start:by])
    return [f"{agent} {verb} {patient} {rest}"]


def where(asked: Asked) -> Hint | None:
    """``time in shelter`` is no fact of the graph."""
    for i, token in enumerate(asked.tokens):
        named = asked.name_at(i + 1, asked.lookup.entities)
        if token.keyword not in ("in", "inside", "at") or named is None:
            continue
        name, last = named
        before = asked.text[: token.start]
        who = "" if asked.keyword(0) in _FIRST_OF_TIME else before
        problem = (
            "Where animals are is not in the graph: in Python, recording.time_in(zone) tells how "
            "long; the graph has when they go in and out, if the ethogram has enter and leave"
        )
        instead = (f"{who} enter {name}", f"enter {name}")
        return Hint(token, asked.tokens[last], problem, instead, is_sure=True)
    return None


NAME_RULES: tuple[Rule, ...] = (group_unsaid, who_after, where)
"""In the order in which they are tried."""
