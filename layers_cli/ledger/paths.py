"""Where the ledger lies: the user's state folder, which no cleaning of caches empties."""

from collections.abc import Mapping
from pathlib import Path

import platformdirs

from layers_cli import APP_NAME
from layers_cli.ledger.errors import LedgerError

FILE = "ledger.db"


def ledger_path(environ: Mapping[str, str]) -> Path:
    """Return the path of the ledger, which need not exist.

    `LAYERS_STATE_DIR` in *environ* names another folder than the platform's (cli-conventions 4i).
    Raises `LedgerError` where there is no home folder to put it under.
    """
    hint = "set LAYERS_STATE_DIR to an absolute path"
    try:
        if chosen := environ.get("LAYERS_STATE_DIR", "").strip():
            return Path(chosen).expanduser().absolute() / FILE
        folder = platformdirs.user_state_path(APP_NAME, appauthor=False)
    except RuntimeError as exc:
        raise LedgerError(f"There is no folder for the ledger: {exc}", hint=hint) from exc
    if not folder.is_absolute():
        raise LedgerError("There is no home folder to keep the ledger in", hint=hint)
    return folder / FILE
