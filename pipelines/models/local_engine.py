"""Load a model and its processor from a folder: where it runs, and in which precision."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from graphs.errors import DataError, UserError, missing_extra
from pipelines.models.local_folder import ModelFolder
from pipelines.tracks.dlc.torchvision_ops import import_torchvision

EXTRA = "local"
DEVICES = ("auto", "cuda", "mps", "cpu")
DTYPES = ("auto", "bfloat16", "float16", "float32")
_PACKAGES = ("torch", "torchvision", "transformers", "xgrammar")


@dataclass(frozen=True, slots=True)
class Engine:
    """A model that is loaded.

    Parameters
    ----------
    processor
        Makes tensors of a conversation.
    model
        Writes on.
    longest
        Most tokens of question and answer together; ``None`` if the model does not say.
    """

    processor: Any
    model: Any
    longest: int | None


def require_packages() -> None:
    """Raise if a package of the extra is missing, without importing any.

    Raises
    ------
    UserError
        The extra must be installed.
    """
    if any(find_spec(package) is None for package in _PACKAGES):
        what = "Running a model on this machine"
        raise missing_extra(what, EXTRA)


def choose_device(device: str) -> str:
    """Return where a model runs: the fastest there is for ``auto``.

    Raises
    ------
    UserError
        It is not on this machine.
    """
    import torch

    there = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    if device == "auto":
        return next(name for name, is_there in there.items() if is_there)
    if not there[device.split(":")[0]]:
        others = ", ".join(repr(name) for name, is_there in there.items() if is_there)
        message = f"device is {device!r}, and PyTorch finds none. Choose 'auto' or {others}."
        raise UserError(message)
    return device


def choose_dtype(dtype: str, device: str) -> str:
    """Return the precision of the weights: for ``auto`` half of it where that is quick."""
    import torch

    if dtype != "auto":
        return dtype
    if device.startswith("cuda"):
        return "bfloat16" if torch.cuda.is_bf16_supported() else "float16"
    return "bfloat16" if device == "mps" else "float32"


def versions() -> dict[str, str]:
    """Return the versions of the packages that decide what a model writes."""
    return {package: version(package) for package in ("torch", "transformers")}


def load_engine(folder: ModelFolder, device: str, dtype: str) -> Engine:
    """Load a model that reads pictures and writes text.

    Raises
    ------
    UserError
        It does not read pictures, or the installed packages do not know it.
    DataError
        Its files do not go together.
    """
    _stay_offline()
    import torch

    import_torchvision()
    import transformers
    from transformers import AutoModelForImageTextToText, AutoProcessor

    transformers.utils.logging.disable_progress_bar()
    _check_kind(folder)
    try:
        processor = AutoProcessor.from_pretrained(folder.path, local_files_only=True)
        model = AutoModelForImageTextToText.from_pretrained(
            folder.path,
            local_files_only=True,
            use_safetensors=True,
            dtype=getattr(torch, dtype),
        )
    except ImportError as error:  # a package that one family of models alone needs
        message = f"{folder.name} needs a package that is not installed: {_first_line(error)}"
        raise UserError(message) from error
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError) as error:
        message = f"The model in {folder.path} cannot be loaded: {_first_line(error)}"
        raise DataError(message) from error
    _check_processor(folder, processor)
    model = model.to(device).eval()
    model.generation_config = _plain_generation(model, processor.tokenizer)
    longest = getattr(model.config.get_text_config(), "max_position_embeddings", None)
    return Engine(processor, model, longest)


def _stay_offline() -> None:
    """Make the hub's client fetch nothing in this process, imported already or not."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    from huggingface_hub import constants

    constants.HF_HUB_OFFLINE = True


def _check_kind(folder: ModelFolder) -> None:
    from transformers.models.auto.modeling_auto import (
        MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES as KNOWN,
    )

    kind = folder.config["model_type"]
    if kind not in KNOWN:
        message = (
            f"The model in {folder.path} is of type {kind!r}: transformers "
            f"{version('transformers')} knows no model of that type that reads pictures and writes "
            "text. Types that do: qwen2_5_vl, qwen3_vl, smolvlm, llava_onevision, and "
            f"{len(KNOWN) - 4} more. Choose such a model, or install a newer transformers."
        )
        raise UserError(message)


def _check_processor(folder: ModelFolder, processor: Any) -> None:
    if getattr(processor, "image_processor", None) is None:
        message = (
            f"The processor in {folder.path} ({type(processor).__name__}) takes no pictures. "
            "Get preprocessor_config.json and processor_config.json of the same model."
        )
        raise DataError(message)
    if not getattr(processor, "chat_template", None):
        message = (
            f"The processor in {folder.path} has no chat template: expected chat_template.jinja. "
            "Choose a model that was trained to follow instructions, or get that file."
        )
        raise DataError(message)


def _plain_generation(model: Any, tokenizer: Any) -> Any:
    """Return settings that add nothing of the model's own to how words are chosen."""
    from transformers import GenerationConfig

    own = model.generation_config
    ends = own.eos_token_id if own.eos_token_id is not None else tokenizer.eos_token_id
    pad = own.pad_token_id if own.pad_token_id is not None else tokenizer.pad_token_id
    if pad is None:
        pad = ends[0] if isinstance(ends, list) else ends
    return GenerationConfig(bos_token_id=own.bos_token_id, eos_token_id=ends, pad_token_id=pad)


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
