"""Run benchmarks: ``python -m benchmarks [names...]``, all modules here that have a ``main()``."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all of them in alphabetical order; return 1 if any failed.

    A benchmark prints its figures and may return False where they miss their target.
    """
    modules = sorted(file.stem for file in Path(__file__).parent.glob("[a-z]*.py"))
    unknown = [name for name in names if name not in modules]
    if unknown:
        print(f"No benchmark {', '.join(unknown)}; there are {', '.join(modules)}.")
        return 2
    failed = []
    for name in names or modules:
        run = getattr(importlib.import_module(f"benchmarks.{name}"), "main", None)
        if run is None:
            continue
        print(f"== {name}", flush=True)
        if run() is False:
            failed.append(name)
    if failed:
        print(f"Below target: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
