"""What ten questions cost (`benchmarks.queries`), and the closest distances of a long recording.

CPU seconds of this process, on one recording of three mice (60 s) and on the same ten times over,
as the median of repeats. Tracks are read and the recording is opened before the clock starts;
nothing that a question needs is computed yet. Beside it, in the same run, stands what a person
would write for the same questions with numpy: each question on its own, each ordered pair in turn,
plain expressions on whole arrays in the precision of the tracks, and only the bouts, not where they
could be assessed.

The long recording is a million frames of three animals of twelve points that walk at random, in
fresh processes; its numpy side makes use of the distance being the same both ways.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import combinations, permutations
from pathlib import Path
from statistics import median

import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks.queries import QUERIES, ZONE
from pipelines.timebase import TimeBase
from pipelines.tracks.read import read_tracks
from pipelines.tracks.schema import Tracks, make_tracks
from workbench.analysis.recording import Recording

DATA = Path(__file__).parents[2] / "shared" / "data"
MICE = DATA / "amadeusgpt_examples" / "MABe" / "EGS8X2MN4SSUGFWAV976.h5"
FPS = 30
REPEATS = 5
TARGET_S = {1: 0.12, 10: 1.0}
PEER_S = {1: 12.3, 10: 115.7}
"""How often over the recording is taken -> CPU seconds; the peer's are published figures."""

LONG_FRAMES, LONG_REPEATS = 1_000_000, 3
LONG_TARGET_S, LONG_TARGET_MB = 4.0, 1500
LONG_KEYPOINTS = (
    "nose", "left_ear", "right_ear", "neck", "left_forepaw", "right_forepaw", "centre",
    "left_hip", "right_hip", "left_hindpaw", "right_hindpaw", "tailbase",
)  # fmt: skip

Array = NDArray[np.floating]
Flags = NDArray[np.bool_]
NOSE, LEFT_EAR, RIGHT_EAR, CENTRE, BASE, BODY = 0, 1, 2, 6, 9, 10


def repeated(tracks: Tracks, times: int) -> Tracks:
    """Return the same tracks several times over, each series contiguous as from a file."""
    series = np.moveaxis(tracks.data["position"].to_numpy(), 0, -1)
    position = np.moveaxis(np.tile(series, times), -1, 0)
    clock = TimeBase.constant(len(position), FPS)
    return make_tracks(position, None, tracks.keypoints, tracks.individuals, clock, "repeated")


def opened(tracks: Tracks) -> Recording:
    """Return a recording of which nothing was asked yet."""
    return Recording.from_tracks(tracks, zones={ZONE.name: ZONE})


def ours(rec: Recording) -> list[int]:
    """Return the number of bouts of each question."""
    return [len(query(rec)) for query in QUERIES]


# the same with numpy ----------------------------------------------------------------------------


def distance(one: Array, other: Array) -> Array:
    """Return the distance between two points, shape (frames,)."""
    return np.asarray(np.hypot(*(one - other).T))


def closest(one: Array, other: Array) -> Array:
    """Return the smallest distance between two sets of points, shape (frames,)."""
    best = np.full(len(one), np.nan, one.dtype)
    for a in range(one.shape[2]):
        for b in range(other.shape[2]):
            x, y = one[:, 0, a] - other[:, 0, b], one[:, 1, a] - other[:, 1, b]
            best = np.fmin(best, x * x + y * y)
    return np.asarray(np.sqrt(best))


