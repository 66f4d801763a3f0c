"""Which containers a campaign has made, by its name, its plan, or its results from anywhere."""

import re

from layers_cli.context.context import CommandContext
from layers_cli.errors.exceptions import UsageError
from layers_cli.inputs.spreadsheets import GivenSheet, SheetError, open_sheet
from layers_cli.services.campaigns.campaigns import find
from layers_cli.services.campaigns.stores import open_store

_COLUMNS = ("containers", "container", "containerids", "container_ids", "containerid")
_ID = re.compile(r"cnt_[\w-]+")


def containers_of(context: CommandContext, given: str) -> list[str]:
    """Return the ids of the containers of the campaign *given*, in the order of its sheet.

    It is a campaign of this machine, or of the shared database, by its name or its plan, or a file
    of results, which may come from another machine. Raises `UsageError` for one without any, and
    what `find` raises.
    """
    is_results = given == "-" or (
        (context.cwd / given).is_file() and not given.endswith(".plan.jsonl")
    )
    ids = _of_results(context, given) if is_results else _of_campaign(context, given)
    if not ids:
        raise _nothing(f"{given} names no containers")
    return ids


def _of_campaign(context: CommandContext, given: str) -> list[str]:
    store = open_store(context)
    rows = store.rows(find(context, store, given).name)
    return list(dict.fromkeys(name for row in rows for name in row.container_ids))


def _of_results(context: CommandContext, given: str) -> list[str]:
    sheet_file = GivenSheet(given)
    try:
        with open_sheet(context.inputs, sheet_file, columns=_COLUMNS, param="campaign") as sheet:
            cells = [
                str(value)
                for row in sheet.rows()
                for column, value in row.values.items()
                if column.casefold() in _COLUMNS
            ]
    except SheetError as exc:
        raise _nothing(f"{sheet_file.called} {exc}") from exc
    return list(dict.fromkeys(_ID.findall(" ".join(cells))))


def _nothing(what: str) -> UsageError:
    return UsageError(
        what,
        hint="name a campaign, its plan, or its results, which have a column `containers`",
        param="campaign",
    )
