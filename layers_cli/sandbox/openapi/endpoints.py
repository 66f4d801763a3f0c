"""All endpoints of the sandbox, in the order of the OpenAPI document."""

from layers_cli.sandbox.control import faults, keys, request_log, seed_import, state, verification
from layers_cli.sandbox.http.endpoints import Endpoint
from layers_cli.sandbox.routes import (
    account,
    app_media,
    content,
    hooks,
    influencers,
    jobs,
    keywords,
    posts,
    projects,
    review,
    social_accounts,
    upload_sessions,
    uploads,
    webhooks,
)

ENDPOINTS: tuple[Endpoint, ...] = (
    *account.ENDPOINTS,
    *projects.ENDPOINTS,
    *review.ENDPOINTS,
    *content.ENDPOINTS,
    *uploads.ENDPOINTS,
    *upload_sessions.ENDPOINTS,
    *app_media.ENDPOINTS,
    *hooks.ENDPOINTS,
    *keywords.ENDPOINTS,
    *influencers.ENDPOINTS,
    *social_accounts.ENDPOINTS,
    *posts.ENDPOINTS,
    *jobs.ENDPOINTS,
    *webhooks.ENDPOINTS,
    *state.ENDPOINTS,
    *seed_import.ENDPOINTS,
    *faults.ENDPOINTS,
    *request_log.ENDPOINTS,
    *verification.ENDPOINTS,
    *keys.ENDPOINTS,
)
