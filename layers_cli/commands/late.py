"""What commands use only when they run, imported at its first use: `--help` never loads it.

`late.waiting.finish(…)` is `services.jobs.waiting.finish(…)`. The one place of late imports.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from layers_cli.render import late_views

if TYPE_CHECKING:
    from layers_cli import moments, problems, texts
    from layers_cli.doctor import examining
    from layers_cli.render import ledger_views, list_views, output, upload_views, views
    from layers_cli.services import (
        calling,
        completions,
        each,
        explaining,
        installing,
        topic_showing,
        viewing,
        workflows,
    )
    from layers_cli.services.jobs import (
        errands,
        handoffs,
        orders,
        resuming,
        spending,
        started,
        waiting,
    )
    from layers_cli.services.transfers import (
        downloading,
        media,
        upload_report,
        upload_sources,
        uploading,
        whence,
    )

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

_NAMES = {
    "layers_cli": "moments problems texts",
    "layers_cli.doctor": "examining",
    "layers_cli.render": "output",
    "layers_cli.services": (
        "calling completions each explaining installing topic_showing viewing workflows"
    ),
    "layers_cli.services.jobs": "errands handoffs orders resuming spending started waiting",
    "layers_cli.services.transfers": (
        "downloading media upload_report upload_sources uploading whence"
    ),
}
_PLACES = {name: package for package, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Import the module *name* at its first use; one of views, at the use of a view."""
    if name in late_views.NAMES:
        return getattr(late_views, name)
    if name not in _PLACES:
        raise AttributeError(name)
    return import_module(f"{_PLACES[name]}.{name}")
