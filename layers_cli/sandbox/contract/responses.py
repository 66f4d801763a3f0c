"""Response bodies; fields that no page documents are marked as ours."""

from typing import Any, Literal

from pydantic import Field

from layers_cli.sandbox.contract.model import Page, ResponseBody
from layers_cli.sandbox.contract.queries import ApprovalStatus, Format, Status


class Preview(ResponseBody):
    """The preview-object page."""

    kind: Literal["slideshow", "video", "image"]
    primary_url: str
    thumbnail_url: str | None
    image_urls: list[str]
    video_url: str | None
    hls_url: str | None
    duration_ms: int | None
    aspect_ratio: str | None


class Asset(ResponseBody):
    """An asset descriptor (content page; get-asset page)."""

    asset_id: str
    kind: Literal["image", "video"]
    url: str
    thumbnail_url: str | None = None
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    mime_type: str | None = None
    size_bytes: int | None = None
    checksum_sha256: str | None = Field(default=None, alias="checksumSha256")


class ContainerAsset(Asset):
    """The single-asset answer, which names its container."""

    container_id: str


class Caption(ResponseBody):
    """A caption written for one platform."""

    platform: str
    text: str


class Failure(ResponseBody):
    """Why a container or a job failed (ours: no page shows its shape)."""

    code: str
    message: str
    stage: str | None
    retryable: bool


class FitIssue(ResponseBody):
    """What speaks against a platform (ours)."""

    code: Literal["IMAGE_TYPE", "TOO_SHORT", "ASPECT_RATIO"]
    message: str


class Fit(ResponseBody):
    """Whether the media fit one platform as they are (ours)."""

    fits: bool
    issues: list[FitIssue]


class PlatformFit(ResponseBody):
    """Advice for uploads, which are published as they are (ours: its shape is not public)."""

    tiktok: Fit
    instagram: Fit


class Container(ResponseBody):
    """A content container (content page, get-container page)."""

    id: str
    project_id: str
    creative_type: Literal["generated", "uploaded"]
    status: Status
    approval_status: ApprovalStatus
    format: Format | None
    influencer_id: str | None
    hook: str | None
    caption: str | None
    first_comment: str | None
    source_tiktok_id: str | None
    media_id: str | None
    preview: Preview | None
    primary_asset: Asset | None
    assets: list[Asset]
    captions: list[Caption]
    ads_enrollment: str | None
    platform_fit: PlatformFit | None
    last_error: Failure | None
    created_at: str
    updated_at: str
    completed_at: str | None
    failed_at: str | None


class ContainerPage(Page[Container]):
    """One page of containers."""


class JobAccepted(ResponseBody):
    """The 202 of a call that starts a job."""

    job_id: str
    kind: str
    status: Literal["running"]
    stage: Literal["queued"]
    project_id: str
    container_ids: list[str]
    format: Format
    location_url: str
    started_at: str


class JobResult(ResponseBody):
    """What a completed job made; one container's assets are repeated here."""

    influencer_id: str | None = None
    container_ids: list[str] | None = None
    container_id: str | None = None
    assets: list[Asset] | None = None


class Job(ResponseBody):
    """A job (jobs page). Its pointers, such as `containerIds`, on every read are ours."""

    job_id: str
    kind: str
    status: Literal["running", "completed", "failed", "canceled"]
    project_id: str
    container_ids: list[str] | None = None
    format: Format | None = None
    influencer_id: str | None = None
    stage: str | None = None
    progress: float | None = None
    started_at: str | None = None
    finished_at: str | None = None
    result: JobResult | None = None
    error: Failure | None = None


class Progress(ResponseBody):
    """Both documented shapes of `GET /v1/content/:id/progress` at once (api-core 1.5).

    The content page says "same shape" as the job: so there is an end, with `result` or `error`.
    """

    container_id: str
    status: Status
    stage: str | None
    stage_progress: float
    eta_seconds: int | None
    updated_at: str
    job_id: str | None
    kind: str | None
    project_id: str
    container_ids: list[str]
    format: Format | None = None
    progress: float
    started_at: str
    finished_at: str | None = None
    result: JobResult | None = None
    error: Failure | None = None


class CancelReceipt(ResponseBody):
    """The answer to a cancel."""

    job_id: str
    accepted: bool
    reason: str | None = None


