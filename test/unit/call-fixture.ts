import { randomUUID } from "node:crypto";
import type { Call, Caller } from "#common/call.ts";

/** Somebody who is signed in. */
export const somebody: Caller = {
  tenantId: "tenant",
  userId: "user",
  clientId: "client",
  scopes: ["access_as_user"],
  expiresAtSeconds: 0,
  understandsClaims: false,
};

/** The same with ids such as cross Redis. */
export const somebodyWithIds: Caller = {
  ...somebody,
  tenantId: randomUUID(),
  userId: randomUUID(),
  clientId: randomUUID(),
};

/** A call of one tool that nobody gives up, with 25 s left. */
export const callOf = (tool: string, changes: Partial<Omit<Call, "kind" | "tool">> = {}): Call => ({
  kind: "tool",
  tool,
  requestId: randomUUID(),
  caller: somebody,
  deadlineMs: Date.now() + 25_000,
  signal: new AbortController().signal,
  ...changes,
});
