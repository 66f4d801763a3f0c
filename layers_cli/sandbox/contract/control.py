"""The control surface's request log, assertions and keys (sandbox-surface 4). All of it is ours."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from layers_cli.sandbox.contract.model import Query, RequestBody, ResponseBody

_STATUS = r"^([1-5][0-9]{2}|[1-5]xx|none)$"


def _status(text: str) -> str:
    if not re.fullmatch(_STATUS, text):
        raise ValueError("must be a status such as 404, a class such as 4xx, or none")
    return text


StatusPattern = Annotated[
    str, AfterValidator(_status), Field(json_schema_extra={"pattern": _STATUS})
]
Method = Annotated[str, Field(pattern=r"^[A-Z]{3,7}$")]


class ListRequests(Query):
    """`GET /_sandbox/requests`: `path` may hold `*`; `status` is `404`, `4xx` or `none`."""

    method: Method | None = None
    path: str | None = None
    status: StatusPattern | None = None
    key_id: str | None = None
    idempotency_key: str | None = None
    after: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=10_000)] = 1000


class RequestRecord(ResponseBody):
    """One request; `status` is `null` where a fault cut the connection."""

    number: int
    at: str
    request_id: str
    method: str
    path: str
    query: str
    status: int | None
    milliseconds: float
    key_id: str | None
    idempotency_key: str | None
    fault: str | None
    job_id: str | None


class RequestLogPage(ResponseBody):
    """The latest requests that fit, oldest first, and how many were forgotten before."""

    items: list[RequestRecord]
    last: int
    forgotten: int


class Cleared(ResponseBody):
    """How many entries are gone."""

    cleared: int


class RequestMatch(RequestBody):
    """Which requests an assertion counts."""

    method: Method | None = None
    path: str | None = None
    status: StatusPattern | None = None
    key_id: str | None = None
    idempotency_key: str | None = None


class MoneyAssertion(RequestBody):
    """An assertion on what was billed, or posted.

    * `once-per-key`: at most one billed job for each idempotency key
    * `no-duplicate-containers`: all answers to one key together name no container twice over
    * `once-per-body`: at most one billed job for each path and body, whatever the keys
    * `keyed`: each billed job was started with an idempotency key
    * `settled`: each billed container has completed, or its credits were given back
    * `posted-once`: no container went out to the same account twice
    """

    type: Literal[
        "once-per-key",
        "no-duplicate-containers",
        "once-per-body",
        "keyed",
        "settled",
        "posted-once",
    ]


class CountAssertion(RequestBody):
    """An assertion on how many requests were made."""

    type: Literal["request-count"]
    match: RequestMatch = RequestMatch()
    min: Annotated[int, Field(ge=0)] | None = None
    max: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _asserts_something(self) -> "CountAssertion":
        if self.min is None and self.max is None:
            raise ValueError("min or max is needed")
        return self


Assertion = Annotated[MoneyAssertion | CountAssertion, Field(discriminator="type")]


class Verify(RequestBody):
    """`POST /_sandbox/verify`; without assertions: nobody paid twice, nothing went out twice."""

    assertions: list[Assertion] = Field(
        default=[
            MoneyAssertion(type="once-per-key"),
            MoneyAssertion(type="no-duplicate-containers"),
            MoneyAssertion(type="settled"),
            MoneyAssertion(type="posted-once"),
        ],
        max_length=100,
    )


class VerificationFinding(ResponseBody):
    """One assertion, whether it held, and what speaks for or against it."""

    type: str
    passed: bool
    message: str
    evidence: list[dict[str, Any]]


class Verdict(ResponseBody):
    """All assertions; `passed` says whether each of them held."""

    passed: bool
    assertions: list[VerificationFinding]


class MintKey(RequestBody):
    """`POST /_sandbox/keys`; a key without scopes may do nothing.

    `organizationId` is the seeded organization's or its child's; left out, the former's.
    """

    scopes: Annotated[
        list[Annotated[str, Field(pattern=r"^(\*|[a-z:_]{3,40})$")]], Field(max_length=50)
    ]
    organization_id: str | None = None


class SandboxKey(ResponseBody):
    """A key; the text of it is nowhere kept."""

    id: str
    organization_id: str
    scopes: list[str]
    killed_at: str | None
    seeded: bool


class Keys(ResponseBody):
    """All keys."""

    items: list[SandboxKey]


class MintedKey(SandboxKey):
    """A new key: the one time its text is shown."""

    key: str
