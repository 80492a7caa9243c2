import { ToolError } from "#common/errors.ts";
import { type Service, services, type Workload } from "#common/workload.ts";
import { isPossibleId } from "#workers/tools/graph-values.ts";
import type { GraphRequest } from "#workers/tools/tool-context.ts";
import { badId } from "./graph-error.ts";

const version = "/v1.0/";
/** A long question in Japanese takes 10,000 characters. Longer addresses are refused on the way, without words. */
const maxCharacters = 30_000;

const impossibleId = () => new ToolError(...badId);

/** `$` is allowed in a path and a query (RFC 3986, 3.3 and 3.4), and OData's names begin with it. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("%24", "$");
}

/**
 * The segments after it are names of folders in a drive. Its colon must not be encoded
 * (https://learn.microsoft.com/graph/onedrive-addressing-driveitems).
 */
const driveRoot = "root:";

/**
 * A search below a drive's `root`. An OData function is one only by its own parentheses, quotes and `=`, as in every
 * example of Microsoft (https://learn.microsoft.com/graph/api/driveitem-search).
 */
const driveSearch = /^search\(q='(.*)'\)$/s;

/** Encodes ids as Microsoft's SDKs do: parentheses and quotes belong to functions (RFC 6570, 3.2.2). */
function encodeId(text: string): string {
  return encode(text).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** `!` separates the parts of an id of OneNote, and in an address the segments of OData, unless it is encoded. */
const encodeNoteId = (text: string) => encodeId(text).replaceAll("!", "%21");

/** The host of a site whose path follows; its colon stays (https://learn.microsoft.com/graph/api/site-getbypath). */
const siteHost = /^[a-z0-9.-]+:$/;

/** Encodes one segment so that it stays one: `.` and `..` would change the path, an empty one would vanish. */
function encodeSegment(segment: string, index: number, path: readonly string[]): string {
  if (!isPossibleId(segment)) throw impossibleId();
  if (segment === driveRoot || (path[index - 1] === "sites" && siteHost.test(segment))) return segment;
  if (path.includes("onenote")) return encodeNoteId(segment);
  const [, text] = (path[index - 1] === "root" && driveSearch.exec(segment)) || [];
  return text === undefined ? encodeId(segment) : `search(q='${encode(text)}')`;
}

/** Percent-encoded with `%20`: Graph's OData parser does not read `+` as a space everywhere. */
function encodeQuery(query: GraphRequest["query"] = {}): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encode(name)}=${encode(String(value).toWellFormed())}`],
  );
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

/**
 * Path and query of a request below `/v1.0/`. Each segment stays in its place, whatever it contains: the result is
 * parsed as a URL, which must equal what was built, on the given origin.
 * @param origin Graph's, such as `https://graph.microsoft.com`
 * @throws `invalid_input` for an id that can't be one, and an address that is too long: only an id makes it so
 */
export function graphPath(origin: string, request: Pick<GraphRequest, "path" | "query">): string {
  const path = version + request.path.map(encodeSegment).join("/");
  const search = encodeQuery(request.query);
  if (path.length + search.length > maxCharacters) throw impossibleId();
  const url = URL.parse(origin + path + search);
  if (request.path.length === 0 || url?.origin !== origin || url.pathname !== path || url.hash !== "") {
    throw new Error("a Graph path did not keep its place");
  }
  return path + search;
}

/**
 * Path and query of a `nextLink`. Undefined unless it is on the same origin below `/v1.0/`, without credentials: nobody
 * else may see the user's token.
 */
export function nextLinkPath(origin: string, nextLink: string): string | undefined {
  const url = URL.parse(nextLink);
  if (url === null || url.origin !== origin || url.username !== "" || url.password !== "") return undefined;
  return url.pathname.startsWith(version) && url.hash === "" ? url.pathname + url.search : undefined;
}

/** The segments by which `workloadOf` knows the path of each service. */
const collections: Readonly<Record<Service, string>> = {
  search: "search",
  files: "drive drives shares sites",
  teams: "chats teams joinedTeams teamwork onlineMeetings",
  outlook:
    "messages mailFolders events calendar calendars calendarView mailboxSettings people translateExchangeIds todo",
  // Groups are asked for nothing but their plans.
  planner: "planner groups",
  onenote: "onenote",
  retrieval: "retrieval",
};
const byCollection: ReadonlyMap<string, Service> = new Map(
  services.flatMap((service) => collections[service].split(" ").map((name) => [name, service] as const)),
);

/**
 * The service behind a Graph path, with its own limits and breaker. A tool such as `read_resource` uses several.
 * @param path segments below `/v1.0`; Graph's own links may have `users('id')` in one segment
 * @param fallback the tool's own workload
 */
export function workloadOf(path: readonly string[], fallback: Workload): Service {
  const [first = "", second = "", third = ""] = path;
  const isSecond = first === "me" || first === "copilot" || first.startsWith("users(");
  const isOfSite = (first === "sites" && third === "onenote") || (first.startsWith("sites(") && second === "onenote");
  const collection = isOfSite ? "onenote" : isSecond ? second : first === "users" ? third : first;
  return byCollection.get(collection) ?? fallback;
}
