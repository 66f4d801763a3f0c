"""What a campaign costs beside a raw loop over the same client and beside curl; ledger and status.

Against a sandbox that begins no job and answers 50 ms later, 16 at once, in turns of the same run.
The millionth intent is written beside the first, in a ledger that has a million.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from queue import Empty, Queue
from statistics import mean, median
from threading import Thread

from layers_cli.api.client import LayersClient
from layers_cli.api.generation import GenerationRequest, content_request
from layers_cli.ledger.ledger import Ledger
from layers_cli.ledger.records import Intent
from tests.api.recorder import MemoryRecorder
from tests.benchmarks.timing import LAYERS, PYTHON, clean_environment, report
from tests.campaigns import plans

ROWS, AT_ONCE, LATENCY, TURNS = 2000, 16, "50ms", 3
STATUS_ROWS, INTENTS, SAMPLES = 100_000, 1_000_000, 200


def main() -> bool:
    """Print all figures beside their bounds; return whether they hold."""
    with tempfile.TemporaryDirectory(prefix="layers-") as folder:
        held = [_asking(Path(folder)), _status(Path(folder)), _intents(Path(folder))]
    return all(held)


@contextmanager
def _served(folder: Path) -> Iterator[dict[str, str]]:
    """Serve a sandbox that answers 50 ms later and makes nothing; gives what a client needs."""
    data = folder / "data"
    ready = data / "ready.json"
    argv = [PYTHON, "-m", "tests.sandbox.quick_server", "--data", str(data), "--idle"]
    argv += ["--ready-file", str(ready), "--credits", "10000000"]
    with subprocess.Popen(argv, stderr=subprocess.DEVNULL) as server:
        try:
            while not ready.exists():
                assert server.poll() is None
                time.sleep(0.02)
            said = json.loads(ready.read_text())
            found = {name: said[name] for name in ("base_url", "key", "project")}
            rule = {"match": {"path": "/v1/*"}, "effect": {"type": "delay", "duration": LATENCY}}
            rules = folder / "rules.json"
            rules.write_text(json.dumps({"rules": [rule]}))
            environ = clean_environment(folder, LAYERS_SANDBOX_DIR=str(data))
            add = [LAYERS, "sandbox", "faults", "add", str(rules), "-q"]
            subprocess.run(add, env=environ, check=True)
            yield found
        finally:
            server.terminate()


def _asking(folder: Path) -> bool:
    """Ask for rows in turns: raw, as a campaign, raw again, so that both have the same machine."""
    shares, cpus = [], []
    with _served(folder) as server:
        first, _ = _raw(server)
        for turn in range(TURNS):
            rate, cpu = _applied(server, folder, f"hooks-{turn}")
            second, raw_cpu = _raw(server)
            shares.append(rate / mean([first, second]))
            cpus.append(cpu)
            print(f"rows/s: raw loop {first:.0f} and {second:.0f}, campaign {rate:.0f}")
            print(f"processor time a row: raw loop {raw_cpu:.2f} ms, campaign {cpu:.2f} ms")
            first = second
        print(f"rows/s: xargs -P {AT_ONCE} curl {_curl(server, folder):.0f}")
    return all(
        [
            report(f"{ROWS} rows, through a raw loop's rate", median(shares), 0.9, at_least=True),
            report("processor time a row, start-up included", median(cpus), 3.0, unit="ms"),
        ]
    )


def _request(server: dict[str, str], name: str) -> GenerationRequest:
    return GenerationRequest(server["project"], name, "slideshow-builder", 1, (), name)


def _raw(server: dict[str, str]) -> tuple[float, float]:
    """Loop over the client, 16 at once, recording nothing; return as `_applied` does."""
    waiting: Queue[int] = Queue()
    for number in range(ROWS):
        waiting.put(number)
    begun, before = time.time(), time.process_time()

    def work() -> None:
        client = LayersClient(server["base_url"], server["key"], recorder=MemoryRecorder())
        try:
            while True:
                name = f"raw {begun} {waiting.get_nowait()}"
                client.create_content(content_request(_request(server, name)))
        except Empty:
            client.close()

    threads = [Thread(target=work) for _ in range(AT_ONCE)]
    seconds = _seconds(lambda: _run(threads))
    return ROWS / seconds, 1000 * (time.process_time() - before) / ROWS


def _run(threads: list[Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _curl(server: dict[str, str], folder: Path) -> float:
    """Return the rows a second of what people write today."""
    rows, some = folder / "curl.txt", ROWS // 4
    bodies = (content_request(_request(server, f"curl {number}")) for number in range(some))
    rows.write_text("".join(f"{call.key}\t{call.body.decode()}\n" for call in bodies))
    script = (
        'IFS=$(printf "\\t") read -r key body <<EOF\n$0\nEOF\n'
        f'exec curl -sf -o /dev/null -H "Authorization: Bearer {server["key"]}"'
        ' -H "Content-Type: application/json" -H "Idempotency-Key: $key" -d "$body"'
        f" {server['base_url']}/v1/projects/{server['project']}/content"
    )
    argv = [
        "xargs",
        "-a",
        str(rows),
        "-d",
        "\\n",
        "-n",
        "1",
        "-P",
        str(AT_ONCE),
        "sh",
        "-c",
        script,
    ]
    return some / _seconds(lambda: subprocess.run(argv, check=True))


def _applied(server: dict[str, str], folder: Path, name: str) -> tuple[float, float]:
    """Return the rows a second of `campaign apply`, and its processor time a row in ms."""
    rows = (plans.planned(server["project"], number, name=name) for number in range(ROWS))
    plan = folder / f"{name}.plan.jsonl"
    place = server["base_url"].partition("//")[2]
    plans.write(plan, rows, api_key=server["key"], server=place, name=name)
    environ = clean_environment(
        folder,
        LAYERS_STATE_DIR=str(folder / "state"),
        LAYERS_CONFIG_DIR=str(folder / "config"),
        LAYERS_BASE_URL=server["base_url"],
        LAYERS_API_KEY=server["key"],
        LAYERS_PROJECT=server["project"],
    )
    argv = [LAYERS, "campaign", "apply", str(plan), "--yes", "-q"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = _seconds(lambda: subprocess.run(argv, env=environ, check=True, capture_output=True))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return ROWS / seconds, 1000 * used / ROWS


def _status(folder: Path) -> bool:
    """Have the status of 100,000 rows read by a process of its own."""
    rows = (plans.planned("prj_1", number) for number in range(STATUS_ROWS))
    plan = folder / "many.plan.jsonl"
    plans.write(plan, rows, api_key="lp_benchmark", server="127.0.0.1:9", name="many")
    made = [PYTHON, "-m", "tests.benchmarks.campaign_rows", str(folder / "many"), str(plan)]
    subprocess.run(made, check=True)
    environ = clean_environment(
        folder,
        LAYERS_STATE_DIR=str(folder / "many"),
        LAYERS_CONFIG_DIR=str(folder / "config"),
        LAYERS_BASE_URL="http://127.0.0.1:9",
        LAYERS_API_KEY="lp_benchmark",
    )
    argv = [LAYERS, "campaign", "status", "--json"]
    times = [
        _seconds(lambda: subprocess.run(argv, env=environ, check=True, capture_output=True))
        for _ in range(5)
    ]
    return report(f"status of {STATUS_ROWS} rows, with start-up", median(times), 0.5, unit="s")


def _intents(folder: Path) -> bool:
    """Write intents under a budget into an empty ledger, and into one with a million of today."""
    ledger = Ledger(folder / "intents" / "ledger.db")
    numbers = count()

    def plan() -> float:
        return _seconds(lambda: ledger.intents.plan([_intent(next(numbers))], budget=1e12))

    first = median(plan() for _ in range(SAMPLES))
    with ledger._database.transaction(lasting=False) as db:
        columns = [row[1] for row in db.execute("pragma table_info(intents)")]
        others = [name for name in columns if name not in ("id", "key", "run", "created_at")]
        names = ", ".join(others)
        db.execute(
            "with recursive n (i) as (select 1 union all select i + 1 from n where i < ?)"
            f" insert into intents (key, run, created_at, {names})"
            f" select 'f' || i, 'f' || i, ? - i * 0.08, {names} from n, intents where id = 1",
            (INTENTS, time.time()),
        )
    last = median(plan() for _ in range(SAMPLES))
    ledger.close()
    print(f"an intent under a budget: first {first * 1000:.2f} ms, millionth {last * 1000:.2f} ms")
    return report("the millionth intent, through the first", last / first, 1.5)


def _intent(number: int) -> Intent:
    call = content_request(
        GenerationRequest("prj_1", f"{number}", "slideshow-builder", 1, (), f"{number}")
    )
    return Intent(
        key=call.key,
        method=call.method,
        path=call.path,
        body=call.body,
        kind=call.kind,
        server="127.0.0.1",
        profile="default",
        credential="c1",
        run=call.key,
        request_hash=call.key,
        command=(),
        containers=1,
        credits=50.0,
    )


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(0 if main() else 1)
