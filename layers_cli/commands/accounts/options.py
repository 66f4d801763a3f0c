"""What the commands of `layers accounts` share."""

from enum import StrEnum
from typing import Annotated

import typer

Platform = StrEnum("Platform", ["tiktok", "instagram"])
PlatformArgument = Annotated[
    Platform, typer.Argument(metavar="PLATFORM", help="tiktok or instagram.")
]
