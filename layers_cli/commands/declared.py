"""How commands say what they take: light records, read by `reading.py` and given to Typer.

A parameter is annotated with its type and one of them: `name: Annotated[str, option("--name", …)]`.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

REQUIRED: Any = inspect.Parameter.empty
"""The default of a parameter that must be given."""


class Option(NamedTuple):
    """An option: `--name`, `-n` and `--on/--off` as Typer takes them."""

    names: tuple[str, ...]
    help: str
    metavar: str | None = None
    min: float | None = None
    max: float | None = None
    hidden: bool = False


class Argument(NamedTuple):
    """An argument without a name on the command line."""

    help: str
    metavar: str
    min: float | None = None
    max: float | None = None


class Parameter(NamedTuple):
    """One parameter of a command's function."""

    name: str
    type: Any
    declared: Option | Argument
    default: Any


def option(*names: str, help: str, **more: Any) -> Option:
    """Declare an option; *more* are the other fields of `Option`."""
    return Option(names, help, **more)


def argument(*, metavar: str, help: str, **more: Any) -> Argument:
    """Declare an argument; *more* are the other fields of `Argument`."""
    return Argument(help, metavar, **more)


def parameters_of(function: Callable[..., Any]) -> list[Parameter]:
    """Return what the command's *function* takes after the `Runtime`, which comes first."""
    # `Runtime` is imported by who runs a command, not by who asks for its help.
    signature = inspect.signature(function, eval_str=True, locals={"Runtime": object})
    return [
        Parameter(name, each.annotation.__origin__, each.annotation.__metadata__[0], each.default)
        for name, each in list(signature.parameters.items())[1:]
    ]
