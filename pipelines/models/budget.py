"""Budgets in calls, tokens and money, and the meter that keeps to them.

A request is only made if the most that it can cost fits into what is left, so a budget is never
exceeded as far as that bound holds (see `pipelines.models.estimate`).
"""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from graphs.errors import BudgetReached, UserError
from pipelines.models.contract import Gate, Outgoing, Usage

if TYPE_CHECKING:
    from pipelines.models.ledger import Ledger

_BETWEEN = re.compile(r";|(?<=[A-Za-z]),|(?<=[A-Za-z]\s),")
_AMOUNT = re.compile(r"\s*([0-9.,_eE+]+)\s*([A-Za-z]+)\s*")


@dataclass(frozen=True, slots=True)
class Price:
    """What a model costs.

    Parameters
    ----------
    model
        Its name; ``*`` stands for anything.
    input_per_million, output_per_million
        Money for a million tokens.
    currency
        As people write it: ``"USD"``.
    """

    model: str
    input_per_million: float
    output_per_million: float
    currency: str

    def of(self, input_tokens: float, output_tokens: float) -> float:
        """Return what tokens cost."""
        spent = input_tokens * self.input_per_million + output_tokens * self.output_per_million
        return spent / 1e6


def price_of(model: str, prices: Sequence[Price]) -> Price | None:
    """Return the first price whose name fits a model's; ``None`` if nobody said what it costs."""
    return next((price for price in prices if fnmatchcase(model, price.model)), None)


@dataclass(frozen=True, slots=True)
class Budget:
    """The most that may be spent; ``None`` is no limit.

    Parameters
    ----------
    calls, tokens
        Requests, and tokens in and out together.
    money, currency
        As in the price table.
    """

    calls: int | None = None
    tokens: int | None = None
    money: float | None = None
    currency: str = ""

    @classmethod
    def parse(cls, text: str) -> Budget:
        """Read ``"200 calls"``, ``"1e6 tokens"``, ``"5 USD"``, or several with a comma between.

        ``;`` parts as well; a comma within a number is one of thousands.

        Raises
        ------
        UserError
            It is none of these, or says the same twice.
        """
        found: dict[str, float] = {}
        currency = ""
        for part in _BETWEEN.split(text):
            match = _AMOUNT.fullmatch(part)
            amount = _number(match[1]) if match else None
            if match is None or amount is None or not 0 <= amount < math.inf:
                message = (
                    f"A budget is {part.strip()!r}; expected an amount with its unit, such as "
                    "'200 calls', '1e6 tokens' or '5 USD', with a comma between several."
                )
                raise UserError(message)
            unit = match[2].lower()
            key = {"call": "calls", "calls": "calls", "token": "tokens", "tokens": "tokens"}.get(
                unit, "money"
            )
            if key in found:
                message = f"The budget {text.strip()!r} says twice how many {key}; expected once."
                raise UserError(message.replace("how many money", "how much money"))
            currency = match[2].upper() if key == "money" else currency
            found[key] = amount
        return cls(
            calls=int(found["calls"]) if "calls" in found else None,
            tokens=int(found["tokens"]) if "tokens" in found else None,
            money=found.get("money"),
            currency=currency,
        )


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "").replace("_", ""))
    except ValueError:
        return None


class Meter:
    """Lets requests pass while they fit into a budget; may be used from several threads.

    Parameters
    ----------
    budget
        The limits; none if not given.
    price
        Of the model; needed for a limit in money.
    ledger
        Where requests over a network are recorded.

    Raises
    ------
    UserError
        The budget is in money, and the price is not known or in another currency.
    """

    def __init__(
        self, budget: Budget | None = None, price: Price | None = None, ledger: Ledger | None = None
    ) -> None:
        budget = budget or Budget()
        if budget.money is not None and (price is None or price.currency != budget.currency):
            known = "no price is known" if price is None else f"the price is in {price.currency}"
            message = (
                f"The budget is {budget.money:g} {budget.currency}, and {known}. Give the price "
                "under [[model.price]] in project.toml, or a budget in calls or tokens."
            )
            raise UserError(message)
        self.budget, self.price, self.ledger = budget, price, ledger
        self.spent = Usage()
        self._held: dict[int, Outgoing] = {}
        self._lock = threading.Lock()

    def before(self, request: Outgoing) -> bool:
        """Set the most that a request can cost aside; see `pipelines.models.contract.Gate`."""
        with self._lock:
            limit = self._passed_by([*self._held.values(), request])
            if limit is None:
                self._held[id(request)] = request
            elif not self._held or self._passed_by([request]) is not None:
                raise self._reached(limit)
            return limit is None

    def after(self, request: Outgoing, usage: Usage) -> None:
        """Put what a request really cost in place of what was set aside."""
        with self._lock:
            self._held.pop(id(request), None)
            self.spent += usage

    def recorded_in(self, ledger: Ledger) -> Gate:
        """Return this meter with another ledger: requests of several runs share one budget."""
        return _Recorded(self, ledger)

    @property
    def money(self) -> float | None:
        """What was spent so far; ``None`` if no price is known."""
        if self.price is None:
            return None
        return self.price.of(self.spent.input_tokens, self.spent.output_tokens)

    def _passed_by(self, requests: Sequence[Outgoing]) -> str | None:
        """Return, in words, the limit that some requests could pass; ``None`` if there is none."""
        budget = self.budget
        calls = self.spent.requests + len(requests)
        inputs = self.spent.input_tokens + sum(one.input_tokens for one in requests)
        outputs = self.spent.output_tokens + sum(one.output_tokens for one in requests)
        money = self.price.of(inputs, outputs) if self.price is not None else 0.0
        limits = (
            (calls, budget.calls, f"{budget.calls} calls"),
            (inputs + outputs, budget.tokens, f"{budget.tokens} tokens"),
            (money, budget.money, f"{budget.money} {budget.currency}"),
        )
        passed = (words for used, limit, words in limits if limit is not None and used > limit)
        return next(passed, None)

    def _reached(self, limit: str) -> BudgetReached:
        spent = self.spent
        money = "" if self.price is None else f", {self.money:.4g} {self.price.currency}"
        return BudgetReached(
            f"The budget of {limit} leaves no room for another request. Used so far: "
            f"{spent.requests} calls, {spent.input_tokens + spent.output_tokens} tokens{money}. "
            "Everything answered is kept; run it again with a larger budget to go on from there."
        )


class _Recorded:
    """A meter whose requests are recorded in a ledger of their own."""

    def __init__(self, meter: Meter, ledger: Ledger) -> None:
        self._meter, self.ledger = meter, ledger

    def before(self, request: Outgoing) -> bool:
        return self._meter.before(request)

    def after(self, request: Outgoing, usage: Usage) -> None:
        self._meter.after(request, usage)
