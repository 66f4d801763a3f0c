"""What each account is sent: options for all targets, checked before anything is (api-rest 8.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers_cli.errors.exceptions import UsageError
from layers_cli.formats.file_names import printable
from layers_cli.formats.text import is_plain_word
from layers_cli.inputs.input_files import checked_words
from layers_cli.inputs.project_fields import checked_text

if TYPE_CHECKING:
    from layers_cli.api.endpoints.models import SocialAccount
    from layers_cli.api.models import Container  # saves pydantic where JSON is printed

LONGEST_TEXT = 4000  # characters of a caption and of a first comment
PRIVACY = {
    "public": "PUBLIC_TO_EVERYONE",
    "friends": "MUTUAL_FOLLOW_FRIENDS",
    "followers": "FOLLOWER_OF_CREATOR",
    "self": "SELF_ONLY",
}
_ON_TIKTOK = ("privacy", "no-comments", "no-duet", "no-stitch", "music")


@dataclass(frozen=True)
class TargetOptions:
    """How content goes out. None, and False, leave the platform's own setting as it is.

    *music* is `none`, `auto` or the id of a track.
    """

    mode: str = "publish"
    caption: str | None = None
    first_comment: str | None = None
    privacy: str | None = None
    no_comments: bool = False
    no_duet: bool = False
    no_stitch: bool = False
    music: str | None = None
    share_to_feed: bool | None = None

    def __post_init__(self) -> None:
        """Raise `UsageError` for a text that is too long or blank, and for what is no track."""
        for name, text in (("caption", self.caption), ("first-comment", self.first_comment)):
            if text is not None:
                checked_text(text, param=name, least=0, most=LONGEST_TEXT)
            if text:
                checked_words(text, name, example=f"--{name} 'Day one'")
        if self.music is not None and not is_plain_word(self.music):
            raise UsageError(
                f"`{printable(self.music)}` is not a track",
                hint="write none, auto, or a track's id",
                param="music",
            )

    @property
    def of_tiktok(self) -> list[str]:
        """Return the names of the options given that only TikTok has."""
        values = (self.privacy, self.no_comments, self.no_duet, self.no_stitch, self.music)
        return [name for name, value in zip(_ON_TIKTOK, values, strict=True) if value]


def build_targets(
    options: TargetOptions, accounts: Sequence[SocialAccount], container: Container
) -> list[dict[str, Any]]:
    """Return the targets for *accounts*, as the API names their fields.

    Raises `UsageError` for options that fit none of them, or not this *container*.
    """
    _check(options, accounts, container)
    return [_target(options, account, container) for account in accounts]


def _check(options: TargetOptions, accounts: Sequence[SocialAccount], container: Container) -> None:
    platforms = {each.platform for each in accounts}
    for name in options.of_tiktok:
        if "tiktok" not in platforms:
            raise _impossible(name, "only TikTok has it, and none of the accounts is there")
        if options.mode == "managed":
            raise _impossible(name, "TikTok's settings do not apply to the mode `managed`")
    if options.music is not None and options.mode == "draft":
        raise _impossible("music", "the music of a draft is chosen in the app")
    if options.music is not None and _is_video(container):
        raise _impossible("music", f"{container.id} is a video, which has its own sound")
    if options.share_to_feed is not None:
        for why in _no_reel(options, platforms, container):
            raise _impossible("no-share-to-feed", why)


def _no_reel(
    options: TargetOptions, platforms: set[str | None], container: Container
) -> Iterator[str]:
    if "instagram" not in platforms:
        yield "only Instagram has it, and none of the accounts is there"
    if options.mode != "publish":
        yield "it goes with the mode `publish`"
    if not _is_video(container):
        yield f"{container.id} is no video"


def _is_video(container: Container) -> bool:
    return container.preview is not None and container.preview.kind == "video"


def _impossible(option: str, why: str) -> UsageError:
    return UsageError(f"--{option} is not possible: {why}", hint="leave it out", param=option)


def _target(options: TargetOptions, account: SocialAccount, container: Container) -> dict[str, Any]:
    texts = {"captionOverride": options.caption, "firstCommentOverride": options.first_comment}
    target: dict[str, Any] = {"socialAccountId": account.social_account_id, "mode": options.mode}
    target |= {name: text for name, text in texts.items() if text is not None}
    if account.platform == "tiktok":
        target |= _tiktok_fields(options)
    elif options.share_to_feed is not None:
        target["shareReelToFeed"] = options.share_to_feed
    return target


def _tiktok_fields(options: TargetOptions) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    if options.privacy is not None:
        settings["privacyLevel"] = PRIVACY[options.privacy]
    denied = {
        "disableComment": options.no_comments,
        "disableDuet": options.no_duet,
        "disableStitch": options.no_stitch,
    }
    settings |= {name: True for name, is_denied in denied.items() if is_denied}
    fields: dict[str, Any] = {"tiktokPostSettings": settings} if settings else {}
    if options.music is not None:
        is_mode = options.music in ("none", "auto")
        fields["tiktokMusic"] = (
            {"mode": options.music} if is_mode else {"mode": "manual", "trackId": options.music}
        )
    return fields
