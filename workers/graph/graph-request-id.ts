import type { IncomingHttpHeaders } from "node:http";

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Graph's id of a request, which Microsoft's support can look up; undefined when it is not a GUID
 * (https://learn.microsoft.com/graph/errors#http-status-codes).
 */
export function graphRequestId({ "request-id": header }: IncomingHttpHeaders): string | undefined {
  const id = typeof header === "string" ? header.toLowerCase() : "";
  return guid.test(id) ? id : undefined;
}
