"""Make the practice set that comes with the workbench: ``python -m workbench.practice.build``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from workbench.practice.casts import SHIPPED
from workbench.practice.examples import SEED, write_examples
from workbench.practice.judge import Judge
from workbench.practice.rounds import Practice, Scripted
from workbench.practice.surface import practised
from workbench.practice.worlds import make_world

EACH = 6
"""Examples of every function."""


def shipped_judges(folder: Path) -> dict[str, Judge]:
    """Return the judges of the three worlds that the set is about; they are written to a folder."""
    return {cast.name: Judge(make_world(cast, SEED), folder / cast.name) for cast in SHIPPED}


def main() -> None:
    """Write the set beside this file, and say which functions lack examples."""
    with tempfile.TemporaryDirectory() as folder:
        practice = Practice(shipped_judges(Path(folder)), Scripted(SEED))
        for function in practised():
            rounds = list(practice.function(function, EACH))
            kept = sum(one.verdict.right for one in rounds)
            sys.stdout.write(f"{function}: {kept} kept in {len(rounds)} rounds\n")
            sys.stdout.flush()
    write_examples(Path(__file__).parent / "shipped", practice.kept)


if __name__ == "__main__":
    main()
