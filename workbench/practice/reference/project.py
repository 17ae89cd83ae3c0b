"""A known project: its recordings, the questions asked of all of them, and its graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from workbench.practice.reference.amounts import NotJudgedError
from workbench.practice.reference.bouts import Bouts
from workbench.practice.reference.compared import Comparison, compared
from workbench.practice.reference.lanes import Lane
from workbench.practice.reference.recording import Recording
from workbench.practice.reference.stored import stored
from workbench.practice.reference.tables import Table
from workbench.practice.reference.verbs import budget

if TYPE_CHECKING:
    from workbench.practice.worlds import World


class Project:
    """What `open_project` gives, of a world."""

    surface = "Project"

    def __init__(self, world: World) -> None:
        self.world = world
        self._all = {name: Recording(world, truth) for name, truth in world.truths.items()}

    def recording(self, name: str) -> Recording:
        """Return one recording."""
        if name not in self._all:
            message = f"no recording {name!r}"
            raise NotJudgedError(message)
        return self._all[name]

    def recordings(self) -> Recordings:
        """Return all recordings."""
        return Recordings(list(self._all.values()))

    def graph(self) -> KnowledgeGraph:
        """Return what is stored."""
        return KnowledgeGraph(list(self._all.values()))


class Recordings:
    """Several recordings."""

    surface = "Recordings"

    def __init__(self, several: Sequence[Recording]) -> None:
        self._all = list(several)

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Recording]:
        return iter(self._all)

    def __getitem__(self, which: int | str) -> Recording:
        if isinstance(which, int):
            return self._all[which]
        found = [rec for rec in self._all if rec.name == which]
        if not found:
            message = f"no recording {which!r}"
            raise NotJudgedError(message)
        return found[0]

    def of(self, group: Any = None, session: Any = None) -> Recordings:
        """Return those of some groups or sessions."""
        kept = [r for r in self._all if _among(r.group, group) and _among(r.session, session)]
        if not kept:
            message = f"no recording of {group!r} and {session!r}"
            raise NotJudgedError(message)
        return Recordings(kept)

    def each(self, what: Callable[[Recording], Any]) -> list[Any]:
        """Return something of each."""
        return [what(rec) for rec in self._all]

    def behavior(self, name: str, subject: str = "*", target: str = "*") -> Bouts:
        """Return the bouts of a behavior."""
        return _joined([rec.behavior(name, subject, target) for rec in self._all])

    def facts(
        self, subject: Any = None, predicate: Any = None,
        object: Any = None,  # noqa: A002 - the word of the records
        min_confidence: float | None = None,
    ) -> Bouts:  # fmt: skip
        """Return stored facts."""
        each = [stored([rec], subject, predicate, object, min_confidence) for rec in self._all]
        return _joined(each)

    def time_budget(self, bouts: Any = None) -> Table:
        """Return numbers per recording, animal and behavior."""
        return self._grouped(budget((self.facts() if bouts is None else bouts).lanes))

    def table(self, what: Callable[[Recording], Any]) -> Table:
        """Return tables below each other."""
        tables = [what(rec).table() for rec in self._all]
        return self._grouped(Table(tables[0].columns, [n for one in tables for n in one.lines]))

    def _grouped(self, table: Table) -> Table:
        of = {rec.name: (rec.group, rec.session) for rec in self._all}
        lines = [(line[0], *of[line[0]], *line[1:]) for line in table.lines]
        return Table([table.columns[0], "group", "session", *table.columns[1:]], lines)

    def measure(
        self, what: Callable[[Recording, str], float], name: str = "", animals: Sequence[str] = ()
    ) -> Table:
        """Return a quantity of every animal."""
        tables = [rec.measure(what, name, animals) for rec in self._all]
        return Table(tables[0].columns, [line for one in tables for line in one.lines])

    def compare(
        self,
        what: Any,
        by: str = "group",
        groups: tuple[str, str] | None = None,
        animals: Sequence[str] = (),
    ) -> Comparison:
        """Compare a quantity between two groups or sessions."""
        measures = what if isinstance(what, dict) else {"value": what}
        lines = []
        for name, one in measures.items():
            for rec in self._all:
                lines += [(name, line) for line in rec.measure(one, name, animals).lines]
        return compared(lines, 1 if by == "group" else 2, groups)


class KnowledgeGraph:
    """What is stored of a known project."""

    surface = "KnowledgeGraph"

    def __init__(self, several: Sequence[Recording]) -> None:
        self._all = list(several)

    def facts(
        self, subject: Any = None, predicate: Any = None,
        object: Any = None,  # noqa: A002 - the word of the records
        *, recording: Any = None, between: tuple[float, float] | None = None,
        source: Any = None, min_confidence: float | None = None,
    ) -> Bouts:  # fmt: skip
        """Return facts, of some recordings, in a window."""
        names = [rec.name for rec in self._all]
        wanted = names if recording is None else [recording]
        if isinstance(recording, list | tuple):
            wanted = list(recording)
        if not set(wanted) <= set(names):
            message = f"no recording {recording!r}"
            raise NotJudgedError(message)
        chosen = [rec for rec in self._all if rec.name in wanted]
        found = stored(chosen, subject, predicate, object, min_confidence, source)
        return found if between is None else found.in_window(*between)

    def query(self, text: str) -> Answered:
        """Answer ``A chase B [in NAME]`` or ``count chase [in NAME] per subject|recording``."""
        words = text.split()
        chosen = self._all
        if "in" in words:
            place = words.index("in")
            chosen = [rec for rec in self._all if rec.name == words[place + 1]]
            words = words[:place] + words[place + 2 :]
        if len(words) == 4 and words[0] == "count" and words[2] == "per":
            return Answered(self._counted(chosen, words[1], words[3]))
        if len(words) in (2, 3) and words[0] in self._all[0].animals and chosen:
            target = words[2] if len(words) == 3 else None
            return Answered(None, stored(chosen, words[0], words[1], target))
        message = f"the query {text!r}"
        raise NotJudgedError(message)

    def _counted(self, chosen: Sequence[Recording], predicate: str, per: str) -> Table:
        bouts = stored(chosen, None, predicate).per_animal()
        groups: dict[str, list[Lane]] = {}
        for lane in bouts.lanes:
            name = lane.subject if per == "subject" else lane.recording
            groups.setdefault(str(name), []).append(lane)
        lines = []
        for name, members in groups.items():
            one = Bouts(bouts.recordings, tuple(members))
            numbers = (one.count, one.total_s, one.assessed_s, one.fraction, one.rate_per_min)
            lines.append((name, *map(float, numbers)))
        columns = [per, "count", "total_s", "assessed_s", "fraction", "rate_per_min"]
        return Table(columns, lines)


class Answered:
    """The answer to a query."""

    surface = "Answered"

    def __init__(self, table: Table | None, bouts: Bouts | None = None) -> None:
        self.bouts, self._table = bouts, table

    @property
    def table(self) -> Table:
        """Return the table; of facts only those columns that are no record keeping."""
        if self._table is not None:
            return self._table
        assert self.bouts is not None
        columns = ["recording", "subject", "predicate", "object", "confidence"]
        return Table(
            columns, [(b.recording, b.subject, b.label, b.object, b.confidence) for b in self.bouts]
        )


def _among(value: str, wanted: Any) -> bool:
    return wanted is None or value in ([wanted] if isinstance(wanted, str) else wanted)


def _joined(several: Sequence[Bouts]) -> Bouts:
    recordings = {name: rec for one in several for name, rec in one.recordings.items()}
    return Bouts(recordings, tuple(lane for one in several for lane in one.lanes))
