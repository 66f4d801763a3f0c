"""`layers upload`: finished media becomes content, from files or fetched by the API from URLs."""

from collections.abc import Sequence
from typing import Annotated, Literal

import typer

from layers_cli.api.responses import ListPage
from layers_cli.cli.command import command
from layers_cli.cli.options import (
    EncodingOption,
    ForceNewOption,
    IdempotencyKeyOption,
    SheetOption,
)
from layers_cli.context.context import CommandContext
from layers_cli.render.output import Format
from layers_cli.render.views import content, uploads
from layers_cli.services.transfers import upload as upload_service
from layers_cli.services.transfers.upload import PlannedUpload, UploadOptions
from layers_cli.services.transfers.upload_report import UploadReport
from layers_cli.services.transfers.upload_sources import GivenSources, planned
from layers_cli.uploads.groups import UploadPlan


@command(
    changes=True,
    shape="Container",
    prints=("Container[]", "PlannedPost[]"),
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
        typer.Argument(
            metavar="SOURCE...",
            help="Files, folders, globs, https URLs; - is media, or names, on standard input. One"
            " post is a video, an image, or a slideshow of 2 to 10 images.",
        ),
    ] = None,
    grouping: Annotated[
        Literal["post", "slideshow", "each"] | None,
        typer.Option(
            "--as",
            help="post or slideshow: what was named together is one; each: a post of each file."
            " Otherwise images make a slideshow, and beside a video each stands alone.",
        ),
    ] = None,
    caption: Annotated[
        str | None,
        typer.Option(
            "--caption",
            metavar="TEXT",
            help="Published as written; @FILE and - read it. Otherwise clip.txt beside clip.mp4.",
        ),
    ] = None,
    caption_file: Annotated[
        str | None, typer.Option("--caption-file", metavar="FILE", help="Read the caption here.")
    ] = None,
    manifest: Annotated[
        str | None,
        typer.Option(
            "--manifest",
            metavar="FILE",
            help="CSV, TSV, JSON lines, XLSX or ODS: source, caption, group; a group is one post.",
        ),
    ] = None,
    encoding: EncodingOption = None,
    sheet: SheetOption = None,
    jobs: Annotated[
        int, typer.Option("--jobs", metavar="N", min=1, max=32, help="Files sent at a time.")
    ] = 4,
    again: Annotated[
        bool, typer.Option("--again", help="Upload also what was uploaded before.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Do what is missing of earlier uploads of files.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("-n", "--dry-run", help="Check, and show the posts; send nothing.")
    ] = False,
    idempotency_key: IdempotencyKeyOption = None,
    force_new: ForceNewOption = False,
) -> None:
    """Upload finished media: files, folders and URLs become content."""
    words = tuple(sources or ())
    given = GivenSources(words, manifest, grouping, caption, caption_file, encoding, sheet)
    if resume:
        upload_service.check_resume(given)
        _show(context, upload_service.resume(context, jobs=jobs))
        return
    options = UploadOptions(jobs, again, idempotency_key, force_new)
    with planned(context, given) as plan:
        if dry_run:
            _show_plan(context, plan, upload_service.preview(context, plan, options))
            return
        for line in uploads.plan_lines(plan, by_default=grouping is None and bool(words)):
            context.out.note(line)
        report = upload_service.upload(context, plan, options)
    _show(context, report)


def _show_plan(context: CommandContext, plan: UploadPlan, posts: Sequence[PlannedUpload]) -> None:
    for line in (*uploads.unused_text_lines(plan), *uploads.standing_lines(posts)):
        context.out.note(line)
    items = [uploads.post_data(post) for post in posts]
    context.out.show_pages([ListPage(items, posts)], uploads.plan_table)


def _show(context: CommandContext, report: UploadReport) -> None:
    """Show one requested post as a container, several as a list; raises for those that failed."""
    there = [(each, each.reply) for each in report.completed if each.reply is not None]
    notes = [
        uploads.present_note(outcome.name, reply.data.get("id"))
        for outcome, reply in there
        if outcome.state == "present"
    ]
    for note in dict.fromkeys(notes):
        context.out.note(note)
    if report.requested == 1 and there:
        reply = there[0][1]
        context.out.show_rows(ListPage([reply.data], [reply.data]), reply, content.container_panel)
    elif there or not report.failed:
        # Models are made for people only: they take as long as a small upload.
        is_table = context.out.choices.format is Format.HUMAN
        rows = [
            uploads.UploadedPost(outcome.name, outcome.state, reply.model)
            for outcome, reply in (there if is_table else ())
        ]
        items = [reply.data for _, reply in there]
        context.out.show_pages([ListPage(items, rows)], uploads.uploaded_table)
    if report.failed:
        raise report.error(program=context.program) from report.failed[0].error