def speed(path: Array) -> Array:
    """Return px/frame between the neighbouring frames; one-sided where one is unknown."""
    before, after = path.copy(), path.copy()
    before[1:] = np.where(np.isnan(path[:-1]), path[1:], path[:-1])
    after[:-1] = np.where(np.isnan(path[1:]), path[:-1], path[1:])
    known = np.isfinite(path[:, 0])
    steps = np.zeros(len(path))
    steps[1:] += known[:-1]
    steps[:-1] += known[1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = distance(before, after) / steps
    return np.asarray(np.where(known & (steps > 0), moved, np.nan))


def facing(animal: Array, target: Array) -> Array:
    """Return degrees between the body axis and the direction to a target."""
    axis = np.arctan2(*(animal[:, :, NOSE] - animal[:, :, BASE]).T[::-1])
    towards = np.arctan2(*(target - animal[:, :, CENTRE]).T[::-1])
    return np.asarray(np.abs((np.degrees(towards - axis) + 180) % 360 - 180))


def of_pair(one: Array, other: Array) -> Iterator[Flags]:
    """Yield where each question about a pair says yes, sequences as their two parts."""
    mine, theirs = one[:, :, CENTRE], other[:, :, CENTRE]
    near, ahead = closest(one[:, :, :BODY], other[:, :, :BODY]) < 40, facing(one, theirs) < 30
    yield near & ahead & (speed(mine) > 3)
    yield distance(mine, theirs) > 40
    yield distance(mine, theirs) < 20
    yield closest(one[:, :, :BODY], other[:, :, :BODY]) < 12
    yield (distance(mine, theirs) < 50) & (speed(mine - theirs) < 4)
    apart = distance(mine, theirs)
    yield (apart > 50) & (apart < 260) & (facing(one, theirs) < 15)
    nose = one[:, :, NOSE]
    yield distance(nose, other[:, :, NOSE]) < 15
    yield distance(nose, other[:, :, BASE]) < 15
    ears = (distance(nose, other[:, :, ear]) for ear in (LEFT_EAR, RIGHT_EAR))
    yield np.fmin(*ears) < 10


def bouts(flags: Flags) -> NDArray[np.intp]:
    """Return half-open frame ranges, shape (n, 2)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]])))
    return edges.reshape(-1, 2)


def followed(first: NDArray[np.intp], second: NDArray[np.intp], within: int) -> int:
    """Return how many first bouts have a second one, not yet taken, start soon after them."""
    count, taken = 0, 0
    for start, stop in first:
        candidate = max(taken, int(np.searchsorted(second[:, 0], start, side="right")))
        if candidate < len(second) and second[candidate, 0] <= stop + within:
            count, taken = count + 1, candidate + 1
    return count


def plain(position: Array) -> list[int]:
    """Return the number of bouts of each question; positions as in tracks."""
    animals = [position[:, :, :, i] for i in range(position.shape[3])]
    counts = np.zeros(len(QUERIES), int)
    for one, other in permutations(animals, 2):
        chase, apart, beside, *others = map(bouts, of_pair(one, other))
        counts[:8] += [len(chase), followed(apart, beside, 3 * FPS), *map(len, others)]
    for animal in animals:
        at = animal[:, :, CENTRE]
        inside = shapely.contains_xy(ZONE.shape, at[:, 0], at[:, 1])
        outside = ~inside & np.isfinite(at[:, 0])
        counts[8:] += [len(bouts(speed(at) > 3)), len(bouts(inside)) + len(bouts(outside))]
    return counts.tolist()


def cpu_s(ask: Callable[[], list[int]]) -> tuple[float, list[int]]:
    """Return CPU seconds, and the answer."""
    start = time.process_time()
    answer = ask()
    return time.process_time() - start, answer


def compare(tracks: Tracks, times: int) -> bool:
    """Print the cost of the ten questions; return whether it is within the target."""
    tracks = repeated(tracks, times)
    position = tracks.data["position"].to_numpy()
    mine, theirs = [], []
    for _ in range(REPEATS):
        rec = opened(tracks)
        mine.append(cpu_s(lambda rec=rec: ours(rec)))  # type: ignore[misc]
        theirs.append(cpu_s(lambda: plain(position)))
    took, plain_took = (median(cost for cost, _ in costs) for costs in (mine, theirs))
    print(
        f"ten questions, {tracks.frames} frames: {took:.3f} CPU s (target {TARGET_S[times]}), "
        f"plain numpy {plain_took:.3f}, ratio {plain_took / took:.1f}; "
        f"a published peer {PEER_S[times]}, ratio {PEER_S[times] / took:.0f}"
    )
    names = [query.__name__ for query in QUERIES]
    for who, counts in (("found", mine[0][1]), ("numpy", theirs[0][1])):
        said = (f"{name} {count}" for name, count in zip(names, counts, strict=True))
        print(f"  bouts {who}: {', '.join(said)}")
    return took <= TARGET_S[times]


# a long recording -------------------------------------------------------------------------------


def walks(frames: int, animals: int = 3) -> NDArray[np.float32]:
    """Return pixels, shape (frames, 2, keypoints, animals), each series contiguous."""
    random = np.random.default_rng(1)
    series = np.empty((2, len(LONG_KEYPOINTS), animals, frames), np.float32)
    for animal in range(animals):
        for axis in range(2):
            walked = np.cumsum(random.standard_normal(frames, np.float32), dtype=np.float64)
            centre = 256 + 200 * np.sin(walked / 200)  # folded back into the arena
            for point in range(len(LONG_KEYPOINTS)):
                one = series[axis, point, animal]
                one[:] = centre + random.normal(0, 20)
                one += random.standard_normal(frames, np.float32)
                one[random.integers(0, frames, frames // 100)] = np.nan
    return series.transpose(3, 0, 1, 2)


def long_ours() -> None:
    """Print CPU seconds and peak MB of all closest distances, as JSON."""
    position = walks(LONG_FRAMES)
    clock = TimeBase.constant(len(position), FPS)
    rec = Recording.from_tracks(
        make_tracks(position, None, LONG_KEYPOINTS, ("a", "b", "c"), clock, "made")
    )
    start = time.process_time()
    found = rec.closest_distance()
    _print_cost(time.process_time() - start, found.values)


def long_plain() -> None:
    """Print the same for plain numpy: every two animals once."""
    position = walks(LONG_FRAMES)
    start = time.process_time()
    found = [closest(position[..., a], position[..., b]) for a, b in combinations(range(3), 2)]
    _print_cost(time.process_time() - start, np.array(found))


def _print_cost(cpu: float, distances: Array) -> None:
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    peak_kb = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    mean = float(np.nanmean(distances, dtype=np.float64))
    print(json.dumps({"cpu_s": cpu, "peak_mb": int(peak_kb) / 1024, "mean_px": mean}))


def long_cost(side: Callable[[], None]) -> dict[str, float]:
    """Return what a side prints in a fresh process."""
    code = f"from benchmarks.ten_queries import {side.__name__} as side; side()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    cost: dict[str, float] = json.loads(done.stdout)
    return cost


def compare_long() -> bool:
    """Print the cost of a million frames; return whether it is within the targets."""
    runs = [(long_cost(long_ours), long_cost(long_plain)) for _ in range(LONG_REPEATS)]
    mine, theirs = (
        {key: median(cost[key] for cost in costs) for key in costs[0]}
        for costs in zip(*runs, strict=True)
    )
    if abs(mine["mean_px"] - theirs["mean_px"]) > 1e-3:
        message = f"mean distances differ: {mine['mean_px']} and {theirs['mean_px']} px"
        raise AssertionError(message)
    print(
        f"closest distances, {LONG_FRAMES} frames x 3 animals x {len(LONG_KEYPOINTS)} points: "
        f"{mine['cpu_s']:.2f} CPU s (target {LONG_TARGET_S}), plain numpy {theirs['cpu_s']:.2f}, "
        f"ratio {theirs['cpu_s'] / mine['cpu_s']:.1f}; peak {mine['peak_mb']:.0f} MB "
        f"(target {LONG_TARGET_MB}), plain numpy {theirs['peak_mb']:.0f}"
    )
    return bool(mine["cpu_s"] <= LONG_TARGET_S and mine["peak_mb"] <= LONG_TARGET_MB)


def main() -> bool:
    """Print all costs; return whether all targets are met."""
    met = [compare_long()]
    if MICE.is_file():
        tracks = read_tracks(MICE, fps=FPS)
        met += [compare(tracks, times) for times in TARGET_S]
    else:
        print(
            f"no recording of three mice: {DATA.parent.name}/{DATA.name} is not beside the project"
        )
    return all(met)
