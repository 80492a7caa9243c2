import { randomUUID } from "node:crypto";
import type { ToolRun } from "#workers/run-tool.ts";

/** One search of mail, without end. */
export const mailSearch = (more: Pick<ToolRun, "signal" | "reply">): ToolRun => ({
  requestId: randomUUID(),
  tool: "outlook_email_search",
  caller: {
    tenantId: "tenant",
    userId: "user",
    clientId: "client",
    scopes: ["access_as_user"],
    expiresAtSeconds: 0,
    understandsClaims: false,
  },
  userAssertion: "assertion",
  input: {},
  wantsProgress: false,
  number: 1,
  queueWaitMs: undefined,
  deadlineMs: Number.POSITIVE_INFINITY,
  ...more,
});
