"""Turns groups of sources into posts, and checks all of it before anything is sent.

The rules are those of the upload guide (api-core 3.1): one video alone, one image, or 2 to 10
images as a slideshow; a caption of at most 2200 characters.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import urlsplit

from layers_cli.filetypes.detection import SUFFIXES
from layers_cli.formats.file_names import deceives, printable
from layers_cli.formats.text import LONGEST_CAPTION
from layers_cli.uploads.captions import read_caption, text_beside
from layers_cli.uploads.files import MediaFile, inspect
from layers_cli.uploads.groups import SourceGroup, UploadGroup, UploadPlan, UploadSource
from layers_cli.uploads.manifest import file_caption
from layers_cli.uploads.validation_errors import InvalidSourceError, ValidationIssue

MOST_FILES = 10
_VIDEOS = {
    suffix
    for content_type, suffixes in SUFFIXES.items()
    if content_type.startswith("video/")
    for suffix in suffixes
}


class GroupingOptions(NamedTuple):
    """What the command line says: *how* files are grouped, and one *caption* for every post."""

    how: str | None = None
    caption: str | None = None


def plan(
    groups: Iterable[SourceGroup],
    options: GroupingOptions,
    *,
    left_out: int = 0,
    texts: Sequence[Path] = (),
) -> tuple[UploadPlan, list[ValidationIssue]]:
    """Return the posts that *groups* become, and all that is wrong with any of them.

    *texts* lie beside the files; those that are the caption of none are named in the plan.
    """
    posts: list[UploadGroup] = []
    issues: list[ValidationIssue] = []
    for group in groups:
        files, refused = _inspected(group.sources)
        issues += refused
        try:
            if not refused:
                posts += [
                    _captioned(each, group, options) for each in _grouped(group, files, options)
                ]
        except InvalidSourceError as exc:
            issues.append(exc.issue)
    issues += [issue for post in posts if (issue := _too_long(post))]
    used = {post.caption_file for post in posts}
    unused = [text for text in texts if text not in used] if options.caption is None else []
    return UploadPlan(tuple(posts), left_out, tuple(unused)), issues


def _inspected(sources: Iterable[UploadSource]) -> tuple[list[MediaFile], list[ValidationIssue]]:
    """Return the files among *sources*, and what is wrong; only the API can look at URLs."""
    files: list[MediaFile] = []
    issues: list[ValidationIssue] = []
    for source in sources:
        try:
            if source.path is not None:
                files.append(inspect(source.path, said=source.words))
            else:
                _check_url(source.url or "")
        except InvalidSourceError as exc:
            issues.append(exc.issue)
    return files, issues


def _check_url(url: str) -> None:
    """Refuse what the API refuses too (api-core 3.2): it fetches public https addresses.

    Plain http may lead to a sandbox's own machine, which only the sandbox can tell.
    """
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("https", "http")
        usable = is_web and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or deceives(url) or any(map(str.isspace, url)):
        raise InvalidSourceError(printable(url), "url", "is not an https:// address")
    if parts.username is not None:
        raise InvalidSourceError(
            printable(parts.hostname or ""), "url", "must not contain a password"
        )


def _grouped(
    group: SourceGroup, files: Sequence[MediaFile], options: GroupingOptions
) -> list[UploadGroup]:
    """Return the posts of one group, without captions."""
    urls = [source.url for source in group.sources if source.url]
    if files and urls:
        raise InvalidSourceError(
            files[0].shown,
            "mix",
            "cannot be in one post with a URL: they are sent separately",
        )
    how = "post" if group.settled else options.how or _default_grouping(files, urls)
    if how == "each":
        return [UploadGroup(files=(file,)) for file in files] + [
            UploadGroup(urls=(url,)) for url in urls
        ]
    post = UploadGroup(tuple(files), tuple(urls), is_slideshow=how == "slideshow" or len(files) > 1)
    _check_mix(post, group, slideshow=how == "slideshow")
    return [post]


def _default_grouping(files: Sequence[MediaFile], urls: Sequence[str]) -> str:
    """Return the default grouping: images make a slideshow, beside a video each is a post."""
    has_video = any(file.is_video for file in files) or any(map(_looks_like_a_video, urls))
    return "each" if has_video else "post"


def _looks_like_a_video(url: str) -> bool:
    return PurePosixPath(urlsplit(url).path).suffix.lower() in _VIDEOS


def _check_mix(post: UploadGroup, group: SourceGroup, *, slideshow: bool) -> None:
    count = max(len(post.files), len(post.urls))
    name = printable(group.folder or group.sources[0].words)
    if count > MOST_FILES:
        has = "has" if group.folder else "and the others are"
        # The options say nothing about the rows of a manifest.
        way = "write several groups" if group.settled else "--as each makes a post of each"
        raise InvalidSourceError(
            name, "count", f"{has} {count} files, and a post takes at most {MOST_FILES}: {way}"
        )
    video = next((file for file in post.files if file.is_video), None)
    if video is not None and (count > 1 or slideshow):
        raise InvalidSourceError(
            video.shown, "mix", "is a video, which is always a post of its own"
        )
    if slideshow and count < 2:
        raise InvalidSourceError(name, "count", "is one image, and a slideshow has 2 to 10")


def _captioned(post: UploadGroup, group: SourceGroup, options: GroupingOptions) -> UploadGroup:
    """Give *post* its caption: the manifest's, else the command line's, else one beside it."""
    given = file_caption(group.sources, post.name) if group.settled else None
    if given is None:
        given = options.caption
    if given is not None:
        return post._replace(caption=given)
    folder = group.folder if len(post.files) == len(group.sources) else None
    found = text_beside([file.path for file in post.files], folder=folder)
    if found is None:
        return post
    return post._replace(caption=read_caption(found), caption_file=found)


def _too_long(post: UploadGroup) -> ValidationIssue | None:
    length = len(post.caption)
    if length <= LONGEST_CAPTION:
        return None
    return ValidationIssue(
        post.name,
        "caption",
        f"has a caption of {length} characters; the limit is {LONGEST_CAPTION}",
    )
