import { z } from "zod";
import type { KnownRequest } from "#workers/graph/requests/known-request.ts";
import { knownRequests } from "#workers/graph/requests/known-requests.ts";
import { byJoinUrl } from "#workers/tools/calendar/find-meeting.ts";
import { renderFilter } from "#workers/tools/query/odata.ts";
import type { GraphRequest } from "#workers/tools/tool-context.ts";
import type { Answer, Ask } from "./ask.ts";
import type { Fill } from "./fill.ts";

/** What became of one request of docs/internals/graph-requests.md. */
export interface RowResult {
  request: string;
  result: "answered" | "refused" | "untried";
  /** A word for the refusal, or what this person has nothing of. */
  why?: string;
}

/** What requests are made with that have no placeholder for it. */
export interface OwnThings {
  address: string;
  joinUrl: string;
  /** Unix milliseconds. */
  nowMs: number;
}

const anything = z.looseObject({});

/** What a request can't be sent without, by its path. */
function needed(path: string, own: OwnThings): GraphRequest["query"] {
  const at = (days: number) => new Date(own.nowMs + days * 86_400_000).toISOString();
  if (path.endsWith("/calendarView")) return { startDateTime: at(-7), endDateTime: at(7), $top: 1 };
  if (path.endsWith("/onlineMeetings")) return { $filter: renderFilter(byJoinUrl(own.joinUrl)) };
  return {};
}

function bodyOf(path: string, own: OwnThings): unknown {
  if (path === "search/query") {
    return { requests: [{ entityTypes: ["driveItem"], query: { queryString: "*" }, from: 0, size: 1 }] };
  }
  const at = (ms: number) => ({ dateTime: new Date(ms).toISOString().slice(0, 19), timeZone: "UTC" });
  const [startTime, endTime] = [at(own.nowMs), at(own.nowMs + 3_600_000)];
  return { schedules: [own.address], startTime, endTime, availabilityViewInterval: 60 };
}

/** The path with this person's own things in it, or the placeholder that they have nothing for. */
async function filled({ path }: KnownRequest, fill: Fill): Promise<{ path: string[] } | { missing: string }> {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    const placeholder = /\{(\w+)(?:\.\.\.)?\}/.exec(segment);
    const value = placeholder === null ? "" : await fill(placeholder[1] ?? "");
    if (value === undefined) return { missing: placeholder?.[1] ?? "" };
    segments.push(placeholder === null ? segment : segment.replace(placeholder[0], () => value));
  }
  return { path: segments };
}

/** The permissions that a row names. With one of them the request makes sense. */
const scopesIn = ({ permission }: KnownRequest) => permission.match(/\b[A-Z]\w+\.Read\w*(?:\.\w+)?/g) ?? [];

/** Sends each request of the table once. */
export async function readRows(
  ask: Ask,
  { fill, own, grantedScopes }: { fill: Fill; own: OwnThings; grantedScopes: ReadonlySet<string> },
): Promise<RowResult[]> {
  const results: RowResult[] = [];
  for (const row of knownRequests) {
    const request = `${row.method} /${row.path}`;
    const scopes = scopesIn(row);
    if (!scopes.some((scope) => grantedScopes.has(scope))) {
      results.push({ request, result: "untried", why: `permission missing: ${scopes.join(", ")}` });
      continue;
    }
    const found = await filled(row, fill);
    if ("missing" in found) {
      results.push({ request, result: "untried", why: `nothing found: ${found.missing}` });
      continue;
    }
    const answer = await send(row, found.path, { ask, own });
    results.push(
      answer.refusal === undefined
        ? { request, result: "answered" }
        : { request, result: "refused", why: answer.refusal },
    );
  }
  return results;
}

function send(
  { method, path: form }: KnownRequest,
  path: readonly string[],
  { ask, own }: { ask: Ask; own: OwnThings },
): Promise<Answer<unknown>> {
  const query = needed(form, own) ?? {};
  if (method === "POST") return ask.post({ path, query, body: bodyOf(form, own) }, anything);
  if (/\/(?:content|\$value)$/.test(form))
    return ask.download({ path, query }, form.includes("/transcripts/") ? "text/vtt" : undefined);
  return ask.get({ path, query }, anything);
}
