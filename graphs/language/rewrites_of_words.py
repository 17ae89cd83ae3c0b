"""Rules for words and signs that other languages have: ``,``, ``&``, ``all``, ``mean``..."""

from __future__ import annotations

from collections.abc import Callable

from graphs.language.keywords import CONDITIONS, MEASURED, SET_OPERATIONS, STATUSES
from graphs.language.rewrites import Asked, Hint

Rule = Callable[[Asked], Hint | None]

_ANYTHING = ("everything", "anything", "all", "any", "anybody", "anyone", "every", "something")
_FIRST = ("first", "latency")
_MEAN = ("mean", "average", "median")
_FIGURE_WORDS = (*_FIRST, *_MEAN, "duration", "length", "time", "bout", "of", "to", "until", "the")
_ENDS_A_STEP = (*CONDITIONS, *SET_OPERATIONS, "per", "then", "matching", "status", "confidence")
_USUAL_LIMIT = " within 10 s"


def names_apart(asked: Asked) -> Hint | None:
    """``chase, follow`` and ``mouse_1 or mouse_2 chase`` are ``chase/follow`` and so on."""
    signs = {",", "|", "||", "or", "and"}
    found = [
        i
        for i, token in enumerate(asked.tokens)
        if token.text.casefold() in signs
        and (token.keyword not in SET_OPERATIONS or _between_names(asked, i))
    ]
    if not found:
        return None
    first = asked.tokens[found[0]]
    places = [asked.tokens[i] for i in found if asked.tokens[i].text == first.text]
    before = [token for token in places if not _after_condition(asked, token.start)]
    instead = tuple(_with_slashes(asked, [p.start for p in some]) for some in (before, places))
    joined = "" if first.text != "and" else ", of times when both go on"
    what = (
        f"{first.text!r} stands between whole patterns{joined}"
        if first.kind == "word" and first.text not in ("|", "||")
        else f"{first.text!r} does not stand here"
    )
    problem = f"{what}; between names of which any will do stands '/'"
    return Hint(first, first, problem, instead)


def _between_names(asked: Asked, at: int) -> bool:
    """Return whether names of animals, zones, objects or recordings stand on both sides."""
    return any(
        asked.name_at(at + 1, known) is not None
        and any(
            (named := asked.name_at(start, known)) is not None and named[1] == at - 1
            for start in range(max(0, at - 8), at)
        )
        for known in (asked.lookup.entities, asked.lookup.recordings)
    )


def _after_condition(asked: Asked, start: int) -> bool:
    words = (*CONDITIONS, "per")
    return any(token.keyword in words for token in asked.tokens if token.start < start)


def _with_slashes(asked: Asked, starts: list[int]) -> str:
    edits = []
    for i, token in enumerate(asked.tokens):
        if token.start in starts and 0 < i < len(asked.tokens) - 1:
            edits.append((asked.tokens[i - 1].stop, asked.tokens[i + 1].start, "/"))
    return asked.edited(edits)


def ampersands(asked: Asked) -> Hint | None:
    """``chase & follow`` is ``chase and follow``."""
    found = [token for token in asked.tokens if token.text in ("&", "&&")]
    if not found:
        return None
    instead = asked.edited([(token.start, token.stop, "and") for token in found])
    return Hint(found[0], found[0], "While both go on is 'and'", (instead,))


def anything(asked: Asked) -> Hint | None:
    """``everything`` is ``?``; ``all chases`` is ``chases``."""
    for i, token in enumerate(asked.tokens):
        if token.keyword in _ANYTHING and asked.keyword(i + 1) != "status":
            instead = asked.edited([(token.start, token.stop, "?")])
            problem = "'?' is anybody or anything, and a behavior alone means all of it"
            return Hint(token, token, problem, (asked.without(i, i), instead))
    return None


