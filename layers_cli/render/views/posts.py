"""Posts, and the accounts that they go out to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from layers_cli.render.formatters import (
    age_cell,
    hook_cell,
    id_cell,
    plain_cell,
    present,
    status_cell,
    time_cell,
    url_cell,
)
from layers_cli.render.text import duration, relative_time
from layers_cli.render.view_types import EMPTY, Cell, Column, DetailView, Field, Summary, TableView

if TYPE_CHECKING:
    from layers_cli.api.endpoints.models import (
        AuthorizationLink,
        AuthorizationStatus,
        CanceledPost,
        DisconnectedAccount,
        RescheduledPost,
        ScheduledPost,
        ScheduledPosts,
        SocialAccount,
        Track,
    )
    from layers_cli.services.posting.export import ExportedPosts
    from layers_cli.services.posting.submit import PlannedSlot


def _due_cell(moment: datetime | None, now: datetime) -> Cell:
    """Show when a post goes out; the table is read for that."""
    if moment is None:
        return EMPTY
    return Cell(f"{moment:%Y-%m-%d %H:%M} ({relative_time(moment, now)})", plain=moment)


def _failure_cell(post: ScheduledPost) -> Cell:
    error = post.last_error
    return plain_cell(error and (error.message or error.code), style="red")


post_table: TableView[ScheduledPost] = TableView(
    fields=("id", "containerId", "platform", "status", "scheduledFor", "externalUrl"),
    columns=(
        Column("ID", lambda row, now: id_cell(row.id)),
        Column("Container", lambda row, now: id_cell(row.container_id), drop=2),
        Column("Platform", lambda row, now: plain_cell(row.platform)),
        Column("Mode", lambda row, now: plain_cell(row.mode), drop=4),
        Column("Status", lambda row, now: status_cell(row.status)),
        Column("Goes out (UTC)", lambda row, now: _due_cell(row.scheduled_for, now)),
        Column("Error", lambda row, now: _failure_cell(row), drop=3, flexible=True),
    ),
    empty="No posts",
)

post_panel: DetailView[ScheduledPost] = DetailView(
    title=lambda model, now: id_cell(model.id),
    fields=(
        Field("Status", lambda model, now: status_cell(model.status)),
        Field("Error", lambda model, now: present(_failure_cell(model))),
        Field("Container", lambda model, now: id_cell(model.container_id)),
        Field("Platform", lambda model, now: plain_cell(model.platform)),
        Field("Account", lambda model, now: id_cell(model.social_account_id)),
        Field("Mode", lambda model, now: plain_cell(model.mode)),
        Field("Goes out", lambda model, now: time_cell(model.scheduled_for, now)),
        Field("Attempted", lambda model, now: time_cell(model.attempted_at, now)),
        Field("Published", lambda model, now: time_cell(model.published_at, now)),
        Field("Canceled", lambda model, now: time_cell(model.canceled_at, now)),
        Field("Link", lambda model, now: url_cell(model.external_url)),
    ),
)

plan_table: TableView[PlannedSlot] = TableView(
    fields=("containerId", "hook", "scheduledFor", "localTime", "to"),
    columns=(
        Column("Goes out", lambda row, now: Cell(row.when, whole=True)),
        Column("Container", lambda row, now: id_cell(row.container.id)),
        Column("To", lambda row, now: plain_cell(row.to), flexible=True),
        Column("Hook", lambda row, now: hook_cell(row.container.hook), drop=1, flexible=True),
    ),
    identity="containerId",
    empty="Nothing goes out",
)


def _ids_cell(sent: ScheduledPosts) -> Cell:
    if sent.gate_status:
        return Cell("waits for approval", style="yellow", plain=sent.gate_status)
    return Cell(" ".join(sent.scheduled_post_ids), whole=True, is_id=True)


def _container_cell(sent: Any) -> Cell:
    return id_cell(sent.container_id)


sent_table: TableView[ScheduledPosts] = TableView(
    fields=("containerId", "scheduledPostIds", "gateStatus"),
    columns=(
        Column("Container", lambda row, now: _container_cell(row)),
        Column("Posts", lambda row, now: _ids_cell(row)),
    ),
    identity="scheduledPostIds",
)

sent_panel: DetailView[ScheduledPosts] = DetailView(
    title=lambda model, now: _container_cell(model),
    fields=(
        Field("Posts", lambda model, now: _ids_cell(model)),
        Field(
            "Goes out",
            lambda model, now: present(
                *(time_cell(each.scheduled_for, now) for each in model.scheduled_posts[:1])
            ),
        ),
    ),
    identity="scheduledPostIds",
)

rescheduled_table: TableView[RescheduledPost] = TableView(
    fields=("id", "status", "scheduledFor"),
    columns=(
        Column("ID", lambda row, now: id_cell(row.id)),
        Column("Status", lambda row, now: status_cell(row.status)),
        Column("Goes out (UTC)", lambda row, now: _due_cell(row.scheduled_for, now)),
    ),
)

rescheduled_panel: DetailView[RescheduledPost] = DetailView(
    title=lambda model, now: id_cell(model.id),
    fields=(
        Field("Status", lambda model, now: status_cell(model.status)),
        Field("Goes out", lambda model, now: time_cell(model.scheduled_for, now)),
    ),
)

canceled_table: TableView[CanceledPost] = TableView(
    fields=("id", "status", "canceledAt"),
    columns=(
        Column("ID", lambda row, now: id_cell(row.id)),
        Column("Status", lambda row, now: status_cell(row.status)),
        Column("Canceled", lambda row, now: age_cell(row.canceled_at, now)),
    ),
)

canceled_panel: DetailView[CanceledPost] = DetailView(
    title=lambda model, now: id_cell(model.id),
    fields=(
        Field("Status", lambda model, now: status_cell(model.status)),
        Field("Canceled", lambda model, now: time_cell(model.canceled_at, now)),
    ),
)

account_table: TableView[SocialAccount] = TableView(
    fields=("socialAccountId", "platform", "handle", "status", "connectedAt", "tokenExpiresAt"),
    columns=(
        Column("ID", lambda row, now: id_cell(row.social_account_id)),
        Column("Platform", lambda row, now: plain_cell(row.platform)),
        Column("Handle", lambda row, now: plain_cell(row.handle), flexible=True),
        Column("Status", lambda row, now: status_cell(row.status)),
        Column("Expires", lambda row, now: age_cell(row.token_expires_at, now), drop=2),
        Column("Connected", lambda row, now: age_cell(row.connected_at, now), drop=1, right=True),
    ),
    summary=Summary(
        "to be authorized again",
        "accounts connect",
        lambda row: row.social_account_id if row.status == "reauth_required" else None,
    ),
    identity="socialAccountId",
    empty="The project has no accounts; connect one: layers accounts connect tiktok",
)


def _length_cell(seconds: float | None) -> Cell:
    return EMPTY if seconds is None else Cell(duration(seconds), plain=f"{seconds:g}")


def _users_cell(count: int | None) -> Cell:
    return EMPTY if count is None else Cell(f"{count:,}", plain=str(count))


def _commercial_cell(is_allowed: bool | None) -> Cell:
    return EMPTY if is_allowed is None else Cell("yes" if is_allowed else "no")


track_table: TableView[Track] = TableView(
    fields=("id", "title", "author", "duration", "language", "userCount", "isCommerceMusic"),
    columns=(
        Column("ID", lambda row, now: id_cell(row.id)),
        Column("Title", lambda row, now: plain_cell(row.title), flexible=True),
        Column("Author", lambda row, now: plain_cell(row.author), drop=1),
        Column("Length", lambda row, now: _length_cell(row.duration), drop=4, right=True),
        Column("Language", lambda row, now: plain_cell(row.language), drop=3),
        Column("Used by", lambda row, now: _users_cell(row.user_count), drop=2, right=True),
        Column("Commercial use", lambda row, now: _commercial_cell(row.is_commerce_music), drop=5),
    ),
    empty="There is no music to choose from",
)

link_panel: DetailView[AuthorizationLink] = DetailView(
    title=None,
    fields=(
        Field("Open", lambda model, now: url_cell(model.authorize_url)),
        Field("Works until", lambda model, now: time_cell(model.expires_at, now)),
    ),
    identity="state",
)

authorization_panel: DetailView[AuthorizationStatus] = DetailView(
    title=None,
    fields=(
        Field("Status", lambda model, now: status_cell(model.status)),
        Field("Account", lambda model, now: id_cell(model.social_account_id)),
        Field("Error", lambda model, now: present(plain_cell(model.error and model.error.message))),
        Field("Works until", lambda model, now: time_cell(model.expires_at, now)),
    ),
    identity="socialAccountId",
)

disconnected_table: TableView[DisconnectedAccount] = TableView(
    fields=("socialAccountId", "status", "canceledScheduledPosts", "disconnectedAt"),
    columns=(
        Column("ID", lambda row, now: id_cell(row.social_account_id)),
        Column("Status", lambda row, now: status_cell(row.status)),
        Column("Posts canceled", lambda row, now: plain_cell(row.canceled_scheduled_posts)),
    ),
    identity="socialAccountId",
)

disconnected_panel: DetailView[DisconnectedAccount] = DetailView(
    title=lambda model, now: id_cell(model.social_account_id),
    fields=(
        Field("Status", lambda model, now: status_cell(model.status)),
        Field("Posts canceled", lambda model, now: plain_cell(model.canceled_scheduled_posts)),
        Field("Disconnected", lambda model, now: time_cell(model.disconnected_at, now)),
    ),
    identity="socialAccountId",
)

exported_panel: DetailView[ExportedPosts] = DetailView(
    title=None,
    fields=(
        Field("Calendar", lambda model, now: plain_cell(str(model.path))),
        Field("Posts", lambda model, now: plain_cell(model.posts)),
    ),
    identity="path",
)
