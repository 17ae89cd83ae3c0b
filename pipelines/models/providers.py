"""Where chat models are: which client of pydantic-ai speaks to which server, and with which key."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from graphs.errors import UserError, missing_extra
from graphs.words import did_you_mean
from pipelines.models.offline import is_local
from pipelines.models.proxy import Proxy, proxy_for

if TYPE_CHECKING:
    import httpx2
    from pydantic_ai.models import Model as Client

NO_KEY = "no-key"
"""Sent to servers that want none; their client libraries insist on one."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A kind of server.

    Parameters
    ----------
    url
        Where it is if nobody says so; ``None``: it must be said, or the client library knows.
    key_env
        Environment variable with the key; ``None`` if it needs none.
    speaks_openai
        Whether it takes requests as OpenAI's chat completions do.
    home
        Where the client library asks if nobody says another address.
    """

    url: str | None
    key_env: str | None
    speaks_openai: bool = True
    home: str = ""


PROVIDERS: Mapping[str, Provider] = {
    "openai": Provider("https://api.openai.com/v1", "OPENAI_API_KEY"),
    "ollama": Provider("http://127.0.0.1:11434/v1", None),
    "vllm": Provider("http://127.0.0.1:8000/v1", None),
    "openai-compatible": Provider(None, None),
    "anthropic": Provider(None, "ANTHROPIC_API_KEY", False, "https://api.anthropic.com"),
    "google": Provider(None, "GEMINI_API_KEY", False, "https://generativelanguage.googleapis.com"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a model is asked.

    Parameters
    ----------
    provider
        One of `PROVIDERS`.
    url
        Base address, without credentials; ``""`` where the client library knows it.
    key_env
        Environment variable that the key is read from; ``None`` for none.
    """

    provider: str
    url: str
    key_env: str | None

    @property
    def speaks_openai(self) -> bool:
        """Whether it takes requests as OpenAI's chat completions do."""
        return PROVIDERS[self.provider].speaks_openai

    @property
    def is_here(self) -> bool:
        """Whether asking does not leave this machine."""
        return bool(self.url) and is_local(urlsplit(self.url).hostname)

    @property
    def proxy(self) -> Proxy | None:
        """The proxy that requests go through, as the environment says now."""
        return proxy_for(self.url or PROVIDERS[self.provider].home)

    def key(self) -> str:
        """Read the key from the environment.

        Raises
        ------
        UserError
            It is not there; the variable is named.
        """
        if self.key_env is None:
            return NO_KEY
        key = os.environ.get(self.key_env, "").strip()
        if not key:
            message = (
                f"A model of {self.provider} needs a key in the environment variable "
                f"{self.key_env}, and there is none. Set it, or name another with key_env."
            )
            raise UserError(message)
        return key


def place(provider: str, url: str | None, key_env: str | None) -> Place:
    """Return where a model is asked.

    Raises
    ------
    UserError
        The provider is not known, or the address is missing or has a key in it.
    """
    if provider not in PROVIDERS:
        message = (
            f"There is no provider {provider!r}{did_you_mean(provider, PROVIDERS)} "
            f"Known: {', '.join(PROVIDERS)}."
        )
        raise UserError(message)
    known = PROVIDERS[provider]
    address = url or known.url or ""
    if known.speaks_openai and not address:
        message = f'Provider {provider!r} needs an address: url = "http://127.0.0.1:8080/v1".'
        raise UserError(message)
    parts = urlsplit(address)
    if parts.username or parts.password or parts.query:
        message = (
            "The address of a model must hold neither user name nor key, for it is written into "
            "the records of runs. Put the key into an environment variable and name it: key_env."
        )
        raise UserError(message)
    return Place(provider, urlunsplit(parts).rstrip("/"), key_env or known.key_env)


def client(where: Place, name: str, http: httpx2.AsyncClient) -> Client:
    """Return the client of pydantic-ai for a model; requests go through `http`.

    Raises
    ------
    UserError
        The extra is not installed, or there is no key.
    """
    key = where.key()
    try:
        if where.provider == "anthropic":
            return _anthropic(where, name, key, http)
        if where.provider == "google":
            return _google(where, name, key, http)
        from openai import AsyncOpenAI
        from pydantic_ai.models.openai import OpenAIChatModel
        from pydantic_ai.providers.openai import OpenAIProvider
    except ImportError as error:
        what = "Asking a chat model"
        raise missing_extra(what, "models") from error
    openai = AsyncOpenAI(base_url=where.url, api_key=key, http_client=http, max_retries=0)
    return OpenAIChatModel(name, provider=OpenAIProvider(openai_client=openai))


def takes_temperature(client: Client) -> bool:
    """Whether a model can be told how much chance there is in its answers; newer ones cannot."""
    known: Mapping[str, Any] = client.profile
    if known.get("anthropic_disallows_sampling_settings", False):
        return False
    if not known.get("openai_supports_reasoning", False):
        return True
    efforts = known.get("openai_reasoning_efforts")
    can_rest = known.get("openai_supports_reasoning_effort_none", False)
    can_rest = can_rest if efforts is None else "none" in efforts
    return can_rest and not known.get("thinking_enabled_by_default", False)


def _anthropic(where: Place, name: str, key: str, http: httpx2.AsyncClient) -> Client:
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    said: dict[str, Any] = {"base_url": where.url} if where.url else {}
    anthropic = AsyncAnthropic(api_key=key, http_client=http, max_retries=0, **said)
    return AnthropicModel(name, provider=AnthropicProvider(anthropic_client=anthropic))


def _google(where: Place, name: str, key: str, http: httpx2.AsyncClient) -> Client:
    from pydantic_ai.models.google import GoogleModel
    from pydantic_ai.providers.google import GoogleProvider

    said: dict[str, Any] = {"base_url": where.url} if where.url else {}
    return GoogleModel(name, provider=GoogleProvider(api_key=key, http_client=http, **said))
