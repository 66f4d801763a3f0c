"""Reads YAML that people write by hand, and none of its surprises."""

from typing import Any

MOST_DEPTH = 50


def parse_yaml(text: bytes) -> Any:
    """Read one YAML document as JSON's types alone: times stay text.

    Raises:
        ValueError: it is none, nests too deeply, or refers back to itself: a few lines of
            references can stand for gigabytes.

    """
    import yaml

    try:
        _check(text)
        return yaml.load(text, Loader=_loader())  # noqa: S506 - a safe loader, with less
    except (yaml.YAMLError, RecursionError) as exc:
        raise ValueError(f"the body is neither YAML nor JSON: {exc}") from None


def _check(text: bytes) -> None:
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=_safe_loader()):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("references (`*name`) are not taken")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MOST_DEPTH:
            raise ValueError(f"it nests deeper than {MOST_DEPTH} levels")


def _safe_loader() -> Any:
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _loader() -> Any:
    """Return a safe loader that leaves times as they are written."""
    loader: Any = type("_Loader", (_safe_loader(),), {})
    loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in loader.yaml_implicit_resolvers.items()
    }
    return loader
