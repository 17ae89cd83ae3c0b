"""The triples of a caption as they are found: each once, those taken back kept apart."""

from __future__ import annotations

from dataclasses import replace

from graphs.captions.entities import Entities
from graphs.captions.graph import CaptionTriple, TripleKind
from graphs.captions.items import Said

_Key = tuple[str, int | None, int | None, str | None, str]

_NOBODY = "nobody named"


class Statements:
    """Collects what a caption says of its entities."""

    def __init__(self, entities: Entities) -> None:
        self.entities = entities
        self.found: dict[_Key, CaptionTriple] = {}
        self.step = 0
        self.nameless: list[_Key] = []  # of this clause
        self.condition = ""  # a word that takes all back: "if"

    def relate(
        self,
        subjects: tuple[int, ...],
        predicate: str,
        objects: tuple[int, ...] | None,
        said: Said,
        hedge: str = "",
    ) -> None:
        """Add a relation of each subject to each object, or a behavior where there is none."""
        kind: TripleKind = "behavior" if objects is None else "relation"
        for subject in subjects or (None,):
            for target in (None,) if objects is None else objects:
                if subject == target is not None and len(subjects) > 1:
                    continue  # two that do it to each other
                name = None if target is None else self.entities.name(target)
                self._add(subject, predicate, name, kind, target, said, hedge)

    def describe(
        self, subjects: tuple[int, ...], said: Said, hedge: str = "", words: str = ""
    ) -> None:
        """Add an attribute of each subject."""
        for subject in subjects:
            if not hedge and said.text not in self.entities.known[subject].attributes:
                self.entities.known[subject].attributes.append(said.text)
            self._add(subject, "is", said.text, "attribute", None, said, hedge, words)

    def count(self, subject: int, number: int, said: Said, hedge: str = "") -> None:
        """Add how many an entity is."""
        self._add(subject, "is", str(number), "count", None, said, hedge)

    def _add(
        self,
        subject: int | None,
        predicate: str,
        target: str | None,
        kind: TripleKind,
        target_at: int | None,
        said: Said,
        hedge: str,
        words: str = "",
    ) -> None:
        hedge = hedge or self.condition or (_NOBODY if subject is None else "")
        key = (predicate, subject, target_at, target, hedge)
        if key not in self.found:
            if hedge == _NOBODY:
                self.nameless.append(key)
            name = "" if subject is None else self.entities.name(subject)
            self.found[key] = CaptionTriple(
                name, predicate, target, kind, subject, target_at, words or said.text,
                said.start, said.stop, self.step, hedge,
            )  # fmt: skip

    def drop(self, subjects: tuple[int, ...], predicate: str, objects: tuple[int, ...]) -> None:
        """Take relations out again that another way of saying them replaces."""
        for subject in subjects:
            for target in objects:
                self.found.pop((predicate, subject, target, self.entities.name(target), ""), None)

    def name_subject(self, subjects: tuple[int, ...]) -> None:
        """Give the latest statements of nobody named their subject: *while grooming, it ...*."""
        for key in self.nameless:
            triple = self.found.pop(key)
            now, self.step = self.step, triple.step
            self.relate(
                subjects,
                triple.predicate,
                None if triple.object_at is None else (triple.object_at,),
                Said(triple.words, triple.start, triple.stop),
            )
            self.step = now
        self.nameless = []

    def frozen(self) -> tuple[tuple[CaptionTriple, ...], tuple[CaptionTriple, ...]]:
        """Return what is stated and what is not, with steps that begin at 0."""
        first = min((t.step for t in self.found.values()), default=0)
        every = [replace(t, step=t.step - first) for t in self.found.values()]
        every.sort(key=lambda t: t.start)
        return tuple(t for t in every if not t.hedge), tuple(t for t in every if t.hedge)
