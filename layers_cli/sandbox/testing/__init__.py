"""A sandbox inside a test's own process; tests begin with `sandbox`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layers_cli.sandbox.testing.in_process import (
        InProcessTransport,
        InstantRemixRenderer,
        InstantRenderer,
        Sandbox,
        in_process_transport,
        open_sandbox,
        sandbox,
    )

__all__ = [
    "InProcessTransport",
    "InstantRemixRenderer",
    "InstantRenderer",
    "Sandbox",
    "in_process_transport",
    "open_sandbox",
    "sandbox",
]


def __getattr__(name: str) -> Any:
    """Load the sandbox for a test that uses it: every run of pytest imports this package."""
    if name not in __all__:
        raise AttributeError(name)
    from layers_cli.sandbox.testing import in_process  # spares every start of pytest

    return getattr(in_process, name)
