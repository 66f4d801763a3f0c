// A container's life with the client that orval generates.
import * as api from "./generated.js";

declare const process: { argv: string[] };
const [address, key, projectId] = process.argv.slice(2) as [string, string, string];
const plain = globalThis.fetch;
// The generated paths are relative, as in a page that the API's host serves.
globalThis.fetch = (path, options) => plain(`${address}${String(path)}`, options);
const options = { headers: { Authorization: `Bearer ${key}` } };
const once = { headers: { ...options.headers, "Idempotency-Key": "once" } };

function good<T extends { status: number; data: unknown }, S extends T["status"]>(
  response: T,
  status: S,
): Extract<T, { status: S }>["data"] {
  if (response.status !== status) throw new Error(JSON.stringify(response));
  return response.data as Extract<T, { status: S }>["data"];
}

await api.setReviewPolicy(projectId, { policy: "review_all" }, options);
const wanted: api.CreateContent = { format: "slideshow-builder", hook: "one\ntwo" };
const started = good(await api.generateContent(projectId, wanted, once), 202);
const again = good(await api.generateContent(projectId, wanted, once), 202);
const job = good(await api.readJob(started.jobId, options), 200);
const containerId = job.containerIds![0]!;
const container = good(await api.readContainer(containerId, options), 200);
const narrowed: api.ListContainersParams = { status: ["completed"], since: "2020-01-01T00:00:00Z" };
const listed = good(await api.listContainers(projectId, narrowed, options), 200);
const approved = good(await api.approveContainer(containerId, { note: "Ship it." }, options), 200);
const refused = good(await api.approveContainer(containerId, {}, options), 409);
const progress = good(await api.readContainerProgress(containerId, options), 200);
const whoami = good(await api.readWhoseKeyThisIs(options), 200);
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
