"""What commands use only when they run, imported at its first use: `--help` never loads it.

`late.waiting.finish(…)` is `layers_cli.waiting.finish(…)`. The one place of late imports.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layers_cli import calling, downloading, errands, explaining, moments, orders, problems
    from layers_cli import handoffs as handoffs
    from layers_cli import resuming as resuming
    from layers_cli import spending as spending
    from layers_cli import started as started
    from layers_cli import texts as texts
    from layers_cli import viewing as viewing
    from layers_cli import waiting as waiting
    from layers_cli import whence as whence
    from layers_cli import workflows as workflows
    from layers_cli.commands import each
    from layers_cli.doctor import examining
    from layers_cli.render import ledger_views, list_views, views

    __all__ = [
        "calling",
        "downloading",
        "each",
        "errands",
        "examining",
        "explaining",
        "handoffs",
        "ledger_views",
        "list_views",
        "moments",
        "orders",
        "problems",
        "resuming",
        "spending",
        "started",
        "texts",
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
    "views": "layers_cli.render",
}


def __getattr__(name: str) -> Any:
    """Import the module *name* at its first use."""
    return import_module(f"{_PLACES.get(name, 'layers_cli')}.{name}")
