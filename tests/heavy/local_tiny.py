"""Tiny models that see, with random weights, saved in folders as real ones are.

What they write means nothing; all of the way from pictures to an answer is walked. Their tokenizer
is trained on the spot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch

from pipelines.tracks.dlc.torchvision_ops import import_torchvision

import_torchvision()  # before transformers looks for it

from tokenizers import Tokenizer, decoders, pre_tokenizers, trainers  # noqa: E402
from tokenizers.models import BPE  # noqa: E402
from transformers import (  # noqa: E402
    AutoModelForImageTextToText,
    LlavaOnevisionConfig,
    LlavaOnevisionImageProcessor,
    LlavaOnevisionProcessor,
    LlavaOnevisionVideoProcessor,
    PreTrainedTokenizerFast,
    Qwen2_5_VLConfig,
    Qwen2_5_VLProcessor,
    Qwen2VLImageProcessor,
    Qwen2VLVideoProcessor,
    SmolVLMConfig,
    SmolVLMImageProcessor,
    SmolVLMProcessor,
    SmolVLMVideoProcessor,
)

WORDS = [
    'You look at mice and answer with one JSON object: {"claims": [{"subject": "mouse_1", ',
    '"predicate": "chase", "object": null, "confidence": 0.9}]} Picture 2, crop, 12.400 s',
    "mouse_1 follows mouse_2 along the wall of the arena, rears, grooms, sniffs, rests, mounts",
]
HIDDEN, LAYERS = 64, 2
_TEXT: Mapping[str, Any] = {
    "hidden_size": HIDDEN,
    "intermediate_size": 128,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 8192,
    "tie_word_embeddings": False,
}
_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{% for part in message['content'] %}{% if part['type'] == 'image' %}PICTURE"
    "{% else %}{{ part['text'] }}{% endif %}{% endfor %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def tokenizer(*special: str, **named: str) -> PreTrainedTokenizerFast:
    """Return a byte-level tokenizer of 600 tokens and some special ones."""
    made = Tokenizer(BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    all_special = ["<pad>", "<|im_start|>", "<|im_end|>", *special, *named.values()]
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        special_tokens=all_special,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    made.train_from_iterator(WORDS * 2, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=made,
        pad_token="<pad>",
        bos_token="<|im_start|>",
        eos_token="<|im_end|>",
        additional_special_tokens=[*special, *named.values()],
        extra_special_tokens=dict(named),
        model_input_names=["input_ids", "attention_mask"],
    )


def _numbers(made: PreTrainedTokenizerFast, **named: str) -> dict[str, int]:
    numbers = {name: made.convert_tokens_to_ids(token) for name, token in named.items()}
    return {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0, **numbers}


def smolvlm(folder: Path) -> None:
    """Save a SmolVLM: pictures as tiles of 32 pixels, a few tokens each."""
    image, mark = "<image>", "<fake_token_around_image>"
    glob = "<global-img>"
    made = tokenizer(
        "<end_of_utterance>", image_token=image, fake_image_token=mark, global_image_token=glob
    )
    size = {"longest_edge": 64}
    tile = {"longest_edge": 32}
    processor = SmolVLMProcessor(
        SmolVLMImageProcessor(size=size, max_image_size=tile, do_image_splitting=True),
        made,
        SmolVLMVideoProcessor(size=size, max_image_size=tile, fps=1, num_frames=4),
        image_seq_len=4,
        chat_template=_TEMPLATE.replace("PICTURE", image),
    )
    config = SmolVLMConfig(
        text_config={"model_type": "llama", "vocab_size": len(made), **_TEXT, **_numbers(made)},
        vision_config={
            "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2,
            "num_attention_heads": 2, "image_size": 32, "patch_size": 8,
        },
        scale_factor=2,
        **_numbers(made, image_token_id=image),
    )  # fmt: skip
    _save(folder, config, processor)


def qwen(folder: Path) -> None:
    """Save a Qwen2.5-VL: pictures of any shape, as many tokens as they have patches."""
    image, video = "<|image_pad|>", "<|video_pad|>"
    start, stop = "<|vision_start|>", "<|vision_end|>"
    made = tokenizer(start, stop, image_token=image, video_token=video)
    pixels = {"shortest_edge": 28 * 28, "longest_edge": 16 * 28 * 28}
    processor = Qwen2_5_VLProcessor(
        Qwen2VLImageProcessor(size=pixels),
        made,
        Qwen2VLVideoProcessor(size=pixels),
        chat_template=_TEMPLATE.replace("PICTURE", f"{start}{image}{stop}"),
    )
    numbers = _numbers(
        made, image_token_id=image, video_token_id=video,
        vision_start_token_id=start, vision_end_token_id=stop,
    )  # fmt: skip
    config = Qwen2_5_VLConfig(
        text_config={
            "vocab_size": len(made), **_TEXT, "bos_token_id": 1, "eos_token_id": 2,
            "rope_scaling": {"type": "mrope", "mrope_section": [2, 3, 3]},
        },
        vision_config={
            "depth": 2, "hidden_size": 32, "intermediate_size": 64, "num_heads": 2,
            "out_hidden_size": HIDDEN, "window_size": 56, "fullatt_block_indexes": [1],
        },
        **numbers,
    )  # fmt: skip
    _save(folder, config, processor)


def llava(folder: Path) -> None:
    """Save a LLaVA-OneVision: a SigLIP that sees, a Qwen2 that writes."""
    image, video = "<image>", "<video>"
    made = tokenizer(image_token=image, video_token=video)
    size = {"height": 32, "width": 32}
    processor = LlavaOnevisionProcessor(
        LlavaOnevisionImageProcessor(size=size, image_grid_pinpoints=[[32, 32], [32, 64]]),
        made,
        LlavaOnevisionVideoProcessor(size=size),
        num_image_tokens=16,
        vision_feature_select_strategy="full",
        chat_template=_TEMPLATE.replace("PICTURE", image),
    )
    config = LlavaOnevisionConfig(
        text_config={"model_type": "qwen2", "vocab_size": len(made), **_TEXT},
        vision_config={
            "model_type": "siglip_vision_model", "hidden_size": 32, "intermediate_size": 64,
            "num_hidden_layers": 2, "num_attention_heads": 2, "image_size": 32, "patch_size": 8,
            "vision_use_head": False,
        },
        image_grid_pinpoints=[[32, 32], [32, 64]],
        **_numbers(made, image_token_index=image, video_token_index=video),
    )  # fmt: skip
    _save(folder, config, processor)


FAMILIES: Mapping[str, Callable[[Path], None]] = {
    "smolvlm": smolvlm,
    "qwen2_5_vl": qwen,
    "llava_onevision": llava,
}


def _save(folder: Path, config: Any, processor: Any) -> None:
    torch.manual_seed(0)
    model = AutoModelForImageTextToText.from_config(config)
    with torch.no_grad():  # wide enough that what is seen and asked decides what is written
        model.get_output_embeddings().weight.normal_(std=0.5)
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
