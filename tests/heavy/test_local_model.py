"""Models that see, on this machine: any family, held to the schema, off the network.

The models are tiny and have random weights (`local_tiny`), so answers mean nothing; that they fit
their schema, come out the same again and cost what is said can be told all the same. Pictures are
frames of the sample video.
"""

from __future__ import annotations

import io
import json
import math
import shutil
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import local_tiny
import pytest
import torch
from local_questions import SCHEMA, SIDE, ask, json_object, question, texts
from PIL import Image as Pillow

from graphs.errors import BudgetReached, DataError, ModelError, UserError
from pipelines.models.budget import Budget, Meter
from pipelines.models.contract import Answer, get_model
from pipelines.models.json_schema import faults
from pipelines.models.local import LocalModel
from pipelines.models.local_grammar import Vocabulary, Writing
from pipelines.models.local_prompt import make_prompt, takes_system
from pipelines.models.reading import DoesNotFit, read_answer

pytestmark = pytest.mark.heavy


def resident_mb() -> float:
    """Return the memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One model of each family."""
    folder = tmp_path_factory.mktemp("models")
    for name, save in local_tiny.FAMILIES.items():
        save(folder / name)
    return {name: folder / name for name in local_tiny.FAMILIES}


@pytest.fixture(scope="module", params=list(local_tiny.FAMILIES))
def model(request: pytest.FixtureRequest, folders: dict[str, Path]) -> LocalModel:
    """A model, loaded once."""
    made = get_model("local", folder=str(folders[request.param]), device="cpu")
    assert isinstance(made, LocalModel)
    return made


@pytest.fixture(scope="module")
def seeing(folders: dict[str, Path]) -> LocalModel:
    """A model of one family, where one is enough."""
    return LocalModel(str(folders["qwen2_5_vl"]), device="cpu")


@pytest.fixture
def altered(folders: dict[str, Path], tmp_path: Path) -> Path:
    """A copy of a model, to damage."""
    return Path(shutil.copytree(folders["llava_onevision"], tmp_path / "tiny"))


