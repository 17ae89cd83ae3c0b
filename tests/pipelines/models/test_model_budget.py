"""Budgets as people write them, and the meter."""

from __future__ import annotations

import pytest
from model_questions import question

from graphs.errors import BudgetReached, UserError
from pipelines.models.budget import Budget, Meter, Price, price_of
from pipelines.models.contract import Outgoing, Usage

PRICE = Price("tiny*", 2.0, 10.0, "EUR")


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("200 calls", Budget(calls=200)),
        ("1 call", Budget(calls=1)),
        ("1e6 tokens", Budget(tokens=1_000_000)),
        ("1,500 tokens", Budget(tokens=1500)),
        ("5 usd", Budget(money=5.0, currency="USD")),
        ("200 calls, 1,000 tokens,5 usd", Budget(200, 1000, 5.0, "USD")),
        ("200 calls , 5 USD", Budget(calls=200, money=5.0, currency="USD")),
        ("0.5 EUR; 10calls", Budget(calls=10, money=0.5, currency="EUR")),
    ],
)
def test_budgets_are_read(text: str, budget: Budget) -> None:
    assert Budget.parse(text) == budget


@pytest.mark.parametrize(
    "text", ["", "200", "calls", "-1 calls", "e calls", "5 USD 3 calls", "1e999 calls"]
)
def test_what_is_no_budget_is_told(text: str) -> None:
    with pytest.raises(UserError, match="expected an amount with its unit"):
        Budget.parse(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [("5 calls, 7 calls", "how many calls"), ("5 USD, 5 EUR", "how much money")],
)
def test_what_is_said_twice_is_told(text: str, what: str) -> None:
    with pytest.raises(UserError, match=f"says twice {what}"):
        Budget.parse(text)


def outgoing(inputs: int, outputs: int) -> Outgoing:
    return Outgoing(question(1, pictures=0), inputs, outputs)


def test_what_is_under_way_counts_with_the_most_it_can_cost() -> None:
    meter = Meter(Budget(tokens=1000))
    first, second = outgoing(400, 200), outgoing(400, 200)
    assert meter.before(first)
    assert not meter.before(second), "there may be room later"
    meter.after(first, Usage(requests=1, input_tokens=300, output_tokens=50))
    assert meter.before(second)
    meter.after(second, Usage(requests=1, input_tokens=300, output_tokens=50))
    with pytest.raises(BudgetReached, match="Used so far: 2 calls, 700 tokens"):
        meter.before(outgoing(400, 200))


def test_what_can_never_fit_is_refused_at_once() -> None:
    meter = Meter(Budget(tokens=1000))
    assert meter.before(outgoing(100, 100))
    with pytest.raises(BudgetReached):
        meter.before(outgoing(900, 200))


def test_money_is_counted_by_the_price() -> None:
    meter = Meter(Budget(money=0.01, currency="EUR"), PRICE)
    request = outgoing(1000, 700)  # 0.002 + 0.007
    assert meter.before(request)
    meter.after(request, Usage(requests=1, input_tokens=1000, output_tokens=700))
    assert meter.money == pytest.approx(0.009)
    with pytest.raises(BudgetReached, match=r"budget of 0.01 EUR.*0.009 EUR"):
        meter.before(request)


def test_money_needs_a_price_in_its_currency() -> None:
    with pytest.raises(UserError, match="no price is known"):
        Meter(Budget(money=1.0, currency="USD"))
    with pytest.raises(UserError, match="the price is in EUR"):
        Meter(Budget(money=1.0, currency="USD"), PRICE)


def test_the_first_price_that_fits_counts() -> None:
    other = Price("*", 0.0, 0.0, "EUR")
    assert price_of("tiny-vl", [PRICE, other]) is PRICE
    assert price_of("big", [PRICE, other]) is other
    assert price_of("big", [PRICE]) is None