class PromotionError(ResponseBody):
    """Why a stashed schedule could not be promoted. All of it is ours."""

    code: str
    message: str


class SchedulePromotion(ResponseBody):
    """What became of a schedule that waited for the approval; `error` is ours."""

    status: Literal["ok", "failed"]
    scheduled_post_ids: list[str]
    error: PromotionError | None = None


class Review(ResponseBody):
    """The answer to approve and reject."""

    id: str
    approval_status: Literal["approved", "rejected"]
    approved_at: str | None = None
    approved_by: str | None = None
    rejected_at: str | None = None
    rejected_by: str | None = None
    reason: str | None = None
    pending_schedule_promotion: SchedulePromotion | None = None


class ReviewPolicy(ResponseBody):
    """The project's review policy; `updatedAt` is absent if it was never set."""

    project_id: str
    policy: Literal["auto_approve", "review_first_n", "review_all"]
    first_n: int | None = None
    pending_count: int
    updated_at: str | None = None


class BrandContext(ResponseBody):
    """What Layers knows of the brand."""

    app_name: str | None
    app_description: str | None
    tagline: str | None
    audience: str | None
    icp: str | None
    brand_voice: str
    keywords: list[str]
    primary_language: str
    logo_url: str | None


class ProjectRow(ResponseBody):
    """A project in a list."""

    id: str
    name: str
    status: Literal["active", "archived"]
    customer_external_id: str | None
    timezone: str
    primary_language: str
    owner_email: str
    created_at: str
    updated_at: str


class Project(ProjectRow):
    """A project. That the brand fields stand at the top level as well is ours."""

    organization_id: str
    brand: dict[str, Any] | None
    brand_context: BrandContext | None
    app_name: str | None
    app_description: str | None
    tagline: str | None
    brand_voice: str
    target_gender: str
    platform_ios_bundle_id: str | None
    platform_android_bundle_id: str | None
    platform_web_domain: str | None
    ingest_state: dict[str, Any]
    metadata: dict[str, Any] | None


class ProjectPage(Page[ProjectRow]):
    """One page of projects."""


class ArchiveReceipt(ResponseBody):
    """The answer to `DELETE /v1/projects/:id`."""

    id: str
    status: Literal["archived"]
    archived_at: str
    canceled_scheduled_posts: int


class WhoAmI(ResponseBody):
    """`GET /v1/whoami`, newer shape."""

    organization_id: str
    workspace_id: str
    organization_name: str
    parent_organization_id: str | None
    scopes: list[str]
    rate_limit_tier: str
    api_key_id: str
    credit_balance: int


class CurrentPeriod(ResponseBody):
    """The billing period: a calendar month of the sandbox's clock (ours)."""

    start: str
    end: str
    used_credits: int


class Credits(ResponseBody):
    """`GET /v1/credits` (get-credits page, newer)."""

    organization_id: str
    balance: int
    available: int
    included_remaining: int
    prepaid_balance: int
    reserved_credits: int
    included_this_period: int
    used_this_period: int
    current_period: CurrentPeriod
    subscription_tier: str
    billing_status: str
    # These keys keep their underscores although formats have hyphens (get-credits page).
    estimated_credits_per_format: dict[str, int]
    ingest_costs_billed: dict[str, bool]


class ClockReading(ResponseBody):
    """Where the sandbox's clock stands (ours)."""

    mode: Literal["real", "frozen", "scaled"]
    factor: float
    now: str


class LedgerRow(ResponseBody):
    """What one container cost (ours)."""

    container_id: str
    job_id: str | None
    format: str | None
    status: str
    billed: int
    refunded: int
    net: int


class CreditLedger(ResponseBody):
    """The ground truth for "nothing paid twice" (ours)."""

    containers: list[LedgerRow]
    billed: int
    refunded: int
    net: int
    balance: int


class Health(ResponseBody):
    """Who answers here (ours); no secret in it."""

    status: Literal["ok"]
    pid: int
    version: str
    data: str
    base_url: str
    organization: str
    project: str
    child_organization: str
    child_project: str
    running_jobs: int
    fault_rules: int


class ResetReceipt(ResponseBody):
    """The sandbox is as new; keys and tokens stay valid (ours)."""

    project: str
    key_id: str
