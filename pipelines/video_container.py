"""Open video files and take packets and frames out of them, past damaged places."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from graphs.errors import DataError, UserError
from pipelines.inputs.places import as_written
from pipelines.inputs.streams import streamed

if TYPE_CHECKING:
    from pipelines.inputs.remote import Stream

MAX_ERRORS_IN_A_ROW = 100
"""Read errors without a packet in between after which the rest of a file is given up."""

_HEAD = 4096  # bytes
FOUND_TEXT = "found text. Check that the name and the content belong together."


def open_container(path: Path) -> InputContainer:
    """Open a video file for reading; one behind a URL is streamed unless it is at hand.

    Raises
    ------
    UserError
        The path is missing, no regular file, or may not be read.
    DataError
        The file is empty, damaged beyond use, or no video container; or its server is away, also
        later, while it is read.
    """
    what = f"Expected a video file at {as_written(path)!r}"
    stream = streamed(path)
    container = _of_path(path, what) if stream is None else _of_stream(stream, what)
    if container.format.name == "tty":  # FFmpeg would paint any text as a picture
        container.close()
        message = f"{what}; {FOUND_TEXT}"
        raise DataError(message)
    return container


def _of_stream(stream: Stream, what: str) -> InputContainer:
    head = stream.read(_HEAD)
    stream.seek(0)
    try:
        return av.open(stream, mode="r", metadata_errors="replace")
    except (av.error.FFmpegError, OSError) as error:
        message = f"{what}; {_why_unreadable(head)}"
        raise stream.failed or DataError(message) from error


def _of_path(path: Path, what: str) -> InputContainer:
    try:
        if path.is_dir():
            message = f"{what}; found a folder. Name a video file inside it."
            raise UserError(message)
        size = path.stat().st_size
        if not path.is_file():
            message = f"{what}; found a device or pipe. Write the recording to a file first."
            raise UserError(message)
        if size == 0:
            message = f"{what}; the file is empty (0 bytes). Copy it again from its source."
            raise DataError(message)
        return av.open(str(path), mode="r", metadata_errors="replace")
    except FileNotFoundError as error:
        message = f"{what}; there is no such file. Check the path."
        raise UserError(message) from error
    except PermissionError as error:
        message = f"{what}; it may not be read. Check its permissions."
        raise UserError(message) from error
    except (av.error.FFmpegError, OSError) as error:
        with path.open("rb") as file:
            message = f"{what}; {_why_unreadable(file.read(_HEAD))}"
        raise DataError(message) from error


def _why_unreadable(head: bytes) -> str:
    """Say what a file is that no video reader opens, by its first bytes, and what to do."""
    if head[4:8] == b"ftyp":
        return (
            "its index (moov) is missing: the recording or the copy was cut short. "
            "Copy it again, or repair it with a tool such as untrunc."
        )
    if b"\0" not in head:
        return FOUND_TEXT
    return "found no video in a known format. Check the file, or convert it to mp4 (H.264)."


def video_stream(container: InputContainer, path: Path) -> VideoStream:
    """Return the first moving picture of a file.

    Notes
    -----
    It is decoded by one thread: several make other pictures of a damaged place each time, and
    decoding is a small part of labelling, which shares recordings out among processes.
    """
    for stream in container.streams.video:
        if not stream.disposition & stream.disposition.attached_pic:
            stream.codec_context.thread_count = 1
            return stream
    kinds = {stream.type for stream in container.streams}
    found = "audio" if "audio" in kinds else ", ".join(sorted(kinds)) or "no streams"
    message = (
        f"Expected a video in {path.name!r}; found only {found}. "
        "Choose the file that holds the picture."
    )
    raise DataError(message)


def packets(container: InputContainer, stream: VideoStream) -> Iterator[Packet[VideoStream]]:
    """Yield packets of a stream, going on after damaged places; the last flushes the decoder."""
    errors = 0
    while errors < MAX_ERRORS_IN_A_ROW:
        try:
            for packet in container.demux(stream):
                errors = 0
                yield packet
        except av.error.FFmpegError:
            errors += 1
        else:
            return


def decoded(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """Yield the frames of a stream that can be decoded, from where the container stands.

    Notes
    -----
    A packet known to be cut off is not tried: what it would give is no picture of anything.
    """
    for packet in packets(container, stream):
        if packet.is_corrupt:
            continue
        try:
            yield from packet.decode()
        except av.error.FFmpegError:
            continue
