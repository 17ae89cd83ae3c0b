"""Recordings cut into events that tile them: short bouts, and episodes made of bouts.

Every segmenter takes a `SegmentInput` and returns events of both levels in time order. Choose one
by name with `get_segmenter`; add one with `register_segmenter`.
"""

from pipelines.segment.inputs import SegmentInput
from pipelines.segment.registry import (
    Segmenter,
    get_segmenter,
    register_segmenter,
    segmenter_inputs,
    segmenter_names,
)

__all__ = [
    "SegmentInput",
    "Segmenter",
    "get_segmenter",
    "register_segmenter",
    "segmenter_inputs",
    "segmenter_names",
]
