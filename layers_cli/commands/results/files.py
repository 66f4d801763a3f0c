"""Show which files were saved."""

from collections.abc import Sequence

from layers_cli.api.responses import ListPage
from layers_cli.context.context import CommandContext
from layers_cli.downloads.requests import DownloadResult, by_folder
from layers_cli.render.choices import Format
from layers_cli.render.views.files import download_table, folder_table
from layers_cli.services.transfers.download import listing


def show_files(context: CommandContext, files: Sequence[DownloadResult]) -> None:
    """Show *files*: on a terminal a line for each folder, with `--verbose` and elsewhere each."""
    choices = context.out.choices
    is_human = choices.format is Format.HUMAN and context.out.terminal.is_terminal
    if is_human and files and not choices.verbose:
        folders = by_folder(files, context.cwd)
        context.out.show_pages([ListPage([], folders)], folder_table)
    else:
        context.out.show_pages([listing(files)], download_table)
