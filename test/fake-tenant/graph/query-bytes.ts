import { badRequest } from "./graph-refusal.ts";

/** RFC 3986, 3.4, without `+`, which is a space to some services of Graph and a plus to others. */
const sendable = /^(?:[\w.~!$&'()*,;=:@/?-]|%[0-9A-F]{2})*$/i;

/** Refuses a query with bytes that must be encoded. */
export function refuseRawBytes(pathAndQuery: string): void {
  const at = pathAndQuery.indexOf("?");
  if (at >= 0 && !sendable.test(pathAndQuery.slice(at + 1))) throw badRequest("The request URI is not valid.");
}
