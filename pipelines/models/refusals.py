"""What an error of a client library means: whom it ends, whether to try again, and when."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx2
from pydantic_ai import exceptions as said

from pipelines.models.providers import Place

_SHOWN = 300
"""Letters of a server's own words that a message shows."""

LONGEST_RETRY_AFTER_S = 600.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request was not answered.

    Parameters
    ----------
    words
        For a person.
    again
        Whether the same request may be answered later.
    wait_s
        How long the server asked to wait; ``None`` if it did not say.
    ends_all
        Whether no question can be answered.
    """

    words: str
    again: bool = False
    wait_s: float | None = None
    ends_all: bool = False


def refusal(error: Exception, where: Place, name: str) -> Refusal:
    """Return what an error means; one that is nobody's refusal is raised again."""
    at = where.url or where.provider
    if any(isinstance(cause, httpx2.ConnectError) for cause in _causes(error)):
        words = f"No server answers at {at}. Is it running, and is the address right?"
        return Refusal(words, ends_all=True)
    if isinstance(error, said.ModelAuthenticationError):
        key = f"the key in {where.key_env}" if where.key_env else "the request without a key"
        return Refusal(f"{at} refuses {key}: {_own_words(error)}", ends_all=True)
    if isinstance(error, said.ModelNotFoundError):
        return Refusal(f"{at} has no model {name!r}: {_own_words(error)}", ends_all=True)
    if isinstance(error, said.ModelQuotaExceededError):
        return Refusal(f"{at}: nothing is left to spend: {_own_words(error)}", ends_all=True)
    if isinstance(error, said.ModelContextWindowExceededError):
        words = f"the question is longer than the model takes: {_own_words(error)}"
        return Refusal(f"{words}. Show fewer or smaller pictures")
    if isinstance(error, said.ModelTimeoutError):
        return Refusal(f"{at} did not answer in time", again=True)
    if isinstance(error, said.ModelHTTPError):
        return _http(error, at)
    if isinstance(error, said.ModelAPIError | httpx2.HTTPError):
        return Refusal(f"the connection to {at} broke: {_short(str(error))}", again=True)
    if isinstance(error, said.UnexpectedModelBehavior):
        return Refusal(f"{at} sent no answer that can be read: {_short(str(error))}", again=True)
    raise error


def _http(error: said.ModelHTTPError, at: str) -> Refusal:
    busy = error.status_code in (408, 409, 429) or error.status_code >= 500
    words = f"{at} answered {error.status_code}: {_own_words(error)}"
    return Refusal(words, again=busy, wait_s=retry_after_s(error.headers or {}) if busy else None)


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds a server asks to wait, up to `LONGEST_RETRY_AFTER_S`.

    It says so as a number or as a date; ``None`` if it does not say.
    """
    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    try:
        wait_s = float(text)
    except ValueError:
        try:
            wait_s = parsedate_to_datetime(text).timestamp() - time.time()
        except ValueError:
            return None
    return min(max(wait_s, 0.0), LONGEST_RETRY_AFTER_S)


def _own_words(error: Exception) -> str:
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, Mapping) else body
    text = inner.get("message", inner) if isinstance(inner, Mapping) else inner
    return _short(str(text or error))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
