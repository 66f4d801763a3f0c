"""Everything the sandbox remembers, in one SQLite file. The only folder that contains SQL."""

from contextlib import AbstractContextManager
from pathlib import Path

from .account import AccountRows, CreditFilter, CreditRows
from .answers import AnswerKey, AnswerRows
from .containers import ContainerFilter, ContainerRows
from .database import Database, Row, StoreVersionError
from .influencers import InfluencerRows
from .jobs import JobRows
from .media import MediaRows
from .origins import OriginRows
from .overview import OverviewRows
from .projects import ProjectRows
from .schema import TABLES
from .settings import SettingRows
from .upload_files import UploadFileRows
from .webhooks import WebhookRows
from .work import WorkRows

__all__ = ["AnswerKey", "ContainerFilter", "CreditFilter", "Row", "Store", "StoreVersionError"]


class Store:
    """The rows, by noun.

    Args:
        path: the database file; made if it is missing.

    """

    def __init__(self, path: Path) -> None:
        self._db = Database(path)
        self.settings = SettingRows(self._db)
        self.account = AccountRows(self._db)
        self.credits = CreditRows(self._db)
        self.projects = ProjectRows(self._db)
        self.jobs = JobRows(self._db)
        self.containers = ContainerRows(self._db)
        self.work = WorkRows(self._db)
        self.answers = AnswerRows(self._db)
        self.origins = OriginRows(self._db)
        self.webhooks = WebhookRows(self._db)
        self.media = MediaRows(self._db)
        self.influencers = InfluencerRows(self._db)
        self.upload_files = UploadFileRows(self._db)
        self.overview = OverviewRows(self._db)

    def transaction(self) -> AbstractContextManager[None]:
        """Make all that happens inside one durable step; an exception undoes it."""
        return self._db.transaction()

    def clear(self) -> None:
        """Delete every row but the settings."""
        with self.transaction():
            for table in TABLES:
                self._db.run(f"delete from {table}")  # noqa: S608 - the schema's own names

    def close(self) -> None:
        """Close the file."""
        self._db.close()
