"""Facts and reviews of them, made without a database."""

from __future__ import annotations

from typing import Any, Unpack

from graphs.corrections.made import Changes, changed_fact, made_fact
from graphs.corrections.reviews import Action, Review
from graphs.records import Fact, Kind, Source

R = "day 1"


def fact(
    start_s: float,
    stop_s: float,
    who: str = "m1 chase m2",
    run: str = "old",
    kind: Kind = "state",
    source: Source = "model",
) -> Fact:
    subject, predicate, *object_ = who.split()
    return Fact(
        R, subject, predicate, object_[0] if object_ else None, start_s, stop_s,
        int(start_s * 30), int(stop_s * 30) + (kind == "point"), kind, 0.5, "asserted", source, run,
    )  # fmt: skip


def point(at_s: float, run: str = "old") -> Fact:
    return fact(at_s, at_s, "m1 jump", run, "point")


def _changed(about: Fact, **changes: Unpack[Changes]) -> Fact:
    return changed_fact(about, changes)


class Said:
    """Reviews without a database: what `ReviewLog` would write, in order."""

    def __init__(self) -> None:
        self.all: list[Review] = []

    def say(self, action: Action, about: Fact | None, **more: Any) -> Review:
        recording = about.recording if about else more.pop("recording", R)
        fact_id = about.fact_id if about else None
        seq = len(self.all) + 1
        self.all.append(Review(seq, "now", "mara", recording, fact_id, action, about, **more))
        return self.all[-1]

    def accept(self, about: Fact) -> Review:
        return self.say("accept", about)

    def reject(self, about: Fact) -> Review:
        return self.say("reject", about)

    def edit(self, about: Fact, **changes: Unpack[Changes]) -> Fact:
        new = _changed(about, **changes)
        after = made_fact(new, about, len(self.all) + 1, "now", "mara")
        self.say("edit", about, after=after)
        return after

    def add(self, new: Fact) -> Fact:
        after = made_fact(new, None, len(self.all) + 1, "now", "mara")
        self.say("add", None, after=after, recording=new.recording)
        return after

    def undo(self, seq: int) -> Review:
        return self.say("undo", None, undoes=seq, recording=self.all[seq - 1].recording)
