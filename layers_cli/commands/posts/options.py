"""What the commands that take content to accounts share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Annotated

import typer

from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.inputs.project_fields import parse_zone
from layers_cli.inputs.schedule_times import Spacing, parse_schedule_time, utc_text
from layers_cli.inputs.timestamps import parse_optional_timestamp
from layers_cli.services.batch import checked_id
from layers_cli.services.posting.accounts import ids_of
from layers_cli.services.posting.clock import server_now
from layers_cli.services.posting.posts import PostFilter, day_of, month_of, week_of
from layers_cli.services.posting.submit import Timing, offered_zone
from layers_cli.services.posting.targets import TargetOptions

Mode = StrEnum("Mode", ["publish", "draft", "managed"])
Privacy = StrEnum("Privacy", ["public", "friends", "followers", "self"])
PostState = StrEnum(
    "PostState", ["queued", "publishing", "draft", "published", "failed", "canceled"]
)

PostArgument = Annotated[str, typer.Argument(metavar="ID", help="A post's id.")]
PostsArgument = Annotated[
    list[str], typer.Argument(metavar="ID...", help="Posts' ids; - reads them from stdin.")
]
ToOption = Annotated[
    list[str],
    typer.Option(
        "--to", metavar="ACCOUNT", help="An account's id or handle: @inboxzen, tiktok:@inboxzen."
    ),
]
AtOption = Annotated[
    str,
    typer.Option(
        "--at",
        metavar="TIME",
        help="When: 2026-12-01T09:00:00Z, '2026-12-01 09:00', 'tomorrow 9:00', +2h.",
    ),
]
TimezoneOption = Annotated[
    str | None,
    typer.Option("--timezone", metavar="ZONE", help="The zone of local times: Europe/Berlin."),
]
ModeOption = Annotated[
    Mode,
    typer.Option("--mode", help="Publish it, leave a draft in the app, or have it managed."),
]
CaptionOption = Annotated[
    str | None,
    typer.Option("--caption", metavar="TEXT", help="The caption of these posts; @FILE reads one."),
]
FirstCommentOption = Annotated[
    str | None,
    typer.Option("--first-comment", metavar="TEXT", help="The first comment under the post."),
]
PrivacyOption = Annotated[
    Privacy | None, typer.Option("--privacy", help="Who sees it; TikTok only.")
]
NoCommentsOption = Annotated[
    bool, typer.Option("--no-comments", help="Allow no comments; TikTok only.")
]
NoDuetOption = Annotated[bool, typer.Option("--no-duet", help="Allow no duets; TikTok only.")]
NoStitchOption = Annotated[
    bool, typer.Option("--no-stitch", help="Allow no stitches; TikTok only.")
]
MusicOption = Annotated[
    str | None,
    typer.Option(
        "--music",
        metavar="TRACK",
        help="none, auto, or a track's id, see `layers posts music`; slideshows on TikTok only.",
    ),
]
ShareToFeedOption = Annotated[
    bool | None,
    typer.Option(
        "--share-to-feed/--no-share-to-feed",
        help="Show a reel in the feed as well; videos on Instagram only.",
        show_default=False,
    ),
]
ReasonOption = Annotated[
    str | None, typer.Option("--reason", metavar="TEXT", help="Why, 1024 characters at most.")
]
PostStateOption = Annotated[
    list[PostState] | None, typer.Option("--status", help="Posts in this state; repeatable.")
]
OfAccountOption = Annotated[
    str | None,
    typer.Option("--account", metavar="ACCOUNT", help="Posts on this account: an id or a handle."),
]
ContainerOption = Annotated[
    str | None, typer.Option("--container", metavar="ID", help="Posts of this container.")
]
SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="TIME", help="Going out at this time or later: 2026-04-18, 24h."
    ),
]
UntilOption = Annotated[
    str | None, typer.Option("--until", metavar="TIME", help="Going out at this time or earlier.")
]
TodayOption = Annotated[bool, typer.Option("--today", help="Today's posts.")]
WeekOption = Annotated[bool, typer.Option("--week", help="This week's posts, from Monday on.")]


@dataclass(frozen=True)
class ChosenPosts:
    """The options that choose posts, as they were given."""

    status: Sequence[PostState] = ()
    account: str | None = None
    container: str | None = None
    since: str | None = None
    until: str | None = None
    timezone: str | None = None

    def zone(self, now: datetime) -> tzinfo:
        """Return the zone of the calendar: the one given, or this machine's at *now*."""
        if self.timezone is not None:
            return parse_zone(self.timezone)
        return now.astimezone().tzinfo or UTC

    def filter(
        self,
        context: CommandContext,
        *,
        today: bool = False,
        week: bool = False,
        month: bool = False,
    ) -> PostFilter:
        """Return which posts to read: those of *today*, of the *week* or the *month*, or any.

        Raises `UsageError` for a time, a zone or an id that is none, and for an account that is
        not there.
        """
        if today and week:
            raise UsageError("--today and --week exclude one another", hint="leave out one")
        now = server_now(context) if today or week or month else context.out.now()
        self.zone(now)
        times = {
            "since": parse_optional_timestamp(self.since, param="since", now=now),
            "until": parse_optional_timestamp(self.until, param="until", now=now),
        }
        if (today or week) and any(times.values()):
            raise UsageError(
                "--today and --week are periods of their own", hint="leave out --since"
            )
        period = {day_of: today, week_of: week, month_of: month and not any(times.values())}
        for bounds in [make(now, self.zone(now)).bounds for make, is_on in period.items() if is_on][
            :1
        ]:
            times = {**bounds}
        account = None if self.account is None else ids_of(context, [self.account])[0]
        container = None if self.container is None else checked_id(self.container)
        return PostFilter([str(each) for each in self.status], account, container, **times)


def target_options(
    context: CommandContext,
    mode: str,
    caption: str | None,
    first_comment: str | None,
    privacy: str | None,
    music: str | None,
    *,
    no_comments: bool,
    no_duet: bool,
    no_stitch: bool,
    share_to_feed: bool | None,
) -> TargetOptions:
    """Return how content goes out; raises `UsageError` for a text that is too long."""

    def text(value: str | None, param: str) -> str | None:
        return None if value is None else context.text(value, param=param)

    texts = (text(caption, "caption"), text(first_comment, "first-comment"))
    denied = (no_comments, no_duet, no_stitch)
    return TargetOptions(mode, *texts, privacy, *denied, music, share_to_feed)


def timing(
    at: str, timezone: str | None, every: str | None, times: str | None, spread: str | None
) -> Timing:
    """Return when content goes out; raises `UsageError` for a zone that does not exist."""
    zone = None if timezone is None else parse_zone(timezone)
    return Timing(at, zone, Spacing(every, times, spread))


def instant(context: CommandContext, at: str, timezone: str | None) -> str:
    """Return *at* as the API takes it; raises `UsageError` for what is no time."""
    zone = None if timezone is None else parse_zone(timezone)
    found = parse_schedule_time(
        at, zone=zone, now=server_now(context), hint_without_zone=lambda: offered_zone(context)
    )
    return utc_text(found)
