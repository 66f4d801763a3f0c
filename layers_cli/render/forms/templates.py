"""`--template`: sandboxed Jinja, filled once for each object. Imported only for `--template`."""

from collections.abc import Callable, Iterable
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from layers_cli.formats.json_text import dumps
from layers_cli.render.forms.errors import ShapingError


class RowTemplate:
    """A template whose names are the fields of one object; `row` is the whole object.

    A null is written as nothing, objects and lists as JSON. Raises `ValueError` for *source* that
    is not a template.
    """

    def __init__(self, source: str) -> None:
        self._clean: Callable[[str], str] | None = None
        environment = ImmutableSandboxedEnvironment(
            autoescape=False,  # the result is text, not HTML
            undefined=StrictUndefined,
            finalize=self._written,
        )
        environment.filters["tojson"] = _json
        try:
            self.names = meta.find_undeclared_variables(environment.parse(source))
            self._template = environment.from_string(source)
        except TemplateSyntaxError as exc:
            raise ValueError(f"line {exc.lineno}: {exc.message}") from exc
        self.names -= {"row", *environment.globals}
        self._known: dict[str, Any] = {}

    def expect(self, fields: Iterable[str]) -> None:
        """Treat *fields* as null where an object lacks them: absent counts as null."""
        self._known = dict.fromkeys(fields)

    def filled(self, row: Any, *, clean: Callable[[str], str] | None = None) -> str:
        """Return the text for *row*, with a line feed at its end.

        *clean* is applied to each value. Raises `ShapingError` where the template does not fit.
        """
        self._clean = clean
        named = row if isinstance(row, dict) else {}
        try:
            text = self._template.render({**self._known, **named, "row": row})
        except (TemplateError, TypeError, ValueError, ArithmeticError) as exc:
            raise ShapingError(f"--template does not fit the response: {exc}") from exc
        return text if text.endswith("\n") else text + "\n"

    def _written(self, value: Any) -> Any:
        """Return *value* as it is written; an undefined one fails by itself."""
        if value is None:
            return ""
        if isinstance(value, (bool, dict, list)):
            value = _json(value)
        return self._clean(value) if self._clean and isinstance(value, str) else value


def _json(value: Any) -> str:
    return dumps(value, ensure_ascii=False)
