"""What commands use only when they run, imported at its first use: `--help` never loads it.

`late.waiting.finish(…)` is `layers_cli.waiting.finish(…)`. The one place of late imports.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from layers_cli.render import late_views

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
    "output": "layers_cli.render",
}


def __getattr__(name: str) -> Any:
    """Import the module *name* at its first use; one of views, at the use of a view."""
    if name in late_views.NAMES:
        return getattr(late_views, name)
    return import_module(f"{_PLACES.get(name, 'layers_cli')}.{name}")
