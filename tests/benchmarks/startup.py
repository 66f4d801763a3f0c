"""What it costs to start: ratios to `python -c pass` of the same environment, in one run."""

import tempfile
from pathlib import Path

from tests.benchmarks.timing import (
    LAYERS,
    PYTHON,
    clean_environment,
    page_server,
    race,
    ratio,
    report,
)

BOUNDS = {
    "layers --version": 1.3,
    "layers --help": 7.0,
    "layers content --help": 7.0,
    "layers content list --help": 7.0,
    "layers content list --json": 20.0,
    "layers content list": 30.0,
}


def main(rounds: int = 21) -> bool:
    """Print the ratios; True if all bounds hold."""
    with tempfile.TemporaryDirectory() as home, page_server(25, 25) as url:
        environ = clean_environment(
            Path(home), LAYERS_API_KEY="lp_test_x", LAYERS_BASE_URL=url, LAYERS_PROJECT="prj_1"
        )
        commands = {"python -c pass": [PYTHON, "-c", "pass"]}
        commands |= {name: [LAYERS, *name.split()[1:]] for name in BOUNDS}
        samples = race(commands, rounds=rounds, environ=environ)
    held = [
        report(name, ratio(samples, name, "python -c pass"), bound)
        for name, bound in BOUNDS.items()
    ]
    return all(held)


if __name__ == "__main__":
    main()
