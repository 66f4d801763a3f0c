"""`content list --all --jsonl` of 100,000 containers beside `curl` of the same pages."""

import tempfile
from pathlib import Path

from tests.benchmarks.timing import (
    API_KEY,
    LAYERS,
    MEMORY,
    clean_environment,
    page_server,
    race,
    ratio,
    report,
)

ROWS, SIZE = 100_000, 200


def main(rounds: int = 7) -> bool:
    """Print time, memory, and how memory grows with the rows; True if all bounds hold.

    Both write what they read: to a file, and into a pipe. (Into nowhere `curl` copies nothing and
    takes half the time.)
    """
    with tempfile.TemporaryDirectory(dir=MEMORY) as home, page_server(ROWS, SIZE) as url:
        environ = clean_environment(
            Path(home), LAYERS_API_KEY=API_KEY, LAYERS_BASE_URL=url, LAYERS_PROJECT="prj_1"
        )
        pages = Path(home, "pages.txt")
        pages.write_text(
            "".join(
                f'url = "{url}/v1/projects/prj_1/content?limit={SIZE}&cursor={start}"\n'
                for start in range(0, ROWS, SIZE)
            )
        )
        curl, listing = f"curl -s -K {pages}", f"{LAYERS} content list --jsonl"
        commands = {
            "curl": f"exec {curl} > {home}/curl.out",
            "all": f"exec {listing} --all > {home}/all.out",
            "few": f"exec {listing} --limit 1000 > {home}/few.out",
            "many": f"exec {listing} --limit {ROWS} > {home}/many.out",
            "curl | cat": f"{curl} | cat > /dev/null",
            "all | cat": f"{listing} --all | cat > /dev/null",
        }
        samples = race(
            {name: ["sh", "-c", line] for name, line in commands.items()},
            rounds=rounds,
            environ=environ,
        )
    peak = max(sample.peak for sample in samples["all"])
    growth = max(sample.peak for sample in samples["many"]) - min(
        sample.peak for sample in samples["few"]
    )
    held = [
        report("100,000 rows to a file, through curl's time", ratio(samples, "all", "curl"), 5.0),
        report("the same by --limit", ratio(samples, "many", "curl"), 5.0),
        report("the same into a pipe", ratio(samples, "all | cat", "curl | cat"), 5.0),
        report("peak memory", peak, 60.0, unit="MiB"),
        report("peak memory of 100,000 rows above that of 1,000", growth, 5.0, unit="MiB"),
    ]
    return all(held)


if __name__ == "__main__":
    main()
