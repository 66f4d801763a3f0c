"""`layers content schedule`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import ContainersArgument, ForceNewOption, IdempotencyKeyOption
from layers_cli.commands.posts import options as of_posts
from layers_cli.commands.posts.results import plan_or_send
from layers_cli.context.context import CommandContext
from layers_cli.services.posting.submit import KeyOptions


@command(
    changes=True,
    shape="ScheduledPosts",
    prints=("ScheduledPosts[]", "PlannedSlot[]"),
    lists=True,
    examples=(
        "layers content schedule cnt_… --at +2h --to tiktok:@inboxzen",
        "layers content schedule cnt_… --at 'monday 9:00' --timezone UTC --to tiktok:@inboxzen",
        "layers content schedule cnt_… cnt_… --at +2h --every 1d --to tiktok:@inboxzen --dry-run",
    ),
)
def schedule(
    context: CommandContext,
    container_ids: ContainersArgument,
    at: of_posts.AtOption,
    to: of_posts.ToOption,
    timezone: of_posts.TimezoneOption = None,
    every: Annotated[
        str | None,
        typer.Option(
            "--every", metavar="TIME", help="Time from one container to the next: 1d, 12h."
        ),
    ] = None,
    at_times: Annotated[
        str | None,
        typer.Option("--at-times", metavar="TIMES", help="Times of day to use: 09:00,18:00."),
    ] = None,
    spread: Annotated[
        str | None,
        typer.Option("--spread", metavar="TIME", help="Spread the containers over this: 2w."),
    ] = None,
    mode: of_posts.ModeOption = of_posts.Mode.publish,
    caption: of_posts.CaptionOption = None,
    first_comment: of_posts.FirstCommentOption = None,
    privacy: of_posts.PrivacyOption = None,
    no_comments: of_posts.NoCommentsOption = False,
    no_duet: of_posts.NoDuetOption = False,
    no_stitch: of_posts.NoStitchOption = False,
    music: of_posts.MusicOption = None,
    share_to_feed: of_posts.ShareToFeedOption = None,
    dry_run: Annotated[
        bool, typer.Option("-n", "--dry-run", help="Show the calendar; send nothing.")
    ] = False,
    idempotency_key: IdempotencyKeyOption = None,
    force_new: ForceNewOption = False,
) -> None:
    """Schedule containers for accounts; those in review, once they are approved."""
    how = of_posts.target_options(
        context,
        *(mode, caption, first_comment, privacy, music),
        no_comments=no_comments,
        no_duet=no_duet,
        no_stitch=no_stitch,
        share_to_feed=share_to_feed,
    )
    when = of_posts.timing(at, timezone, every, at_times, spread)
    keys = KeyOptions(idempotency_key, force_new)
    plan_or_send(context, container_ids, to, how, when, keys, dry_run=dry_run, agreed=True)
