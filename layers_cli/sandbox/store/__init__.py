"""Everything the sandbox remembers, in one SQLite file. The only folder that contains SQL."""

from contextlib import AbstractContextManager
from pathlib import Path

from layers_cli.sandbox.store.account import AccountRows, CreditFilter, CreditRows
from layers_cli.sandbox.store.containers import ContainerFilter, ContainerRows
from layers_cli.sandbox.store.database import Row, SandboxDatabase, StoreVersionError
from layers_cli.sandbox.store.influencers import InfluencerRows
from layers_cli.sandbox.store.job_sources import JobSourceRows
from layers_cli.sandbox.store.jobs import JobRows
from layers_cli.sandbox.store.keywords import KeywordRows
from layers_cli.sandbox.store.media import MediaRows
from layers_cli.sandbox.store.overview import OverviewRows
from layers_cli.sandbox.store.posting.accounts import AccountFilter, SocialAccountRows
from layers_cli.sandbox.store.posting.posts import PostFilter, PostRows
from layers_cli.sandbox.store.projects import ProjectRows
from layers_cli.sandbox.store.settings import SettingRows
from layers_cli.sandbox.store.stored_responses import StoredResponseKey, StoredResponseRows
from layers_cli.sandbox.store.upload_files import UploadFileRows
from layers_cli.sandbox.store.webhooks import WebhookRows
from layers_cli.sandbox.store.work import WorkRows

__all__ = [
    "AccountFilter",
    "ContainerFilter",
    "CreditFilter",
    "PostFilter",
    "Row",
    "Store",
    "StoreVersionError",
    "StoredResponseKey",
]


class Store:
    """The rows, by noun.

    Args:
        path: the database file; made if it is missing.

    """

    def __init__(self, path: Path) -> None:
        self._db = SandboxDatabase(path)
        self.settings = SettingRows(self._db)
        self.account = AccountRows(self._db)
        self.credits = CreditRows(self._db)
        self.projects = ProjectRows(self._db)
        self.jobs = JobRows(self._db)
        self.containers = ContainerRows(self._db)
        self.work = WorkRows(self._db)
        self.stored_responses = StoredResponseRows(self._db)
        self.job_sources = JobSourceRows(self._db)
        self.webhooks = WebhookRows(self._db)
        self.media = MediaRows(self._db)
        self.influencers = InfluencerRows(self._db)
        self.keywords = KeywordRows(self._db)
        self.social_accounts = SocialAccountRows(self._db)
        self.posts = PostRows(self._db)
        self.upload_files = UploadFileRows(self._db)
        self.overview = OverviewRows(self._db)

    def transaction(self) -> AbstractContextManager[None]:
        """Make all that happens inside one durable step; an exception undoes it."""
        return self._db.transaction()

    def clear(self) -> None:
        """Delete every row but the settings."""
        with self.transaction():
            self._db.run("pragma defer_foreign_keys = on")  # the order of the tables is free
            for row in self._db.all("select name from sqlite_master where type = 'table'"):
                if row["name"] not in ("setting", "sqlite_sequence"):
                    self._db.run(f"delete from {row['name']}")  # noqa: S608 - the schema's own names

    def close(self) -> None:
        """Close the file."""
        self._db.close()
