"""Immutable values with named fields: what `dataclasses` makes, without its price at start-up.

`dataclasses` writes and compiles the methods of each class when its module is imported. For the
forty classes of an ordinary run that takes three times as long as Python's own start; here they
share the methods of one base. Type checkers read it as a frozen dataclass. Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

if TYPE_CHECKING:
    from typing import TypeVar

    from typing_extensions import dataclass_transform

    V = TypeVar("V", bound="Value")  # made at run time, it compiles the name: a millisecond
else:

    def dataclass_transform(**_):
        """Change nothing: it speaks to type checkers."""
        return lambda kind: kind


@dataclass_transform(frozen_default=True)
class Value:
    """The base of classes that only declare fields: `name: type`, or `name: type = default`.

    A default is shared by all, so it must be immutable. Fields are given in order or by name; two
    are equal if their class and all their fields are.
    """

    field_names: ClassVar[tuple[str, ...]] = ()
    _defaults: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        own = [name for name, kind in cls.__annotations__.items() if "ClassVar" not in str(kind)]
        cls.field_names = tuple(dict.fromkeys([*cls.field_names, *own]))
        cls._defaults = cls._defaults | {name: vars(cls)[name] for name in own if name in vars(cls)}

    def __init__(self, *values: Any, **named: Any) -> None:
        """Take the values of the fields; raises `TypeError` for one too many, twice or missing."""
        names = self.field_names
        given = self._defaults | dict(zip(names, values, strict=False)) | named
        if len(values) > len(names) or not named.keys().isdisjoint(names[: len(values)]):
            raise TypeError(f"{type(self).__name__} got a field too many, or twice")
        if given.keys() != set(names):
            wrong = ", ".join(sorted(given.keys() ^ set(names)))
            raise TypeError(f"{type(self).__name__} misses, or does not have: {wrong}")
        vars(self).update(given)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        pairs = zip(self.field_names, self._values(), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in pairs)})"

    def _values(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name in self.field_names])


def replace(value: V, /, **changes: Any) -> V:
    """Return a copy of *value* with *changes*; raises `TypeError` for a field it does not have."""
    return type(value)(**as_dict(value) | changes)


def as_dict(value: Value) -> dict[str, Any]:
    """Return the fields of *value* by their names."""
    return {name: getattr(value, name) for name in value.field_names}
