# mypy: ignore-errors
"""A container's life with the Python client that openapi-generator generates."""

import json
import sys

import generated
from generated.exceptions import ConflictException

address, key, project = sys.argv[1:]
with generated.ApiClient(generated.Configuration(host=address, access_token=key)) as client:
    contents, reviews = generated.ContentApi(client), generated.ReviewApi(client)
    reviews.set_review_policy(project, generated.PatchReviewPolicy(policy="review_all"))
    wanted = generated.CreateContent(format="slideshow-builder", hook="one\ntwo")
    started = contents.generate_content(project, wanted, idempotency_key="once")
    again = contents.generate_content(project, wanted, idempotency_key="once")
    job = generated.JobsApi(client).read_job(started.job_id)
    container = contents.read_container(job.container_ids[0])
    listed = contents.list_containers(project, status=["completed"], since="2020-01-01T00:00:00Z")
    approved = reviews.approve_container(container.id, approve=generated.Approve(note="Ship it."))
    try:
        reviews.approve_container(container.id)
    except ConflictException as exc:
        refused = exc.data.error
    story = {
        "organization": generated.AccountApi(client).read_whose_key_this_is().organization_id,
        "same": started.job_id == again.job_id,
        "job": job.status,
        "progress": contents.read_container_progress(container.id).progress,
        "preview": container.preview.kind,
        "listed": [each.id for each in listed.items] == started.container_ids,
        "approved": approved.approval_status,
        "refused": refused.code,
        "details": refused.details,
    }
print(json.dumps(story))
