"""A person's own files: the sample twice over under another name, and what was scored of it."""

from __future__ import annotations

from pathlib import Path

import av
import pandas as pd

from workbench.samples import sample_folder

ROUNDS, ROUND_S = 2, 74.0
"""How often the sample is in the recording, and how long it is."""

NAME = "pair_07"
_DLC = "DLC_resnet50_open_fieldNov3shuffle1_50000_el.h5"
_HEAD = (
    "Observation id,Observation date,Description,Observation type,Source,Time offset (s),"
    "Media duration (s),FPS (frame/s),Subject,Behavior,Behavioral category,Behavior type,"
    "Start (s),Stop (s),Duration (s),Media file name,Comment start,Comment stop"
)
SCORED = [("mouse_2", "groom", 1.717, 5.267), ("mouse_1", "rear", 2.933, 4.825)]
"""Who did what, from when to when."""


def own_files(folder: Path, name: str = NAME) -> list[Path]:
    """Write video, tracks of DeepLabCut and a table of BORIS; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    video, tracks, table = (
        folder / f"{name}{ending}" for ending in (".mp4", _DLC, "_observer_A.csv")
    )
    _repeat_video(sample_folder() / "open_field.mp4", video)
    once = pd.read_hdf(sample_folder() / f"open_field{_DLC}")
    pd.concat([once] * ROUNDS, ignore_index=True).to_hdf(tracks, key="df_with_missing")
    table.write_text("\n".join([_HEAD, *_rows(name)]) + "\n")
    return [video, tracks, table]


def _repeat_video(source: Path, path: Path) -> None:
    with av.open(str(path), "w") as new:
        into = None
        for number in range(ROUNDS):
            with av.open(str(source)) as old:
                stream = old.streams.video[0]
                into = into or new.add_stream_from_template(stream)
                later = round(number * ROUND_S / stream.time_base)
                for packet in old.demux(stream):
                    if packet.pts is not None:
                        packet.pts, packet.dts = packet.pts + later, packet.dts + later
                        packet.stream = into
                        new.mux(packet)


def _rows(name: str) -> list[str]:
    return [
        f"{name},2026-11-03 10:00:00,,Media file(s),player #1: {name}.mp4,0.0,"
        f"{ROUNDS * ROUND_S:.3f},30.000,{subject},{behavior},,"
        f"STATE,{start},{stop},{stop - start:.3f},{name}.mp4,,"
        for subject, behavior, start, stop in SCORED
    ]
