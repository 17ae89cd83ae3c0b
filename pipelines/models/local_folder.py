"""A model in a folder: which files must be there, and what tells two models apart.

A folder holds what a repository of the Hugging Face hub holds. Weights are read from files in the
format ``safetensors`` only, for the older formats can hold programs. Nothing is fetched.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphs.errors import DataError, UserError

_HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")
_PROCESSORS = ("processor_config.json", "preprocessor_config.json")
_TOKENIZERS = ("tokenizer.json", "tokenizer.model", "vocab.json", "spiece.model")
_SHARDED = "model.safetensors.index.json"
_WHOLE = "model.safetensors"
_SMALL = frozenset({".json", ".jinja", ".txt", ".model"})
_SAMPLES, _SAMPLE_BYTES = 64, 4096
_LENGTH_BYTES = 8
"""A safetensors file begins with the length of its header."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder with all files of a model.

    Parameters
    ----------
    path
        Where it is.
    name
        How the model is called: the folder's name, or its name on the hub.
    config
        What ``config.json`` says.
    weights
        The files that hold them.
    """

    path: Path
    name: str
    config: Mapping[str, Any]
    weights: tuple[Path, ...]

    def fingerprint(self) -> str:
        """Return 16 hexadecimal digits that change with the model, its processor and its template.

        Notes
        -----
        Small files count whole. Of weights count the size, the header, and `_SAMPLES` stretches
        spread evenly over each file, so a model of many gigabytes takes a moment; a file that
        differs between those stretches alone is not told apart.
        """
        digest = hashlib.sha256()
        for path in sorted(self.path.iterdir()):
            if path.suffix in _SMALL and path.is_file():
                digest.update(f"{path.name}\0".encode() + path.read_bytes())
        for path in self.weights:
            digest.update(f"{path.name}\0{path.stat().st_size}".encode())
            for part in _samples(path):
                digest.update(part)
        return digest.hexdigest()[:16]


def find_model_folder(named: str) -> ModelFolder:
    """Return the folder of a model, with all files that are needed to load it.

    Parameters
    ----------
    named
        A folder, or the name of a model on the hub that is in the local cache.

    Raises
    ------
    UserError
        There is none, or files are missing; says which to get, and where to put them.
    DataError
        Files are damaged.
    """
    path, name = _located(named)
    config, weights = _config(path), _weights(path)
    missing = _missing(path, weights)
    if missing:
        kind = config.get("model_type", "unknown")
        message = (
            f"{path} lacks {'; '.join(missing)} (the model is of type {kind!r}; one without a "
            f"processor reads text only). {_found(path)}{_wanted(name)}"
        )
        raise UserError(message)
    for file in weights:
        _check_whole(file)
    return ModelFolder(path, name, config, weights)


def _located(named: str) -> tuple[Path, str]:
    """Return where a model is, and how it is called."""
    path = Path(named).expanduser()
    if path.is_dir():
        path = path.resolve()
        return path, path.name
    if path.exists() or not _HUB_NAME.fullmatch(named):
        message = f"There is no folder {named!r}. Expected one with a model: {_wanted(named)}"
        raise UserError(message)
    return _cached(named), named


def _missing(path: Path, weights: tuple[Path, ...]) -> list[str]:
    """Return the files that a model cannot do without and that are not there, in words."""
    wanted = [("config.json",), _PROCESSORS, _TOKENIZERS]
    if not weights:
        wanted.append((_WHOLE, _SHARDED))
    wanted += [(file.name,) for file in weights]
    return [
        " or ".join(files) for files in wanted if not any((path / file).is_file() for file in files)
    ]


def _cached(name: str) -> Path:
    """Return where the hub's cache has a model."""
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import LocalEntryNotFoundError
    except ImportError as error:
        message = f"There is no folder {name!r}."
        raise UserError(message) from error
    try:
        return Path(snapshot_download(name, local_files_only=True))
    except LocalEntryNotFoundError as error:
        message = (
            f"There is no folder {name!r}, and no model of that name in the local cache of the "
            f"Hugging Face hub. Nothing is fetched from here. {_wanted(name)}"
        )
        raise UserError(message) from error


def _wanted(name: str) -> str:
    """Return what to get and where to put it, in words."""
    on_hub = _HUB_NAME.fullmatch(name) is not None and not Path(name).is_absolute()
    source = f" from https://huggingface.co/{name}/tree/main" if on_hub else ""
    return (
        f"Get all *.json, *.jinja and *.safetensors files of a model that reads pictures{source} "
        "(where there is a network: hf download OWNER/NAME --local-dir FOLDER), put them into one "
        "folder of this machine, and name that folder."
    )


def _found(path: Path) -> str:
    others = sorted(file.name for file in path.glob("*.bin"))
    if not others:
        return ""
    return f"Weights as {others[0]} are not read, for such files can hold programs. "


def _config(path: Path) -> dict[str, Any]:
    file = path / "config.json"
    if not file.is_file():
        return {}
    config = _read_json(file)
    if "model_type" not in config:
        message = f"{file} names no model_type; expected the configuration of a model."
        raise DataError(message)
    return config


def _weights(path: Path) -> tuple[Path, ...]:
    """Return the files that should hold weights, whether they are there or not."""
    index = path / _SHARDED
    if index.is_file():
        shards = _read_json(index).get("weight_map", {})
        return tuple(path / name for name in sorted(set(shards.values())))
    return (path / _WHOLE,) if (path / _WHOLE).is_file() else ()


def _read_json(file: Path) -> dict[str, Any]:
    try:
        read = json.loads(file.read_bytes())
    except ValueError as error:
        message = f"{file} is no JSON file: {error}. Get it again."
        raise DataError(message) from error
    if not isinstance(read, dict):
        message = f"{file} holds no JSON object. Get it again."
        raise DataError(message)
    return read


def _check_whole(file: Path) -> None:
    """Raise if a file of weights is not as long as its header says."""
    header = _header(file)
    try:
        tensors = json.loads(header[_LENGTH_BYTES:])
        ends = [one["data_offsets"][1] for name, one in tensors.items() if name != "__metadata__"]
        expected = len(header) + max(ends, default=0)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        pointer = header.startswith(b"version ")
        why = "is a reference of Git LFS, not the file itself" if pointer else "is no such file"
        message = f"{file} should hold weights (safetensors) and {why}. Get it again."
        raise DataError(message) from error
    found = file.stat().st_size
    if found != expected:
        message = f"{file} is damaged: it has {found} bytes; expected {expected}. Get it again."
        raise DataError(message)


def _header(file: Path) -> bytes:
    with file.open("rb") as stream:
        length = stream.read(_LENGTH_BYTES)
        size = min(int.from_bytes(length, "little"), file.stat().st_size)
        return length + stream.read(size)


def _samples(file: Path) -> list[bytes]:
    """Return the header of a file of weights, and stretches of it."""
    parts = [_header(file)]
    size = file.stat().st_size
    with file.open("rb") as stream:
        for number in range(_SAMPLES):
            stream.seek(size * number // _SAMPLES, os.SEEK_SET)
            parts.append(stream.read(_SAMPLE_BYTES))
    return parts
