"""Folders with models: what must be in them, told without loading anything."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from graphs.errors import DataError, UserError
from pipelines.models.contract import get_model
from pipelines.models.local_folder import find_model_folder


def save_weights(path: Path, *, numbers: bytes = bytes(range(32))) -> None:
    """Write a safetensors file by its definition: length, header, numbers."""
    header = json.dumps(
        {"w": {"dtype": "F32", "shape": [8], "data_offsets": [0, len(numbers)]}}
    ).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + numbers)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with all that a model needs, as far as its files go."""
    made = tmp_path / "seer"
    made.mkdir()
    (made / "config.json").write_text(json.dumps({"model_type": "smolvlm"}))
    (made / "processor_config.json").write_text("{}")
    (made / "tokenizer.json").write_text("{}")
    save_weights(made / "model.safetensors")
    return made


def test_a_whole_folder_is_found(folder: Path) -> None:
    found = find_model_folder(str(folder))
    assert (found.name, found.config["model_type"]) == ("seer", "smolvlm")
    assert found.weights == (folder / "model.safetensors",)


def test_all_that_is_missing_is_said_at_once(folder: Path) -> None:
    (folder / "processor_config.json").unlink()
    (folder / "tokenizer.json").unlink()
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(UserError) as said:
        find_model_folder(str(folder))
    for words in (
        "processor_config.json or preprocessor_config.json",
        "tokenizer.json or",
        "model.safetensors or model.safetensors.index.json",
        "Weights as pytorch_model.bin are not read, for such files can hold programs",
        "--local-dir FOLDER",
    ):
        assert words in str(said.value)
    with pytest.raises(UserError, match=r"There is no folder '/nowhere/at all'"):
        find_model_folder("/nowhere/at all")


def test_every_shard_must_be_there(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "model-00001-of-00002.safetensors")
    shards = {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": shards}))
    with pytest.raises(UserError, match=r"lacks model-00002-of-00002\.safetensors \("):
        find_model_folder(str(folder))
    save_weights(folder / "model-00002-of-00002.safetensors")
    assert [path.name for path in find_model_folder(str(folder)).weights] == list(shards.values())


def test_damaged_files_are_told_from_whole_ones(folder: Path) -> None:
    weights = folder / "model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:-5])
    with pytest.raises(DataError, match=rf"it has {len(whole) - 5} bytes; expected {len(whole)}"):
        find_model_folder(str(folder))
    weights.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n")
    with pytest.raises(DataError, match="a reference of Git LFS, not the file itself"):
        find_model_folder(str(folder))
    weights.write_bytes(b"")
    with pytest.raises(DataError, match="is no such file"):
        find_model_folder(str(folder))
    weights.write_bytes(whole)
    (folder / "config.json").write_text("{")
    with pytest.raises(DataError, match="is no JSON file"):
        find_model_folder(str(folder))
    (folder / "config.json").write_text("{}")
    with pytest.raises(DataError, match="names no model_type"):
        find_model_folder(str(folder))


def test_the_fingerprint_follows_what_the_files_hold(folder: Path, tmp_path: Path) -> None:
    before = find_model_folder(str(folder)).fingerprint()
    (folder / "README.md").write_text("words about it")
    assert find_model_folder(str(folder)).fingerprint() == before
    folder.rename(tmp_path / "moved")
    moved = find_model_folder(str(tmp_path / "moved"))
    assert moved.fingerprint() == before
    save_weights(tmp_path / "moved" / "model.safetensors", numbers=bytes(range(1, 33)))
    assert moved.fingerprint() != before


def test_the_extra_is_named_where_it_is_missing(folder: Path) -> None:
    if find_spec("transformers") is not None:
        pytest.skip("the extra local is installed")
    with pytest.raises(UserError, match=r'pip install "behavior-workbench\[local\]"'):
        get_model("local", folder=str(folder))


def test_all_wrong_settings_are_said_at_once() -> None:
    with pytest.raises(UserError, match=r"device is 'tpu'.*dtype is 'int8'.*batch >= 1"):
        get_model("local", folder=".", device="tpu", dtype="int8", batch=0)
