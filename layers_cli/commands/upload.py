"""`layers upload`: finished media becomes a container, fetched by the API from its URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from layers_cli.commands import late
from layers_cli.commands.options import ForceNewOption, IdempotencyKeyOption
from layers_cli.commands.tree import Noun

if TYPE_CHECKING:
    from layers_cli.runtime import Runtime

verbs = Noun("", "")

MOST_FILES = 10  # api-core 3.1
LONGEST_CAPTION = 2200


@verbs.command(
    "upload",
    shape="Container",
    examples=(
        "layers upload https://cdn.example.com/clip.mp4 --caption 'Day one'",
        "layers upload https://example.com/1.jpg https://example.com/2.jpg --caption @text.txt",
    ),
)
def upload(
    run: Runtime,
    urls: Annotated[
        list[str],
        typer.Argument(
            metavar="URL...",
            help="One video, one image, or 2 to 10 images for a slideshow; public https addresses.",
        ),
    ],
    caption: Annotated[
        str,
        typer.Option(
            "--caption", metavar="TEXT", help="Published as written; @FILE and - read it."
        ),
    ] = "",
    idempotency_key: IdempotencyKeyOption = None,
    force_new: ForceNewOption = False,
) -> None:
    """Upload finished media by URL; the container is completed at once."""
    text = checked_caption(run.text(caption, param="caption"))
    asked = [run.project, "upload", checked_urls(urls), text]
    key = late.errands.begin(run, asked, given=idempotency_key, force_new=force_new)
    reply = run.api.upload_urls(run.project, urls, caption=text, key=key)
    run.out.show(reply, late.views.container_panel)


def checked_urls(urls: list[str]) -> list[str]:
    """Return *urls* if the API can be asked to fetch them; raises `UsageError` if not."""
    if len(urls) > MOST_FILES:
        raise late.problems.UsageError(
            f"One container takes {MOST_FILES} files at most, not {len(urls)}"
        )
    for url in urls:
        if "://" not in url:
            raise late.problems.UsageError(
                f"`{url}` is not a URL, and files cannot be sent by this version",
                hint="put the file where the API can fetch it, and give its https:// address",
                param="URL",
            )
    return urls


def checked_caption(text: str) -> str:
    """Return *text* if it can be a caption (api-core 3.1); raises `UsageError` if not."""
    if len(text) > LONGEST_CAPTION:
        raise late.problems.UsageError(
            f"A caption has {LONGEST_CAPTION} characters at most, this one has {len(text)}",
            hint="shorten it",
            param="caption",
        )
    return text