def missing_limit(asked: Asked) -> Hint | None:
    """``approach then chase`` needs ``within 10 s``."""
    edits = []
    for i, token in enumerate(asked.tokens):
        is_link = token.keyword == "then" or (
            token.keyword == "by" and asked.keyword(i - 1) == "followed"
        )
        if is_link and (at := _end_of_step(asked, i + 1)) is not None:
            edits.append((at, at, _USUAL_LIMIT))
    if not edits:
        return None
    place = next(token for token in reversed(asked.tokens) if token.stop <= edits[0][0])
    problem = "Say how soon it follows: 'within' and a time after each step"
    return Hint(place, place, problem, (asked.edited(edits),))


def _end_of_step(asked: Asked, start: int) -> int | None:
    """Return where the step that starts at a token ends, ``None`` if it has a limit."""
    depth = 0
    for i in range(start, len(asked.tokens)):
        token = asked.tokens[i]
        depth += token.is_sign("(")
        ends = token.keyword in _ENDS_A_STEP or token.is_sign(",") or token.is_sign(")")
        if depth == 0 and token.keyword == "within":
            return None
        if depth == 0 and ends:
            return asked.tokens[i - 1].stop if i > start else None
        depth -= token.is_sign(")")
    return asked.tokens[-1].stop if start < len(asked.tokens) else None


def status_before(asked: Asked) -> Hint | None:
    """``rejected chase`` is ``chase with status rejected``."""
    for i, token in enumerate(asked.tokens):
        if token.keyword == "status":
            return None
        if token.keyword in STATUSES:
            instead = f"{asked.without(i, i)} with status {token.keyword}"
            problem = "What a person made of facts is a condition at the end"
            return Hint(token, token, problem, (instead,))
    return None


def figures(asked: Asked) -> Hint | None:
    """``mean duration of rest`` and ``latency to chase`` are columns of a budget."""
    at = 1 if asked.keyword(0) in (*MEASURED, "what", "the") else 0
    if asked.keyword(at) not in (*_FIRST, *_MEAN):
        return None
    stop = at
    while asked.keyword(stop) in _FIGURE_WORDS and asked.keyword(stop + 1) not in ("group",):
        stop += 1
    rest = asked.text[asked.tokens[stop].start :] if stop < len(asked.tokens) else ""
    word = asked.keyword(at)
    what = "the mean length (mean s)" if word in _MEAN else "the seconds to the first (latency s)"
    instead = (f"budget of {rest}",) if rest else ("budget",)
    problem = f"A budget has {what} of each behavior"
    return Hint(asked.tokens[at], asked.tokens[stop - 1], problem, instead)


def per_of_tables(asked: Asked) -> Hint | None:
    """``budget per subject`` is ``budget``; ``chase per subject`` is a count."""
    at = next((i for i, token in enumerate(asked.tokens) if token.keyword == "per"), None)
    if at is None:
        return None
    first, last = asked.tokens[at], asked.tokens[-1]
    start = asked.keyword(0)
    if start not in ("budget", "transitions"):
        problem = "'per' belongs to a measure: count, duration, fraction or rate"
        return Hint(first, first, problem, (f"count {asked.text}",))
    stop = at + 1
    while stop < len(asked.tokens) and asked.keyword(stop) not in (*CONDITIONS, "status"):
        stop += 1
    last = asked.tokens[stop - 1]
    kept = (
        "A budget is per recording, subject, behavior and object without being asked"
        if start == "budget"
        else "Transitions are counted in all, or 'of' one animal, or 'in' one recording"
    )
    return Hint(first, last, kept, (asked.without(at, stop - 1),))


def last_mark(asked: Asked) -> Hint | None:
    """Drop a question mark at the end, which is anybody."""
    if len(asked.tokens) < 2 or asked.tokens[-1].kind != "any":
        return None
    last = asked.tokens[-1]
    problem = "'?' at the end is anybody or anything, and there is no place for it"
    return Hint(last, last, problem, (asked.without(len(asked.tokens) - 1, len(asked.tokens) - 1),))


WORD_RULES: tuple[Rule, ...] = (
    missing_limit, names_apart, ampersands, anything, status_before, figures, per_of_tables,
    last_mark,
)  # fmt: skip
"""In the order in which they are tried."""
