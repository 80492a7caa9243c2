import type { Asked } from "#common/call.ts";
import type { Job } from "#common/queue/protocol.ts";

/** Older gateways ask for a caller's permissions by a job with this `tool`: workers are updated before gateways. */
const oldGrantedScopesTool = "granted-scopes";

/** What a job asks for. */
export function askedByJob(job: Job): Asked {
  if ("kind" in job) return { kind: job.kind };
  return job.tool === oldGrantedScopesTool ? { kind: "granted-scopes" } : { kind: "tool", tool: job.tool };
}
