"""Reads hand-written YAML without its surprises: no dates, no aliases, bounded depth."""

from typing import Any

import yaml

MOST_DEPTH = 50
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_yaml(text: bytes) -> Any:
    """Parse one YAML document into JSON's types, or raise ValueError; dates stay strings.

    Deep nesting and aliases, a few lines of which can expand to gigabytes, are errors as well.
    """
    try:
        _check(text)
        return yaml.load(text, Loader=_loader())  # noqa: S506 - built on a safe loader
    except (yaml.YAMLError, RecursionError) as exc:
        raise ValueError(f"the body is neither YAML nor JSON: {exc}") from None


def _check(text: bytes) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("aliases (`*name`) are not supported")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MOST_DEPTH:
            raise ValueError(f"the document nests deeper than {MOST_DEPTH} levels")


def _loader() -> Any:
    """Return a safe loader that leaves dates as strings."""
    loader: Any = type("_Loader", (_SafeLoader,), {})
    loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in loader.yaml_implicit_resolvers.items()
    }
    return loader
