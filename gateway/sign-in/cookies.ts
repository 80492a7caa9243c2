import type { FastifyRequest } from "fastify";
import { hashOf } from "./clients/find-client.ts";
import { flowLifeSeconds } from "./sealed/sealed-kinds.ts";

const maxFlows = 3;
/** Proxies end at 8 kB of header lines; other cookies of the host need room, too. */
const maxFlowBytes = 6 * 1024;

/**
 * The cookies of the sign-in: names and attributes by whether the server has TLS.
 * `__Host-` cookies are sent to this host only and can't be set by another one; browsers refuse them without TLS, which
 * a loopback host may lack. Lax, since the page and the callback are opened from other sites.
 */
export function createCookies(publicUrl: string) {
  const isSecure = new URL(publicUrl).protocol === "https:";
  const prefix = isSecure ? "__Host-m365" : "m365";
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
  const flowPrefix = `${prefix}-in-`;
  const size = ([name, value]: readonly [string, string]) => name.length + value.length + "=; ".length;

  return {
    askName: `${prefix}-ask`,
    flowName: (state: string) => `${flowPrefix}${hashOf(state).toString("hex").slice(0, 8)}`,
    set: (name: string, value: string) => `${name}=${value}; Max-Age=${flowLifeSeconds}; ${attributes}`,
    remove: (name: string) => `${name}=; Max-Age=0; ${attributes}`,
    /** The flow cookies that have to go, first ones first, so that a new one fits beside the others. */
    flowsToRemove(present: ReadonlyMap<string, string>, name: string, value: string): string[] {
      const flows = [...present].filter(([other]) => other.startsWith(flowPrefix) && other !== name);
      const gone: string[] = [];
      const isTooMuch = () =>
        flows.length >= maxFlows ||
        [...flows, [name, value] as const].reduce((sum, flow) => sum + size(flow), 0) > maxFlowBytes;
      while (flows.length > 0 && isTooMuch()) gone.push(flows.shift()?.[0] ?? "");
      return gone;
    },
  };
}

/**
 * The cookies of a request, in their order; of two with one name the first (RFC 6265 5.4: the more specific one). Only
 * the space that browsers put between them is taken away: `trim` would also take a byte A0 at the start of a name, with
 * which neighbouring hosts get a cookie past a browser's rules for `__Host-`.
 */
export function readCookies({ headers }: Pick<FastifyRequest, "headers">): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (headers.cookie ?? "").split(/; ?/)) {
    const [name = "", ...value] = pair.split("=");
    if (!cookies.has(name)) cookies.set(name, value.join("="));
  }
  return cookies;
}
