"""`layers posts list`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import AllOption, CursorOption, LimitOption
from layers_cli.commands.posts.options import (
    ChosenPosts,
    ContainerOption,
    OfAccountOption,
    PostStateOption,
    SinceOption,
    TimezoneOption,
    TodayOption,
    UntilOption,
    WeekOption,
)
from layers_cli.commands.posts.results import show_calendar
from layers_cli.context.context import CommandContext
from layers_cli.render.views import posts as views
from layers_cli.services.posting import posts as service


@command(
    shape="ScheduledPost",
    lists=True,
    examples=(
        "layers posts list --status queued --week",
        "layers posts list --calendar --timezone Europe/Berlin",
        "layers posts list --container cnt_… --json",
    ),
)
def list_(
    context: CommandContext,
    status: PostStateOption = None,
    account: OfAccountOption = None,
    container: ContainerOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    today: TodayOption = False,
    week: WeekOption = False,
    timezone: TimezoneOption = None,
    calendar: Annotated[
        bool, typer.Option("--calendar", help="Draw this month, or with --week this week.")
    ] = False,
    limit: LimitOption = 25,
    all_rows: AllOption = False,
    cursor: CursorOption = None,
) -> None:
    """List the project's posts, latest first."""
    asked = ChosenPosts(status or (), account, container, since, until, timezone)
    chosen = asked.filter(context, today=today, week=week, month=calendar)
    if calendar and context.out.choices.is_text and not context.out.choices.quiet:
        show_calendar(context, chosen, asked.zone(context.out.now()), is_week=week or today)
        return
    most = None if all_rows or calendar else limit
    pages = service.pages(context, chosen, limit=most, cursor=cursor)
    context.out.show_pages(pages, views.post_table)
