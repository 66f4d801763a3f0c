"""Ready-made sets of fault rules by name, as plain data."""

from typing import Any, NamedTuple


class Scenario(NamedTuple):
    """A one-line summary, and the rules."""

    summary: str
    rules: list[dict[str, Any]]


_API = {"path": "/v1/*"}
_CREATES = {"method": "POST", "path": "/v1/projects/*/content*"}

SCENARIOS = {
    "lost-reply": Scenario(
        "The next create call does its work, and its answer is lost",
        [
            {
                "name": "lost-reply",
                "match": _CREATES,
                "times": 1,
                "effect": {"type": "drop-after"},
            }
        ],
    ),
    "rate-limited": Scenario(
        "Every third call is told to come again in a second",
        [
            {
                "name": "rate-limited",
                "match": _API,
                "every": 3,
                "effect": {
                    "type": "status",
                    "status": 429,
                    "code": "RATE_LIMITED",
                    "message": "Too many calls.",
                    "headers": {"Retry-After": "1"},
                },
            }
        ],
    ),
    "flaky": Scenario(
        "One call in five ends in a 500, and one in ten in a closed connection",
        [
            {
                "name": "flaky-500",
                "match": _API,
                "probability": 0.2,
                "seed": 1,
                "effect": {"type": "status", "status": 500, "code": "INTERNAL"},
            },
            {
                "name": "flaky-drop",
                "match": _API,
                "probability": 0.1,
                "seed": 2,
                "effect": {"type": "drop-before"},
            },
        ],
    ),
    "slow": Scenario(
        "Every call takes two seconds longer",
        [{"name": "slow", "match": _API, "effect": {"type": "delay", "duration": "2s"}}],
    ),
    "half-fails": Scenario(
        "Every second container fails",
        [
            {
                "name": "half-fails",
                "match": _CREATES,
                "effect": {"type": "fail-containers", "share": 0.5},
            }
        ],
    ),
    "expired-upload": Scenario(
        "The next upload finds its URL expired",
        [
            {
                "name": "expired-upload",
                "match": {"method": "PUT", "path": "/store/*"},
                "times": 1,
                "effect": {"type": "expired-upload-url"},
            }
        ],
    ),
}
