"""What 100,000 rows cost to plan: CSV, TSV in UTF-16, XLSX, and the same again once it was applied.

The bounds are those of the issue, for a machine with nothing else to do.
"""

import csv
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from layers_cli.campaigns.plan_file import read_plan
from layers_cli.campaigns.records import Campaign
from layers_cli.ledger.ledger import Ledger
from tests.benchmarks.timing import LAYERS, clean_environment, report, run_once

ROWS = 100_000
MOST_SECONDS, MOST_MIB = 10.0, 150.0
MOST_APPLIED = 1.5  # seconds of the ten
HEADER = (
    "key",
    "project",
    "format",
    "hook",
    "variants",
    "media",
    "influencer",
    "caption",
    "market",
)

# As if all rows of the ledger had been asked for, and each had a container.
_REQUESTS = """
insert into intents (key, method, path, body, sha256, kind, server, profile, credential, run,
    fingerprint, command, containers, credits, overwrite, state, owner, expires_at, created_at,
    changed_at, status, job_id, container_ids, campaign)
  select key, 'POST', '/', '', key, 'content', :server, 'sandbox', '', key, key, '[]', containers,
    credits, 0, 'finished', '', 0, 0, 0, 202, 'job_' || id,
    json_array('cnt_' || id), :campaign
  from campaign_rows
"""


def main() -> bool:
    """Print seconds and peak memory of each; return whether they keep the bounds."""
    held = True
    with tempfile.TemporaryDirectory(prefix="layers-") as name:
        folder = Path(name)
        environ = clean_environment(folder)
        run_once([LAYERS, "sandbox", "start"], environ)
        try:
            for path in (_csv(folder), _tsv(folder), _xlsx(folder)):
                held = _planned(path, environ, path.suffix[1:].upper()) and held
            held = _applied(folder) and held
            held = _planned(folder / "hooks.csv", environ, "CSV, applied before,") and held
            held = _planned(folder / "hooks.csv", environ, "lint of CSV,", "lint") and held
        finally:
            run_once([LAYERS, "sandbox", "stop"], environ)
    return held


def _rows() -> Iterator[tuple[str, ...]]:
    yield HEADER
    for n in range(1, ROWS + 1):
        hook = (
            f"POV: you finally stopped losing {n} hours a day to your inbox 😭\nhere is how, Müller"
        )
        yield (
            f"row-{n}",
            "",
            "slideshow-builder",
            hook,
            str(1 + n % 3),
            "",
            "",
            f"No. {n}, so",
            "DE",
        )


def _csv(folder: Path) -> Path:
    path = folder / "hooks.csv"
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows(_rows())
    return path


def _tsv(folder: Path) -> Path:
    path = folder / "hooks.tsv"
    with path.open("w", newline="", encoding="utf-16") as file:
        csv.writer(file, delimiter="\t").writerows(_rows())
    return path


def _xlsx(folder: Path) -> Path:
    path = folder / "hooks.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Hooks")
        for number, row in enumerate(_rows()):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, cell)
    return path


def _planned(path: Path, environ: dict[str, str], name: str, verb: str = "plan") -> bool:
    words = ["--sandbox"] if verb == "plan" else []
    sample = run_once([LAYERS, *words, "campaign", verb, str(path), "--quiet"], environ)
    said = f"{name} {ROWS:,} rows"
    held = report(f"{said}, wall", sample.wall, MOST_SECONDS, unit="s")
    held = report(f"{said}, processor", sample.cpu, MOST_SECONDS, unit="s") and held
    return report(f"{said}, peak memory", sample.peak, MOST_MIB, unit="MiB") and held


def _applied(folder: Path) -> bool:
    """Have the ledger say that every row of the plan was accepted, and read that back."""
    plan = read_plan(folder / "hooks.plan.jsonl")
    header = plan.header
    [path] = folder.rglob("ledger.db")
    ledger = Ledger(path)
    campaign = Campaign(
        header.campaign,
        header.server,
        "sandbox",
        header.credential,
        header.sheet,
        header.columns,
        header.created_at,
    )
    ledger.campaigns(header.server, "sandbox").add(campaign, plan.rows(), max_credits=None)
    ledger.close()
    with sqlite3.connect(path) as db:
        db.execute(_REQUESTS, {"server": header.server, "campaign": header.campaign})
    ledger = Ledger(path)
    begun = time.perf_counter()
    found = sum(1 for _ in ledger.campaigns(header.server, "sandbox").applied(header.campaign))
    seconds = time.perf_counter() - begun
    ledger.close()
    assert found == ROWS
    return report(f"what was applied of {ROWS:,} rows", seconds, MOST_APPLIED, unit="s")


if __name__ == "__main__":
    main()
