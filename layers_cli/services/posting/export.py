"""Write posts to a calendar file."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.formats.whole_files import write_whole
from layers_cli.inputs.places import check_free, unnamable, unwritable
from layers_cli.services.posting.accounts import label, read_accounts
from layers_cli.services.posting.ics import calendar_of
from layers_cli.services.posting.posts import PostFilter, read_all


@dataclass(frozen=True)
class ExportedPosts:
    """The calendar of a number of *posts*; *path* is None for one that goes to stdout."""

    content: bytes
    posts: int
    path: Path | None

    @property
    def data(self) -> dict[str, Any]:
        """Return it as JSON says it; the schema is ours."""
        return {"path": str(self.path), "posts": self.posts}


def export(
    context: CommandContext, chosen: PostFilter, given: str, *, replace: bool
) -> ExportedPosts:
    """Write the posts that were *chosen* to the file *given*; `-` writes nothing.

    Raises `UsageError` for a file that cannot be written, or exists unless *replace* says so.
    """
    path = None if given == "-" else _checked(context.cwd / given, replace=replace)
    posts = read_all(context, chosen)
    accounts = read_accounts(context, context.project)
    names = {each.social_account_id: label(each) for each in accounts}
    content = calendar_of(posts, names, now=datetime.fromtimestamp(context.clock(), UTC))
    if path is not None:
        write_whole(path, [content.decode()])
    return ExportedPosts(content, len(posts), path)


def _checked(path: Path, *, replace: bool) -> Path:
    why = unnamable(path) or unwritable(path.parent)
    if why is None and not path.parent.is_dir():
        why = f"there is no folder {path.parent}"
    if why is not None:
        raise UsageError(f"{path} cannot be written: {why}", hint="name another file", param="ics")
    check_free(path, replace=replace, param="ics")
    return path
