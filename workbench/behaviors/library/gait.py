"""How one animal sets its paws.

The numbers of each stride are in `workbench.analysis.gait.strides`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.analysis.gait import stride_bouts
from workbench.behaviors.declare import Number, Speed, behavior

if TYPE_CHECKING:
    from workbench.analysis.bouts import Bouts
    from workbench.analysis.recording import Recording


@behavior(needs=["centre"], verb="makes a stride with", synonyms=["step cycle"])
def stride(
    rec: Recording,
    subject: str,
    paw: str,
    at_least: Speed = "0.6 BL/s",
    share: Number = 0.4,
) -> Bouts:
    """The subject's paw is set down on the floor, stands, and is moved forward to the next place.

    From one foot strike to the next of the same paw, while the centre moves at `at_least`. `paw`
    is the keypoint of the paw as the track file calls it. The paw stands while it is slower than
    `share` of the speed of the centre, and is moved forward when it becomes faster than it.

    Thresholds of this library. Needs about 60 frames per second or more.
    """
    return stride_bouts(rec, f"{subject}.{paw}", "stride", at_least, share)


@behavior(
    needs=["centre"],
    verb="stands on",
    synonyms=["stance phase"],
    reference="Hildebrand 1965, Science 150:701",
)
def stance(
    rec: Recording,
    subject: str,
    paw: str,
    at_least: Speed = "0.6 BL/s",
    share: Number = 0.4,
) -> Bouts:
    """The subject's paw stands on the floor while the body moves over it.

    From foot strike to lift-off of each whole stride, while the centre moves at `at_least`. `paw`
    is the keypoint of the paw as the track file calls it. It stands while it is slower than
    `share` of the speed of the centre.

    The share of the stride that stance takes, the duty factor, is above one half in walks
    (Hildebrand 1965). Thresholds of this library. Needs about 60 frames per second or more.
    """
    return stride_bouts(rec, f"{subject}.{paw}", "stance", at_least, share)
