"""Rows of `setting`: small facts about this sandbox, as JSON."""

import json
from typing import Any

from layers_cli.formats.json_text import dumps
from layers_cli.sandbox.store.database import Rows


class SettingRows(Rows):
    """Named JSON values."""

    def get(self, name: str) -> Any:
        """Return the value, or `None`."""
        text = self._db.value("select value from setting where name = ?", name)
        return None if text is None else json.loads(text)

    def put(self, name: str, value: Any) -> None:
        """Set the value."""
        self._db.run("insert or replace into setting values (?, ?)", name, dumps(value))
