# mypy: ignore-errors
"""A container's life with the client that openapi-python-client generates."""

import json
import sys

from generated.api.account import read_whose_key_this_is
from generated.api.content import (
    generate_content,
    list_containers,
    read_container,
    read_container_progress,
)
from generated.api.jobs import read_job
from generated.api.review import approve_container, set_review_policy
from generated.client import AuthenticatedClient
from generated.models import (
    Approve,
    CreateContent,
    CreateContentFormat,
    ListContainersStatusItem,
    PatchReviewPolicy,
    PatchReviewPolicyPolicy,
)

address, key, project = sys.argv[1:]
with AuthenticatedClient(base_url=address, token=key, raise_on_unexpected_status=True) as client:
    review_all = PatchReviewPolicy(policy=PatchReviewPolicyPolicy.REVIEW_ALL)
    set_review_policy.sync(project, client=client, body=review_all)
    wanted = CreateContent(format_=CreateContentFormat.SLIDESHOW_BUILDER, hook="one\ntwo")
    started = generate_content.sync(project, client=client, body=wanted, idempotency_key="once")
    again = generate_content.sync(project, client=client, body=wanted, idempotency_key="once")
    job = read_job.sync(started.job_id, client=client)
    container = read_container.sync(job.container_ids[0], client=client)
    listed = list_containers.sync(
        project,
        client=client,
        status=[ListContainersStatusItem.COMPLETED],
        since="2020-01-01T00:00:00Z",
    )
    approved = approve_container.sync(container.id, client=client, body=Approve(note="Ship it."))
    refused = approve_container.sync(container.id, client=client, body=Approve())
    story = {
        "organization": read_whose_key_this_is.sync(client=client).organization_id,
        "same": started.job_id == again.job_id,
        "job": job.status,
        "progress": read_container_progress.sync(container.id, client=client).progress,
        "preview": container.preview.kind,
        "listed": [each.id for each in listed.items] == started.container_ids,
        "approved": approved.approval_status,
        "refused": refused.error.code,
        "details": refused.error.details.to_dict(),
    }
print(json.dumps(story))
