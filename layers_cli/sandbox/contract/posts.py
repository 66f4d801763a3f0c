"""Schedule and publish: bodies, query and responses (publishing pages; api-rest 8)."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from layers_cli.sandbox.contract.model import ListQuery, Page, RequestBody, ResponseBody
from layers_cli.sandbox.contract.queries import Since, Until
from layers_cli.sandbox.core import timestamps

Mode = Literal["publish", "draft", "managed"]
Platform = Literal["tiktok", "instagram"]
PostStatus = Literal["queued", "publishing", "draft", "published", "failed", "canceled"]


def _utc(text: str) -> str:
    timestamps.parse_timestamp(text)
    return text


Moment = Annotated[
    str, AfterValidator(_utc), Field(json_schema_extra={"pattern": timestamps.UTC_PATTERN})
]
Text = Annotated[str, Field(max_length=4000)]


class TiktokPostSettings(RequestBody):
    """Who may see and answer a post on TikTok; ignored elsewhere and in the mode `managed`."""

    privacy_level: (
        Literal["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "FOLLOWER_OF_CREATOR", "SELF_ONLY"]
        | None
    ) = None
    disable_comment: bool = False
    disable_duet: bool = False
    disable_stitch: bool = False
    is_brand_organic: bool = False
    is_branded_content: bool = False


class TiktokMusic(RequestBody):
    """The music under pictures on TikTok; `trackId` goes with `manual`, and with it alone."""

    mode: Literal["none", "auto", "manual"]
    track_id: Annotated[str, Field(min_length=1, max_length=128)] | None = None

    @model_validator(mode="after")
    def _has_its_track(self) -> "TiktokMusic":
        if (self.mode == "manual") != (self.track_id is not None):
            raise ValueError("trackId goes with the mode manual, and with no other")
        return self


class Target(RequestBody):
    """One account that a container goes out to, and how.

    That `mode` may be left out, for `publish`, is ours.
    """

    social_account_id: Annotated[str, Field(min_length=1, max_length=64)]
    mode: Mode = "publish"
    caption_override: Text | None = None
    first_comment_override: Text | None = None
    tiktok_post_settings: TiktokPostSettings | None = None
    tiktok_music: TiktokMusic | None = None
    share_reel_to_feed: bool | None = None


Targets = Annotated[list[Target], Field(min_length=1, max_length=50)]


class PublishContent(RequestBody):
    """`POST /v1/content/:id/publish`."""

    targets: Targets


class ScheduleContent(RequestBody):
    """`POST /v1/content/:id/schedule`; `scheduledFor` is a literal instant in UTC."""

    scheduled_for: Moment
    targets: Targets


class ReschedulePost(RequestBody):
    """`POST /v1/scheduled-posts/:id/reschedule`."""

    scheduled_for: Moment


class CancelPost(RequestBody):
    """`DELETE /v1/scheduled-posts/:id`; may be left out altogether."""

    reason: Annotated[str, Field(max_length=1024)] | None = None


class ListPosts(ListQuery):
    """`GET /v1/projects/:id/scheduled-posts`; times are those a post is scheduled for."""

    limit: Annotated[int, Field(ge=1, le=100)] = 50
    status: list[PostStatus] = Field(default=[])
    social_account_id: str | None = None
    since: Since | None = Field(
        default=None, description="Scheduled for then or later, ISO 8601 in UTC with `Z`."
    )
    until: Until | None = Field(
        default=None, description="Scheduled for then or earlier, ISO 8601 in UTC with `Z`."
    )


class PostFailure(ResponseBody):
    """Why a post failed; all but `message` is ours."""

    code: str
    message: str
    retryable: bool


class ScheduledPost(ResponseBody):
    """One container on its way to one account (get-post page)."""

    id: str
    container_id: str
    social_account_id: str
    platform: Platform
    mode: Mode
    status: PostStatus
    external_id: str | None
    external_url: str | None
    scheduled_for: str
    attempted_at: str | None
    published_at: str | None
    canceled_at: str | None
    last_error: PostFailure | None
    created_at: str
    updated_at: str


class ScheduledPostPage(Page[ScheduledPost]):
    """One page of posts, those that go out last first."""


class ScheduledPosts(ResponseBody):
    """The posts that were made, one for each target; none while the container waits for approval.

    `scheduledPosts` is ours, and so is that `gateStatus` is left out where nothing waits.
    """

    scheduled_post_ids: list[str]
    scheduled_posts: list[ScheduledPost]
    gate_status: Literal["blocked_on_approval"] | None = None


class RescheduledPost(ResponseBody):
    """The answer to reschedule."""

    id: str
    status: Literal["queued"]
    scheduled_for: str
    updated_at: str


class CanceledPost(ResponseBody):
    """The answer to a cancel."""

    id: str
    status: Literal["canceled"]
    canceled_at: str


class Track(ResponseBody):
    """A piece of music on TikTok."""

    id: str
    title: str
    author: str
    album: str | None
    duration: int
    preview_url: str | None
    cover_url: str | None
    language: str | None
    user_count: int
    is_commerce_music: bool


class Tracks(ResponseBody):
    """All tracks, those that most people use first."""

    tracks: list[Track]
    total: int
