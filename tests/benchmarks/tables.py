"""`content list --all` of 100,000 containers as a table, drawn on a pseudo-terminal."""

import os
import pty
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from tests.benchmarks.timing import API_KEY, LAYERS, Sample, clean_environment, page_server, report

ROWS, SIZE = 100_000, 200
WIDE = 160


def drawn(argv: list[str], environ: Mapping[str, str]) -> Sample:
    """Run *argv* on a terminal whose screen nobody looks at."""
    reader, terminal = pty.openpty()
    begun = time.perf_counter()
    with subprocess.Popen(argv, env=dict(environ), stdout=terminal, stderr=terminal) as process:
        os.close(terminal)
        try:
            while os.read(reader, 1 << 16):
                pass
        except OSError:  # how the end of the last writer looks to the reader
            pass
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    os.close(reader)
    if process.returncode:
        raise RuntimeError(f"{argv} ended with {process.returncode}")
    wall = time.perf_counter() - begun
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main() -> bool:
    """Print time and memory of a long list beside a short one; True if its memory is flat."""
    with tempfile.TemporaryDirectory() as home, page_server(ROWS, SIZE) as url:
        environ = clean_environment(
            Path(home),
            LAYERS_API_KEY=API_KEY,
            LAYERS_BASE_URL=url,
            LAYERS_PROJECT="prj_1",
            TERM="xterm-256color",
            COLUMNS=str(WIDE),
        )
        listing = [LAYERS, "content", "list"]
        few = drawn([*listing, "--limit", "25"], environ)
        many = drawn([*listing, "--all"], environ)
    print(f"table of {ROWS:,} rows: {many.wall:.1f} s; of 25 rows: {few.wall:.2f} s")
    held = [
        report("peak memory", many.peak, 60.0, unit="MiB"),
        report("above that of 25 rows", many.peak - few.peak, 10.0, unit="MiB"),
    ]
    return all(held)


if __name__ == "__main__":
    main()
