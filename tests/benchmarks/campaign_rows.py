"""Records a plan in a ledger, each row of it accepted: `python -m … STATE-FOLDER PLAN`."""

import sys
from pathlib import Path

from layers_cli.campaigns.plan_file import read_plan
from layers_cli.campaigns.records import Campaign
from layers_cli.ledger.ledger import Ledger


def main(state: Path, path: Path) -> None:
    """Do it, with the requests written in one statement."""
    plan = read_plan(path)
    header = plan.header
    ledger = Ledger(state / "ledger.db")
    store = ledger.campaigns(header.server, "default")
    campaign = Campaign(
        *(header.campaign, header.server, "default", header.credential),
        *(header.sheet, header.columns, 0.0),
    )
    store.add(campaign, plan.rows(), max_credits=None)
    with ledger._database.transaction(lasting=False) as db:
        db.execute(
            "insert into intents (key, method, path, body, sha256, kind, server, profile, credential,"
            " run, fingerprint, command, containers, credits, overwrite, state, owner, expires_at,"
            " created_at, changed_at, job_id, container_ids, campaign) select key, 'POST', '/', '',"
            " key, 'create', ?, 'default', '', key, key, '[]', 1, 50, 0, 'answered', 'a:1:1', 0, 0,"
            " 0, 'job_' || id, '[\"cnt_' || id || '\"]', ? from campaign_rows",
            (header.server, header.campaign),
        )
    ledger.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
