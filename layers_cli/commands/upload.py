"""`layers upload`: finished media becomes content, from files or fetched by the API from URLs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from layers_cli.commands.declared import argument, option
from layers_cli.commands.options import ForceNewOption, IdempotencyKeyOption
from layers_cli.commands.tree import Noun
from layers_cli.services.transfers import upload as upload_service
from layers_cli.services.transfers import upload_report, upload_sources

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext

verbs = Noun("", "")


@verbs.command(
    "upload",
    shape="Container",
    prints=("Container", "Container[]", "PlannedPost[]"),
    lists=True,
    examples=(
        "layers upload clip.mp4 --caption 'Day one'",
        "layers upload slides/ --as slideshow",
        "layers upload 'out/*.mp4' --as each",
        "layers upload https://example.com/1.jpg https://example.com/2.jpg --caption @text.txt",
        "layers upload --manifest uploads.csv",
        "layers upload --resume",
    ),
)
def upload(
    context: CommandContext,
    sources: Annotated[
        list[str] | None,
        argument(
            metavar="SOURCE...",
            help="Files, folders, globs, https URLs; - is media, or names, on standard input. One"
            " post is a video, an image, or a slideshow of 2 to 10 images.",
        ),
    ] = None,
    grouping: Annotated[
        str | None,
        option(
            "--as",
            metavar="HOW",
            help="post or slideshow: what was named together is one; each: a post of each file."
            " Otherwise images make a slideshow, and beside a video each stands alone.",
        ),
    ] = None,
    caption: Annotated[
        str | None,
        option(
            "--caption",
            metavar="TEXT",
            help="Published as written; @FILE and - read it. Otherwise clip.txt beside clip.mp4.",
        ),
    ] = None,
    caption_file: Annotated[
        str | None, option("--caption-file", metavar="FILE", help="Read the caption here.")
    ] = None,
    manifest: Annotated[
        str | None,
        option(
            "--manifest",
            metavar="FILE",
            help="CSV or JSON lines: source, caption, group; what has the same group is one post.",
        ),
    ] = None,
    jobs: Annotated[int, option("--jobs", min=1, max=32, help="Files sent at a time.")] = 4,
    again: Annotated[bool, option("--again", help="Upload also what was uploaded before.")] = False,
    resume: Annotated[
        bool, option("--resume", help="Do what is missing of earlier uploads of files.")
    ] = False,
    dry_run: Annotated[
        bool, option("-n", "--dry-run", help="Check, and show the posts; send nothing.")
    ] = False,
    idempotency_key: IdempotencyKeyOption = None,
    force_new: ForceNewOption = False,
) -> None:
    """Upload finished media: files, folders and URLs become content."""
    if resume:
        upload_service.check_resume(sources or (), manifest=manifest)
        upload_service.resume(context, jobs=jobs)
        return
    with upload_sources.settled(
        context,
        sources or (),
        manifest=manifest,
        how=grouping,
        caption=caption,
        caption_file=caption_file,
    ) as plan:
        if dry_run:
            upload_report.show_dry_run(context, plan)
            return
        upload_report.show_plan(context, plan, by_default=grouping is None)
        upload_service.send(
            context,
            plan,
            jobs=jobs,
            again=again,
            idempotency_key=idempotency_key,
            force_new=force_new,
        )
