"""Option and argument types that more than one command needs, each with its help, once."""

import math
from enum import StrEnum
from typing import Annotated

import typer

Status = StrEnum("Status", ["queued", "processing", "completed", "failed", "canceled"])
Format = StrEnum("Format", ["slideshow-builder", "ugc-remix"])
CreativeType = StrEnum("CreativeType", ["generated", "uploaded"])
Approval = StrEnum("Approval", ["not_required", "pending", "approved", "rejected"])
Review = StrEnum("Review", ["auto_approve", "review_first_n", "review_all"])
CreditEventType = StrEnum(
    "CreditEventType", ["usage", "refund", "grant", "purchase", "adjustment", "allocation"]
)

API_CHOICES = (Status, Format, CreativeType, Approval, Review, CreditEventType)
"""Sets that a newer API may add to: a value that is missing here goes through `layers api`."""

TimeoutOption = Annotated[
    str,
    typer.Option("--timeout", metavar="TIME", help="Stop waiting after this long: 90s, 20m, 1h."),
]
LimitOption = Annotated[
    int, typer.Option("--limit", metavar="N", min=1, help="Rows at most, over all pages.")
]
AllOption = Annotated[bool, typer.Option("--all", help="Show all rows, whatever --limit says.")]
CursorOption = Annotated[
    str | None,
    typer.Option("--cursor", metavar="CURSOR", help="Go on where an earlier page ended."),
]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="TIME", help="Created then or later: 2026-04-18, 24h, 7d."),
]
UntilOption = Annotated[
    str | None, typer.Option("--until", metavar="TIME", help="Created then or earlier.")
]
ForProjectOption = Annotated[
    str | None, typer.Option("--for-project", metavar="ID", help="Of this project alone.")
]
CampaignOption = Annotated[
    str | None,
    typer.Option(
        "--campaign", metavar="FILE", help="Those of a campaign: its name, its plan or its results."
    ),
]
YesOption = Annotated[bool, typer.Option("-y", "--yes", help="Do not ask.")]
PreviewOption = Annotated[
    bool,
    typer.Option(
        "--preview", help="Show the pictures in the terminal; elsewhere, their addresses."
    ),
]
WebOption = Annotated[
    bool, typer.Option("--web", help="Open the preview in the browser; not in pipes and CI.")
]
ForceOption = Annotated[bool, typer.Option("-f", "--force", help="Overwrite files.")]
DownloadOption = Annotated[
    str | None, typer.Option("--download", metavar="DIR", help="Save the media in this folder.")
]
NameOption = Annotated[
    str | None,
    typer.Option(
        "--name",
        metavar="TEMPLATE",
        help="Names for the files, folders too: {id} {hook_slug} {format} {index} {variant} {ext}"
        " {created:%Y-%m-%d}; {id}.{ext} by default.",
    ),
]
WatchOption = Annotated[
    bool,
    typer.Option(
        "--watch/--no-watch", " /--no-wait", help="Wait for the result, or only start it."
    ),
]
UnescapeOption = Annotated[
    bool, typer.Option("--unescape", help=r"Turn the two characters \n into a line break.")
]
SidecarOption = Annotated[
    bool,
    typer.Option(
        "--sidecar/--no-sidecar", help="Write ID.json beside the media: where it comes from."
    ),
]


def finite(value: float | None) -> float | None:
    """Return the number given; raises `typer.BadParameter` for `nan` and `inf`, which limit none.

    Typer's own `min` lets them pass.
    """
    if value is not None and not math.isfinite(value):
        raise typer.BadParameter("it has to be a number")
    return value


IdempotencyKeyOption = Annotated[
    str | None,
    typer.Option(
        "--idempotency-key",
        metavar="KEY",
        help="Make a repeat of this very request harmless; a new key each time by default.",
    ),
]
MaxCreditsOption = Annotated[
    float | None,
    typer.Option(
        "--max-credits",
        min=0,
        callback=finite,
        metavar="N",
        help="Send nothing if it costs more, by estimate.",
    ),
]
DryRunOption = Annotated[
    bool,
    typer.Option("-n", "--dry-run", help="Show request, price and balance; send nothing."),
]
ForceNewOption = Annotated[
    bool,
    typer.Option(
        "--force-new",
        help="Start another one, even if the outcome of the same request is not known.",
    ),
]
EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--encoding", metavar="NAME", help="Encoding of the sheet, if it is not found out."
    ),
]
SheetOption = Annotated[
    str | None,
    typer.Option("--sheet", metavar="NAME", help="Sheet of a workbook; the first by default."),
]
ContainerArgument = Annotated[str, typer.Argument(metavar="ID", help="A container's id.")]
CONTAINERS = typer.Argument(metavar="ID...", help="Containers' ids; - reads them from stdin.")
ContainersArgument = Annotated[list[str], CONTAINERS]
DecisionsOption = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="FILE", help="Those that a file decides so; see `content decide`."
    ),
]
LanguageOption = Annotated[
    str | None, typer.Option("--language", metavar="TAG", help="BCP 47, such as en or pt-BR.")
]
