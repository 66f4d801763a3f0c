"""Social accounts: bodies, query and responses (social-accounts pages; api-rest 7.1)."""

from typing import Annotated, Literal

from pydantic import Field

from layers_cli.sandbox.contract.model import Page, Query, RequestBody, ResponseBody
from layers_cli.sandbox.contract.posts import Platform
from layers_cli.sandbox.contract.queries import Limit
from layers_cli.sandbox.core.timestamps import UTC_PATTERN

AccountStatus = Literal["connected", "reauth_required", "disconnected"]
ReturnUrl = Annotated[str, Field(min_length=1, max_length=2048)]
UsageNote = Annotated[str, Field(max_length=1024)]


class ListAccounts(Query):
    """`GET /v1/projects/:id/social-accounts`."""

    limit: Limit = 50
    cursor: (
        Annotated[
            str,
            Field(
                description="The `nextCursor` of the page before, which is a moment. Ours: anything"
                " else gives 422.",
                json_schema_extra={"pattern": UTC_PATTERN},
            ),
        ]
        | None
    ) = None
    platform: Annotated[Platform, Field(description="Only accounts there.")] | None = None
    status: AccountStatus | None = None
    leased: (
        Annotated[
            Literal["true", "false"],
            Field(description="Only leased, or only own accounts. Ours: none here is leased."),
        ]
        | None
    ) = None


class AuthorizeAccount(RequestBody):
    """`POST /v1/projects/:id/social/oauth-url`. That `returnUrl` may be left out is ours."""

    platform: Platform
    return_url: ReturnUrl | None = None
    scopes: list[str] = Field(default=[], max_length=50)
    usage_note: UsageNote | None = None


class ReauthorizeAccount(RequestBody):
    """`POST …/social-accounts/:id/reauth-url`; may be left out altogether (ours)."""

    return_url: ReturnUrl | None = None
    usage_note: UsageNote | None = None


class AuthorizationLink(ResponseBody):
    """A link for somebody to open, valid for ten minutes."""

    authorize_url: str
    state: str
    expires_at: str


class AuthorizationError(ResponseBody):
    """Why an account was not connected; all but `message` is ours."""

    code: str
    message: str


class AuthorizationStatus(ResponseBody):
    """Whether the link was used; `socialAccountId` or `error` says how it ended."""

    state: str
    status: Literal["pending", "completed", "failed"]
    expires_at: str
    social_account_id: str | None = None
    error: AuthorizationError | None = None


class SocialAccount(ResponseBody):
    """An account that content can go out to."""

    social_account_id: str
    platform: Platform
    handle: str
    avatar_url: str | None
    status: AccountStatus
    leased: bool
    connected_at: str
    token_expires_at: str | None


class SocialAccountPage(Page[SocialAccount]):
    """One page of accounts, those connected last first."""


class AccountHealth(ResponseBody):
    """Whether posts can go out through an account. All of it is ours."""

    social_account_id: str
    platform: Platform
    status: AccountStatus
    healthy: bool
    token_expires_at: str | None
    issues: list[AuthorizationError]
    checked_at: str


class DisconnectedAccount(ResponseBody):
    """The answer to a disconnect; a second one gives 404."""

    social_account_id: str
    status: Literal["disconnected"]
    disconnected_reason: Literal["revoked_by_partner"]
    canceled_scheduled_posts: int
    disconnected_at: str
