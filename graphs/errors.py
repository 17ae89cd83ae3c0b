"""Errors, one small tree with an audience each.

A message says what was expected, what was found and what to do. Faults found together are
reported together.
"""

from __future__ import annotations


class WorkbenchError(Exception):
    """Base of all errors that this project raises on purpose."""


class UserError(WorkbenchError):
    """What the person at the keyboard can fix: an argument, a setting, a missing extra."""


class DataError(WorkbenchError):
    """A file that cannot be used as it is: damaged, of another format, or contradicting itself."""


class AwayError(DataError):
    """A place on the network that cannot be reached now, and may come back by itself."""


class ModelError(WorkbenchError):
    """A model that misbehaved: no answer, or one that does not fit the schema."""


class BudgetReached(WorkbenchError):  # noqa: N818 - reaching a budget is a stop on purpose, not a fault
    """A limit that the user set (time, cost, calls) was reached; what was done so far is kept."""


def missing_extra(what: str, extra: str) -> UserError:
    """Return the error for an optional part that is not installed, naming the extra to install.

    Parameters
    ----------
    what
        What the user wanted, as the subject of a sentence: ``"Reading SLEAP .slp files"``.
    extra
        Name of the extra in the distribution ``behavior-workbench``.
    """
    return UserError(
        f"{what} needs packages that are not installed. "
        f'Install them with: pip install "behavior-workbench[{extra}]"'
    )
