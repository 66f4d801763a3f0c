"""The manners all models share: camelCase names, nothing extra, no guessing of types."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from layers_cli.sandbox.refusals import RefusalError, invalid

M = TypeVar("M", bound=BaseModel)


class Body(BaseModel):
    """A request body: an unknown key, `id` among them, is refused by name (errors page)."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, strict=True, frozen=True)


class Query(BaseModel):
    """A query string; keys this list does not know are left alone, as on any HTTP server."""

    model_config = ConfigDict(extra="ignore", alias_generator=to_camel, frozen=True)


class Answer(BaseModel):
    """An answer. Handlers write plain dicts; a test holds every one of them against its model."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, strict=True)


def checked(model: type[M], given: Any) -> M:
    """Read *given* as *model*.

    Raises:
        RefusalError: `422 VALIDATION` with one issue for each thing that is wrong.

    """
    try:
        return model.model_validate(given)
    except ValidationError as exc:
        raise _issues(exc) from None


def _issues(exc: ValidationError) -> RefusalError:
    issues = [
        (".".join(str(part) for part in error["loc"]), _sentence(error["msg"]))
        for error in exc.errors(include_url=False, include_input=False, include_context=False)
    ]
    return invalid(*issues)


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ")
