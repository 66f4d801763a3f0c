"""The API's JSON, typed for reading.

Fields the API adds later are ignored here and kept in the raw answer. Values of a set the API may
extend (a new `status`) stay strings: they are shown as they came. Absent counts as null (content
page, "Preview object"). A field that nothing here reads is there for its name, and may be anything.
"""

from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic.alias_generators import to_camel

FINISHED_CONTAINER = frozenset({"completed", "failed", "canceled"})
FINISHED_JOB = frozenset({"completed", "failed", "canceled"})


def _or_none(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    """Validate *value*; None where it is not as documented."""
    try:
        return validate(value)
    except ValidationError:
        return None


def _or_empty(value: Any) -> Any:
    """Return *value*, and an empty list for null, which counts as absent."""
    return [] if value is None else value


M = TypeVar("M")
Listed = Annotated[list[M], BeforeValidator(_or_empty)]
# What only informs never stops a list or a wait, whatever the server says.
Text = Annotated[str | None, WrapValidator(_or_none)]
Time = Annotated[datetime | None, WrapValidator(_or_none)]
Amount = Annotated[float | None, Field(allow_inf_nan=False), WrapValidator(_or_none)]
Count = Annotated[int | None, Field(ge=-(2**63), lt=2**63), WrapValidator(_or_none)]
# Who says that more than a week is left does not know; a stalled job was said to take 8,000 years.
Estimate = Annotated[
    float | None,
    Field(ge=0, le=7 * 86_400, strict=True, allow_inf_nan=False),
    WrapValidator(_or_none),
]


class Model(BaseModel):
    """Accepts the API's camelCase and tolerates what is added later."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        frozen=True,
        extra="ignore",
        allow_inf_nan=False,
        # Most runs need one or two of these; the rest need not be built.
        defer_build=True,
    )


class Preview(Model):
    """What to show for a container (content page, "Reading a container")."""

    kind: Text = None
    primary_url: str | None = None
    thumbnail_url: str | None = None
    image_urls: Listed[str] = Field(default_factory=list)
    video_url: str | None = None
    duration_ms: Count = None
    aspect_ratio: Text = None
    hls_url: Any = None


class Asset(Model):
    """One media file of a container."""

    asset_id: str
    container_id: Text = None
    kind: Text = None
    url: str | None = None
    thumbnail_url: str | None = None
    width: Count = None
    height: Count = None
    duration_ms: Count = None
    mime_type: Text = None
    size_bytes: Count = None
    checksum_sha256: str | None = None


class Caption(Model):
    """The text that goes with the media on one platform."""

    platform: Text = None
    text: Text = None


class Failure(Model):
    """Why a container or a job failed; the API does not document the shape, so all is optional."""

    model_config = ConfigDict(extra="allow")

    code: Text = None
    message: Text = None
    stage: Text = None
    retryable: Annotated[bool | None, WrapValidator(_or_none)] = None


Reason = Annotated[Failure | str | None, WrapValidator(_or_none)]


class Container(Model):
    """One creative: the content page's content item."""

    id: str
    project_id: Text = None
    status: str
    approval_status: Text = None
    creative_type: Text = None
    format: Text = None
    influencer_id: Text = None
    hook: Text = None
    preview: Preview | None = None
    assets: Listed[Asset] = Field(default_factory=list)
    captions: Listed[Caption] = Field(default_factory=list)
    caption: Text = None
    ads_enrollment: Text = None
    last_error: Reason = None
    created_at: Time = None
    updated_at: Time = None
    completed_at: Any = None
    failed_at: Any = None
    first_comment: Any = None
    media_id: Any = None
    primary_asset: Any = None
    source_tiktok_id: Any = None
    platform_fit: Any = None

    @property
    def is_finished(self) -> bool:
        """Whether generation is over, one way or the other."""
        return self.status in FINISHED_CONTAINER

    @property
    def failure(self) -> str | None:
        """Return why it failed, in the server's words."""
        if isinstance(self.last_error, str):
            return self.last_error
        if self.last_error is None:
            return None
        return self.last_error.message or self.last_error.code


class AppMedia(Model):
    """A file of a project's library; only the id is documented (api-rest 5.1)."""

    id: str
    kind: str | None = None
    media_role: str | None = None
    url: str | None = None
    mime_type: str | None = None
    size_bytes: Count = None
    width: Count = None
    height: Count = None
    duration_ms: Count = None
    created_at: Time = None
    project_id: Any = None


class AppMediaPage(Model):
    """One page of a project's library."""

    items: Listed[AppMedia] = Field(default_factory=list)
    next_cursor: str | None = None


class DeletedMedia(Model):
    """The answer to a delete of app media."""

    id: str
    deleted: bool | None = None


class Job(Model):
    """One unit of asynchronous work (content page, "Progress during generation")."""

    job_id: str | None = None
    kind: Text = None
    status: str
    stage: Text = None
    progress: Amount = None
    project_id: Text = None
    container_ids: Listed[str] = Field(default_factory=list)
    container_id: str | None = None
    format: Text = None
    location_url: Text = None
    eta_seconds: Estimate = None
    started_at: Time = None
    finished_at: Time = None
    result: dict[str, Any] | None = None
    error: Reason = None
    influencer_id: Any = None

    @property
    def is_finished(self) -> bool:
        """Whether the job can no longer change.

        A status this version does not know counts as finished only if the API says when it ended.
        """
        return self.status in FINISHED_JOB or self.finished_at is not None

    @property
    def containers(self) -> list[str]:
        """Return the ids of its containers, each once, wherever this API version put them."""
        result = self.result or {}
        inner = result.get("containerIds") or result.get("containerId")
        found = self.container_ids or inner or self.container_id
        ids = found if isinstance(found, list) else [found]
        return list(dict.fromkeys(each for each in ids if isinstance(each, str) and each))


class Progress(Model):
    """How far one container is (content page: same story as the job, scoped to a container)."""

    container_id: str | None = None
    job_id: str | None = None
    status: str
    stage: Text = None
    progress: Amount = None
    stage_progress: Amount = None
    eta_seconds: Estimate = None
    updated_at: Time = None
    error: Reason = None
    kind: Any = None
    project_id: Any = None
    container_ids: Any = None
    format: Any = None
    started_at: Any = None
    finished_at: Any = None
    result: Any = None

    @property
    def is_finished(self) -> bool:
        """Whether the container can no longer change."""
        return self.status in FINISHED_CONTAINER


class ContainerPage(Model):
    """One page of containers, newest first."""

    items: Listed[Container] = Field(default_factory=list)
    next_cursor: str | None = None


class PostFailure(Model):
    """Why a post failed, or could not be scheduled."""

    message: str | None = None
    code: str | None = None
    retryable: bool | None = None


class SchedulePromotion(Model):
    """What became of a schedule that waited for an approval."""

    status: str | None = None
    scheduled_post_ids: list[str] = Field(default_factory=list)
    error: PostFailure | None = None


class Review(Model):
    """The answer to approve and reject."""

    id: str
    approval_status: str
    approved_at: Time = None
    rejected_at: Time = None
    reason: str | None = None
    approved_by: Any = None
    rejected_by: Any = None
    pending_schedule_promotion: SchedulePromotion | None = None


class ReviewPolicy(Model):
    """Which new containers wait for a review (api-core 2.3)."""

    project_id: str | None = None
    policy: str
    first_n: Count = None
    pending_count: Count = None
    updated_at: Time = None


class Cancellation(Model):
    """The answer to a job's cancel."""

    job_id: str
    accepted: bool
    reason: str | None = None


class BrandContext(Model):
    """What the API knows of a project's app; there are more fields than those documented."""

    model_config = ConfigDict(extra="allow")

    app_name: str | None = None
    app_description: str | None = None
    tagline: str | None = None
    logo_url: str | None = None


class Project(Model):
    """One project: an app and its content."""

    id: str
    name: str | None = None
    status: str | None = None
    customer_external_id: str | None = None
    timezone: str | None = None
    primary_language: str | None = None
    app_name: str | None = None
    app_description: str | None = None
    tagline: str | None = None
    brand_voice: str | None = None
    target_gender: str | None = None
    owner_email: str | None = None
    brand_context: BrandContext | None = None
    created_at: Time = None
    updated_at: Time = None
    organization_id: Any = None
    brand: Any = None
    platform_ios_bundle_id: Any = None
    platform_android_bundle_id: Any = None
    platform_web_domain: Any = None
    ingest_state: Any = None
    metadata: Any = None


class ProjectPage(Model):
    """One page of projects."""

    items: Listed[Project] = Field(default_factory=list)
    next_cursor: str | None = None


class Identity(Model):
    """Who the key belongs to (`GET /v1/whoami`)."""

    organization_id: str | None = None
    organization_name: str | None = None
    parent_organization_id: str | None = None
    scopes: Listed[str] = Field(default_factory=list)
    rate_limit_tier: str | None = None
    api_key_id: str | None = None
    credit_balance: Amount = None
    workspace_id: Any = None


class Credits(Model):
    """What the organization can still spend (`GET /v1/credits`)."""

    organization_id: str | None = None
    balance: Amount = None
    available: Amount = None
    reserved_credits: Amount = None
    included_remaining: Amount = None
    prepaid_balance: Amount = None
    used_this_period: Amount = None
    subscription_tier: str | None = None
    billing_status: str | None = None
    estimated_credits_per_format: dict[str, float] = Field(default_factory=dict)
    included_this_period: Any = None
    current_period: Any = None
    ingest_costs_billed: Any = None
