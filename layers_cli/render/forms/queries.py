"""`--query`: JMESPath expressions. Imported only for `--query`."""

from collections.abc import Callable
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from layers_cli.render.forms.errors import ShapingError


def compiled(expression: str) -> Callable[[Any], Any]:
    """Return the function that applies *expression*, a JMESPath, to decoded JSON.

    Raises `ValueError` for an invalid expression. The returned function raises `ShapingError` if
    the response has other types than the expression expects.
    """
    try:
        parsed = jmespath.compile(expression)
    except JMESPathError as exc:
        raise ValueError(_first_line(exc)) from exc

    def query(data: Any) -> Any:
        try:
            return parsed.search(data)
        except JMESPathError as exc:
            raise ShapingError(f"--query does not fit the response: {_first_line(exc)}") from exc

    return query


def _first_line(exc: JMESPathError) -> str:
    return str(exc).partition("\n")[0].rstrip(":")
