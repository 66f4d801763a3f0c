"""Which fields the objects inside a document have, for paths such as `preview.primaryUrl`."""

from typing import Any, get_args, get_origin

from pydantic import BaseModel

from layers_cli.output_models.models import output_model


def paths_instead(shape: str, path: str) -> list[str] | None:
    """Return the paths that documents of the model *shape* have in place of *path*.

    None if they have *path*, or if it leads into an object whose fields are not documented.
    """
    models = [output_model(shape)]
    steps = path.split(".")
    for depth, step in enumerate(steps):
        fields = {
            field.alias or name: field.annotation
            for model in models
            for name, field in model.model_fields.items()
        }
        if step not in fields:
            outer = steps[:depth]
            return [".".join((*outer, name)) for name in fields] or [".".join(outer)]
        found = _models_in(fields[step])
        if found is None:
            return None
        models = found
    return None


def _models_in(kind: Any) -> list[type[BaseModel]] | None:
    """Return the models of the objects that *kind* allows; None if it allows any object."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return None if kind.model_config.get("extra") == "allow" else [kind]
    if kind is Any or get_origin(kind) is dict:
        return None
    models: list[type[BaseModel]] = []
    for each in get_args(kind):  # of a list or a union; text and numbers have none
        if (found := _models_in(each)) is None:
            return None
        models += found
    return models
