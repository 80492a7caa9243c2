import type { Caller } from "./caller.ts";

/** What a call asks of a worker: to run a tool, or (for tools/list) to return the Graph permissions of the caller. */
export type Asked = { kind: "tool"; tool: string } | { kind: "granted-scopes" };

/** One call. Each process creates one such object per call, and everything that handles the call holds it. */
export type Call = Asked & {
  /** A GUID. Also the ID of the job and Microsoft's `client-request-id`; in every log line of the call. */
  requestId: string;
  caller: Caller;
  /** When the caller stops waiting: Unix milliseconds by Redis' clock, which both processes share. */
  deadlineMs: number;
  /** Aborts when the caller stops waiting. */
  signal: AbortSignal;
};

/** A call with the access token of its caller, which Entra exchanges for a Graph token. */
export interface AssertedCall {
  call: Call;
  userAssertion: string;
}

/** The name of the tool, or the kind of a call that runs none. No tool has the name of a kind. */
export function nameOfCall(call: Asked): string {
  return call.kind === "tool" ? call.tool : call.kind;
}
