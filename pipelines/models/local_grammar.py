"""Answers that are held to a JSON schema while they are written, token by token.

xgrammar says which tokens a schema allows next. What it allows beyond JSON is taken away here: raw
control characters in strings of limited length, and halves of characters (a lone surrogate, as
bytes or as an escape), which no file can hold.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.models.contract import Question

_CACHE_BYTES = 64 * 2**20
_SPACE = 0x20
_SURROGATE_LEAD, _SURROGATE_NEXT = 0xED, 0xA0
"""In UTF-8, ED A0 to ED BF begin what is no character."""


class Vocabulary:
    """The tokens of a model, and which of them can stand where in JSON.

    Parameters
    ----------
    tokenizer
        Of the model.
    size
        Of the model's output, which may be larger than the tokenizer.
    ends
        Tokens that end an answer.
    """

    def __init__(self, tokenizer: Any, size: int, ends: Sequence[int]) -> None:
        import torch
        import xgrammar

        self.tokenizer, self.size = tokenizer, size
        info = xgrammar.TokenizerInfo.from_huggingface(
            tokenizer, vocab_size=size, stop_token_ids=list(ends)
        )
        self._compiler = xgrammar.GrammarCompiler(info, cache_limit_bytes=_CACHE_BYTES)
        self.bytes: list[bytes] = info.decoded_vocab
        lead = bytes([_SURROGATE_LEAD])

        def tokens(which: Any) -> Any:
            return torch.tensor([which(one) for one in self.bytes], dtype=torch.bool)

        self._never = tokens(lambda one: any(byte < _SPACE for byte in one) or b"\\u" in one)
        self._after = {
            lead: self._never | tokens(lambda one: one[:1] >= bytes([_SURROGATE_NEXT])),
            b"\\": self._never | tokens(lambda one: one[:1] == b"u"),
        }

    def matcher(self, schema: Mapping[str, object]) -> Any:
        """Return what follows an answer to a schema, from its beginning.

        Fields come in the order of the schema.
        """
        import xgrammar

        grammar = self._compiler.compile_json_schema(json.dumps(schema), any_whitespace=False)
        return xgrammar.GrammarMatcher(grammar, terminate_without_stop_token=True)

    def allowed(self, matcher: Any, before: int | None) -> Any:
        """Return which tokens may come next, after a token; bool, shape (size,)."""
        import torch
        import xgrammar

        packed = xgrammar.allocate_token_bitmask(1, self.size)
        matcher.fill_next_token_bitmask(packed)
        bits = torch.arange(32, dtype=torch.int32)
        by_grammar = ((packed[0, :, None] >> bits) & 1).bool().flatten()[: self.size]
        last = self.bytes[before][-1:] if before is not None else b""
        writable = by_grammar & ~self._after.get(last, self._never)
        # the escape of a name in the schema may be the only way on
        return writable if writable.any() else by_grammar


@dataclass
class Writing:
    """An answer while it is written.

    Parameters
    ----------
    question
        What it answers.
    matcher
        Of `Vocabulary.matcher`.
    temperature
        Of the sampling; 0 always takes the likeliest token.
    seed
        Of the sampling, beside the question itself.
    """

    question: Question
    matcher: Any
    temperature: float
    seed: int
    tokens: list[int] = field(default_factory=list)
    _noise: Any = None

    @property
    def is_whole(self) -> bool:
        """Whether the answer has come to its end."""
        return bool(self.matcher.is_terminated())

    @property
    def is_done(self) -> bool:
        """Whether nothing more is written."""
        return self.is_whole or len(self.tokens) >= self.question.max_tokens

    def text(self, tokenizer: Any) -> str:
        """Return what was written."""
        decoded: str = tokenizer.decode(
            self.tokens, skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return decoded

    def scores(self, vocabulary: Vocabulary, scores: Any) -> Any:
        """Return scores of which the highest is the token to take; shape (size,).

        Notes
        -----
        Adding Gumbel noise to scores and taking the highest is sampling from their softmax (Gumbel
        1954). Each question has its own noise, so it does not matter what is asked beside it.
        """
        import torch

        before = self.tokens[-1] if self.tokens else None
        allowed = vocabulary.allowed(self.matcher, before).to(scores.device)
        if self.temperature > 0:
            if self._noise is None:
                digest = hashlib.sha256(f"{self.seed} {self.question.digest}".encode()).digest()
                self._noise = torch.Generator().manual_seed(int.from_bytes(digest[:7], "big"))
            uniform = torch.rand(len(scores), generator=self._noise, dtype=torch.float64)
            gumbel = -torch.log(-torch.log(uniform.clamp(1e-300, 1 - 1e-16)))
            scores = scores / self.temperature + gumbel.to(scores.device, scores.dtype)
        return scores.masked_fill(~allowed, float("-inf"))

    def take(self, token: int) -> None:
        """Write one token."""
        if not self.matcher.accept_token(token):
            message = f"token {token} was chosen, which the schema does not allow"
            raise ValueError(message)
        self.tokens.append(token)


@dataclass(frozen=True, slots=True)
class Hold:
    """A logits processor of transformers: keeps answers that are written together to their schemas.

    Parameters
    ----------
    vocabulary
        Of the model.
    writings
        In the order of the batch.
    """

    vocabulary: Vocabulary
    writings: Sequence[Writing]

    def __call__(self, input_ids: Any, scores: Any) -> Any:  # noqa: ARG002 - as transformers calls
        """Return scores of shape (batch, tokens) with what is not allowed at minus infinity."""
        import torch

        rows = [
            row if writing.is_done else writing.scores(self.vocabulary, row)
            for writing, row in zip(self.writings, scores, strict=True)
        ]
        return torch.stack(rows)


@dataclass(frozen=True, slots=True)
class Follow:
    """A stopping criterion of transformers: notes what was written, and says which have ended.

    Parameters
    ----------
    writings
        In the order of the batch.
    """

    writings: Sequence[Writing]

    def __call__(self, input_ids: Any, *_: Any, **__: Any) -> Any:
        """Return which answers have ended; bool, shape (batch,)."""
        import torch

        for writing, token in zip(self.writings, input_ids[:, -1].tolist(), strict=True):
            if not writing.is_done:
                writing.take(token)
        ended = [writing.is_done for writing in self.writings]
        return torch.tensor(ended, device=input_ids.device)
