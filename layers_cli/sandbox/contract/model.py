"""Base classes of all models: camelCase names, no unknown keys, no type coercion."""

import re
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic.alias_generators import to_camel

from layers_cli.sandbox.core.errors import invalid

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


class RequestBody(BaseModel):
    """A request body: an unknown key, `id` among them, is refused by name (errors page)."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, strict=True, frozen=True)


class Query(BaseModel):
    """A query string; keys this list does not know are left alone, as on any HTTP server."""

    model_config = ConfigDict(extra="ignore", alias_generator=to_camel, frozen=True)

    @field_validator("limit", "after", mode="before", check_fields=False)
    @classmethod
    def _digits(cls, given: Any) -> Any:
        """Reject `5.0`, ` 5` and `1_0`, which pydantic would accept."""
        if isinstance(given, str) and not re.fullmatch(r"-?[0-9]{1,18}", given):
            raise ValueError("must be a whole number")
        return given


class ListQuery(Query):
    """The query string of a list with pages."""

    cursor: str | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 25


class ResponseBody(BaseModel):
    """An answer. Handlers write plain dicts; a test holds every one of them against its model."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, strict=True)


class Page(ResponseBody, Generic[T]):
    """One page of a list."""

    items: list[T]
    next_cursor: str | None


def checked(model: type[M], given: Any) -> M:
    """Validate *given* as *model*, or raise HttpError (422) with one issue per error."""
    try:
        return model.model_validate(given)
    except ValidationError as exc:
        issues = [(_path(error["loc"], given), _sentence(error)) for error in _errors(exc)]
        raise invalid(*issues) from None


def _errors(exc: ValidationError) -> list[Any]:
    return list(exc.errors(include_url=False, include_input=False))


def _path(place: tuple[int | str, ...], given: Any) -> str:
    """Return an error's path as the client wrote it, without pydantic's union tags."""
    parts: list[str] = []
    behind_tag = False
    for part in place:
        behind_tag = not behind_tag and isinstance(given, dict) and given.get("type") == part
        if not behind_tag:
            parts.append(str(part))
            given = _inside(given, part)
    return ".".join(parts)


def _inside(given: Any, part: int | str) -> Any:
    if isinstance(given, dict):
        return given.get(part)
    return given[part] if isinstance(given, list) and isinstance(part, int) else None


def _sentence(error: Any) -> str:
    """Describe an error in JSON's terms, not Python's."""
    words = _WORDS.get(error["type"])
    if words is None:
        return str(error["msg"]).removeprefix("Value error, ")
    return words.format(**error.get("ctx", {}))


_WORDS = {
    "missing": "is required",
    "extra_forbidden": "is not a known key",
    "string_type": "must be a string",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "literal_error": "must be {expected}",
    "union_tag_not_found": "needs a type",
    "union_tag_invalid": "has the type {tag}, and must have one of {expected_tags}",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_short": "must have a length of at least {min_length}",
    "string_too_long": "must have a length of at most {max_length}",
    "too_short": "must have a length of at least {min_length}",
    "too_long": "must have a length of at most {max_length}",
    "string_pattern_mismatch": "must match {pattern}",
}
"""By pydantic's error type; other messages are our own, or clear enough."""
