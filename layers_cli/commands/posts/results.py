"""What the commands that take content to accounts show: plans, what was sent, calendars."""

from collections.abc import Sequence
from datetime import tzinfo

from layers_cli.api.responses import ListPage
from layers_cli.commands.results.lists import show_batch
from layers_cli.context.context import CommandContext
from layers_cli.render.views import posts as views
from layers_cli.services import batch, consent
from layers_cli.services.posting import posts as posts_service
from layers_cli.services.posting import submit
from layers_cli.services.posting.accounts import label, read_accounts
from layers_cli.services.posting.clock import server_now
from layers_cli.services.posting.posts import PostFilter
from layers_cli.services.posting.submit import KeyOptions, PlannedSlot, Timing
from layers_cli.services.posting.targets import TargetOptions


def plan_or_send(
    context: CommandContext,
    given: Sequence[str],
    to: Sequence[str],
    how: TargetOptions,
    when: Timing | None,
    keys: KeyOptions,
    *,
    dry_run: bool,
    agreed: bool,
) -> None:
    """Show what would go out on a *dry_run*; else ask unless *agreed*, send it, show what came."""
    asked = submit.Asked(batch.read_ids(context, given), to, how, when)
    posts = submit.plan(context, asked)
    if dry_run:
        context.out.show_pages([ListPage([each.data for each in posts], posts)], views.plan_table)
        return
    consent.require(context, _question(posts), agreed=agreed)
    _say_when(context, posts)
    result = submit.send(context, posts, asked, keys)
    submit.suggest(context, result)
    show_batch(context, result, views.sent_panel, views.sent_table)


def _question(posts: Sequence[PlannedSlot]) -> str:
    count = "1 container" if len(posts) == 1 else f"{len(posts)} containers"
    return f"Publish {count} to {posts[0].to} now? This cannot be undone."


def _say_when(context: CommandContext, posts: Sequence[PlannedSlot]) -> None:
    for post in posts:
        if post.at is not None:
            context.feedback.note(f"{post.container.id}: {post.when}, to {post.to}")


def show_calendar(
    context: CommandContext, chosen: PostFilter, zone: tzinfo, *, is_week: bool
) -> None:
    """Draw the posts that were *chosen* as the week, or the month, that it is now."""
    from layers_cli.render import calendar  # Rich, which rows for programs do without

    names = {
        each.social_account_id: label(each) for each in read_accounts(context, context.project)
    }
    entries = [
        calendar.CalendarEntry(
            post.scheduled_for, post.status, names.get(post.social_account_id or "", "")
        )
        for post in posts_service.read_all(context, chosen)
        if post.scheduled_for is not None
    ]
    today = server_now(context).astimezone(zone).date()
    width, terminal = context.out.window, context.out.terminal
    lines = (
        calendar.week_lines(entries, day=today, zone=zone, width=width, terminal=terminal)
        if is_week
        else calendar.month_lines(entries, month=today, zone=zone, width=width, terminal=terminal)
    )
    for line in lines:
        context.out.drawing(line)
