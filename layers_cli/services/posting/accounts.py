"""A project's social accounts: found by id or handle, connected, disconnected (api-rest 7.1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers_cli.api.responses import ApiResponse
from layers_cli.context.context import CommandContext
from layers_cli.errors.command_lines import command_line
from layers_cli.errors.exceptions import UsageError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.formats.near_names import near_matches
from layers_cli.services.batch import read_names

if TYPE_CHECKING:
    from layers_cli.api.endpoints.models import (  # saves their import where nobody reads
        AuthorizationLink,
        AuthorizationStatus,
        SocialAccount,
    )

CONNECTED = "connected"
PLATFORMS = ("tiktok", "instagram")
_POLL_SECONDS = 2.0


def read_accounts(context: CommandContext, project_id: str) -> "list[SocialAccount]":
    """Return all social accounts of a project."""
    pages = context.api.list_social_accounts(project_id)
    return [account for page in pages for account in page.models()]


def label(account: "SocialAccount") -> str:
    """Return how people name *account*: `tiktok:@inboxzen`."""
    return f"{account.platform}:{_handle(account)}"


def _handle(account: "SocialAccount") -> str:
    return "@" + (account.handle or "").removeprefix("@")


def choose_accounts(
    accounts: "Sequence[SocialAccount]", names: Iterable[str], *, param: str = "to"
) -> "list[SocialAccount]":
    """Return the accounts that *names* mean, each once: ids, handles, or `platform:handle`.

    *param* is the option they were given with. Raises `UsageError` for a name that no account has,
    or that several have.
    """
    found = [_choose(accounts, name, param) for name in names]
    return list({each.social_account_id: each for each in found}.values())


def _choose(accounts: "Sequence[SocialAccount]", name: str, param: str) -> "SocialAccount":
    wanted = name.strip().casefold()
    usable = [each for each in accounts if each.status != "disconnected"] or list(accounts)
    matches = [each for each in usable if wanted in _names(each)]
    if len(matches) > 1:
        choices = ", ".join(f"{label(each)} ({each.social_account_id})" for each in matches)
        raise UsageError(
            f"`{name}` is the handle of several accounts: {choices}",
            hint=f"say which: {label(matches[0])}, or the id",
            param=param,
        )
    if not matches:
        near = near_matches(wanted, [label(each) for each in usable])
        raise UsageError(
            f"The project has no account `{name}`",
            hint=f"did you mean {near[0]}?" if near else "see those it has: layers accounts list",
            param=param,
        )
    return matches[0]


def _names(account: "SocialAccount") -> set[str]:
    handle = _handle(account).casefold()
    bare = handle[1:]
    platform = (account.platform or "").casefold()
    return {
        account.social_account_id.casefold(),
        *(handle, f"{platform}:{handle}"),
        *(bare, f"{platform}:{bare}"),
    }


def check_connected(account: "SocialAccount") -> None:
    """Raise `UsageError` unless content can go out to *account*."""
    if account.status == CONNECTED:
        return
    words = {
        "reauth_required": "must be authorized again",
        "disconnected": "is disconnected",
    }.get(account.status or "", f"is {account.status or 'in an unknown state'}")
    raise UsageError(
        f"{label(account)} {words}, so nothing can go out to it",
        hint=f"connect it: {command_line('accounts', 'connect', _remedy(account))}",
        param="to",
    )


def _remedy(account: "SocialAccount") -> str:
    """Return what `accounts connect` is given: one that is disconnected comes by its platform."""
    is_gone = account.status == "disconnected"
    return account.platform or PLATFORMS[0] if is_gone else label(account)


@dataclass(frozen=True)
class Connection:
    """How a link ended that connects an account."""

    status: "ApiResponse[AuthorizationStatus]"

    @property
    def exit_code(self) -> ExitCode:
        """Return how the run ends."""
        state = self.status.model.status
        if state == "completed":
            return ExitCode.OK
        return ExitCode.PENDING if state == "pending" else ExitCode.JOB_FAILED


def authorize(context: CommandContext, name: str) -> "ApiResponse[AuthorizationLink]":
    """Return a link with which somebody connects an account, or authorizes one again.

    *name* is a platform, for any account of it, or an account's id or handle, for that one. Raises
    `UsageError` for an account that is not there.
    """
    if name.lower() in PLATFORMS:
        return context.api.authorize_account(context.project, name.lower())
    [account_id] = ids_of(context, [name])
    return context.api.reauthorize_account(context.project, account_id)


def offer(context: CommandContext, link: "AuthorizationLink", *, web: bool) -> None:
    """Say which link to open, and open it on *web* where somebody sees it."""
    if not (web and context.browse(link.authorize_url)):
        context.feedback.note(f"Open this link to connect the account: {link.authorize_url}")
    state = context.command_line("accounts", "status", link.state)
    context.feedback.hint(f"to see later whether it was used: {state}")


def wait_for(context: CommandContext, state: str, *, timeout: float) -> Connection:
    """Wait until the link with this *state* was used, *timeout* seconds at most."""
    left = timeout
    while True:
        status = context.api.get_authorization(state)
        if status.model.status != "pending" or left <= 0:
            return Connection(status)
        context.pause(min(_POLL_SECONDS, left))
        left -= _POLL_SECONDS


def ids_of(context: CommandContext, names: Sequence[str]) -> list[str]:
    """Return the ids of the accounts that *names* mean; `-` stands for those on standard input.

    Ids need no look at the project's accounts. Raises `UsageError` for a name that is none.
    """
    names = read_names(context, names, param="ACCOUNT")
    if all(name.startswith("sa_") for name in names):
        return list(dict.fromkeys(names))
    accounts = read_accounts(context, context.project)
    chosen = choose_accounts(accounts, names, param="ACCOUNT")
    return [each.social_account_id for each in chosen]


def disconnect_question(context: CommandContext, ids: Sequence[str]) -> str:
    """Return what to ask before the accounts *ids* are disconnected: it cancels their posts."""
    posts = sum(_count_queued(context, name) for name in ids)
    canceled = f" and cancel {posts} scheduled post{'s' if posts != 1 else ''}" if posts else ""
    return f"Disconnect {', '.join(ids)}{canceled}?"


def _count_queued(context: CommandContext, account_id: str) -> int:
    filters = {"status": ["queued"], "socialAccountId": account_id}
    return sum(len(page.rows()) for page in context.api.list_posts(context.project, filters))
