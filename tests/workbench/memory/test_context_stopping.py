"""When a planner stops: each limit by itself, and what does not count."""

from __future__ import annotations

from workbench.memory.attempts import Attempts, Limits


def test_the_same_program_three_times_stops_with_that_reason() -> None:
    attempts = Attempts()
    assert attempts.note("x = 1", ok=True) == ""
    assert attempts.note("y = 1", ok=True) == ""
    assert attempts.note("x  =  1  # again", ok=True) == ""
    assert attempts.note("x = 1\n", ok=True) == "the same program was tried 3 times"


def test_what_is_no_program_is_compared_as_text() -> None:
    attempts = Attempts()
    assert [attempts.note("for  in:", ok=True) for _ in range(3)][-1].startswith("the same program")
    assert Attempts().note("x = (", ok=True) == ""


def test_three_failures_in_a_row_stop_and_two_ask_for_another_plan() -> None:
    attempts = Attempts()
    attempts.note("a", ok=False)
    attempts.note("b", ok=True)
    attempts.note("c", ok=False)
    assert not attempts.must_replan
    assert attempts.note("d", ok=False) == ""
    assert attempts.must_replan
    attempts.replanned()
    assert not attempts.must_replan
    assert attempts.note("e", ok=False) == "3 failures in a row"


def test_twelve_steps_stop() -> None:
    attempts = Attempts()
    reasons = [attempts.note(f"x = {number}", ok=True) for number in range(12)]
    assert reasons == [""] * 11 + ["12 steps without an answer"]


def test_time_and_tokens_stop() -> None:
    attempts = Attempts(Limits(seconds=10, tokens=100))
    assert attempts.note("a", ok=True, seconds=9.5, tokens=50) == ""
    assert attempts.note("b", ok=True, seconds=0.75) == "10.2 s were used; at most 10 s"
    attempts = Attempts(Limits(tokens=100))
    assert attempts.note("a", ok=True, tokens=100) == "100 tokens were used; at most 100"
