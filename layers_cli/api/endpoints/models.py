"""The API's JSON that few commands read, typed as in `api.models`."""

from typing import Any

from pydantic import Field

from layers_cli.api.models import Amount, Count, Model, PostFailure, Time


class Hooks(Model):
    """Suggested hooks; a line break in one is the two characters backslash and n."""

    hooks: list[str] = Field(default_factory=list)


class Influencer(Model):
    """Who voices content; `imageUrl` is null until it is ready."""

    influencer_id: str
    project_id: str | None = None
    name: str | None = None
    image_url: str | None = None
    gender: str | None = None
    age_range: str | None = None
    brand_voice: str | None = None
    language: str | None = None
    status: str | None = None
    error_message: str | None = None
    created_at: Time = None
    updated_at: Time = None


class InfluencerPage(Model):
    """One page of influencers, newest first."""

    items: list[Influencer] = Field(default_factory=list)
    next_cursor: str | None = None


class DeletedInfluencer(Model):
    """The answer to a delete of an influencer."""

    influencer_id: str
    status: str | None = None
    deleted_at: Time = None


class ArchivedProject(Model):
    """The answer to the archiving of a project."""

    id: str
    status: str | None = None
    archived_at: Time = None
    canceled_scheduled_posts: Count = None


class CreditEvent(Model):
    """One row of the ledger of credits; debits are negative."""

    event_id: str
    project_id: str | None = None
    credits: Amount = None
    event_type: str | None = None
    format: str | None = None
    container_id: str | None = None
    workflow_id: str | None = None
    balance_after_prepaid: Amount = None
    usage_after_period: Amount = None
    created_at: Time = None


class CreditEventPage(Model):
    """One page of credit events, newest first."""

    items: list[CreditEvent] = Field(default_factory=list)
    next_cursor: str | None = None


class Webhook(Model):
    """An endpoint that events are sent to."""

    id: str
    organization_id: str | None = None
    project_id: str | None = None
    url: str | None = None
    description: str | None = None
    status: str | None = None
    events: list[str] = Field(default_factory=list)
    api_version: str | None = None
    created_at: Time = None
    updated_at: Time = None
    last_success_at: Time = None
    last_failure_at: Time = None
    consecutive_failure_count: Count = None
    metadata: Any = None


class WebhookPage(Model):
    """One page of endpoints, newest first."""

    items: list[Webhook] = Field(default_factory=list)
    next_cursor: str | None = None


class CreatedWebhook(Model):
    """A new endpoint, and what its events are signed with: it is not shown again."""

    endpoint: Webhook
    signing_secret: str | None = None


class DeletedWebhook(Model):
    """The answer to a delete of an endpoint."""

    id: str
    deleted: bool | None = None


class RotatedSecret(Model):
    """A new signing secret, and until when the old one signs too."""

    endpoint_id: str
    signing_secret: str | None = None
    previous_secret_expires_at: Time = None
    warning: str | None = None


class ScheduledTest(Model):
    """The answer to a test: the delivery that was scheduled."""

    event_id: str | None = None
    delivery_id: str
    scheduled_at: Time = None


class ScheduledReplay(Model):
    """The answer to a replay: the delivery that was scheduled."""

    original_delivery_id: str | None = None
    replay_delivery_id: str
    scheduled_at: Time = None


class Delivery(Model):
    """One event on its way to an endpoint."""

    id: str
    endpoint_id: str | None = None
    event_id: str | None = None
    event_type: str | None = None
    status: str | None = None
    attempts: Count = None
    next_retry_at: Time = None
    delivered_at: Time = None
    abandoned_at: Time = None
    last_response_status: Count = None
    last_response_at: Time = None
    last_error_message: str | None = None
    created_at: Time = None


class DeliveryPage(Model):
    """One page of deliveries, newest first."""

    items: list[Delivery] = Field(default_factory=list)
    next_cursor: str | None = None


class ScheduledPost(Model):
    """One container on its way to one account."""

    id: str
    container_id: str | None = None
    social_account_id: str | None = None
    platform: str | None = None
    mode: str | None = None
    status: str
    external_id: str | None = None
    external_url: str | None = None
    scheduled_for: Time = None
    attempted_at: Time = None
    published_at: Time = None
    canceled_at: Time = None
    last_error: PostFailure | None = None
    created_at: Time = None
    updated_at: Time = None

    @property
    def is_finished(self) -> bool:
        """Whether nothing more happens to it; a draft waits in the app (api-rest 8.2)."""
        return self.status in ("published", "failed", "canceled", "draft")


class ScheduledPostPage(Model):
    """One page of posts, those that go out last first."""

    items: list[ScheduledPost] = Field(default_factory=list)
    next_cursor: str | None = None


class ScheduledPosts(Model):
    """The answer to schedule and publish; no posts while the container waits for approval."""

    container_id: str | None = None
    scheduled_post_ids: list[str] = Field(default_factory=list)
    scheduled_posts: list[ScheduledPost] = Field(default_factory=list)
    gate_status: str | None = None


class RescheduledPost(Model):
    """The answer to a reschedule."""

    id: str
    status: str | None = None
    scheduled_for: Time = None
    updated_at: Time = None


class CanceledPost(Model):
    """The answer to a cancel of a post."""

    id: str
    status: str | None = None
    canceled_at: Time = None


class SocialAccount(Model):
    """An account that content goes out to."""

    social_account_id: str
    platform: str | None = None
    handle: str | None = None
    avatar_url: str | None = None
    status: str | None = None
    leased: bool | None = None
    connected_at: Time = None
    token_expires_at: Time = None


class SocialAccountPage(Model):
    """One page of social accounts, those connected last first."""

    items: list[SocialAccount] = Field(default_factory=list)
    next_cursor: str | None = None


class AuthorizationLink(Model):
    """A link to open, and the *state* by which its use is known."""

    authorize_url: str
    state: str
    expires_at: Time = None


class AuthorizationStatus(Model):
    """Whether the link of a *state* was used: pending, completed or failed."""

    state: str
    status: str
    expires_at: Time = None
    social_account_id: str | None = None
    error: PostFailure | None = None


class DisconnectedAccount(Model):
    """The answer to a disconnect."""

    social_account_id: str
    status: str | None = None
    disconnected_reason: str | None = None
    canceled_scheduled_posts: Count = None
    disconnected_at: Time = None


class Track(Model):
    """A piece of music on TikTok; *duration* is in seconds."""

    id: str
    title: str | None = None
    author: str | None = None
    album: str | None = None
    duration: Amount = None
    preview_url: str | None = None
    cover_url: str | None = None
    language: str | None = None
    user_count: Count = None
    is_commerce_music: bool | None = None


class Tracks(Model):
    """The music that posts of pictures may have."""

    tracks: list[Track] = Field(default_factory=list)
    total: Count = None
