"""Reads what `layers upload` is given: words, a manifest, standard input, captions."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.filetypes.detection import HEAD_BYTES, SUFFIXES, detect_head
from layers_cli.formats.file_names import INPUT_FOLDER
from layers_cli.formats.text import NotTextError, decode, lines, read
from layers_cli.inputs.input_files import checked_caption
from layers_cli.services.transfers.upload_report import validation_error
from layers_cli.uploads.groups import UploadPlan
from layers_cli.uploads.planning import GroupingOptions, plan
from layers_cli.uploads.source_scan import SourceScan
from layers_cli.uploads.types import FINISHED


class GivenSources(NamedTuple):
    """What the command line names: *words* and a *manifest*, and how to group and caption them.

    *encoding* is that of the manifest, where it is not to be found out, and *tab* its sheet in a
    workbook.
    """

    words: tuple[str, ...]
    manifest: str | None = None
    how: str | None = None
    caption: str | None = None
    caption_file: str | None = None
    encoding: str | None = None
    tab: str | None = None


@contextmanager
def planned(context: CommandContext, given: GivenSources) -> Iterator[UploadPlan]:
    """Give the posts that *given* sources become, all checked; nothing has been sent.

    Media from standard input lies in a file of its own until the block ends. Raises `UsageError`,
    and `CommandError` naming all that is wrong with any file.
    """
    _check_choices(given)
    text = _caption(context, given.caption, given.caption_file)
    with ExitStack() as stack:
        words = _words(context, given.words, stack) if given.words else []
        found = SourceScan(context.cwd).take(words)
        groups, issues = list(found.groups), list(found.issues)
        if given.manifest is not None:
            # Most uploads have none, and do without the readers of spreadsheets.
            from layers_cli.services.transfers.upload_manifest import read_manifest

            rows, refused = read_manifest(context, given.manifest, given.encoding, given.tab)
            groups, issues = groups + rows, issues + refused
        options = GroupingOptions(given.how, text)
        result, refused = plan(groups, options, left_out=found.left_out, texts=found.texts)
        if issues or refused:
            raise validation_error(issues + refused)
        yield result


def _check_choices(given: GivenSources) -> None:
    manifest = given.manifest
    if given.how is not None and manifest is not None and not given.words:
        raise UsageError(
            "A manifest groups its rows itself, by the column `group`",
            hint="leave out --as",
            param="as",
        )
    if given.caption is not None and given.caption_file is not None:
        raise UsageError(
            "--caption and --caption-file cannot be combined", hint="leave out one of them"
        )
    for name, choice in (("encoding", given.encoding), ("sheet", given.tab)):
        if choice is not None and manifest is None:
            raise UsageError(
                f"--{name} says how a manifest is to be read",
                hint="name it: --manifest FILE",
                param=name,
            )
    if not given.words and manifest is None:
        raise UsageError(
            "There is nothing to upload",
            hint="name files, folders or https:// addresses, or use --manifest FILE or --resume",
            param="SOURCE",
        )


def _caption(context: CommandContext, caption: str | None, caption_file: str | None) -> str | None:
    if caption_file is not None:
        return checked_caption(context.inputs.one_text(caption_file, param="caption-file"))
    return None if caption is None else checked_caption(context.text(caption, param="caption"))


def _words(context: CommandContext, words: Sequence[str], stack: ExitStack) -> list[str]:
    """Return *words* with what standard input holds in the place of `-`: media, or more words.

    Media is kept in a folder that goes away with *stack*.
    """
    found: list[str] = []
    for word in words:
        found += _from_input(context, stack) if word == "-" else [word]
    if not found:
        raise UsageError("Standard input is empty", param="SOURCE")
    return found


def _from_input(context: CommandContext, stack: ExitStack) -> list[str]:
    stream = context.inputs.standard_input(param="SOURCE")
    head = stream.read(HEAD_BYTES)
    kind = detect_head(head)
    if kind is None or kind.mime is None:
        try:
            return lines(decode(head + read(stream)))
        except NotTextError as exc:
            what = kind.words if kind else "neither media of an accepted type nor a list of names"
            raise UsageError(
                f"Standard input is {what}: standard input, {exc}", param="SOURCE"
            ) from exc
    folder = stack.enter_context(TemporaryDirectory(prefix=INPUT_FOLDER))
    path = Path(folder, f"stdin{SUFFIXES[kind.mime][0]}")
    with path.open("wb") as file:
        file.write(head)
        _copy(stream, file, most=max(FINISHED.image_bytes, FINISHED.video_bytes) + 1)
    return [str(path)]


def _copy(stream: Any, file: Any, *, most: int) -> None:
    """Copy *stream*, but not more of it than what is too much anyway."""
    while file.tell() < most and (block := stream.read(1 << 18)):
        file.write(block)
