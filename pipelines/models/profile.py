"""What was found out about servers: how each is asked for JSON, remembered from run to run.

One small JSON file per server and model, written whole or not at all; any of them may be deleted,
and is found out again.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.plain_json import to_json
from graphs.storage.atomic import cannot_write, write_atomic
from pipelines.models.forms import Form, forms_of

if TYPE_CHECKING:
    from pipelines.models.providers import Place


class Profiles:
    """What is known about servers, in a folder.

    Parameters
    ----------
    folder
        Made when the first is remembered.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, where: Place, name: str) -> Path:
        """Return the file of a model at a server."""
        named = to_json([where.provider, where.url, name])
        return self.folder / f"{hashlib.sha256(named.encode()).hexdigest()[:16]}.json"

    def form(self, where: Place, name: str) -> Form | None:
        """Return how a model is asked for JSON; ``None`` where that is not known."""
        try:
            known = json.loads(self.path(where, name).read_bytes())["form"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return next((form for form in forms_of(where.speaks_openai) if form == known), None)

    def remember(self, where: Place, name: str, form: Form) -> None:
        """Keep how a model is asked for JSON.

        Raises
        ------
        UserError
            The folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        kept = {"provider": where.provider, "url": where.url, "model": name, "form": form}
        write_atomic(self.path(where, name), to_json(kept).encode())
