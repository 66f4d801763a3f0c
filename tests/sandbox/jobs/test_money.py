"""Nothing is paid twice, whatever order creates, retries, cancels, work and time come in."""

import tempfile
from pathlib import Path
from typing import Any

import httpx
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from layers_cli.sandbox.server.worker import Worker
from layers_cli.sandbox.store import ContainerFilter
from layers_cli.sandbox.testing import InstantRenderer, open_sandbox
from tests.sandbox.conftest import make_client

DAY = 24 * 3_600_000


class Unlucky(InstantRenderer):
    """Fails for every hook that asks for it."""

    def plan(self, brief: Any) -> Any:
        if brief.hook == "fail":
            raise RuntimeError(brief.hook)
        return super().plan(brief)


class Money(RuleBasedStateMachine):
    """A model of what was asked for, beside the sandbox that was asked."""

    jobs = Bundle("jobs")

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.sandbox = open_sandbox(
            Path(self.folder.name), renderer=Unlucky(), frozen=True, generation_seconds=60
        )
        self.client = make_client(self.sandbox, working=False)
        self.worker = Worker(self.sandbox)
        self.answers: dict[str, tuple[Any, int, str]] = {}
        self.containers: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "sandbox"):
            self.sandbox.close()
            self.folder.cleanup()

    def post(self, key: str, hook: str, variants: int) -> httpx.Response:
        body = {"format": "slideshow-builder", "hook": hook, "variantCount": variants}
        return self.client.post(
            f"/v1/projects/{self.sandbox.project}/content",
            json=body,
            headers={"Idempotency-Key": key},
        )

    @rule(
        target=jobs,
        key=st.sampled_from("abc"),
        hook=st.sampled_from(["one", "two", "fail"]),
        variants=st.integers(1, 3),
    )
    def create(self, key: str, hook: str, variants: int) -> str:
        now = self.sandbox.clock.now()
        before, at, body = self.answers.get(key, (None, -DAY, ""))
        known = now - at < DAY
        response = self.post(key, hook, variants)
        if known and body != f"{hook}{variants}":
            assert response.json()["error"]["code"] == "IDEMPOTENCY_CONFLICT"
            return str(before["jobId"])
        assert response.status_code == 202
        if known:
            assert response.json() == before
        else:
            assert not self.containers & set(response.json()["containerIds"])
            self.answers[key] = (response.json(), now, f"{hook}{variants}")
            self.containers |= set(response.json()["containerIds"])
        return str(response.json()["jobId"])

    @rule(job=jobs)
    def cancel(self, job: str) -> None:
        ended = self.client.get(f"/v1/jobs/{job}").json()["status"] != "running"
        response = self.client.post(f"/v1/jobs/{job}/cancel")
        assert response.json()["accepted"] is not ended

    @rule()
    def work(self) -> None:
        self.worker.run_until_idle()

    @rule()
    def a_server_dies_and_another_starts(self) -> None:
        self.worker.claim()
        self.sandbox.store.work.release_all()
        self.worker = Worker(self.sandbox)

    @rule(milliseconds=st.sampled_from([1, 30_000, 60_000, DAY]))
    def time_passes(self, milliseconds: int) -> None:
        self.sandbox.set_clock(advance=milliseconds)

    @rule()
    def everything_is_archived_and_comes_back(self) -> None:
        path = f"/v1/projects/{self.sandbox.project}"
        self.client.delete(path)
        self.client.patch(path, json={"status": "active"})

    @invariant()
    def billed_is_what_completed_or_still_may(self) -> None:
        if not hasattr(self, "sandbox"):
            return
        rows = self.sandbox.store.containers.page(
            self.sandbox.project, ContainerFilter(), limit=10_000
        )
        assert {row["id"] for row in rows} == self.containers
        kept = [row for row in rows if row["status"] not in ("failed", "canceled")]
        assert self.client.get("/v1/credits").json()["balance"] == 100_000 - 50 * len(kept)
        ledger = {row["container_id"]: row for row in self.sandbox.store.credits.by_container()}
        assert set(ledger) == self.containers
        for row in rows:
            ended_badly = row["status"] in ("failed", "canceled")
            assert ledger[row["id"]]["billed"] == 50
            assert ledger[row["id"]]["refunded"] == (50 if ended_badly else 0)

    @invariant()
    def a_job_runs_as_long_as_one_of_its_containers(self) -> None:
        if not hasattr(self, "sandbox"):
            return
        for job in self.sandbox.store.jobs.running():
            statuses = {row["status"] for row in self.sandbox.store.containers.of_job(job["id"])}
            assert statuses & {"queued", "processing"}


Money.TestCase.settings = settings(max_examples=25, stateful_step_count=20)
test_nothing_is_paid_twice = Money.TestCase
