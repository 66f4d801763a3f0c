"""`layers hooks`: suggestions of what to say first."""

from layers_cli.api.responses import ListPage
from layers_cli.cli.command import command
from layers_cli.context.context import CommandContext
from layers_cli.render.views import influencers


@command(
    shape="Hook",
    lists=True,
    examples=(
        "layers hooks",
        r"layers hooks -q | head -n 1 | layers content generate --hook - --unescape",
    ),
)
def hooks(context: CommandContext) -> None:
    r"""Suggest hooks for the project; free, and different each time.

    The API writes a line break in a hook as the two characters \n, which `content generate
    --unescape` turns into one.
    """
    found = context.api.list_hooks(context.project).model.hooks
    rows = [{"hook": text} for text in found]
    context.out.show_pages([ListPage(rows, rows)], influencers.hook_table)
