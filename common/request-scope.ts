import { AsyncLocalStorage } from "node:async_hooks";
import type { TracePoint } from "./tracing/trace.ts";

/** The context of a request, available to everything that runs for it: log lines, spans and exemplars use it. */
export interface RequestScope {
  requestId: string;
  /** Undefined if tracing is off and the client sent no trace context. */
  trace?: TracePoint | undefined;
}

const scopes = new AsyncLocalStorage<RequestScope>();

/** Runs the work, and everything that it starts, in the context of the request. */
export function inRequest<T>(scope: RequestScope, work: () => T): T {
  return scopes.run(scope, work);
}

/** The request that the running code belongs to; undefined outside of a request. */
export function currentRequest(): RequestScope | undefined {
  return scopes.getStore();
}
