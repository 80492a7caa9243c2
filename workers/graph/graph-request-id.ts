import type { IncomingHttpHeaders } from "node:http";

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Graph's id of a request, by which Microsoft's side can be asked about it; undefined where it is not the GUID that it
 * should be (https://learn.microsoft.com/graph/errors#http-status-codes).
 */
export function graphRequestId({ "request-id": header }: IncomingHttpHeaders): string | undefined {
  const id = typeof header === "string" ? header.toLowerCase() : "";
  return guid.test(id) ? id : undefined;
}
