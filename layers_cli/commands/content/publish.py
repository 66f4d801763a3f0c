"""`layers content publish`."""

from typing import Annotated

import typer

from layers_cli.cli.command import command
from layers_cli.cli.options import (
    ContainersArgument,
    ForceNewOption,
    IdempotencyKeyOption,
    YesOption,
)
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
        "layers content publish cnt_… --to tiktok:@inboxzen",
        "layers content publish cnt_… --to tiktok:@inboxzen --caption @caption.txt --yes",
    ),
)
def publish(
    context: CommandContext,
    container_ids: ContainersArgument,
    to: of_posts.ToOption,
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
        bool, typer.Option("-n", "--dry-run", help="Show what would go out; send nothing.")
    ] = False,
    idempotency_key: IdempotencyKeyOption = None,
    force_new: ForceNewOption = False,
    yes: YesOption = False,
) -> None:
    """Publish containers to accounts now; this cannot be undone."""
    how = of_posts.target_options(
        context,
        *(mode, caption, first_comment, privacy, music),
        no_comments=no_comments,
        no_duet=no_duet,
        no_stitch=no_stitch,
        share_to_feed=share_to_feed,
    )
    keys = KeyOptions(idempotency_key, force_new)
    plan_or_send(context, container_ids, to, how, None, keys, dry_run=dry_run, agreed=yes)
