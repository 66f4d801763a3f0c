"""Views that are imported when somebody looks at them: forms for programs are written without one.

`late_views.views.container_panel` stands for `layers_cli.render.views.container_panel`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layers_cli.render import ledger_views, list_views, upload_views, views

    __all__ = ["ledger_views", "list_views", "upload_views", "views"]

NAMES = ("ledger_views", "list_views", "upload_views", "views")


class _LateView:
    """Is the view *name* of *module* to whoever looks at it."""

    def __init__(self, module: str, name: str) -> None:
        self._place = module, name

    def _view(self) -> Any:
        module, name = self._place
        return getattr(import_module(module), name)

    @property  # type: ignore[misc]  # what `isinstance` asks
    def __class__(self) -> type:
        return type(self._view())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._view(), name)


class _LateViews:
    """A module of views that is imported when one of them is looked at."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return _LateView(self._module, name)


def __getattr__(name: str) -> Any:
    """Return what stands for the module *name* of this package."""
    if name not in NAMES:
        raise AttributeError(name)
    return _LateViews(f"layers_cli.render.{name}")
