"""What the errors of the rules on the rats are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from benchmarks.expert_scores import Mask, error_shares, near_edges
from benchmarks.rats_videos import Video
from benchmarks.segmentation import FPS
from pipelines.describe.bouts import runs
from pipelines.evaluate.facts import Score, frame_score

EDGES_S = (0.5, 1.0, 2.0)
LONG_S = 4.0
SHIFTS = (-20, -10, -6, -4, -2, 0, 2, 4, 6, 10, 20)

Pairs = Sequence[tuple[Video, Mask]]


def rest_of_the_gap(videos: Sequence[Video], found: Sequence[Mapping[str, Mask]]) -> None:
    """Print where rules and person disagree.

    Parameters
    ----------
    videos
        With the person's labels.
    found
        For each video, behavior -> frames, shape (frames,).
    """
    for behavior in found[0]:
        pairs = [(v, masks[behavior]) for v, masks in zip(videos, found, strict=True)]
        if not any((mask | v.true[behavior])[v.scored].any() for v, mask in pairs):
            print(f"{behavior}: neither rules nor person saw any")
            continue
        print(f"{behavior}: what the gap is made of")
        _edges(behavior, pairs)
        _shifts(behavior, pairs)
        _tracking(behavior, pairs)
        _stretches(behavior, pairs)
        _bouts(behavior, pairs)
        _worst(behavior, pairs)
    _confused([(v, masks["aggression"]) for v, masks in zip(videos, found, strict=True)])


def _total(scores: Sequence[Score]) -> Score:
    return sum(scores, Score(0, 0, 0))


def _edges(behavior: str, pairs: Pairs) -> None:
    for reach_s in EDGES_S:
        reach = round(reach_s * FPS)
        ours = np.concatenate([mask & video.scored for video, mask in pairs])
        theirs = np.concatenate([video.true[behavior] & video.scored for video, _ in pairs])
        words = ", ".join(f"{n} {s:.0%}" for n, s in error_shares(ours, theirs, reach).items())
        inner = [
            frame_score(mask, v.true[behavior], v.scored & ~near_edges(v.true[behavior], reach))
            for v, mask in pairs
        ]
        print(f"  edges within {reach_s:g} s: {words}; F1 without them {_total(inner).f1:.3f}")


def _shifts(behavior: str, pairs: Pairs) -> None:
    f1 = {
        shift: _total(
            [frame_score(np.roll(mask, shift), v.true[behavior], v.scored) for v, mask in pairs]
        ).f1
        for shift in SHIFTS
    }
    print("  found bouts moved by frames: " + ", ".join(f"{s:+d} {x:.3f}" for s, x in f1.items()))


def _stretches(behavior: str, pairs: Pairs) -> None:
    """Print how much of the errors lies in long unbroken stretches."""
    for name in ("false", "missed"):
        lengths = np.concatenate(
            [
                np.diff(runs((mask > true if name == "false" else mask < true) & v.scored)).ravel()
                for v, mask in pairs
                for true in (v.true[behavior],)
            ]
        )
        long = lengths[lengths > LONG_S * FPS]
        print(
            f"  {name}: {lengths.sum()} frames, {long.sum() / max(lengths.sum(), 1):.0%} of them "
            f"in {len(long)} stretches of more than {LONG_S:g} s"
        )


def _tracking(behavior: str, pairs: Pairs) -> None:
    for name, wanted in (("both rats tracked", False), ("one or both lost", True)):
        counted = [video.scored & (video.lost == wanted) for video, _ in pairs]
        score = _total(
            [
                frame_score(mask, v.true[behavior], here)
                for (v, mask), here in zip(pairs, counted, strict=True)
            ]
        )
        wrong = score.predicted + score.true - 2 * score.matched
        frames = sum(int(here.sum()) for here in counted)
        print(
            f"  {name}: {frames} frames, wrong {wrong / frames:.1%}, F1 {score.f1:.3f}, "
            f"precision {score.precision:.2f}, recall {score.recall:.2f}"
        )


def _bouts(behavior: str, pairs: Pairs) -> None:
    """Print how bouts of the two sides meet: one to one, cut, joined, short."""
    single = cut = joined = missed = false = 0
    for video, mask in pairs:
        ours, theirs = (runs(m & video.scored) for m in (mask, video.true[behavior] & video.scored))
        meet = (ours[:, :1] < theirs[:, 1]) & (ours[:, 1:] > theirs[:, 0])
        single += int((meet & (meet.sum(0) == 1) & (meet.sum(1) == 1)[:, None]).sum())
        cut += int((meet.sum(0) > 1).sum())
        joined += int((meet.sum(1) > 1).sum())
        missed += int((meet.sum(0) == 0).sum())
        false += int((meet.sum(1) == 0).sum())
    print(
        f"  bouts: {single} meet one to one, {cut} of the person's meet several found, "
        f"{joined} found ones meet several of the person's, {missed} missed, {false} false"
    )


def _worst(behavior: str, pairs: Pairs) -> None:
    wrong = {v.number: int(((mask != v.true[behavior]) & v.scored).sum()) for v, mask in pairs}
    most = sorted(wrong, key=lambda number: -wrong[number])[:4]
    total = max(sum(wrong.values()), 1)
    print(
        "  most wrong frames: "
        + ", ".join(f"video {number} {wrong[number] / total:.0%}" for number in most)
    )


def _confused(pairs: Pairs) -> None:
    """Print what the person said where the rules find aggression that is none."""
    false = [mask & ~v.true["aggression"] & v.scored for v, mask in pairs]
    social = sum(int((f & v.true["contact"]).sum()) for f, (v, _) in zip(false, pairs, strict=True))
    total = sum(int(f.sum()) for f in false)
    none = sum(
        int((mask & v.scored).sum())
        for v, mask in pairs
        if not (v.true["aggression"] & v.scored).any()
    )
    print(
        f"  false aggression: {social / max(total, 1):.0%} of it is social to the person, the "
        f"rest nonsocial; {none} frames in videos without any"
    )
