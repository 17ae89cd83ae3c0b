"""Surprise, refinement and streaming against the values they were accepted with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from pipelines.evaluate.boundaries import score_boundaries
from pipelines.segment.novelty import GaussianSurprise
from pipelines.segment.refine import best_split, similarity, split_scores
from pipelines.segment.stream import Span, SurpriseSettings, SurpriseStream

SEEDS = range(20)
# the published table was made without a maximum length and without refinement
PLAIN = SurpriseSettings(max_samples=1000, refine="none")


def regimes(seed: int, count: int = 3, each: int = 100, dims: int = 16) -> NDArray[np.float64]:
    """Return stretches around different unit vectors, noise 0.3 in norm."""
    generator = np.random.default_rng(seed)
    means = generator.normal(size=(count, dims))
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    noise = generator.normal(size=(count * each, dims)) * 0.3 / np.sqrt(dims)
    return np.repeat(means, each, axis=0) + noise


def events_of(
    samples: NDArray[np.float64], settings: SurpriseSettings, chunk: int | None = None
) -> list[Span]:
    stream = SurpriseStream(settings, np.ones(samples.shape[1]))
    size = chunk or max(len(samples), 1)
    events = []
    for start in range(0, len(samples), size):
        events += stream.feed(samples[start : start + size])
    return events + stream.finish()


def inner(events: list[Span]) -> NDArray[np.float64]:
    return np.array([start for start, _ in events[1:]], dtype=float)


def mean_f1(settings: SurpriseSettings) -> tuple[float, float]:
    """Return mean boundary F1 and mean number of boundaries over the seeds."""
    scores, counts = [], []
    for seed in SEEDS:
        found = inner(events_of(regimes(seed), settings))
        scores.append(score_boundaries(np.array([100.0, 200.0]), found, 5.0).f1)
        counts.append(len(found))
    return float(np.mean(scores)), float(np.mean(counts))


def test_f1_and_boundary_count_by_gamma() -> None:
    scores = {gamma: mean_f1(replace(PLAIN, gamma=gamma)) for gamma in (1, 2, 3, 4, 5, 6)}
    assert scores[3][0] >= 0.80
    assert scores[4][0] >= 0.92
    counts = [count for _, count in scores.values()]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 3 * counts[-1]


def test_f1_holds_with_refinement() -> None:
    assert mean_f1(replace(PLAIN, gamma=3, refine="modularity"))[0] >= 0.80
    assert mean_f1(replace(PLAIN, gamma=4, refine="conductance"))[0] >= 0.92


@pytest.mark.parametrize("measure", ["modularity", "conductance"])
@pytest.mark.parametrize("displaced", [-6, -3, 0, 3, 6, 10])
def test_refinement_corrects_a_displaced_boundary(measure: str, displaced: int) -> None:
    right = 0
    for seed in SEEDS:
        samples = regimes(seed, count=2, each=60)
        at = 60 + displaced
        found = best_split(samples, at, np.arange(at - 15, at + 16), measure)  # type: ignore[arg-type]
        right += abs(found - 60) <= 1
    assert right >= 19


def test_modularity_by_hand() -> None:
    """Two pairs that are alike inside and share nothing: Q = 1 - 2 * (1/2)^2 = 1/2."""
    samples = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    alike = similarity(samples)
    assert alike.diagonal().tolist() == [0, 0, 0, 0]
    modularity = split_scores(alike, "modularity")
    assert modularity[2] == pytest.approx(0.5)
    # split after one sample: inside 2/4, volumes 1/4 and 3/4
    assert modularity[1] == pytest.approx(0.5 - 1 / 16 - 9 / 16)
    conductance = split_scores(alike, "conductance")
    assert conductance[2] == pytest.approx(0.0)
    assert conductance[1] == pytest.approx(-1.0)
    assert best_split(samples, 1, np.array([1, 2, 3]), "modularity") == 2


def test_refinement_leaves_a_boundary_where_nothing_is_alike() -> None:
    assert best_split(np.zeros((10, 2)), 4, np.arange(2, 9), "modularity") == 4
    assert best_split(np.ones((10, 2)), 4, np.arange(0), "modularity") == 4


def test_surprise_by_hand() -> None:
    """Past 0, 2 (mean 1, variance 1), now 3: ln(2 pi)/2 + (3 - 1)^2 / 2."""
    values = GaussianSurprise(2, 1e-3, np.ones(1)).feed(np.array([[0.0], [2.0], [3.0]]))
    assert np.isnan(values[0])
    assert values[1] == pytest.approx(0.5 * (np.log(2 * np.pi * 1e-3) + 4 / 1e-3))
    assert values[2] == pytest.approx(0.5 * np.log(2 * np.pi) + 2)


def test_surprise_is_unknown_with_less_than_half_of_the_dimensions() -> None:
    samples = np.tile(np.arange(6.0)[:, None], (1, 4))
    samples[3, :2] = np.nan
    samples[4, :3] = np.nan
    values = GaussianSurprise(3, 1e-3, np.ones(4)).feed(samples)
    assert np.isfinite(values[[1, 2, 3, 5]]).all()
    assert np.isnan(values[[0, 4]]).all()


def messy(seed: int) -> NDArray[np.float64]:
    """Return a long stream with regimes, a constant stretch, gaps and single unknown values."""
    samples = np.concatenate([regimes(seed), np.zeros((450, 16)), regimes(seed + 1, 6, 70)])
    generator = np.random.default_rng(seed)
    samples[generator.random(samples.shape) < 0.1] = np.nan
    samples[150:190] = np.nan
    samples[310:740] = 0.0
    samples[820:1150] = np.nan
    return np.concatenate([samples, regimes(seed + 2, 2, 103)])


@pytest.mark.parametrize("refine", ["modularity", "conductance", "none"])
@pytest.mark.parametrize("seed", [0, 1])
def test_every_chunking_gives_the_same_events(seed: int, refine: str) -> None:
    settings = SurpriseSettings(gamma=2, refine=refine)  # type: ignore[arg-type]
    samples = messy(seed)
    whole = events_of(samples, settings)
    assert len(whole) > 5
    for chunk in (1, 7, 500):
        assert events_of(samples, settings, chunk) == whole


@pytest.mark.parametrize("seed", range(4))
def test_refinement_keeps_the_number_of_events(seed: int) -> None:
    settings = SurpriseSettings(gamma=1.5)
    plain = events_of(messy(seed), replace(settings, refine="none"))
    refined = events_of(messy(seed), settings)
    assert len(plain) == len(refined)
    assert plain != refined


@settings(deadline=None, max_examples=40)
@given(
    seed=st.integers(0, 50),
    length=st.integers(1, 400),
    gamma=st.sampled_from([0.5, 1.0, 3.0]),
    chunk=st.sampled_from([1, 7, 50]),
)
def test_events_tile_and_keep_their_limits(
    seed: int, length: int, gamma: float, chunk: int
) -> None:
    limits = SurpriseSettings(gamma=gamma, max_samples=40)
    samples = np.random.default_rng(seed).normal(size=(length, 3)).cumsum(axis=0)
    events = events_of(samples, limits, chunk)
    assert events[0][0] == 0
    assert events[-1][1] == length
    assert [stop for _, stop in events[:-1]] == [start for start, _ in events[1:]]
    lengths = np.array([stop - start for start, stop in events])
    assert lengths.max() <= limits.max_samples
    if length >= limits.min_samples:
        assert lengths.min() >= limits.min_samples


@pytest.mark.parametrize("value", [0.0, 0.1, -3.7, np.nan])
def test_a_stream_in_which_nothing_happens_is_one_event(value: float) -> None:
    assert events_of(np.full((2000, 5), value), SurpriseSettings(), 100) == [(0, 2000)]


def test_memory_is_bounded_by_the_longest_event() -> None:
    settings = SurpriseSettings(max_samples=50)
    generator = np.random.default_rng(0)
    for samples in (np.zeros((4000, 2)), generator.normal(size=(4000, 2))):
        samples[100:150] = 5.0
        stream = SurpriseStream(settings, np.ones(2))
        kept = 0
        for at in range(0, len(samples), 20):
            stream.feed(samples[at : at + 20])
            kept = max(kept, len(stream._refiner._samples), len(stream._cutter._recent))
        assert kept <= 10 * settings.max_samples


def test_a_value_of_little_weight_moves_no_boundary() -> None:
    """A jump in one of two dimensions opens an event, unless that one hardly counts."""
    samples = np.random.default_rng(3).normal(size=(120, 2)) * 0.1
    samples[60:, 0] += 1
    starts = []
    for weights in ([1.0, 1.0], [1e-3, 1.0]):
        stream = SurpriseStream(SurpriseSettings(gamma=6), np.array(weights))
        starts.append([start for start, _ in stream.feed(samples) + stream.finish()])
    assert starts == [[0, 60], [0]]


def test_missing_samples_open_no_boundary() -> None:
    """A jump that happens while nothing is seen is placed where sight returns, not inside."""
    samples = np.random.default_rng(0).normal(size=(120, 4)) * 0.1
    samples[60:] += 5
    samples[50:70] = np.nan
    events = events_of(samples, SurpriseSettings(gamma=4))
    assert [start for start, _ in events] == [0, 70]
