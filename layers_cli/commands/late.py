"""What commands use only when they run, imported at its first use: `--help` never loads it.

`late.waiting.finish(…)` is `layers_cli.waiting.finish(…)`. The one place of late imports.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layers_cli import (
        calling,
        completions,
        downloading,
        errands,
        explaining,
        handoffs,
        installing,
        media,
        moments,
        orders,
        problems,
        resuming,
        spending,
        started,
        texts,
        topic_showing,
        upload_report,
        upload_sources,
        uploading,
        viewing,
        waiting,
        whence,
        workflows,
    )
    from layers_cli.commands import each
    from layers_cli.doctor import examining
    from layers_cli.render import ledger_views, list_views, output, upload_views, views

    __all__ = [
        "calling",
        "completions",
        "downloading",
        "each",
        "errands",
        "examining",
        "explaining",
        "handoffs",
        "installing",
        "ledger_views",
        "list_views",
        "media",
        "moments",
        "orders",
        "output",
        "problems",
        "resuming",
        "spending",
        "started",
        "texts",
        "topic_showing",
        "upload_report",
        "upload_sources",
        "upload_views",
        "uploading",
        "viewing",
        "views",
        "waiting",
        "whence",
        "workflows",
    ]

_PLACES = {
    "each": "layers_cli.commands",
    "examining": "layers_cli.doctor",
    "ledger_views": "layers_cli.render",
    "list_views": "layers_cli.render",
    "output": "layers_cli.render",
    "upload_views": "layers_cli.render",
    "views": "layers_cli.render",
}


class _LateView:
    """Is the view *name* of *module* to whoever looks at it: JSON is written without one."""

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

    def __getattr__(self, name: str) -> _LateView:
        return _LateView(self._module, name)


_VIEWS = ("views", "list_views", "ledger_views")


def __getattr__(name: str) -> Any:
    """Import the module *name* at its first use; one of views, at the use of a view."""
    module = f"{_PLACES.get(name, 'layers_cli')}.{name}"
    return _LateViews(module) if name in _VIEWS else import_module(module)
