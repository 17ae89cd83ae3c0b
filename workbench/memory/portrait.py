"""What a project's people usually work with: units, frame rate, pictures, body parts, species.

Follows from what the project says and from the questions that were asked, by counting; each is a
symbol of kind preference. What a person wrote under such a name stands, and is never written over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.words import did_you_mean
from workbench.memory.conversations import Conversations

if TYPE_CHECKING:
    from pipelines.recording import RecordingSpec
    from workbench.memory.store import Memory
    from workbench.memory.symbols import Symbol
    from workbench.project import Project

UNITS = ("mm", "cm", "m", "px", "BL")
"""Units of lengths that a person may prefer."""

_UNIT_WORDS = {
    "px": r"px|pixels?",
    "mm": r"mm|millimet(?:er|re)s?",
    "cm": r"cm|centimet(?:er|re)s?",
    "m": r"m|met(?:er|re)s?",
    "BL": r"BL|body[ -]lengths?",
}
_PLOT_WORDS = {
    "raster": r"rasters?|ethogram plots?",
    "occupancy": r"heat ?maps?|occupancy",
    "trajectory": r"trajector(?:y|ies)|paths?",
    "transitions": r"transitions?",
    "budget": r"time budgets?",
    "comparison": r"box ?plots?|bar (?:plots?|charts?)|comparisons?",
    "traces": r"traces?|time series",
    "triggered": r"triggered|peri-event",
}
_ASKS_FOR_PICTURE = re.compile(r"\b(plot|draw|picture|figure|chart|map|show)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Portrait:
    """What people of a project usually work with; ``""`` is not known.

    Parameters
    ----------
    units
        Of lengths: ``"cm"``.
    frame_rate
        Of the recordings that say it: ``"25 fps"``.
    plots
        Pictures that were asked for, most often first: ``"raster, occupancy"``.
    body_parts
        What the tracks call them: ``"nose is called snout"``.
    species
        In the words of the project: the name of its ethogram.
    """

    units: str = ""
    frame_rate: str = ""
    plots: str = ""
    body_parts: str = ""
    species: str = ""

    def text(self) -> str:
        """Return what is known, a line each, as a planner is told it."""
        known = ((one.name.replace("_", " "), getattr(self, one.name)) for one in fields(self))
        return "\n".join(f"{what}: {said}" for what, said in known if said)


def symbol_name(what: str) -> str:
    """Return the name of the symbol that holds a part of the portrait: ``my_units``."""
    return f"my_{what}"


def portrait_of(memory: Memory, project: Project) -> tuple[Portrait, frozenset[str]]:
    """Return the portrait as it stands, and which parts of it a person said.

    The rest follows from the project and from what was asked; what was forgotten is left out.
    """
    said = _said_by_a_person(memory)
    gone = set(memory.files.forgotten())
    derived = _derived(memory, project)
    parts = {
        one.name: said.get(one.name, getattr(derived, one.name))
        for one in fields(Portrait)
        if symbol_name(one.name) not in gone
    }
    return Portrait(**parts), frozenset(said)


def prefer(memory: Memory, what: str, text: str) -> Symbol:
    """Note what a person prefers, as a symbol of kind preference, and return it.

    Parameters
    ----------
    memory
        Where to.
    what
        Part of `Portrait`: ``"units"``.
    text
        What they prefer.
    """
    _check_part(what)
    return memory.write(symbol_name(what), text, kind="preference", origin="said by a person")


def clear_portrait(memory: Memory, parts: Iterable[str]) -> None:
    """Forget parts of the portrait, or ``all``: they are neither used nor learnt again.

    `workbench.memory.symbol_store.SymbolStore.restore` brings one back.
    """
    names = [one.name for one in fields(Portrait)]
    wanted = list(dict.fromkeys(parts))
    for what in names if "all" in wanted else wanted:
        _check_part(what)
        name = symbol_name(what)
        if name not in memory.names():
            if name in memory.files.forgotten():
                continue
            memory.write(name, "(nothing)", kind="preference", source="grammar")
        memory.forget(name)


def _check_part(what: str) -> None:
    names = [one.name for one in fields(Portrait)]
    if what not in names:
        message = f"The portrait has no {what!r}{did_you_mean(what, names)}: {', '.join(names)}"
        raise UserError(message)


def keep_portrait(memory: Memory, project: Project) -> list[Symbol]:
    """Write what is new in the portrait to symbols of kind preference, and return these."""
    derived = _derived(memory, project)
    known = {symbol.name: symbol for symbol in memory.symbols()}
    gone = set(memory.files.forgotten())
    written = []
    for one in fields(Portrait):
        name, text = symbol_name(one.name), getattr(derived, one.name)
        before = known.get(name)
        is_ours = before is None or (before.kind == "preference" and before.source != "person")
        is_new = before is None or before.text != text
        if text and is_ours and is_new and name not in gone:
            written.append(memory.write(name, text, kind="preference", source="grammar"))
    return written


def preferred_unit(memory: Memory) -> str:
    """Return the unit of lengths that a person said they prefer; ``""`` if nobody did.

    What only follows from use is never applied to an answer.
    """
    name = symbol_name("units")
    if not memory.files.path(name).is_file():
        return ""
    symbol = memory.read(name)
    said = symbol.kind == "preference" and symbol.source == "person"
    return " ".join(symbol.text.split()) if said else ""


def _said_by_a_person(memory: Memory) -> dict[str, str]:
    names = {symbol_name(one.name): one.name for one in fields(Portrait)}
    return {
        names[symbol.name]: " ".join(symbol.text.split())
        for symbol in memory.symbols()
        if symbol.name in names and symbol.kind == "preference" and symbol.source == "person"
    }


def _derived(memory: Memory, project: Project) -> Portrait:
    specs = project.specs()
    questions = Conversations(memory).questions()
    return Portrait(
        units=next(iter(_counted(_UNIT_WORDS, questions)), "") or _units_of(specs),
        frame_rate=_frame_rate(specs),
        plots=", ".join(_counted(_PLOT_WORDS, filter(_ASKS_FOR_PICTURE.search, questions))),
        body_parts=_body_parts(specs),
        species=project.ethogram().name.replace("_", " "),
    )


def _counted(words: dict[str, str], questions: Iterable[str]) -> list[str]:
    """Return what questions speak of, most often first; equals in the order of `words`."""
    counts: Counter[str] = Counter()
    for question in questions:
        for what, pattern in words.items():
            counts[what] += bool(re.search(rf"(?<![^\W\d_])(?:{pattern})(?!\w)", question))
    return sorted((what for what in words if counts[what]), key=lambda what: -counts[what])


def _units_of(specs: Sequence[RecordingSpec]) -> str:
    """Return cm where every recording has a scale, px where none has one."""
    scaled = {spec.arena.px_per_cm is not None for spec in specs}
    if len(scaled) != 1:
        return ""
    return "cm" if scaled.pop() else "px"


def _frame_rate(specs: Sequence[RecordingSpec]) -> str:
    rates = sorted({spec.fps for spec in specs if spec.fps is not None})
    return f"{' or '.join(f'{rate:g}' for rate in rates)} fps" if rates else ""


def _body_parts(specs: Sequence[RecordingSpec]) -> str:
    called = {(role, name) for spec in specs for role, name in spec.keypoints.items()}
    return ", ".join(f"{role} is called {name}" for role, name in sorted(called) if role != name)
