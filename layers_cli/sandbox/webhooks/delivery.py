"""Delivers webhooks: signs what is due in the outbox, posts it, and plans the next attempt.

At least once, never in a promised order: the event id is what a receiver tells repeats by.
"""

import asyncio
import contextlib
import hashlib
import hmac
import logging
from typing import Any

import httpx

from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row

RETRY_AFTER = (30_000, 60_000, 300_000, 900_000)
"""Milliseconds of the sandbox's clock from a failed attempt to the next.

Ours: the first steps of the webhooks page's ladder, and the five attempts of the newer page.
"""
SECONDS = 10.0
"""How long a receiver may take to answer (ours)."""
AT_ONCE = 16
_PAUSE_AFTER_TROUBLE = 1.0
_LONGEST_PAUSE = 5.0

_log = logging.getLogger(__name__)


class WebhookSender:
    """Delivers for one sandbox: here and now with `deliver_due`, or in the background."""

    def __init__(self, sandbox: SandboxState) -> None:
        self._sandbox = sandbox
        # Attempts of a server that died, or that trouble cut short, are to be made again.
        self._left_over = True

    async def run(self) -> None:
        """Deliver for as long as the server runs."""
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
        """Deliver what is due; return the seconds until more can be, `None` for no end."""
        try:
            if self._left_over:
                self._sandbox.store.webhooks.put_back()
                self._left_over = False
            await self.deliver_due()
            due = self._sandbox.store.webhooks.next_due()
        except Exception:  # noqa: BLE001 - a full disk may be emptied again; the rows are kept
            _log.exception("delivering webhooks failed; trying again")
            self._left_over = True
            return _PAUSE_AFTER_TROUBLE
        pause = None if due is None else self._sandbox.clock.wall_seconds_until(due)
        return None if pause is None else min(pause, _LONGEST_PAUSE)

    async def deliver_due(self) -> int:
        """Make every attempt that is due at this moment; return how many there were."""
        sandbox, attempts = self._sandbox, 0
        if sandbox.store.webhooks.next_due() is None:
            return 0
        async with self._client() as client:
            while True:
                with sandbox.store.transaction():
                    rows = sandbox.store.webhooks.take_due(sandbox.clock.now(), limit=AT_ONCE)
                if not rows:
                    return attempts
                attempts += len(rows)
                await asyncio.gather(*(self._attempt(client, row) for row in rows))

    def _client(self) -> httpx.AsyncClient:
        # No proxy and no redirect: a delivery goes to the receiver that was named, or nowhere.
        return httpx.AsyncClient(
            transport=self._sandbox.webhook_transport,
            timeout=SECONDS,
            trust_env=False,
            follow_redirects=False,
        )

    async def _attempt(self, client: httpx.AsyncClient, delivery: Row) -> None:
        status, trouble = await self._post(client, delivery)
        sandbox = self._sandbox
        now = sandbox.clock.now()
        succeeded = status is not None and status < 300
        changes: dict[str, Any] = {
            "last_response_status": status,
            "last_response_at": None if status is None else now,
            "last_error_message": trouble,
            **_next_step(delivery["attempts"], status, now=now),
        }
        with sandbox.store.transaction():
            sandbox.store.webhooks.attempted(delivery, changes, succeeded=succeeded, at=now)

    async def _post(
        self, client: httpx.AsyncClient, delivery: Row
    ) -> tuple[int | None, str | None]:
        """Send one delivery; return the status, and what went wrong."""
        body = delivery["body"].encode()
        secrets = signing_secrets(delivery, now=self._sandbox.clock.now())
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Layers-Webhooks/1 (sandbox)",
            "X-Layers-Event-Id": delivery["event_id"],
            # Receivers compare it with their own clock, which knows nothing of the sandbox's.
            "X-Layers-Signature": signature(body, secrets, at=self._sandbox.wall_now() // 1000),
        }
        try:
            request = client.build_request("POST", delivery["url"], content=body, headers=headers)
            response = await asyncio.wait_for(client.send(request, stream=True), SECONDS)
            await response.aclose()  # an endless answer is no reason to read it
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, OSError) as exc:
            return None, f"{type(exc).__name__}: {exc}"[:500]
        if response.status_code < 300:
            return response.status_code, None
        return response.status_code, f"The receiver answered {response.status_code}"


def signature(body: bytes, secrets: list[str], *, at: int) -> str:
    """Sign *body* at the moment *at* (seconds) with every secret that counts (webhooks page)."""
    signed = f"{at}.".encode() + body
    marks = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={at}", *(f"v1={mark}" for mark in marks)])


def signing_secrets(endpoint: Row, *, now: int) -> list[str]:
    """Return the endpoint's secret and, while a rotation overlaps, the one before."""
    secrets = [endpoint["secret"]]
    if endpoint["previous_secret"] and endpoint["previous_secret_expires_at"] > now:
        secrets.append(endpoint["previous_secret"])
    return secrets


def _next_step(attempts: int, status: int | None, *, now: int) -> dict[str, Any]:
    """Decide what follows an attempt: done, another one later, or the end.

    A 4xx other than 429 is not tried again (integrations page): `failed`. Whoever has used up all
    attempts is `abandoned` (same page).
    """
    if status is not None and status < 300:
        return {"status": "delivered", "delivered_at": now, "next_retry_at": None}
    if status is not None and 400 <= status < 500 and status != 429:
        return {"status": "failed", "next_retry_at": None}
    if attempts > len(RETRY_AFTER):
        return {"status": "abandoned", "abandoned_at": now, "next_retry_at": None}
    return {"status": "pending", "next_retry_at": now + RETRY_AFTER[attempts - 1]}
