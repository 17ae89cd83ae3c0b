"""Search: the events that bear on a question, in time order.

Three rankings are added up, each brought to 0 to 1 over the documents that may be found (min-max):
words (`lexical`), vectors (`embedding`) and a walk from the names in the question (`phrase_graph`).
A filter is applied before anything is ranked: what it leaves out counts in no document frequency
and no path, so a question about "before t" is answered as if nothing had been seen since.

Results are always in the order of recording and start, because the order of events is part of most
answers; how well each one matches is its `rank` and `score`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graphs.errors import UserError
from graphs.retrieval.documents import Bools, Documents, Floats, Ints, joined
from graphs.retrieval.embedding import DenseIndex, Embedder
from graphs.retrieval.lexical import LexicalIndex, words
from graphs.retrieval.phrase_graph import GraphOptions, PhraseGraph, Walk
from graphs.retrieval.results import Found, Hit, Settings, only_text
from graphs.retrieval.scope import Scope
from graphs.retrieval.seeds import Synonyms, find_seeds, other_words

LEAST = 1e-6  # of the best score


@dataclass(frozen=True, eq=False)
class SearchIndex:
    """Documents, and what ranks them.

    Parameters
    ----------
    documents
        What can be found.
    lexical, dense, graph
        The three indexes; without vectors, ``None``.
    """

    documents: Documents
    lexical: LexicalIndex
    dense: DenseIndex | None
    graph: PhraseGraph

    @classmethod
    def of(
        cls,
        documents: Documents,
        embedder: Embedder | None = None,
        options: GraphOptions | None = None,
    ) -> SearchIndex:
        """Index documents.

        Parameters
        ----------
        documents
            What can be found.
        embedder
            Makes vectors; ``None`` for none.
        options
            How the graph is made.
        """
        return cls(
            documents,
            LexicalIndex.of(documents),
            None if embedder is None else DenseIndex.of(documents, embedder),
            PhraseGraph.of(documents, options),
        )

    def extended(self, documents: Documents) -> SearchIndex:
        """Return the index with further documents behind, as if it had been built of all of them.

        Raises
        ------
        UserError
            An event is there already.
        """
        return SearchIndex(
            joined(self.documents, documents),
            self.lexical.extended(documents),
            None if self.dense is None else self.dense.extended(documents),
            self.graph.extended(documents),
        )

    def search(
        self,
        question: str,
        k: int = 10,
        *,
        scope: Scope | None = None,
        settings: Settings | None = None,
        seeds: Sequence[str] = (),
        synonyms: Synonyms | None = None,
    ) -> Found:
        """Return the best documents for a question, in time order.

        Parameters
        ----------
        question
            In plain words.
        k
            How many documents, neighbors not counted.
        scope
            Which documents may be found.
        settings
            How they are ranked.
        seeds
            Further names to start the walk from.
        synonyms
            Other words for a word of the question.

        Notes
        -----
        If no document meets the filter, those of the recordings and times asked for are ranked by
        their vectors alone (or words, without vectors), and the result says so.
        """
        if k < 1:
            message = f"Search for the best {k} documents; expected at least 1."
            raise UserError(message)
        scope, settings = scope or Scope(), settings or Settings()
        text = only_text(settings, dense=self.dense is not None)
        by_text = f"ranked by {'vectors' if text.dense else 'words'} alone"
        notes = []
        allowed = scope.allows(self.documents)
        fallback = not allowed.any()
        if fallback:
            allowed, settings = scope.in_time(self.documents), text
            notes.append(
                f"No event meets the filter; {by_text} among the {int(allowed.sum())} events of "
                "the recordings and times asked for."
            )
        named = find_seeds(self.graph, question, seeds, synonyms)
        parts, findable = self._parts(question, named, allowed, settings, synonyms)
        if settings.graph and "graph" not in parts:
            notes.append("No name of the question is in the graph; the graph was not used.")
        if not parts:
            fallback, settings = True, text
            parts, findable = self._parts(question, named, allowed, settings, synonyms)
            notes.append(f"Nothing else to rank by; {by_text}.")
        hits = self._hits(parts, allowed, findable, k, settings)
        return Found(question, hits, named, tuple(notes), fallback, scope, settings)

    def walk(self, allowed: Bools) -> Walk:
        """Return the walk by the facts of some documents."""
        return self.graph.whole if allowed.all() else self.graph.within(allowed)

    def _parts(
        self,
        question: str,
        named: Mapping[str, Sequence[int]],
        allowed: Bools,
        settings: Settings,
        synonyms: Synonyms | None,
    ) -> tuple[dict[str, Floats], Bools]:
        """Return ranking -> its share of the score of each document, and which bear on it at all.

        A document bears on a question if some ranking gives it more than a millionth of the best
        score, before scores are brought to 0 to 1, where the least of all becomes 0.
        """
        weighed: dict[str, tuple[float, Floats]] = {}
        if settings.lexical:
            asked = words(question)
            if synonyms is not None:
                asked += [w for s in other_words(question, synonyms) for w in words(s)]
            scores = self.lexical.scores(asked, None if allowed.all() else allowed)
            weighed["lexical"] = settings.lexical, scores
        if settings.dense and self.dense is not None:
            weighed["dense"] = settings.dense, self.dense.scores(question)
        if settings.graph and named:
            walk = self.walk(allowed)
            start = walk.seeds(named.values(), specificity=settings.specificity)
            if start.any():
                weighed["graph"] = settings.graph, walk.scores(start, settings.damping)
        total = sum(weight for weight, _ in weighed.values())
        findable = np.zeros(len(self.documents), bool)
        for _, scores in weighed.values():
            findable |= allowed & (scores > max(0.0, LEAST * scores[allowed].max(initial=0)))
        parts = {
            name: np.float32(weight / total) * scaled(scores, allowed)
            for name, (weight, scores) in weighed.items()
        }
        return parts, findable

    def _hits(
        self,
        parts: Mapping[str, Floats],
        allowed: Bools,
        findable: Bools,
        k: int,
        settings: Settings,
    ) -> tuple[Hit, ...]:
        scores = np.zeros(len(self.documents), np.float32)
        for part in parts.values():
            scores += part
        place = self.documents.place_in_order
        best = best_of(scores, findable, place, k)
        found: dict[int, tuple[float, int | None]] = {
            document: (float(scores[document]), None) for document in best.tolist()
        }
        for document in best.tolist():
            for other, steps in self._neighbors(document, allowed, settings.neighbors):
                score = float(scores[document]) * settings.decay**steps
                if score > found.get(other, (float(scores[other]), None))[0] or other not in found:
                    score = max(score, float(scores[other]))
                    found[other] = (score, None if other in best else document)
        by_score = sorted(found, key=lambda d: (-found[d][0], place[d]))
        rank = {document: i for i, document in enumerate(by_score, start=1)}
        return tuple(
            self._hit(document, *found[document], rank[document], parts)
            for document in sorted(found, key=lambda d: place[d])
        )

    def _hit(
        self,
        document: int,
        score: float,
        neighbor_of: int | None,
        rank: int,
        parts: Mapping[str, Floats],
    ) -> Hit:
        recording, event_id = self.documents.key(document)
        return Hit(
            document,
            recording,
            event_id,
            int(self.documents.start_us[document]) / 1e6,
            int(self.documents.stop_us[document]) / 1e6,
            score,
            rank,
            {name: float(part[document]) for name, part in parts.items()},
            neighbor_of,
        )

    def _neighbors(self, document: int, allowed: Bools, reach: int) -> list[tuple[int, int]]:
        """Return events of the same recording before and after one, with the number of steps."""
        order, at = self.documents.order, int(self.documents.place_in_order[document])
        recording = self.documents.recording
        found = []
        for steps in range(1, reach + 1):
            for place in (at - steps, at + steps):
                if 0 <= place < len(order):
                    other = int(order[place])
                    if recording[other] == recording[document] and allowed[other]:
                        found.append((other, steps))
        return found


def scaled(scores: Floats, allowed: Bools) -> Floats:
    """Return scores brought to 0 to 1 over the documents allowed; others get 0.

    If all are the same, they get 1 where that is positive and else 0.
    """
    result = np.zeros(len(scores), np.float32)
    inside = scores[allowed]
    if len(inside):
        low, high = inside.min(), inside.max()
        result[allowed] = (inside - low) / (high - low) if high > low else inside > 0
    return result


def best_of(scores: Floats, findable: Bools, place: Ints, k: int) -> Ints:
    """Return up to k findable documents of the highest score, best first, then earliest first."""
    some = np.flatnonzero(findable)
    if len(some) > k:
        least = np.partition(scores[some], len(some) - k)[len(some) - k]
        some = some[scores[some] >= least]
    return some[np.lexsort((place[some], -scores[some]))][:k].astype(np.int64)
