"""Models of what `layers campaign migrate` and `worker` print; see `output_models.models`."""

from __future__ import annotations

from datetime import datetime

from layers_cli.api.models import Model


class CampaignMigration(Model):
    """The tables of campaigns in a shared database."""

    database: str
    version: int
    created: bool
    application_role: str | None


class WorkerEvent(Model):
    """What happened to a worker of campaigns, or to a row that it asked for."""

    type: str
    time: datetime
    message: str
    key: str | None
    state: str | None
    count: int | None
