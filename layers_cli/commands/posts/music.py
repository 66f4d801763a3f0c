"""`layers posts music`: what slideshows on TikTok can be set to."""

from layers_cli.api.responses import ListPage
from layers_cli.cli.command import command
from layers_cli.context.context import CommandContext
from layers_cli.render.views import posts as views


@command(
    shape="Track",
    lists=True,
    examples=(
        "layers posts music",
        "layers content publish cnt_… --to tiktok:@inboxzen --music 7301000000000000001 --yes",
    ),
)
def music(context: CommandContext) -> None:
    """List the music for slideshows on TikTok, the most popular first."""
    reply = context.api.list_tiktok_music()
    page = ListPage(reply.data.get("tracks", []), reply.model.tracks)
    context.out.show_pages([page], views.track_table)
