import { type DoorRequest, header } from "#test/fake-tenant/door/door-types.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
import { badRequest } from "./graph-refusal.ts";
import type { GraphCaller } from "./graph-token.ts";

/** What a route's handler gets to see. */
export interface GraphCall {
  world: World;
  request: DoorRequest;
  caller: GraphCaller;
  /** Path parts that the route names, decoded. */
  params: Record<string, string>;
  prefer: Preferences;
  /** The path after /v1.0, as sent. */
  path: string;
}

export interface Preferences {
  immutableIds: boolean;
  bodyType: "html" | null;
  timeZone: string | null;
}

export interface GraphResult {
  /** JSON text, or bytes when `contentType` says what they are. */
  body: string | Buffer;
  contentType?: string;
  /** Preferences that were honoured, for Preference-Applied. */
  applied?: string[];
  /** Default 200. */
  status?: number;
  headers?: Record<string, string>;
}

export interface GraphRoute {
  method: "GET" | "POST";
  /**
   * Segments after /v1.0, parameters as `:name`; `*name` at the end takes whatever follows, joined and encoded again.
   */
  path: string;
  handle(call: GraphCall): GraphResult | Promise<GraphResult>;
}

/** Routes for GET by their paths, below each of the starts. */
export const readRoutes = (
  handlers: Readonly<Record<string, GraphRoute["handle"]>>,
  ...starts: string[]
): GraphRoute[] =>
  starts.flatMap((start) =>
    Object.entries(handlers).map(([path, handle]) => ({ method: "GET", path: `${start}${path}`, handle })),
  );

/** Reads the Prefer header, several preferences joined by commas (RFC 7240). */
export function readPreferences(request: DoorRequest): Preferences {
  const text = header(request, "prefer") ?? "";
  if (text === "") return { immutableIds: false, bodyType: null, timeZone: null };
  const value = (name: string) =>
    new RegExp(`(?:^|[,;])\\s*${name}\\s*=\\s*"?([^",;]*)"?`, "i").exec(text)?.[1]?.trim() ?? null;
  return {
    immutableIds: value("IdType")?.toLowerCase() === "immutableid",
    bodyType: value("outlook\\.body-content-type")?.toLowerCase() === "html" ? "html" : null,
    timeZone: value("outlook\\.timezone"),
  };
}

/** A request's body as JSON; refused when it is none. */
export function readJsonBody(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw badRequest(
      "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON " +
        "format.",
    );
  }
}

/** As SharePoint and search write a time: without parts of a second. */
export const second = (milliseconds: number) => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");

/** RFC 3986, 3.4, without `+`, which is a space to some services of Graph and a plus to others. */
const sendable = /^(?:[\w.~!$&'()*,;=:@/?-]|%[0-9A-F]{2})*$/i;

/** Refuses a query with bytes that must be encoded. */
export function refuseRawBytes(pathAndQuery: string): void {
  const at = pathAndQuery.indexOf("?");
  if (at >= 0 && !sendable.test(pathAndQuery.slice(at + 1))) throw badRequest("The request URI is not valid.");
}
