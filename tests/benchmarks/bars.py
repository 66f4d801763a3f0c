"""500 live jobs under bars at the default refresh: what share of a core drawing them takes."""

import io
import time

from layers_cli.api.polling import Update
from layers_cli.render.progress.bars import Bars
from layers_cli.render.terminal import Terminal
from tests.benchmarks.timing import report

JOBS, SECONDS, POLLED_EVERY = 500, 6.0, 2.0


class Window(io.StringIO):
    """A terminal that shows nothing."""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        return len(text)


def updates_at(elapsed: float) -> list[Update]:
    """Return what polling 500 jobs tells: each has come a little further."""
    share = min(1.0, elapsed / SECONDS)
    return [
        Update(
            kind="container",
            id=f"cnt_{number:032x}",
            job_id=f"job_{number:026x}",
            status="processing",
            stage="generating_visuals",
            progress=share,
            eta_seconds=SECONDS - elapsed,
            finished=False,
        )
        for number in range(JOBS)
    ]


def share_of_a_core(*, drawn: bool) -> float:
    """Feed updates for some seconds, to bars if *drawn*; return CPU time through time."""
    environ = {"COLUMNS": "120", "LINES": "50"}
    terminal = Terminal(is_terminal=True, color=True, live=True)
    begun, cpu = time.monotonic(), time.process_time()
    with Bars(JOBS, stream=Window(), terminal=terminal, environ=environ) as bars:
        while (elapsed := time.monotonic() - begun) < SECONDS:
            for update in updates_at(elapsed):
                if drawn:
                    bars.update(update)
                time.sleep(POLLED_EVERY / JOBS)
    return (time.process_time() - cpu) / (time.monotonic() - begun)


def main() -> bool:
    """Print the shares; True if the bound holds."""
    idle = share_of_a_core(drawn=False)
    print(f"feeding alone, nothing shown yet: {idle:.1%} of a core")
    return report(f"{JOBS} live jobs", 100 * share_of_a_core(drawn=True), 12.0, unit="%")


if __name__ == "__main__":
    main()
