"""`content download` and `--download`: what the options say, and what is shown of the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from layers_cli.api.responses import ListPage
from layers_cli.downloads.container_media import ContainerMedia, parse_container
from layers_cli.downloads.options import JOBS, DownloadOptions
from layers_cli.downloads.template import TemplateError, field_list
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.errors.reporting import describe
from layers_cli.render.views.files import download_table

if TYPE_CHECKING:
    from layers_cli.context.context import CommandContext
    from layers_cli.downloads.transfer import DownloadResult

EXAMPLE = "'{created:%Y-%m-%d}/{hook_slug}-{index}.{ext}'"


def asked_for(
    folder: str | None, *, name: str | None, force: bool, with_sidecar: bool
) -> DownloadOptions | None:
    """Return what `--download` and its companions say; None where nothing is to be saved.

    Raises `UsageError` as `settle` does, and for options that need a *folder*.
    """
    if folder is not None:
        return settle(folder, name=name, force=force, with_sidecar=with_sidecar)
    if name is not None or not with_sidecar:
        option = "--no-sidecar" if name is None else "--name"
        raise UsageError(f"{option} needs a folder", hint="say where to: --download DIR")
    return None


def settle(
    folder: str,
    *,
    name: str | None = None,
    force: bool = False,
    skip_existing: bool = False,
    with_sidecar: bool = True,
    jobs: int = JOBS,
) -> DownloadOptions:
    """Return what options say of how media goes to *folder*, before anything is sent or fetched.

    Raises `UsageError` for a template that cannot name files, and for options that exclude each
    other.
    """
    if force and skip_existing:
        raise UsageError("--force and --skip-existing exclude each other", param="force")
    options = DownloadOptions(folder, force, name, with_sidecar, skip_existing, jobs)
    try:
        _ = options.template
    except TemplateError as exc:
        raise UsageError(
            f"`{name}` cannot name files: {exc}",
            hint=f"the fields are {field_list()}; write for example {EXAMPLE}",
            param="name",
        ) from None
    return options


def save_content(
    context: CommandContext,
    containers: Iterable[ContainerMedia],
    options: DownloadOptions,
    *,
    alone: bool,
) -> None:
    """Save the media of *containers* as *options* says, and list the files.

    Raises the error where it is *alone* what was asked for, else a `CommandError` that names each
    container of which something is missing, after the files were listed.
    """
    from layers_cli.services.transfers.media_downloader import MediaDownloader

    saving = MediaDownloader(context, options)
    saving.save(containers)
    if alone and saving.failed and not saving.files:
        raise next(iter(saving.failed.values()))
    context.out.show_pages([listing(saving.files)], download_table)
    if saving.failed:
        raise _partly(context, saving.failed, options)


def chosen(
    context: CommandContext, ids: Sequence[str], *, since: str | None, everything: bool
) -> Iterable[ContainerMedia]:
    """Return the containers *ids*, or the completed ones of the project *since* then, or all.

    Raises `UsageError` unless exactly one of these is asked for, and for one of *ids* that has no
    media yet.
    """
    if bool(ids) + bool(since) + everything != 1:
        raise UsageError(
            "Name what to save, or say --since or --all",
            hint="see what there is: layers content list",
            param="ID",
        )
    return _named(context, ids) if ids else _found(context, {"since": since})


def _named(context: CommandContext, ids: Sequence[str]) -> list[ContainerMedia]:
    replies = [context.api.get_content(name) for name in ids]
    containers = [parse_container(reply.data, reply.request_id) for reply in replies]
    for container in containers:
        if not container.is_completed:
            raise UsageError(
                f"{container.id} is {container.status}: it has no media to save",
                hint=f"wait for it: {context.program} jobs watch {container.id}",
            )
    return containers


def _found(context: CommandContext, filters: Mapping[str, Any]) -> Iterator[ContainerMedia]:
    for page in context.api.list_content(context.project, {**filters, "status": ["completed"]}):
        for row in page.rows():
            yield parse_container(row, page.request_id)


def _partly(
    context: CommandContext, failed: Mapping[str, Exception], options: DownloadOptions
) -> CommandError:
    problems = {name: describe(exc).problem for name, exc in failed.items()}
    said = "; ".join(f"{name}: {problem.message}" for name, problem in problems.items())
    return CommandError(
        f"{len(failed)} containers are not saved whole. {said}",
        code="cli_partial",
        exit_code=ExitCode.PARTIAL,
        hint=f"for the rest: {again(context, failed, options)}",
        details={
            "failed": [
                {"id": name, "code": problem.code, "message": problem.message}
                for name, problem in problems.items()
            ]
        },
    )


def again(context: CommandContext, ids: Iterable[str], options: DownloadOptions) -> str:
    """Return the command that saves *ids* as *options* says."""
    from shlex import quote

    words = [*ids, "-o", options.folder]
    words += ["--name", options.file_names] if options.file_names else []
    return f"{context.program} content download {' '.join(map(quote, words))}"


def file_row(file: DownloadResult) -> dict[str, Any]:
    """Return *file* as JSON; the schema is ours."""
    return {
        "containerId": file.container_id,
        "assetId": file.asset_id,
        "position": file.position,
        "path": str(file.path),
        "bytes": file.bytes,
        "sha256": file.sha256,
        "state": file.state,
        "url": file.url,
    }


def listing(files: Sequence[DownloadResult]) -> ListPage[DownloadResult]:
    """Return *files* as one page."""
    return ListPage([file_row(file) for file in files], files)
