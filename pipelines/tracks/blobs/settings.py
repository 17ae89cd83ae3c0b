"""Settings of the blob tracker; the defaults fit rodents and flies seen from above."""

from __future__ import annotations

from dataclasses import dataclass

from graphs.errors import UserError


@dataclass(frozen=True, slots=True)
class BlobSettings:
    """What may be tuned about the blob tracker.

    Parameters
    ----------
    sample_frames
        Frames, spread over the recording, from which the foreground model is fitted.
    animal_px
        Length that an animal should have in the picture that is worked on; larger animals are
        scaled down to it, smaller ones are left as they are. Results are in full pixels always.
    contrast_share
        Threshold between background and animal, as a share of the contrast of the faintest animal.
    heading_window_s
        Window over which speed is measured to tell the front from the back, in seconds.
    """

    sample_frames: int = 60
    animal_px: int = 56
    contrast_share: float = 0.42
    heading_window_s: float = 0.3

    def __post_init__(self) -> None:
        faults = []
        if self.sample_frames < 5:
            faults.append(f"sample_frames must be at least 5, not {self.sample_frames}")
        if self.animal_px < 20:
            faults.append(f"animal_px must be at least 20, not {self.animal_px}")
        if not 0 < self.contrast_share < 1:
            faults.append(f"contrast_share must lie between 0 and 1, not {self.contrast_share:g}")
        if self.heading_window_s <= 0:
            faults.append(f"heading_window_s must be positive, not {self.heading_window_s:g}")
        if faults:
            message = f"Blob tracker settings: {'; '.join(faults)}."
            raise UserError(message)
