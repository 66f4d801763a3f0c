"""Rows of `social_account` and `authorization`."""

from dataclasses import dataclass
from typing import Any

from layers_cli.sandbox.store.database import Row, Rows


@dataclass(frozen=True)
class AccountFilter:
    """What a list of accounts is narrowed to."""

    platform: str | None = None
    status: str | None = None


class SocialAccountRows(Rows):
    """Accounts on TikTok and Instagram, and the links that connect them."""

    def add(self, row: dict[str, Any]) -> None:
        """Add an account."""
        self._db.insert("social_account", row)

    def change(self, account_id: str, changes: dict[str, Any]) -> None:
        """Set the columns in *changes*."""
        self._db.update("social_account", changes, "id = ?", account_id)

    def get(self, account_id: str, organization_id: str) -> Row | None:
        """Return the organization's account, or `None`."""
        return self._db.one(
            "select social_account.* from social_account join project on project.id = project_id"
            " where social_account.id = ? and organization_id = ?",
            account_id,
            organization_id,
        )

    def row(self, account_id: str) -> Row:
        """Return an existing account of any organization."""
        row = self._db.one("select * from social_account where id = ?", account_id)
        assert row is not None
        return row

    def named(self, project_id: str, platform: str, handle: str) -> Row | None:
        """Return the project's account with this name, or `None`."""
        return self._db.one(
            "select * from social_account where project_id = ? and platform = ? and handle = ?",
            project_id,
            platform,
            handle,
        )

    def next_expiry(self) -> int | None:
        """Return when the next token of a connected account expires, in milliseconds."""
        sql = "select min(token_expires_at) from social_account where status = 'connected'"
        expiry: int | None = self._db.value(sql)
        return expiry

    def expired(self, now: int) -> list[Row]:
        """Return the connected accounts whose tokens have expired, with their organizations."""
        return self._db.all(
            "select social_account.*, organization_id from social_account"
            " join project on project.id = project_id"
            " where social_account.status = 'connected' and token_expires_at <= ?"
            " order by token_expires_at",
            now,
        )

    def latest(self, project_id: str) -> int:
        """Return when the project's newest account was connected, in milliseconds."""
        sql = "select max(connected_at) from social_account where project_id = ?"
        return self._db.value(sql, project_id) or 0

    def page(
        self, project_id: str, narrowed: AccountFilter, *, limit: int, before: int | None = None
    ) -> list[Row]:
        """Return up to *limit* accounts, those connected last first."""
        return self._db.all(
            "select * from social_account where project_id = ? and platform = ifnull(?, platform)"
            " and status = ifnull(?, status) and (? is null or connected_at < ?)"
            " order by connected_at desc limit ?",
            project_id,
            narrowed.platform,
            narrowed.status,
            before,
            before,
            limit,
        )

    def authorize(self, row: dict[str, Any]) -> None:
        """Add an authorization that waits for somebody to allow or deny it."""
        self._db.insert("authorization", row)

    def authorization(self, state: str, organization_id: str | None = None) -> Row | None:
        """Return an authorization, of one organization or of any, or `None`."""
        return self._db.one(
            "select authorization.*, organization_id, name as project from authorization"
            " join project on project.id = project_id"
            " where authorization.id = ? and organization_id = ifnull(?, organization_id)",
            state,
            organization_id,
        )

    def end_authorization(self, state: str, changes: dict[str, Any]) -> bool:
        """End an authorization that waits; `False` if it had ended."""
        where = "id = ? and status = 'pending'"
        return self._db.update("authorization", changes, where, state) == 1
