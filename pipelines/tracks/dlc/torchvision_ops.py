"""Make torchvision importable beside a torch that its compiled part was not built for.

torch from one place and torchvision from another is common: pip finds a CPU build of torch, and on
the package index torchvision is linked against CUDA. Its compiled operators then do not load, and
``import torchvision`` (and with it timm and deeplabcut) fails with *operator torchvision::nms does
not exist*, although nothing that pose estimation needs is missing: the rest of torchvision is
Python, and non-maximum suppression of a few boxes is quick without compiled code. (Faster R-CNN
detectors do work, seconds a frame: for them a matching pair is worth installing.) Where torchvision
imports by itself, nothing here is used.
"""

from __future__ import annotations

import sys
from typing import Any

_SYMPTOM = "operator torchvision::"
_KEPT: list[Any] = []  # torch drops the operators of a library that nobody holds


def import_torchvision() -> None:
    """Import torchvision, with plain operators in the place of compiled ones that do not load.

    Raises
    ------
    ImportError, RuntimeError
        As importing torch and torchvision raises, for any other reason.
    """
    try:
        import torchvision
    except RuntimeError as error:
        if _SYMPTOM not in str(error):
            raise
    else:
        return
    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[name]  # half imported
    import torch

    library = torch.library.Library("torchvision", "FRAGMENT")
    for name in ("nms", "qnms"):  # those that importing torchvision looks up
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    _KEPT.append(library)
    import torchvision

    # its own `nms` refuses to work; `batched_nms` and the detectors call this one
    torchvision.ops.boxes.nms = torchvision.ops.nms = nms


def nms(boxes: Any, scores: Any, iou_threshold: float) -> Any:
    """Return the boxes that are kept by non-maximum suppression, best first.

    Parameters
    ----------
    boxes
        Tensor of boxes as corners x1, y1, x2, y2 in pixels, shape (n, 4).
    scores
        Tensor of shape (n,).
    iou_threshold
        A box goes when it overlaps a better one that stays by more than this intersection over
        union.

    Returns
    -------
    Tensor
        int64 indices of the boxes that stay.
    """
    import torch

    order = torch.argsort(scores, descending=True, stable=True)
    boxes = boxes[order]
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    stays = torch.ones(len(order), dtype=torch.bool, device=boxes.device)
    for best in range(len(order)):
        if not stays[best]:
            continue
        corner = torch.maximum(boxes[best, :2], boxes[best + 1 :, :2])
        size = (torch.minimum(boxes[best, 2:], boxes[best + 1 :, 2:]) - corner).clamp(min=0)
        shared = size[:, 0] * size[:, 1]
        iou = shared / (area[best] + area[best + 1 :] - shared)
        stays[best + 1 :] &= ~(iou > iou_threshold)
    return order[stays]
