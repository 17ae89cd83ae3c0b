"""From detections in each frame to one track per animal, with DeepLabCut's own tracker.

Detections of successive frames are joined into tracklets by overlap, and tracklets into as many
tracks as there are animals by least cost (``convert_detections2tracklets`` and
``stitch_tracklets``; Lauer et al., 2022). The functions behind those two are called, because they
themselves write into the project. The result is theirs, except where theirs has no solution; see
`_build_graph`.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graphs.errors import DataError, UserError
from pipelines.tracks.dlc.model import LINKING

SHORTEST = 10  # frames of a tracklet that takes part in stitching from the start; DeepLabCut's


def link_animals(
    detections: Mapping[int, NDArray[np.float32]],
    frames: int,
    keypoints: Sequence[str],
    animals: int,
    track_method: str,
    settings: Mapping[str, object],
) -> tuple[NDArray[np.float32], list[str]]:
    """Return one track per animal, and what DeepLabCut warned of.

    Parameters
    ----------
    detections
        Frame -> x, y (pixels), confidence and identity (or -1) of every point of every animal
        found, shape (found, keypoints, 4); points that were not found are negative.
    frames
        Number of frames of the video.
    keypoints
        Their names.
    animals
        How many tracks to make.
    track_method
        ``ellipse``, ``box`` or ``skeleton``.
    settings
        Over `LINKING`.

    Returns
    -------
    tracks
        x, y and confidence, shape (frames, animals, keypoints, 3), NaN where an animal is not seen.
    notes
        Warnings of DeepLabCut.

    Raises
    ------
    DataError
        No animal was followed anywhere.
    """
    from deeplabcut.pose_estimation_pytorch.apis.tracklets import build_tracklets
    from deeplabcut.refine_training_dataset.stitch import TrackletStitcher

    chosen: dict[str, Any] = {**LINKING, **settings, "topktoretain": animals}
    if len(keypoints) == 1:  # as DeepLabCut does: one point has no extent of its own
        track_method = "box"
        chosen["boundingboxslack"] = max(chosen["boundingboxslack"], 40)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        tracklets = build_tracklets(
            assemblies_data=dict(detections),
            track_method=track_method,
            inference_cfg=chosen,
            joints=list(keypoints),
            scorer="",
            num_frames=frames,
        )
        try:
            stitcher = TrackletStitcher.from_dict_of_dict(tracklets, animals, SHORTEST)
        except OSError as error:  # "Tracklets are empty."
            message = (
                f"No animal was followed for {SHORTEST} frames anywhere. Look at what the model "
                "finds in this video; it may need training on frames of it."
            )
            raise DataError(message) from error
        _build_graph(stitcher, frames)
        stitcher.stitch()
        table = stitcher.format_df([f"animal {i}" for i in range(animals)])
    tracks = np.full((frames, animals, len(keypoints), 3), np.nan, np.float32)
    values = table.to_numpy(np.float32)[:frames]
    tracks[: len(values)] = values.reshape(len(values), animals, len(keypoints), 3)
    notes = [str(item.message) for item in caught if item.category is UserWarning]
    return tracks, list(dict.fromkeys(notes))


def check_filter() -> None:
    """Find out whether DeepLabCut's tracker works with the Kalman filter that is installed.

    Raises
    ------
    UserError
        It does not: with filterpy 2, which DeepLabCut 3.0.2 admits, a measurement throws the state
        far off, and every tracklet ends after a frame.
    """
    from deeplabcut.core.trackingutils import EllipseTracker

    still = (50.0, 50.0, 20.0, 10.0, 0.0)
    tracker = EllipseTracker(still)
    tracker.predict()
    tracker.update(still)
    if not np.allclose(tracker.state, still, atol=1.0):
        message = (
            f"DeepLabCut cannot follow several animals with filterpy {version('filterpy')}: its "
            'tracks end after every frame. Install an older one: pip install "filterpy<2"'
        )
        raise UserError(message)


def _build_graph(stitcher: Any, frames: int) -> None:
    """Lay out which tracklets may follow which: those near in time, as DeepLabCut does it.

    How long an animal may be lost, DeepLabCut sets so low that there may be no solution at all; it
    then gives up on distances and may join one animal to another at the far end of the arena. Here
    the time is doubled until there is a solution.
    """
    import networkx as nx

    cost = _same_identity_first(stitcher)
    longest = int(1.5 * stitcher.compute_max_gap(stitcher.tracklets))  # DeepLabCut's choice
    stitcher.build_graph(max_gap=longest, weight_func=cost)
    while longest < frames:
        try:
            nx.capacity_scaling(stitcher.G)
        except nx.NetworkXUnfeasible:
            longest = max(2 * longest, 4)
            stitcher.build_graph(max_gap=longest, weight_func=cost)
        else:
            return


def _same_identity_first(stitcher: Any) -> Any:
    """Return the cost of joining two tracklets; little for those of one known identity."""
    if all(tracklet.identity == -1 for tracklet in stitcher):
        return None

    def cost(one: Any, other: Any) -> float:
        weight = 0.01 if one.identity == other.identity else 1.0
        return weight * float(stitcher.calculate_edge_weight(one, other))

    return cost
