"""Which fault rule fires for a request. Pure but for its counters; a restart forgets the rules."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from math import floor
from typing import Any

from layers_cli.sandbox.contract.faults import FailContainers, Rule

POST_EFFECTS = ("fail-posts", "slow-posts", "expire-token")
"""What happens to the posts of a call, when they go out."""


@dataclass(frozen=True)
class RequestFacts:
    """What a rule may look at.

    Args:
        key_id: finds the id of the API key; asked only where a rule needs it.
        has_cursor: the query string names a cursor.

    """

    method: str
    path: str
    idempotency_key: str | None
    key_id: Callable[[], str | None]
    has_cursor: bool


@dataclass
class ActiveRule:
    """A rule with its counters."""

    rule: Rule
    seen: int = 0
    fired: int = 0
    containers: int = 0

    def fires(self, asked: RequestFacts) -> bool:
        """Count a request that fits, and say whether the rule's rhythm is at its turn."""
        if not _fits(self.rule, asked):
            return False
        self.seen += 1
        fires = self._is_its_turn()
        self.fired += fires
        return fires

    def _is_its_turn(self) -> bool:
        rule = self.rule
        if rule.times is not None:
            return self.fired < rule.times
        if rule.every is not None:
            return self.seen % rule.every == 0
        if rule.probability is not None:
            return _chance(rule.seed or 0, self.seen) < rule.probability
        return True

    def failing(self, effect: FailContainers, containers: list[str]) -> list[str]:
        """Return those of a job's *containers* that are to fail."""
        if effect.count is not None:
            return containers[: effect.count]
        share, before = effect.share or 0.0, self.containers
        self.containers += len(containers)
        # Counted over all jobs, since in one dialect each container has a job of its own.
        return [
            container
            for number, container in enumerate(containers, before)
            if floor((number + 1) * share + 1e-9) > floor(number * share + 1e-9)
        ]

    def shown(self) -> dict[str, Any]:
        """Write the rule as the control surface shows it."""
        rule = self.rule.model_dump(by_alias=True, mode="json")
        rule["match"] = {name: value for name, value in rule["match"].items() if value is not None}
        return rule | {"seen": self.seen, "fired": self.fired}


class FaultRules:
    """The rules of one sandbox, in order."""

    def __init__(self) -> None:
        self.armed: list[ActiveRule] = []

    def replace(self, rules: Iterable[Rule]) -> None:
        """Begin anew with these rules."""
        self.armed = [ActiveRule(rule) for rule in rules]

    def add(self, rules: Iterable[Rule]) -> None:
        """Put more rules after those there are."""
        self.armed = [*self.armed, *(ActiveRule(rule) for rule in rules)]

    def firing(self, asked: RequestFacts) -> ActiveRule | None:
        """Return the first rule that fires for a request, or `None`."""
        return next((armed for armed in self.armed if armed.fires(asked)), None)


def _fits(rule: Rule, asked: RequestFacts) -> bool:
    match = rule.match
    return (
        _can_hit(rule.effect.type, asked)
        and match.method in (None, asked.method)
        and (match.path is None or fnmatchcase(asked.path, match.path))
        and match.idempotency_key in (None, asked.idempotency_key)
        and (match.key is None or match.key == asked.key_id())
    )


def _can_hit(effect: str, asked: RequestFacts) -> bool:
    """Leave out requests on which an effect could not be seen: they must not use up its turns."""
    if effect == "stale-cursor":
        return asked.has_cursor
    if effect == "expired-upload-url":
        return asked.method == "PUT" and asked.path.startswith("/store/")
    if effect in ("fail-containers", "stall-job"):
        return asked.method == "POST" and "/content" in asked.path
    if effect in POST_EFFECTS:
        return asked.method == "POST" and asked.path.endswith(("/schedule", "/publish"))
    return True


def _chance(seed: int, number: int) -> float:
    """Return a number in [0, 1) that belongs to the *number*-th request."""
    digest = hashlib.blake2b(f"{seed}:{number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64
