import { AsyncLocalStorage } from "node:async_hooks";
import type { TracePoint } from "./tracing/traceparent.ts";

/** What everything that is done for one request shares, however deep: log lines, spans and exemplars name it. */
export interface RequestScope {
  requestId: string;
  /** Undefined when tracing is off and the client named no trace. */
  trace?: TracePoint | undefined;
}

const scopes = new AsyncLocalStorage<RequestScope>();

/** Does the work, and all that it starts, for the request. */
export function inRequest<T>(scope: RequestScope, work: () => T): T {
  return scopes.run(scope, work);
}

/** The request that the code at hand works for; undefined outside of any. */
export function currentRequest(): RequestScope | undefined {
  return scopes.getStore();
}
