"""Memory as it is measured from outside, and what a machine or a container has of it."""

from __future__ import annotations

import multiprocessing as mp
import os
import sys
from multiprocessing.connection import Connection

import numpy as np
import pytest

from pipelines.batch.limits import _used_by_ps, machine_mb, share_mb, used_mb

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="memory is not measured there")


def _use(end: Connection) -> None:
    end.send("begun")
    end.recv()
    reserved = np.empty(500_000_000, np.uint8)  # never touched: nothing is used
    end.send("reserved")
    end.recv()
    reserved[:200_000_000] = 1
    end.send("used")
    end.recv()


def test_what_is_used_counts_and_what_is_reserved_does_not() -> None:
    context = mp.get_context("spawn")
    end, theirs = context.Pipe()
    process = context.Process(target=_use, args=(theirs,), daemon=True)
    process.start()
    assert process.pid is not None
    used = []
    for said in ("begun", "reserved", "used"):
        assert end.recv() == said
        used.append((used_mb(process.pid), _used_by_ps(process.pid)))
        end.send("go on")
    process.join()
    assert used_mb(process.pid) is None  # it is gone
    for begun, reserved, touched in zip(*used, strict=True):
        assert begun is not None
        assert reserved is not None
        assert touched is not None
        assert reserved - begun < 20
        assert 180 < touched - reserved < 230


def test_the_share_of_a_worker() -> None:
    total = machine_mb()
    assert total is not None
    page = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6
    assert 100 < total <= page
    assert share_mb(2) == pytest.approx(0.4 * total)
