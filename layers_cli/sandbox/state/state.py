"""The state of one sandbox, shared by the app and the worker."""

import base64
import os
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from layers_cli.sandbox.core import identifiers
from layers_cli.sandbox.core.clock import Clock, Wall
from layers_cli.sandbox.core.errors import invalid
from layers_cli.sandbox.core.rate_limits import RateLimits
from layers_cli.sandbox.core.request_log import RequestLog
from layers_cli.sandbox.media.probing.prober import Prober
from layers_cli.sandbox.rendering.renderer import Renderer
from layers_cli.sandbox.state.fault_rules import FaultRules
from layers_cli.sandbox.store import Store, StoredResponseKey

CREDITS = 100_000
"""What the seeded organization has at first, where nothing else is asked for."""


@dataclass
class SandboxSettings:
    """Settings of a sandbox.

    Args:
        base_url: what absolute links begin with; `None` means the request's own host.
        generation_seconds: the least time a job takes, on the sandbox's clock.
        publish_lead_seconds: from a publish call until its posts go out, on the sandbox's clock;
            until then they can be canceled (publish-content page).
        publishing_seconds: how long a post is `publishing`, on the sandbox's clock.
        any_host: answer to every `Host`, not only to this machine's own names.
        loopback_fetch: uploads may be fetched from http on this machine (sandbox-surface 2).
        rate_limits: the tier that holds for every key (`rate_limits.TIERS`); `None` is no limit.
        create_rate: calls a minute that start a job, for each key, instead of the tier's.
        concurrent_jobs: how many jobs of an organization may run at once; `None` is no limit.
        placeholders: draw a few bytes at once instead of pictures and videos.

    """

    base_url: str | None = None
    generation_seconds: float = 3.0
    publish_lead_seconds: float = 30.0
    publishing_seconds: float = 3.0
    any_host: bool = False
    loopback_fetch: bool = True
    rate_limits: str | None = None
    create_rate: int | None = None
    concurrent_jobs: int | None = None
    placeholders: bool = False


@dataclass
class SandboxState:
    """Everything one sandbox is; `state.opening.open_state` builds it."""

    data: Path
    store: Store
    clock: Clock
    renderers: Mapping[str, Renderer]
    settings: SandboxSettings
    wall: Wall = time.time
    in_flight: set[StoredResponseKey] = field(default_factory=set)
    listeners: list[Callable[[], None]] = field(default_factory=list)
    webhook_transport: Any = None
    """An `httpx.AsyncBaseTransport` for the deliveries of webhooks; `None` is the network."""
    faults: FaultRules = field(default_factory=FaultRules)
    request_log: RequestLog = field(default_factory=RequestLog)
    prober: Prober = field(default_factory=Prober)

    def __post_init__(self) -> None:
        """Create the rate limits that the settings name."""
        self.rate_limits = RateLimits(self.settings.rate_limits, self.settings.create_rate)

    @property
    def seed(self) -> str:
        """What ids and pictures are derived from."""
        return str(self.store.settings.get("seed"))

    @property
    def seeded_credits(self) -> int:
        """The credits that the seeded organization has at first."""
        kept = self.store.settings.get("credits")
        return CREDITS if kept is None else int(kept)

    @property
    def media(self) -> Path:
        """The folder behind `/media`."""
        return self.data / "media"

    @property
    def key(self) -> str:
        """The seeded key with every scope."""
        return str(self.store.settings.get("key"))

    @property
    def control_token(self) -> str:
        """The token of the control surface."""
        return str(self.store.settings.get("control_token"))

    @property
    def store_secret(self) -> bytes:
        """What upload URLs are signed with."""
        return str(self.store.settings.get("store_secret")).encode()

    @property
    def child_key(self) -> str:
        """The seeded child organization's key, with every scope a child may have."""
        return str(self.store.settings.get("child_key"))

    @property
    def child_organization(self) -> str:
        """The id of the seeded organization's only child."""
        return identifiers.derived_uuid("org", self.seed, "organization", "child")

    @property
    def child_project(self) -> str:
        """The id of the child organization's project."""
        return identifiers.derived_uuid("prj", self.seed, "child project")

    @property
    def project(self) -> str:
        """The id of the seeded project."""
        return identifiers.derived_uuid("prj", self.seed, "project", 1)

    @property
    def organization(self) -> str:
        """The id of the seeded organization."""
        return identifiers.derived_uuid("org", self.seed, "organization")

    def mint_key(self, *scopes: str, organization_id: str | None = None) -> str:
        """Create a key, by default for the seeded organization and without scopes."""
        token = new_token()
        with self.store.transaction():
            self.add_key(token, scopes, organization_id=organization_id)
        return token

    def add_key(
        self, token: str, scopes: Iterable[str], *, organization_id: str | None = None
    ) -> None:
        """Add a key with the text *token*, by default for the seeded organization."""
        self.store.account.add_key(
            identifiers.derived_uuid("key", self.seed, token),
            organization_id=organization_id or self.organization,
            token=token,
            scopes=scopes,
        )

    def wall_now(self) -> int:
        """Return the machine's time in milliseconds; leases run on it."""
        return int(self.wall() * 1000)

    def notify(self) -> None:
        """Wake the listeners: something may be due now."""
        for listener in self.listeners:
            listener()

    def set_clock(self, **changes: Any) -> None:
        """Change the clock as `Clock.change` does, or raise HttpError; save it, wake listeners."""
        try:
            self.clock.change(**changes)
        except ValueError as exc:
            path = "advance" if changes.get("advance") else "now"
            raise invalid((path, str(exc))) from None
        self.save_clock()
        self.notify()

    def save_clock(self) -> None:
        """Keep the clock's state over a restart."""
        self.store.settings.put("clock", vars(self.clock.state))

    def close(self) -> None:
        """Close the store and the request log, and stop the prober's processes."""
        self.prober.close()
        self.request_log.close()
        self.store.close()


def new_token() -> str:
    """Make a key of the shape `lp_test_<16 base32>_<43 base64url>` (api-keys page)."""
    key_id = base64.b32encode(os.urandom(10)).decode()
    return f"lp_test_{key_id}_{secrets.token_urlsafe(32)}"
