"""`content download` and `--download`: what the options mean, and what came of the download."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from layers_cli.api.responses import ListPage
from layers_cli.context.context import CommandContext
from layers_cli.downloads.container_media import ContainerMedia, parse_container
from layers_cli.downloads.options import JOBS, DownloadOptions
from layers_cli.downloads.requests import DownloadResult
from layers_cli.downloads.template import LONGEST, TemplateError, field_list
from layers_cli.errors import hints
from layers_cli.errors.command_lines import command_line
from layers_cli.errors.exceptions import CommandError, UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.errors.reporting import describe
from layers_cli.inputs.places import unnamable, unwritable
from layers_cli.services.batch import settle
from layers_cli.services.transfers.media_downloader import DownloadReport, MediaDownloader

EXAMPLE = "'{created:%Y-%m-%d}/{hook_slug}-{index}.{ext}'"


def requested(
    folder: str | None, *, name: str | None, force: bool, with_sidecar: bool
) -> DownloadOptions | None:
    """Return what `--download` and its companions mean; None if nothing is to be saved.

    Raises `UsageError` as `download_options` does, and for options that need a *folder*.
    """
    if folder is not None:
        return download_options(folder, name=name, force=force, with_sidecar=with_sidecar)
    if name is not None or not with_sidecar:
        option = "--no-sidecar" if name is None else "--name"
        raise UsageError(f"{option} needs a folder", hint="name one: --download DIR")
    return None


def download_options(
    folder: str,
    *,
    name: str | None = None,
    force: bool = False,
    skip_existing: bool = False,
    with_sidecar: bool = True,
    jobs: int = JOBS,
) -> DownloadOptions:
    """Return how media is saved in *folder*; *jobs* files are transferred at a time.

    Raises `UsageError` for a template that cannot name files and for options that exclude each
    other.
    """
    if not folder.strip():  # a variable that a script did not set
        raise UsageError("The folder has no name", hint="name one: out, or . for this one")
    if force and skip_existing:
        raise UsageError("--force and --skip-existing cannot be combined", param="force")
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


def check_place(context: CommandContext, options: DownloadOptions) -> None:
    """Raise `UsageError` where files cannot be saved as *options* say; nothing is left behind."""
    folder = context.cwd / options.folder
    file = folder.joinpath(*options.template.render(LONGEST))
    why = unwritable(folder) or unnamable(file.with_name(f"{file.name}.part.json"))
    if why is not None:
        raise UsageError(
            f"Media cannot be saved in {folder}: {why}",
            hint="choose another folder: --download DIR",
            param="download",
        )


def download_media(
    context: CommandContext,
    containers: Iterable[ContainerMedia],
    options: DownloadOptions,
    failed: Mapping[str, Exception] = MappingProxyType({}),
) -> DownloadReport:
    """Save the media of *containers* as *options* say; the report has what *failed*, too."""
    context.run_state.keep_partial_files()
    report = MediaDownloader(context, options).download(containers)
    return report._replace(failed={**failed, **report.failed})


def select_containers(
    context: CommandContext, ids: Sequence[str], *, since: str | None, everything: bool
) -> tuple[Iterable[ContainerMedia], Mapping[str, Exception]]:
    """Return the containers *ids*, or the project's completed ones *since* then, or all of them.

    Beside them are the errors of those of *ids* that cannot be read or have no media yet. Raises
    `UsageError` unless exactly one of the three is given, and the error of a single id.
    """
    if bool(ids) + bool(since) + everything != 1:
        raise UsageError(
            "Name what to save, or use --since or --all",
            hint="list your content: layers content list",
            param="ID",
        )
    if not ids:
        return _found(context, {"since": since}), {}
    found, failed = settle(ids, lambda name: _named(context, name))
    return list(found.values()), failed


def _named(context: CommandContext, container_id: str) -> ContainerMedia:
    reply = context.api.get_content(container_id)
    container = parse_container(reply.data, reply.request_id)
    if not container.is_completed:
        raise UsageError(
            f"{container_id} is {container.status}: it has no media to save",
            hint=hints.for_media(container_id, container.status),
        )
    return container


def _found(context: CommandContext, filters: Mapping[str, Any]) -> Iterator[ContainerMedia]:
    for page in context.api.list_content(context.project, {**filters, "status": ["completed"]}):
        for row in page.rows():
            if not isinstance(row, dict):
                context.feedback.warn("A row of the list is not a container, and is left out")
                continue
            yield parse_container(row, page.request_id)


def download_error(
    report: DownloadReport, options: DownloadOptions, *, program: str, alone: bool
) -> Exception:
    """Return the error for what *report* says has failed, with the command for the rest.

    It is the container's own where that was requested *alone* and nothing of it is there.
    """
    if alone and not report.files:
        return next(iter(report.failed.values()))
    problems = {name: describe(exc).problem for name, exc in report.failed.items()}
    reasons = "; ".join(f"{name}: {problem.message}" for name, problem in problems.items())
    count = len(problems)
    head = "1 container was" if count == 1 else f"{count} containers were"
    return CommandError(
        f"{head} not saved completely. {reasons}",
        code="cli_partial",
        exit_code=ExitCode.PARTIAL,
        hint=f"for the rest: {download_command(problems, options, program=program)}",
        details={
            "failed": [
                {"id": name, "code": problem.code, "message": problem.message}
                for name, problem in problems.items()
            ]
        },
    )


def download_command(ids: Iterable[str], options: DownloadOptions, *, program: str) -> str:
    """Return the command line that saves *ids* as *options* say."""
    words = [*ids, "-o", options.folder]
    words += ["--name", options.file_names] if options.file_names else []
    return command_line("content", "download", *words, program=program)


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
