// A container's life with openapi-fetch and the types that openapi-typescript generates.
import createClient from "openapi-fetch";
import type { paths } from "./generated.js";

declare const process: { argv: string[] };
const [address, key, projectId] = process.argv.slice(2) as [string, string, string];
const client = createClient<paths>({
  baseUrl: address,
  headers: { Authorization: `Bearer ${key}` },
});
const inProject = { path: { projectId } };
const create = "/v1/projects/{projectId}/content";
await client.PATCH("/v1/projects/{projectId}/content-review-policy", {
  params: inProject,
  body: { policy: "review_all" },
});
const wanted = {
  params: { ...inProject, header: { "Idempotency-Key": "once" } },
  body: { format: "slideshow-builder", hook: "one\ntwo" },
} as const;
const started = (await client.POST(create, wanted)).data!;
const again = (await client.POST(create, wanted)).data!;
const job = (await client.GET("/v1/jobs/{jobId}", { params: { path: { jobId: started.jobId } } }))
  .data!;
const params = { path: { containerId: job.containerIds![0]! } };
const container = (await client.GET("/v1/content/{containerId}", { params })).data!;
const query = { status: ["completed" as const], since: "2020-01-01T00:00:00Z" };
const listed = (await client.GET(create, { params: { ...inProject, query } })).data!;
const approve = "/v1/content/{containerId}/approve";
const approved = (await client.POST(approve, { params, body: { note: "Ship it." } })).data!;
const refused = (await client.POST(approve, { params, body: {} })).error!;
const progress = (await client.GET("/v1/content/{containerId}/progress", { params })).data!;
const whoami = (await client.GET("/v1/whoami")).data!;
console.log(
  JSON.stringify({
    organization: whoami.organizationId,
    same: started.jobId === again.jobId,
    job: job.status,
    progress: progress.progress,
    preview: container.preview!.kind,
    listed: String(listed.items.map((each) => each.id)) === String(started.containerIds),
    approved: approved.approvalStatus,
    refused: refused.error.code,
    details: refused.error.details,
  }),
);
