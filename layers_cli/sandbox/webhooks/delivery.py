"""Delivers webhooks: signs and posts due events, and schedules the next attempt.

Delivery is at least once and in no promised order; receivers deduplicate by event id.
"""

import asyncio
import contextlib
import hashlib
import hmac
import logging
import ssl
from functools import cache
from typing import Any

import httpx

from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row

RETRY_DELAYS = (30_000, 60_000, 300_000, 900_000)
"""Milliseconds of the sandbox's clock from a failed attempt to the next.

Ours: the first steps of the webhooks page's ladder, and the five attempts of the newer page.
"""
TIMEOUT = 10.0
"""Seconds that a receiver may take to answer (ours)."""
CONCURRENCY = 16
_PAUSE_AFTER_ERROR = 1.0
_LONGEST_PAUSE = 5.0

_log = logging.getLogger(__name__)


class WebhookSender:
    """Delivers for one sandbox: here and now with `deliver_due`, or in the background."""

    def __init__(self, sandbox: SandboxState) -> None:
        self._sandbox = sandbox
        # Attempts that a killed server or an error interrupted are made again.
        self._interrupted = True

    async def run(self) -> None:
        """Deliver until canceled."""
        sandbox, wakeup = self._sandbox, asyncio.Event()
        sandbox.listeners.append(wakeup.set)
        try:
            while True:
                wakeup.clear()
                pause = await self._deliver_or_wait()
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(wakeup.wait(), pause)
        finally:
            sandbox.listeners.remove(wakeup.set)

    async def _deliver_or_wait(self) -> float | None:
        """Deliver what is due; return the seconds to wait for more, `None` for no limit."""
        try:
            if self._interrupted:
                self._sandbox.store.webhooks.put_back()
                self._interrupted = False
            await self.deliver_due()
            due = self._sandbox.store.webhooks.next_due()
        except Exception:  # noqa: BLE001 - the disk may have space again later; the rows are kept
            _log.exception("delivering webhooks failed; trying again")
            self._interrupted = True
            return _PAUSE_AFTER_ERROR
        pause = None if due is None else self._sandbox.clock.wall_seconds_until(due)
        return None if pause is None else min(pause, _LONGEST_PAUSE)

    async def deliver_due(self) -> int:
        """Make all attempts that are due now; return their number."""
        sandbox, attempts = self._sandbox, 0
        if sandbox.store.webhooks.next_due() is None:
            return 0
        async with self._client() as client:
            while True:
                with sandbox.store.transaction():
                    rows = sandbox.store.webhooks.take_due(sandbox.clock.now(), limit=CONCURRENCY)
                if not rows:
                    return attempts
                attempts += len(rows)
                await asyncio.gather(*(self._attempt(client, row) for row in rows))

    def _client(self) -> httpx.AsyncClient:
        # No proxy and no redirect: a delivery goes only to the receiver that was registered.
        return httpx.AsyncClient(
            transport=self._sandbox.webhook_transport,
            verify=_certificates(),
            timeout=TIMEOUT,
            trust_env=False,
            follow_redirects=False,
        )

    async def _attempt(self, client: httpx.AsyncClient, delivery: Row) -> None:
        status, error = await self._post(client, delivery)
        sandbox = self._sandbox
        now = sandbox.clock.now()
        succeeded = status is not None and status < 300
        changes: dict[str, Any] = {
            "last_response_status": status,
            "last_response_at": None if status is None else now,
            "last_error_message": error,
            **_next_step(delivery["attempts"], status, now=now),
        }
        with sandbox.store.transaction():
            sandbox.store.webhooks.attempted(delivery, changes, succeeded=succeeded, at=now)

    async def _post(
        self, client: httpx.AsyncClient, delivery: Row
    ) -> tuple[int | None, str | None]:
        """Send one delivery; return the response status and the error message."""
        body = delivery["body"].encode()
        secrets = signing_secrets(delivery, now=self._sandbox.clock.now())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Layers-Webhooks/1 (sandbox)",
            "X-Layers-Event-Id": delivery["event_id"],
            # Receivers compare it with the real time, not with the sandbox's clock.
            "X-Layers-Signature": signature(body, secrets, at=self._sandbox.wall_now() // 1000),
        }
        try:
            request = client.build_request("POST", delivery["url"], content=body, headers=headers)
            response = await asyncio.wait_for(client.send(request, stream=True), TIMEOUT)
            await response.aclose()  # the body is not needed, and may be endless
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, OSError) as exc:
            return None, f"{type(exc).__name__}: {exc}"[:500]
        if response.status_code < 300:
            return response.status_code, None
        return response.status_code, f"The receiver answered {response.status_code}"


@cache
def _certificates() -> ssl.SSLContext:
    """Return what TLS connections to receivers trust; reading it takes longer than a delivery."""
    return httpx.create_ssl_context(trust_env=False)


def signature(body: bytes, secrets: list[str], *, at: int) -> str:
    """Sign *body* at *at* (Unix seconds) with each of *secrets* (webhooks page)."""
    signed = f"{at}.".encode() + body
    digests = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={at}", *(f"v1={digest}" for digest in digests)])


def signing_secrets(endpoint: Row, *, now: int) -> list[str]:
    """Return the endpoint's secret and, while a rotation overlaps, its previous one."""
    secrets = [endpoint["secret"]]
    if endpoint["previous_secret"] and endpoint["previous_secret_expires_at"] > now:
        secrets.append(endpoint["previous_secret"])
    return secrets


def _next_step(attempts: int, status: int | None, *, now: int) -> dict[str, Any]:
    """Return the changes after an attempt: delivered, scheduled again, failed or abandoned.

    A 4xx other than 429 is not retried and is `failed`; a delivery that has used all its attempts
    is `abandoned` (integrations page).
    """
    if status is not None and status < 300:
        return {"status": "delivered", "delivered_at": now, "next_retry_at": None}
    if status is not None and 400 <= status < 500 and status != 429:
        return {"status": "failed", "next_retry_at": None}
    if attempts > len(RETRY_DELAYS):
        return {"status": "abandoned", "abandoned_at": now, "next_retry_at": None}
    return {"status": "pending", "next_retry_at": now + RETRY_DELAYS[attempts - 1]}
