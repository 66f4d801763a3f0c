"""What `serve` and `start` take about money, limits and drawing, for trials of many jobs."""

from typing import Annotated, Any, Literal

import typer

_MOST = 1_000_000_000  # a database holds no number of any size

RateLimitTier = Literal["standard", "pilot", "partner"]
RateLimitsOption = Annotated[
    RateLimitTier | None,
    typer.Option("--rate-limits", help="Limit calls as the API does for this tier; off."),
]
CreateRateOption = Annotated[
    int | None,
    typer.Option(
        "--create-rate",
        metavar="N",
        min=1,
        max=_MOST,
        help="Let each key start so many jobs a minute.",
    ),
]
ConcurrentJobsOption = Annotated[
    int | None,
    typer.Option(
        "--concurrent-jobs", metavar="N", min=1, max=_MOST, help="Let so many jobs run at once."
    ),
]
CreditsOption = Annotated[
    int | None,
    typer.Option(
        "--credits", metavar="N", min=0, max=_MOST, help="What a new sandbox has; 100000."
    ),
]
PlaceholdersOption = Annotated[
    bool, typer.Option("--placeholders", help="Draw nothing: a few bytes in place of media.")
]


def server_words(**options: Any) -> list[str]:
    """Return those *options* that are given as words of a command line."""
    words = []
    for name, value in options.items():
        if value is True:
            words.append(f"--{name.replace('_', '-')}")
        elif value is not None and value is not False:
            words += [f"--{name.replace('_', '-')}", str(value)]
    return words
