"""How commands say what they take: light records, read by `reading.py` and given to Typer.

A parameter is annotated with its type and one of them: `name: Annotated[str, option("--name", …)]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

REQUIRED: Any = object()
"""The default of a parameter that must be given."""


@dataclass(frozen=True)
class Option:
    """An option: `--name`, `-n` and `--on/--off` as Typer takes them."""

    names: tuple[str, ...]
    help: str
    metavar: str | None = None
    min: float | None = None
    max: float | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Argument:
    """An argument without a name on the command line."""

    help: str
    metavar: str
    min: float | None = None
    max: float | None = None


@dataclass(frozen=True)
class Parameter:
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
    """Return what the command's *function* takes after the `CommandContext`, which comes first.

    Its module keeps annotations as texts; `inspect`, which reads them too, is slow to import.
    """
    declared = list(function.__annotations__.items())[1:-1]  # without `run` and `return`
    defaults = function.__defaults__ or ()
    return [
        _parameter(name, eval(text, function.__globals__), default)  # noqa: S307 - our own source
        for (name, text), default in zip(
            declared, (*[REQUIRED] * (len(declared) - len(defaults)), *defaults), strict=True
        )
    ]


def _parameter(name: str, annotation: Any, default: Any) -> Parameter:
    return Parameter(name, annotation.__origin__, annotation.__metadata__[0], default)
