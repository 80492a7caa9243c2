import type { Caller } from "./caller.ts";

/** What a call asks of a worker: to run a tool, or (for tools/list) to say which Graph permissions its caller has. */
export type Asked = { kind: "tool"; tool: string } | { kind: "granted-scopes" };

/** One call. Each process makes one such object for it; everything that carries the call holds that object. */
export type Call = Asked & {
  /** A GUID: also the id of the job, Microsoft's `client-request-id`, and in every log line of the call. */
  requestId: string;
  caller: Caller;
  /**
   * When nobody waits any more, Unix milliseconds of Redis' clock: it stands for both processes, and nobody sets it.
   */
  deadlineMs: number;
  /** Aborts when nobody waits any more. */
  signal: AbortSignal;
};

/** A call with the access token that its caller sent, for which Entra gives one of Graph. */
export interface AssertedCall {
  call: Call;
  userAssertion: string;
}

/** The tool's name; of a call that runs none, its kind. No tool is named like a kind. */
export function nameOfCall(call: Asked): string {
  return call.kind === "tool" ? call.tool : call.kind;
}
