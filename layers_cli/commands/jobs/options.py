"""What the commands of `layers jobs` share."""

from typing import Annotated

import typer

JobArgument = Annotated[str, typer.Argument(metavar="ID", help="A job's id.")]
