"""Status and planning of a campaign of 100,000 rows in PostgreSQL: the bounds of one machine."""

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

import psycopg

from layers_cli.campaigns.plan_file import read_plan
from layers_cli.campaigns.records import Campaign
from layers_cli.services.campaigns.fleet.migration import migrate
from layers_cli.services.campaigns.fleet.store import FleetStore
from tests.benchmarks.timing import LAYERS, clean_environment, report, run_once
from tests.campaigns.fleet.postgres import running

ROWS, SAMPLES = 100_000, 5
# As workers leave them; statistics as the server's own housekeeping makes them.
_ACCEPTED = """
update layers.rows set state = 'accepted', sent_at = 1.0, job_id = 'job_' || id,
  container_ids = array['cnt_' || id];
insert into layers.containers select 'cnt_' || id, campaign, 'completed', 'pending', null, '[]'
  from layers.rows;
analyze layers.rows; analyze layers.containers
"""


def main() -> bool:
    """Print all figures beside their bounds; return whether they hold."""
    with tempfile.TemporaryDirectory(prefix="layers-pg-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the server is another user's
        with running(folder / "server") as server, _account(folder) as environ:
            url = server.url("postgres")
            migrate(url, None)
            return _measured(folder, url, environ)


@contextmanager
def _account(folder: Path) -> Iterator[dict[str, str]]:
    """Serve a sandbox; gives the environment of a user of it."""
    argv = [LAYERS, "sandbox", "serve", "--data", str(folder / "data"), "--placeholders", "--json"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as sandbox:
        try:
            assert sandbox.stdout is not None
            said = json.loads(sandbox.stdout.readline())
            yield clean_environment(
                folder,
                LAYERS_STATE_DIR=str(folder / "state"),
                LAYERS_CONFIG_DIR=str(folder / "config"),
                LAYERS_BASE_URL=said["baseUrl"],
                LAYERS_API_KEY=said["apiKey"],
                LAYERS_PROJECT=said["project"],
            )
        finally:
            sandbox.terminate()


def _measured(folder: Path, url: str, environ: dict[str, str]) -> bool:
    sheet = folder / "hooks.csv"
    with sheet.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["key", "hook", "audience", "note"])
        writer.writerows([f"r-{n}", f"Hook {n} of many", "all", "n"] for n in range(ROWS))
    plan = [LAYERS, "campaign", "plan", str(sheet), "--json"]
    run_once(plan, environ)
    print(f"{ROWS} rows were added in {_seconds_of_adding(folder, url):.1f} s")
    shared = {**environ, "LAYERS_DATABASE_URL": url}
    planned = run_once(plan, shared)
    counts = read_plan(folder / "hooks.plan.jsonl").footer.counts
    assert dict(counts) == {"done": ROWS}, counts
    status = [LAYERS, "campaign", "status", "--json"]
    seconds = median(_seconds(status, shared) for _ in range(SAMPLES))
    return all(
        [
            report(f"status of {ROWS} rows, with start-up", seconds, 0.5, unit="s"),
            report(f"planning of {ROWS} rows, wall", planned.wall, 10.0, unit="s"),
            report(f"planning of {ROWS} rows, processor time", planned.cpu, 10.0, unit="s"),
            report(f"planning of {ROWS} rows, peak memory", planned.peak, 150.0, unit="MiB"),
        ]
    )


def _seconds_of_adding(folder: Path, url: str) -> float:
    begun, plan = perf_counter(), read_plan(folder / "hooks.plan.jsonl")
    header = plan.header
    about = (header.campaign, header.server, "default", header.credential)
    store = FleetStore(url, *about[1:])
    store.add(Campaign(*about, header.sheet, header.columns, 0.0), plan.rows(), max_credits=None)
    seconds = perf_counter() - begun
    with psycopg.connect(url, autocommit=True) as db:
        for statement in _ACCEPTED.split(";"):
            db.execute(statement.encode())
    return seconds


def _seconds(argv: list[str], environ: dict[str, str]) -> float:
    begun = perf_counter()
    subprocess.run(argv, env=environ, check=True, capture_output=True)
    return perf_counter() - begun


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
