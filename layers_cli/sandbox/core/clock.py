"""The sandbox's clock: real, frozen or scaled; it can be advanced, never set back."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from layers_cli.sandbox.core.timestamps import LATEST

Wall = Callable[[], float]

FACTORS = {"real": 1.0, "frozen": 0.0}


@dataclass(frozen=True)
class ClockState:
    """A line through (wall, now) with the slope *factor*, as stored.

    Args:
        mode: `real`, `frozen` or `scaled`.
        factor: sandbox seconds for each second of the wall clock.
        wall: the wall clock's time at the last change, in milliseconds.
        now: the sandbox's time at that moment, in milliseconds.

    """

    mode: str
    factor: float
    wall: int
    now: int


class Clock:
    """Tells the sandbox's time in whole milliseconds since 1970; it never goes back."""

    def __init__(self, state: ClockState | None = None, *, wall: Wall = time.time) -> None:
        self._wall = wall
        self._latest = 0
        self.state = state or self._real()

    def now(self) -> int:
        """Return the sandbox's time in milliseconds."""
        passed = self._wall_now() - self.state.wall
        # The machine's own clock may be set back; ours must not follow.
        moment = min(LATEST, self.state.now + int(passed * self.state.factor))
        self._latest = max(self._latest, moment)
        return self._latest

    def wall_seconds_until(self, moment: int) -> float | None:
        """Return how long to sleep until *moment*; `None` while the clock is frozen before it."""
        missing = moment - self.now()
        if missing <= 0:
            return 0.0
        return missing / 1000 / self.state.factor if self.state.factor else None

    def change(
        self,
        *,
        mode: str | None = None,
        factor: float | None = None,
        now: int | None = None,
        advance: int = 0,
    ) -> None:
        """Change mode, speed or time from now on.

        Args:
            mode: `real`, `frozen` or `scaled`; unchanged by default.
            factor: the speed for `scaled`.
            now: jump to this moment (milliseconds), which must not be in the past.
            advance: then advance by so many milliseconds.

        Raises:
            ValueError: the time is in the sandbox's past, or after the year 9999.

        """
        present = self.now()
        if now is not None and now < present:
            raise ValueError("the sandbox's clock cannot be set back")
        mode = mode or self.state.mode
        speed = FACTORS.get(mode, factor if factor is not None else self.state.factor)
        start = (present if now is None else now) + advance
        if start > LATEST:
            raise ValueError("the sandbox's clock ends with the year 9999")
        self.state = ClockState(mode, speed, self._wall_now(), start)

    def reset(self) -> None:
        """Return to the machine's time; only when the sandbox is reset."""
        self._latest = 0
        self.state = self._real()

    def _real(self) -> ClockState:
        return ClockState("real", 1.0, self._wall_now(), self._wall_now())

    def _wall_now(self) -> int:
        return int(self._wall() * 1000)
