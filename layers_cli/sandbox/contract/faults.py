"""Fault rules of the control surface (sandbox-surface 4). All of it is ours."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from layers_cli.sandbox.contract.model import RequestBody, ResponseBody
from layers_cli.sandbox.core import timestamps

LONGEST_DELAY = 600_000
LONGEST_PUBLISHING = 7 * 86_400_000


def _short(text: str) -> str:
    if timestamps.parse_duration(text) > LONGEST_DELAY:
        raise ValueError("must be at most 10m")
    return text


def _at_most_a_week(text: str) -> str:
    if timestamps.parse_duration(text) > LONGEST_PUBLISHING:
        raise ValueError("must be at most 7d")
    return text


def _header_text(text: str) -> str:
    if not text.isascii() or not text.isprintable():
        raise ValueError("must be printable ASCII")
    return text


Delay = Annotated[str, AfterValidator(_short)]
HeaderName = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$")]
HeaderText = Annotated[str, Field(max_length=1000), AfterValidator(_header_text)]
ErrorCode = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]{0,63}$")]
Sentence = Annotated[str, Field(max_length=500)]


class Match(RequestBody):
    """Which requests a rule is about: all that is given must fit.

    `path` may hold `*` for any text; `key` is the id of an API key.
    """

    method: Annotated[str, Field(pattern=r"^[A-Z]{3,7}$")] | None = None
    path: Annotated[str, Field(max_length=500)] | None = None
    key: str | None = None
    idempotency_key: str | None = None


class AnswerWithStatus(RequestBody):
    """Refuse the call with the error envelope; no work is done."""

    type: Literal["status"]
    status: Annotated[int, Field(ge=400, le=599)]
    code: ErrorCode
    message: Sentence = "A fault rule of the sandbox answered this."
    headers: dict[HeaderName, HeaderText] = Field(default={})
    details: dict[str, Any] | None = None


class Wait(RequestBody):
    """Answer as usual, after so long by the machine's clock."""

    type: Literal["delay"]
    duration: Delay


class PlainEffect(RequestBody):
    """An effect without settings.

    `drop-before` and `drop-after` close the connection before or after the work is done;
    `truncated-body` closes it halfway; `malformed-json` sends half a document as if it were whole;
    `stale-cursor` refuses a list's cursor; `expired-upload-url` refuses the PUT of an upload;
    `stall-job` lets the job run for ever; `expire-token` has the platform refuse the token of the
    account while the post is published, so that it has to be authorized again.
    """

    type: Literal[
        "drop-before",
        "drop-after",
        "truncated-body",
        "malformed-json",
        "stale-cursor",
        "expired-upload-url",
        "stall-job",
        "expire-token",
    ]


class SlowBody(RequestBody):
    """Send the body in small pieces."""

    type: Literal["slow-body"]
    chunk_bytes: Annotated[int, Field(ge=1, le=1_000_000)] = 64
    pause: Delay = "100ms"


class FailContainers(RequestBody):
    """Make containers of the job fail: the first *count* of each job, or a *share* over all."""

    type: Literal["fail-containers"]
    count: Annotated[int, Field(ge=1, le=10)] | None = None
    share: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] | None = None
    code: ErrorCode = "RENDER_FAILED"
    message: Sentence = "A fault rule of the sandbox made this container fail."

    @model_validator(mode="after")
    def _one_measure(self) -> "FailContainers":
        if (self.count is None) == (self.share is None):
            raise ValueError("either count or share is needed")
        return self


class FailPosts(RequestBody):
    """Have the platform refuse the posts of a schedule or publish call when they go out."""

    type: Literal["fail-posts"]
    code: ErrorCode = "PLATFORM_REJECTED"
    message: Sentence = "The platform refused the post."
    retryable: bool = False


class SlowPosts(RequestBody):
    """Have posts be `publishing` for so much longer, on the sandbox's clock."""

    type: Literal["slow-posts"]
    duration: Annotated[str, AfterValidator(_at_most_a_week)] = "5m"


Effect = Annotated[
    AnswerWithStatus | Wait | PlainEffect | SlowBody | FailContainers | FailPosts | SlowPosts,
    Field(discriminator="type"),
]


class Rule(RequestBody):
    """When what goes wrong: the first *times*, each *every*-th, or some by chance; else always.

    The chance is drawn from *seed* and the number of the request, so that runs can be repeated.
    """

    name: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    match: Match = Match()
    times: Annotated[int, Field(ge=1)] | None = None
    every: Annotated[int, Field(ge=1)] | None = None
    probability: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    seed: int | None = None
    effect: Effect

    @model_validator(mode="after")
    def _one_rhythm(self) -> "Rule":
        if sum(value is not None for value in (self.times, self.every, self.probability)) > 1:
            raise ValueError("at most one of times, every and probability may be given")
        if self.seed is not None and self.probability is None:
            raise ValueError("seed goes with probability")
        return self


class Rules(RequestBody):
    """`PUT` and `POST /_sandbox/faults`; the first rule that fires decides."""

    rules: Annotated[list[Rule], Field(max_length=100)]


class ArmedRule(ResponseBody):
    """A rule, how many requests it fitted, and how often it fired."""

    name: str | None
    match: dict[str, Any]
    times: int | None
    every: int | None
    probability: float | None
    seed: int | None
    effect: dict[str, Any]
    seen: int
    fired: int


class ArmedRules(ResponseBody):
    """All rules, in their order."""

    rules: list[ArmedRule]
