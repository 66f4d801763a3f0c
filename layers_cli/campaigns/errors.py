"""Errors of campaigns. Nothing was sent when they are raised.

* PlanError             a plan file cannot be used: cut short, edited, or of a later version
* MergeError            results files are not those of one sheet
* NoCampaignError       there is no campaign of that name
* CampaignLimitError    the rows would cost more than --max-credits
* DatabaseError         the shared database cannot be used, or is not named
  * DatabaseExtraError  the extra that brings its driver is not installed
  * NoDatabaseError     none is named
  * DatabaseAwayError   it cannot be reached, is full or ends connections
  * TablesError         its tables are missing, or those of another version
  * OtherKeyError       the campaign was applied with another API key
"""


class PlanError(ValueError):
    """A plan file cannot be used; the message says why."""


class MergeError(ValueError):
    """Results files cannot be put together; the message says why."""


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


class DatabaseError(Exception):
    """The shared database cannot be used; *hint* is the way out. What was sent stays recorded."""

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class DatabaseExtraError(DatabaseError):
    """The extra is missing that brings *module*."""

    def __init__(self, module: str) -> None:
        super().__init__(
            f"A shared database needs {module}", hint="run `pip install 'layers-cli[campaigns]'`"
        )


class NoDatabaseError(DatabaseError):
    """No database is named, or not in a way that is understood."""


class DatabaseAwayError(DatabaseError):
    """The database cannot be reached or is full; later it may be there."""


class TablesError(DatabaseError):
    """The tables of campaigns are missing, or those of another version."""


class OtherKeyError(DatabaseError):
    """The rows in the database were applied with another API key than this one."""
