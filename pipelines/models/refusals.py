"""What an error of a client library means: whom it ends, whether to try again, and when."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Any

import httpx2
from pydantic_ai import exceptions as said

from graphs.errors import WorkbenchError
from pipelines.models.providers import Place

_SHOWN = 300
"""Letters of a server's own words that a message shows."""

LONGEST_RETRY_AFTER_S = 600.0

_BUSY = frozenset({408, 409, 425, 429, 503, 529})
_MAY_BE_ABOUT_FORM = frozenset({400, 422, 500, 501})
_ABOUT_FORM = re.compile(
    r"response.?format|json.?schema|json.?object|structured output|output.?config|output.?format"
    r"|response.?mime|grammar|\bschemas?\b|json mode",
    re.IGNORECASE,
)
_TOO_LONG = re.compile(
    r"context (length|size|window)|maximum (model|context) length|max_model_len|prompt is too long"
    r"|exceeds the maximum number of tokens|exceed_context_size",
    re.IGNORECASE,
)
_KEY_REFUSED = re.compile(r"api.?key not valid|invalid.?api.?key|api_key_invalid", re.IGNORECASE)
_FILTERED = re.compile(
    r"content_filter|content management policy|content policy|flagged", re.IGNORECASE
)

_NOT_SENT = (WorkbenchError, httpx2.ConnectError, httpx2.ProxyError)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request was not answered.

    Parameters
    ----------
    words
        For a person.
    again
        Whether the same request may be answered later.
    busy
        Whether that is because the server has too much to do, or cannot be heard.
    wait_s
        How long the server asked to wait; ``None`` if it did not say.
    ends_all
        Whether no question can be answered.
    about_form
        Whether it is the way in which JSON was asked for that the server does not take.
    """

    words: str
    again: bool = False
    busy: bool = False
    wait_s: float | None = None
    ends_all: bool = False
    about_form: bool = False


def refusal(error: Exception, where: Place, name: str) -> Refusal:
    """Return what an error means; one that is nobody's refusal is raised again.

    Raises
    ------
    WorkbenchError
        The request was stopped on this machine: it is offline, or the ledger cannot be written.
    """
    ours = next((one for one in _causes(error) if isinstance(one, WorkbenchError)), None)
    if ours is not None:
        raise ours
    at = where.url or where.provider
    if any(isinstance(cause, httpx2.ConnectError) for cause in _causes(error)):
        words = f"No server answers at {at}. Is it running, and is the address right?"
        return Refusal(words, ends_all=True)
    if isinstance(error, said.UserError):  # of the client library: it knows that the model cannot
        return Refusal(f"{name!r} is not asked so: {_short(str(error))}", about_form=True)
    if isinstance(error, said.ModelTimeoutError | said.ModelRequestTimeout):
        return Refusal(f"{at} did not answer in time", again=True, busy=True)
    unread = any(isinstance(cause, json.JSONDecodeError) for cause in _causes(error))
    if isinstance(error, said.ModelAPIError) and not unread:
        return _refused(error, where, name)
    if isinstance(error, httpx2.HTTPError):
        return _broken(error, at)
    known = said.UnexpectedModelBehavior | LookupError | AttributeError | ValueError
    if unread or isinstance(error, known):
        words = f"{at} sent no answer that can be read: {type(error).__name__}: {error}"
        return Refusal(_short(words), again=True)
    raise error


def _broken(error: Exception, at: str) -> Refusal:
    return Refusal(f"the connection to {at} broke: {_short(str(error))}", again=True, busy=True)


def _refused(error: said.ModelAPIError, where: Place, name: str) -> Refusal:
    """Return what an error that a server sent means."""
    at, own = where.url or where.provider, _own_words(error)
    status = error.status_code if isinstance(error, said.ModelHTTPError) else None
    key_is_wrong = status == 400 and _KEY_REFUSED.search(own)  # as Google says it
    if key_is_wrong or isinstance(error, said.ModelAuthenticationError):
        key = f"the key in {where.key_env}" if where.key_env else "the request without a key"
        return Refusal(f"{at} refuses {key}: {own}", ends_all=True)
    if isinstance(error, said.ModelQuotaExceededError):
        return Refusal(f"{at}: nothing is left to spend: {own}", ends_all=True)
    if isinstance(error, said.ModelContextWindowExceededError) or (
        status in (400, 413, 422, 500) and _TOO_LONG.search(own)
    ):
        words = f"the question is longer than the model takes: {own}"
        advice = "Show fewer or smaller pictures, or start the server with a longer context"
        return Refusal(f"{words.rstrip('.')}. {advice}")
    if status in (400, 403, 422) and _FILTERED.search(f"{error.provider_error_code} {own}"):
        return Refusal(f"the provider refused to answer (content filter): {own}")
    if status in _MAY_BE_ABOUT_FORM and _ABOUT_FORM.search(own):
        return Refusal(f"{at} answered {status}: {own}", about_form=True)
    if isinstance(error, said.ModelNotFoundError):
        return Refusal(f"{at} has no model {name!r}: {own}", ends_all=True)
    return (
        _broken(error, at)
        if status is None
        else _http(error, status, f"{at} answered {status}: {own}")
    )


def _http(error: said.ModelAPIError, status: int, words: str) -> Refusal:
    busy = status in _BUSY
    again = busy or status >= 500
    wait_s = retry_after_s(getattr(error, "headers", None) or {}, error.retry_after)
    return Refusal(words, again=again, busy=busy, wait_s=wait_s if again else None)


def retry_after_s(headers: Mapping[str, str], read_s: float | None = None) -> float | None:
    """Return how many seconds a server asks to wait, up to `LONGEST_RETRY_AFTER_S`.

    Parameters
    ----------
    headers
        Of its answer, in lower case; ``retry-after`` is a number or a date.
    read_s
        What the client library read elsewhere, where the header does not say.

    Returns
    -------
    float or None
        ``None`` if it does not say.
    """
    wait_s = _seconds(headers.get("retry-after", "").strip())
    wait_s = read_s if wait_s is None else wait_s
    if wait_s is None or not isfinite(wait_s):
        return None
    return min(max(wait_s, 0.0), LONGEST_RETRY_AFTER_S)


def _seconds(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(text).timestamp() - time.time()
    except ValueError:
        return None


def was_refused_free(error: BaseException) -> bool:
    """Whether a request that failed certainly cost nothing.

    It did not leave this machine, or the server answered that it failed. Where the answer is lost,
    it may have been written, and charged.
    """
    if isinstance(error, said.ModelHTTPError | said.UserError):
        return True
    return any(isinstance(one, _NOT_SENT) for one in _causes(error))


def _own_words(error: said.ModelAPIError) -> str:
    body = error.body
    inner: Any = body.get("error", body) if isinstance(body, Mapping) else body
    text = inner.get("message", inner) if isinstance(inner, Mapping) else inner
    return _short(str(text or error))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what led to it, also where several stand in one."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from _causes(one)
        error = error.__cause__ or error.__context__
