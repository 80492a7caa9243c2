import type { Caller } from "./caller.ts";

interface AnyCall {
  /** A GUID: also the id of the job, Microsoft's `client-request-id`, and in every log line of the call. */
  requestId: string;
  caller: Caller;
  /** When nobody waits any more, Unix milliseconds of this machine's clock. */
  deadlineMs: number;
  /** Aborts when nobody waits any more. */
  signal: AbortSignal;
}

/**
 * What one caller asks of a worker: to run a tool, by its wire name, or to say which Graph permissions the caller has,
 * which tools/list wants to know. Each process makes one object of it; everything that carries a call holds that object.
 */
export type Call = AnyCall & ({ kind: "tool"; tool: string } | { kind: "granted-scopes" });

/** The tool's name; of a call that runs none, its kind. No tool is named like a kind. */
export function nameOfCall(call: Call): string {
  return call.kind === "tool" ? call.tool : call.kind;
}
