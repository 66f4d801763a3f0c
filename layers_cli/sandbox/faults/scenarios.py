"""Ready-made sets of fault rules by name, as plain data."""

from typing import Any, NamedTuple


class Scenario(NamedTuple):
    """A one-line summary, and the rules."""

    summary: str
    rules: list[dict[str, Any]]


def _rule(
    name: str,
    match: dict[str, str],
    effect: str,
    *,
    when: dict[str, Any] | None = None,
    **settings: Any,
) -> dict[str, Any]:
    """Return a rule that fires always or as *when* says; *settings* belong to the effect."""
    return {"name": name, "match": match, **(when or {}), "effect": {"type": effect, **settings}}


_API = {"path": "/v1/*"}
_CREATES = {"method": "POST", "path": "/v1/projects/*/content*"}
_SCHEDULES = {"method": "POST", "path": "/v1/content/*/schedule"}
_PUBLISHES = {"method": "POST", "path": "/v1/content/*/publish"}
_UPLOADS = {"method": "PUT", "path": "/store/*"}
_TOO_MANY = {
    "status": 429,
    "code": "RATE_LIMITED",
    "message": "Too many calls.",
    "headers": {"Retry-After": "1"},
}
_FAILED = {"status": 500, "code": "INTERNAL"}

SCENARIOS = {
    "lost-reply": Scenario(
        "The next create, schedule and publish call succeeds each, but its reply is lost",
        [
            _rule("lost-reply", _CREATES, "drop-after", when={"times": 1}),
            _rule("lost-reply-schedule", _SCHEDULES, "drop-after", when={"times": 1}),
            _rule("lost-reply-publish", _PUBLISHES, "drop-after", when={"times": 1}),
        ],
    ),
    "rate-limited": Scenario(
        "Every third call gets a 429 and may be tried again after a second",
        [_rule("rate-limited", _API, "status", when={"every": 3}, **_TOO_MANY)],
    ),
    "flaky": Scenario(
        "One call in five gets a 500, and one in ten a closed connection",
        [
            _rule("flaky-500", _API, "status", when={"probability": 0.2, "seed": 1}, **_FAILED),
            _rule("flaky-drop", _API, "drop-before", when={"probability": 0.1, "seed": 2}),
        ],
    ),
    "slow": Scenario(
        "Every call takes two seconds longer", [_rule("slow", _API, "delay", duration="2s")]
    ),
    "half-fails": Scenario(
        "Every second container fails",
        [_rule("half-fails", _CREATES, "fail-containers", share=0.5)],
    ),
    "post-refused": Scenario(
        "The platform refuses every post",
        [_rule("post-refused", {}, "fail-posts")],
    ),
    "token-expired": Scenario(
        "The account's token expires while the next post is published",
        [_rule("token-expired", {}, "expire-token", when={"times": 1})],
    ),
    "slow-posts": Scenario(
        "Posts take five minutes longer to be published",
        [_rule("slow-posts", {}, "slow-posts", duration="5m")],
    ),
    "expired-upload": Scenario(
        "The next upload finds its URL expired",
        [_rule("expired-upload", _UPLOADS, "expired-upload-url", when={"times": 1})],
    ),
}
