import type { DoorRequest } from "#test/fake-tenant/door/door-types.ts";
import { header } from "#test/fake-tenant/door/door-types.ts";
import type { World } from "#test/fake-tenant/world/world.ts";
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
  bodyType: "html" | "text" | null;
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
  const bodyType = value("outlook\\.body-content-type")?.toLowerCase();
  return {
    immutableIds: value("IdType")?.toLowerCase() === "immutableid",
    bodyType: bodyType === "text" || bodyType === "html" ? bodyType : null,
    timeZone: value("outlook\\.timezone"),
  };
}
