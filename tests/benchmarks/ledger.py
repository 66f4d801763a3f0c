"""What the ledger costs: one durable intent, and a run of 200 creates with and without it."""

import tempfile
import time
from pathlib import Path
from statistics import median

import httpx

from layers_cli.api.client import LayersClient
from layers_cli.api.generation import Generation, GenerationRequest, content_request
from layers_cli.api.intents import IntentRecorder
from layers_cli.ledger.ledger import Ledger
from layers_cli.ledger.recorder import AccountScope, LedgerRecorder
from layers_cli.ledger.records import BillableCommand
from tests.api.recorder import MemoryRecorder
from tests.benchmarks.timing import report

CREATES = 200
LATENCY = 0.05
ROUND = 20


def main() -> bool:
    """Print both figures beside their bounds; return whether they hold."""
    with tempfile.TemporaryDirectory(prefix="layers-") as folder:
        ledger = Ledger(Path(folder) / "state" / "ledger.db")
        recorder = LedgerRecorder(
            lambda: ledger,
            scope=AccountScope.of("127.0.0.1", "default", "k", None),
            argv=("content", "generate"),
            command=BillableCommand,
            warn=print,
        )
        calls = [content_request(_order(f"intent {number}")) for number in range(CREATES)]
        intents = [_seconds(lambda call=call: recorder.plan([call])) for call in calls]
        with_it, without = _in_turn(recorder)
        ledger.close()
    held = report("one durable intent, median", median(intents) * 1000, 15, unit="ms")
    slower = (with_it / without - 1) * 100
    name = f"{CREATES} creates at {LATENCY * 1000:g} ms, slower with the ledger by"
    return report(name, slower, 5, unit="%") and held


def _order(name: str) -> GenerationRequest:
    return GenerationRequest("prj_1", name, "slideshow-builder", 1, (), name)


def _seconds(work) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _in_turn(recorder: IntentRecorder) -> tuple[float, float]:
    """Return the seconds with and without a ledger, in rounds that take turns."""

    def answer(_: httpx.Request) -> httpx.Response:
        time.sleep(LATENCY)
        return httpx.Response(202, json={"jobId": "job_1", "containerIds": ["cnt_1"]})

    def creates(chosen: IntentRecorder, name: str) -> float:
        client = LayersClient(
            "http://127.0.0.1", "k", recorder=chosen, transport=httpx.MockTransport(answer)
        )
        orders = [_order(f"{name} {number}") for number in range(ROUND)]
        return _seconds(lambda: Generation(client, "content").submit(orders))

    with_it = without = 0.0
    for number in range(CREATES // ROUND):
        with_it += creates(recorder, f"round {number}")
        without += creates(MemoryRecorder(), f"round {number}")
    return with_it, without


if __name__ == "__main__":
    main()