@pytest.fixture(autouse=True)
def no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test open a socket, not even one on this machine."""

    def refuse(self: socket.socket, *_: Any, **__: Any) -> None:
        pytest.fail("a socket was opened")

    monkeypatch.setattr(socket.socket, "__init__", refuse)


def test_every_answer_fits(model: LocalModel, measured: Callable[[str], None]) -> None:
    wild = replace_temperature(model, 4.0)  # nearly any token: whatever the schema lets through
    started = time.perf_counter()
    answers = ask(model, [question(n) for n in range(12)])
    seconds = time.perf_counter() - started
    answers += ask(wild, [question(n, sample=1) for n in range(12)])
    for text, one in zip(texts(answers), answers, strict=True):
        assert faults(json.loads(text), SCHEMA) == []
        assert one.data == json.loads(text)
        assert list(one.data) == list(SCHEMA["properties"])  # in the order of the schema
        json.dumps(one.data, ensure_ascii=False).encode()  # can be kept: no half of a character
    tokens = sum(one.usage.output_tokens for one in answers[:12])
    measured(
        f"{model.folder.name}: {len(answers)} of {len(answers)} answers fit; "
        f"{60 * 12 / seconds:.0f} answers and {60 * tokens / seconds:.0f} tokens a minute"
    )


def replace_temperature(model: LocalModel, temperature: float) -> LocalModel:
    """Return a model that samples its repetitions otherwise."""
    return LocalModel(str(model.folder.path), device="cpu", repeat_temperature=temperature)


def test_without_the_schema_no_answer_fits(model: LocalModel) -> None:
    """The known-wrong case: the same model, asked the same, writes no JSON by itself."""
    engine = model._engine
    fitting = 0
    for number in range(6):
        inputs = make_prompt(engine.processor, [question(number)], system=True).inputs
        with torch.inference_mode():
            written = engine.model.generate(**inputs, max_new_tokens=60, do_sample=False)
        text = engine.processor.tokenizer.decode(written[0, inputs["input_ids"].shape[1] :])
        try:
            read_answer(text, SCHEMA)
            fitting += 1
        except DoesNotFit:
            pass
    assert fitting == 0


def test_the_same_question_has_the_same_answer_and_repetitions_differ(model: LocalModel) -> None:
    wild = replace_temperature(model, 2.0)
    samples = [question(3, sample=sample) for sample in (0, 0, 1, 2, 1)]
    first, again, one, two, one_again = texts(ask(wild, samples))
    assert first == again
    assert one == one_again
    assert len({first, one, two}) == 3
    other_seed = LocalModel(str(model.folder.path), repeat_temperature=2.0, seed=7, device="cpu")
    assert texts(ask(other_seed, samples[2:3])) != [one]
    fresh = replace_temperature(model, 2.0)  # loaded again
    assert texts(ask(fresh, samples[2:4])) == [one, two]


def test_side_by_side_is_as_one_by_one(model: LocalModel) -> None:
    """Filling up shorter questions changes sums in the last digits only, on a processor."""
    asked = [question(n, sample=n % 2) for n in range(5)]
    beside = LocalModel(str(model.folder.path), device="cpu", batch=3)
    alone, together = ask(model, asked), ask(beside, asked)
    assert len({answer.usage.input_tokens for answer in alone}) > 1  # they are filled up
    assert texts(together) == texts(alone)
    for one, other in zip(alone, together, strict=True):
        assert replace(one.usage, seconds=0) == replace(other.usage, seconds=0)


def test_what_is_seen_decides(model: LocalModel) -> None:
    """Pictures reach the model, in their order: others lead to other scores."""
    engine = model._engine
    asked = question(4)
    shuffled = replace(asked, images=asked.images[::-1])
    black = io.BytesIO()
    Pillow.new("RGB", (SIDE, SIDE)).save(black, "PNG")
    nothing = [replace(one, data=black.getvalue(), media_type="image/png") for one in asked.images]
    scores = []
    for one in (asked, shuffled, replace(asked, images=tuple(nothing))):
        inputs = make_prompt(engine.processor, [one], system=True).inputs
        with torch.inference_mode():
            scores.append(engine.model(**inputs).logits[0, -1])
    assert (scores[0] - scores[1]).abs().max() > 1e-4
    assert (scores[0] - scores[2]).abs().max() > 1e-4


def test_usage_is_counted_in_tokens_of_the_model(seeing: LocalModel) -> None:
    (answer,) = ask(seeing, [question(2)])
    tokenizer = seeing._engine.processor.tokenizer
    assert answer.usage.requests == 1
    assert answer.usage.images == 6
    # pictures of 112 x 112: 4 x 4 patches of 28 x 28, after merging
    prompt = make_prompt(seeing._engine.processor, [question(2)], system=True)
    image = tokenizer.convert_tokens_to_ids("<|image_pad|>")
    assert int((prompt.inputs["input_ids"] == image).sum()) == 6 * 16
    assert answer.usage.input_tokens == prompt.inputs["input_ids"].shape[1]
    assert answer.usage.output_tokens >= len(tokenizer.encode(answer.text))
    assert answer.usage.seconds > 0


def test_a_question_without_pictures_may_stand_between(seeing: LocalModel) -> None:
    beside = LocalModel(str(seeing.folder.path), device="cpu", batch=4)
    asked = [question(0), replace(question(1), images=()), question(2), question(3)]
    answers = ask(beside, asked)
    assert texts(answers) == texts(ask(seeing, asked))
    assert [answer.usage.images for answer in answers] == [4, 0, 6, 7]


def test_memory_stays_flat(seeing: LocalModel, measured: Callable[[str], None]) -> None:
    """Keeping the tensors of a clip would show: 80 clips of 1 to 2 MB of pictures and states."""
    ask(seeing, [question(n) for n in range(20)])
    before = resident_mb()
    started = time.perf_counter()
    for number in range(20, 100):
        texts(ask(seeing, [question(number)]))
    grown, seconds = resident_mb() - before, time.perf_counter() - started
    measured(
        f"memory after 20 clips {before:.0f} MB, after 100 {before + grown:.0f} MB; "
        f"{80 * 60 / seconds:.0f} clips a minute"
    )
    assert grown < 40


def test_a_budget_ends_it_and_what_fits_is_answered(seeing: LocalModel) -> None:
    beside = LocalModel(str(seeing.folder.path), device="cpu", batch=3)
    asked = [question(n) for n in range(5)]
    heard: dict[int, Any] = {}
    meter = Meter(Budget(calls=4))
    with pytest.raises(BudgetReached, match="4 calls"):
        beside.ask(asked, lambda place, found: heard.update({place: found}), meter)
    assert sorted(heard) == [0, 1, 2, 3]
    assert meter.spent.requests == 4
    # so many tokens that two questions fit at a time, but all of them one after the other
    used = sum(a.usage.input_tokens + a.usage.output_tokens for a in ask(seeing, asked))
    narrow = Meter(Budget(tokens=used + 600))
    assert texts(ask(beside, asked, narrow)) == texts(ask(seeing, asked))
    assert narrow.spent.input_tokens + narrow.spent.output_tokens == used


def test_what_does_not_fit_into_the_model_fails_alone(seeing: LocalModel) -> None:
    asked = [question(0, max_tokens=5), question(1, max_tokens=8000), question(2)]
    cut, long, whole = ask(seeing, asked)
    assert str(cut) == "event 0: the answer was cut off after 5 tokens; raise max_tokens"
    assert "takes 8192 together. Show fewer or smaller pictures" in str(long)
    assert isinstance(whole, Answer)


@pytest.mark.parametrize("name", ['the "big" mouse', "C:\\users", "Mäuschen 鼠 😀", "two\nlines"])
def test_any_name_of_a_project_can_be_written(seeing: LocalModel, name: str) -> None:
    asked = replace(question(0), schema=json_object(who={"type": "string", "enum": [name]}))
    (answer,) = ask(seeing, [asked])
    assert answer.data == {"who": name}


def test_half_a_character_cannot_be_written(seeing: LocalModel) -> None:
    vocabulary = seeing._vocabulary
    assert isinstance(vocabulary, Vocabulary)
    matcher = vocabulary.matcher(json_object(words={"type": "string", "maxLength": 9}))
    numbers = {text: number for number, text in enumerate(vocabulary.bytes)}
    for byte in b'{"words": "':
        assert matcher.accept_token(numbers[bytes([byte])])
    inside = vocabulary.allowed(matcher, numbers[b'"'])
    assert inside[numbers[b"m"]]
    assert not inside[numbers[b"\n"]]
    assert matcher.accept_token(numbers[b"\xed"])  # leads U+D000 to U+DFFF; from D800 half ones
    after = vocabulary.allowed(matcher, numbers[b"\xed"])
    assert after[numbers[b"\x9f"]]
    assert not after[numbers[b"\xa0"]]


def test_identity_follows_the_files_and_the_settings(altered: Path, tmp_path: Path) -> None:
    here = LocalModel(str(altered), device="cpu").identity
    assert (here.kind, here.name) == ("local", "tiny")
    assert here.settings["dtype"] == "float32"
    assert here.settings["device"] == "cpu"
    moved = shutil.copytree(altered, tmp_path / "elsewhere" / "tiny")
    assert LocalModel(str(moved), device="cpu").identity == here
    others = [
        LocalModel(str(altered), device="cpu", **said).identity
        for said in ({"temperature": 0.5}, {"seed": 1}, {"dtype": "bfloat16"})
    ]
    template = moved / "chat_template.jinja"
    template.write_text(template.read_text() + " ")
    others.append(LocalModel(str(moved), device="cpu").identity)
    weights = altered / "model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1  # as fine tuning does, if little
    data[len(data) // 2] ^= 1
    weights.write_bytes(data)
    others.append(LocalModel(str(altered), device="cpu").identity)
    assert len({here.digest, *(other.digest for other in others)}) == 6


def test_half_precision_answers_too(altered: Path) -> None:
    (answer,) = ask(LocalModel(str(altered), device="cpu", dtype="bfloat16"), [question(0)])
    assert isinstance(answer, Answer)


def test_a_template_without_a_place_for_instructions(altered: Path) -> None:
    template = altered / "chat_template.jinja"
    text = template.read_text()
    refuses = (
        "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system') }}{% endif %}"
    )
    drops = text.replace("in messages %}", "in messages if message['role'] != 'system' %}")
    assert drops != text
    for changed in (refuses + text, drops):
        template.write_text(changed)
        model = LocalModel(str(altered), device="cpu")
        processor = model._engine.processor
        assert not takes_system(processor)
        assert isinstance(ask(model, [question(0)])[0], Answer)
        numbers = make_prompt(processor, [question(0)], system=False).inputs["input_ids"][0]
        assert "You look at two mice" in processor.tokenizer.decode(numbers)


def test_a_model_that_reads_text_only_is_refused(altered: Path, tmp_path: Path) -> None:
    from transformers import LlamaConfig, LlamaForCausalLM

    made = local_tiny.tokenizer()
    config = LlamaConfig(
        vocab_size=len(made), hidden_size=32, intermediate_size=64, num_hidden_layers=1,
        num_attention_heads=2,
    )  # fmt: skip
    folder = tmp_path / "text"
    LlamaForCausalLM(config).save_pretrained(folder)
    made.save_pretrained(folder)
    with pytest.raises(UserError, match=r"type 'llama'; one without a processor reads text only"):
        LocalModel(str(folder))
    shutil.copy(altered / "processor_config.json", folder)
    model = LocalModel(str(folder), device="cpu")
    with pytest.raises(UserError, match=r"'llama': transformers .* reads pictures"):
        ask(model, [question(0)])


def test_files_that_do_not_go_together_are_said(altered: Path, folders: dict[str, Path]) -> None:
    template = altered / "chat_template.jinja"
    kept = template.read_text()
    template.unlink()
    with pytest.raises(DataError, match=r"no chat template: expected chat_template\.jinja"):
        ask(LocalModel(str(altered), device="cpu"), [question(0)])
    template.write_text(kept)
    shutil.copy(folders["smolvlm"] / "tokenizer.json", altered)
    shutil.copy(folders["smolvlm"] / "processor_config.json", altered)
    with pytest.raises((DataError, ModelError), match=r"cannot be loaded|do its files go together"):
        ask(LocalModel(str(altered), device="cpu"), [question(0)])


def test_a_name_that_is_not_in_the_cache_says_what_to_get(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(UserError) as said:
        LocalModel("HuggingFaceTB/SmolVLM-256M-Instruct")
    assert "https://huggingface.co/HuggingFaceTB/SmolVLM-256M-Instruct/tree/main" in str(said.value)
    assert "*.safetensors" in str(said.value)
    assert "Nothing is fetched" in str(said.value)


def test_a_device_that_is_not_there_is_said(altered: Path) -> None:
    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    with pytest.raises(
        UserError, match=r"'cuda:1', and PyTorch finds none\. Choose 'auto' or 'cpu'"
    ):
        _ = LocalModel(str(altered), device="cuda:1").identity


def test_sampling_follows_the_scores(seeing: LocalModel) -> None:
    """Of two words of which the first is likelier by a factor of e, it is written in 73 %."""
    schema = json_object(a={"type": "boolean"})
    vocabulary = seeing._vocabulary
    numbers = {text: number for number, text in enumerate(vocabulary.bytes)}
    asked = replace(question(0), schema=schema)
    scores = torch.zeros(vocabulary.size)
    scores[numbers[b"t"]] = 2.0  # at temperature 2 one more than "f"
    first = 0
    for sample in range(1, 401):
        writing = Writing(replace(asked, sample=sample), vocabulary.matcher(schema), 2.0, 0)
        for byte in b'{"a": ':
            writing.take(numbers[bytes([byte])])
        chosen = vocabulary.bytes[int(writing.scores(vocabulary, scores).argmax())]
        assert chosen in (b"t", b"f")
        first += chosen == b"t"
    expected = 1 / (1 + math.exp(-1))
    assert abs(first / 400 - expected) < 4 * math.sqrt(expected * (1 - expected) / 400)
