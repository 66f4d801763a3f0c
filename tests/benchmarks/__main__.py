"""Runs every benchmark: `python -m tests.benchmarks [NAME…]`; ends with 1 if a bound is missed.

By name alone: `remix`, and `shared_campaigns`, which needs PostgreSQL's server.
"""

import sys
from importlib import import_module

NAMES = (
    "startup",
    "listing",
    "tables",
    "bars",
    "slides",
    "polling",
    "ledger",
    "sheets",
    "campaigns",  # two minutes
    "downloads",
    "uploads",
    "gallery",
)


def main(chosen: list[str]) -> int:
    """Run *chosen* benchmarks, all by default."""
    held = True
    for name in chosen or NAMES:
        print(f"\n{name}")
        held = import_module(f"tests.benchmarks.{name}").main() is not False and held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
