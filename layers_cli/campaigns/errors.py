"""Errors of campaigns. Nothing was sent when they are raised.

* PlanError             a plan file cannot be used: cut short, edited, or of a later version
* CampaignLimitError    the rows would cost more than --max-credits
"""


class PlanError(ValueError):
    """A plan file cannot be used; the message says why."""


class CampaignLimitError(Exception):
    """The rows cost *wanted* credits in all, more than *limit*."""

    def __init__(self, *, wanted: float, limit: float) -> None:
        super().__init__(
            f"The campaign's rows cost about {wanted:g} credits, over the limit of {limit:g}"
        )
        self.wanted = wanted
        self.limit = limit
