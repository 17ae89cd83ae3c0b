"""The egress ledger: every request that leaves this machine, before it leaves, byte for byte.

A ledger is a folder of a run:

```
ledger.jsonl      one line when a request is about to leave, one when its answer is there
images/           each picture once, by the SHA-256 of its bytes
bodies/           each body once, gzip; pictures in it stand as references
```

Lines are appended and flushed to the disk before the first byte is sent. No header is recorded, so
no key is; what is recorded of an address is what stands before its query, and of a proxy its host
and port.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from graphs.errors import DataError
from graphs.storage.atomic import cannot_write, write_atomic
from pipelines.models.contract import Image, Question

LEDGER, IMAGES, BODIES = "ledger.jsonl", "images", "bodies"
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png"}
_REFERENCE = re.compile(rb"([\x00\x01])([0-9a-f]{64}\.(?:jpg|png))\x00")
_ENCODED = {b"\x00": base64.b64encode, b"\x01": base64.urlsafe_b64encode}
"""How a picture stands in a body; the mark is in no JSON text. Google's client uses the second."""


class Ledger:
    """What left this machine in one run; may be used from several threads.

    Parameters
    ----------
    folder
        Of the run; made when the first request leaves.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()

    def leaves(
        self, question: Question, method: str, url: str, body: bytes, proxy: str | None = None
    ) -> str:
        """Record a request that is about to leave; return its number.

        Parameters
        ----------
        question
            That it belongs to.
        method, url, body
            Of HTTP.
        proxy
            ``HOST:PORT`` of the proxy that it goes through; recorded only if there is one.

        Raises
        ------
        UserError
            The folder cannot be written; the request must not be sent then.
        """
        names = [self.keep(image) for image in question.images]
        digest = hashlib.sha256(body).hexdigest()
        self._keep_body(digest, body, question.images)
        with self._lock:
            number = f"{time.time_ns():x}-{os.getpid()}"
            self._append(
                {
                    "request": number,
                    "time": time.time(),
                    "method": method,
                    "url": url.partition("?")[0],
                    **({} if proxy is None else {"proxy": proxy}),
                    "question": question.digest,
                    "name": question.name,
                    "bytes": len(body),
                    "sha256": digest,
                    "images": [
                        {
                            "file": name,
                            "bytes": len(image.data),
                            "width": image.width,
                            "height": image.height,
                        }
                        for name, image in zip(names, question.images, strict=True)
                    ],
                }
            )
        return number

    def came_back(
        self,
        number: str,
        status: int | None,
        seconds: float,
        size: int,
        tokens: tuple[int, int] | None = None,
    ) -> None:
        """Record the answer to a request.

        Parameters
        ----------
        number
            From `leaves`.
        status
            Of HTTP; ``None``: no answer came, or only a part.
        seconds
            From sending to the last byte.
        size
            Bytes of the answer.
        tokens
            In and out, as the server counts them; ``None``: it does not say.
        """
        row: dict[str, object] = {
            "answer": number,
            "status": status,
            "seconds": seconds,
            "bytes": size,
        }
        if tokens is not None:
            row |= {"input_tokens": tokens[0], "output_tokens": tokens[1]}
        with self._lock:
            self._append(row)

    def keep(self, image: Image) -> str:
        """Keep a picture exactly as a model is shown it; return the name of its file."""
        name = f"{image.digest}{_SUFFIXES[image.media_type]}"
        self._keep(self.folder / IMAGES / name, image.data)
        return name

    def _keep_body(self, digest: str, body: bytes, images: tuple[Image, ...]) -> None:
        for image in images:
            name = f"{image.digest}{_SUFFIXES[image.media_type]}"
            for mark, encoded in _ENCODED.items():
                body = body.replace(encoded(image.data), mark + name.encode() + b"\x00")
        self._keep(self.folder / BODIES / f"{digest}.gz", gzip.compress(body, mtime=0))

    def _keep(self, path: Path, content: bytes) -> None:
        if path.exists():
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(path.parent, error) from error
        write_atomic(path, content)

    def _append(self, row: Mapping[str, Any]) -> None:
        path = self.folder / LEDGER
        try:
            with path.open("ab+") as file:
                if _ends_in_the_middle(file):
                    file.write(b"\n")
                file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise cannot_write(path, error) from error


def _ends_in_the_middle(file: BinaryIO) -> bool:
    """Whether the last line is not whole: the process that wrote it was killed."""
    if file.seek(0, os.SEEK_END) == 0:
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"


def read_ledger(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the requests of a run, each with the answer it got under ``answer``, in order.

    A request without an answer is one that was cut short.
    """
    path = folder / LEDGER
    if not path.exists():
        return
    requests: dict[str, dict[str, Any]] = {}
    for line in path.read_bytes().splitlines():
        try:
            row = json.loads(line)
        except json.JSONDecodeError:  # the process was killed while it wrote the line
            continue
        if "request" in row:
            requests[row["request"]] = row
        elif row["answer"] in requests:
            requests[row["answer"]]["answer"] = row
    yield from requests.values()


def restored_body(folder: Path, row: Mapping[str, Any]) -> bytes:
    """Return the body of a request, byte for byte as it was sent.

    Raises
    ------
    DataError
        Files of the run are missing or were changed.
    """
    try:
        kept = gzip.decompress((folder / BODIES / f"{row['sha256']}.gz").read_bytes())
        body = _REFERENCE.sub(
            lambda found: _ENCODED[found[1]]((folder / IMAGES / found[2].decode()).read_bytes()),
            kept,
        )
    except (OSError, EOFError) as error:
        message = f"Request {row['request']} of {folder} cannot be restored: {error}."
        raise DataError(message) from error
    if hashlib.sha256(body).hexdigest() != row["sha256"]:
        message = f"Request {row['request']} of {folder}: its files were changed since it was sent."
        raise DataError(message)
    return body
