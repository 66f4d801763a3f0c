"""`content list --all --jsonl` of 100,000 containers beside `curl` of the same pages."""

import tempfile
from pathlib import Path

from tests.benchmarks.timing import LAYERS, clean_environment, page_server, race, ratio, report

ROWS, SIZE = 100_000, 200


def main(rounds: int = 5) -> bool:
    """Print time, memory, and how memory grows with the rows; True if all bounds hold."""
    with tempfile.TemporaryDirectory() as home, page_server(ROWS, SIZE) as url:
        environ = clean_environment(
            Path(home), LAYERS_API_KEY="lp_test_x", LAYERS_BASE_URL=url, LAYERS_PROJECT="prj_1"
        )
        pages = Path(home, "pages.txt")
        pages.write_text(
            "".join(
                f'url = "{url}/v1/projects/prj_1/content?limit={SIZE}&cursor={start}"\noutput = /dev/null\n'
                for start in range(0, ROWS, SIZE)
            )
        )
        listing = [LAYERS, "content", "list", "--jsonl"]
        samples = race(
            {
                "curl": ["curl", "-s", "-K", str(pages)],
                "all": [*listing, "--all"],
                "few": [*listing, "--limit", "1000"],
            },
            rounds=rounds,
            environ=environ,
        )
    peak = max(sample.peak for sample in samples["all"])
    growth = peak - min(sample.peak for sample in samples["few"])
    held = [
        report(
            "100,000 rows to JSONL through curl of the pages", ratio(samples, "all", "curl"), 5.0
        ),
        report("peak memory", peak, 60.0, unit="MiB"),
        report("peak memory above that of 1,000 rows", growth, 5.0, unit="MiB"),
    ]
    return all(held)


if __name__ == "__main__":
    main()
