"""What a generation is asked for with: one order for each hook, with its idempotency key."""

from __future__ import annotations

from dataclasses import dataclass, replace

LONGEST_KEY = 255


@dataclass(frozen=True)
class GenerationRequest:
    """What one create call asks for; *key* is its Idempotency-Key, *run* the whole command's."""

    project: str
    hook: str | None
    format: str
    variants: int
    media: tuple[str, ...]
    key: str
    run: str = ""

    @property
    def singles(self) -> list[GenerationRequest]:
        """Return one order for each variant, with keys of their own."""
        if self.variants == 1:
            return [self]
        numbers = range(1, self.variants + 1)
        return [replace(self, variants=1, key=f"{self.key}-v{number}") for number in numbers]

    @property
    def rerun_key(self) -> str:
        """Return the key to run the whole command again with."""
        return self.run or self.key


def keys_for(count: int, key: str) -> list[str]:
    """Return one Idempotency-Key per hook: *key* itself for one, numbered ones for more."""
    return [key] if count == 1 else [f"{key}-{number}" for number in range(1, count + 1)]
