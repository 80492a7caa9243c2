import type { LoggedRequest } from "#test/fake-tenant/world/request-log.ts";
import type { DoorRequest } from "./door-types.ts";

/** A log entry of a request that nobody has looked at yet. */
export function newLogEntry(
  request: Pick<LoggedRequest, "door" | "at" | "method" | "path"> & Pick<DoorRequest, "headers">,
): LoggedRequest {
  const { headers, ...seen } = request;
  const text = (name: string) => {
    const value = headers[name];
    return typeof value === "string" ? value : null;
  };
  return {
    ...seen,
    tenantId: null,
    userId: null,
    grant: null,
    clientRequestId: text("client-request-id"),
    userAgent: text("user-agent"),
    prefer: text("prefer"),
    status: null,
    aborted: false,
    sawInboundAssertion: false,
    tokenSha256: null,
  };
}
