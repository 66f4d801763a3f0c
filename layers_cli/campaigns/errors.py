"""Errors of campaigns. Nothing was sent when they are raised.

* PlanError             a plan file cannot be used: cut short, edited, or of a later version
* NoCampaignError       there is no campaign of that name
* CampaignLimitError    the rows would cost more than --max-credits
"""


class PlanError(ValueError):
    """A plan file cannot be used; the message says why."""


class NoCampaignError(Exception):
    """There is no campaign named *name*."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no campaign named `{name}`")
        self.name = name


class CampaignLimitError(Exception):
    """The rows cost *wanted* credits in all, more than *limit*."""

    def __init__(self, *, wanted: float, limit: float) -> None:
        super().__init__(
            f"The campaign's rows cost about {wanted:g} credits, over the limit of {limit:g}"
        )
        self.wanted = wanted
        self.limit = limit
